"""The inquiry as a state machine: what it lets through, and the sentence with which it refuses."""

from datetime import timedelta
from typing import Any

import pytest

from holdfire.errors import InquiryError
from holdfire.inquiry.machine import fold
from holdfire.record import acts, passkeys
from tests.inquiry.casework import (
    GUARANTOR,
    MISSION,
    NORTH,
    SOUTH,
    VOTING,
    Case,
    drafted,
    opened,
    over,
    published,
    received,
    signing,
    weighed,
    words,
)


def refused(case: Case, kind: type[acts.Act], seat: str, person: str = "", /, **fields: Any) -> str:
    """The sentence of a refusal; the state is untouched by it."""
    before = case.state
    with pytest.raises(InquiryError) as refusal:
        case.do(kind, seat, person, **fields)
    assert case.state == before
    sentence = str(refusal.value)
    assert sentence.endswith(".") and "\n" not in sentence
    return sentence


def test_an_allegation_goes_all_the_way_to_a_published_finding() -> None:
    case = published()
    assert case.inquiry.stage == "published"
    standing = case.inquiry.standing
    assert standing and [(v.seat, v.dissents) for v in standing.voices] == [
        (NORTH, False),
        (MISSION, False),
        (SOUTH, True),
    ]
    assert fold(case.done) == case.inquiry


def test_acts_out_of_turn_are_refused_with_the_stage() -> None:
    sentence = refused(received(), acts.Deposited, NORTH, number=1, kind="photograph")
    assert "allegation received" in sentence and "open" in sentence


def test_nobody_judges_their_own_allegation_and_the_accused_cannot_dismiss_it() -> None:
    assert "another seat" in refused(received(), acts.Judged, NORTH, admissible=True)
    assert "not dismiss" in refused(received(), acts.Judged, SOUTH, admissible=False, fails=("mandate",))
    case = received()
    assert case.do(acts.Judged, SOUTH, admissible=True).stage == "admitted"


def test_a_dismissal_names_the_ground_and_says_why() -> None:
    assert "mark the grounds" in refused(received(), acts.Judged, MISSION, admissible=False)
    assert "Say why" in refused(received(), acts.Judged, MISSION, admissible=True, words=None)


def test_a_dismissed_allegation_can_be_appealed_and_another_seat_decides() -> None:
    case = received()
    case.do(acts.Judged, MISSION, admissible=False, fails=("specific",))
    assert "Only the seat" in refused(case, acts.Appealed, SOUTH, number=1)
    case.do(acts.Appealed, NORTH, number=1)
    assert "nobody judges" in refused(case, acts.AppealDecided, NORTH, number=1, granted=True)
    assert "not turn it down" in refused(case, acts.AppealDecided, SOUTH, number=1, granted=False)
    assert case.do(acts.AppealDecided, MISSION, number=1, granted=True).stage == "admitted"


def test_one_seat_alone_is_no_joint_inquiry() -> None:
    case = received()
    case.do(acts.Judged, MISSION, admissible=True)
    case.do(acts.Named, NORTH, account="north-one")
    assert "so far 1 seat has" in refused(case, acts.Opened, NORTH, voting=VOTING)


def test_a_seat_names_and_releases_only_its_own() -> None:
    case = opened()
    assert "its own only" in refused(case, acts.Released, NORTH, account="south-one")
    assert "Only an investigator" in refused(case, acts.Supposed, NORTH, "north-two", number=1)


def test_a_witness_seat_sees_and_comments_and_has_no_vote() -> None:
    case = drafted()
    case.do(acts.Commented, GUARANTOR, version=1)
    assert "no vote" in refused(case, acts.Deposited, GUARANTOR, number=2, kind="document")
    case = signing()
    for kind in (acts.Signed, acts.Dissented):
        assert "no vote" in refused(case, kind, GUARANTOR, version=1, over=over(case))


def test_a_seat_outside_the_inquiry_takes_no_part_in_it() -> None:
    assert "does not take part" in refused(opened(), acts.Deposited, "elsewhere", number=1, kind="document")
    assert "sits with no seat" in refused(opened(), acts.Deposited, "", number=1, kind="document")


def test_evidence_changes_hands_only_when_both_have_signed() -> None:
    case = weighed()
    assert "only its holder" in refused(case, acts.Offered, SOUTH, number=1, to="south-one")
    case.do(acts.Offered, NORTH, number=1, to="mission-one")
    assert case.inquiry.items[0].holder == "north-one"
    assert "not handed to you" in refused(case, acts.TookOver, SOUTH, number=1)
    item = case.do(acts.TookOver, MISSION, number=1).items[0]
    assert (item.holder, [h.act for h in item.custody]) == (
        "mission-one",
        ["deposited", "offered", "handed-over"],
    )
    case.do(acts.Inspected, SOUTH, number=1, unchanged=True)
    assert case.do(acts.Returned, MISSION, number=1).items[0].holder == ""
    assert "returned to its owner" in refused(case, acts.Inspected, SOUTH, number=1, unchanged=True)


def test_an_item_found_changed_is_described() -> None:
    assert "what is different" in refused(
        weighed(), acts.Inspected, SOUTH, number=1, unchanged=False, words=None
    )


def test_an_investigator_does_not_leave_with_evidence() -> None:
    assert "still holds evidence" in refused(weighed(), acts.Released, NORTH, account="north-one")


def test_only_the_seat_asked_answers_and_silence_waits_for_the_day() -> None:
    case = opened()
    case.do(acts.Requested, MISSION, number=1, to=SOUTH, due=case.day(3))
    assert "another seat" in refused(case, acts.Answered, NORTH, number=1)
    assert "may be answered until" in refused(case, acts.Silent, MISSION, number=1)
    case.do(acts.Reminded, MISSION, number=1)
    case.pass_days(4)
    case.do(acts.Silent, MISSION, number=1)
    late = case.do(acts.Answered, SOUTH, number=1).requests[0]
    assert late.late and late.silence and len(late.reminders) == 1  # the silence stays on record
    assert "was answered" in refused(case, acts.Answered, SOUTH, number=1)


def test_the_answer_of_a_party_without_a_seat_is_put_down_by_an_investigator() -> None:
    case = opened()
    case.do(acts.Requested, MISSION, number=1, to="railway-company", due=case.day(3))
    assert case.do(acts.Answered, NORTH, number=1).requests[0].answer


def test_a_refused_visit_is_a_fact_and_reported_once() -> None:
    case = opened()
    case.do(acts.VisitPlanned, MISSION, number=1, start=case.day(1), end=case.day(2))
    assert "from that day" in refused(case, acts.VisitReported, MISSION, number=1, access="refused")
    case.pass_days(1)
    case.do(acts.VisitReported, MISSION, number=1, access="refused")
    assert "before" in refused(case, acts.VisitReported, MISSION, number=1, access="granted")


def test_unverifiable_is_not_not_yet_verified() -> None:
    bare = {
        "version": 1, "outcome": "unverifiable", "standard": "balance", "cites": (("A",),),
    }  # fmt: skip
    case = opened()
    sentence = refused(case, acts.Drafted, MISSION, **bare, comments_until=case.day(7))
    assert "not yet verified" in sentence
    case.do(acts.VisitPlanned, MISSION, number=1, start=case.day(), end=case.day())
    case.do(acts.VisitReported, MISSION, number=1, access="refused")
    assert case.do(acts.Drafted, MISSION, **bare, comments_until=case.day(7)).stage == "comment"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"cites": ()}, "gives its reasoning"),
        ({"cites": (("E1",), ())}, "Sentence 2 of the reasoning cites nothing"),
        ({"cites": (("E7",),)}, "cites E7"),
        ({"cites": (("A",),)}, "rests on evidence"),
        ({"party": ""}, "names a party"),
        ({"attribution": 1}, "names nobody"),
        ({"outcome": "not-attributable"}, "names no party"),
        ({"outcome": "unfounded", "severity": "none"}, "attributes nothing"),
        ({"clauses": ()}, "breaks a clause"),
        ({"severity": "none"}, "has a severity"),
        ({"outcome": "not-a-violation"}, "is no breach"),
        ({"standard": "suspicion"}, "more than reasonable suspicion"),
        ({"outcome": "withdrawn", "attribution": 0, "party": "", "severity": "none"}, "not withdrawn"),
        ({"outcome": "duplicate", "attribution": 0, "party": "", "severity": "none"}, "which inquiry"),
        ({"comments_until": "2020-01-01"}, "has passed"),
        ({"version": 2}, "The next version is 1"),
    ],
)
def test_a_finding_against_the_rules_of_proof_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InquiryError, match=says):
        drafted(**changes)


def test_what_nobody_weighed_is_not_found() -> None:
    case = opened()
    case.do(acts.Deposited, NORTH, number=1, kind="photograph")
    finding: dict[str, Any] = {
        "version": 1, "outcome": "probable", "standard": "balance", "cites": (("E1",),),
    }  # fmt: skip
    assert "weighed" in refused(case, acts.Drafted, MISSION, **finding, comments_until=case.day(1))


def test_comment_ends_with_its_day_or_when_every_seat_has_said_its_last() -> None:
    case = drafted()
    case.do(acts.Commented, NORTH, version=1, final=True)
    assert "south, mission has not" in refused(
        case, acts.Submitted, MISSION, version=1, sign_until="2021-12-01"
    )
    case.pass_days(8)
    assert "Comments could be made until" in refused(case, acts.Commented, SOUTH, version=1)
    assert case.do(acts.Submitted, MISSION, version=1, sign_until=case.day(7)).stage == "signing"


def test_a_signature_is_over_the_words_on_the_table() -> None:
    case = signing()
    assert "not the finding on the table" in refused(case, acts.Signed, NORTH, version=1, over="0" * 64)


def test_a_passkey_that_was_not_touched_for_exactly_this_signs_nothing() -> None:
    case = signing()
    touched = passkeys.Passkey(key="AAAA", authenticator="AAAA", client="AAAA", signature="AAAA")
    for kind in (acts.Signed, acts.Dissented):
        assert "was not touched" in refused(case, kind, NORTH, version=1, over=over(case), passkey=touched)


def test_a_seat_speaks_to_a_version_once_and_for_itself() -> None:
    case = signing()
    case.do(acts.Signed, NORTH, version=1, over=over(case))
    assert "has signed this version" in refused(case, acts.Dissented, NORTH, version=1, over=over(case))
    assert "why your seat dissents" in refused(
        case, acts.Dissented, SOUTH, version=1, over=over(case), words=None
    )


def test_a_recalled_draft_takes_its_signatures_with_it() -> None:
    case = signing()
    case.do(acts.Signed, NORTH, version=1, over=over(case))
    case.do(acts.Recalled, MISSION, version=1)
    assert case.inquiry.stage == "open" and case.inquiry.finding is None
    case.do(
        acts.Drafted, MISSION, version=2, outcome="probable", standard="balance", cites=(("E1",),),
        comments_until=case.day(1),
    )  # fmt: skip
    assert case.inquiry.unheard == VOTING and len(case.inquiry.findings) == 2


def publication(**lists: Any) -> dict[str, Any]:
    return {"version": 1, "public": "0" * 64, "page": words(), "confidential": words()} | lists


def test_publication_waits_for_every_seat_or_for_the_day_and_then_shows_the_silence() -> None:
    case = signing()
    case.do(acts.Signed, NORTH, version=1, over=over(case))
    lists = {"signed": (NORTH,), "dissented": (), "silent": (SOUTH, MISSION)}
    assert "may sign or dissent until" in refused(case, acts.Published, MISSION, **publication(**lists))
    case.pass_days(8)
    hidden = {"signed": (NORTH,), "dissented": (), "silent": ()}
    assert "signed, dissented or silent" in refused(case, acts.Published, MISSION, **publication(**hidden))
    assert case.do(acts.Published, MISSION, **publication(**lists)).standing.silent == (SOUTH, MISSION)  # type: ignore[union-attr]


def test_a_dissent_cannot_be_left_out_of_a_publication() -> None:
    case = signing()
    case.do(acts.Signed, NORTH, version=1, over=over(case))
    case.do(acts.Signed, MISSION, version=1, over=over(case))
    case.do(acts.Dissented, SOUTH, version=1, over=over(case))
    without = publication(signed=(NORTH, MISSION), dissented=(), silent=())
    assert "signed, dissented or silent" in refused(case, acts.Published, MISSION, **without)


def test_what_nobody_signs_is_no_finding() -> None:
    case = signing()
    for seat in VOTING:
        case.do(acts.Dissented, seat, version=1, over=over(case))
    assert "No seat has signed" in refused(
        case, acts.Published, MISSION, **publication(signed=(), dissented=VOTING, silent=())
    )


def test_an_erratum_waits_for_another_seat_while_the_published_version_stands() -> None:
    case = published()
    before = case.inquiry.standing
    case.do(acts.ErratumProposed, NORTH, number=1)
    assert "Another seat" in refused(case, acts.ErratumReviewed, NORTH, number=1, accepted=True)
    case.do(acts.ErratumReviewed, SOUTH, number=1, accepted=True)
    assert case.inquiry.errata[0].granted and case.inquiry.standing == before


def test_a_granted_appeal_reopens_while_the_published_finding_stands() -> None:
    case = published()
    case.do(acts.Appealed, SOUTH, number=1)
    case.do(acts.AppealDecided, MISSION, number=1, granted=True)
    assert case.inquiry.stage == "open" and case.inquiry.reopened
    case.do(
        acts.Drafted, MISSION, version=2, outcome="probable", standard="balance", cites=(("E1",),),
        comments_until=case.day(1),
    )  # fmt: skip
    standing = case.inquiry.standing
    assert standing and standing.version == 1


def test_no_act_is_dated_before_the_one_it_follows() -> None:
    case = drafted()
    case.pass_days(-3)
    assert "before the last one" in refused(case, acts.Commented, NORTH, version=1)


def test_a_refused_act_on_the_record_changes_nothing() -> None:
    case = signing()
    forged = acts.Signed(inquiry="2021-001", version=1, over=over(case))
    assert fold([*case.done, (forged, case.stamp(GUARANTOR))]) == case.inquiry


def test_an_act_of_which_the_record_tells_the_day_alone_stands_on_that_day() -> None:
    case = drafted()
    case.now = case.now.replace(hour=0, minute=0)
    case.do(acts.Commented, NORTH, version=1)
    case.now -= timedelta(days=1, minutes=1)
    assert "before the last one" in refused(case, acts.Commented, SOUTH, version=1)
