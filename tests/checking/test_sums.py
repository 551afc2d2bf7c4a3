"""A total and its parts, as one speaker gives them: what must add up, what need not, and what never mixes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.checking import Check, check_report
from tests.checking.telling import claim, reading


def sums(text: str) -> list[Check]:
    return [c for c in check_report(reading(text)) if c.kind == "sum"]


def test_a_total_that_does_not_add_up_is_raised_with_its_arithmetic_and_spans() -> None:
    text = "Overall, 112 detainees were exchanged (105 detainees to Armenia, 17 detainees to Azerbaijan)."
    (found,) = sums(text)
    assert (found.stated, found.parts, found.computed, found.difference) == (112, (105, 17), 122, 10)
    assert [text[s:e] for s, e in found.spans] == ["112", "105", "17"]
    assert "105 + 17 = 122" in found.sentence


@pytest.mark.parametrize(
    "text",
    [
        "They counted 122 detainees (105 detainees to Armenia, 17 detainees to Azerbaijan).",
        "The mission recorded 908 violations: 152 explosions, 2 projectiles, 13 flares and 741 bursts.",
        "The ceasefire was violated 12 times: 3 on the state border and 9 in the zone of the peacekeepers.",
        "They released 44 people (30 prisoners of war (12 soldiers and 18 officers) and 14 civilians).",
    ],
)
def test_sums_that_hold_raise_nothing(text: str) -> None:
    assert sums(text) == []


@pytest.mark.parametrize(
    ("text", "stated", "computed"),
    [
        (
            "The mission recorded 909 violations: 152 explosions, 2 projectiles, 13 flares and 741 bursts.",
            909,
            908,
        ),
        ("The ceasefire was violated 25 times: 10 times in the north and 20 times in the south.", 25, 30),
        (
            "They hold 120 detainees, of whom 105 were sent to Armenia and 17 were sent to Azerbaijan.",
            120,
            122,
        ),
        ("The group consisted of 50 people (20 men, 20 women).", 50, 40),
    ],
)
def test_sums_that_fail_are_raised(text: str, stated: int, computed: int) -> None:
    assert [(c.stated, c.computed) for c in sums(text)] == [(stated, computed)]


def test_a_part_in_brackets_may_itself_fail_while_the_whole_holds() -> None:
    (found,) = sums("They released 44 people (30 soldiers (12 privates and 17 officers) and 14 civilians).")
    assert (found.stated, found.parts) == (30, (12, 17))


@pytest.mark.parametrize(
    "text",
    [
        "The ceasefire was violated 40 times, including 12 times in the north and 9 times in the south.",
        "They returned 112 people, among them 20 women and 7 children.",
        "Of the 100 wounded people, of whom 40 were soldiers and 30 were civilians, most went home.",
        "They released 90 people, of whom 60 are women and 50 are over sixty.",
    ],
)
def test_examples_and_overlapping_parts_oblige_to_nothing(text: str) -> None:
    assert sums(text) == []


def test_shares_are_never_added_to_counts() -> None:
    assert sums("They returned 40 people: 60 percent of them women, 40 percent of them men.") == []


def test_unlike_units_are_never_added() -> None:
    assert sums("The company has 200 houses: 3 roads and 7 bridges lead there.") == []


def test_figures_of_two_speakers_are_not_one_sum() -> None:
    text = "Ann counted 112 detainees. Bob counted 105 detainees and 17 detainees."
    cut = text.index("Bob")
    told = reading(text, [claim(text, 0, cut - 1, speaker="Ann"), claim(text, cut, speaker="Bob")])
    assert [c for c in check_report(told) if c.kind == "sum"] == []


def test_a_sum_told_over_several_claims_names_them_all() -> None:
    text = "We exchanged 112 detainees (105 detainees to Armenia, 17 detainees to Azerbaijan)."
    a, b, c = text.index("(105"), text.index("17 "), len(text)
    told = reading(text, [claim(text, 0, a), claim(text, a + 1, b - 2), claim(text, b, c)])
    (found,) = [k for k in check_report(told) if k.kind == "sum"]
    assert found.claims == (0, 1, 2)


@given(st.lists(st.integers(1, 900), min_size=2, max_size=6), st.integers(-3, 3))
def test_exactly_the_sums_that_differ_are_raised(parts: list[int], off: int) -> None:
    total = sum(parts) + off
    if total <= 0 or any(1900 < n < 2100 for n in (*parts, total)):
        return
    listed = ", ".join(f"{n} people to area {chr(65 + i)}" for i, n in enumerate(parts))
    found = sums(f"They moved {total} people ({listed}).")
    assert [(c.computed, c.difference) for c in found] == ([] if off == 0 else [(sum(parts), abs(off))])
