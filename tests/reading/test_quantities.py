"""Figures: what counts, how many at least and at most, of what, of whom, and where to."""
# ruff: noqa: E501

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.reading import model
from holdfire.reading.claim import Quantity
from holdfire.reading.numbers import value_of
from holdfire.reading.quantities import find_quantities

BOTH = pytest.mark.parametrize("parsed", [True, False], ids=["with the parse", "by the words"])


def read(text: str, parsed: bool) -> tuple[Quantity, ...]:
    return find_quantities(text, model.parse(text) if parsed else None)


@BOTH
def test_a_total_and_its_parts_are_told_apart_with_where_each_went(parsed: bool) -> None:
    found = read(
        "In all 40 captives were exchanged since spring (31 captives have been returned to Ruritania, "
        "12 captives have been returned to Graustark).",
        parsed,
    )
    assert [(q.value, q.unit, q.role, q.to) for q in found] == [
        (40, "captives", "total", None),
        (31, "captives", "part", "Ruritania"),
        (12, "captives", "part", "Graustark"),
    ]


@BOTH
def test_parts_after_of_whom_take_the_unit_of_the_total(parsed: bool) -> None:
    found = read(
        "They exchanged 40 captives, of whom 31 were returned to Ruritania and 9 to Graustark.", parsed
    )
    assert [(q.value, q.unit, q.role, q.to) for q in found] == [
        (40, "captives", "total", None),
        (31, "captives", "part", "Ruritania"),
        (9, "captives", "part", "Graustark"),
    ]


@BOTH
def test_killed_and_wounded_are_not_mixed(parsed: bool) -> None:
    found = read("Six soldiers were wounded and two killed. The blast killed one civilian.", parsed)
    assert [(q.value, q.role) for q in found] == [(6, "wounded"), (2, "killed"), (1, "killed")]
    assert found[1].unit == "soldiers"


@BOTH
def test_explosions_of_violations_are_a_part(parsed: bool) -> None:
    found = read("Monitors recorded 908 violations, 152 of them explosions.", parsed)
    assert [(q.value, q.unit, q.role) for q in found] == [
        (908, "violations", "total"),
        (152, "explosions", "part"),
    ]


@BOTH
def test_a_list_after_a_colon_makes_up_the_figure_before_it(parsed: bool) -> None:
    found = read("They opened fire 12 times: 3 on the state border and 9 on the line of contact.", parsed)
    assert [(q.value, q.role) for q in found] == [(12, "total"), (3, "part"), (9, "part")]


def test_examples_after_including_are_no_parts() -> None:
    found = read("They counted 12 villagers, including 3 children and 2 women.", True)
    assert [(q.value, q.role) for q in found] == [(12, None), (3, None), (2, None)]


@BOTH
def test_the_giver_and_the_receiver_are_named(parsed: bool) -> None:
    found = read("Graustark returned to Ruritania five prisoners of war.", parsed)[0]
    assert (found.value, found.unit, found.role) == (5, "prisoners of war", "returned")
    assert (found.from_, found.to) == ("Graustark", "Ruritania")


def test_whose_they_are_is_not_part_of_the_unit() -> None:
    found = read("She welcomed the release of five Ruritanian prisoners of war.", True)[0]
    assert (found.value, found.unit, found.of) == (5, "prisoners of war", "Ruritanian")


@pytest.mark.parametrize(
    ("words", "value", "low", "high"),
    [
        ("at least 12 shells", 12, 12, None),
        ("more than 1,200 shells", 1200, 1201, None),
        ("up to 300 shells", 300, None, 300),
        ("fewer than 20 shells", 20, None, 20),
        ("10 to 15 shells", 12, 10, 15),
        ("10-15 shells", 12, 10, 15),
        ("between 20 and 30 shells", 25, 20, 30),
        ("some 40 shells", 40, None, None),
        ("a dozen shells", 12, None, None),
        ("dozens of shells", 24, 24, None),
        ("hundreds of shells", 200, 200, None),
        ("twenty-five shells", 25, None, None),
        ("1.2 million shells", 1_200_000, None, None),
        ("two hundred and six shells", 206, None, None),
    ],
)
@BOTH
def test_bounds_stand_beside_the_figure(
    words: str, value: int, low: int | None, high: int | None, parsed: bool
) -> None:
    found = read(f"The army fired {words} that morning.", parsed)
    assert [(q.value, q.low, q.high, q.unit) for q in found] == [(value, low, high, "shells")]
    assert found[0].text == words


@pytest.mark.parametrize(
    "text",
    [
        "It began at 14:30 on October 14, 2021.",
        "They used 7.62 mm rifles and 122-mm guns.",
        "The work cost $5 million and 300 manats.",
        "Article 8 and clause 6 were named.",
        "They saw BM-21 and T-72 near height 1305.",
        "The 3 + 3 initiative treats the region as one large entity.",
        "The village lies 3 km from the line.",
        "For nine months and three days the 19-year-old waited.",
        "One of them spoke of the first day.",
        "Russia was on post No. 12 in 1994.",
    ],
)
@BOTH
def test_figures_that_count_nothing_are_left_out(text: str, parsed: bool) -> None:
    assert read(text, parsed) == ()


def test_killed_or_wounded_does_not_say_which() -> None:
    found = read("Up to 70 soldiers were killed or wounded.", True)
    assert [(q.value, q.high, q.role) for q in found] == [(70, 70, None)]


def test_nobody_is_not_one() -> None:
    assert read("No one was hurt and no one was killed.", True) == ()


def test_others_are_what_was_counted_before_them() -> None:
    found = read("Thirteen servicemen were captured and 24 others are missing.", True)
    assert [(q.value, q.unit, q.role) for q in found] == [
        (13, "servicemen", "captured"),
        (24, "servicemen", "missing"),
    ]


def test_a_share_is_not_a_count() -> None:
    found = read("About 45% of the 20 villages burned.", True)
    assert [(q.value, q.unit) for q in found] == [(45, "%"), (20, "villages")]


def test_one_counts_when_it_is_a_person() -> None:
    found = read("One worker was killed and three were wounded.", True)
    assert [(q.value, q.unit, q.role) for q in found] == [(1, "worker", "killed"), (3, "workers", "wounded")]


@pytest.mark.parametrize(
    ("said", "value"),
    [("1,960", 1960), ("2.5", 2.5), ("twenty-five", 25), ("two thousand", 2000), ("three", 3), ("sheep", None), ("", None)],
)  # fmt: skip
def test_figures_and_words_are_one_number(said: str, value: float | None) -> None:
    assert value_of(said) == value


PIECES = [
    "12", " soldiers", " were killed", " and ", "two ", "dozens of ", "hundred", " to ", "Armenia", "(", ")", ": ", ", ", ". ", "%", "-", "at least ",
    "between ", "of whom ", "of them ", "1,000", "3.5", "$", " million", "including ", "returned", " from ", "\n", "–", "one ", "№", "я", "\u202e", "9" * 30,
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=20).map("".join))
def test_no_text_breaks_it_and_spans_are_the_text(text: str) -> None:
    last = 0
    for q in find_quantities(text):
        assert last <= q.char_start < q.char_end <= len(text)
        assert text[q.char_start : q.char_end] == q.text
        last = q.char_end
        assert q.low is None or q.low <= q.value + 1
        assert q.high is None or q.high >= q.value
