"""Trains the attribution reader on PolNeAR's training articles and writes its weights into the package.

    .venv/bin/python -m training.attribution.train ../shared/data/polnear/train [--cache FILE] [--out FILE]

Two networks learn on all articles; the last judgement and its threshold are fitted to what networks
that learnt on one half of the articles say of the other half, so that nothing is judged by a
network that has seen it. The same seed, texts and machine give the same weights. The corpus is press
text and stays where it is: only weights over hashed features are written.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from holdfire.reading import trained
from holdfire.reading.trained import reader
from holdfire.reading.trained.features import pair_features
from holdfire.reading.trained.network import Network
from training.attribution.judging import fit_judge
from training.attribution.learning import Dense, Floats, Group, Learner
from training.attribution.polnear import Example, examples

SEED = 2021
HIDDEN = 64
CUE_EPOCHS, ROLE_EPOCHS = 4, 3
BATCH = 6  # articles a step
RATE = 0.002
Batch = tuple[list[Group], list[Dense], NDArray[np.int64], Floats]


def learn(
    batches: Sequence[Callable[[], Batch]], epochs: int, out: int, width: int, seed: int, said: str
) -> Learner:
    """A network learnt over batches made when they are needed."""
    learner = Learner(HIDDEN, out, 2, width, seed)
    chance = np.random.default_rng(seed)
    steps, step = epochs * len(batches), 0
    for epoch in range(epochs):
        started, loss = time.perf_counter(), 0.0
        for k in chance.permutation(len(batches)):
            loss += learner.learn(*batches[k](), rate=RATE * max(0.05, 1 - step / steps))
            step += 1
        took = time.perf_counter() - started
        print(
            f"{said} epoch {epoch + 1}: loss {loss / len(batches):.4f}, {took:.0f} s",
            file=sys.stderr,
            flush=True,
        )
    return learner


def in_batches(found: Sequence[Example], seed: int) -> list[list[Example]]:
    """Articles in batches, each annotator's reading an example of its own."""
    order = np.random.default_rng(seed).permutation(len(found))
    return [[found[i] for i in order[b : b + BATCH]] for b in range(0, len(order), BATCH)]


def cue_batch(batch: Sequence[Example]) -> Batch:
    """The tokens of some articles that may be cues, and which are."""
    rows = np.concatenate([e.cue_rows[e.candidates] for e in batch])
    own = np.concatenate([e.tensor[e.candidates] for e in batch])
    head = np.concatenate([e.tensor[e.columns.head[e.candidates]] for e in batch])
    truth = np.concatenate([np.isin(e.candidates, [g.cue for g in e.gold]) for e in batch]).astype(np.int64)
    weight = np.concatenate([np.full(len(e.candidates), e.weight, np.float32) for e in batch])
    return [(rows, None)], [(own, None), (head, None)], truth, weight


def role_batch(batch: Sequence[Example], likely: dict[str, NDArray[np.bool_]]) -> Batch:
    """The tokens near every cue of some articles, and whether each is content, source or neither."""
    parts, weights, cue_at, token_at = [], [], 0, 0
    for e in batch:
        cues = np.array([g.cue for g in e.gold], dtype=np.int64)
        if not len(cues):
            continue
        numbers, tokens, rows = pair_features(e.columns, cues, likely[e.name], e.page.doc.vocab.strings)
        near, back = np.unique(tokens, return_inverse=True)
        truth = np.zeros(len(tokens), np.int64)
        for k, g in enumerate(e.gold):
            mine = numbers == k
            truth[mine & np.isin(tokens, list(g.content))] = 1
            truth[mine & np.isin(tokens, list(g.source))] = 2
        parts.append(
            (
                e.cue_rows[cues],
                e.token_rows[near],
                rows,
                e.tensor[near],
                e.tensor[cues],
                numbers + cue_at,
                back + token_at,
                truth,
            )
        )
        weights.append(np.full(len(tokens), e.weight, np.float32))
        cue_at, token_at = cue_at + len(cues), token_at + len(near)
    of_cue, of_token, pair, near_tensor, cue_tensor, cue_index, token_index, truth = map(
        np.concatenate, zip(*parts, strict=True)
    )
    groups: list[Group] = [(of_cue, cue_index), (of_token, token_index), (pair, None)]
    return groups, [(near_tensor, token_index), (cue_tensor, cue_index)], truth, np.concatenate(weights)


def cue_network(found: Sequence[Example], seed: int, said: str) -> Network:
    """The network of cues, learnt on some articles."""
    width = found[0].tensor.shape[1]
    batches = [partial(cue_batch, batch) for batch in in_batches(found, seed)]
    return Network(learn(batches, CUE_EPOCHS, 2, width, seed, said).arrays("cue"), "cue")


def role_network(
    found: Sequence[Example], likely: dict[str, NDArray[np.bool_]], seed: int, said: str
) -> Learner:
    """The network of roles, learnt on some articles."""
    width = found[0].tensor.shape[1]
    batches = [
        partial(role_batch, batch, likely) for batch in in_batches(found, seed) if any(e.gold for e in batch)
    ]
    return learn(batches, ROLE_EPOCHS, 3, width, seed, said)


def halves(found: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Articles in two halves, every annotator's reading of one article in the same."""
    names = sorted({e.name for e in found})
    first = set(names[::2])
    return [e for e in found if e.name in first], [e for e in found if e.name not in first]


def main() -> None:
    """Trains, and prints what the judgement reached on articles its networks had not seen."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, help="a file to keep the parses in")
    parser.add_argument("--out", type=Path, default=Path(trained.__file__).parent / reader.WEIGHTS)
    asked = parser.parse_args()
    started = time.perf_counter()
    found = examples(asked.folder, asked.cache, SEED)
    count = sum(len(e.gold) for e in found)
    print(
        f"{len(found)} readings of articles, {count} attributions, {time.perf_counter() - started:.0f} s",
        file=sys.stderr,
    )
    parts = halves(found)
    unheard: dict[
        str, NDArray[np.float64]
    ] = {}  # chances of cues by the network that has not seen the article
    cues = [cue_network(part, SEED + k, f"cues, half {k + 1}") for k, part in enumerate(parts)]
    for network, other in zip(cues, reversed(parts), strict=True):
        for e in other:
            unheard[e.name] = reader.cue_chances(e.page, e.columns, network)[0]
    likely = {name: chances >= reader.CERTAIN for name, chances in unheard.items()}
    cases = []
    for k, (part, other) in enumerate(zip(parts, reversed(parts), strict=True)):
        role = Network(role_network(part, likely, SEED + k, f"roles, half {k + 1}").arrays("role"), "role")
        held = reader.Weights(cues[k], role, np.zeros(1), 0.0)
        cases += [(reader.find(e.page, held), e.gold, e.weight) for e in other]
    judge, f1 = fit_judge(cases)
    print(f"whole attributions of articles not seen by networks of half the articles: F1 {f1:.3f}")
    width = found[0].tensor.shape[1]
    batches = [partial(cue_batch, batch) for batch in in_batches(found, SEED)]
    cue = learn(batches, CUE_EPOCHS, 2, width, SEED, "cues")
    role = role_network(found, likely, SEED, "roles")
    np.savez_compressed(asked.out, judge=judge, **cue.arrays("cue"), **role.arrays("role"))
    size = asked.out.stat().st_size / 1e6
    print(f"wrote {asked.out.name}: {size:.1f} MB, {time.perf_counter() - started:.0f} s in all")


if __name__ == "__main__":
    main()
