"""The trained reader: a page in, its whole attributions out.

Cues first, each with a probability; then for each cue which words near it are content and which its
source; then whether what was found together is to be believed. What the spans mean for a claim (mode,
frame, stance) is read from the parse, as the rule reader reads it.
"""

from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from holdfire.reading.page import Page
from holdfire.reading.trained.columns import Columns, Ints, columns
from holdfire.reading.trained.decode import CONTENT, SOURCE, label, runs
from holdfire.reading.trained.features import cue_features, pair_features, token_features
from holdfire.reading.trained.network import Floats, Network

WEIGHTS = "weights.npz"
SPEAKING = ("VERB", "AUX", "NOUN", "ADJ", "PROPN", "ADV", "ADP", "SCONJ")  # parts of speech that may be cues
COLON = ":"
LIKELY = 0.12  # cues less likely are not looked at
CERTAIN = 0.5  # above this a cue is known to its neighbours
SOURCED = -2.0  # log probability above which the best word is a source where none was decoded


class Found(NamedTuple):
    """One attribution as tokens, with what the networks thought of it."""

    cue: int
    content: Ints
    source: Ints
    signs: tuple[float, ...]  # the evidence `accept` weighs


class Weights(NamedTuple):
    """Both networks and the last judgement."""

    cue: Network
    role: Network
    judge: NDArray[np.float64]  # weights of a logistic over the signs, its bias last
    threshold: float


def weights_file() -> bytes:
    """The file of weights as it ships."""
    return files("holdfire.reading.trained").joinpath(WEIGHTS).read_bytes()


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights, loaded once a process."""
    with np.load(BytesIO(weights_file())) as arrays:
        held = dict(arrays)
    judge = held["judge"]
    return Weights(Network(held, "cue"), Network(held, "role"), judge[:-1], float(judge[-1]))


def may_be_cues(page: Page, c: Columns) -> Ints:
    """The tokens that can head a cue: words of some kinds, and a colon."""
    strings = page.doc.vocab.strings
    kinds = np.array([strings[k] for k in SPEAKING], dtype=np.uint64)
    return np.flatnonzero((np.isin(c.pos, kinds) | (c.lower == np.uint64(strings[COLON]))) & ~c.space)


def cue_chances(page: Page, c: Columns, network: Network) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """For each token how likely it heads a cue, and its feature rows."""
    rows = cue_features(c)
    chances = np.zeros(len(c.lower))
    at = may_be_cues(page, c)
    if len(at):
        tensor = np.asarray(page.doc.tensor, dtype=np.float32)
        before = network.looked_up(rows[at]) + network.weighed((tensor[at], tensor[c.head[at]]))
        chances[at] = np.exp(network.scores(before)[:, 1])
    return chances, rows


def roles(
    page: Page, c: Columns, cues: Ints, likely: NDArray[np.bool_], rows: NDArray[np.int32], network: Network
) -> tuple[Ints, Ints, Floats]:
    """(number of the cue, token, scores of outside, content and source) for every token near each cue."""
    numbers, tokens, pairs = pair_features(c, cues, likely, page.doc.vocab.strings)
    if not len(numbers):
        return numbers, tokens, np.zeros((0, 3), dtype=np.float32)
    tensor = np.asarray(page.doc.tensor, dtype=np.float32)
    near, back = np.unique(tokens, return_inverse=True)
    of_token = network.looked_up(token_features(c)[near]) + tensor[near] @ network.dense[0]
    of_cue = network.looked_up(rows[cues]) + tensor[cues] @ network.dense[1]
    return numbers, tokens, network.scores(network.looked_up(pairs) + of_token[back] + of_cue[numbers])


def find(page: Page, held: Weights) -> list[Found]:
    """Every likely attribution of a page, before it is judged."""
    c = columns(page)
    chances, rows = cue_chances(page, c, held.cue)
    cues = np.flatnonzero(chances >= LIKELY)
    if not len(cues):
        return []
    numbers, tokens, scores = roles(page, c, cues, chances >= CERTAIN, rows, held.role)
    labels = label(numbers, scores, len(cues))
    found = []
    edges = np.searchsorted(numbers, np.arange(len(cues) + 1))
    for k, cue in enumerate(cues.tolist()):
        part = slice(int(edges[k]), int(edges[k + 1]))
        one = assemble(tokens[part], scores[part], labels[part])
        if one is not None:
            content, source, signs = one
            found.append(Found(cue, content, source, (float(chances[cue]), *signs)))
    return found


def assemble(tokens: Ints, scores: Floats, labels: Ints) -> tuple[Ints, Ints, tuple[float, ...]] | None:
    """One cue's content and source from the labels of its window, with the evidence for them."""
    content = tokens[labels == CONTENT]
    best = int(scores[:, CONTENT].argmax())
    if not len(content):
        content = tokens[best : best + 1]
    source = tokens[labels == SOURCE]
    if len(source):
        source = max(runs(source), key=lambda r: float(scores[r - tokens[0], SOURCE].max()))
    else:
        open_ = np.where(labels == CONTENT, -99.0, scores[:, SOURCE])
        j = int(open_.argmax())
        if open_[j] > SOURCED:
            source = tokens[j : j + 1]
    inside = scores[content - tokens[0], CONTENT]
    sure = float(np.exp(scores[source - tokens[0], SOURCE]).max()) if len(source) else 0.0
    near = float(np.exp(scores[:, SOURCE].max()))
    signs = (
        float(np.exp(scores[best, CONTENT])), float(np.exp(inside).mean()), float(np.exp(inside).min()),
        sure, near,
        float(len(source) > 0), min(len(content), 30) / 30, float(len(runs(content)) > 1),
    )  # fmt: skip
    return content, source, signs


def features_of(signs: tuple[float, ...]) -> list[float]:
    """What the last judgement weighs: the evidence and its products."""
    chance, top, mean, least, sure, near, sourced, length, split = signs
    logit = float(np.log(max(chance, 1e-4) / max(1 - chance, 1e-4)))
    return [
        logit, logit * logit / 10, top, mean, least, sure, near, sourced, length, split, chance * mean,
        chance * sure, mean * sure, chance * mean * max(sure, 1 - near),
    ]  # fmt: skip


def judged(found: list[Found], held: Weights) -> list[Found]:
    """Those that are more to be believed than not."""
    kept = []
    for one in found:
        score = float(np.dot(held.judge[:-1], features_of(one.signs)) + held.judge[-1])
        if score >= held.threshold:
            kept.append(one)
    return kept
