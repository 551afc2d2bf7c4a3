"""The last judgement: how far to believe a cue, content and source found together.

A logistic over the evidence, fitted to whether the whole attribution was right, and the threshold at
which the F1 of whole attributions is best.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from holdfire.reading.trained.reader import Found, features_of
from training.attribution.polnear import Gold

HALF = 0.5  # content must overlap at least so much, as the scorer asks


def right(found: list[Found], gold: tuple[Gold, ...]) -> list[bool]:
    """Which found attributions are whole ones of the gold, matched one to one, best first."""
    pairs = []
    for i, one in enumerate(found):
        content, source = set(one.content.tolist()), set(one.source.tolist())
        for j, g in enumerate(gold):
            overlap = len(content & g.content) / len(content | g.content)
            if overlap >= HALF and (source & g.source or not (source or g.source)):
                pairs.append((overlap, i, j))
    taken_i: set[int] = set()
    taken_j: set[int] = set()
    for _, i, j in sorted(pairs, reverse=True):
        if i not in taken_i and j not in taken_j:
            taken_i.add(i)
            taken_j.add(j)
    return [i in taken_i for i in range(len(found))]


def fit_judge(
    cases: Iterable[tuple[list[Found], tuple[Gold, ...], float]],
) -> tuple[NDArray[np.float64], float]:
    """The weights, bias and threshold, and the F1 of whole attributions they reach on the cases."""
    signs, truth, weight, wanted = [], [], [], 0.0
    for found, gold, share in cases:
        signs += [features_of(one.signs) for one in found]
        truth += right(found, gold)
        weight += [share] * len(found)
        wanted += share * len(gold)
    x, y, w = np.array(signs), np.array(truth), np.array(weight)
    fitted = LogisticRegression(C=1.0, max_iter=2000).fit(x, y, sample_weight=w)
    scores = x @ fitted.coef_[0] + fitted.intercept_[0]
    order = np.argsort(-scores)
    hit, said = np.cumsum(w[order] * y[order]), np.cumsum(w[order])
    f1 = 2 * hit / (said + wanted)
    best = int(f1.argmax())
    return np.array([*fitted.coef_[0], fitted.intercept_[0], scores[order][best]]), float(f1[best])
