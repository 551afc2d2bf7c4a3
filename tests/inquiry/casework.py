"""A case worked by hand: three voting seats and a witness, one act at a time."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from holdfire.inquiry.machine import step
from holdfire.inquiry.state import Inquiry, Stamp, digest_of
from holdfire.record import acts
from holdfire.record.fields import Kept

NORTH, SOUTH, MISSION, GUARANTOR = "north", "south", "mission", "guarantor"
VOTING = (NORTH, SOUTH, MISSION)
ID = "2021-001"


def words(text: str = "said") -> Kept:
    """A commitment, as the vault would give it."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Kept(object=digest, digest=digest, commitment=digest)


class Case:
    """An inquiry and its clock; `do` applies an act for a seat."""

    def __init__(self, day: str = "2021-10-18") -> None:
        self.state: Inquiry | None = None
        self.now = datetime.fromisoformat(f"{day}T09:00:00+00:00")
        self.entry = 0
        self.done: list[tuple[acts.AnyAct, Stamp]] = []

    @property
    def inquiry(self) -> Inquiry:
        assert self.state is not None
        return self.state

    def stamp(self, seat: str, account: str = "") -> Stamp:
        at = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return Stamp(account=account or f"{seat}-one", seat=seat, at=at, entry=self.entry)

    def do(self, kind: type[acts.Act], seat: str, person: str = "", /, **fields: Any) -> Inquiry:
        """Applies an act; a refusal leaves everything as it was."""
        act = kind(inquiry=ID, **({"words": words()} | fields))
        by = self.stamp(seat, person)
        self.state = step(self.state, act, by)  # type: ignore[arg-type]
        self.done.append((act, by))  # type: ignore[arg-type]
        self.entry += 1
        self.now += timedelta(minutes=1)
        return self.state

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    def day(self, ahead: int = 0) -> str:
        return (self.now + timedelta(days=ahead)).strftime("%Y-%m-%d")


def received() -> Case:
    """An allegation by North against South."""
    case = Case()
    case.do(acts.Alleged, NORTH, against="south-army", answers=SOUTH, clauses=("1a",), start="2021-10-14")
    return case


def opened() -> Case:
    """Admitted by the mission, staffed by North and South, opened."""
    case = received()
    case.do(acts.Judged, MISSION, admissible=True)
    for seat in VOTING:
        case.do(acts.Named, seat, account=f"{seat}-one")
    case.do(acts.Opened, MISSION, voting=VOTING, witnesses=(GUARANTOR,))
    return case


def weighed() -> Case:
    """One item of evidence, one hypothesis, one cell."""
    case = opened()
    case.do(acts.Deposited, NORTH, number=1, kind="photograph")
    case.do(acts.Supposed, MISSION, number=1)
    case.do(acts.Weighed, MISSION, hypothesis=1, evidence=1, weight="supports")
    return case


FINDING: dict[str, Any] = {
    "version": 1,
    "outcome": "violation",
    "standard": "balance",
    "attribution": 4,
    "party": "south-army",
    "clauses": ("1a",),
    "severity": "serious",
    "cites": (("E1",),),
}


def drafted(**changes: Any) -> Case:
    """A draft on the table, open to comment for a week."""
    case = weighed()
    case.do(acts.Drafted, MISSION, **(FINDING | {"comments_until": case.day(7)} | changes))
    return case


def signing() -> Case:
    """The draft put to the seats for a week."""
    case = drafted()
    for seat in VOTING:
        case.do(acts.Commented, seat, version=1, final=True)
    case.do(acts.Submitted, MISSION, version=1, sign_until=case.day(7))
    return case


def over(case: Case) -> str:
    """What a signature is over."""
    assert case.inquiry.finding
    return digest_of(case.inquiry.finding.draft)


def published() -> Case:
    """Signed by North and the mission, dissented from by South."""
    case = signing()
    case.do(acts.Signed, NORTH, version=1, over=over(case))
    case.do(acts.Signed, MISSION, version=1, over=over(case))
    case.do(acts.Dissented, SOUTH, version=1, over=over(case))
    case.do(
        acts.Published, MISSION, version=1, signed=(NORTH, MISSION), dissented=(SOUTH,), silent=(),
        public="0" * 64, page=words(), confidential=words(),
    )  # fmt: skip
    return case
