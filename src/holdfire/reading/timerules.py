"""The grammar of English time expressions: each rule a pattern of word classes and what it stands for.

A rule finds an `Expression`; what it means is worked out later, when the discourse is known, by its `read`.
`find_expressions` returns them in the order of the text, none overlapping.
"""
# ruff: noqa: E501

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from holdfire.reading import moments
from holdfire.reading.moments import Moment
from holdfire.reading.numbers import ORDINALS, value_of
from holdfire.reading.timewords import (
    DECADES,
    MONTHS,
    PARTS_OF_DAY,
    UNITS,
    WEEKDAYS,
    Words,
    pattern,
    words_of,
)

LETTER = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "week": "W", "fortnight": "W", "month": "M", "quarter": "Q",
    "year": "Y", "decade": "E", "century": "C",
}  # fmt: skip
CLOCKED = {"second", "minute", "hour"}
FORWARD = {"next", "coming", "following", "upcoming"}


@dataclass
class State:
    """Where the discourse is: the publication date, the day and the time last spoken of."""

    published: date | None
    offset: str = ""
    at: date | None = None  # the day last spoken of
    last: Moment | None = None  # the last time that has a place in the calendar
    forward: bool | None = None  # whether the sentence speaks of what is to come; None: it does not say

    @property
    def today(self) -> date | None:
        return self.published


class Expression(NamedTuple):
    """A time expression found, not yet placed: characters, kind, and how to read it in a discourse."""

    start: int
    end: int
    first: int  # its first word
    kind: str
    read: Callable[[State], Moment]


class Seen:
    """One match of a rule, asked by the names of its groups."""

    def __init__(self, words: Words, match: re.Match[str]) -> None:
        self.words, self.match = words, match

    def said(self, group: str) -> str:
        a, b = self.match.span(group)
        return (
            self.words.text[self.words.starts[a] : self.words.ends[b - 1]].lower() if a >= 0 and b > a else ""
        )

    def number(self, group: str) -> int | float | None:
        said = self.said(group)
        if said.endswith(("st", "nd", "rd", "th")) and said[:-2].isdigit():
            return int(said[:-2])
        return ORDINALS.get(said) or (30 if said == "thirtieth" else None) or value_of(said)

    def before(self) -> str:
        i = self.match.start() - 1
        return self.words.text[self.words.starts[i] : self.words.ends[i]].lower() if i >= 0 else ""

    def after(self) -> str:
        i = self.match.end()
        return (
            self.words.text[self.words.starts[i] : self.words.ends[i]].lower()
            if i < len(self.words.starts)
            else ""
        )


Reader = Callable[[State], Moment]
Builder = Callable[[Seen], tuple[str, Reader] | None]
_RULES: list[tuple[re.Pattern[str], Builder]] = []


def rule(text: str) -> Callable[[Builder], Builder]:
    def keep(build: Builder) -> Builder:
        _RULES.append((re.compile(pattern(text)), build))
        return build

    return keep


NUM = "(?:(?:FIGURE|DAYNUM|YEARNUM)(?: FRACTION| SCALE)?|FRACTION|AN? SCALE|(?:NUMWORD|SCALE)(?: (?:HYPHEN|AND)? (?:NUMWORD|SCALE))*)"
DAY = "(?:DAYNUM|ORDFIG|ORDWORD|(?:NUMWORD HYPHEN ORDWORD))"
MON = "(?:MONTH|MAYBE) DOT?"
WHICH = "(?P<which>THIS|LAST|NEXT|THAT|EARLY|LATER|EARLIER)"
YEAR = "(?P<year>YEARNUM)"
OFYEAR = (
    "(?:COMMA? (?:OF )?(?P<year>YEARNUM(?! UNIT))|OF? (?P<which>THIS|LAST|NEXT|THAT|THE THAT) (?P<unit>UNIT))"
)
ZONE = "(?:ZONE|OPEN ZONE CLOSE|LOCAL TIME|WORDY TIME)"


def unplaced(value: str, precision: moments.Precision = "day") -> Moment:
    return Moment(value, precision=precision)


def _year_said(seen: Seen, state: State) -> int | None:
    """The year an expression names, directly or as "of this year"; None when it names none."""
    if said := seen.match.groupdict().get("year") and seen.said("year"):
        return int(said)
    if seen.match.groupdict().get("which"):
        if state.today is None:
            return None
        word = seen.said("which").split()[-1]
        if word == "that" or word == "same":
            return (
                int(state.last.value[:4])
                if state.last and state.last.value[:4].isdigit()
                else state.today.year
            )
        return state.today.year + (
            -1 if word in ("last", "past", "previous") else 1 if word in FORWARD else 0
        )
    return None


def _names_year(seen: Seen) -> bool:
    return not seen.match.groupdict().get("unit") or UNITS.get(seen.said("unit")) == "year"


def nearest(state: State, candidates: list[date]) -> date:
    """The candidate nearest to the publication date, on the side the sentence speaks of if it does."""
    today = state.today or date.today()

    def cost(at: date) -> float:
        gap = (at - today).days
        if state.forward is None:
            return abs(gap) * (1.2 if gap > 0 else 1)
        against = gap < 0 if state.forward else gap > 0
        return abs(gap) * (4 if against else 1)

    return min(candidates, key=cost)


def _month_day(month: int, number: int, year: int | None, state: State) -> Moment:
    if year is None:
        if state.today is None:
            return unplaced(f"XXXX-{month:02d}-{number:02d}")
        years = []
        for y in (state.today.year - 1, state.today.year, state.today.year + 1):
            try:
                years.append(date(y, month, number))
            except ValueError:
                continue
        if not years:
            return unplaced(f"XXXX-{month:02d}-{number:02d}")
        return moments.day(nearest(state, years))
    try:
        return moments.day(date(year, month, number))
    except ValueError:
        return unplaced(f"{year:04d}-{month:02d}-{number:02d}")


def _month(month: int, year: int | None, state: State, which: str = "") -> Moment:
    if year is not None:
        return moments.month(year, month)
    today = state.today
    if today is None:
        return unplaced(f"XXXX-{month:02d}", "month")
    if which in ("last", "past", "previous"):
        return moments.month(today.year - (1 if month >= today.month else 0), month)
    if which in FORWARD:
        return moments.month(today.year + (1 if month <= today.month else 0), month)
    if which in ("this", "current"):
        return moments.month(today.year, month)
    best = nearest(state, [date(today.year + k, month, 15) for k in (-1, 0, 1)])
    return moments.month(best.year, month)


# Whole dates


@rule("(?P<it>ISO)")
def iso(seen: Seen) -> tuple[str, Reader] | None:
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


@rule("(?P<it>NUMERIC)")
def numeric(seen: Seen) -> tuple[str, Reader] | None:
    """Day first with dots; with slashes day first unless only the other way is a date, else the nearer reading."""
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
        # 03/04/2021 may be 3 April or March 4: the first reading not after the report, day first otherwise.
        possible = [d for d in dates if state.today is None or d <= state.today] or dates
        return moments.day(dates[0] if "." in said else possible[0])

    return "day", read


@rule(
    f"(?P<month>{MON}) (?:THE )?(?P<first>{DAY}) (?:TO|AND|HYPHEN|DASH) (?:THE )?(?P<last>{DAY})(?! UNIT| MONTH)(?: {OFYEAR})?"
)
def month_days(seen: Seen) -> tuple[str, Reader] | None:
    """November 17 to 18, November 17-18, 2021."""
    return _days(seen)


@rule(
    f"(?P<first>{DAY}) (?:TO|AND|HYPHEN|DASH) (?:THE )?(?P<last>{DAY}) (?:OF )?(?P<month>{MON})(?: {OFYEAR})?"
)
def days_month(seen: Seen) -> tuple[str, Reader] | None:
    """11-12 October, 11 and 12 October 2021."""
    return _days(seen)


def _days(seen: Seen) -> tuple[str, Reader] | None:
    month, first, last = MONTHS[seen.said("month").rstrip(". ")], seen.number("first"), seen.number("last")
    if not first or not last or first >= last or last > 31 or not _names_year(seen):
        return None

    def read(state: State) -> Moment:
        a = _month_day(month, int(first), _year_said(seen, state), state)
        if a.day is None:
            return a
        b = _month_day(month, int(last), a.day.year, state)
        return between(a, b)

    return "range", read


def between(a: Moment, b: Moment) -> Moment:
    """From the start of one to the end of the other."""
    if a.start is None or b.end is None:
        return Moment(f"{a.value}/{b.value}", precision="interval")
    start, end = a.start, b.end
    if len(start) != len(end):
        start, end = start[:10], end[:10]
    if start > end:
        return a
    return Moment(f"{a.value}/{b.value}", start, end, "interval", b.day or a.day)


@rule(
    f"(?:(?P<weekday>WEEKDAY) COMMA? )?(?P<month>{MON}) (?:THE )?(?P<day>{DAY})(?! UNIT| SCALE)(?: {OFYEAR})?"
)
@rule(f"(?:(?P<weekday>WEEKDAY) COMMA? )?(?:THE )?(?P<day>{DAY}) (?:OF )?(?P<month>{MON})(?: {OFYEAR})?")
def month_day(seen: Seen) -> tuple[str, Reader] | None:
    """October 14; 14 October 2021; Friday, Oct. 13; the 14th of October; July 23 of this year."""
    month, number = MONTHS[seen.said("month").rstrip(". ")], seen.number("day")
    if not number or number > 31 or not _names_year(seen):
        return None
    return "day", lambda s: _month_day(month, int(number), _year_said(seen, s), s)


@rule(
    f"(?P<month>{MON}) (?:COMMA |OF )?(?P<year>YEARNUM|NUMWORD HYPHEN? NUMWORD(?: HYPHEN? NUMWORD)?)(?! UNIT)"
)
def month_year(seen: Seen) -> tuple[str, Reader] | None:
    month, year = MONTHS[seen.said("month").rstrip(". ")], _spoken_year(seen.said("year"))
    return ("month", lambda s: moments.month(year, month)) if year else None


@rule(f"(?P<month>{MON}) OF? (?:THE )?(?P<which>THIS|LAST|NEXT|THAT) (?P<unit>UNIT)")
def month_of_year(seen: Seen) -> tuple[str, Reader] | None:
    if not _names_year(seen):
        return None
    month = MONTHS[seen.said("month").rstrip(". ")]
    return "month", lambda s: _month(month, _year_said(seen, s), s)


@rule("(?P<which>THIS|LAST|NEXT) (?P<month>MONTH|MAYBE)")
def which_month(seen: Seen) -> tuple[str, Reader] | None:
    month, which = MONTHS[seen.said("month")], seen.said("which")
    return "month", lambda s: _month(month, None, s, which)


@rule("(?P<month>MONTH|MAYBE) DOT?")
def bare_month(seen: Seen) -> tuple[str, Reader] | None:
    said = seen.said("month")
    if seen.words.classes[seen.match.start()] == pattern("MAYBE") and not (
        (
            seen.before()
            in (
                "in",
                "of",
                "since",
                "until",
                "till",
                "by",
                "early",
                "late",
                "mid",
                "-",
                "from",
                "to",
                "through",
                "during",
                "and",
                "or",
                "each",
                "every",
            )
            and len(said) > 3
            and not seen.words.text[seen.words.starts[seen.match.start()] :][len(said) : len(said) + 2]
            .strip()
            .isalnum()
        )
        or (
            seen.before() in ("in", "since", "last", "by", "until", "till", "early", "late", "from", "during")
            and said in MONTHS
        )
    ):
        return None
    month = MONTHS[said]
    return "month", lambda s: _month(month, None, s)


# Weekdays and days


@rule("(?:(?P<which>THIS|LAST|NEXT|THAT|THE LAST) (?:NEXT )?)?(?P<weekday>WEEKDAY)")
def weekday(seen: Seen) -> tuple[str, Reader] | None:
    number, which = WEEKDAYS[seen.said("weekday")], seen.said("which").split()[-1:] or [""]

    def read(state: State) -> Moment:
        base = (
            state.at
            if which[0] in ("previous", "following", "same", "that", "preceding") and state.at
            else state.today
        )
        if base is None:
            return unplaced(f"XXXX-WXX-{number + 1}")
        back = (base.weekday() - number) % 7
        ahead = (number - base.weekday()) % 7
        if which[0] in ("last", "past", "previous", "preceding"):
            return moments.day(base - timedelta(back or 7))
        if which[0] in FORWARD:
            return moments.day(base + timedelta(ahead or 7))
        if which[0] == "this":
            return moments.day(base + timedelta(ahead) if state.forward else base - timedelta(back))
        if state.forward:
            return moments.day(base + timedelta(ahead or 7))
        return moments.day(base - timedelta(back))

    return "day", read


@rule("(?:THE )?UNIT BEFORE (?P<it>YESTERDAY|TOMORROW)|(?P<only>TODAY|YESTERDAY|TOMORROW)")
def deictic(seen: Seen) -> tuple[str, Reader] | None:
    by = {"today": 0, "yesterday": -1, "tomorrow": 1}.get(seen.said("only"))
    if by is None:
        by = -2 if seen.said("it") == "yesterday" else 2
    value = by

    def read(state: State) -> Moment:
        if state.today is None:
            return unplaced("XXXX-XX-XX")
        return moments.day(state.today + timedelta(value))

    return "day", read


# Parts of a day and clock times


@rule("(?P<which>THIS|LAST|THAT|NEXT) (?:FILL )?(?P<part>PART)|(?P<only>TONIGHT|OVERNIGHT)")
def part_today(seen: Seen) -> tuple[str, Reader] | None:
    only, which = seen.said("only"), seen.said("which")
    word = {"tonight": "night", "overnight": "night"}.get(only) or PARTS_OF_DAY[seen.said("part")]

    def read(state: State) -> Moment:
        base = state.today
        if which in ("that", "same", "next", "following", "these"):
            base = state.at or state.today
        if base is None:
            return unplaced(f"XXXX-XX-XX{moments.PARTS[word][0]}", "part-of-day")
        if which in ("last", "past", "previous") or only == "overnight":
            base -= timedelta(1)
        elif which in ("next", "following"):
            base += timedelta(1)
        return moments.part(base, word, state.offset)

    return "part", read


@rule("(?:THE |AN )?(?:EARLY )?(?P<part>PART)")
def bare_part(seen: Seen) -> tuple[str, Reader] | None:
    if seen.said("part") not in PARTS_OF_DAY or seen.said("part").endswith("s"):
        return None
    word = PARTS_OF_DAY[seen.said("part")]

    def read(state: State) -> Moment:
        base = state.at or state.today
        if base is None:
            return unplaced(f"XXXX-XX-XX{moments.PARTS[word][0]}", "part-of-day")
        return moments.part(base, word, state.offset)

    return "barepart", read


@rule(f"(?P<clock>CLOCK)(?: (?P<half>AM))?(?: (?P<zone>{ZONE}))?")
@rule(f"(?P<clock>DAYNUM|NUMWORD|FIGURE)(?: (?P<half>AM)| OCLOCK)(?: (?P<zone>{ZONE}))?")
@rule(f"(?P<named>NOON)(?: (?P<zone>{ZONE}))?")
def clock(seen: Seen) -> tuple[str, Reader] | None:
    groups = seen.match.groupdict()
    if groups.get("named"):
        hour, minute = (0 if seen.said("named") == "midnight" else 12), 0
    else:
        said = seen.said("clock")
        m = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::\d{2})?", said)
        number = value_of(said)
        if m:
            hour, minute = int(m.group(1)), int(m.group(2))
        elif isinstance(number, int):
            hour, minute = number, 0
        else:
            return None
        half = seen.said("half") if groups.get("half") else ""
        if half.startswith("p") and hour < 12:
            hour += 12
        elif half.startswith("a") and hour == 12:
            hour = 0
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    zone = seen.said("zone") if groups.get("zone") else ""
    if zone.endswith(" time") and zone != "local time" and zone_of(zone) is None:
        zone = ""
    late = seen.said("named") == "midnight" if groups.get("named") else hour == 24

    def read(state: State) -> Moment:
        base = state.at or state.today
        value = f"T{hour % 24:02d}:{minute:02d}"
        if base is None:
            return Moment("XXXX-XX-XX" + value, precision="minute", clock=(hour % 24, minute))
        if hour == 24:
            base += timedelta(1)
        offset = zone_offset(zone, base, hour % 24, minute) or state.offset
        return moments.clock(base, hour % 24, minute, offset)

    return ("midnight" if late else "clock"), read


ZONES = {
    "gmt": "+00:00", "utc": "+00:00", "z": "+00:00", "est": "-05:00", "edt": "-04:00", "pst": "-08:00", "pdt": "-07:00",
    "cst": "-06:00", "cdt": "-05:00", "cet": "+01:00", "cest": "+02:00", "eet": "+02:00", "msk": "+03:00", "bst": "+01:00",
    "ist": "+05:30",
}  # fmt: skip


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    from dateutil.zoneinfo import get_zonefile_instance

    return {
        key.rsplit("/", 1)[-1].replace("_", " ").lower(): key for key in sorted(get_zonefile_instance().zones)
    }


def zone_of(said: str) -> str | None:
    """The time zone of "Moscow time": the city of that name in the IANA data, or None."""
    return _cities().get(said.removesuffix(" time"))


def zone_offset(said: str, at: date, hour: int, minute: int) -> str:
    """The UTC offset a zone had at a time: "+03:00"; empty when the zone is not known."""
    said = said.strip("() ")
    if said in ZONES:
        return ZONES[said]
    key = zone_of(said) if said.endswith(" time") else None
    if key is None:
        return ""
    from datetime import datetime

    from dateutil.zoneinfo import get_zonefile_instance

    away = datetime(
        at.year, at.month, at.day, hour, minute, tzinfo=get_zonefile_instance().get(key)
    ).utcoffset()
    minutes = int(away.total_seconds() // 60) if away is not None else 0
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


# Years, decades, centuries, quarters, halves, seasons


def _spoken_year(said: str) -> int | None:
    """1994, nineteen ninety-four, two thousand."""
    if said.isdigit():
        return int(said)
    parts = re.split(r"[\s-]+", said)
    if (
        parts[0] in ("eighteen", "nineteen", "twenty")
        and len(parts) > 1
        and (rest := value_of(" ".join(parts[1:])))
    ):
        first = value_of(parts[0])
        return int(first or 0) * 100 + int(rest) if rest < 100 else None
    return None


def _quarter(number: int, year: int | None, state: State, which: str = "") -> Moment:
    today = state.today
    if year is None:
        if today is None:
            return unplaced(f"XXXX-Q{number}", "quarter")
        if which in ("last", "past", "previous"):
            year = today.year - 1
        elif which in FORWARD:
            year = today.year + 1
        else:
            # The quarter spoken of in a report is the nearest that is over, unless the sentence looks ahead.
            best = nearest(state, [date(today.year + k, 3 * number - 1, 15) for k in (-1, 0, 1)])
            year = best.year
    return moments.quarter(year, number)


@rule("(?:THE |FILL )*(?P<year>YEARNUM) (?P<number>ORDWORD|ORDFIG) (?:HYPHEN )?(?P<unit>UNIT)")
@rule(
    f"(?:THE |FILL )*(?:HYPHEN )?(?P<number>ORDWORD|ORDFIG) (?:HYPHEN )?(?P<unit>UNIT)(?: {OFYEAR.replace('P<unit>', 'P<yearunit>')})?"
)
@rule(
    "(?P<which>THIS|LAST|NEXT) (?P<yearunit>UNIT) APOS ESS (?:FILL )?(?P<number>ORDWORD|ORDFIG) (?P<unit>UNIT)"
)
def ordinal_quarter(seen: Seen) -> tuple[str, Reader] | None:
    """the third quarter; the 1988 third quarter; third-quarter; this year's third quarter; the 20th century."""
    number, unit = seen.number("number"), UNITS[seen.said("unit")]
    if number is None:
        return None
    n = int(number)
    if unit == "century" and n < 40:
        return "century", lambda s: moments.century(n)
    if unit != "quarter" or n > 4:
        return None
    if seen.match.groupdict().get("yearunit") and UNITS[seen.said("yearunit")] != "year":
        return None
    return "quarter", lambda s: _quarter(n, _year_said(seen, s), s)


@rule("(?:THE )?(?P<number>ORDWORD|LAST|SOME) HALF OF (?P<year>YEARNUM)")
@rule("(?:THE )?(?P<number>ORDWORD|LAST) HALF OF (?:(?P<which>THIS|LAST|NEXT) )?(?:THE )?(?P<unit>UNIT)")
def half(seen: Seen) -> tuple[str, Reader] | None:
    said = seen.said("number")
    n = 1 if said == "first" else 2 if said in ("second", "last") else 0
    if not n or not _names_year(seen):
        return None

    def read(state: State) -> Moment:
        year = _year_said(seen, state) or (state.today.year if state.today else None)
        if year is None:
            return unplaced(f"XXXX-H{n}", "quarter")
        first = 1 if n == 1 else 7
        return Moment(
            f"{year}-H{n}",
            date(year, first, 1).isoformat(),
            moments.month(year, first + 5).end,
            "interval",
            date(year, first, 1),
        )

    return "half", read


@rule(
    "(?:THE )?(?P<season>SEASON) OF (?P<year>YEARNUM|NUMWORD NUMWORD HYPHEN? NUMWORD?)|(?:THE )?(?P<season2>SEASON) (?P<year2>YEARNUM)"
)
@rule("(?P<which>THIS|LAST|NEXT) (?:LAST )?(?P<season>SEASON)|(?P<the>THE )(?P<season2>SEASON)")
def season(seen: Seen) -> tuple[str, Reader] | None:
    groups = seen.match.groupdict()
    word = seen.said("season") or seen.said("season2")
    if word not in moments.SEASONS:
        return None
    said_year = (seen.said("year") if groups.get("year") else "") or (
        seen.said("year2") if groups.get("year2") else ""
    )
    year = _spoken_year(said_year) if said_year else None
    which = seen.said("which") if groups.get("which") else ""
    if groups.get("the") and word == "fall":
        return None

    def read(state: State) -> Moment:
        if year is not None:
            return moments.season(year, word)
        today = state.today
        if today is None:
            return unplaced(f"XXXX-{moments.SEASONS[word][0]}", "quarter")
        first = moments.SEASONS[word][1]
        if which in ("last", "past"):
            over = [
                y
                for y in (today.year, today.year - 1)
                if (moments.season(y, word).end or "") < today.isoformat()
            ]
            return moments.season(over[0] if over else today.year - 2, word)
        if which in FORWARD:
            return moments.season(today.year + (1 if first <= today.month else 0), word)
        if which == "this":
            return moments.season(today.year, word)
        return moments.season(nearest(state, [date(today.year + k, first, 1) for k in (-1, 0, 1)]).year, word)

    return "season", read


@rule("(?:THE )?(?P<it>TENS)|THE (?P<word>DECADE)")
def decade(seen: Seen) -> tuple[str, Reader] | None:
    said = seen.said("it").strip("'’s").rstrip("'’")
    last_two = int(said) if said else DECADES[seen.said("word")]
    first = last_two if last_two > 99 else 1900 + last_two
    if first % 100 == 0:
        return "decade", lambda s: Moment(
            str(first // 10), f"{first}-01-01", f"{first + 9}-12-31", "interval", date(first, 1, 1)
        )
    return "decade", lambda s: moments.decade(first)


@rule("(?:THE UNIT )?(?P<year>NUMWORD NUMWORD HYPHEN? NUMWORD?|NUMWORD SCALE)(?! UNIT| SCALE| HYPHEN)")
def spoken_year(seen: Seen) -> tuple[str, Reader] | None:
    """nineteen ninety-seven; the year two thousand."""
    year = _spoken_year(seen.said("year"))
    if (
        year is None
        and seen.said("year") == "two thousand"
        and seen.match.group().startswith(pattern("THE UNIT"))
    ):
        year = 2000
    if year is None:
        return None
    at = year
    return "year", lambda s: moments.year(at)


@rule("(?:THE )?(?:FISCAL )?(?P<year>YEARNUM)(?: PERIOD)?")
def bare_year(seen: Seen) -> tuple[str, Reader] | None:
    said, before, after = seen.said("year"), seen.before(), seen.after()
    if (
        not 1700 <= int(said) <= 2100
        or before in ("$", "no", "№", "#", "dlrs", "£", "€", "nearly", "than", "least", "some", "/", "-")
        or after in ("/", "%")
    ):
        return None
    first = seen.words.starts[seen.match.start("year")]
    text = seen.words.text
    if text[first - 1 : first] in ("$", "£", "€", ".", ",", "-", "/", "+") or text[first + 4 : first + 5] in (
        "-",
        "+",
        "%",
    ):
        return None
    if counted(seen.words, seen.match.end("year")):
        return None
    return "year", lambda s: moments.year(int(said))


_COUNTED = re.compile(
    r"\s+(?:\w+\s+)?(?:troops|soldiers|servicemen|people|persons|men|women|civilians|members|peacekeepers|refugees|shares|miles|meters|metres|km|kilometers|"
    r"feet|pounds|tons|tonnes|dollars|homes|houses|jobs|workers|employees|prisoners|detainees|violations|rounds|cases|points|residents|families|hectares)\b",
    re.I,
)


def counted(words: Words, token: int) -> bool:
    """Whether what follows a figure is a thing counted, so that the figure is no year."""
    end = words.ends[token - 1]
    return _COUNTED.match(words.text, end) is not None


# Spans of so many units, ago, ahead, and as lengths


def _amount(seen: Seen, group: str = "number") -> tuple[float | None, str]:
    """The number of units, and how it is written in a value ("X" when the text does not say)."""
    said = seen.said(group)
    if not said or said in ("several", "some", "many", "few", "a few", "the few"):
        return None, "X"
    if said in ("a", "an", "one", "the", "last", "past"):
        return 1, "1"
    if said in ("couple", "a couple", "a couple of"):
        return 2, "2"
    m = re.fullmatch(r"(\d+)?\s*(\d+)/(\d+)", said)
    if m and int(m.group(3)):
        number: float | int | None = int(m.group(1) or 0) + int(m.group(2)) / int(m.group(3))
    else:
        number = value_of(re.sub(r"^an? ", "one ", said))
    if number is None:
        return None, "X"
    return float(number), f"{number:g}" if number < 10**6 else str(int(number))


def _length(unit: str, amount: float | None, written: str) -> str:
    clocked = "T" if unit in CLOCKED else ""
    if unit == "fortnight" and amount:
        return f"P{amount * 2:g}W"
    if amount is not None and amount != int(amount):
        half = amount - int(amount) == 0.5
        if unit == "year" and half:
            return f"P{int(amount)}Y6M" if amount > 1 else "P6M"
        if unit == "hour" and half:
            return f"PT{int(amount)}H30M" if amount > 1 else "PT30M"
        if unit == "minute" and half:
            return f"PT{int(amount)}M30S"
    return f"P{clocked}{written}{LETTER[unit]}"


COUNT = f"(?P<number>{NUM}|(?:AN )?SOME(?: OF)?|AN|)"


@rule(
    f"(?:AN )?(?P<number>{NUM}|(?:AN )?SOME(?: OF)?|AN) (?:FILL )?(?P<unit>UNIT) (?P<where>AGO|EARLIER|LATER|FROM NOW|HENCE)"
)
def away(seen: Seen) -> tuple[str, Reader] | None:
    """two years ago, a day earlier, five days later, three weeks from now."""
    amount, written = _amount(seen)
    unit, where = UNITS[seen.said("unit")], seen.said("where")
    back = where in ("ago", "earlier")
    if where in ("earlier", "later") and unit in CLOCKED:
        return "duration", lambda s: unplaced(_length(unit, amount, written), "interval")

    def read(state: State) -> Moment:
        if amount is None:
            return unplaced("PAST_REF" if back else "FUTURE_REF", "interval")
        base = (state.at or state.today) if where in ("earlier", "later") else state.today
        if base is None:
            return unplaced(_length(unit, amount, written), "interval")
        if unit in CLOCKED:
            return (
                moments.day(base)
                if unit != "hour" or amount < 12
                else moments.day(base - timedelta(hours=amount))
            )
        sign = -1 if back else 1
        if where == "earlier" and unit == "year" and state.last is not None:
            return year_before(state.last, base)
        if unit in ("day", "fortnight"):
            return moments.shift(base, sign * amount, unit)
        if unit == "week":
            return moments.day(base + timedelta(days=round(7 * sign * amount)))
        return moments.shift(base, sign * amount, unit)

    return "away", read


def year_before(last: Moment, base: date) -> Moment:
    """The same time a year before, at the precision it had."""
    m = re.match(r"(\d{4})(-Q\d)?$", last.value)
    if m:
        return (
            moments.quarter(int(m.group(1)) - 1, int(m.group(2)[2]))
            if m.group(2)
            else moments.year(int(m.group(1)) - 1)
        )
    if last.precision == "day" and last.day is not None:
        return moments.day(moments.back(last.day, 1, "year"))
    return moments.year(base.year - 1)


@rule(f"(?:THE )?(?P<which>LAST|NEXT|LATEST) (?P<number>{NUM}|SOME) (?:FILL )?(?P<unit>UNIT)")
@rule("(?:THE )?(?P<number>SOME) (?P<which>LAST|NEXT) (?P<unit>UNIT)")
def window(seen: Seen) -> tuple[str, Reader] | None:
    """the past three months, the next two weeks: a length that ends or starts at the publication date."""
    amount, written = _amount(seen)
    unit, which = UNITS[seen.said("unit")], seen.said("which")

    def read(state: State) -> Moment:
        value = _length(unit, amount, written)
        if state.today is None or amount is None:
            return unplaced(value, "interval")
        other = _offset(state.today, amount, unit, which in FORWARD)
        first, last = sorted((state.today, other))
        return Moment(value, first.isoformat(), last.isoformat(), "interval", state.today)

    return "window", read


def _offset(at: date, amount: float, unit: str, ahead: bool) -> date:
    if unit in CLOCKED:
        hours = amount * {"second": 1 / 3600, "minute": 1 / 60, "hour": 1}[unit]
        days = -(-hours // 24)
        return at + timedelta(days) if ahead else at - timedelta(days)
    return moments.back(at, -amount if ahead else amount, unit)


@rule(
    f"(?:THE )?(?P<number>{NUM}|(?:AN )?SOME(?: OF)?|AN) (?:FILL |LAST |NEXT |ORDWORD )?(?:HYPHEN )?(?P<unit>UNIT)(?: HYPHEN OLD)?(?: AND AN HALF)?"
)
def length(seen: Seen) -> tuple[str, Reader] | None:
    """nine months, three-day, a couple of years, a minute and a half."""
    amount, written = _amount(seen)
    unit = UNITS[seen.said("unit")]
    said = seen.said("number")
    if said in ("a", "an") and seen.before() in ("such", "what"):
        return None
    if seen.match.group().endswith(pattern("HALF")) and amount:
        amount += 0.5
        written = f"{amount:g}"
    return "length", lambda s: unplaced(_length(unit, amount, written), "interval")


@rule(
    "(?:THE )?(?P<which>THIS|LAST|NEXT|THAT|LATEST) (?:FILL |FISCAL )?(?P<unit>UNIT)(?! APOS ESS (?:ORDWORD|ORDFIG))"
)
def which_unit(seen: Seen) -> tuple[str, Reader] | None:
    """last week, this year, next month, the following day, that same week, recent years."""
    which, unit, plural = seen.said("which"), UNITS[seen.said("unit")], seen.said("unit").endswith("s")
    if unit in CLOCKED:
        if unit == "hour" or unit == "minute":
            return "length", lambda s: unplaced(f"PT{'X' if plural else '1'}{LETTER[unit]}", "interval")
        return None
    if plural:
        if which in ("these", "those", "same", "that"):
            return ("ref", lambda s: unplaced("PRESENT_REF")) if which == "these" else None
        if which in ("latest",):
            return None
        letter = LETTER[unit]
        value = (
            f"P{'' if unit not in CLOCKED else 'T'}X{letter}"
            if which in ("recent", "last", "past")
            else "FUTURE_REF"
        )
        return "ref", lambda s: unplaced(value, "interval")

    def read(state: State) -> Moment:
        today = state.today
        if today is None:
            return unplaced(
                {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX"}.get(unit, "XXXX"), "day"
            )
        if which in ("following", "same", "that", "previous", "preceding") and state.at is not None:
            base, by = state.at, {"following": 1, "previous": -1, "preceding": -1}.get(which, 0)
        else:
            # "the next day" follows the discourse, "next week" the publication date.
            base = state.at if which == "next" and unit == "day" and state.at is not None else today
            by = -1 if which in ("last", "past", "previous", "preceding") else 1 if which in FORWARD else 0
        if which == "latest" and state.last is not None and unit == "quarter":
            return state.last
        return moments.shift(base, by, unit)

    return "unit", read


@rule("(?:THE )?(?P<which>THIS|LAST|NEXT|THAT) (?P<unit>WEEKEND)|(?P<the>THE) WEEKEND")
def weekend(seen: Seen) -> tuple[str, Reader] | None:
    which = seen.said("which")

    def read(state: State) -> Moment:
        if state.today is None:
            return unplaced("XXXX-WXX-WE", "interval")
        by = -7 if which in ("last", "past", "previous") else 7 if which in FORWARD else 0
        if not by and not state.forward and state.today.weekday() < 5:
            by = -7 if which != "this" else 0
        return moments.weekend(state.today + timedelta(by))

    return "weekend", read


@rule("(?P<the>THE) (?:FILL |FISCAL )?(?P<unit>UNIT)(?! APOS)")
def the_unit(seen: Seen) -> tuple[str, Reader] | None:
    """the year, the quarter, the week: the one spoken of."""
    unit = UNITS.get(seen.said("unit"))
    if (
        unit not in ("year", "quarter", "week", "month")
        or seen.said("unit").endswith("s")
        or seen.said("the") != "the"
    ):
        return None

    def read(state: State) -> Moment:
        if unit == "quarter" and state.last is not None and re.match(r"\d{4}-Q", state.last.value):
            return state.last
        if state.today is None:
            return unplaced(f"P1{LETTER[unit]}", "interval")
        return moments.shift(state.today, 0, unit)

    return "theunit", read


@rule("EVERY (?P<unit>UNIT|WEEKDAY|PART|MONTH)|(?P<adverb>SCALEOFSET)")
def repeated(seen: Seen) -> tuple[str, Reader] | None:
    """daily, every month, each Thursday."""
    word = seen.said("adverb")
    if word:
        values = {
            "daily": "XXXX-XX-XX", "weekly": "XXXX-WXX", "monthly": "XXXX-XX", "quarterly": "XXXX-QX", "yearly": "XXXX",
            "annually": "XXXX", "hourly": "XXXX-XX-XXTXX", "nightly": "XXXX-XX-XXTNI", "fortnightly": "P2W",
        }  # fmt: skip
        return "set", lambda s: unplaced(values[word], "interval")
    said = seen.said("unit")
    if said in WEEKDAYS:
        return "set", lambda s: unplaced(f"XXXX-WXX-{WEEKDAYS[said] + 1}", "interval")
    if said in MONTHS:
        return "set", lambda s: unplaced(f"XXXX-{MONTHS[said]:02d}", "interval")
    if said in PARTS_OF_DAY:
        return "set", lambda s: unplaced(f"XXXX-XX-XX{moments.PARTS[PARTS_OF_DAY[said]][0]}", "interval")
    unit = UNITS[said]
    value = {
        "day": "XXXX-XX-XX",
        "week": "XXXX-WXX",
        "month": "XXXX-XX",
        "quarter": "XXXX-QX",
        "year": "XXXX",
    }.get(unit)
    return "set", lambda s: unplaced(value or f"P{'T' if unit in CLOCKED else ''}1{LETTER[unit]}", "interval")


@rule("(?P<unit>UNIT) HYPHEN (?P<where>EARLIER|AGO)(?: (?:ORDWORD )?(?:PERIOD|UNIT))?")
@rule("THE (?P<unit>UNIT) HYPHEN (?P<where>EARLIER|AGO)(?: (?:ORDWORD )?(?:PERIOD|UNIT))?")
def unit_earlier(seen: Seen) -> tuple[str, Reader] | None:
    """the year-earlier quarter, year-ago."""
    if UNITS[seen.said("unit")] != "year":
        return None

    def read(state: State) -> Moment:
        if state.today is None:
            return unplaced("XXXX")
        return year_before(state.last, state.today) if state.last else moments.year(state.today.year - 1)

    return "away", read


@rule("(?P<unit>UNIT) (?:HYPHEN |APOS ESS )?(?P<end>END)")
def year_end(seen: Seen) -> tuple[str, Reader] | None:
    if seen.said("unit") != "year" or seen.said("end") != "end":
        return None
    return "year", lambda s: moments.year(s.today.year) if s.today else unplaced("XXXX", "year")


@rule("(?P<ref>NOW|REF)")
def reference(seen: Seen) -> tuple[str, Reader] | None:
    word = seen.said("ref")
    value = (
        "PAST_REF"
        if word in ("recently", "previously", "formerly", "lately")
        else "FUTURE_REF"
        if word in ("soon", "shortly")
        else "PRESENT_REF"
    )
    return "ref", lambda s: unplaced(value)


@rule("(?P<the>THE) (?P<ref>LAST|WORDY)")
def the_past(seen: Seen) -> tuple[str, Reader] | None:
    word = seen.said("ref")
    if word == "past" and seen.before() in ("in", "of", "from", "about", "to"):
        return "ref", lambda s: unplaced("PAST_REF")
    if word == "future":
        return "ref", lambda s: unplaced("FUTURE_REF")
    return None


@rule("(?P<ref>THIS|LATEST|WORDY)")
def current(seen: Seen) -> tuple[str, Reader] | None:
    word = seen.said("ref")
    if word == "current":
        return "ref", lambda s: unplaced("PRESENT_REF")
    if word == "recent":
        return "ref", lambda s: unplaced("PAST_REF")
    return None


_TRIGGER = re.compile(
    pattern(
        "(?:THE|AN) (?=UNIT|NUMWORD|ORDWORD|ORDFIG|LAST|NEXT|LATEST|THIS|THAT|SOME|DAYNUM|FIGURE|YEARNUM|SEASON|WEEKEND|PART|TENS|DECADE|FILL|FISCAL|SCALE|HYPHEN|WORDY|EARLY)"
        "|[ISO NUMERIC CLOCK TENS FRACTION ORDFIG FIGURE DAYNUM YEARNUM MONTH MAYBE WEEKDAY UNIT PART TODAY YESTERDAY TOMORROW TONIGHT OVERNIGHT NOON"
        " SCALE NUMWORD ORDWORD LAST NEXT THIS THAT EVERY LATEST SOME NOW REF SCALEOFSET FISCAL FILL SEASON EARLY]"
    )
)


@lru_cache(maxsize=4)
def find_expressions(text: str) -> tuple[Expression, ...]:
    """Every time expression of a text in order, none overlapping."""
    words = words_of(text)
    classes, at = words.classes, 0
    found: list[Expression] = []
    while True:
        trigger = _TRIGGER.search(classes, at)
        if trigger is None:
            return tuple(found)
        best: tuple[int, Expression] | None = None
        for compiled, build in _RULES:
            match = compiled.match(classes, trigger.start())
            if match is None or (best is not None and match.end() <= best[0]):
                continue
            built = build(Seen(words, match))
            if built is not None:
                first, last = words.starts[match.start()], words.ends[match.end() - 1]
                best = match.end(), Expression(first, last, match.start(), *built)
        if best is None:
            at = trigger.start() + 1
        else:
            found.append(best[1])
            at = best[0]
