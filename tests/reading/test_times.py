"""Time expressions: each to an interval with its TIMEX3 value, against the publication date and the discourse."""
# ruff: noqa: E501

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.reading import model
from holdfire.reading.claim import TimeSpan
from holdfire.reading.times import find_times

THURSDAY = date(2021, 10, 21)


def one(text: str, published: date | None = THURSDAY, offset: str | None = "+04:00") -> TimeSpan:
    found = find_times(text, published=published, utc_offset=offset)
    assert len(found) == 1, [t.text for t in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "start", "end"),
    [
        ("They signed it on November 9, 2020.", "2020-11-09", "2020-11-09", "2020-11-09"),
        ("They signed it on the 9th of November 2020.", "2020-11-09", "2020-11-09", "2020-11-09"),
        ("A mission came on July 23 of this year.", "2021-07-23", "2021-07-23", "2021-07-23"),
        ("They met in Minsk on October 14.", "2021-10-14", "2021-10-14", "2021-10-14"),
        ("Friday, Oct. 15, was quiet.", "2021-10-15", "2021-10-15", "2021-10-15"),
        ("Shots were heard on 14.10.2021.", "2021-10-14", "2021-10-14", "2021-10-14"),
        ("It happened on 2021-10-14.", "2021-10-14", "2021-10-14", "2021-10-14"),
        ("The fighting of December 2020 ended.", "2020-12", "2020-12-01", "2020-12-31"),
        ("He resigned in June last year.", "2020-06", "2020-06-01", "2020-06-30"),
        ("They were released this week.", "2021-W42", "2021-10-18", "2021-10-24"),
        ("They were released last month.", "2021-09", "2021-09-01", "2021-09-30"),
        ("He spoke in the third quarter of 2020.", "2020-Q3", "2020-07-01", "2020-09-30"),
        ("It was built in the 1980s.", "198", "1980-01-01", "1989-12-31"),
        ("They fled in the summer of 1992.", "1992-SU", "1992-06-01", "1992-08-31"),
        ("He was held for nine months.", "P9M", None, None),
        ("A three-day visit began.", "P3D", None, None),
        ("Two hours passed before help came.", "PT2H", None, None),
        ("He was there two and a half years.", "P2Y6M", None, None),
        ("It is now quiet.", "PRESENT_REF", None, None),
        ("They will be home for Christmas.", "2021-12-25", "2021-12-25", "2021-12-25"),
    ],
)
def test_an_expression_has_its_value_and_interval(
    text: str, value: str, start: str | None, end: str | None
) -> None:
    found = one(text)
    assert (found.value, found.start, found.end) == (value, start, end)


def test_a_weekday_beside_a_past_verb_is_the_most_recent_and_may_be_today() -> None:
    assert one("She said Thursday that talks resumed.").start == "2021-10-21"
    assert one("She said Wednesday that talks resumed.").start == "2021-10-20"
    assert one("They returned on Friday.").start == "2021-10-15"


def test_a_weekday_in_a_sentence_that_looks_ahead_is_the_next() -> None:
    assert one("The delegation will arrive on Saturday.").start == "2021-10-23"


def test_a_day_without_a_year_takes_the_year_that_lies_nearest() -> None:
    assert one("The road was opened on December 28.", date(2022, 1, 5)).start == "2021-12-28"
    assert one("The road will be opened on January 10.", date(2021, 12, 20)).start == "2022-01-10"


def test_since_ends_at_the_publication_date() -> None:
    found = one("Since December 2020 the posts were held.")
    assert (found.start, found.end, found.value) == ("2020-12-01", "2021-10-21", "2020-12")
    assert found.text == "Since December 2020"


def test_until_a_day_to_come_begins_at_the_publication_date() -> None:
    found = one("The road stays closed until November 25.")
    assert (found.start, found.end) == ("2021-10-21", "2021-11-25")


@pytest.mark.parametrize(
    "text",
    [
        "They plan a visit from November 17 to 18.",
        "They plan a visit on November 17-18.",
        "They plan a visit between 17 and 18 November.",
        "They plan a visit from November 17 to November 18.",
    ],
)
def test_a_range_of_days_is_one_interval(text: str) -> None:
    found = one(text)
    assert (found.start, found.end, found.precision) == ("2021-11-17", "2021-11-18", "interval")
    assert found.value == "2021-11-17/2021-11-18"


def test_a_range_of_months_shares_the_year_that_its_end_names() -> None:
    found = one("He served from September to December 2014.")
    assert (found.start, found.end) == ("2014-09-01", "2014-12-31")


def test_a_window_may_cross_midnight() -> None:
    found = one("They fired from 22:20 on Aug 11 to 00:05 on Aug 12.")
    assert (found.start, found.end) == ("2021-08-11T22:20+04:00", "2021-08-12T00:05+04:00")
    night = find_times(
        "On October 9 they fired. From 22:00 to 01:30 it went on.", published=THURSDAY, utc_offset="+04:00"
    )[1]
    assert (night.start, night.end) == ("2021-10-09T22:00+04:00", "2021-10-10T01:30+04:00")


def test_a_clock_time_takes_the_day_beside_it_and_the_local_offset() -> None:
    found = one("At around 14:30 local time on October 9 a shot was heard.")
    assert found.start == "2021-10-09T14:30+04:00" and found.precision == "minute"
    assert one("A shot was heard on October 9 at 2:30 p.m.").value == "2021-10-09T14:30"
    assert one("A shot was heard at noon Tuesday.").value == "2021-10-19T12:00"


def test_a_zone_named_in_the_text_wins_over_the_local_one() -> None:
    assert one("At 09:15 Moscow time on October 9 it began.").start == "2021-10-09T09:15+03:00"
    assert one("At 09:15 GMT on October 9 it began.").start == "2021-10-09T09:15+00:00"
    # The offset is the one the zone had that day.
    assert one("At 09:15 London time on July 9 it began.").start == "2021-07-09T09:15+01:00"


def test_a_clock_time_alone_is_on_the_day_last_spoken_of() -> None:
    found = find_times("They met on October 14. At 09:15 they left.", published=THURSDAY)
    assert found[1].start == "2021-10-14T09:15"


def test_one_moment_in_two_zones_is_on_one_day() -> None:
    found = find_times("It began at 10:35 a.m. (0735 GMT) Friday.", published=THURSDAY, utc_offset="+03:00")
    assert [t.start for t in found[:2]] == ["2021-10-15T10:35+03:00", "2021-10-15T07:35+00:00"]


def test_a_paragraph_about_another_year_stays_in_it() -> None:
    found = find_times(
        "The district was returned on November 20, 2020. The next one followed on December 1. It was calm in January.",
        published=date(2021, 11, 9),
    )
    assert [t.value for t in found] == ["2020-11-20", "2020-12-01", "2021-01"]


def test_a_statement_cited_with_its_year_does_not_move_the_day_of_what_is_told() -> None:
    found = find_times(
        "They broke the statement signed on November 9, 2020. On October 14 a post was fired at. By the evening it was quiet.",
        published=date(2021, 10, 15),
    )
    assert [t.value for t in found] == ["2020-11-09", "2021-10-14", "2021-10-14TEV"]


def test_a_day_cited_again_keeps_the_year_it_was_given() -> None:
    found = find_times(
        "The statement of November 9, 2020 holds.\n\nThe commitments of the November 9 statement stand.\n\nA post was fired at on November 9.",
        published=date(2021, 11, 15),
    )
    assert [t.value for t in found] == ["2020-11-09", "2020-11-09", "2021-11-09"]


def test_a_weekday_counted_in_its_month_is_that_day() -> None:
    assert one("They met on the last Friday in August 2021.").value == "2021-08-27"
    assert one("They met on the first Monday of September 2021.").value == "2021-09-06"


def test_what_is_set_or_supposed_lies_ahead() -> None:
    assert one("The trial is set for November.", date(2021, 5, 29)).value == "2021-11"
    assert one("If he wins in November, talks resume.", date(2021, 5, 29)).value == "2021-11"


def test_parts_of_a_day_are_told_apart_from_the_day() -> None:
    evening = one("They fired on Friday evening.")
    assert (evening.value, evening.precision) == ("2021-10-15TEV", "part-of-day")
    assert evening.start == "2021-10-15T18:00+04:00"
    night = one("They fired overnight.")
    assert (night.start, night.end) == ("2021-10-20T20:00+04:00", "2021-10-21T05:59+04:00")


def test_the_next_day_follows_the_discourse() -> None:
    found = find_times(
        "On October 9 a farmer was shot. The next day patrols came. Two days later it was quiet.",
        published=THURSDAY,
    )
    assert [t.start for t in found] == ["2021-10-09", "2021-10-10", "2021-10-12"]


def test_the_following_year_follows_the_year_spoken_of() -> None:
    found = find_times(
        "He was shot in February 2012. The following year the court ruled.", published=THURSDAY
    )
    assert found[1].value == "2013"


def test_a_day_and_month_in_figures_may_be_either_way_round() -> None:
    assert one("Dated 03/04/2021.").start == "2021-04-03"
    assert one("Dated 10/14/2021.").start == "2021-10-14"
    # Day first would lie after the report; month first does not.
    assert one("Dated 05/11/2021.", date(2021, 6, 1)).start == "2021-05-11"


def test_without_a_publication_date_what_is_relative_stays_unresolved() -> None:
    for text, value in (
        ("They met on Thursday.", "XXXX-WXX-4"),
        ("They met on October 14.", "XXXX-10-14"),
        ("They met in October.", "XXXX-10"),
        ("They met yesterday.", "XXXX-XX-XX"),
    ):
        found = one(text, None)
        assert (found.start, found.end, found.value) == (None, None, value)
    assert one("They met on October 14, 2021.", None).start == "2021-10-14"


@pytest.mark.parametrize(
    "text",
    [
        "He may march to the line.",
        "About 2000 troops are there.",
        "The 3 + 3 format was named.",
        "A man, 37 years old, was hit.",
        "It costs $1990.",
        "They sat down.",
    ],
)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert find_times(text, published=THURSDAY) == ()


def test_a_date_that_does_not_exist_is_kept_unresolved() -> None:
    found = one("On 30 February 2021 nothing happened.")
    assert (found.start, found.value) == (None, "2021-02-30")


PIECES = [
    "October", "14", "2021", "9:30", " p.m.", " at ", "from ", " to ", "between ", " and ", "May", "since ", "until ", "the ", "last ",
    "two ", "weeks", " ago", "Thursday", " night", "31", "-", "–", "/", ".", ", ", "\n\n", "’", "the third quarter", "nineteen ninety-four",
    "1980s", "half ", "a ", "hour", "next day", "24:00", "00:00", "99999999", "0", "GMT", " Moscow time", "Easter", "я", "\u202e", "29 February",
]  # fmt: skip
LENGTHS = {"day": 10, "minute": 16}


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=20).map("".join),
    st.one_of(st.none(), st.dates(date(1, 1, 1), date(9999, 12, 31))),
)
def test_no_text_breaks_it_and_spans_are_the_text(text: str, published: date | None) -> None:
    last = 0
    for t in find_times(text, published=published, utc_offset="+04:00"):
        assert last <= t.char_start < t.char_end <= len(text)
        assert text[t.char_start : t.char_end] == t.text
        last = t.char_end
        assert (t.start is None) == (t.end is None)
        if t.start is not None and t.end is not None:
            assert t.start <= t.end
            assert len(t.start) == len(t.end)
            if t.precision in LENGTHS:
                assert (
                    t.value is not None and t.value[: LENGTHS[t.precision]] == t.start[: LENGTHS[t.precision]]
                )
        if t.value is not None and re.fullmatch(r"\d{4}-\d{2}-\d{2}", t.value) and t.start is not None:
            assert t.start <= t.value <= t.end  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "said", "value"),
    [
        ("The post was shelled daily.", "daily", "XXXX-XX-XX"),
        ("They meet every two weeks.", "every two weeks", "P2W"),
        ("They meet every other day.", "every other day", "P2D"),
        ("They meet each Friday night.", "each Friday night", "XXXX-WXX-5TNI"),
        ("It is closed on Sundays.", "Sundays", "XXXX-WXX-7"),
        ("They call twice a week.", "twice a week", "P1W"),
    ],
)
def test_a_time_that_comes_again_is_a_set_and_has_no_day(text: str, said: str, value: str) -> None:
    found = one(text)
    assert (found.text, found.value, found.start) == (said, value, None)


def test_a_name_with_a_weekday_or_daily_in_it_is_no_time() -> None:
    assert find_times("The Good Friday Agreement was in the Daily News.", published=THURSDAY) == ()


def test_the_ends_of_a_range_are_kept_as_the_two_expressions_they_are() -> None:
    found = one("They fired from Oct. 1 to Tuesday.")
    assert found.value == "2021-10-01/2021-10-19"
    assert [(t.text, t.value) for t in found.ends] == [("Oct. 1", "2021-10-01"), ("Tuesday", "2021-10-19")]


def test_a_year_told_from_another_counts_from_it() -> None:
    found = find_times(
        "He enlisted in 1992. Two years later he left. The next year he died.", published=THURSDAY
    )
    assert [t.value for t in found] == ["1992", "1994", "1995"]


def test_what_had_been_planned_is_over_and_what_takes_effect_is_to_come() -> None:
    def read(text: str) -> list[str | None]:
        return [t.value for t in find_times(text, published=THURSDAY, doc=model.parse(text))]

    assert read("The exchange had been scheduled to take place Friday.") == ["2021-10-15"]
    assert read("He appointed a new commander, effective Feb. 1.") == ["2022-02-01"]
    assert read("The president meets Monday with the mediators.") == ["2021-10-25"]


def test_midnight_of_a_day_is_its_end() -> None:
    found = one("The truce ends at midnight Friday.")
    assert (found.value, found.start) == ("2021-10-15T24:00", "2021-10-16T00:00+04:00")
