"""Whether what stands at a place of a text is said of the past or of what is to come.

With a parse, the verb that governs the place tells; without one, the words of its sentence.
"""
# ruff: noqa: E501

import re
from bisect import bisect_right
from typing import Any

_COMING = frozenset("will 'll ’ll shall wo would should may might must can".split())
# Verbs and adjectives whose infinitive is still to come: "plans to visit", "is due to open".
_AHEAD = frozenset(
    "plan expect schedule slate intend set due want hope agree aim ready likely prepare decide promise be order ask call suppose".split()
)
_STATES = frozenset(
    "say tell be have know think believe show report add note call seem remain want need".split()
)
_PAST = frozenset("was were had did has have 've ’ve".split())
_LEADS = re.compile(
    r"\b(?:by|effective|until|till|payable|due|next|starting|beginning|ahead of)\s+(?:the\s+)?$", re.I
)
_TAKES_EFFECT = re.compile(r"\b(?:effective|payable)\s+(?:on\s+|from\s+)?(?:the\s+)?$", re.I)
_WORDS = re.compile(
    r"\b(?:will|shall|would|is to|are to|plans? to|planning to|scheduled|expected to|due|slated|set (?:to|for)|going to|intends?|upcoming|if)\b",
    re.I,
)
_WERE = re.compile(r"\b(?:was|were|had|did|said|\w{3,}ed)\b", re.I)
_DAY = re.compile(r"[A-Z]\w+\.? \d")
_EDGE = re.compile(r"[.!?;\n]")
_DIRECT = {"npadvmod": 1, "pobj": 2}  # how far above a day the verb it stands at directly is
_CLIMB = 16  # heads looked at above a word, at most


class Tenses:
    """Asks of any place of one text whether it looks ahead: True, False, or None where nothing tells."""

    def __init__(self, text: str, doc: Any = None) -> None:
        self.text, self.doc = text, doc
        self._starts: list[int] | None = None

    def forward(self, at: int) -> bool | None:
        """Whether the sentence looks ahead at a character."""
        if self.doc is None or not len(self.doc):
            return self._by_words(at)
        if self._starts is None:
            self._starts = self.doc.to_array("IDX").tolist()
        said = token = self.doc[max(0, bisect_right(self._starts, at) - 1)]
        if _TAKES_EFFECT.search(self.text, max(0, at - 24), at):
            return True
        for step in range(_CLIMB):
            if token.pos_ in ("VERB", "AUX") and not _hangs(token):
                # The nearest verb tells or nothing does: one further up speaks of something else.
                found = _of_verb(token, step)
                if found is None and step == _DIRECT.get(said.dep_) and _programme(token):
                    return True
                return found if found is not None else self._led(at)
            if token.head.i == token.i:
                break
            token = token.head
        return self._led(at)

    def _led(self, at: int) -> bool | None:
        """A preposition of a deadline right before the place looks ahead, whatever the verb."""
        lead = _LEADS.search(self.text, max(0, at - 16), at)
        # "66 by May 5" may be a count up to a day that is over.
        counts = lead is not None and lead.group().lower().startswith("by") and _DAY.match(self.text, at)
        return True if lead and not counts else None

    def _by_words(self, at: int) -> bool | None:
        before = self.text[max(0, at - 160) : at]
        edges = [m.end() for m in _EDGE.finditer(before)]
        after = self.text[at : at + 160]
        edge = _EDGE.search(after, 12)
        sentence = (before[edges[-1] :] if edges else before) + (after[: edge.start()] if edge else after)
        if _WORDS.search(sentence):
            return True
        return self._led(at) or (False if _WERE.search(sentence) else None)


def _hangs(verb: Any) -> bool:
    """A participle without its own auxiliary is as far ahead as the verb it hangs on: "with talks resuming Monday"."""
    return (
        verb.tag_ == "VBG"
        and verb.head.i != verb.i
        and not any(c.dep_ in ("aux", "auxpass") for c in verb.children)
    )


def _programme(verb: Any) -> bool:
    """ "meets Monday with", "runs through Sunday": a plain present that takes a day tells a programme."""
    return verb.tag_ in ("VBZ", "VBP") and verb.lemma_.lower() not in _STATES


def _had(verb: Any) -> bool:
    return any(c.lower_ in ("had", "’d", "'d") for c in verb.children)


def _of_verb(verb: Any, step: int) -> bool | None:
    words = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    # What had been due or planned is over or put off.
    if "had" in words:
        return False
    if verb.tag_ == "VBN" and verb.lemma_.lower() in ("slate", "schedule", "plan", "expect"):
        return True
    if any(c.lower_ in ("if", "unless") and c.dep_ == "mark" for c in verb.children):
        return True
    if verb.tag_ == "VBN" and words & {"is", "are", "’s", "'s"}:
        return True if verb.lemma_ == "set" else None
    if words & _COMING:
        return "have" not in words
    if "to" in words:
        if _had(verb.head) or _had(verb.head.head):
            return False
        return True if verb.head.lemma_.lower() in _AHEAD and verb.head.tag_ != "VBD" else None
    if verb.tag_ in ("VBD", "VBN") or words & _PAST or verb.lower_ in ("was", "were", "had"):
        return False
    # "is visiting Monday" looks ahead; further down the sentence the same form does not tell.
    if verb.tag_ == "VBG" and step <= 2 and words & {"is", "are", "'re", "’re", "'s", "’s", "am"}:
        return True
    return None
