"""How a speaker stands to what is said, and whether the event is done, planned or denied."""

from datetime import date

import pytest

from holdfire.reading import read
from holdfire.reading.claim import Claim


def first(text: str) -> Claim:
    return read(text, published=date(2021, 10, 21)).claims[0]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The minister denied the report.", "deny"),
        ("The minister welcomed the release of four prisoners.", "welcome"),
        ("The minister condemned the attack on the convoy.", "condemn"),
        ("Olga Petrova warned that the truce would not hold.", "warn"),
        ("Olga Petrova accused Ruritania of breaking the truce.", "accuse"),
        ("Olga Petrova pledged to release all prisoners.", "pledge"),
        ("Olga Petrova called on both sides to withdraw.", "demand"),
        ("Olga Petrova acknowledged that a soldier had crossed the line.", "admit"),
        ("“Ruritania supports this format,” said Olga Petrova.", "support"),
        ("“We plan to reopen the road,” said Olga Petrova.", "pledge"),
        ("“In our opinion, the mission helps trust,” said Olga Petrova.", "believe"),
        ("“A delegation will visit the valley in May,” announced Olga Petrova.", "announce"),
    ],
)
def test_the_stance_is_the_cues_or_the_contents(text: str, stance: str) -> None:
    assert first(text).stance == stance


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Olga Petrova said the mission arrived in May.", "done"),
        ("Olga Petrova said the mission is planning to visit the valley.", "planned"),
        ("Olga Petrova said the road will open in May.", "planned"),
        ("Olga Petrova said the centre is to open in May.", "planned"),
        ("Olga Petrova said the mission might leave.", "possible"),
        ("Olga Petrova said the army had not crossed the line.", "denied"),
        (
            "Olga Petrova cited a power station, slated to open in the valley, as an example of trust.",
            "planned",
        ),
    ],
)
def test_planned_is_not_done(text: str, modality: str) -> None:
    assert first(text).modality == modality


def test_a_hedge_is_kept_and_left_outside_the_content() -> None:
    claim = first("“As far as I know, the road is open,” said Olga Petrova.")
    assert (claim.hedge, claim.content) == ("As far as I know", "the road is open")


def test_a_denial_is_of_denying_polarity() -> None:
    assert first("The general denied the claim.").polarity == "denies"


def test_a_lead_in_is_left_outside_the_content() -> None:
    claim = first("“Once again, I would like to state that the road is open,” said Olga Petrova.")
    assert claim.content == "the road is open"
