"""From scores to spans: the likeliest labels along each cue's window, a change of label costing something."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from holdfire.reading.trained.columns import Ints

OUT, CONTENT, SOURCE = 0, 1, 2
CHANGE = np.array([[0, 1.5, 1.5], [1.5, 0, 2.0], [1.5, 2.0, 0]], dtype=np.float32)


def label(numbers: Ints, scores: NDArray[np.float32], cues: int) -> Ints:
    """The best label of every line, all cues at once. `numbers` rises; lines of one cue follow each other."""
    labels = np.zeros(len(numbers), dtype=np.int64)
    if not len(numbers):
        return labels
    begins = np.searchsorted(numbers, np.arange(cues))
    lengths = np.diff(np.append(begins, len(numbers)))
    longest = int(lengths.max())
    padded = np.zeros((longest, cues, 3), dtype=np.float32)
    place = np.arange(len(numbers)) - begins[numbers]
    padded[place, numbers] = scores
    best = padded[0].copy()
    back = np.zeros((longest, cues, 3), dtype=np.int8)
    for i in range(1, longest):
        paths = best[:, :, None] - CHANGE[None]
        back[i] = paths.argmax(axis=1)
        best = paths.max(axis=1) + padded[i]
    found = np.zeros((longest, cues), dtype=np.int64)
    found[-1] = best.argmax(axis=1)
    every = np.arange(cues)
    for i in range(longest - 1, 0, -1):
        found[i - 1] = back[i, every, found[i]]
    return found[place, numbers]


def runs(tokens: Ints) -> list[Ints]:
    """Tokens in runs without a gap."""
    if not len(tokens):
        return []
    edges = [0, *(np.flatnonzero(tokens[1:] - tokens[:-1] > 1) + 1).tolist(), len(tokens)]
    return [tokens[a:b] for a, b in pairwise(edges)]
