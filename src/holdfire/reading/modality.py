"""Done, ongoing, planned, conditional, possible or denied: what a claim says of the reality of its event.

Planned is not done: "slated to", "is planning to", "will", "is to" are planned. What is not said is
not guessed: a plain present or a noun has no modality.
"""
# ruff: noqa: E501

import re

from spacy.tokens import Token

from holdfire.reading.claim import Modality

_PLANNED = re.compile(
    r"\b(?:slated|scheduled|planned|planning|plans?|intends?|intending|intended|set|due|expected|poised|about|preparing|prepares) to\b"
    r"|\b(?:will|shall|’ll|'ll)\b|\bgoing to\b|\b(?:is|are|was|were) to (?!the\b|an?\b|be blame)\w+|\bupcoming\b|\bforthcoming\b|\bplan(?:s|ned)? for\b",
    re.I,
)
_CONDITIONAL = re.compile(r"\b(?:if|unless|provided that|on condition|in case|would)\b", re.I)
_POSSIBLE = re.compile(
    r"\b(?:may|might|could|possibly|perhaps|probably|likely|apparently|reportedly|allegedly)\b", re.I
)


def modality(text: str, root: Token | None, *, denied: bool = False) -> Modality | None:
    """The modality of a claim's content, from its head verb and the words around it."""
    if root is not None and root.pos_ in ("NOUN", "PROPN") and _PLANNED.search(text):
        return "planned"
    if denied:
        return "denied"
    if root is not None and root.pos_ in ("VERB", "AUX"):
        aux = {c.lower_ for c in root.children if c.dep_ in ("aux", "auxpass")}
        if any(c.dep_ == "neg" for c in root.children):
            return "denied"
        if _CONDITIONAL.match(text) or any(
            c.dep_ == "advcl" and any(m.lower_ in ("if", "unless") for m in c.children) for c in root.children
        ):
            return "conditional"
        if aux & {"may", "might", "could"}:
            return "possible"
        if aux & {"would"}:
            return "conditional"
        if aux & {"will", "shall", "’ll", "'ll"} or _is_planned(root):
            return "planned"
        if _PLANNED.search(text) and root.tag_ not in ("VBD", "VBN"):
            return "planned"
        if root.tag_ == "VBG" and aux & {"is", "are", "am", "’s", "'s", "’re"}:
            return "ongoing"
        if root.tag_ in ("VBD", "VBN") and root.pos_ == "VERB" and not aux & {"is", "are", "be"}:
            return "done"
        if root.tag_ == "VBD":
            return "done"
        return None
    if _PLANNED.search(text):
        return "planned"
    if _POSSIBLE.search(text):
        return "possible"
    return None


def _is_planned(root: Token) -> bool:
    if root.lemma_ in ("plan", "intend", "prepare") and root.pos_ == "VERB":
        return any(c.dep_ == "xcomp" for c in root.children)
    if root.tag_ == "VBN" and root.lemma_ in ("slate", "schedule", "plan", "expect", "intend", "set"):
        return True
    if root.lemma_ == "be":
        return any(
            c.dep_ == "xcomp" and any(a.lower_ == "to" for a in c.children) and c.i == root.i + 2
            for c in root.children
        )
    return False
