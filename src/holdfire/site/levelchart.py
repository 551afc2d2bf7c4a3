"""Lays the seats' assessments out over time as steps, one line a seat, so that a template can draw SVG.

Lines of seats that agree lie a few units apart, so that none hides another; a dash pattern, not a colour,
says whose line it is, because no colour is a side's.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from holdfire.dossiers.assessments import LEVELS, SeatView
from holdfire.site.words import day as in_words

WIDTH, HEIGHT, LEFT, TOP, FOOT = 1000.0, 150.0, 96.0, 16.0, 26.0
APART = 6.0  # between lines at one level
RIGHT = 270.0  # room for the seats' names


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One seat's steps: an SVG path, a mark for each assessment, its name at the end."""

    name: str
    path: str
    marks: tuple["Point", ...]
    label_x: float
    label_y: float
    style: int  # 0, 1, 2 …: which dash pattern


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """Where something stands on the drawing, and its words."""

    x: float
    y: float
    label: str


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the drawing needs, in units of its view box."""

    width: float
    height: float
    left: float
    right: float
    base: float
    lines: tuple[Line, ...]
    levels: tuple[Point, ...]
    days: tuple[Point, ...]
    deadline: Point | None


def draw(seen: Sequence[SeatView], first: date, last: date, deadline: date | None) -> Chart:
    """The drawing from the first day to the last; a deadline outside them is not drawn."""
    span = max((last - first).days, 1)

    def x(day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * min(max((day - first).days / span, 0), 1)

    def y(score: int) -> float:
        return TOP + HEIGHT * (1 - score / (len(LEVELS) - 1))

    lines = []
    taken: list[float] = []
    for n, view in enumerate(seen):
        shift = (n - (len(seen) - 1) / 2) * APART
        points = [
            Point(x=x(a.on), y=y(a.score) + shift, label=_said(view, a.level, a.on)) for a in view.steps
        ]
        path = [f"M{points[0].x:.1f} {points[0].y:.1f}"]
        for point in points[1:]:
            path += [f"H{point.x:.1f}", f"V{point.y:.1f}"]
        label = y(view.now.score) + shift + 4
        while any(abs(label - other) < 14 for other in taken):
            label += 14 if label < TOP + HEIGHT / 2 else -14
        taken.append(label)
        lines.append(
            Line(
                name=view.name,
                path=" ".join([*path, f"H{WIDTH - RIGHT:.1f}"]),
                marks=tuple(points),
                label_x=WIDTH - RIGHT + 8,
                label_y=label,
                style=n % 4,
            )
        )
    base = TOP + HEIGHT
    due = Point(x=x(deadline), y=base, label="deadline") if deadline and first <= deadline <= last else None
    return Chart(
        width=WIDTH,
        height=base + FOOT,
        left=LEFT,
        right=WIDTH - RIGHT,
        base=base,
        lines=tuple(lines),
        levels=tuple(Point(x=LEFT - 8, y=y(n), label=level) for n, level in enumerate(LEVELS)),
        days=(
            Point(x=x(first), y=base + FOOT - 6, label=in_words(first)),
            Point(x=x(last), y=base + FOOT - 6, label=in_words(last)),
        ),
        deadline=due,
    )


def _said(view: SeatView, level: str, on: date) -> str:
    return f"{view.name}: {level}, as of {in_words(on)}"
