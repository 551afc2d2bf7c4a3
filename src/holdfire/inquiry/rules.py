"""What every act must meet before it is looked at closer, and the sentences that refuse it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NoReturn, TypeVar

from holdfire.errors import InquiryError
from holdfire.inquiry.state import Inquiry, Stamp
from holdfire.inquiry.terms import STAGES
from holdfire.record.acts import Act
from holdfire.record.fields import Kept

N = TypeVar("N")

ALWAYS = frozenset({"received", "inadmissible", "admitted", "open", "comment", "signing", "published"})
BEFORE_PUBLICATION = ALWAYS - {"published", "inadmissible"}
AT_WORK = frozenset({"open", "comment", "signing"})

# The machine: at which stage each act has its turn. `alleged` begins an inquiry and has none.
TURNS: dict[str, frozenset[str]] = {
    "judged": frozenset({"received"}),
    "withdrawn": BEFORE_PUBLICATION,
    "named": frozenset({"admitted", "open", "comment", "signing"}),
    "released": frozenset({"admitted", "open", "comment", "signing"}),
    "opened": frozenset({"admitted"}),
    "deposited": frozenset({"open", "comment"}),
    "redacted": frozenset({"open", "comment"}),  # before anybody signs: it is published with the finding
    "offered": AT_WORK | {"published"},
    "took-over": AT_WORK | {"published"},
    "inspected": AT_WORK | {"published"},
    "returned": AT_WORK | {"published"},
    "requested": frozenset({"open"}),
    "reminded": frozenset({"open", "comment"}),
    "answered": frozenset({"open", "comment"}),
    "silent": frozenset({"open", "comment"}),
    "visit-planned": frozenset({"open"}),
    "visit-reported": frozenset({"open", "comment"}),
    "supposed": frozenset({"open"}),
    "weighed": frozenset({"open", "comment"}),
    "draft-kept": frozenset({"open", "comment", "signing"}),
    "drafted": frozenset({"open", "comment"}),
    "commented": frozenset({"comment"}),
    "submitted": frozenset({"comment"}),
    "recalled": frozenset({"signing"}),
    "signed": frozenset({"signing"}),
    "dissented": frozenset({"signing"}),
    "published": frozenset({"signing"}),
    "erratum-proposed": frozenset({"published"}),
    "erratum-reviewed": frozenset({"published"}),
    "appealed": frozenset({"inadmissible", "published"}),
    "appeal-decided": frozenset({"inadmissible", "published"}),
    "read": ALWAYS,
}


def refuse(sentence: str) -> NoReturn:
    """Refuses an act, in a sentence."""
    raise InquiryError(sentence)


def tag(act: Act) -> str:
    """An act's name: its kind of entry, without the word it shares with the others."""
    return str(act.__struct_config__.tag).removeprefix("inquiry-")


def in_turn(inquiry: Inquiry, act: Act) -> None:
    """An act has its turn at certain stages only."""
    if inquiry.stage not in TURNS[tag(act)]:
        turns = " or ".join(f"“{STAGES[s]}”" for s in STAGES if s in TURNS[tag(act)])
        refuse(
            f"This inquiry is at “{STAGES[inquiry.stage]}”: “{tag(act).replace('-', ' ')}” "
            f"has its turn at {turns}."
        )


def in_order(inquiry: Inquiry, by: Stamp) -> None:
    """No act is dated before the one it follows: a period cannot be reopened by an old date.

    Where only the day of an act is known, as the record tells it, it is not before another of that day.
    """
    if by.at < inquiry.last.at and by.at != f"{inquiry.last.day}T00:00:00Z":
        refuse(
            f"This act is dated {by.at}, before the last one of this inquiry ({inquiry.last.at}): "
            "set the clock, or give its true time."
        )


def of_a_seat(by: Stamp) -> None:
    """Only a seat acts in an inquiry."""
    if not by.seat:
        refuse(
            "This account sits with no seat, and only a seat acts in an inquiry: ask for an account of one."
        )


def of_voting(inquiry: Inquiry, by: Stamp, what: str) -> None:
    """The act belongs to the seats that sign."""
    if by.seat not in inquiry.voting:
        if by.seat in inquiry.witnesses:
            refuse(f"A witness seat sees everything and has no vote: it may not {what}.")
        refuse(f"This seat does not take part in the inquiry: it may not {what}.")


def of_taking_part(inquiry: Inquiry, by: Stamp, what: str) -> None:
    """The act belongs to every seat that takes part, with or without a vote."""
    if by.seat not in inquiry.seats:
        refuse(f"This seat does not take part in the inquiry: it may not {what}.")


def of_investigator(inquiry: Inquiry, by: Stamp, what: str) -> None:
    """The act belongs to the investigators, each named by their own seat."""
    if (by.seat, by.account) not in inquiry.investigators:
        refuse(f"Only an investigator of this inquiry may {what}: the head of your seat can name you.")


def next_number(number: int, known: Sequence[Any], what: str) -> None:
    """Things are numbered one by one, so that a missing one shows."""
    if number != len(known) + 1:
        refuse(f"The next {what} is number {len(known) + 1}, not {number}: load the page again.")


def found(number: int, known: Iterable[N], what: str) -> N:
    """The thing of that number."""
    for one in known:
        if one.number == number:  # type: ignore[attr-defined]
            return one
    refuse(f"This inquiry has no {what} {number}: choose one from the page.")


def needs_words(words: Kept | None, what: str) -> None:
    """An act that others must be able to judge says why."""
    if not words:
        refuse(f"Say {what}: others will rely on it.")


def a_day(text: str, what: str) -> None:
    """A day as the record keeps it."""
    try:
        if len(text) == 10:
            date.fromisoformat(text)
            return
    except ValueError:
        pass
    refuse(f"“{text}” is not a day: write {what} as 2021-10-21.")


def not_before(day: str, by: Stamp, what: str) -> None:
    """A deadline lies ahead."""
    a_day(day, what)
    if day < by.day:
        refuse(f"{what[:1].upper()}{what[1:]} is {day}, which has passed: choose a day from {by.day} on.")
