"""The truth behind what several sources say of many facts, when some of them may copy one another.

Sources that copy add nothing, but an estimate that takes them for independent believes the largest chorus.
Copying shows in the data: two sources agree more often than the truth both try to tell explains (Dong,
Berti-Equille and Srivastava, "Integrating conflicting data: the role of source dependence", VLDB 2009).

The model. A fact has one true value of `values`. An independent source tells it with its own accuracy and
errs evenly among the other values (Dawid and Skene 1979, one coin each). A group has an origin with an
accuracy; a member gives the origin's value with its copy rate, else tells the fact by itself, as accurately
as the sources outside tell theirs. Parameters are estimated by expectation-maximisation, no fact known. Which
sources make a group is chosen among the nested clusters of those that agree most, by the Bayesian
information criterion with a price on each group: without strong evidence everybody is independent. Facts that
are hard for everybody also make sources alike, so a group is a hint for a person to check.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

UNKNOWN = -1  # a source that says nothing of a fact
ROUNDS = 60
OWN = 0.75  # accuracy of a member's own telling where too few sources stand outside the groups
FEWEST = 8  # facts two sources must share before they may be held to depend

Said = NDArray[np.int64]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Sources that depend on one another: by number, with how often each copies.

    `evidence`: how much better the data are explained, in natural log odds.
    """

    members: tuple[int, ...]
    rates: tuple[float, ...]
    accuracy: float  # of what they copy
    evidence: float


class Truth(msgspec.Struct, frozen=True):
    """For each fact the probability of each value; each source's accuracy; the groups found."""

    probability: NDArray[np.float64]
    accuracy: tuple[float, ...]
    groups: tuple[Group, ...]

    @property
    def value(self) -> Said:
        """The likeliest value of each fact."""
        return np.asarray(self.probability.argmax(axis=1))


def estimate(said: Said, values: int) -> Truth:
    """The truth of facts (rows) from what sources (columns) say: a value from 0, or UNKNOWN.

    Raises ValueError for fewer than two values or a value out of range.
    """
    said = np.asarray(said, dtype=np.int64)
    if values < 2 or said.ndim != 2 or said.max(initial=UNKNOWN) >= values or said.min(initial=0) < UNKNOWN:
        raise ValueError(
            "Give facts by sources, with values from 0 below the number of values, of at least 2."
        )
    chosen: list[tuple[int, ...]] = []
    fit = _Fit(said, values, chosen)
    evidence: list[float] = []
    candidates = _nested(said)
    while candidates:
        tried = [(_Fit(said, values, [*chosen, one]), one) for one in candidates]
        best, group = max(tried, key=lambda t: t[0].merit)
        if best.merit <= fit.merit:
            break
        chosen.append(group)
        evidence.append(best.likelihood - fit.likelihood)
        fit = best
        candidates = [c for c in candidates if not set(c) & set(group)]
    return Truth(
        fit.posterior,
        tuple(float(a) for a in fit.accuracies()),
        tuple(
            Group(
                members=group,
                rates=tuple(float(fit.rate[m]) for m in group),
                accuracy=float(fit.origin[g]),
                evidence=float(evidence[g]),
            )
            for g, group in enumerate(chosen)
        ),
    )


def agreement(said: Said) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """For each pair of sources the share of shared facts on which they agree, and how many they share."""
    known = said != UNKNOWN
    shared = known.T.astype(np.int64) @ known.astype(np.int64)
    same = np.zeros(shared.shape)
    for value in range(int(said.max(initial=0)) + 1):
        here = (said == value).astype(np.float64)
        same += here.T @ here
    return same / np.maximum(shared, 1), shared


def _nested(said: Said) -> list[tuple[int, ...]]:
    """The clusters of sources that agree most, each inside the next: what average linkage passes through."""
    share, shared = agreement(said)
    share = np.where(shared >= FEWEST, share, 0.0)
    groups: list[tuple[int, ...]] = [(s,) for s in range(said.shape[1])]
    found: list[tuple[int, ...]] = []
    while len(groups) > 1:
        score, a, b = max(
            (float(share[np.ix_(groups[a], groups[b])].mean()), -a, -b)
            for a in range(len(groups))
            for b in range(a + 1, len(groups))
        )
        if score <= 0:
            break
        joined = tuple(sorted(groups[-a] + groups[-b]))
        groups = [g for n, g in enumerate(groups) if n not in (-a, -b)] + [joined]
        found.append(joined)
    return [g for g in found if len(g) < said.shape[1]]


class _Fit:
    """Parameters and posterior for one choice of groups."""

    def __init__(self, said: Said, values: int, groups: Sequence[tuple[int, ...]]) -> None:
        self.said, self.values, self.groups = said, values, list(groups)
        inside = {m for group in groups for m in group}
        self.alone = [s for s in range(said.shape[1]) if s not in inside]
        self.accuracy = np.full(said.shape[1], OWN)
        self.rate = np.full(said.shape[1], 0.8)
        self.origin = np.full(len(self.groups), OWN)
        self.prior = np.full(values, 1.0 / values)
        self.posterior = self._vote()
        self._alone_m()
        for _ in range(ROUNDS):
            self._round()
        cost = 0.5 * (len(self.alone) + sum(1 + len(g) for g in self.groups)) + 1.0 * len(self.groups)
        self.merit = self.likelihood - cost * np.log(max(2, said.shape[0]))

    def _vote(self) -> NDArray[np.float64]:
        """Where to begin: every independent source and every group has one vote."""
        votes = np.full((self.said.shape[0], self.values), 0.05)
        for group in [*((s,) for s in self.alone), *self.groups]:
            own = np.zeros_like(votes)
            for member in group:
                known = self.said[:, member] != UNKNOWN
                own[known, self.said[known, member]] += 1
            votes += own / np.maximum(own.sum(axis=1, keepdims=True), 1)
        return np.asarray(votes / votes.sum(axis=1, keepdims=True))

    @property
    def own(self) -> float:
        """How accurately a member tells what it does not copy."""
        return float(self.accuracy[self.alone].mean()) if len(self.alone) > 1 else OWN

    def accuracies(self) -> NDArray[np.float64]:
        """How often each source is right, as the posterior has it."""
        known = self.said != UNKNOWN
        value = np.where(known, self.said, 0)
        right = np.take_along_axis(self.posterior, value, axis=1) * known
        return np.asarray((right.sum(axis=0) + 1.5) / (known.sum(axis=0) + 2.0))

    def _alone_m(self) -> None:
        self.accuracy = np.clip(self.accuracies(), 0.02, 0.98)

    def _tells(self, source: int, accuracy: float) -> NDArray[np.float64]:
        """The probability of what a source says, by the true value; 1 where it says nothing."""
        column = self.said[:, source]
        hit = column[:, None] == np.arange(self.values)[None, :]
        told = np.where(hit, accuracy, (1 - accuracy) / (self.values - 1))
        return np.where((column == UNKNOWN)[:, None], 1.0, told)

    def _round(self) -> None:
        """One step of expectation and maximisation."""
        log = np.log(self.prior)[None, :] + np.zeros((self.said.shape[0], self.values))
        for source in self.alone:
            log += np.log(self._tells(source, float(self.accuracy[source])))
        joints = [self._joint(g, group) for g, group in enumerate(self.groups)]
        for joint in joints:
            log += np.log(joint.sum(axis=1))
        top = log.max(axis=1, keepdims=True)
        weight = np.exp(log - top)
        total = weight.sum(axis=1, keepdims=True)
        self.likelihood = float((top + np.log(total)).sum())
        self.posterior = weight / total
        self.prior = (self.posterior.sum(axis=0) + 1) / (self.said.shape[0] + self.values)
        for g, (group, joint) in enumerate(zip(self.groups, joints, strict=True)):
            self._group_m(g, group, joint)
        self._alone_m()

    def _joint(self, g: int, group: tuple[int, ...]) -> NDArray[np.float64]:
        """The probability of the origin's value and what the members say, by fact, origin and truth."""
        k = self.values
        origin = np.where(np.eye(k, dtype=bool), self.origin[g], (1 - self.origin[g]) / (k - 1))
        joint = np.broadcast_to(origin, (self.said.shape[0], k, k)).copy()
        for member in group:
            joint *= self._given(member)
        return joint

    def _given(self, member: int) -> NDArray[np.float64]:
        column = self.said[:, member]
        copied = (column[:, None] == np.arange(self.values)[None, :]).astype(float)[:, :, None]
        own = self._tells(member, self.own)[:, None, :]
        told = self.rate[member] * copied + (1 - self.rate[member]) * own
        return np.where((column == UNKNOWN)[:, None, None], 1.0, told)

    def _group_m(self, g: int, group: tuple[int, ...], joint: NDArray[np.float64]) -> None:
        share = joint / np.maximum(joint.sum(axis=1, keepdims=True), 1e-300)
        share = share * self.posterior[:, None, :]
        self.origin[g] = np.clip((np.einsum("iaa->", share) + 1.5) / (self.said.shape[0] + 2.0), 0.02, 0.98)
        for member in group:
            column = self.said[:, member]
            known = column != UNKNOWN
            copied = (column[:, None] == np.arange(self.values)[None, :])[:, :, None]
            of_copy = self.rate[member] * copied / np.maximum(self._given(member), 1e-300)
            count = float((share * of_copy)[known].sum())
            self.rate[member] = np.clip((count + 1) / (int(known.sum()) + 2), 0.02, 0.98)
