"""Who says it, who denies it, what counts as one, and the credibility that follows as a proposal."""

import pytest

from holdfire.linking import LinkedIncident, Member
from holdfire.linking.corroboration import Corroboration, Sensed, corroborate
from holdfire.linking.credibility import propose
from holdfire.reading.claim import Actor, Claim, ClaimSpans, FiledClaim, Quantity
from holdfire.theatre import load

THEATRE = load()
SIDE = {"armenia": "Armenia", "azerbaijan": "Azerbaijan"}


def said(
    id: str,
    voice: str,
    side: str | None,
    *,
    role: str = "asserts",
    accuses: str = "",
    against: tuple[str, ...] = (),
    **fields: object,
) -> tuple[Member, FiledClaim]:
    """One claim of an incident and its part in it."""
    words = str(fields.pop("words", "fire was opened"))
    given: dict[str, object] = {
        "speaker": voice,
        "stance": "deny" if role == "denies" else "accuse" if accuses else "state",
        "kind": "violation",
        "polarity": "denies" if role == "denies" else "asserts",
        "target": SIDE.get(accuses),
    }
    claim = Claim(
        start=0, end=len(words), content=words, spans=ClaimSpans(content=((0, len(words)),)), mode="indirect",
        **(given | fields),
    )  # fmt: skip
    filed = FiledClaim(
        id=id, report=f"r-{id}", published="2021-10-15", source=voice, side=side, group=voice, claim=claim
    )
    return Member(claim=id, role=role, voice=voice, against=against), filed  # type: ignore[arg-type]


def told(*given: tuple[Member, FiledClaim], sensed: tuple[Sensed, ...] = ()) -> Corroboration:
    members = tuple(m for m, _ in given)
    return corroborate(
        LinkedIncident(id="i", title="x", members=members), [f for _, f in given], THEATRE, sensed
    )


def test_two_ministries_of_one_side_are_one_origin_and_a_copy_is_none() -> None:
    one = told(
        said("a", "armenia-mod", "armenia", accuses="azerbaijan"),
        said("b", "armenia-mfa", "armenia", accuses="azerbaijan"),
        said("c", "some-outlet", None, role="copies"),
    )
    (origin,) = one.asserting
    assert origin.name == "Armenia"
    assert len(origin.voices) == 2
    assert origin.accuses == ("azerbaijan",)
    proposal = propose(one)
    assert proposal.credibility == 3
    assert proposal.reasons == ("One origin says that it happened: Armenia. No other confirms it.",)


def test_both_sides_say_so_is_confirmed_by_independent_sources() -> None:
    both = told(
        said("a", "armenia-mod", "armenia", accuses="azerbaijan"),
        said("b", "azerbaijan-mod", "azerbaijan"),
    )
    assert propose(both).credibility == 1


def test_two_sides_that_accuse_and_deny_one_another_confirm_nothing_between_them() -> None:
    halves = told(
        said("a", "armenia-mod", "armenia", accuses="azerbaijan"),
        said("b", "azerbaijan-mod", "azerbaijan", accuses="armenia"),
        said("c", "azerbaijan-mod", "azerbaijan", role="denies", target="Azerbaijan", against=("a",)),
        said("d", "armenia-mod", "armenia", role="denies", target="Armenia", against=("b",)),
    )
    proposal = propose(halves)
    assert proposal.credibility == 4
    assert proposal.reasons[0].startswith("Opposing accounts")
    assert sum("which is accused, denies it" in reason for reason in proposal.reasons) == 1


def test_denied_by_the_accused_is_a_step_worse_by_another_two() -> None:
    accusation = said("a", "armenia-mod", "armenia", accuses="azerbaijan")
    accused = said("b", "azerbaijan-mod", "azerbaijan", role="denies", target="Azerbaijan")
    other = said("c", "a-mission", None, role="denies")
    assert propose(told(accusation, accused)).credibility == 4
    assert "Azerbaijan, which is accused, denies it" in propose(told(accusation, accused)).reasons[1]
    assert propose(told(accusation, other)).credibility == 5


def test_an_admission_is_against_interest_and_an_accusation_is_not() -> None:
    admitted = told(said("a", "azerbaijan-mod", "azerbaijan", stance="admit"))
    assert admitted.asserting[0].against_interest[0].sentence == "admits it"
    assert propose(admitted).credibility == 2
    agent = Actor(text="x", char_start=0, char_end=1, name="x", party_id="azerbaijan-mod", role="agent")
    did_it = told(said("a", "azerbaijan-mod", "azerbaijan", actors=(agent,)))
    assert did_it.asserting[0].against_interest[0].sentence == "says that its own side did it"
    assert not told(said("a", "armenia-mod", "armenia", accuses="azerbaijan")).asserting[0].against_interest


def test_own_losses_are_against_interest_but_not_inside_an_accusation() -> None:
    words = "3 servicemen were killed"
    killed = Quantity(
        text="3",
        char_start=0,
        char_end=1,
        value=3,
        low=3,
        high=3,
        unit="servicemen",
        role="killed",
        of="Armenian",
    )
    fields = {"words": words, "kind": "casualty", "quantities": (killed,)}
    alone = told(said("a", "armenia-mod", "armenia", **fields))
    assert alone.asserting[0].against_interest[0].sentence == "tells of losses of its own forces"
    blaming = told(said("a", "armenia-mod", "armenia", accuses="azerbaijan", **fields))
    assert not blaming.asserting[0].against_interest


def test_a_side_that_clears_the_other_speaks_against_its_interest() -> None:
    one = told(said("a", "armenia-mod", "armenia", role="denies", target="Azerbaijan"))
    assert "clears the other side" in one.denying[0].against_interest[0].sentence


@pytest.mark.parametrize(
    ("sensed", "grade"),
    [
        (Sensed(origin="peacekeepers", instrument=False, sentence="Heard."), 1),
        (Sensed(origin="", instrument=True, sentence="A hot spot."), 1),
        (Sensed(origin="armenia", instrument=True, sentence="Its own camera."), 3),  # the teller's own
    ],
)
def test_monitors_and_instruments_count_unless_they_are_the_tellers_own(sensed: Sensed, grade: int) -> None:
    accusation = said("a", "armenia-mod", "armenia", accuses="azerbaijan")
    assert propose(told(accusation, sensed=(sensed,))).credibility == grade


def test_a_failing_day_is_a_step_worse_and_a_sum_is_not() -> None:
    accusation = told(said("a", "armenia-mod", "armenia", accuses="azerbaijan"))
    assert propose(accusation, ("date-after-report",)).credibility == 4
    assert propose(accusation, ("sum",)).credibility == 3


def test_only_copies_or_only_a_denial_cannot_be_judged() -> None:
    assert propose(told(said("a", "x", None, role="copies"))).credibility == 6
    assert propose(told(said("a", "azerbaijan-mod", "azerbaijan", role="denies"))).credibility == 6


def test_who_says_and_denies_both_is_two_steps_worse() -> None:
    one = told(said("a", "armenia-mod", "armenia"), said("b", "armenia-mfa", "armenia", role="denies"))
    assert propose(one).credibility == 5
