"""Marks claims in a report's text: cuts it at every border of a span, so that overlaps stay plain.

Templates print the pieces through Django's escaping; no markup is made here.
"""

import itertools
from collections.abc import Iterable, Sequence

import msgspec

from holdfire.reading.claim import Claim, Span


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A run of text that belongs to the same claims. `starts` are the claims that begin with it."""

    text: str
    claims: str = ""  # numbers, outermost first, separated by spaces
    starts: tuple[int, ...] = ()
    classes: str = ""


class Paragraph(msgspec.Struct, frozen=True):
    """One line of the report."""

    pieces: tuple[Piece, ...]


def mark(
    text: str, claims: Sequence[Claim], failing: Iterable[Span] = (), states: Sequence[str] = ()
) -> tuple[Paragraph, ...]:
    """The text as paragraphs of pieces. `failing` are spans a failing check was computed from."""
    spans: list[tuple[int, int, str, int]] = []
    for number, claim in enumerate(claims, 1):
        content = claim.spans.content or ((claim.start, claim.end),)
        spans += [(s, e, "content", number) for s, e in content]
        spans += [(s, e, "source", number) for s, e in claim.spans.source]
        spans += [(s, e, "cue", number) for s, e in claim.spans.cue]
    spans += [(s, e, "failing", 0) for s, e in failing]
    spans = [(max(0, s), min(len(text), e), what, n) for s, e, what, n in spans if s < e]
    begins: dict[int, int] = {}
    for start, _, what, number in spans:
        if what == "content":
            begins[number] = min(start, begins.get(number, start))
    cuts = sorted({0, len(text), *(s for s, *_ in spans), *(e for _, e, *_ in spans), *_lines(text)})
    opening: dict[int, list[tuple[int, int, str, int]]] = {}
    for span in spans:
        opening.setdefault(span[0], []).append(span)
    paragraphs: list[Paragraph] = []
    line: list[Piece] = []
    alive: list[tuple[int, int, str, int]] = []
    for start, end in itertools.pairwise(cuts):
        alive = [s for s in alive if s[1] > start] + opening.get(start, [])
        words = text[start:end]
        if words == "\n":
            if any(p.text.strip() for p in line):
                paragraphs.append(Paragraph(tuple(line)))
            line = []
            continue
        line.append(_piece(words, alive, tuple(sorted(n for n, s in begins.items() if s == start)), states))
    if any(p.text.strip() for p in line):
        paragraphs.append(Paragraph(tuple(line)))
    return tuple(paragraphs)


def _lines(text: str) -> Iterable[int]:
    for i, letter in enumerate(text):
        if letter == "\n":
            yield i
            yield i + 1


def _piece(
    text: str, alive: Sequence[tuple[int, int, str, int]], starts: tuple[int, ...], states: Sequence[str]
) -> Piece:
    if not alive:
        return Piece(text=text)
    content = sorted((s for s in alive if s[2] == "content"), key=lambda s: (s[0], -s[1]))
    around = [s for s in alive if s[2] in ("source", "cue")]
    numbers = dict.fromkeys(s[3] for s in [*around, *content] if s[3])
    classes = {s[2] for s in alive}
    if len(content) > 1:
        classes.add("nested")
    if content and states and all(states[s[3] - 1] == "rejected" for s in content):
        classes.add("rejected")
    return Piece(
        text=text, claims=" ".join(map(str, numbers)), starts=starts, classes=" ".join(sorted(classes))
    )
