"""Sparse average linkage: reports of a group belong together on average, so that no chain joins two events.

In rounds: every two groups that are each other's best are merged at once (reciprocal nearest neighbours give
what merging one pair at a time gives, since average linkage is reducible; Murtagh 1983). A pair that was
never a candidate counts with `missing`, so that a long chain of good pairs does not make a group.
"""

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


def average_groups(
    count: int, first: Whole, second: Whole, score: Real, *, missing: float, stop: float = 0.0
) -> Whole:
    """The group of each of `count` items, named by its least item, from the scores of pairs.

    `first` and `second` are item numbers below `count`; `score` is the log odds of being one event, `missing`
    that of a pair not listed. Two groups are merged while their mean score is above `stop`.
    """
    group = np.arange(count)
    size = np.ones(count, np.int64)
    low, high = np.minimum(first, second).astype(np.int64), np.maximum(first, second).astype(np.int64)
    total = score.astype(np.float64) - missing
    keep = _within_reach(count, low, high, total + missing > stop)
    low, high, total = low[keep], high[keep], total[keep]
    while len(low):
        mean = total / (size[low] * size[high]) + missing
        open_ = mean > stop
        if not open_.any():
            break
        one, other = _mutual(count, low[open_], high[open_], mean[open_])
        into = np.arange(count)
        into[other] = one
        size[one] += size[other]
        size[other] = 0
        group = into[group]
        low, high, total = _merged(count, into[low], into[high], total)
    return group


def _mutual(count: int, low: Whole, high: Whole, mean: Real) -> tuple[Whole, Whole]:
    """Pairs of groups that are each other's best; of equals at one group, the first is taken."""
    best = np.full(count, -np.inf)
    np.maximum.at(best, low, mean)
    np.maximum.at(best, high, mean)
    both = (mean >= best[low]) & (mean >= best[high])
    low, high = low[both], high[both]
    order = np.lexsort((high, low))
    low, high = low[order], high[order]
    rank = np.arange(len(low))
    least = np.full(count, len(low))
    np.minimum.at(least, low, rank)
    np.minimum.at(least, high, rank)
    taken = (least[low] == rank) & (least[high] == rank)
    return low[taken], high[taken]


def _merged(count: int, one: Whole, other: Whole, total: Real) -> tuple[Whole, Whole, Real]:
    """Pairs of groups after merging: those of one group gone, those between the same two summed."""
    apart = one != other
    one, other, total = one[apart], other[apart], total[apart]
    key = np.minimum(one, other) * count + np.maximum(one, other)
    order = np.argsort(key, kind="stable")
    key = key[order]
    if not len(key):
        return key, key, total
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    return key[starts] // count, key[starts] % count, np.add.reduceat(total[order], starts)


def _within_reach(count: int, low: Whole, high: Whole, good: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pairs whose two items some chain of good pairs joins; no other pair can ever be merged over."""
    part = np.arange(count)
    one, other = low[good], high[good]
    while True:
        least = np.minimum(part[one], part[other])
        before = part.copy()
        np.minimum.at(part, one, least)
        np.minimum.at(part, other, least)
        part = part[part]
        if np.array_equal(before, part):
            return part[low] == part[high]
