"""A body spoken of again is the one that was named: a wrong one would accuse somebody else."""

import pytest

from holdfire.reading import read
from holdfire.theatre import load


def speakers(text: str) -> list[str | None]:
    """Who speaks, claim by claim."""
    return [claim.speaker for claim in read(text, theatre=load()).claims]


@pytest.mark.parametrize(
    ("named", "again", "speaker"),
    [
        (
            "The Ministry of Defence of Armenia said that two posts were fired at.",
            "The ministry said that nobody was hurt.",
            "Ministry of Defence of Armenia",
        ),
        (
            "The Ministry of Defence of Azerbaijan denied that shots were fired.",
            "Nobody was hurt, the statement said.",
            "Ministry of Defence of Azerbaijan",
        ),
        (
            "The Defence Army said that a post was shelled.",
            "Six men were wounded, the army said.",
            "Artsakh Defence Army",
        ),
        (
            "The Emergency Service of the town said that a bridge was closed.",
            "The service said that the road was open.",
            "Emergency Service of the town",
        ),
        (
            "At a briefing the spokesperson of the Russian Foreign Ministry, Maria Zakharova, gave figures.",
            "The spokesperson said that talks would go on.",
            "Maria Zakharova",
        ),
    ],
)
def test_the_noun_alone_means_the_body_named_before(named: str, again: str, speaker: str) -> None:
    assert speakers(f"{named} {again}")[-1] == speaker


def test_of_two_ministries_the_one_that_spoke_last_is_meant() -> None:
    text = (
        "The Ministry of Defence of Armenia said that a post was fired at. The Ministry of Defence of "
        "Azerbaijan said that nobody had fired. The ministry said that the line was calm."
    )
    assert speakers(text)[-1] == "Ministry of Defence of Azerbaijan"


def test_a_noun_with_more_to_it_is_a_body_of_its_own() -> None:
    text = (
        "The Ministry of Defence of Armenia said that a post was fired at. The health ministry there said "
        "that two men were wounded."
    )
    assert "Ministry of Defence" not in (speakers(text)[-1] or "")


def test_nobody_is_guessed_where_nobody_was_named() -> None:
    assert speakers("The ministry said that nobody was hurt.") == ["The ministry"]


def test_the_statement_of_somebody_is_that_one_speaking() -> None:
    text = "The statement of the Ministry of Defence of Armenia says that two posts were fired at."
    assert speakers(text) == ["Ministry of Defence of Armenia"]
