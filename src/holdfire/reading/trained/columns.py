"""A page as columns of numbers, one row a token: what the networks' features are made of.

Strings are spaCy's own 64-bit hashes, equal on every machine; positions are token indices, -1 for none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from holdfire.reading.page import Page

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
CHILDREN = (
    "nsubj", "nsubjpass", "dobj", "ccomp", "xcomp", "advcl", "prep", "aux", "neg", "mark", "attr", "oprd",
    "acomp", "agent", "poss", "acl", "prt", "det", "dative", "conj",
)  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """The columns of one page."""

    lower: Hashes
    lemma: Hashes
    pos: Hashes
    tag: Hashes
    dep: Hashes
    shape: Hashes
    head: Ints
    left: Ints  # the leftmost and rightmost token under each
    right: Ints
    sentence: Ints  # number of the sentence
    block: Ints  # number of the paragraph
    quote: Ints  # number of the outermost quotation around the token, -1 outside
    opens: Ints  # tokens to the next opening of a quotation in the paragraph, capped
    closed: Ints  # tokens since the last closing
    space: NDArray[np.bool_]
    child: dict[str, Ints]  # by dependency: the last child so attached
    owner: Ints  # the subject, possessor or noun a word answers to, its own or the nearest above it
    hops: Ints  # how many steps above


def columns(page: Page) -> Columns:
    """The columns of a page."""
    doc = page.doc
    n = len(doc)
    table = doc.to_array(["LOWER", "LEMMA", "POS", "TAG", "DEP", "SHAPE", "HEAD", "SENT_START", "IS_SPACE"])
    lower, lemma, pos, tag, dep, shape, heads, starts, space = table.T
    index = np.arange(n)
    head = index + heads.astype(np.int64)
    left, right = index.copy(), index.copy()
    for _ in range(n):
        before = left.sum() - right.sum()
        np.minimum.at(left, head, left)
        np.maximum.at(right, head, right)
        if left.sum() - right.sum() == before:
            break
    block = np.asarray(page.block_of, dtype=np.int64)[page.starts]
    opening = starts.astype(np.int64) == 1
    if n:
        opening[0] = True
        opening[1:] |= block[1:] != block[:-1]
    quote, opens, closed = _quotations(page, block)
    child = {}
    strings = doc.vocab.strings
    for name in CHILDREN:
        at = np.flatnonzero(dep == np.uint64(strings[name]))
        at = at[head[at] != at]
        found = np.full(n, -1, dtype=np.int64)
        found[head[at]] = at
        child[name] = found
    return Columns(
        lower, lemma, pos, tag, dep, shape, head, left, right, np.cumsum(opening) - 1, block, quote, opens,
        closed,
        space.astype(bool), child, *_owners(head, dep == np.uint64(strings["acl"]), child),
    )  # fmt: skip


def _owners(head: Ints, clause: NDArray[np.bool_], child: dict[str, Ints]) -> tuple[Ints, Ints]:
    """Whom each word answers to, inherited down the parse: "X boasted ... and stressed" makes X own both."""
    owner = np.where(child["nsubj"] >= 0, child["nsubj"], child["nsubjpass"])
    owner = np.where(owner >= 0, owner, child["poss"])
    owner = np.where((owner < 0) & clause, head, owner)
    hops = np.zeros(len(head), dtype=np.int64)
    for step in range(1, 7):
        above = owner[head]
        takes = (owner < 0) & (above >= 0) & (above != np.arange(len(head)))
        hops[takes] = step
        owner = np.where(takes, above, owner)
    return owner, hops


FAR = 12


def _quotations(page: Page, block: Ints) -> tuple[Ints, Ints, Ints]:
    """The quotation around each token, and how far the next opens and the last closed."""
    n = len(page.doc)
    quote = np.full(n, -1, dtype=np.int64)
    opens = np.full(n, FAR, dtype=np.int64)
    closed = np.full(n, FAR, dtype=np.int64)
    for number, q in enumerate(q for q in page.quotes if q.depth == 0):
        first, last = page.token_at[q.start], page.token_at[max(q.start, q.end - 1)]
        quote[first : last + 1] = number
        near = np.arange(max(0, first - FAR), first + 1)
        near = near[block[near] == block[first]]
        opens[near] = np.minimum(opens[near], first - near)
        near = np.arange(last, min(n, last + FAR + 1))
        near = near[block[near] == block[last]]
        closed[near] = np.minimum(closed[near], near - last)
    return quote, opens, closed
