"""Lays incidents out on a time axis, so that a template can draw them as SVG without a script."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from holdfire.register.models import Incident
from holdfire.site.words import interval

WIDTH = 1000
MARGIN = 14
ROW = 15
TOP = 26


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One incident: its days as a bar, at least wide enough to be pointed at."""

    id: str
    title: str
    x: float
    y: float
    width: float
    voices: int


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A day on the axis."""

    x: float
    label: str


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the drawing needs."""

    width: int
    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    undated: int


def lay_out(incidents: Sequence[Incident]) -> Timeline:
    """Bars stacked so that none hides another; ticks at days, weeks or months as the span allows."""
    dated = [(d, i) for i in incidents if (d := _days(i))]
    undated = len(incidents) - len(dated)
    if not dated:
        return Timeline(width=WIDTH, height=0, bars=(), ticks=(), undated=undated)
    first = min(d[0] for d, _ in dated) - timedelta(days=1)
    last = max(d[1] for d, _ in dated) + timedelta(days=2)
    scale = (WIDTH - 2 * MARGIN) / max((last - first).days, 1)
    ends: list[float] = []
    bars = []
    for (start, end), incident in sorted(dated, key=lambda pair: (pair[0], pair[1].id)):
        x = MARGIN + (start - first).days * scale
        width = max(((end - start).days + 1) * scale - 2, 9)
        row = next((r for r, taken in enumerate(ends) if taken + 2 <= x), len(ends))
        if row == len(ends):
            ends.append(0)
        ends[row] = x + width
        when = interval(incident.time_start[:10], incident.time_end[:10] or None)
        bars.append(
            Bar(
                id=incident.id,
                title=f"{incident.title}, {when}",
                x=round(x, 1),
                y=TOP + row * ROW,
                width=round(width, 1),
                voices=incident.voices,
            )
        )
    return Timeline(
        width=WIDTH,
        height=TOP + max(len(ends), 1) * ROW + 8,
        bars=tuple(bars),
        ticks=tuple(_ticks(first, last, scale)),
        undated=undated,
    )


def _days(incident: Incident) -> tuple[date, date] | None:
    try:
        start = date.fromisoformat(incident.time_start[:10])
        end = date.fromisoformat((incident.time_end or incident.time_start)[:10])
    except ValueError:
        return None
    return (start, max(start, end))


def _ticks(first: date, last: date, scale: float) -> list[Tick]:
    span = (last - first).days
    ticks: list[Tick] = []
    day = first
    while day <= last:
        wanted = day.day == 1 or (span <= 130 and day.weekday() == 0) or span <= 12
        if wanted:
            label = f"{day.day} {day:%b}" if span <= 400 else f"{day:%b %Y}"
            x = MARGIN + (day - first).days * scale
            if not ticks or x - ticks[-1].x > 52:
                ticks.append(Tick(x=round(x, 1), label=label))
        day += timedelta(days=1)
    return ticks
