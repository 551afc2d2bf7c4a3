"""Days and hours that cannot be, days after their report, and windows across midnight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.checking import check_report
from holdfire.checking.dates import impossible
from tests.checking.telling import claim, day, reading


@pytest.mark.parametrize(
    "text",
    ["on 31 February the post", "on February 30, 2021", "by 31 June 2021", "on 2021-02-29", "at 25:00",
     "from 14:75",
     "on 29 February 2021", "on the 31 of April", "в 12:61"],
)  # fmt: skip
def test_a_day_no_calendar_has_is_raised(text: str) -> None:
    assert len(impossible(text)) == 1


@pytest.mark.parametrize(
    "text",
    ["on 28 February", "on 29 February 2020", "on 31 March 2021", "at 24:00", "at 23:59", "they lost 30:20",
     "a ratio of 3:75", "May 2021", "12:30:45"],
)  # fmt: skip
def test_a_day_that_exists_is_not(text: str) -> None:
    assert impossible(text) == []


@given(st.dates())
def test_no_real_day_is_ever_called_impossible(when) -> None:  # type: ignore[no-untyped-def]
    for text in (
        f"on {when.day} {when:%B} {when.year:04d}",
        f"on {when:%B} {when.day}, {when.year:04d}",
        f"{when}",
    ):
        assert impossible(text) == []


def test_a_day_after_the_report_told_as_done_is_raised() -> None:
    text = "Fire was opened on December 8 at workers near the crossroads."
    when = day(text, "December 8", "2021-12-08")
    told = reading(text, [claim(text, kind="violation", modality="done", time=when, times=(when,))])
    (found,) = check_report(told)
    assert (found.kind, found.difference) == ("date-after-report", 30)
    assert "8 December 2021" in found.sentence
    assert "8 November 2021" in found.sentence


@pytest.mark.parametrize(
    "fields", [{"modality": "planned"}, {"modality": None}, {"modality": "done", "stance": "propose"}]
)
def test_a_plan_for_a_later_day_is_not(fields: dict[str, object]) -> None:
    text = "A second group will visit on December 8 with the ministry."
    when = day(text, "December 8", "2021-12-08")
    assert check_report(reading(text, [claim(text, time=when, times=(when,), **fields)])) == ()


def test_a_window_across_midnight_under_one_day_is_shown() -> None:
    (found,) = check_report(reading("Positions came under fire from 22:20 to 00:05 on August 11."))
    assert found.kind == "crosses-midnight"
    assert "1.8 hours" in found.sentence


@pytest.mark.parametrize(
    "text",
    ["They fired from 16:20 to 21:05 on August 11.",
     "They fired from 16:15 on November 15 to 04:30 on November 16."]
)  # fmt: skip
def test_a_window_that_names_its_days_or_stays_in_one_is_not(text: str) -> None:
    assert check_report(reading(text)) == ()
