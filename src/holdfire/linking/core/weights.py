"""What agreeing tells: weights estimated without a label, from how pairs of candidates agree.

Fellegi and Sunter's model (1969): each comparison's log ratio of how often it comes out so among pairs of one
event and among pairs of two. The second is reckoned from how common each value is; the first, and how often
a pair is of one event, by expectation and maximisation over candidates (Winkler 1988). Comparisons are coded
0 where either report is silent: that tells nothing.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

LEVELS = {"kind": 3, "actor": 4, "deaths": 6, "source": 3}
START = {
    "kind": (1.0, 0.2, 0.8),
    "actor": (1.0, 0.2, 0.01, 0.8),
    "deaths": (1.0, 0.3, 0.3, 0.2, 0.1, 0.1),
}
ROUNDS = 40
LEAST = 1e-4  # no outcome is ruled out because a sample did not show it
BELIEF = 200.0  # labelled pairs that what was estimated without labels is worth
STATED = 20.0  # labelled pairs that the errors as stated are worth


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """Log odds: `prior` of a candidate whose closeness tells nothing, and of each comparison by its code."""

    prior: float
    kind: tuple[float, ...]
    actor: tuple[float, ...]
    deaths: tuple[float, ...]
    source: tuple[float, ...]
    place_wide: float = 1.0  # how many times as large as stated the errors of place and of time are
    time_wide: float = 1.0

    def most(self) -> float:
        """The most that the comparisons together can add."""
        return sum(max(getattr(self, name)) for name in LEVELS)


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """What people decided of pairs: how many they put together, and apart, came out with each code."""

    together: Mapping[str, NDArray[np.float64]]
    apart: Mapping[str, NDArray[np.float64]]


class Chances(msgspec.Struct, frozen=True, kw_only=True):
    """How often two reports drawn at random compare so, by code; code 0 is set to 1."""

    kind: tuple[float, ...]
    actor: tuple[float, ...]
    deaths: tuple[float, ...]
    source: tuple[float, ...]


def chances(
    kinds: Sequence[int], actors: Sequence[int], deaths: Mapping[int, int], sources: Sequence[int]
) -> Chances:
    """From how often each value stands in the reports; `deaths` by number, the others as bare counts."""
    kind, actor, source = (_same(c) for c in (kinds, actors, sources))
    values = np.array(sorted(deaths), dtype=np.float64)
    share = np.array([deaths[int(v)] for v in values], dtype=np.float64)
    share /= max(share.sum(), 1.0)
    both = np.outer(share, share)
    off = np.abs(values[:, None] - values[None, :])
    none = both[(values == 0)[:, None] & (values == 0)[None, :]].sum()
    by_deaths = (
        1.0, none, both[off == 0].sum() - none, both[off == 1].sum(), both[(off > 1) & (off <= 3)].sum(),
        both[off > 3].sum(),
    )  # fmt: skip
    return Chances(
        # Agreeing on a kind or an actor has its chance in the rarity of the value itself, reckoned in SQL.
        kind=(1.0, 1.0 - kind, 1.0),
        actor=(1.0, 1.0 - actor, 1.0 - actor, 1.0),
        deaths=tuple(float(max(c, LEAST)) for c in by_deaths),
        source=(1.0, 1.0 - source, source),
    )


def _same(counts: Sequence[int]) -> float:
    share = np.asarray(counts, dtype=np.float64)
    share = share / max(share.sum(), 1.0)
    return float(np.clip((share**2).sum(), LEAST, 1.0 - LEAST))


class Outcomes(msgspec.Struct, frozen=True, kw_only=True):
    """How candidates come out: of each way, its closeness in log odds, its codes, and how many pairs."""

    closeness: NDArray[np.float64]
    codes: Mapping[str, NDArray[np.int64]]
    pairs: NDArray[np.float64]

    @classmethod
    def together(
        cls, closeness: NDArray[np.float64], codes: Mapping[str, NDArray[np.int64]], pairs: NDArray[np.int64]
    ) -> "Outcomes":
        """Ways counted in several goes, put in order: their sums are the same, whoever counted."""
        key = np.ravel_multi_index(tuple(codes[name] for name in LEVELS), tuple(LEVELS.values()))
        order = np.lexsort((key, closeness))
        new = np.flatnonzero(
            np.r_[True, (np.diff(key[order]) != 0) | (np.diff(closeness[order]) != 0)][: len(order)]
        )
        first = order[new]
        many = np.add.reduceat(pairs[order], new) if len(new) else pairs
        return cls(
            closeness=closeness[first].astype(np.float64),
            codes={name: codes[name][first].astype(np.int64) for name in LEVELS},
            pairs=many.astype(np.float64),
        )


def widened(squares: Sequence[float]) -> float:
    """How many times as large an error is as stated, from labelled pairs' squared differences over variances.

    The mean of a variance's posterior, of which the stated one is worth `STATED` pairs.
    """
    return math.sqrt((STATED + math.fsum(squares)) / (STATED + len(squares)))


def estimate(found: Outcomes, reports: int, chance: Chances, labelled: Labelled | None = None) -> Weights:
    """Weights from the candidates of so many reports, and from what people decided of some pairs.

    Decisions are few and not drawn at random, people look at what is in doubt: so what is estimated
    without them is a Dirichlet prior worth `BELIEF` pairs, and decisions are counted on top of it.
    """
    unlike = {name: np.array(getattr(chance, name)) for name in LEVELS}
    if labelled is not None:
        unlike = {name: _apart(unlike[name], labelled.apart[name]) for name in LEVELS}
    alike = {name: np.array(START.get(name, unlike[name])) for name in LEVELS}
    matches = float(reports) / 2.0
    weights = _weights(matches, reports, alike, unlike)
    # Few outcomes are possible together: each round looks up one sum a way, and adds up once.
    sizes = tuple(LEVELS.values())
    outcome = np.ravel_multi_index(tuple(found.codes[name] for name in LEVELS), sizes)
    for _ in range(ROUNDS):
        told_by = [np.array(getattr(weights, name)) for name in LEVELS]
        score = found.closeness + (weights.prior + _sums(told_by).ravel())[outcome]
        sure = found.pairs / (1.0 + np.exp(-np.clip(score, -50, 50)))
        matched = float(sure.sum())
        if not matched:
            break
        together = np.bincount(outcome, sure, math.prod(sizes)).reshape(sizes)
        for axis, name in enumerate(LEVELS):
            seen = together.sum(axis=tuple(n for n in range(len(sizes)) if n != axis))
            told = max(seen[1:].sum(), LEAST)  # among those where neither report is silent
            alike[name] = np.maximum(np.r_[1.0, seen[1:] / told], LEAST)
        settled = abs(matched - matches) < 1e-4 * matches
        matches = matched
        weights = _weights(matches, reports, alike, unlike)
        if settled:
            break
    if labelled is not None:
        alike = {name: _counted(alike[name], labelled.together[name]) for name in LEVELS}
        weights = _weights(matches, reports, alike, unlike)
    return weights


def _counted(share: NDArray[np.float64], many: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares by code, of which code 0 tells nothing, with so many more counted."""
    told = share[1:] / share[1:].sum()
    more = (BELIEF * told + many[1:]) / (BELIEF + many[1:].sum())
    return np.maximum(np.r_[1.0, more], LEAST)


def _apart(chance: NDArray[np.float64], many: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances with so many pairs of two events counted on top."""
    usual = chance.copy()
    if usual[-1] == 1.0:  # agreeing: its chance is reckoned in SQL, and here moved by as much
        usual[-1] = max(1.0 - usual[1], LEAST)
    share = np.r_[1.0, usual[1:] / usual[1:].sum()]
    return chance * (_counted(share, many) / share)


def _sums(parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Every sum of one number of each part, by an axis a part."""
    total = parts[0]
    for part in parts[1:]:
        total = total[..., None] + part
    return total


def _weights(
    matches: float, reports: int, alike: Mapping[str, NDArray[np.float64]],
    unlike: Mapping[str, NDArray[np.float64]],
) -> Weights:  # fmt: skip
    logs: dict[str, Any] = {
        name: tuple(float(x) for x in np.log(alike[name] / unlike[name])) for name in LEVELS
    }
    # Density counts reports about a point: a report's chance partners; its matches are 2 × pairs / reports.
    return Weights(
        prior=float(np.log(max(2.0 * matches / max(reports, 1), LEAST))),
        kind=logs["kind"], actor=logs["actor"], deaths=logs["deaths"], source=logs["source"],
    )  # fmt: skip
