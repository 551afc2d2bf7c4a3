"""The Russian parse: Natasha's tokens, morphology and syntax (razdel, slovnet, navec), sentence by sentence.

The models come with the wheel; nothing is downloaded. Lemmas are not used: words are known by their
stems, so that no dictionary beside the models is needed.
"""

import hashlib
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

READER = "holdfire-ru/2"
_LOCK = threading.Lock()


class Token(NamedTuple):
    """One word: its characters in the text, part of speech, features, and its head among all the tokens."""

    i: int
    text: str
    low: str
    start: int
    end: int
    pos: str
    feats: dict[str, str]
    rel: str
    head: int  # its own index for a root


class Parsed:
    """The Russian part of a text, parsed."""

    def __init__(self, text: str, tokens: list[Token], sentences: list[tuple[int, int]]) -> None:
        self.text, self.tokens, self.sentences = text, tokens, sentences
        self._starts = [token.start for token in tokens]
        self.children: list[list[int]] = [[] for _ in tokens]
        for token in tokens:
            if token.head != token.i:
                self.children[token.head].append(token.i)
        self.sentence_of = [0] * len(tokens)
        for k, (first, last) in enumerate(sentences):
            for i in range(first, last):
                self.sentence_of[i] = k

    def subtree(self, i: int, without: Sequence[str] = ()) -> list[int]:
        """A token and all it governs, in order; children of the named relations left out."""
        found, rest, seen = [], [i], set()
        while rest:
            at = rest.pop()
            if at in seen:
                continue
            seen.add(at)
            found.append(at)
            rest += [c for c in self.children[at] if self.tokens[c].rel not in without]
        return sorted(found)

    def child(self, i: int, *relations: str) -> Token | None:
        """The first child with one of the relations."""
        for c in self.children[i]:
            if self.tokens[c].rel in relations:
                return self.tokens[c]
        return None

    def span(self, indices: Sequence[int]) -> tuple[int, int]:
        """From the first to the last of some tokens, marks at the edges left out."""
        held = [self.tokens[i] for i in indices]
        while held and held[0].pos == "PUNCT" and held[0].text not in '«“"(':
            held = held[1:]
        while held and held[-1].pos == "PUNCT" and held[-1].text not in '»”")':
            held = held[:-1]
        if not held:
            return 0, 0
        start, end = held[0].start, held[-1].end
        said = self.text[start:end]
        return start, end + (said.count("«") > said.count("»") and self.text[end : end + 1] == "»")

    def between(self, start: int, end: int) -> Iterator[Token]:
        """The tokens that lie in start:end."""
        for token in self.tokens[bisect_left(self._starts, start) :]:
            if token.start >= end:
                return
            if token.end <= end:
                yield token

    def at(self, character: int) -> Token | None:
        """The token a character stands in; None between tokens."""
        i = bisect_right(self._starts, character) - 1
        return self.tokens[i] if i >= 0 and character < self.tokens[i].end else None


@lru_cache(maxsize=1)
def _models() -> tuple[Any, Any]:
    with _LOCK:
        from natasha import NewsEmbedding, NewsMorphTagger, NewsSyntaxParser

        embedding = NewsEmbedding()
        return NewsMorphTagger(embedding), NewsSyntaxParser(embedding)


@lru_cache(maxsize=1)
def reader_version() -> str:
    """The Russian reader's version with its models' digest."""
    from natasha.data import NEWS_EMBEDDING, NEWS_MORPH, NEWS_SYNTAX

    digest = hashlib.sha256()
    for path in (NEWS_EMBEDDING, NEWS_MORPH, NEWS_SYNTAX):
        with open(path, "rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{READER} natasha@sha256:{digest.hexdigest()[:16]}"


def parse(text: str, spans: Sequence[tuple[int, int]]) -> Parsed:
    """The given spans of a text (paragraphs), parsed; offsets are the text's own."""
    from razdel import sentenize, tokenize

    pieces: list[list[tuple[int, int, str]]] = []
    for start, end in spans:
        for sentence in sentenize(text[start:end]):
            at = start + sentence.start
            words = [(at + t.start, at + t.stop, t.text) for t in tokenize(sentence.text)]
            for k in range(
                0, len(words), 400
            ):  # a sentence without end is cut, the parser's matrix being square
                pieces.append(words[k : k + 400])
    pieces = [p for p in pieces if p]
    if not pieces:
        return Parsed(text, [], [])
    tagger, parser = _models()
    said = [[w for _, _, w in piece] for piece in pieces]
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    read = list(zip(pieces, tagger.map(said), parser.map(said), strict=True))
    for piece, morph, syntax in read:
        first = len(tokens)
        for k, (start, end, word) in enumerate(piece):
            tag, arc = morph.tokens[k], syntax.tokens[k]
            head = int(arc.head_id)
            at = first + (head - 1 if 0 < head <= len(piece) else k)
            tokens.append(
                Token(
                    first + k,
                    word,
                    word.lower().replace("ё", "е"),
                    start,
                    end,
                    tag.pos,
                    tag.feats or {},
                    arc.rel,
                    at,
                )
            )
        sentences.append((first, len(tokens)))
    return Parsed(text, tokens, sentences)
