"""Deadlines of the agreement: what a claim tells of an obligation whose day has passed.

The arithmetic is the calendar's. One check an obligation, over the claims that say it was done late or,
after the deadline, that it is still to be done; whether that is a breach is for an inquiry.
"""

from collections.abc import Sequence
from datetime import date

from holdfire.checking.check import Check
from holdfire.checking.days import day_of, in_words
from holdfire.reading.claim import Claim, FiledClaim
from holdfire.theatre import Theatre
from holdfire.theatre.types import Obligation

SHOWN = 12


def check(filed: Sequence[FiledClaim], theatre: Theatre) -> tuple[Check, ...]:
    """One check for every obligation told as done after its deadline, or as still open then."""
    found = []
    for agreement in theatre.agreements:
        for obligation in agreement.obligations:
            if obligation.deadline is None:
                continue
            told = [f for f in filed if obligation.id in f.claim.clauses]
            late = [(f, d) for f in told if (d := _done_on(f.claim)) and d > obligation.deadline]
            open_ = [f for f in told if _still_open(f, obligation)]
            if late:
                found.append(_done_late(obligation, late))
            if open_:
                found.append(_open(obligation, open_))
    return tuple(found)


def _done_on(claim: Claim) -> date | None:
    """The day a claim says something was done, when it says both."""
    if (
        claim.modality != "done"
        or claim.polarity == "denies"
        or claim.kind not in ("agreement", "restoration")
    ):
        return None
    time = claim.time
    if time is None or time.of != "event" or time.precision not in ("minute", "hour", "part-of-day", "day"):
        return None
    return day_of(time.start)


def _still_open(filed: FiledClaim, obligation: Obligation) -> bool:
    published = day_of(filed.published)
    if published is None or obligation.deadline is None or published <= obligation.deadline:
        return False
    claim = filed.claim
    return claim.kind == "agreement" and (
        claim.modality in ("planned", "denied")
        or claim.polarity == "denies"
        or claim.stance in ("demand", "pledge")
    )


def _done_late(obligation: Obligation, late: Sequence[tuple[FiledClaim, date]]) -> Check:
    assert obligation.deadline is not None
    day = min(d for _, d in late)
    days = (day - obligation.deadline).days
    return Check(
        kind="deadline",
        sentence=(
            f"The deadline of obligation {obligation.id} was {in_words(obligation.deadline)}; it is told"
            f" as done on {in_words(day)}, {days} day{'s' if days != 1 else ''} later. {obligation.text}"
        ),
        claims=tuple(f.id for f, _ in late[:SHOWN]),
        difference=days,
    )


def _open(obligation: Obligation, still: Sequence[FiledClaim]) -> Check:
    assert obligation.deadline is not None
    published = max(d for f in still if (d := day_of(f.published)))
    days = (published - obligation.deadline).days
    return Check(
        kind="deadline",
        sentence=(
            f"The deadline of obligation {obligation.id} was {in_words(obligation.deadline)};"
            f" {days} days later it is still spoken of as to be done. {obligation.text}"
        ),
        claims=tuple(f.id for f in still[:SHOWN]),
        difference=days,
    )
