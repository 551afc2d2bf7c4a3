"""A text's words with the names the parse found in it: what the finding of places looks at.

The parse's own labels (GPE, PERSON, ORG ...) are evidence, not truth: a small model calls a town a
person and a surname a town, so both are kept beside what else the text says of the name.
"""
# ruff: noqa: E501

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from holdfire.reading import names

PLACES = ("GPE", "LOC", "FAC")
_POSSESSIVE = re.compile(r"[’']s?$")
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Lord|President|Minister|Mayor|General|Colonel|Pope|Pastor|Prof|Professor|Senator|Judge|Sgt|Capt|"
    r"Captain|Major|King|Queen|Prince|Princess|Sheikh|Imam|Rev|Reverend|Bishop|Ambassador|Secretary|Chancellor)\.? $"
)


@dataclass(frozen=True)
class Entity:
    """A name the parse found, without its article and possessive."""

    start: int
    end: int
    label: str


class Marked:
    """One text, its words and its parse's names."""

    def __init__(self, text: str, doc: Any) -> None:
        self.text, self.doc = text, doc
        self.words = names.words(text, text.count("ə") * 60 > len(text))
        self.entities = _entities(doc) if doc is not None else []
        self.entity_at = self._align()

    def _align(self) -> list[Entity | None]:
        held: list[Entity | None] = [None] * len(self.words)
        at, found = 0, self.entities
        if not found:
            return held
        for i, word in enumerate(self.words):
            while at < len(found) and found[at].end <= word.start:
                at += 1
            if at == len(found):
                break
            if found[at].start < word.end:
                held[i] = found[at]
        return held

    @cached_property
    def word_at(self) -> dict[int, int]:
        """The number of the word that starts at an offset."""
        return {w.start: i for i, w in enumerate(self.words)}

    @cached_property
    def surnames(self) -> frozenset[str]:
        """Last words of the people the parse finds under several words, or behind a title."""
        found = set()
        for e in self.entities:
            if e.label == "PERSON":
                said = self.text[e.start : e.end].split()
                if len(said) > 1 and "," not in self.text[e.start : e.end]:
                    found.add(said[-1])
                elif said and self.titled(e.start):
                    found.add(said[0])
        return frozenset(found)

    def titled(self, start: int) -> bool:
        """Whether a person's title stands before."""
        return bool(_TITLED.search(self.text[max(0, start - 14) : start]))

    def before(self, start: int, width: int = 40) -> str:
        """The characters before an offset."""
        return self.text[max(0, start - width) : start]

    def after(self, end: int, width: int = 40) -> str:
        """The characters after an offset."""
        return self.text[end : end + width]

    def whole(self, entity: Entity, start: int, end: int) -> bool:
        """Whether a span is all of an entity, give or take its article."""
        return entity.start >= start - 4 and entity.end <= end


def _entities(doc: Any) -> list[Entity]:
    found = []
    for e in doc.ents:
        start, end, said = e.start_char, e.end_char, e.text
        if said[:4] in ("the ", "The ", "THE ") and len(said) > 4:
            start += 4
        if said[-1] in "s’'":
            end -= len(said) - len(_POSSESSIVE.sub("", said))
        if start < end:
            found.append(Entity(start, end, e.label_))
    return found
