"""Which figures are parts of which: a total followed by what makes it up, in English and in Russian."""
# ruff: noqa: E501

import re
from typing import NamedTuple

import msgspec

from holdfire.reading.claim import Quantity


class Wording(NamedTuple):
    """How a language says that figures make up another."""

    whole: re.Pattern[str]  # what opens the parts
    some: re.Pattern[str]  # of whom, of which
    examples: re.Pattern[str]  # including: obliges to nothing
    of_them: re.Pattern[str]  # "152 of them", right after a figure
    overall: re.Pattern[str]  # in total, right before a figure


ENGLISH = Wording(
    whole=re.compile(r"\(|:|\b(?:of|among|from) (?:whom|which|them)\b|\bnamely\b|\bconsist\w+ of\b", re.I),
    some=re.compile(r"\b(?:of|among|from) (?:whom|which|them|these|those)\b", re.I),
    examples=re.compile(r"\b(?:including|includes?|among others|such as|notably|as well as)\b", re.I),
    of_them=re.compile(r"\s+(?:\w+\s+)?of (?:them|these|those|whom|which)\b", re.I),
    overall=re.compile(
        r"\b(?:a total of|in total|in all|overall|altogether|the total (?:number )?(?:is|was|of)?)\W+(?:\w+\s+){0,2}$",
        re.I,
    ),
)
RUSSIAN = Wording(
    whole=re.compile(r"\(|:|\bиз (?:них|которых)\b|\bа именно\b", re.I),
    some=re.compile(r"\bиз (?:них|которых)\b", re.I),
    examples=re.compile(r"\b(?:в том числе|включая|среди них)\b", re.I),
    of_them=re.compile(r"\s+из (?:них|которых)\b", re.I),
    overall=re.compile(r"\b(?:всего|в общей сложности|в целом|общее число\W+\w+)\W+(?:\w+\s+){0,3}$", re.I),
)
_SENTENCE = re.compile(r"[.!?][”\"’»]?\s|\n")
_OPEN = (None, "returned")  # roles that "total" and "part" tell more than


def total_and_parts(text: str, found: list[Quantity], wording: Wording = ENGLISH) -> tuple[Quantity, ...]:
    """The same figures, with the roles of total and part where one is followed by figures that make it up."""
    roles: dict[int, str] = {}
    for k, total in enumerate(found):
        if total.unit == "%" or roles.get(k) == "part":
            continue
        if wording.overall.search(text, max(0, total.char_start - 40), total.char_start):
            roles.setdefault(k, "total")
        parts = _parts_of(text, found, k, wording)
        if parts:
            roles[k] = "total"
            roles.update(dict.fromkeys(parts, "part"))
    return tuple(
        msgspec.structs.replace(q, role=roles[k]) if k in roles and q.role in _OPEN else q
        for k, q in enumerate(found)
    )


def _parts_of(text: str, found: list[Quantity], k: int, wording: Wording) -> list[int]:
    """The figures of the same sentence that make up figure k."""
    total = found[k]
    stop = _SENTENCE.search(text, total.char_end)
    end = stop.start() if stop else len(text)
    rest = [
        j for j in range(k + 1, min(k + 9, len(found))) if found[j].char_start < end and found[j].unit != "%"
    ]
    if not rest:
        return []
    lead = text[total.char_end : found[rest[0]].char_start]
    if wording.examples.search(lead):
        return []
    opened, first = wording.whole.search(lead), found[rest[0]]
    if opened is None:
        of_them = wording.of_them.match(text, first.char_end) or wording.of_them.search(first.text)
        return [rest[0]] if of_them else []
    if opened.group() == "(":
        close = text.find(")", total.char_end)
        rest = [j for j in rest if close < 0 or found[j].char_start < close]
    rest = [j for j in rest if found[j].value <= total.value]
    return rest if len(rest) >= 2 or wording.some.search(lead) else []
