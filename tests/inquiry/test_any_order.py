"""Whatever anybody tries, in whatever order: what must hold of every inquiry that comes out of it."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from holdfire.errors import InquiryError
from holdfire.inquiry.machine import fold
from holdfire.inquiry.rules import TURNS, tag
from holdfire.inquiry.state import digest_of
from holdfire.record import acts
from tests.inquiry.casework import (
    FINDING,
    GUARANTOR,
    MISSION,
    NORTH,
    SOUTH,
    VOTING,
    Case,
    drafted,
    received,
    signing,
    weighed,
    words,
)

SEATS = (*VOTING, GUARANTOR, "elsewhere", "")
seats = st.sampled_from(SEATS)
numbers = st.integers(0, 3)


class AnyOrder(RuleBasedStateMachine):
    """Everybody tries everything; the machine lets through what it lets through."""

    def __init__(self) -> None:
        super().__init__()
        self.case = Case()
        self.let_through: list[tuple[acts.Act, str, str]] = []  # act, seat, stage it met

    def attempt(self, kind: type[acts.Act], seat: str, /, **fields: Any) -> None:
        before = self.case.state
        try:
            self.case.do(kind, seat, **fields)
        except InquiryError as refusal:
            assert self.case.state == before
            assert str(refusal).endswith(".")
        else:
            assert before is not None
            self.let_through.append((self.case.done[-1][0], seat, before.stage))

    @initialize(begin=st.sampled_from((received, weighed, drafted, signing, signing)))
    def begin(self, begin: Callable[[], Case]) -> None:
        self.case = begin()

    @rule(seat=seats, admissible=st.booleans())
    def judge(self, seat: str, admissible: bool) -> None:
        self.attempt(acts.Judged, seat, admissible=admissible, fails=() if admissible else ("mandate",))

    @rule(seat=seats, number=numbers)
    def deposit(self, seat: str, number: int) -> None:
        self.attempt(acts.Deposited, seat, number=number, kind="document")

    @rule(seat=seats, to=seats, number=numbers)
    def pass_on(self, seat: str, to: str, number: int) -> None:
        self.attempt(acts.Offered, seat, number=number, to=f"{to}-one")
        self.attempt(acts.TookOver, to, number=number)

    @rule(seat=seats, to=st.sampled_from((SOUTH, NORTH, "company")), number=numbers, days=st.integers(0, 3))
    def ask(self, seat: str, to: str, number: int, days: int) -> None:
        self.attempt(acts.Requested, seat, number=number, to=to, due=self.case.day(days))

    @rule(seat=seats, number=numbers, kind=st.sampled_from((acts.Answered, acts.Silent, acts.Reminded)))
    def reply(self, seat: str, number: int, kind: type[acts.Act]) -> None:
        self.attempt(kind, seat, number=number)

    @rule(
        seat=seats,
        cites=st.lists(st.lists(st.sampled_from(("E1", "E2", "R1", "A")), max_size=2).map(tuple), max_size=2),
        changes=st.sampled_from(
            (
                {},
                {"outcome": "unverifiable", "attribution": 0, "party": "", "severity": "none"},
                {"party": ""},
            )
        ),
    )
    def draft(self, seat: str, cites: list[tuple[str, ...]], changes: dict[str, Any]) -> None:
        version = len(self.case.inquiry.findings) + 1
        fields = FINDING | {"version": version, "cites": tuple(cites), "comments_until": self.case.day(2)}
        self.attempt(acts.Drafted, seat, **(fields | changes))

    @precondition(lambda self: self.case.inquiry.stage in ("open", "comment"))
    @rule()
    def draft_well_and_close_comments(self) -> None:
        version = len(self.case.inquiry.findings) + 1
        until = self.case.day(2)
        self.attempt(acts.Drafted, MISSION, **(FINDING | {"version": version, "comments_until": until}))
        for seat in VOTING:
            self.attempt(acts.Commented, seat, version=version, final=True)
        self.attempt(acts.Submitted, MISSION, version=version, sign_until=self.case.day(2))

    @rule(seat=seats, final=st.booleans())
    def comment(self, seat: str, final: bool) -> None:
        self.attempt(acts.Commented, seat, version=len(self.case.inquiry.findings), final=final)

    @rule(seat=seats, days=st.integers(0, 3))
    def submit(self, seat: str, days: int) -> None:
        version = len(self.case.inquiry.findings)
        self.attempt(acts.Submitted, seat, version=version, sign_until=self.case.day(days))

    @rule(seat=seats, kind=st.sampled_from((acts.Signed, acts.Dissented)), true=st.booleans())
    def speak(self, seat: str, kind: type[acts.Act], true: bool) -> None:
        finding = self.case.inquiry.finding
        over = digest_of(finding.draft) if finding and true else "0" * 64
        self.attempt(kind, seat, version=len(self.case.inquiry.findings), over=over)

    @precondition(lambda self: self.case.inquiry.stage == "signing")
    @rule(votes=st.tuples(*(st.sampled_from((acts.Signed, acts.Dissented, None)) for _ in VOTING)))
    def vote(self, votes: tuple[type[acts.Act] | None, ...]) -> None:
        for seat, kind in zip(VOTING, votes, strict=True):
            if kind:
                self.speak(seat, kind, True)
        self.publish(MISSION, True, NORTH)

    @rule(seat=seats, honest=st.booleans(), drop=st.sampled_from(VOTING))
    def publish(self, seat: str, honest: bool, drop: str) -> None:
        finding = self.case.inquiry.finding
        spoken = {v.seat: v.dissents for v in finding.voices} if finding else {}
        told = [s for s in VOTING if honest or s != drop]
        self.attempt(
            acts.Published, seat, version=len(self.case.inquiry.findings),
            signed=tuple(s for s in told if spoken.get(s) is False),
            dissented=tuple(s for s in told if spoken.get(s) is True),
            silent=tuple(s for s in told if s not in spoken),
            public="0" * 64, page=words(), confidential=words(),
        )  # fmt: skip

    @rule(seat=seats, granted=st.booleans())
    def appeal(self, seat: str, granted: bool) -> None:
        number = len(self.case.inquiry.appeals)
        self.attempt(acts.Appealed, seat, number=number + 1)
        self.attempt(acts.AppealDecided, seat, number=number, granted=granted)

    @rule(seat=seats)
    def recall(self, seat: str) -> None:
        self.attempt(acts.Recalled, seat, version=len(self.case.inquiry.findings))

    @rule(days=st.integers(1, 4))
    def wait(self, days: int) -> None:
        self.case.pass_days(days)

    @invariant()
    def the_state_is_the_fold_of_the_acts(self) -> None:
        assert fold(self.case.done) == self.case.state

    @invariant()
    def a_published_finding_shows_every_seat_with_a_vote(self) -> None:
        if self.case.state is None:
            return
        for finding in self.case.inquiry.findings:
            seats = [v.seat for v in finding.voices]
            assert len(seats) == len(set(seats)) and set(seats) <= set(self.case.inquiry.voting)
            assert all(v.by.seat == v.seat for v in finding.voices)  # nobody signs for another seat
            assert all(finding.draft.cites) and finding.draft.cites  # every sentence cites something
            if finding.published:
                assert set(seats) | set(finding.silent) == set(VOTING)
                assert not set(seats) & set(finding.silent)
                assert any(not v.dissents for v in finding.voices)
                assert not finding.silent or finding.published.day > finding.sign_until

    @invariant()
    def acts_had_their_turn_and_no_vote_was_a_witness(self) -> None:
        for act, seat, stage in self.let_through[-3:]:
            assert stage in TURNS[tag(act)]
            if isinstance(act, acts.Signed | acts.Dissented | acts.Published | acts.Deposited):
                assert seat in VOTING

    @invariant()
    def one_hand_holds_each_item(self) -> None:
        for item in self.case.inquiry.items if self.case.state else ():
            hands = [h for h in item.custody if h.act in ("deposited", "handed-over")]
            assert item.holder == hands[-1].by.account
            offers = [h.to for h in item.custody if h.act == "offered"]
            assert [h.by.account for h in hands[1:]] == offers[: len(hands) - 1]  # both hands signed


AnyOrder.TestCase.settings = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrder = AnyOrder.TestCase
