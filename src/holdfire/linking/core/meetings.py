"""Which reports are compared with which: by levels of their own error, in cells that fit them.

Reports are levelled by their errors of place and of time. Every two levels meet once, in a window as wide as
the two need; how much larger than its window a cell is weighs keys to make against pairs met in vain.
"""

import math
from itertools import pairwise, product

import msgspec

MOST_LEVELS = 4
KEY = 6.0  # what making and looking up one key takes, in pairs met
LEAST_KM, LEAST_HOURS = 0.5, 1.0  # of a cell: so that its number fits


class Caps(msgspec.Struct, frozen=True):
    """Levels of error: a report is of the first level whose cap its own error stays under."""

    caps: tuple[float, ...]

    def rows(self) -> str:
        """As the rows of a VALUES list: level, above, cap."""
        edges = (0.0, *self.caps)
        return ", ".join(f"({i}, {number(a)}, {number(b)})" for i, (a, b) in enumerate(pairwise(edges)))


class Meeting(msgspec.Struct, frozen=True):
    """Levels that meet in one go: the second report's; the first's, `time_a` or all no worse."""

    place_b: int
    time_b: int
    time_a: int | None = None

    def firsts(self) -> str:
        """The levels of the first report, as a condition."""
        if self.time_a is None:
            return f"place_level <= {self.place_b} AND time_level <= {self.time_b}"
        return f"place_level < {self.place_b} AND time_level = {self.time_a}"

    def are_firsts(self, place: int, time: int) -> bool:
        """Whether reports of these levels are firsts."""
        if self.time_a is None:
            return place <= self.place_b and time <= self.time_b
        return place < self.place_b and time == self.time_a


def number(value: float) -> str:
    """A DOUBLE, as both engines read it."""
    text = repr(float(value))
    return text if "e" in text else text + "e0"


def meetings(place: Caps, time: Caps) -> list[Meeting]:
    """Meetings which together bring every two levels together once.

    Of two levels the one no better in either respect gets the keys; where each is better in one, the one
    less certain of its place. Fewer keys matter more than tight windows.
    """
    each = [(p, t) for p in range(len(place.caps)) for t in range(len(time.caps))]
    return [
        *(Meeting(p, t) for p, t in each),
        *(Meeting(p, t, a) for p, t in each if p for a in range(t + 1, len(time.caps))),
    ]


def cells(place: Caps, time: Caps, meeting: Meeting, reach: float, density: float) -> dict[str, str]:
    """Windows and cells of a meeting, for its SQL; density of its firsts: by square kilometre and hour."""
    place_a = meeting.place_b - (meeting.time_a is not None)
    time_a = meeting.time_b if meeting.time_a is None else meeting.time_a
    window = reach * math.hypot(place.caps[place_a], place.caps[meeting.place_b])
    hours = reach * math.hypot(time.caps[time_a], time.caps[meeting.time_b])

    def cost(size: tuple[float, float]) -> float:
        """Of a second report: the keys it gets, and the firsts it meets by them."""
        keys = (1 + 2 * window / size[0]) ** 2 * (1 + 2 * hours / size[1])
        return KEY * keys + density * keys * size[0] ** 2 * size[1]

    sizes = product(
        [max(n * window, LEAST_KM) for n in (1, 1.5, 2, 3, 4, 6)],
        [max(n * hours, LEAST_HOURS) for n in (1, 1.5, 2, 3, 4, 6)],
    )
    km, wide_hours = min(sizes, key=cost)
    return {
        "window_km": number(window), "window_hours": number(hours),
        "cell_km": number(km), "cell_hours": number(wide_hours),
    }  # fmt: skip
