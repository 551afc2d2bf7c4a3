"""A network of one hidden layer over hashed features, run in numpy.

hidden = relu(sum of the table's rows + dense columns × U + b); scores = log softmax(hidden × V + c).
Rows are stored as bytes with one scale a column and turned into floats once a process.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]


class Network:
    """Weights of one network, ready to score."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]], name: str) -> None:
        scale = arrays[f"{name}.scale"].astype(np.float32)
        self.table: Floats = arrays[f"{name}.table"].astype(np.float32) * scale
        self.dense: Floats = arrays[f"{name}.dense"].astype(np.float32)  # one matrix a dense input
        self.hidden_bias: Floats = arrays[f"{name}.hidden_bias"].astype(np.float32)
        self.out: Floats = arrays[f"{name}.out"].astype(np.float32)
        self.out_bias: Floats = arrays[f"{name}.out_bias"].astype(np.float32)

    def looked_up(self, rows: Rows) -> Floats:
        """The sum of the table's rows for each line of rows."""
        total = np.zeros((len(rows), self.table.shape[1]), dtype=np.float32)
        held = np.empty_like(total)
        for column in rows.T:
            np.take(self.table, column, axis=0, out=held, mode="clip")
            total += held
        return total

    def weighed(self, inputs: Sequence[Floats]) -> Floats:
        """What dense inputs add to the hidden layer."""
        return np.asarray(sum(x @ u for x, u in zip(inputs, self.dense, strict=True)), dtype=np.float32)

    def scores(self, before: Floats) -> Floats:
        """Log probabilities from what enters the hidden layer."""
        hidden = np.maximum(before + self.hidden_bias, 0)
        out = hidden @ self.out + self.out_bias
        top = out.max(axis=1, keepdims=True)
        return out - top - np.log(np.exp(out - top).sum(axis=1, keepdims=True))
