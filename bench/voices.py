"""Truth from voices of which four copy the worst: ours beside Dawid and Skene, who take all for independent.

    .venv/bin/python bench/voices.py [ROUNDS]     (rounds of each setting with seeds from 0; 20 if not given)

Facts have two or four values. Five sources tell them by themselves, with accuracies evenly spread (0.60 to
0.85, and 0.70 to 0.80), each of 90 % of the facts. Then four more copy the worst: what it says with a rate of
0.9, else by themselves with an accuracy drawn between 0.6 and 0.8. A figure is the share of facts whose
likeliest value is the true one. Beside it: the same without copiers, where nothing may be found to copy.
"""

import os
import sys
import time
from collections.abc import Iterable

import numpy as np

from holdfire.linking.dependence import UNKNOWN, Said, estimate

FACTS = 1000
SETTINGS = ((2, 0.60, 0.85), (2, 0.70, 0.80), (4, 0.60, 0.85))  # values, accuracies of the worst and best
COPIERS = 4
RATE = 0.9
COVERED = 0.9


def main(rounds: int) -> None:
    """Prints a line for each setting."""
    print("load average:", ", ".join(f"{x:.1f}" for x in os.getloadavg()))
    for values, worst, best in SETTINGS:
        for copiers in (0, COPIERS):
            start = time.perf_counter()
            accuracies = np.linspace(worst, best, 5)
            scores = [
                _round(make(seed, values, copiers, accuracies), values, copiers) for seed in range(rounds)
            ]
            vote, peer, ours, exact, groups = np.mean(scores, axis=0)
            print(
                f"{values} values, accuracies {worst} to {best}, {copiers} copiers, {rounds} rounds: "
                f"majority {vote:.3f}, Dawid-Skene {peer:.3f}, ours {ours:.3f}; "
                f"the copying group found exactly in {exact:.0%}, {groups:.2f} groups a round "
                f"({time.perf_counter() - start:.1f} s)",
                flush=True,
            )


def _round(made: tuple[Said, Said], values: int, copiers: int) -> tuple[float, float, float, float, float]:
    truth, said = made
    found = estimate(said, values)
    right = {(0, *range(5, 5 + copiers))} if copiers else set()
    groups = {tuple(sorted(g.members)) for g in found.groups}
    return (
        float((_vote(said, values).argmax(axis=1) == truth).mean()),
        float((dawid_skene(said, values).argmax(axis=1) == truth).mean()),
        float((found.value == truth).mean()),
        float(groups == {tuple(sorted(g)) for g in right}),
        float(len(groups)),
    )


def make(seed: int, values: int, copiers: int, accuracies: Iterable[float]) -> tuple[Said, Said]:
    """The true values, and what each source says; source 0 is the worst, copiers come last."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, values, FACTS)
    columns = [_told(truth, accuracy, values, random) for accuracy in accuracies]
    for _ in range(copiers):
        own = _told(truth, random.uniform(0.6, 0.8), values, random)
        copied = (random.random(FACTS) < RATE) & (columns[0] != UNKNOWN)
        columns.append(np.where(copied, columns[0], own))
    return truth, np.stack(columns, axis=1)


def _told(truth: Said, accuracy: float, values: int, random: np.random.Generator) -> Said:
    wrong = (truth + random.integers(1, values, FACTS)) % values
    told = np.where(random.random(FACTS) < accuracy, truth, wrong)
    return np.where(random.random(FACTS) < COVERED, told, UNKNOWN)


def _vote(said: Said, values: int) -> np.ndarray:
    return np.stack([(said == v).sum(axis=1) for v in range(values)], axis=1) + 1e-3


def dawid_skene(said: Said, values: int, rounds: int = 100) -> np.ndarray:
    """Dawid and Skene (1979): a confusion matrix a source, estimated from a majority vote on."""
    posterior = _vote(said, values)
    posterior = posterior / posterior.sum(axis=1, keepdims=True)
    for _ in range(rounds):
        log = np.tile(np.log(posterior.mean(axis=0) + 1e-9), (said.shape[0], 1))
        for column in said.T:
            confusion = np.full((values, values), 0.1)
            for v in range(values):
                confusion[:, v] += posterior[column == v].sum(axis=0)
            confusion /= confusion.sum(axis=1, keepdims=True)
            known = column != UNKNOWN
            log[known] += np.log(confusion[:, column[known]]).T
        posterior = np.exp(log - log.max(axis=1, keepdims=True))
        posterior /= posterior.sum(axis=1, keepdims=True)
    return posterior


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
