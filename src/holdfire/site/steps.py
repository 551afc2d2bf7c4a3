"""Lays counts of data sets' events out on a time axis, so that a template can draw them as SVG."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from holdfire.datasets.asking import Step
from holdfire.site.words import number

WIDTH, HEIGHT, TOP, FOOT, LEFT = 1000.0, 150.0, 14.0, 22.0, 52.0
BETWEEN = 58.0  # the least distance of two labels


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A day, week or month: where its bar is, what it says, and the days it filters to."""

    x: float
    width: float
    y: float
    height: float
    words: str
    first: str
    last: str


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
    times: tuple[Mark, ...]
    counts: tuple[Mark, ...]


def draw(steps: Sequence[Step]) -> Chart | None:
    """The drawing; None where there is nothing to draw."""
    if not steps:
        return None
    first, last = steps[0].first, steps[-1].last
    scale = (WIDTH - LEFT) / ((last - first).days + 1)
    most = max(step.events for step in steps)
    base = HEIGHT - FOOT
    bars = []
    for step in steps:
        height = max(step.events / most * (base - TOP), 1.0)
        days = (step.last - step.first).days + 1
        bars.append(
            Bar(
                x=round(LEFT + (step.first - first).days * scale, 2),
                width=round(max(days * scale - (1 if days * scale > 4 else 0), 0.8), 2),
                y=round(base - height, 1),
                height=round(height, 1),
                words=f"{_days(step)}: {number(step.events)} events, {number(step.rows)} rows",
                first=step.first.isoformat(),
                last=step.last.isoformat(),
            )
        )
    counts = (Mark(at=TOP, label=number(most)), Mark(at=base, label="0"))
    return Chart(
        width=WIDTH, height=HEIGHT, left=LEFT, base=base, bars=tuple(bars),
        times=tuple(_times(first, last, scale)), counts=counts,
    )  # fmt: skip


def _days(step: Step) -> str:
    if step.first == step.last:
        return f"{step.first.day} {step.first:%B %Y}"
    if step.first.day == 1 and (step.last + timedelta(days=1)).day == 1:
        return f"{step.first:%B %Y}"
    return f"{step.first.day} {step.first:%b} to {step.last.day} {step.last:%b %Y}"


def _times(first: date, last: date, scale: float) -> list[Mark]:
    """Labels at days, months or years, as the span allows."""
    marks: list[Mark] = []
    span, day = (last - first).days, first
    while day <= last:
        wanted = (day.month == 1 and day.day == 1) if span > 1500 else day.day == 1 if span > 60 else True
        x = LEFT + (day - first).days * scale
        if wanted and (not marks or x - marks[-1].at > BETWEEN):
            label = f"{day:%Y}" if span > 1500 else f"{day:%b %Y}" if span > 60 else f"{day.day} {day:%b}"
            marks.append(Mark(at=round(x, 1), label=label))
        day += timedelta(days=1)
    return marks
