"""Calendar dates: days, months and weekdays, with or without a year, in figures and in words."""
# ruff: noqa: E501

import re
from datetime import date, timedelta

from holdfire.reading.times import moments
from holdfire.reading.times.expression import (
    BACK,
    DAY,
    FORWARD,
    MONTH,
    OF_YEAR,
    ORDINAL,
    Found,
    Seen,
    State,
    names_year,
    nearest,
    rules,
    unplaced,
    year_said,
)
from holdfire.reading.times.moments import Moment
from holdfire.reading.times.periods import spoken_year
from holdfire.reading.times.words import MONTHS, WEEKDAYS, pattern

# "May" and "March" alone are months after these words.
_BEFORE_MONTH = frozenset(
    "in since until till by early late mid from during last this next each every of through between and or to".split()
)

# "Bloody Sunday", "Super Tuesday": days of history or of a calendar of their own, not of this week.
_NAMED = frozenset("good holy black white bloody super ash palm maundy shrove easter red blue".split())
_ARTICLES = frozenset("a an the its his her their our".split())


def month_of(seen: Seen) -> int:
    return MONTHS[seen.said("month").rstrip(".")]


@rules("(?P<it>ISO)")
def iso(seen: Seen) -> Found | None:
    """2021-10-14, 2021-10-14T14:30+04:00."""
    said = seen.said("it")
    try:
        at = date.fromisoformat(said[:10])
    except ValueError:
        return None
    if len(said) > 10:
        hour, minute = int(said[11:13]), int(said[14:16])
        zone = re.search(r"(z|[+-]\d{2}:?\d{2})$", said[16:])
        offset = "" if zone is None else "+00:00" if zone.group() == "z" else zone.group()
        if hour < 24 and minute < 60:
            return "moment", lambda s: moments.clock(at, hour, minute, offset or s.offset)
    return "day", lambda s: moments.day(at)


@rules("(?P<it>NUMERIC)")
def numeric(seen: Seen) -> Found | None:
    """14.10.2021, 14/10/2021, 10/14/21: day first; with slashes month first where day first is no date."""
    said = seen.said("it")
    a, b, y = (int(x) for x in re.split(r"[./-]", said))
    year = y if y > 99 else 2000 + y if y < 70 else 1900 + y
    dates = []
    for month, number in ((b, a), (a, b)):
        try:
            dates.append(date(year, month, number))
        except ValueError:
            continue
    if not dates or ("." in said and b > 12):
        return None

    def read(state: State) -> Moment:
        # 03/04/2021 may be 3 April or March 4: the day-first reading, unless only the other was before the report.
        possible = [d for d in dates if state.published is None or d <= state.published] or dates
        return moments.day(dates[0] if "." in said else possible[0])

    return "day", read


def month_day_of(month: int, number: int, year: int | None, state: State, *, cited: bool = False) -> Moment:
    """A day of a month; without a year, in the year that lies nearest."""
    unknown = f"{'XXXX' if year is None else f'{year:04d}'}-{month:02d}-{number:02d}"
    if year is None and state.published is None:
        return unplaced(unknown)
    if year is None and cited:
        # "the November 9 statement" is of the year the text gave that day before.
        year = state.dated.get((month, number))
    near = state.published.year if state.published is not None else 0
    dates = []
    near_years = dict.fromkeys((near - 1, near, near + 1, state.year or near, (state.year or near) + 1))
    for y in near_years if year is None else (year,):
        try:
            dates.append(date(y, month, number))
        except ValueError:
            continue
    return moments.day(nearest(state, dates)) if dates else unplaced(unknown)


@rules(
    f"(?P<month>{MONTH}) (?:THE )?(?P<first>{DAY}) (?:TO|AND|HYPHEN|DASH) (?:THE )?(?P<last>{DAY})(?! UNIT| MONTH)"
    f"(?: {OF_YEAR})?",
    f"(?:THE )?(?P<first>{DAY}) (?:TO|AND|HYPHEN|DASH) (?:THE )?(?P<last>{DAY}) (?:OF )?(?P<month>{MONTH})(?: {OF_YEAR})?",
)
def days(seen: Seen) -> Found | None:
    """November 17 to 18; 11-12 October 2021."""
    month, first, last = month_of(seen), seen.number("first"), seen.number("last")
    if not first or not last or first >= last or last > 31 or not names_year(seen):
        return None

    def read(state: State) -> Moment:
        a = month_day_of(month, int(first), year_said(seen, state), state)
        return moments.between(a, month_day_of(month, int(last), a.day.year, state)) if a.day else a

    return "range", read


@rules(
    f"(?:(?:THIS )?(?:NEXT )?WEEKDAY COMMA? )?(?P<month>{MONTH}) (?:THE )?(?P<day>{DAY})(?! UNIT| SCALE)(?: {OF_YEAR})?",
    f"(?:WEEKDAY COMMA? )?(?:THE )?(?P<day>{DAY}) (?:OF )?(?P<month>{MONTH})(?: {OF_YEAR})?",
)
def month_day(seen: Seen) -> Found | None:
    """October 14; 14 October 2021; Friday, Oct. 13; the 14th of October; July 23 of this year."""
    month, number = month_of(seen), seen.number("day")
    if not number or number > 31 or not names_year(seen):
        return None
    cited = seen.before() in ("the", "of", "this", "that")
    return "day", lambda s: month_day_of(month, int(number), year_said(seen, s), s, cited=cited)


@rules(
    f"(?P<month>{MONTH}) (?:COMMA |OF )?(?P<year>YEARNUM|NUMWORD HYPHEN? NUMWORD(?: HYPHEN? NUMWORD)?)(?! UNIT)"
)
def month_year(seen: Seen) -> Found | None:
    """December 2020; January nineteen ninety-seven."""
    month, year = month_of(seen), spoken_year(seen.said("year"))
    return ("month", lambda s: moments.month(year, month)) if year else None


@rules(f"(?P<month>{MONTH}) (?:OF )?(?:THE )?(?P<which>THIS|LAST|NEXT|THAT) (?P<yearunit>UNIT)")
def month_of_year(seen: Seen) -> Found | None:
    """June last year; December of this year."""
    month = month_of(seen)
    return ("month", lambda s: _month(month, year_said(seen, s), s)) if names_year(seen) else None


@rules("(?P<which>THIS|LAST|NEXT) (?P<month>MONTH|MAYBE)")
def which_month(seen: Seen) -> Found | None:
    """last May, this September."""
    month, which = month_of(seen), seen.said("which")
    if which == "past" and seen.before() != "this":
        return None
    return "month", lambda s: _month(month, None, s, which)


@rules("(?P<month>MONTH|MAYBE)")
def bare_month(seen: Seen) -> Found | None:
    """October; May and March, which are other words too, only after a word that leads to a month."""
    said = seen.said("month")
    if seen.words.classes[seen.match.start()] == pattern("MAYBE") and (
        seen.before() not in _BEFORE_MONTH or (len(said) < 5 and said != "may")
    ):
        return None
    month = month_of(seen)
    # "a June referendum": the tense of the sentence is not that of the referendum.
    named = seen.before() in _ARTICLES

    def read(state: State) -> Moment:
        if named:
            state.forward = None
        return _month(month, None, state)

    return "month", read


def _month(month: int, year: int | None, state: State, which: str = "") -> Moment:
    if year is not None:
        return moments.month(year, month)
    today = state.published
    if today is None:
        return unplaced(f"XXXX-{month:02d}", "month")
    if which in BACK:
        return moments.month(today.year - (1 if month >= today.month else 0), month)
    if which in FORWARD:
        return moments.month(today.year + (1 if month <= today.month else 0), month)
    if which:
        return moments.month(today.year, month)
    if month == today.month and state.year is None:
        return moments.month(today.year, month)
    years = dict.fromkeys(
        (today.year - 1, today.year, today.year + 1, state.year or today.year, (state.year or today.year) + 1)
    )
    best = nearest(state, [date(y, month, 15) for y in years])
    return moments.month(best.year, month)


@rules("(?:(?:THE )?(?P<which>THIS|LAST|NEXT|THAT) (?P<coming>NEXT )?)?(?P<weekday>WEEKDAY)")
def weekday(seen: Seen) -> Found | None:
    """Thursday; last Friday; this coming Sunday; the previous Friday."""
    if seen.before() in ("one", "a", "some") or seen.said("weekday").endswith("days") or _is_name(seen):
        return None
    number, which = WEEKDAYS[seen.said("weekday").rstrip(".")], seen.said("coming") or seen.said("which")

    def read(state: State) -> Moment:
        told = which in ("previous", "following", "same", "that", "preceding") and state.at is not None
        base = state.at if told else state.published
        if base is None:
            return unplaced(f"XXXX-WXX-{number + 1}")
        back, ahead = (base.weekday() - number) % 7, (number - base.weekday()) % 7
        if which in BACK:
            return moments.day(base - timedelta(back or 7))
        if which in FORWARD:
            return moments.day(base + timedelta(ahead or 7))
        # News names its own day by the weekday too, looking back or ahead.
        if state.forward:
            return moments.day(base + timedelta(ahead))
        return moments.day(base - timedelta(back))

    return "day", read


def _is_name(seen: Seen) -> bool:
    """Whether a weekday is part of a name: the Good Friday Agreement, Bloody Sunday, Super Tuesday."""
    return seen.before() in _NAMED and seen.words.text[seen.words.starts[seen.match.start() - 1]].isupper()


@rules(f"(?:THE )?(?P<number>{ORDINAL}|LAST) (?P<weekday>WEEKDAY) OF (?P<month>{MONTH})(?: {OF_YEAR})?")
def weekday_of_month(seen: Seen) -> Found | None:
    """the first Monday in September; the last Friday of August 2001."""
    number = 5 if seen.said("number") == "last" else seen.number("number")
    if number is None or not 1 <= number <= 5 or not names_year(seen):
        return None
    month, day = month_of(seen), WEEKDAYS[seen.said("weekday").rstrip(".")]
    n = int(number)

    def read(state: State) -> Moment:
        first = _month(month, year_said(seen, state), state).day
        if first is None:
            return unplaced(f"XXXX-{month:02d}")
        days = [d for k in range(31) if (d := first + timedelta(k)).month == month and d.weekday() == day]
        return moments.day(days[min(n, len(days)) - 1])

    return "day", read


@rules("(?:THE )?UNIT BEFORE (?P<beyond>YESTERDAY|TOMORROW)|(?P<only>TODAY|YESTERDAY|TOMORROW)")
def deictic(seen: Seen) -> Found | None:
    """today, yesterday, the day after tomorrow."""
    said = seen.said("only")
    if said and _titled(seen):
        return None
    by = (
        {"today": 0, "yesterday": -1, "tomorrow": 1}[said]
        if said
        else -2
        if seen.said("beyond") == "yesterday"
        else 2
    )

    def read(state: State) -> Moment:
        return moments.day(state.published + timedelta(by)) if state.published else unplaced("XXXX-XX-XX")

    return "day", read


def _titled(seen: Seen) -> bool:
    """Whether the word is a name: "Today" in quotes, USA TODAY."""
    a, b = seen.words.starts[seen.match.start()], seen.words.ends[seen.match.end() - 1]
    text = seen.words.text
    quoted = (
        text[a - 1 : a] in ("'", '"', "“", "‘")
        and text[b : b + 1] in ("'", '"', "”", "’")
        and text[a].isupper()
    )
    return quoted or seen.before() == "usa"


RULES = [
    *iso,
    *numeric,
    *days,
    *month_day,
    *month_year,
    *month_of_year,
    *which_month,
    *bare_month,
    *weekday,
    *weekday_of_month,
    *deictic,
]
