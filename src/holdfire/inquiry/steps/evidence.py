"""Evidence and its custody: an item changes hands only when both have signed."""

from msgspec.structs import replace

from holdfire.inquiry.rules import (
    found,
    needs_words,
    next_number,
    of_investigator,
    of_taking_part,
    of_voting,
    refuse,
)
from holdfire.inquiry.state import Hand, Inquiry, Item, Redaction, Stamp
from holdfire.record.acts import Deposited, Inspected, Offered, Redacted, Returned, TookOver


def deposit(inquiry: Inquiry, act: Deposited, by: Stamp) -> Inquiry:
    """Puts an item into the inquiry; its depositor holds it."""
    of_voting(inquiry, by, "deposit evidence")
    next_number(act.number, inquiry.items, "item of evidence")
    needs_words(act.words, "what the item is and how it was come by")
    if act.kind == "report" and not act.report:
        refuse("A report on file is deposited by its number in the register: choose the report.")
    item = Item(
        number=act.number,
        kind=act.kind,
        by=by,
        words=act.words,
        bytes=act.bytes,
        report=act.report,
        restricted=act.restricted,
        holder=by.account,
        custody=(Hand(act="deposited", by=by),),
    )
    return replace(inquiry, items=(*inquiry.items, item))


def redact(inquiry: Inquiry, act: Redacted, by: Stamp) -> Inquiry:
    """Makes the version of an item's file that is published with the finding; the original stays sealed."""
    of_investigator(inquiry, by, "redact evidence")
    item = found(act.number, inquiry.items, "item of evidence")
    if item.bytes is None or act.original != item.bytes:
        refuse(f"What was redacted is not the file of item E{item.number}: load the page again.")
    if item.restricted and by.seat != item.by.seat:
        refuse(f"Item E{item.number} is restricted: only the seat that deposited it may have it published.")
    needs_words(act.words, "why this version may be published")
    for n, area in enumerate(act.areas, 1):
        if area.left >= area.right or area.top >= area.bottom:
            refuse(f"Area {n} covers nothing: give it a width and a height.")
    made = Redaction(
        by=by,
        file=act.file,
        public=act.public,
        media_type=act.media_type,
        areas=act.areas,
        words=act.words,
    )
    changed = replace(item, redactions=(*item.redactions, made))
    return replace(inquiry, items=tuple(changed if i.number == item.number else i for i in inquiry.items))


def offer(inquiry: Inquiry, act: Offered, by: Stamp) -> Inquiry:
    """The holder's signature under a handing over."""
    item = _held(inquiry, act.number, by)
    if not act.to or act.to == by.account:
        refuse("Say who takes the item over: somebody other than yourself.")
    if item.offered_to:
        refuse(f"Item E{item.number} is on its way to {item.offered_to}, who has not signed yet.")
    return _put(inquiry, item, Hand(act="offered", by=by, to=act.to, words=act.words), offered_to=act.to)


def take_over(inquiry: Inquiry, act: TookOver, by: Stamp) -> Inquiry:
    """The other hand's signature; from here on the item is theirs."""
    of_taking_part(inquiry, by, "take evidence over")
    item = found(act.number, inquiry.items, "item of evidence")
    if item.offered_to != by.account:
        refuse(
            f"Item E{item.number} was not handed to you: its holder, {item.holder or 'nobody'}, signs first."
        )
    hand = Hand(act="handed-over", by=by, to=by.account, words=act.words)
    return _put(inquiry, item, hand, holder=by.account, offered_to="")


def inspect(inquiry: Inquiry, act: Inspected, by: Stamp) -> Inquiry:
    """An investigator looks at an item and says whether it is as deposited."""
    of_investigator(inquiry, by, "inspect evidence")
    item = found(act.number, inquiry.items, "item of evidence")
    if not item.holder:
        refuse(f"Item E{item.number} was returned to its owner and cannot be inspected here.")
    if not act.unchanged:
        needs_words(act.words, "what is different from when the item was deposited")
    return _put(inquiry, item, Hand(act="inspected", by=by, unchanged=act.unchanged, words=act.words))


def give_back(inquiry: Inquiry, act: Returned, by: Stamp) -> Inquiry:
    """The item leaves the inquiry."""
    item = _held(inquiry, act.number, by)
    if item.offered_to:
        refuse(f"Item E{item.number} is on its way to {item.offered_to}: it cannot be returned as well.")
    return _put(inquiry, item, Hand(act="returned", by=by, words=act.words), holder="")


def _held(inquiry: Inquiry, number: int, by: Stamp) -> Item:
    item = found(number, inquiry.items, "item of evidence")
    if item.holder != by.account:
        refuse(
            f"Item E{item.number} is held by {item.holder or 'nobody here'}: only its holder can pass it on."
        )
    return item


def _put(inquiry: Inquiry, item: Item, hand: Hand, **changes: str) -> Inquiry:
    changed = replace(item, custody=(*item.custody, hand), **changes)
    return replace(inquiry, items=tuple(changed if i.number == item.number else i for i in inquiry.items))
