"""One whole attribution of a text: spans of source, cue and content, and what the parse says of them.

Whichever reader finds it, an attribution is this; `propositions.py` splits it into claims. The scheme
(source, cue, content) is PolNeAR's (Newell, Margolin and Ruths 2018).
"""

from collections.abc import Iterable
from typing import NamedTuple

from holdfire.reading.claim import Mode, Span
from holdfire.reading.quotes import Quote


class Attribution(NamedTuple):
    """One whole attribution. Token indices are into the parsed document."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    mode: Mode
    frame: str  # "quote", "clause", "object", "infinitive", a preposition, "according", "headline"
    verb: int | None  # token index of the cue's head
    subject: int | None  # token index of the source's head
    quotes: tuple[Quote, ...] = ()
    stance: str = "state"

    @property
    def start(self) -> int:
        return min(s for s, _ in self.content)

    @property
    def end(self) -> int:
        return max(e for _, e in self.content)


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap made one."""
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return tuple((s, e) for s, e in merged)
