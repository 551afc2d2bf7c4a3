"""What claims are about, and what a violation claim tells of type, weapon, doer and target."""

from datetime import date

import pytest

from holdfire.reading import read
from holdfire.reading.claim import Claim
from holdfire.theatre import load


def first(text: str) -> Claim:
    return read(text, published=date(2021, 10, 21), theatre=load()).claims[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Olga Petrova said eight prisoners of war had been returned.", "detainees"),
        ("Olga Petrova said the army had opened fire on the post.", "violation"),
        ("Olga Petrova said two soldiers had been killed.", "casualty"),
        ("Olga Petrova said four thousand refugees had fled the valley.", "displacement"),
        ("Olga Petrova said the railway was being rebuilt.", "restoration"),
        ("Olga Petrova said the ministers met in Geneva in May.", "meeting"),
        ("Olga Petrova proposed the creation of an observation mission.", "monitoring"),
        ("Olga Petrova said the two commands were in constant contact.", "liaison"),
    ],
)
def test_the_kind_is_what_the_content_is_about(text: str, kind: str) -> None:
    assert first(text).kind == kind


def test_who_fired_at_whom_and_with_what() -> None:
    claim = first(
        "The Ministry of Defence of Armenia said Azerbaijani units opened fire from mortars on "
        "Armenian positions."
    )
    assert (claim.kind, claim.violation_type, claim.weapon) == ("violation", "mortar", "mortars")
    assert claim.speaker_party == "armenia-mod"
    roles = {a.role: a.party_id for a in claim.actors}
    assert (roles["agent"] or "").startswith("azerbaijan")
    assert (roles["target"] or "").startswith("armenia")


def test_a_bulletin_in_its_own_voice_is_read() -> None:
    found = read(
        "Units of the Azerbaijani armed forces opened fire from small arms at Armenian positions. "
        "One soldier was wounded.",
        published=date(2021, 10, 14),
        theatre=load(),
    ).claims
    assert [c.kind for c in found] == ["violation", "casualty"]
    assert all(c.speaker is None for c in found)


def test_an_interior_ministry_is_not_taken_for_the_foreign_one() -> None:
    claim = first("According to the Georgian Interior Ministry, the road was closed.")
    assert claim.speaker_party != "georgia-mfa"


def test_contested_words_stay_the_speakers() -> None:
    claim = first("Olga Petrova said the occupied village was empty.")
    assert claim.contested_terms == ("occupied",)


def test_members_of_a_format_are_those_it_is_said_to_have() -> None:
    claim = first(
        "Olga Petrova said the 3+3 format envisions the participation of Armenia, Georgia and Iran."
    )
    assert claim.format == "3+3"
    assert set(claim.members) == {"Armenia", "Georgia", "Iran"}


def test_a_claim_ends_before_the_and_of_the_next() -> None:
    text = "She recalled that Russian firms had sent a mission on July 23 and said that others would follow."
    assert read(text, theatre=load()).claims[0].content == "Russian firms had sent a mission on July 23"


def test_what_somebody_said_is_no_claim_without_the_words() -> None:
    assert read("Sochi: what each side said", theatre=load()).claims == ()
