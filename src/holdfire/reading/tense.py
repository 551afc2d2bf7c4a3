"""Whether what stands at a place of a text is said of the past or of what is to come.

With a parse, the verb that governs the place tells; without one, the words of its sentence.
"""
# ruff: noqa: E501

import re
from bisect import bisect_right
from typing import Any

_COMING = {"will", "'ll", "’ll", "shall", "wo", "would", "should", "may", "might", "must", "can"}
_HEADED = {
    "plan",
    "expect",
    "schedule",
    "slate",
    "intend",
    "set",
    "due",
    "want",
    "hope",
    "agree",
    "aim",
    "begin",
    "ready",
    "likely",
    "prepare",
    "decide",
    "promise",
}
_WORDS = re.compile(
    r"\b(?:will|shall|would|is to|are to|plans? to|planning to|scheduled|expected to|due|slated|set to|going to|intends?|upcoming|deadline|by)\b",
    re.I,
)
_PAST = re.compile(r"\b(?:was|were|had|did|said|\w{3,}ed)\b", re.I)
_EDGE = re.compile(r"[.!?;\n]")


class Tenses:
    """Asks of any place of one text whether it looks ahead: True, False, or None where nothing tells."""

    def __init__(self, text: str, doc: Any = None) -> None:
        self.text, self.doc = text, doc
        self._starts: list[int] | None = None

    def forward(self, at: int) -> bool | None:
        if self.doc is None or not len(self.doc):
            return self._by_words(at)
        if self._starts is None:
            self._starts = [t.idx for t in self.doc]
        token = self.doc[max(0, bisect_right(self._starts, at) - 1)]
        for _ in range(24):
            if token.pos_ in ("VERB", "AUX"):
                found = self._of_verb(token)
                if found is not None:
                    return found
            if token.head is token or token.head.i == token.i:
                break
            token = token.head
        return None

    def _of_verb(self, verb: Any) -> bool | None:
        auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
        words = {c.lower_ for c in auxiliaries}
        if words & _COMING:
            return "have" not in words
        if "to" in words:
            return True if verb.head.lemma_.lower() in _HEADED else None
        if verb.tag_ in ("VBD", "VBN") or words & {"was", "were", "had", "has", "have", "did", "'ve", "’ve"}:
            return False
        if verb.tag_ == "VBG" and words & {"is", "are", "'re", "’re", "'s", "’s", "am"}:
            return True
        if verb.lower_ in ("was", "were", "had"):
            return False
        return None

    def _by_words(self, at: int) -> bool | None:
        before = self.text[max(0, at - 160) : at]
        edges = [m.end() for m in _EDGE.finditer(before)]
        before = before[edges[-1] :] if edges else before
        after = self.text[at : at + 160]
        edge = _EDGE.search(after, 12)
        sentence = before + (after[: edge.start()] if edge else after)
        if _WORDS.search(sentence):
            return True
        return False if _PAST.search(sentence) else None
