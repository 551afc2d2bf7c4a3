"""Figures that disagree: a headline and its body, a bulletin and the one it recalls, a total that fell."""

from holdfire.checking import check_report
from holdfire.checking.previous import check as previous
from holdfire.checking.totals import check as totals
from holdfire.theatre import load
from tests.checking.telling import claim, filed, reading


def test_a_headline_that_says_another_figure_than_the_body_is_raised() -> None:
    text = "Ceasefire violated 30 times overnight\n\nThe ministry said the ceasefire was violated 25 times.\n"
    (found,) = [c for c in check_report(reading(text)) if c.kind == "headline"]
    assert (found.stated, found.computed, found.difference) == (30, 25, 5)


def test_a_headline_that_sums_the_body_is_not() -> None:
    text = (
        "Ceasefire violated 30 times\n\n"
        "Fire was opened 10 times in the north. It was opened 20 times in the south.\n"
    )
    assert [c for c in check_report(reading(text)) if c.kind == "headline"] == []


def test_a_running_total_of_one_speaker_that_falls_is_raised() -> None:
    theatre = load()
    first = "The monitor counts 103 detainees returned since December 2020."
    later = "The monitor counts 101 detainees returned since December 2020."
    told = [
        filed("a", claim(first, speaker="The monitor"), published="2021-10-22"),
        filed("b", claim(later, speaker="The monitor"), published="2021-10-30"),
    ]
    (found,) = totals(told, theatre)
    assert (found.claims, found.stated, found.computed, found.difference) == (("a", "b"), 103, 101, 2)


def test_a_total_that_rises_or_is_anothers_is_not() -> None:
    theatre = load()
    first = "The monitor counts 103 detainees returned since December 2020."
    more = "The monitor counts 105 detainees returned since December 2020."
    told = [
        filed("a", claim(first, speaker="The monitor"), published="2021-10-22"),
        filed("b", claim(more, speaker="The monitor"), published="2021-10-30"),
        filed("c", claim(first, speaker="Somebody else"), published="2021-10-31", source="else"),
    ]
    assert totals(told, theatre) == ()


def test_a_bulletin_that_recalls_another_figure_than_the_last_one_gave_is_raised() -> None:
    yesterday = claim("The mission recorded 442 violations in the region.", kind="monitoring")
    today = claim("It recorded 145 violations. In the previous reporting period it recorded 440 violations.")
    told = [filed("a", yesterday, published="2021-12-07"), filed("b", today, published="2021-12-08")]
    (found,) = previous(told)
    assert (found.stated, found.computed, found.difference) == (440, 442, 2)


def test_a_bulletin_that_recalls_what_was_given_is_not() -> None:
    yesterday = claim("The mission recorded 442 violations in the region.", kind="monitoring")
    today = claim("It recorded 145 violations. In the previous reporting period it recorded 442 violations.")
    assert (
        previous([filed("a", yesterday, published="2021-12-07"), filed("b", today, published="2021-12-08")])
        == ()
    )
