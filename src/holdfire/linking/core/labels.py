"""What people decided of pairs of reports: it moves the weights of all other pairs, and itself stands.

A merge of two reports tells how far apart accounts of one event lie and how they differ; a split, how alike
accounts of two events can be. Both are counted on top of what is estimated without them (`weights`).
"""

from collections.abc import Iterable

import msgspec
import numpy as np
from numpy.typing import NDArray

from holdfire.errors import IntakeError
from holdfire.linking.core.machines import Machine
from holdfire.linking.core.weights import LEVELS, Labelled, widened

TOGETHER, APART = 1e6, -1e10  # log odds of a decision: no sum of others outweighs it, and apart weighs most


class Decided(msgspec.Struct, frozen=True):
    """Pairs of report ids, the lesser first, and whether a person said that both tell of one event."""

    pairs: dict[tuple[int, int], bool]

    @classmethod
    def of(cls, labelled: Iterable[tuple[int, int, bool]]) -> "Decided":
        """The last word on each pair counts. Raises IntakeError for a report paired with itself."""
        pairs = {}
        for a, b, same in labelled:
            if a == b:
                raise IntakeError(f"Report {a} is paired with itself: a label takes two reports.")
            pairs[min(a, b), max(a, b)] = bool(same)
        return cls(pairs)

    def store(self, on: Machine) -> None:
        """Makes the table `labels`."""
        rows = ", ".join(f"({a}, {b}, {int(same)})" for (a, b), same in sorted(self.pairs.items()))
        on.table(
            "labels",
            "SELECT CAST(a AS BIGINT) AS a, CAST(b AS BIGINT) AS b, same"
            " FROM (VALUES $rows) AS t(a, b, same)".replace("$rows", rows),
        )


def wide(on: Machine, apart: str) -> tuple[float, float]:
    """How many times as large as stated the errors of place and time are; `apart` is the SQL of squares."""
    rows = on.ask(apart)
    place, time = (sorted(rows[name].to_pylist()) for name in ("place", "time"))
    return round(widened(place), 9), round(widened(time), 9)


def counted(on: Machine, compared: str) -> Labelled:
    """How pairs decided come out; `compared` is the SQL that yields their codes, `a` and `b`."""
    counts = {same: {name: np.zeros(size) for name, size in LEVELS.items()} for same in (True, False)}
    text = "SELECT l.same, c.* FROM labels l JOIN ($compared) AS c ON c.a = l.a AND c.b = l.b"
    for row in on.ask(text.replace("$compared", compared)).to_pylist():
        for name in LEVELS:
            counts[bool(row["same"])][name][row[f"same_{name}"]] += 1
    return Labelled(together=counts[True], apart=counts[False])


def stand(
    decided: Decided, ids: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64],
    score: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:  # fmt: skip
    """Pairs of places in `ids`, with what people decided in the place of scores."""
    said = np.array(sorted(decided.pairs), dtype=np.int64).reshape(-1, 2)
    known = np.isin(said, ids).all(axis=1)
    said = said[known]
    odds = np.array([TOGETHER if decided.pairs[a, b] else APART for a, b in said.tolist()])
    mine = np.searchsorted(ids, said)
    low, high = np.minimum(first, second), np.maximum(first, second)
    free = ~np.isin(low * len(ids) + high, mine[:, 0] * len(ids) + mine[:, 1])
    return np.r_[low[free], mine[:, 0]], np.r_[high[free], mine[:, 1]], np.r_[score[free], odds]
