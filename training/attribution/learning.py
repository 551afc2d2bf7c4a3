"""Learning a network's weights: Adam over the table's rows that a batch touches, with dropout, one core.

Only needed here; the reader runs what comes out in numpy.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from holdfire.reading.trained.features import BITS

Floats = NDArray[np.float32]
# Rows, and which line of them each example takes.
Group = tuple[NDArray[np.int32], NDArray[np.int64] | None]
Dense = tuple[Floats, NDArray[np.int64] | None]


class _Adam:
    def __init__(self, weights: Floats) -> None:
        self.weights, self.steps = weights, 0
        self.mean, self.square = np.zeros_like(weights), np.zeros_like(weights)

    def step(self, gradient: Floats, rate: float, rows: NDArray[np.int64] | None = None) -> None:
        self.steps += 1
        at = slice(None) if rows is None else rows
        mean = self.mean[at] * 0.9 + 0.1 * gradient
        square = self.square[at] * 0.99 + 0.01 * gradient * gradient
        self.mean[at], self.square[at] = mean, square
        scale = np.sqrt(1 - 0.99**self.steps) / (1 - 0.9**self.steps)
        self.weights[at] -= (rate * scale) * mean / (np.sqrt(square) + 1e-8)


class Learner:
    """The weights of one network while it learns. Layout and arithmetic as in `trained.network.Network`."""

    def __init__(self, hidden: int, out: int, dense: int, width: int, seed: int) -> None:
        chance = self.chance = np.random.default_rng(seed)
        normal = chance.standard_normal
        self.table = np.zeros((1 << BITS, hidden), np.float32)  # what was never seen says nothing
        self.dense = [(normal((width, hidden)) * 0.05).astype(np.float32) for _ in range(dense)]
        self.hidden_bias = np.full(hidden, 0.1, np.float32)
        self.out = (normal((hidden, out)) * 0.1).astype(np.float32)
        self.out_bias = np.zeros(out, np.float32)
        self._rows = _Adam(self.table)
        self._rest = [_Adam(w) for w in (self.hidden_bias, *self.dense, self.out, self.out_bias)]

    def learn(
        self, groups: Sequence[Group], dense: Sequence[Dense], truth: NDArray[np.int64], weight: Floats,
        rate: float, drop: float = 0.25, drop_feature: float = 0.1,
    ) -> float:  # fmt: skip
        """One step on one batch; the loss before it."""
        n, chance = len(truth), self.chance
        used = np.zeros(len(self.table), bool)
        for rows, _ in groups:
            used[rows] = True
        touched = np.flatnonzero(used)
        place = np.cumsum(used, dtype=np.int32) - 1
        rows_now = self.table[touched]
        before = np.tile(self.hidden_bias, (n, 1))
        looked = []
        for rows, index in groups:
            kept = (chance.random(rows.size, dtype=np.float32) > drop_feature).astype(np.float32) / (
                1 - drop_feature
            )
            lines = csr_matrix(
                (kept, place[rows.ravel()], np.arange(0, rows.size + 1, rows.shape[1])),
                shape=(len(rows), len(touched)),
            )
            total = lines @ rows_now
            before += total if index is None else total[index]
            looked.append((lines, index))
        inputs = []
        for (x, index), matrix in zip(dense, self.dense, strict=True):
            x = x * (chance.random(x.shape, dtype=np.float32) > drop_feature) / np.float32(1 - drop_feature)
            total = x @ matrix
            before += total if index is None else total[index]
            inputs.append((x, index))
        mask = (chance.random(before.shape, dtype=np.float32) > drop).astype(np.float32) / np.float32(
            1 - drop
        )
        hidden = np.maximum(before, 0) * mask
        scores = hidden @ self.out + self.out_bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
        share = weight / weight.sum()
        loss = -float((share * np.log(scores[np.arange(n), truth] + 1e-9)).sum())
        error = scores
        error[np.arange(n), truth] -= 1
        error *= share[:, None]
        back = (error @ self.out.T) * mask * (before > 0)
        sums: dict[tuple[int, int], Floats] = {}

        def gathered(index: NDArray[np.int64] | None, lines: int) -> Floats:
            if index is None:
                return back
            key = (id(index), lines)
            if key not in sums:
                ones = np.ones(len(index), np.float32)
                sums[key] = (
                    csr_matrix((ones, index, np.arange(len(index) + 1)), shape=(len(index), lines)).T @ back
                )
            return sums[key]

        gradient = sum(lines.T @ gathered(index, lines.shape[0]) for lines, index in looked)
        of_dense = [x.T @ gathered(index, len(x)) for x, index in inputs]
        of_out, of_bias = hidden.T @ error, error.sum(axis=0)
        self._rows.step(np.asarray(gradient, np.float32), rate, touched)
        for adam, g in zip(self._rest, (back.sum(axis=0), *of_dense, of_out, of_bias), strict=True):
            adam.step(np.asarray(g, np.float32), rate)
        return loss

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """The weights as the reader stores them: the table in bytes, one scale a column."""
        scale = np.quantile(np.abs(self.table), 0.9999, axis=0) / 127
        table = np.clip(np.round(self.table / scale), -127, 127).astype(np.int8)
        return {
            f"{name}.table": table,
            f"{name}.scale": scale.astype(np.float32),
            f"{name}.dense": np.stack(self.dense).astype(np.float16),
            f"{name}.hidden_bias": self.hidden_bias,
            f"{name}.out": self.out,
            f"{name}.out_bias": self.out_bias,
        }
