"""From allegation to open inquiry: judged by another seat, staffed by each seat itself, opened by several."""

from msgspec.structs import replace

from holdfire.inquiry.rules import (
    a_day,
    needs_words,
    not_before,
    of_a_seat,
    of_voting,
    refuse,
)
from holdfire.inquiry.state import Inquiry, Mark, Stamp
from holdfire.record.acts import Alleged, Judged, Named, Opened, Released, Withdrawn

FEWEST_SEATS = 2  # an inquiry is joint: investigators of one seat alone are that seat's own


def allege(act: Alleged, by: Stamp) -> Inquiry:
    """Begins an inquiry."""
    of_a_seat(by)
    needs_words(act.words, "what is alleged, in a title and a statement")
    for day in (act.start, act.end):
        if day:
            a_day(day, "the days of what is alleged")
    if act.start and act.end and act.start > act.end:
        refuse(
            f"What is alleged cannot begin on {act.start} and end on {act.end}: "
            "exchange the days, or mend one."
        )
    return Inquiry(id=act.inquiry, stage="received", alleged=act, by=by, last=by)


def judge(inquiry: Inquiry, act: Judged, by: Stamp) -> Inquiry:
    """Admits or does not admit, with reasons."""
    if by.seat == inquiry.by.seat:
        refuse(
            "The seat that alleges does not judge whether its allegation is admissible: another seat does."
        )
    if not act.admissible and by.seat == inquiry.alleged.answers:
        refuse("The seat that answers for the party accused may admit the allegation, but not dismiss it.")
    needs_words(act.words, "why the allegation is admissible, or why it is not")
    if act.admissible == bool(act.fails):
        refuse(
            "An admissible allegation fails no ground, and one that is not admissible fails at least one: "
            "mark the grounds it fails."
        )
    stage = "admitted" if act.admissible else "inadmissible"
    return replace(inquiry, stage=stage, judged=Mark(by=by, words=act.words), fails=act.fails)


def withdraw(inquiry: Inquiry, act: Withdrawn, by: Stamp) -> Inquiry:
    """The seat that alleged takes it back."""
    if by.seat != inquiry.by.seat:
        refuse("Only the seat that made the allegation can withdraw it.")
    if inquiry.withdrawn:
        refuse("This allegation was withdrawn before.")
    needs_words(act.words, "why the allegation is withdrawn")
    return replace(inquiry, withdrawn=Mark(by=by, words=act.words))


def name(inquiry: Inquiry, act: Named, by: Stamp) -> Inquiry:
    """A seat names an investigator of its own."""
    if inquiry.opened:
        of_voting(inquiry, by, "name an investigator")
    if not act.account:
        refuse("Give the account of the investigator your seat names.")
    named = (by.seat, act.account)
    if named in inquiry.investigators:
        refuse(f"{act.account} is an investigator of this inquiry already.")
    return replace(inquiry, investigators=(*inquiry.investigators, named))


def release(inquiry: Inquiry, act: Released, by: Stamp) -> Inquiry:
    """A seat releases an investigator of its own."""
    named = (by.seat, act.account)
    if named not in inquiry.investigators:
        refuse(
            f"{act.account} is no investigator of your seat in this inquiry: a seat releases its own only."
        )
    left = tuple(i for i in inquiry.investigators if i != named)
    if inquiry.opened and len({seat for seat, _ in left}) < FEWEST_SEATS:
        refuse("Without this investigator one seat would be left alone: name another one first.")
    if any(i.holder == act.account for i in inquiry.items):
        refuse(f"{act.account} still holds evidence of this inquiry: hand it over first.")
    return replace(inquiry, investigators=left)


def open_inquiry(inquiry: Inquiry, act: Opened, by: Stamp) -> Inquiry:
    """Opens the inquiry and fixes which seats sign."""
    if not act.voting or len(set(act.voting)) != len(act.voting) or set(act.voting) & set(act.witnesses):
        refuse("Say which seats sign and which only see; no seat does both.")
    if by.seat not in act.voting:
        refuse("A seat that signs opens the inquiry; a witness seat has no vote.")
    seats = {seat for seat, _ in inquiry.investigators}
    if strangers := sorted(seats - set(act.voting)):
        refuse(
            f"{', '.join(strangers)} named an investigator but does not sign: release the investigator first."
        )
    if len(seats) < FEWEST_SEATS:
        refuse(
            f"An inquiry is joint: investigators of {FEWEST_SEATS} seats at least are named before it opens; "
            f"so far {len(seats)} seat{' has' if len(seats) == 1 else 's have'} named one."
        )
    if act.due:
        not_before(act.due, by, "the day the finding is due")
    return replace(
        inquiry,
        stage="open",
        opened=Mark(by=by, words=act.words),
        voting=act.voting,
        witnesses=act.witnesses,
        due=act.due,
    )
