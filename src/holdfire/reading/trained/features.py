"""Hashed features: which rows of the networks' tables a token, or a cue and a token together, look up.

Each feature is a template: its number and a few columns, mixed into one 64-bit hash, cut to the size of
the table. A new template is one line; the networks must then be trained again.
"""

# ruff: noqa: E501  (a template a cell: the tables read across)
# ruff: noqa: E501

import numpy as np
from numpy.typing import NDArray
from spacy.strings import StringStore

from holdfire.reading.trained.columns import Columns, Hashes, Ints

BITS = 17
Rows = NDArray[np.int32]
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)


def _mixed(number: int, *columns: Hashes | Ints | NDArray[np.bool_]) -> Rows:
    """Rows of the table for one template."""
    h: Hashes = np.array((number + 1) * 0x632BE59BD9B4E019 & 0xFFFFFFFFFFFFFFFF, dtype=np.uint64)
    for column in columns:
        h = (h ^ column.astype(np.uint64)) * _MIX
        h = h ^ (h >> _SHIFT)
    return (h >> np.uint64(64 - BITS)).astype(np.int32)


def _at(column: Hashes, index: Ints) -> Hashes:
    """A column at other tokens' rows, zero where there is none."""
    return np.where((index >= 0) & (index < len(column)), column[np.clip(index, 0, len(column) - 1)], 0)


def cue_features(c: Columns) -> Rows:
    """One row a token: whether it heads a cue."""
    n = len(c.lower)
    i = np.arange(n)
    head = np.where(c.head == i, -1, c.head)
    grand = np.where(head >= 0, np.where(c.head[head] == head, -1, c.head[head]), -1)
    child = c.child
    subject = np.where(child["nsubj"] >= 0, child["nsubj"], child["nsubjpass"])
    side = (head > i).astype(np.uint64)
    inside = c.quote >= 0
    prep, dobj, comp, xcomp = child["prep"], child["dobj"], child["ccomp"], child["xcomp"]
    grandchild = _at(child["prep"].astype(np.uint64), dobj).astype(np.int64)
    compmark = _at(c.lower, np.where(comp >= 0, child["mark"][comp], -1))
    has = [np.minimum(child[name] + 1, 1).astype(np.uint64) for name in child]
    frame = sum(h << np.uint64(k) for k, h in enumerate(has))
    core = (child["ccomp"] >= 0) * 1 + (xcomp >= 0) * 2 + (dobj >= 0) * 4 + (child["advcl"] >= 0) * 8
    near = np.minimum(c.closed, 6) * 8 + np.minimum(c.opens, 6)
    first = np.zeros(n, dtype=np.int64)
    starts = np.flatnonzero(np.diff(c.sentence, prepend=-1))
    first = np.minimum(i - starts[c.sentence], 8) if n else first
    depth = np.minimum(c.right - c.left, 30) // 3
    low, lem, pos, tag, dep = c.lower, c.lemma, c.pos, c.tag, c.dep
    templates = [
        (low,), (lem,), (tag,), (dep, pos), (c.shape,), (lem, tag), (lem, dep), (lem, pos, inside),
        (_at(lem, head),), (_at(tag, head), dep), (_at(lem, head), dep, pos), (_at(lem, head), lem), (_at(lem, grand), dep),
        (_at(dep, head), dep, tag), (_at(dep, grand), _at(dep, head), dep),
        (_at(low, i - 1),), (_at(low, i + 1),), (_at(tag, i - 1), tag), (_at(tag, i + 1), tag), (_at(low, i - 2),), (_at(low, i + 2),),
        (_at(low, i - 1), lem), (_at(low, i + 1), lem), (_at(lem, i - 1), _at(tag, i + 1)), (_at(tag, i - 2), _at(tag, i - 1), tag),
        (_at(tag, i + 1), _at(tag, i + 2), tag),
        (_at(lem, subject),), (_at(tag, subject), tag), (_at(low, subject), lem), (_at(tag, subject), lem),
        (_at(lem, dobj),), (_at(lem, dobj), lem), (_at(tag, dobj), tag), (_at(lem, grandchild), lem),
        (_at(low, prep),), (_at(low, prep), lem), (_at(lem, prep), pos, core), (_at(tag, comp), tag), (_at(tag, comp), lem), (compmark, tag),
        (compmark, lem), (_at(lem, comp),), (_at(tag, xcomp), tag), (_at(lem, xcomp), lem), (_at(lem, xcomp),),
        (_at(lem, child["acomp"]), lem), (_at(lem, child["attr"]), lem), (_at(low, child["poss"]), pos), (_at(tag, child["poss"]), lem),
        (_at(lem, child["prt"]), lem), (_at(low, child["aux"]), tag), (child["neg"] >= 0, lem), (_at(tag, child["acl"]), lem),
        (_at(low, child["mark"]), tag), (_at(low, child["det"]), tag), (_at(lem, child["oprd"]), lem), (_at(low, child["agent"]), tag),
        (frame,), (frame, lem), (core, lem), (core, tag, dep), (near,), (near, tag), (near, lem), (near, core, pos),
        (inside, tag), (first, tag), (depth, tag), (side, dep, tag), (np.minimum(c.opens, 3), tag, _at(low, i + 1)),
        (_at(dep, subject), dep, core), (_at(lem, child["dative"]), lem), (_at(lem, child["conj"]), lem),
        (_at(lem, c.owner), tag), (_at(tag, c.owner), lem), (c.hops, lem), (c.hops, _at(tag, c.owner), tag, dep), (_at(low, c.owner), core),
    ]  # fmt: skip
    return np.stack([_mixed(k, *np.broadcast_arrays(*t)) for k, t in enumerate(templates)], axis=1)


def token_features(c: Columns) -> Rows:
    """One row a token: what it is, whatever cue is looked from."""
    n = len(c.lower)
    i = np.arange(n)
    head = np.where(c.head == i, -1, c.head)
    low, lem, tag, dep = c.lower, c.lemma, c.tag, c.dep
    opening = np.diff(c.sentence, prepend=-1) > 0
    mark = np.minimum(c.opens, 2) * 4 + np.minimum(c.closed, 2)
    templates = [
        (low,), (lem,), (tag,), (dep,), (tag, dep), (c.shape,), (_at(tag, i - 1), tag), (tag, _at(tag, i + 1)), (_at(low, i - 1),), (_at(low, i + 1),),
        (_at(low, i - 1), tag), (_at(low, i + 1), tag), (_at(lem, head),), (_at(dep, head), dep), (_at(tag, head), tag), (opening, tag), (mark, tag),
        (_at(low, i - 2),), (_at(low, i + 2),), (_at(tag, i - 2), _at(tag, i - 1), tag), (tag, _at(tag, i + 1), _at(tag, i + 2)),
    ]  # fmt: skip
    return np.stack([_mixed(100 + k, *np.broadcast_arrays(*t)) for k, t in enumerate(templates)], axis=1)


MARKS = ("—", "–", "-", ":", ";", "(", ")")  # marks that set a part of a sentence off
REACH = 5  # steps up the parse that are told apart
BEFORE, AFTER = 160, 240  # tokens of the paragraph looked at around a cue
LEVELS = np.array([0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 16, 24, 36, 60, 100, 1000])


def windows(c: Columns, cues: Ints, colon: np.uint64) -> list[tuple[int, int]]:
    """The tokens looked at around each cue: its paragraph, and the next one after a colon."""
    edges = np.flatnonzero(np.diff(c.block, prepend=-1))
    ends = np.append(edges[1:], len(c.block))
    number = np.searchsorted(edges, cues, side="right") - 1
    found = []
    for cue, k in zip(cues.tolist(), number.tolist(), strict=True):
        start, end = int(edges[k]), int(ends[k])
        last = end - 1
        while last > cue and c.space[last]:
            last -= 1
        if k + 1 < len(ends) and (c.lower[last] == colon or last == cue):
            end = int(ends[k + 1])
        found.append((max(start, cue - BEFORE), min(end, cue + AFTER)))
    return found


def _paths(
    c: Columns, cue: int, start: int, end: int, children: list[list[int]]
) -> tuple[Ints, Ints, Ints, Ints]:
    """For each token of a window: steps up from the cue to what holds it, that ancestor, its branch there, and the next below."""
    n = end - start
    up = np.full(n, REACH + 1, dtype=np.int64)
    above = np.full(n, -1, dtype=np.int64)
    branch = np.full(n, -1, dtype=np.int64)
    below = np.full(n, -1, dtype=np.int64)
    chain = [cue]
    while len(chain) <= REACH and c.head[chain[-1]] != chain[-1]:
        chain.append(int(c.head[chain[-1]]))
    left, right = c.left, c.right
    for k in range(len(chain) - 1, -1, -1):
        at = chain[k]
        s, e = max(int(left[at]) - start, 0), min(int(right[at]) + 1 - start, n)
        if s >= e:
            continue
        up[s:e], above[s:e], branch[s:e], below[s:e] = k, at, -1, -1
        for child in children[at]:
            s, e = max(int(left[child]) - start, 0), min(int(right[child]) + 1 - start, n)
            if s >= e:
                continue
            branch[s:e] = child
            if k < 2:
                for inner in children[child]:
                    below[
                        max(int(left[inner]) - start, 0) : max(0, min(int(right[inner]) + 1 - start, n))
                    ] = inner
    return up, above, branch, below


def pair_features(
    c: Columns, cues: Ints, likely: NDArray[np.bool_], strings: StringStore
) -> tuple[Ints, Ints, Rows]:
    """Rows for each cue with each token of its window: (number of the cue, token, rows)."""
    n = len(c.lower)
    children: list[list[int]] = [[] for _ in range(n)]
    for child, head in enumerate(c.head.tolist()):
        if head != child:
            children[head].append(child)
    colon, comma = np.uint64(strings[":"]), np.uint64(strings[","])
    commas = np.cumsum(c.lower == comma)
    dashes = np.cumsum(np.isin(c.lower, np.array([strings[mark] for mark in MARKS], dtype=np.uint64)))
    known = np.cumsum(likely & (c.quote < 0))
    began = np.cumsum(np.diff(c.quote, prepend=-1) > 0)
    own = np.zeros(int(c.sentence[-1]) + 1 if n else 0, dtype=np.int64)
    np.add.at(own, c.sentence[likely & (c.quote < 0)], 1)
    numbers, tokens, parts = [], [], []
    for number, (cue, (start, end)) in enumerate(zip(cues.tolist(), windows(c, cues, colon), strict=True)):
        t = np.arange(start, end)
        numbers.append(np.full(end - start, number))
        tokens.append(t)
        parts.append(np.stack([*_paths(c, cue, start, end, children), np.full(end - start, cue)], axis=1))
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 1), np.int32)
    t = np.concatenate(tokens)
    up, above, branch, below, cue = np.concatenate(parts).T
    low, lem, tag, dep, pos = c.lower, c.lemma, c.tag, c.dep, c.pos
    far = np.sign(t - cue) * np.searchsorted(LEVELS, np.abs(t - cue))
    after = t > cue
    between = np.minimum(np.abs(commas[t] - commas[cue]), 3)
    dashed = np.minimum(np.abs(dashes[t] - dashes[cue]), 2)
    cued = np.minimum(np.abs(known[t] - known[cue]), 3)
    quoted = (
        (c.quote[t] >= 0) * 2 + (c.quote[cue] >= 0) + 4 * ((c.quote[t] == c.quote[cue]) & (c.quote[t] >= 0))
    )
    rank = np.where(c.quote[t] >= 0, np.clip(began[t] - began[cue], -3, 3), 9)
    apart = np.clip(c.sentence[t] - c.sentence[cue], -3, 3)
    alone = np.minimum(own[c.sentence[t]], 1)
    side = branch > above
    depb, subdep = _at(dep, branch), _at(dep, below)
    first = _at(low, np.where(branch >= 0, c.left[branch], -1))
    lemc, tagc, depc = lem[cue], tag[cue], dep[cue]
    edge = (
        (t == np.where(branch >= 0, c.left[branch], -1)) * 1
        + (t == np.where(branch >= 0, c.right[branch], -1)) * 2
        + (t == branch) * 4
    )
    relative = (below > branch).astype(np.int64)
    owner = c.owner[cue]
    owns = np.where(t == owner, 2, (owner >= 0) & (t >= c.left[owner]) & (t <= c.right[owner]))
    templates = [
        (up, depb, side), (up, depb, side, lemc), (up, depb, side, tagc, depc), (up, _at(tag, branch), depb, side), (up, depb, first), (lemc, depb, first),
        (up, depb, side, subdep, relative), (up, depb, subdep, _at(tag, below)), (lemc, up, depb, subdep), (up, _at(lem, above), depb), (up, depb, edge),
        (up, depb, side, after, between), (up, depb, after, quoted, rank), (up, depb, far), (lemc, far), (far, tagc, quoted),
        (quoted, rank, apart, alone), (quoted, rank, apart, tagc, lemc), (quoted, rank, after, between, cued), (apart, alone, quoted, lemc),
        (up, depb, side, cued), (up, depb, cued, alone, apart), (dep[t], up, depb), (tag[t], up, depb, side), (low[t], up, depb), (low[t], after, quoted), (low[t], lemc),
        (dashed, between, quoted, after), (dashed, up, depb, after), (tagc, tag[t], after, between), (likely[t], up, depb), (lem[t], depb, up, tagc),
        (far, dep[t], tagc), (pos[t], dep[t], up, depb, lemc), (t == cue,), (far, tag[t], lemc),
        (owns, c.hops[cue]), (owns, depc, tagc), (owns, up, depb), (owns, lemc), (owns, low[t]), (owns, edge, after), (owns, _at(tag, owner), depc),
    ]  # fmt: skip
    rows = np.stack([_mixed(200 + k, *np.broadcast_arrays(*x)) for k, x in enumerate(templates)], axis=1)
    return np.concatenate(numbers), t, rows
