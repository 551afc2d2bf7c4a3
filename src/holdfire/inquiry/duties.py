"""What waits, for whom and until when: an inquiry's deadlines, as Today, its page and calendars show them."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from holdfire.inquiry.state import Inquiry

DutyKind = Literal[
    "judge", "staff", "answer", "silence", "visit", "take-over", "comment", "submit", "sign", "publish",
    "finding", "review",
]  # fmt: skip


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that waits. `seats` are those that can do it; () is every seat that takes part."""

    kind: DutyKind
    inquiry: str
    seats: tuple[str, ...] = ()
    due: str = ""  # day; "": none is set
    number: int = 0
    account: str = ""  # the one person it waits for
    reminded: str = ""  # the day of the last reminder

    def overdue(self, on: str) -> bool:
        """Whether its day has passed."""
        return bool(self.due) and self.due < on


def duties(inquiry: Inquiry, on: str) -> tuple[Duty, ...]:
    """Everything that waits on a day, earliest first; what has no day comes last."""
    found = list(_duties(inquiry, on))
    return tuple(sorted(found, key=lambda d: (d.due or "9999", d.kind, d.number)))


def _duties(inquiry: Inquiry, on: str) -> Iterator[Duty]:
    id, stage = inquiry.id, inquiry.stage
    if stage == "received":
        yield Duty(kind="judge", inquiry=id)
        return
    if stage == "admitted":
        yield Duty(kind="staff", inquiry=id)
        return
    if any(q.decided is None for q in (*inquiry.errata, *inquiry.appeals)):
        yield Duty(kind="review", inquiry=id)
    for item in inquiry.items:
        if item.offered_to:
            yield Duty(kind="take-over", inquiry=id, number=item.number, account=item.offered_to)
    if stage not in ("open", "comment", "signing"):
        return
    for asked in inquiry.requests:
        if asked.open and stage != "signing":
            to = (asked.to,) if asked.to in inquiry.seats else ()
            reminded = asked.reminders[-1].by.day if asked.reminders else ""
            yield Duty(
                kind="answer", inquiry=id, seats=to, due=asked.due, number=asked.number, reminded=reminded
            )
    for visit in inquiry.visits:
        if not visit.access:
            yield Duty(kind="visit", inquiry=id, due=visit.start, number=visit.number)
    finding = inquiry.finding
    if stage == "comment" and finding:
        final = {c.by.seat for c in finding.comments if c.final}
        waiting = tuple(s for s in inquiry.voting if s not in final)
        if waiting and on <= finding.draft.comments_until:
            yield Duty(kind="comment", inquiry=id, seats=waiting, due=finding.draft.comments_until)
        else:
            yield Duty(kind="submit", inquiry=id)
    if stage == "signing" and finding:
        if inquiry.unheard:
            yield Duty(kind="sign", inquiry=id, seats=inquiry.unheard, due=finding.sign_until)
        if not inquiry.unheard or on > finding.sign_until:
            yield Duty(kind="publish", inquiry=id)
    if inquiry.due:
        yield Duty(kind="finding", inquiry=id, due=inquiry.due)
