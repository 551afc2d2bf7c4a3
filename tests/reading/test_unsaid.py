"""Who did not say it is not read as having said it, in English and in Russian."""

from datetime import date

import pytest

from holdfire.linking import link
from holdfire.reading import read
from holdfire.reading.claim import Claim, FiledClaim
from holdfire.theatre import load

THEATRE = load()


def claims(text: str) -> tuple[Claim, ...]:
    return read(text, theatre=THEATRE, published=date(2021, 11, 3)).claims


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "The ministry did not confirm that two soldiers were killed.",
            "did not confirm that two soldiers were killed",
        ),
        ("Armenia has not said whether it will take part.", "has not said whether it will take part"),
        (
            "Moscow refused to confirm that its soldiers were there.",
            "refused to confirm that its soldiers were there",
        ),
        ("The spokesman could not confirm the report.", "could not confirm the report"),
        ("Песков не сказал, что войска выведены.", "не сказал, что войска выведены"),
        (
            "Министерство обороны не подтвердило, что два солдата погибли.",
            "не подтвердило, что два солдата погибли",
        ),
    ],
)
def test_what_was_not_said_is_no_event_and_shows_the_negation(text: str, content: str) -> None:
    (claim,) = claims(text)
    assert claim.content == content
    assert (claim.stance, claim.kind, claim.modality) == ("state", "other", "possible")
    assert claim.violation_type is None


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Baku does not support the proposal.", "oppose"),
        ("Moscow refused to support the resolution.", "oppose"),
        ("Georgia has not yet agreed to join the 3+3 format.", "state"),
        ("Представитель Грузии не поддержал инициативу.", "oppose"),
    ],
)
def test_a_position_not_taken_is_not_read_as_taken(text: str, stance: str) -> None:
    found = claims(text)
    assert stance in [c.stance for c in found]
    assert not [c for c in found if c.stance == "support"]


def test_not_only_said_is_said() -> None:
    (claim, *_) = claims("He not only said that they fired but showed a film.")
    assert claim.content.startswith("they fired")


def test_nobody_is_no_speaker() -> None:
    (claim,) = claims("Nobody confirmed the shelling near Shusha.")
    assert claim.speaker is None and claim.content.startswith("Nobody confirmed the shelling")


def test_a_shelling_nobody_confirmed_has_no_voice() -> None:
    filed = [
        FiledClaim(
            id=f"c{n}", report="r", published="2021-11-03", source="s", side=None, group="s", claim=claim
        )
        for n, claim in enumerate(
            claims("The ministry did not confirm that its forces shelled Shusha on 2 November 2021.")
        )
    ]
    assert filed and link(filed, THEATRE) == ()


@pytest.mark.parametrize(
    "text",
    [
        "It is not true that Azerbaijani units shelled Norabak, the ministry said.",
        "The ministry said that reports of shelling in Martakert were false.",
        "Azerbaijan's Defence Ministry called the claim that it fired on Goris a lie.",
        "Неправда, что азербайджанские силы обстреляли Шушу, заявил Пашинян.",
        "Сообщения об обстреле Шуши не соответствуют действительности, заявили в Минобороны Азербайджана.",
    ],
)
def test_what_is_called_untrue_is_denied_and_accuses_nobody(text: str) -> None:
    (claim,) = claims(text)
    assert (claim.stance, claim.polarity, claim.kind) == ("deny", "denies", "violation")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "The two sides disagree on whether a map was handed over.",
            "whether a map was handed over",
        ),
        ("Pashinyan said he could not rule out a new war.", "he could not rule out a new war"),
        (
            "Lavrov expressed doubt that the talks would succeed.",
            "expressed doubt that the talks would succeed",
        ),
    ],
)
def test_what_is_left_open_is_said_to_be(text: str, content: str) -> None:
    (claim,) = claims(text)
    assert (claim.content, claim.modality) == (content, "possible")


def test_who_does_not_doubt_it_believes_it() -> None:
    (claim,) = claims("Lavrov does not doubt that the talks will succeed.")
    assert (claim.stance, claim.polarity) == ("believe", "asserts")
    assert claim.content == "does not doubt that the talks will succeed"
