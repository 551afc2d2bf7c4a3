"""Who is said to say what: quotations and clauses, one phenomenon a test, in sentences of our own."""

from datetime import date

import pytest

from holdfire.reading import attributions, read
from holdfire.reading.claim import Claim


def claims(text: str) -> list[Claim]:
    return list(read(text, published=date(2021, 10, 21)).claims)


def said(text: str) -> list[tuple[str | None, str, str]]:
    return [(c.speaker, c.mode, c.content) for c in claims(text)]


def test_a_that_clause_is_what_its_subject_says() -> None:
    assert said("Dmytro Bondar said that two soldiers had been wounded near the river.") == [
        ("Dmytro Bondar", "indirect", "two soldiers had been wounded near the river")
    ]


def test_a_quotation_belongs_to_the_speaker_named_after_it() -> None:
    assert said("“The convoy has arrived,” said Olga Petrova.") == [
        ("Olga Petrova", "direct", "The convoy has arrived")
    ]


def test_a_quotation_belongs_to_the_speaker_named_before_it() -> None:
    assert said("Olga Petrova told reporters: “The convoy has arrived.”")[0] == (
        "Olga Petrova",
        "direct",
        "The convoy has arrived",
    )


def test_straight_quotation_marks_are_read_too() -> None:
    assert [c.content for c in claims('"We did not fire," the commander said. "They fired first."')] == [
        "We did not fire",
        "They fired first",
    ]


def test_a_cue_set_tight_against_the_closing_mark_is_still_a_cue() -> None:
    (claim,) = claims("“The bridge is open again,”added Olga Petrova.")
    assert claim.speaker == "Olga Petrova"
    assert claim.spans.cue


def test_the_second_half_of_an_interrupted_sentence_goes_with_the_first() -> None:
    found = said("“The road,” Anna Keller said, “is closed. It will open tomorrow.”")
    assert found[0][2].startswith("The road") and found[0][2].endswith("is closed")
    assert found[1] == ("Anna Keller", "direct", "It will open tomorrow")


def test_a_quotation_over_two_paragraphs_has_one_speaker() -> None:
    found = said("“The shelling stopped at noon.\n\n“People went home,” said Olga Petrova.")
    assert [(s, c) for s, _, c in found] == [
        ("Olga Petrova", "The shelling stopped at noon"),
        ("Olga Petrova", "People went home"),
    ]


def test_a_quotation_that_never_closes_ends_with_its_paragraph() -> None:
    text = "“Nobody has fired, said General Lind.\n\nThe market opened again."
    found = claims(text)
    assert found and all(c.end <= text.index("\n") for c in found)


def test_quoted_words_inside_a_clause_make_it_mixed() -> None:
    (claim,) = claims("Olga Petrova said the talks had been “long and useful” so far.")
    assert claim.mode == "mixed"


def test_words_held_at_arms_length_are_no_quotation() -> None:
    found = claims("The general said the so-called “republic” had collapsed.")
    assert [c.mode for c in found] == ["indirect"]


def test_according_to_attributes_the_sentence() -> None:
    (claim,) = claims("According to the mission, the road was closed for two days.")
    assert claim.speaker_text == "the mission"
    assert claim.content == "the road was closed for two days"


def test_an_anonymous_report_has_no_speaker() -> None:
    (claim,) = claims("It was reported that shots had been fired at the post.")
    assert claim.speaker is None


def test_adding_goes_on_with_the_same_speaker() -> None:
    found = said("Colonel Sato said the bridge was shut, adding that two villages had been evacuated.")
    assert [s for s, _, _ in found] == ["Sato", "Sato"]
    assert found[1][2] == "two villages had been evacuated"


def test_what_another_said_is_reported_through_the_first() -> None:
    found = claims("Tom Brown said Mary Hill had told him the bridge was destroyed.")
    inner = next(c for c in found if c.speaker == "Mary Hill")
    assert inner.reported_through == "Tom Brown"
    assert inner.content == "the bridge was destroyed"


def test_a_relative_clause_speaks_for_the_name_before_it() -> None:
    text = (
        "Maria Lund discussed a plan by President Tomas Vera, who called for the creation of a joint patrol."
    )
    inner = next(c for c in claims(text) if c.speaker == "Tomas Vera")
    assert inner.reported_through == "Maria Lund"
    assert inner.stance == "propose"


def test_she_and_the_spokeswoman_are_who_was_named() -> None:
    text = (
        "Army spokeswoman Rosa Lind said the village was calm. The spokeswoman added that the school was "
        "open. She said the road was clear."
    )
    assert [c.speaker for c in claims(text)] == ["Rosa Lind"] * 3


def test_a_headline_without_a_subject_is_the_main_speakers() -> None:
    text = (
        "Denies shelling of villages\n\nNo village was shelled, army spokeswoman Rosa Lind said. "
        "Lind said the charge was false."
    )
    head = claims(text)[0]
    assert (head.speaker, head.stance, head.content) == ("Rosa Lind", "deny", "Denies shelling of villages")


@pytest.mark.parametrize(
    "text", ["“A,” he said. “B", "''''", '"', "said", "“”", "“‘“", "according to", "\n\n\n", "”said“"]
)
def test_broken_marks_break_nothing(text: str) -> None:
    for claim in claims(text):
        assert text[claim.start : claim.end] == claim.content


def test_whole_attributions_keep_their_quotations_together() -> None:
    text = "“We waited,” said Olga Petrova. “Then we left. Nobody came.”"
    (attribution,) = attributions(text)
    assert len(attribution.content) == 2
    assert {c.spans.content for c in claims(text)} == {attribution.content}
