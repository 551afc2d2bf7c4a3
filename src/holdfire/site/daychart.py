"""Lays the days of a series out as bars with the levels over them, so that a template can draw SVG."""

from datetime import date

import msgspec

from holdfire.publishing.patterns.changes import Level
from holdfire.publishing.patterns.series import Series

HEIGHT, TOP, FOOT, LEFT = 150.0, 12.0, 22.0, 34.0
WIDTH = 1000.0


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A day: x and width, the heights of what was told and of the incidents, whether nobody reported."""

    x: float
    width: float
    told_y: float
    told: float
    y: float
    height: float
    silent: bool
    words: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A level: from x to x at y."""

    x1: float
    x2: float
    y: float
    mean: float


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A label on an axis."""

    at: float
    label: str


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the drawing needs, in units of its view box."""

    width: float
    height: float
    left: float
    base: float
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    days: tuple[Mark, ...]
    counts: tuple[Mark, ...]


def draw(series: Series, levels: tuple[Level, ...]) -> Chart:
    """The drawing of a series of at least one day."""
    first = series.days[0].day
    step = (WIDTH - LEFT) / len(series.days)
    most = max((max(d.told, d.incidents) for d in series.days), default=0) or 1
    base = TOP + HEIGHT
    bars = []
    for place, day in enumerate(series.days):
        told, height = (HEIGHT * n / most for n in (day.told, day.incidents))
        bars.append(
            Bar(
                x=LEFT + place * step,
                width=max(step - (1 if step > 3 else 0), 0.6),
                told_y=base - told,
                told=told,
                y=base - height,
                height=height,
                silent=day.reports == 0,
                words=_words(day.day, day.incidents, day.told, day.reports),
            )
        )
    lines = [
        Line(
            x1=LEFT + (level.first - first).days * step,
            x2=LEFT + ((level.last - first).days + 1) * step,
            y=base - HEIGHT * level.mean / most,
            mean=level.mean,
        )
        for level in levels
        if len(levels) > 1
    ]
    every = max(1, round(len(series.days) / 9))
    return Chart(
        width=WIDTH,
        height=base + FOOT,
        left=LEFT,
        base=base,
        bars=tuple(bars),
        lines=tuple(lines),
        days=tuple(
            Mark(at=LEFT + (n + 0.5) * step, label=f"{d.day.day} {d.day:%b}")
            for n, d in enumerate(series.days)
            if n % every == every // 2 and n + every / 3 < len(series.days)
        ),
        counts=tuple(Mark(at=base - HEIGHT * n / most, label=str(n)) for n in sorted({0, most // 2, most})),
    )


def _words(day: date, incidents: int, told: int, reports: int) -> str:
    came = f"{reports} report{'' if reports == 1 else 's'} published" if reports else "no report at all"
    return f"{day}: {incidents} incident{'' if incidents == 1 else 's'}, told {told} times; {came}"
