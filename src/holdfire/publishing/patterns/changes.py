"""Days on which the daily count of incidents changed its level.

Segments of constant rate under a Poisson likelihood, found exactly by PELT (Killick, Fearnhead & Eckley,
2012, doi:10.1080/01621459.2012.737745) as `ruptures` does it. A change costs three times the logarithm of the
number of days, so that a quiet year shows one by chance in less than one series of twenty; where incidents
come in bursts, as they do, it costs as much more as neighbouring days differ more than chance lets them.
"""

import math
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
import numpy as np
import ruptures
from ruptures.base import BaseCost

SHORTEST = 7  # days a level lasts at least
EVERY_DAY = 700  # days up to which every day is tried as a change
FEWEST = 4 * SHORTEST  # days without which nothing is said


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """Days between two changes, both included, and their mean count a day."""

    first: date
    last: date
    mean: float


class _Poisson(BaseCost):
    """Minus twice the log likelihood of counts of one rate, up to what does not depend on the segments."""

    model = "poisson"
    min_size = SHORTEST

    def fit(self, signal: np.ndarray) -> "_Poisson":
        self.signal = signal
        self.sums = np.concatenate([[0.0], np.cumsum(signal[:, 0])])
        return self

    def error(self, start: int, end: int) -> float:
        total, length = self.sums[end] - self.sums[start], end - start
        return float(-2 * total * math.log(total / length)) if total > 0 else 0.0


def levels(first: date, counts: Sequence[int]) -> tuple[Level, ...]:
    """The levels of a series that begins on `first` with one count a day; none where it is too short.

    One level alone says that no change was found.
    """
    days = len(counts)
    if days < FEWEST:
        return ()
    series = np.asarray(counts, dtype=float).reshape(-1, 1)
    jump = 1 + days // EVERY_DAY  # a change in a longer series is told to a few days
    search = ruptures.Pelt(custom_cost=_Poisson(), min_size=SHORTEST, jump=jump).fit(series)
    ends = search.predict(pen=3 * math.log(days) * _bursts(series[:, 0]))
    starts = [0, *ends[:-1]]
    return tuple(
        Level(
            first=first + timedelta(days=a),
            last=first + timedelta(days=b - 1),
            mean=float(series[a:b].mean()),
        )
        for a, b in zip(starts, ends, strict=True)
    )


def _bursts(series: np.ndarray) -> float:
    """How much more neighbouring days differ than Poisson counts would; a change of level hardly enters."""
    total = float(series.sum())
    return max(1.0, float((np.diff(series) ** 2).sum()) / (2 * total)) if total else 1.0
