"""When, from cells: an instant, a day or a span in local time, as an interval of UTC.

The event lies within the interval; a precision code of the source widens it, and never narrows it.
"""

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from holdfire.errors import IntakeError
from holdfire.intake.tables.cells import words
from holdfire.intake.tables.mapping import TimeColumns
from holdfire.intake.tables.observation import RowError

Row = dict[str, Any]
Interval = tuple[datetime, datetime]

_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})$")
_CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})(?::?(\d{2}))?$")
# A range of clock times within one cell: 18:05-18:20, 23:50 – 00:10.
_RANGE = re.compile(r"(.*?)(\d{1,2}:\d{2})\s*(?:-|–|—|to)\s*(\d{1,2}:\d{2})$")
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def reader(columns: TimeColumns, utc_offset: str) -> Callable[[Row], Interval]:
    """A function from a row to the UTC interval of its event; it raises RowError."""
    zone = offset(columns.utc_offset or utc_offset or "+00:00")
    parse = lru_cache(maxsize=4096)(lambda text, field: _parse(text, field, columns, zone))

    def read(row: Row) -> Interval:
        start = _interval(row, columns.start, parse)
        if start is None:
            raise RowError(columns.start, "", "is empty: every row needs the day of its event.")
        if columns.clock and (clock := words(row.get(columns.clock))):
            start = _at(start, clock, columns.clock)
        end = _interval(row, columns.end, parse) if columns.end else None
        if end is not None and end[0] < start[0] and end[1] <= start[0]:
            raise RowError(columns.end, row[columns.end], f"is before {columns.start}: exchange them.")
        found = (start[0], max(start[1], end[1])) if end else start
        how = columns.widen.get(words(row.get(columns.precision))) if columns.widen else None
        return widen(found, how, zone) if how else found

    return read


def offset(written: str) -> timezone:
    """A UTC offset as +04:00. Raises IntakeError."""
    if written in ("Z", "UTC"):
        return UTC
    m = _OFFSET.match(written)
    if not m or int(m[2]) > 14 or int(m[3]) > 59:
        raise IntakeError(f"“{written}” is no offset from UTC: write it as +04:00.")
    minutes = int(m[2]) * 60 + int(m[3])
    return timezone(timedelta(minutes=minutes if m[1] == "+" else -minutes))


def widen(found: Interval, how: str, zone: timezone) -> Interval:
    """The interval with days on each side (“3d”), or to the month or year that it lies in."""
    start, end = found
    if how.endswith("d"):
        days = timedelta(days=int(how[:-1]))
        return start - days, end + days
    local = start.astimezone(zone)
    first, last = (1, 12) if how == "year" else (local.month, local.month)
    whole = date(local.year, first, 1), date(local.year, last, calendar.monthrange(local.year, last)[1])
    return min(start, _midnight(whole[0], zone)), max(end, _midnight(whole[1], zone) + _DAY)


def _interval(row: Row, field: str, parse: Callable[[str, str], Interval]) -> Interval | None:
    value = row.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, date):  # a spreadsheet's own dates
        value = value.isoformat()
    text = words(value)
    return parse(text, field) if text else None


def _parse(text: str, field: str, columns: TimeColumns, zone: timezone) -> Interval:
    if m := _RANGE.match(text):
        first = _parse(m[1] + m[2], field, columns, zone)[0]
        last = _at((_floor(first, zone), first), m[3], field)[1]
        return first, last if last >= first else last + _DAY  # it crosses midnight
    found = _iso(text) if not columns.formats else _formatted(text, columns)
    if found is None:
        raise RowError(field, text, "is not a date this mapping knows: name its format under [time] formats.")
    moment, has_clock = found
    if not 1000 <= moment.year <= 2200:
        raise RowError(field, text, "is a year nobody reports from: check it.")
    midnight = moment.hour == moment.minute == moment.second == 0
    if not has_clock or (columns.whole_days and midnight):
        start = _midnight(moment.date(), zone)
        return start, start + _DAY
    instant = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    # A minute is as long as it is: the seconds were not written.
    return instant, instant if moment.second else instant + _MINUTE


def _iso(text: str) -> tuple[datetime, bool] | None:
    try:
        return datetime.fromisoformat(text), len(text) > 10 and not text.isdecimal()
    except ValueError:
        return None


def _formatted(text: str, columns: TimeColumns) -> tuple[datetime, bool] | None:
    for pattern in columns.formats:
        dated = "%Y" in pattern or "%y" in pattern or "%s" in pattern
        try:
            if dated:
                return datetime.strptime(text, pattern), "%H" in pattern
            # 29 February exists in leap years only, and strptime's own year is none.
            year = columns.year if columns.year is not None else 2000
            found = datetime.strptime(f"{year} {text}", f"%Y {pattern}")
        except ValueError:
            continue
        if columns.year is None:
            raise RowError(columns.start, text, "has no year: set year under [time] in the mapping.")
        return found, "%H" in pattern
    return None


def _at(day: Interval, clock: str, field: str) -> Interval:
    """A clock time on a day already found: 14:20, 1420, 420 and 5 (five past midnight, as FIRMS writes)."""
    m = _CLOCK.match(clock.zfill(4) if clock.isdecimal() else clock)
    if not m or int(m[1]) > 24 or int(m[2]) > 59:
        raise RowError(field, clock, "is not a time of day: write it as 14:20.")
    moment = day[0] + timedelta(hours=int(m[1]), minutes=int(m[2]), seconds=int(m[3] or 0))
    return moment, moment + (timedelta() if m[3] else _MINUTE)


def _floor(moment: datetime, zone: timezone) -> datetime:
    return _midnight(moment.astimezone(zone).date(), zone)


def _midnight(day: date, zone: timezone) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
