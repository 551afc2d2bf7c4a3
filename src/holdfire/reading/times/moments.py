"""Moments and intervals with their TIMEX3 value: a day, a week, a month, a part of a day, a duration.

Values follow TIMEX3 (ISO-TimeML): 2021-10-21, 2021-W42, 2021-Q3, 2021-SU, 2021-10-21TEV, P3D, PRESENT_REF.
"""

import calendar
import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from holdfire.reading.claim import Precision

PARTS = {
    "morning": ("TMO", 6, 12), "afternoon": ("TAF", 12, 18), "evening": ("TEV", 18, 24),
    "night": ("TNI", 20, 30), "dawn": ("TMO", 4, 7), "dusk": ("TEV", 18, 21), "overnight": ("TNI", 20, 30),
}  # fmt: skip
SEASONS = {
    "spring": ("SP", 3),
    "summer": ("SU", 6),
    "autumn": ("FA", 9),
    "fall": ("FA", 9),
    "winter": ("WI", 12),
}


class Moment(NamedTuple):
    """A TIMEX3 value with the interval it stands for; both ends None when it cannot be placed."""

    value: str
    start: str | None = None
    end: str | None = None
    precision: Precision = "day"
    day: date | None = None  # the day the discourse is at after this expression
    clock: tuple[int, int] | None = None


def span(value: str, first: date, last: date, precision: Precision, at: date | None = None) -> Moment:
    """Whole days from first to last."""
    return Moment(value, first.isoformat(), last.isoformat(), precision, at or first)


def day(at: date) -> Moment:
    return span(at.isoformat(), at, at, "day")


def week(at: date) -> Moment:
    monday = at - timedelta(at.weekday())
    y, w, _ = at.isocalendar()
    return span(f"{y}-W{w:02d}", monday, monday + timedelta(6), "week", at)


def weekend(at: date) -> Moment:
    saturday = at - timedelta(at.weekday()) + timedelta(5)
    y, w, _ = saturday.isocalendar()
    return span(f"{y}-W{w:02d}-WE", saturday, saturday + timedelta(1), "interval", saturday)


def month(y: int, m: int) -> Moment:
    y, m = y + (m - 1) // 12, (m - 1) % 12 + 1
    last = calendar.monthrange(y, m)[1]
    return span(f"{y}-{m:02d}", date(y, m, 1), date(y, m, last), "month")


def quarter(y: int, q: int) -> Moment:
    y, q = y + (q - 1) // 4, (q - 1) % 4 + 1
    last = calendar.monthrange(y, 3 * q)[1]
    return span(f"{y}-Q{q}", date(y, 3 * q - 2, 1), date(y, 3 * q, last), "quarter")


def season(y: int, word: str) -> Moment:
    code, first = SEASONS[word]
    start = month(y, first)
    return Moment(f"{y}-{code}", start.start, month(y, first + 2).end, "quarter", start.day)


def year(y: int) -> Moment:
    return span(f"{y:04d}", date(y, 1, 1), date(y, 12, 31), "year")


def between(a: Moment, b: Moment) -> Moment:
    """From the start of one to the end of the other, as an ISO 8601 interval."""
    if a.start is None or b.end is None:
        return Moment(f"{a.value}/{b.value}", precision="interval")
    start, end = (a.start, b.end) if len(a.start) == len(b.end) else (a.start[:10], b.end[:10])
    if start > end:
        return a
    return Moment(f"{a.value}/{b.value}", start, end, "interval", b.day or a.day)


def names_day(moment: Moment) -> bool:
    """Whether a moment names a day that what follows may refer to: a day, a part of one, a range of days."""
    if moment.day is None:
        return False
    return (
        moment.precision in ("day", "part-of-day", "minute")
        or re.fullmatch(r"[\dT:-]{10,16}/[\dT:-]{10,16}", moment.value) is not None
    )


def decade(first: int) -> Moment:
    return span(f"{first // 10}", date(first, 1, 1), date(first + 9, 12, 31), "interval")


def century(n: int) -> Moment:
    return span(f"{n - 1:02d}", date(100 * (n - 1) + 1, 1, 1), date(100 * n, 12, 31), "interval")


def part(at: date, word: str, offset: str) -> Moment:
    """A part of a day, as two date-times; a night runs into the next day."""
    code, first, last = PARTS[word]
    begin = datetime(at.year, at.month, at.day) + timedelta(hours=first)
    end = datetime(at.year, at.month, at.day) + timedelta(hours=last, minutes=-1)
    return Moment(
        f"{at.isoformat()}{code}",
        f"{begin:%Y-%m-%dT%H:%M}{offset}",
        f"{end:%Y-%m-%dT%H:%M}{offset}",
        "part-of-day",
        at,
    )


def clock(at: date, hour: int, minute: int, offset: str, said_zone: str = "") -> Moment:
    stamp = f"{at.isoformat()}T{hour:02d}:{minute:02d}"
    return Moment(stamp, stamp + offset, stamp + offset, "minute", at, (hour, minute))


def shift(at: date, number: float, unit: str) -> Moment:
    """The day, week, month or year that lies so many units away, at the precision of the unit."""
    whole = round(number)
    if unit == "day":
        return day(at + timedelta(whole))
    if unit in ("week", "fortnight"):
        return week(at + timedelta(whole * (14 if unit == "fortnight" else 7)))
    if unit == "month":
        return month(at.year, at.month + whole)
    if unit == "quarter":
        return quarter(at.year, (at.month - 1) // 3 + 1 + whole)
    if unit == "year":
        return year(at.year + whole)
    if unit == "decade":
        return decade((at.year + 10 * whole) // 10 * 10)
    if unit == "century":
        return century((at.year - 1) // 100 + 1 + whole)
    return day(at)


def back(at: date, number: float, unit: str) -> date:
    """The day so many units before (negative: after)."""
    if unit in ("month", "quarter", "year", "decade", "century"):
        months = round(number * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit])
        index = at.year * 12 + at.month - 1 - months
        y, m = index // 12, index % 12 + 1
        return date(y, m, min(at.day, calendar.monthrange(y, m)[1]))
    return at - timedelta(days=number * {"day": 1, "week": 7, "fortnight": 14}.get(unit, 0))
