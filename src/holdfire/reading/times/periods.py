"""Years, decades, centuries, halves, quarters, seasons and weekends."""
# ruff: noqa: E501

import re
from datetime import date, timedelta

from holdfire.reading.numbers import value_of
from holdfire.reading.times import moments
from holdfire.reading.times.expression import (
    BACK,
    FORWARD,
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
from holdfire.reading.times.words import DECADES, UNITS, Words

_NOT_YEARS = frozenset("$ no № # dlrs £ € nearly than least some / about".split())
_COUNTED = re.compile(
    r"\s+(?:\w+\s+)?(?:troops|soldiers|servicemen|people|persons|men|women|civilians|members|peacekeepers|refugees|shares|miles|"
    r"met(?:er|re)s|km|kilomet(?:er|re)s|feet|pounds|tons|tonnes|dollars|homes|houses|jobs|workers|employees|prisoners|detainees|"
    r"violations|rounds|cases|points|residents|families|hectares)\b",
    re.I,
)


def spoken_year(said: str) -> int | None:
    """1994; nineteen ninety-four."""
    if said.isdigit():
        return int(said)
    parts = re.split(r"[\s-]+", said)
    if parts[0] in ("eighteen", "nineteen") and len(parts) > 1:
        rest = value_of(" ".join(parts[1:]))
        return int(value_of(parts[0]) or 0) * 100 + int(rest) if rest and 10 <= rest < 100 else None
    return None


@rules("(?:THE )?(?:FISCAL )?(?P<year>YEARNUM)")
def bare_year(seen: Seen) -> Found | None:
    """1988; fiscal 1989: four figures that count nothing."""
    said, before, after = seen.said("year"), seen.before(), seen.after()
    first = seen.words.starts[seen.match.start("year")]
    text = seen.words.text
    if not 1700 <= int(said) <= 2100 or before in _NOT_YEARS or after in ("/", "%"):
        return None
    joined = text[first - 1 : first]
    if (
        joined
        and joined in "$£€.,-/+"
        and not (
            joined == "-" and (text[max(0, first - 4) : first].lower() == "mid-" or _ends_years(text, first))
        )
    ):
        return None
    if text[first + 4 : first + 5] in ("-", "+", "%") and not re.match(r"-\d{2,4}\b", text[first + 4 :]):
        return None
    if counted(seen.words, seen.match.end("year")):
        return None
    return "year", lambda s: moments.year(int(said))


def _ends_years(text: str, at: int) -> bool:
    """Whether a year closes a range of two: 2001-2006."""
    return re.search(r"(?<![\d-])[12]\d{3}-$", text[max(0, at - 6) : at]) is not None


def counted(words: Words, token: int) -> bool:
    """Whether what follows a figure is a thing counted, so that the figure is no year."""
    return _COUNTED.match(words.text, words.ends[token - 1]) is not None


@rules("(?P<first>YEARNUM) (?:DASH|HYPHEN) (?P<last>DAYNUM|FIGURE)")
def years(seen: Seen) -> Found | None:
    """1993–94, 2015-16."""
    first, last = seen.said("first"), seen.said("last")
    joined = seen.words.ends[seen.match.end() - 1] - seen.words.starts[seen.match.start()] == 7
    if not joined or not last.isdigit() or len(last) != 2 or int(first) < 1700:
        return None
    # 2020-11 is a month, 2020-21 two years.
    if int(last) <= int(first) % 100 or (int(last) < 13 and int(last) != int(first) % 100 + 1):
        return None
    a = int(first)
    return "range", lambda s: moments.between(moments.year(a), moments.year(a // 100 * 100 + int(last)))


@rules("(?:THE )?(?P<year>YEARNUM) (?P<what>PERIOD|UNIT)")
def year_period(seen: Seen) -> Found | None:
    """the 1988 period, the 1988 quarter: the period the text is about, in that year."""
    what = seen.said("what")
    if UNITS.get(what, "quarter") != "quarter":
        return None
    year = int(seen.said("year"))

    def read(state: State) -> Moment:
        m = re.match(r"\d{4}-Q(\d)", state.topic.value) if state.topic is not None else None
        return moments.quarter(year, int(m.group(1))) if m else moments.year(year)

    return "period", read


@rules("(?:THE UNIT )?(?P<year>NUMWORD NUMWORD(?: HYPHEN? NUMWORD)?|NUMWORD SCALE)(?! UNIT| SCALE| HYPHEN)")
def year_in_words(seen: Seen) -> Found | None:
    """nineteen ninety-seven; the year two thousand."""
    said = seen.said("year")
    year = spoken_year(said)
    if year is None and said == "two thousand" and seen.word(seen.match.start() + 1) == "year":
        year = 2000
    if year is None:
        return None
    at = year
    return "year", lambda s: moments.year(at)


def _quarter(number: int, year: int | None, state: State, fiscal: bool = False) -> Moment:
    if year is None:
        if state.published is None:
            return unplaced(f"XXXX-Q{number}", "quarter")
        if fiscal:
            # Where a fiscal year begins is not said: the year of the report is the best guess.
            return moments.quarter(state.published.year, number)
        # The quarter a report speaks of is the nearest; results expected of one that is over are no forecast.
        state.forward = None
        year = nearest(state, [date(state.published.year + k, 3 * number - 1, 15) for k in (-1, 0, 1)]).year
    return moments.quarter(year, number)


@rules(
    f"(?:THE |AN |FILL )*(?P<year>YEARNUM) (?P<number>{ORDINAL}) (?:HYPHEN )?(?P<unit>UNIT)",
    f"(?:THE |AN |FILL |FISCAL |HYPHEN )*(?P<number>{ORDINAL}) (?:HYPHEN )?(?P<unit>UNIT)(?: {OF_YEAR})?",
    f"(?P<which>THIS|LAST|NEXT) (?P<yearunit>UNIT) APOS ESS (?:FILL )?(?P<number>{ORDINAL}) (?P<unit>UNIT)",
)
def ordinal_unit(seen: Seen) -> Found | None:
    """the third quarter; the 1988 third quarter; third-quarter; this year's third quarter; the 20th century."""
    number, unit = seen.number("number"), UNITS[seen.said("unit")]
    if number is None or not names_year(seen):
        return None
    n, fiscal = int(number), "fiscal" in seen.words.text[seen.words.starts[seen.match.start()] :][:24].lower()
    if unit == "century" and 0 < n < 40:
        if seen.words.text[seen.words.starts[seen.match.start("unit")]] == "C":
            return None
        return "century", lambda s: moments.century(n)
    if unit != "quarter" or not 1 <= n <= 4:
        return None
    return "quarter", lambda s: _quarter(n, year_said(seen, s), s, fiscal)


@rules(
    f"(?:THE )?(?P<number>{ORDINAL}|LAST) HALF OF (?P<year>YEARNUM)",
    f"(?:THE )?(?P<number>{ORDINAL}|LAST) HALF OF (?:THE )?(?:(?P<which>THIS|LAST|NEXT) )?(?P<yearunit>UNIT)",
)
def half(seen: Seen) -> Found | None:
    """the first half of 1990; the second half of this year."""
    n = {"first": 1, "second": 2, "last": 2}.get(seen.said("number"))
    if n is None or not names_year(seen):
        return None

    def read(state: State) -> Moment:
        year = year_said(seen, state) or (state.published.year if state.published else None)
        if year is None:
            return unplaced(f"XXXX-H{n}", "interval")
        first = date(year, 1 if n == 1 else 7, 1)
        return Moment(
            f"{year}-H{n}", first.isoformat(), moments.month(year, first.month + 5).end, "interval", first
        )

    return "half", read


@rules(
    "(?:THE )?(?P<season>SEASON) (?:OF )?(?P<year>YEARNUM|NUMWORD NUMWORD HYPHEN? NUMWORD?)",
    "(?P<which>THIS|LAST|NEXT) (?:LAST )?(?P<season>SEASON)",
    "(?P<the>THE )(?:EARLY )?(?P<season>SEASON)",
)
def season(seen: Seen) -> Found | None:
    """the winter of 1994; this summer; last spring."""
    word = seen.said("season")
    if word not in moments.SEASONS or (seen.has("the") and (word == "fall" or seen.said("the") != "the")):
        return None
    year = spoken_year(seen.said("year")) if seen.has("year") else None
    which = seen.said("which")

    def read(state: State) -> Moment:
        today = state.published
        if year is not None:
            return moments.season(year, word)
        if today is None:
            return unplaced(f"XXXX-{moments.SEASONS[word][0]}", "quarter")
        first = moments.SEASONS[word][1]
        if which in BACK:
            over = [
                y
                for y in (today.year, today.year - 1)
                if (moments.season(y, word).end or "") < today.isoformat()
            ]
            return moments.season(over[0] if over else today.year - 2, word)
        if which in FORWARD:
            return moments.season(today.year + (1 if first <= today.month else 0), word)
        if which:
            # A winter runs into the next year and bears the year it begins in.
            return moments.season(today.year - (1 if word == "winter" and today.month < 3 else 0), word)
        return moments.season(nearest(state, [date(today.year + k, first, 1) for k in (-1, 0, 1)]).year, word)

    return "season", read


@rules("(?:THE )?(?P<figures>TENS)|THE (?P<word>DECADE)")
def decade(seen: Seen) -> Found | None:
    """the 1980s, the '80s, the nineties."""
    said = seen.said("figures").strip("'’s")
    number = int(said) if said else DECADES[seen.said("word")]
    first = number if number > 99 else 1900 + number
    return "decade", lambda s: moments.decade(first)


@rules("(?:THE )?(?P<which>THIS|LAST|NEXT|THAT) WEEKEND|THE WEEKEND")
def weekend(seen: Seen) -> Found | None:
    """the weekend, last weekend."""
    which = seen.said("which")

    def read(state: State) -> Moment:
        if state.published is None:
            return unplaced("XXXX-WXX-WE", "interval")
        by = -7 if which in BACK else 7 if which in FORWARD else 0
        if not which and not state.forward and state.published.weekday() < 5:
            by = -7
        return moments.weekend(state.published + timedelta(by))

    return "weekend", read


@rules("(?P<unit>UNIT) (?:HYPHEN |APOS ESS )?(?P<end>END)")
def year_end(seen: Seen) -> Found | None:
    """year-end, year's end."""
    if seen.said("unit") != "year" or seen.said("end") != "end":
        return None
    return "year", lambda s: moments.year(s.published.year) if s.published else unplaced("XXXX", "year")


RULES = [
    *bare_year,
    *years, *year_period, *year_in_words, *ordinal_unit, *half, *season, *decade, *weekend, *year_end,
]  # fmt: skip
