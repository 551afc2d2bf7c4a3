"""Who else may open what: envelopes for further recipients, an inquiry's matter shredded, receipts of copies.

What is granted, withdrawn or shredded is said on the record first; then the envelopes follow. Run again,
each command finishes what a crash left half done.
"""

from datetime import UTC, datetime
from typing import Any, get_args

import msgspec
import pyrage
from pyrage import x25519

from holdfire.errors import RegisterError
from holdfire.record import access, entries, envelope
from holdfire.record.access import AccessGranted, AccessWithdrawn, MatterShredded
from holdfire.record.acts import Published
from holdfire.record.entries import ReportShredded
from holdfire.record.scrub import kept_in
from holdfire.record.vault import envelope as envelope_name
from holdfire.record.vault import fingerprint
from holdfire.register import commands, shredding
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.models import Entry, Report
from holdfire.register.writing import writing


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """A recipient that may open something beside the vault's own key, as the record says."""

    to: str  # fingerprint
    seat: str
    entry: int  # the grant


def grant(about: str, recipient: str, *, ground: str, by: Account, seat: str = "") -> tuple[int, int]:
    """Lets a further age recipient open a report, an inquiry's matter or one object.

    Gives the entry and how many objects it may open. Raises RegisterError.
    """
    to, id, objects = recipient_of(recipient), *things(about)
    _one_of(ground, AccessGranted)
    vault = open_instance().vault
    there = tuple(one for one in objects if vault.size(one) is not None)
    if not there:
        raise RegisterError("Nothing of it can be opened here any more: it was shredded.")
    said: Any = AccessGranted(
        about=id, objects=there, to=fingerprint(recipient), seat=seat, ground=ground  # type: ignore[arg-type]
    )  # fmt: skip
    number = _say(said, by)
    return number, sum(vault.grant(one, to) for one in there)


def withdraw(about: str, recipient: str, *, ground: str, by: Account) -> tuple[int, int]:
    """Removes a recipient's envelopes; `recipient` may be its fingerprint. Gives entry and how many went.

    Raises RegisterError where nothing was granted to it.
    """
    to = recipient if _is_print(recipient) else fingerprint(str(recipient_of(recipient)))
    id, objects = things(about)
    _one_of(ground, AccessWithdrawn)
    vault, name = open_instance().vault, f"to-{to}.age"
    if name == envelope_name(open_instance().vault_recipient):
        raise RegisterError("That is the vault's own key: what nobody is to open any more, shred.")
    held = tuple(one for one in objects if name in vault.readers(one))
    if not held:
        raise RegisterError(f"Nothing of it is open to {to}: it was withdrawn, or never granted.")
    number = _say(AccessWithdrawn(about=id, objects=held, to=to, ground=ground), by)  # type: ignore[arg-type]
    return number, sum(vault.withdraw(one, name) for one in held)


def readers(about: str) -> list[Reader]:
    """Who may open a report, an inquiry's matter or an object beside the vault's own key."""
    found: dict[str, Reader] = {}
    rows = Entry.objects.filter(kind__in=("access-granted", "access-withdrawn"), subject=about)
    for row in rows.order_by("index"):
        match _entry(row):
            case AccessGranted() as one:
                found[one.to] = Reader(to=one.to, seat=one.seat, entry=row.index)
            case AccessWithdrawn() as one:
                found.pop(one.to, None)
    return list(found.values())


def shred_matter(inquiry: str, ground: str, by: Account, act: int | None = None) -> int:
    """Shreds the words and files of an inquiry, or of one act in it; gives the entry that says so.

    The public version of a published finding stays, unless its own act is named. Raises RegisterError.
    """
    if ground not in shredding.GROUNDS:
        raise RegisterError(f"“{ground}” is no ground: give one of {', '.join(shredding.GROUNDS)}.")
    objects = _matter(inquiry, act)
    if not objects:
        what = f"Entry {act} keeps nothing of" if act is not None else "There is nothing kept of"
        raise RegisterError(f"{what} an inquiry “{inquiry}”: look it up on the inquiry's page.")
    with writing():
        rows = Entry.objects.filter(kind="matter-shredded", subject=inquiry)
        done = {one for row in rows for one in getattr(_entry(row), "objects", ())}
        left = tuple(one for one in objects if one not in done)
        known: Any = ground
        for start in range(0, len(left), 400):
            part = left[start : start + 400]
            said = MatterShredded(inquiry=inquiry, act=act, objects=part, ground=known)
            index = commands.write(said, by, datetime.now(UTC).replace(microsecond=0))
        if not left:
            index = rows.order_by("-index")[0].index
    shredding.finish(open_instance())
    return index


def confirm(receipt: str, replica: str, by: Account) -> int:
    """Puts a copy's receipt on the record, once it holds; gives the entry. Raises RecordError."""
    instance = open_instance()
    entry = access.confirmed(receipt, replica)
    row = Entry.objects.filter(index=entry.of).first()
    about = _entry(row) if row else None
    objects = about.objects if isinstance(about, ReportShredded | MatterShredded) else None
    access.check_receipt(entry, instance.origin, objects)
    return _say(entry, by)


def things(about: str) -> tuple[str, tuple[str, ...]]:
    """What is meant, by its whole id: a report by how it begins, an inquiry by its number, or an object.

    Gives the id and every object of it. Raises RegisterError.
    """
    reports = list(Report.objects.filter(id__startswith=about).values_list("id", flat=True)[:2])
    if len(reports) == 1:
        return reports[0], shredding.objects_of(reports[0])
    if len(reports) > 1:
        raise RegisterError(f"Several reports begin with “{about}”: give the whole id.")
    if objects := _matter(about, None):
        return about, objects
    if len(about) == 64 and open_instance().vault.size(about) is not None:
        return about, (about,)
    raise RegisterError(f"There is no report, inquiry or object “{about}”: give its id as its page shows it.")


def recipient_of(text: str) -> x25519.Recipient:
    """An age recipient as it is written. Raises RegisterError."""
    try:
        return x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise RegisterError(
            f"“{text[:70]}” is no age recipient: it begins with age1, and age-keygen prints it."
        ) from None


def _matter(inquiry: str, act: int | None) -> tuple[str, ...]:
    """The objects of an inquiry's acts: words and files; of a publication only what was never public."""
    rows = Entry.objects.filter(kind__startswith="inquiry-", subject=inquiry)
    found: list[str] = []
    for row in (rows if act is None else rows.filter(index=act)).order_by("index"):
        entry = _entry(row)
        public = entry.page.object if isinstance(entry, Published) and act is None and entry.page else ""
        found += [kept.object for kept in kept_in(entry) if kept.object != public]
    return tuple(dict.fromkeys(found))


def _say(entry: Any, by: Account) -> int:
    with writing():
        kind, subject = entries.kind_of(entry), entries.subject_of(entry)
        last = Entry.objects.filter(kind=kind, subject=subject).order_by("-index").first()
        after = Entry.objects.filter(kind__startswith="access-", subject=subject).order_by("-index").first()
        if last is not None and _entry(last) == entry and (after is None or after.index <= last.index):
            return last.index  # said already: what is left is to do it
        return commands.write(entry, by, datetime.now(UTC).replace(microsecond=0))


def _entry(row: Entry) -> Any:
    return entries.decode(envelope.unseal(bytes(row.envelope)).payload).entry


def _is_print(text: str) -> bool:
    return len(text) == 16 and all(c in "0123456789abcdef" for c in text)


def _one_of(ground: str, kind: type) -> None:
    known = get_args(msgspec.structs.fields(kind)[-1].type)
    if ground not in known:
        raise RegisterError(f"“{ground}” is no ground: give one of {', '.join(known)}.")
