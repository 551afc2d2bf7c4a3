"""PolNeAR as training examples: each article parsed, with the tokens of every source, cue and content.

Reads the corpus's own layout: `text/NAME.txt` and `attributions/NAME_ANNOTATOR.ann` in brat standoff.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import DocBin

from holdfire.reading import model
from holdfire.reading.page import Page
from holdfire.reading.quotes import find_quotes
from holdfire.reading.trained.columns import Columns, Ints, columns
from holdfire.reading.trained.features import cue_features, token_features
from holdfire.reading.trained.reader import may_be_cues

SPAN = re.compile(r"^(T\d+)\t\S+ (\d+ \d+(?:;\d+ \d+)*)\t", re.M)
EVENT = re.compile(r"^E\d+\t(Attribution\S*:.*)$", re.M)
RANK = {"VERB": 0, "AUX": 1, "NOUN": 2, "ADJ": 3, "PROPN": 4, "ADV": 5, "ADP": 6, "SCONJ": 6}
ANNOTATORS = 2  # at most so many of an article's annotators are learnt from


class Gold(NamedTuple):
    """One attribution as tokens: the head of its cue, its source and its content."""

    cue: int
    source: frozenset[int]
    content: frozenset[int]


class Example(NamedTuple):
    """One annotator's reading of one article, with the features of the article."""

    name: str
    page: Page
    columns: Columns
    cue_rows: NDArray[np.int32]
    token_rows: NDArray[np.int32]
    tensor: NDArray[np.float32]
    candidates: Ints
    gold: tuple[Gold, ...]
    weight: float


def examples(folder: Path, cache: Path | None, seed: int) -> list[Example]:
    """Every article of a folder, once an annotator."""
    chance = random.Random(seed)
    found = []
    for name, page in pages(folder, cache):
        c = columns(page)
        rows, tokens, tensor = (
            cue_features(c),
            token_features(c),
            np.asarray(page.doc.tensor, dtype=np.float32),
        )
        readings = [gold(page, path) for path in sorted((folder / "attributions").glob(f"{name}_*.ann"))]
        if len(readings) > ANNOTATORS:
            readings = chance.sample(readings, ANNOTATORS)
        candidates = may_be_cues(page, c)
        for reading in readings:
            found.append(Example(name, page, c, rows, tokens, tensor, candidates, reading, 1 / len(readings)))
    return found


def pages(folder: Path, cache: Path | None) -> Iterator[tuple[str, Page]]:
    """Every article parsed; parses are kept in `cache` (a file) when one is named."""
    paths = sorted((folder / "text").iterdir())
    texts = [path.read_text("utf-8") for path in paths]
    if cache is not None and cache.exists():
        docs = list(DocBin().from_disk(cache).get_docs(model.nlp().vocab))
        with np.load(cache.with_suffix(".npz")) as tensors:
            for k, doc in enumerate(docs):
                doc.tensor = tensors[str(k)].astype(np.float32)
    else:
        docs = list(model.parse_many(texts))
        if cache is not None:
            attrs = [
                "ORTH",
                "SPACY",
                "LEMMA",
                "POS",
                "TAG",
                "DEP",
                "HEAD",
                "ENT_IOB",
                "ENT_TYPE",
                "SENT_START",
            ]
            DocBin(attrs=attrs, docs=docs).to_disk(cache)
            np.savez(
                cache.with_suffix(".npz"),
                **{str(k): doc.tensor.astype(np.float16) for k, doc in enumerate(docs)},
            )
    for path, text, doc in zip(paths, texts, docs, strict=True):
        blocks = model.paragraphs(text)
        yield path.name.removesuffix(".txt"), Page(text, doc, blocks, find_quotes(text, blocks))


def gold(page: Page, path: Path) -> tuple[Gold, ...]:
    """One annotator's attributions of a page."""
    standoff = path.read_text("utf-8")
    spans = {
        key: [tuple(map(int, pair.split())) for pair in offsets.split(";")]
        for key, offsets in SPAN.findall(standoff)
    }
    found, used = [], set()
    for arguments in EVENT.findall(standoff):
        roles: dict[str, set[int]] = defaultdict(set)
        for argument in arguments.split():
            role, key = argument.split(":")
            roles[role.rstrip("0123456789").lower()] |= _tokens(page, spans[key])
        if not roles["cue"] or not roles["content"]:
            continue
        head = _head(page, roles["cue"], used)
        if head is not None:
            used.add(head)
            found.append(Gold(head, frozenset(roles["source"]), frozenset(roles["content"])))
    return tuple(found)


def _tokens(page: Page, spans: list[tuple[int, ...]]) -> set[int]:
    """The tokens of some spans of characters."""
    found = set()
    for start, end in spans:
        for i in range(page.token_at[start], page.token_at[max(start, end - 1)] + 1):
            if not page.doc[i].is_space and page.doc[i].idx < end:
                found.add(i)
    return found


def _head(page: Page, tokens: set[int], used: set[int]) -> int | None:
    """The word of a cue its others hang on: a verb before a noun before the rest; each word heads one cue."""
    free = [page.doc[i] for i in sorted(tokens) if i not in used]
    heads = [t for t in free if t.head.i not in tokens or t.head.i == t.i] or free
    return min(heads, key=lambda t: (RANK.get(t.pos_, 7), t.i)).i if heads else None
