"""What befell those a figure counts, and where they go.

Read from the words around the figure; the parse, where there is one, settles what stands further off.
"""
# ruff: noqa: E501

import re
from bisect import bisect_right
from typing import Any

from holdfire.reading.times.words import MONTHS, WEEKDAYS

ROLES = {
    "killed": r"killed|killing|dead|died|die|slain|perished|martyred|deaths? of|death|shot dead|fatalities|lost their lives|executed",
    "wounded": r"wounded|wounding|injured|injuring|hurt|wounds to|injuries to",
    "captured": r"captured|capturing|capture of|taken (?:prisoner|captive|hostage)|took (?:prisoner|captive|hostage)|seized|abducted|kidnapped",
    "missing": r"missing|unaccounted for|disappeared",
    "returned": r"returned|returning|return of|released|releasing|release of|handed over|handing over|handover of|transferred|transfer of|repatriated|"
    r"repatriation of|freed|freeing|exchanged|exchange of|swapped|extradited|delivered|brought back|sent back|hand over|return|release",
}  # fmt: skip
_ANY = "|".join(f"(?P<{role}>{words})" for role, words in ROLES.items())
_SAID_AFTER = re.compile(
    r"[\s,]{1,2}(?:(?:who|that|which|were|was|have|has|had|been|be|are|is|being|got|also|reportedly|allegedly|later|severely|seriously|slightly|lightly|"
    rf"badly|already|now|still|listed as|reported)\s+){{0,6}}(?:{_ANY})\b(?!\s+or\s+(?:wounded|injured|killed))",
    re.I,
)
# "killed or wounded" does not say which.
_EITHER = re.compile(
    r"[\s,]{1,2}(?:\w+\s+){0,3}(?:killed|wounded|injured) or (?:killed|wounded|injured)\b", re.I
)
_SAID_BEFORE = re.compile(rf"\b(?:{_ANY})[^\S\n]+(?:(?:the|another|some|all|by|to [A-Z]\w+)[^\S\n]+)*$", re.I)
_IN_UNIT = re.compile(rf"\b(?:{_ANY})\b", re.I)
_LEMMAS = {
    "kill": "killed", "die": "killed", "perish": "killed", "wound": "wounded", "injure": "wounded", "hurt": "wounded", "capture": "captured",
    "seize": "captured", "return": "returned", "release": "returned", "repatriate": "returned", "transfer": "returned", "free": "returned",
    "exchange": "returned", "extradite": "returned",
}  # fmt: skip


def role_of(text: str, start: int, end: int, doc: Any, starts: list[int] | None) -> str | None:
    """killed, wounded, captured, missing or returned, when the text says so of these."""
    if _EITHER.match(text, end, min(len(text), end + 60)):
        return None
    after = _SAID_AFTER.match(text, end, min(len(text), end + 90))
    if after:
        return after.lastgroup
    before = _SAID_BEFORE.search(text, max(0, start - 40), start)
    if before:
        return before.lastgroup
    inside = _IN_UNIT.search(text, start, end)
    if inside:
        return inside.lastgroup
    if doc is None or starts is None:
        return None
    token = doc[max(0, bisect_right(starts, end - 1) - 1)]
    for _ in range(6):
        if (
            token.dep_ in ("nummod", "conj", "compound", "pobj", "prep", "appos", "amod")
            and token.pos_ != "VERB"
        ):
            token = token.head
        else:
            break
    if token.dep_ in ("nsubjpass", "dobj") or (
        token.dep_ == "nsubj" and token.head.lemma_ in ("die", "perish")
    ):
        return _LEMMAS.get(token.head.lemma_.lower())
    return None


_NAME = r"(?:[A-Z][\w’'.-]*\w)(?:\s+(?:[A-Z][\w’'-]*\w|side|authorities|and [A-Z][\w’'-]*\w))*"
_TO = re.compile(rf"\b(?:to|To)\s+(?:the\s+)?({_NAME})")
_FROM = re.compile(rf"\b(?:from|From)\s+(?:the\s+)?({_NAME})")
_MOVED = re.compile(
    r"\b(?:return\w*|releas\w+|hand(?:ed|ing|s)?\s+over|hand\s*over|handed|transferr?\w*|repatriat\w+|freed|exchang\w+|extradit\w+|deliver\w+|"
    r"brought|sent|flown|passed|surrendered|gave|given|taken|evacuated|moved)\b",
    re.I,
)
_GIVER = re.compile(
    rf"({_NAME})\s+(?:(?:has|have|had|also|then|later|already)\s+)*(?:returned|released|handed over|transferred|freed|extradited|repatriated|delivered|gave)\s+"
    rf"(?:to\s+(?:the\s+)?{_NAME}\s+|back\s+)?(?:the\s+|another\s+)?$"
)
_TO_BEFORE = re.compile(rf"\bto\s+(?:the\s+)?({_NAME})\s+(?:were\s+returned\s+)?$")
_SENTENCE = re.compile(r"[.!?][”\"’]?\s|\n")
_GIVEN_BY = re.compile(rf"\bby\s+(?:the\s+)?({_NAME})")
_STOP = re.compile(r"[;:()]|[.!?][”\"’]?(?:\s|$)|\n|,\s+(?:and\s+)?(?=\d)|\bwhile\b|\bwho\b")


def whereto(text: str, start: int, end: int, limit: int) -> tuple[str | None, str | None]:
    """To whom and from whom those counted went, when the sentence speaks of a return or handover."""
    opening = max(
        (m.end() for m in _SENTENCE.finditer(text, max(0, start - 300), start)), default=max(0, start - 300)
    )
    stop = _STOP.search(text, end, limit)
    last = stop.start() if stop else min(limit, len(text))
    if not _MOVED.search(text, opening, last):
        return None, None
    to = _named(_TO.search(text, end, last))
    from_ = _named(_FROM.search(text, end, last))
    if from_ is None and re.search(
        r"\b(?:were|was|been)\s+(?:\w+\s+)?(?:returned|handed over|released|transferred)\b", text[end:last]
    ):
        from_ = _named(_GIVEN_BY.search(text, end, last))
    before = text[opening:start]
    giver = _GIVER.search(before)
    if giver:
        from_ = from_ or giver.group(1)
        if to is None and (earlier := _TO.search(before, giver.end(1))):
            to = _named(earlier)
    elif to is None and (earlier := _TO_BEFORE.search(before)):
        to = _named(earlier)
    return to, from_


def _named(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    name = match.group(1)
    first = name.split()[0].lower().rstrip(".")
    return None if first in MONTHS or first in WEEKDAYS else name
