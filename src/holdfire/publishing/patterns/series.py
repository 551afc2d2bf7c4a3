"""The counts beneath every pattern: incidents by day, area, type and side, once each and as often as told.

An incident counts on its day only where its time is known to the day; the others are counted beside. The
reports that came in stand with every day, since a day nobody reported from is not a quiet day.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as patterns see it: its days, where, what, and who told of it how often."""

    first: date | None
    last: date | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    area: str
    type: str
    told: tuple[str, ...]  # a side, or a source of none, once for each of its claims, copies included
    lists: frozenset[str]  # those of them that assert it in their own voice


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A day: incidents, claims that told of them, and reports published on it."""

    day: date
    incidents: int
    told: int
    reports: int


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents under one name: once each, and as often as told."""

    name: str
    incidents: int
    told: int


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of a period. Beside the days: incidents whose time is wider than one."""

    days: tuple[Day, ...]
    wider: int
    areas: tuple[Row, ...]
    types: tuple[Row, ...]
    sides: tuple[Row, ...]  # an incident counts for each side that tells of it

    @property
    def silent(self) -> int:
        """Days from which there is no report at all."""
        return sum(d.reports == 0 for d in self.days)


def series(found: Sequence[Happening], reports: Counter[date], first: date, last: date) -> Series:
    """Counts the days from first to last, both included; `reports` are those published on each day."""
    incidents: Counter[date] = Counter()
    told: Counter[date] = Counter()
    wider = 0
    for one in found:
        if one.first is None or one.last not in (None, one.first):
            wider += 1
        else:
            incidents[one.first] += 1
            told[one.first] += len(one.told)
    length = (last - first).days + 1
    days = [first + timedelta(days=n) for n in range(length)]
    return Series(
        days=tuple(Day(day=d, incidents=incidents[d], told=told[d], reports=reports[d]) for d in days),
        wider=wider,
        areas=_rows((one.area, len(one.told)) for one in found),
        types=_rows((one.type, len(one.told)) for one in found),
        sides=_rows((side, one.told.count(side)) for one in found for side in set(one.told)),
    )


def _rows(counted: Iterable[tuple[str, int]]) -> tuple[Row, ...]:
    incidents: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for name, times in counted:
        incidents[name] += 1
        told[name] += times
    return tuple(
        Row(name=name, incidents=incidents[name], told=told[name])
        for name in sorted(incidents, key=lambda n: (-incidents[n], n))
    )
