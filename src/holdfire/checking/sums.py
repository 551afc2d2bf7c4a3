"""Sums: a stated total against its parts, given by one speaker in one report.

A total is followed by parts in one of three ways, and each obliges differently:

- the parts are the whole: brackets or a colon after the total, "consisting of", or the reader's own
  roles of total and part. They must add up exactly;
- the parts are some of the whole: "of whom", "of them". Together they cannot exceed it;
- the parts are examples: "including", "among them". They oblige to nothing.

Brackets nest: a part may itself be a total with parts. Units must agree and shares (per cent) never mix
with counts. A total given as a range holds when the range of its parts meets it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from holdfire.checking.check import Check, Number
from holdfire.checking.units import agree, family
from holdfire.reading.claim import Claim, Quantity, Reading

EXHAUSTIVE = re.compile(
    r":|;|\bnamely\b|\bconsist(?:s|ing|ed) of\b|\bcompris(?:es|ing|ed)\b|\bmade up of\b|\bthat is\b|\bi\.e\."
    r"|\bbroken down\b|\s[—–-]\s",
    re.I,
)
SOME = re.compile(
    r"\b(?:of|among|from) (?:whom|which|them|these|those)\b|\bof the (?:total|\d+)\b|\bin (?:which|whom)\b",
    re.I,
)
EXAMPLES = re.compile(
    r"\bincluding\b|\bincludes?\b|\bamong (?:them|others)\b|\bsuch as\b|\bnotably\b|\bas well as\b"
    r"|\bplus\b|\bat least\b|\balong with\b|\bin addition\b|\bwhile\b|\bwhereas\b|\bbut\b|\bafter\b"
    r"|\bcompared\b|\bagainst\b|\bprevious",
    re.I,
)
ENDS_SENTENCE = re.compile(r"[.!?][\"”’»)]*\s+(?=[\"“«(]?[A-ZА-ЯԱ-Ֆ])|\n\s*\n")


@dataclass
class _Total:
    claim: int
    figure: Quantity
    whole: bool  # whether the parts must be all of it
    parts: list[tuple[int, Quantity]] = field(default_factory=list)


def check(reading: Reading) -> tuple[Check, ...]:
    """Totals of a report that their parts do not give."""
    found: list[Check] = []
    for group in _by_speaker(reading.claims):
        for total in _totals(reading.text, group):
            if len(total.parts) >= 2 and (one := _fails(total)) is not None:
                found.append(one)
    return tuple(sorted(found, key=lambda c: c.spans[0] if c.spans else (0, 0)))


def _by_speaker(claims: Sequence[Claim]) -> list[list[tuple[int, Quantity]]]:
    """Each speaker's figures in the order of the text, each once, with the claim they stand in."""
    figures: dict[str, dict[tuple[int, int], tuple[int, Quantity]]] = {}
    for index, claim in enumerate(claims):
        for quantity in claim.quantities:
            mine = figures.setdefault(claim.speaker or "", {})
            mine.setdefault((quantity.char_start, quantity.char_end), (index, quantity))
    return [sorted(g.values(), key=lambda p: p[1].char_start) for g in figures.values() if len(g) > 2]


def _totals(text: str, group: Sequence[tuple[int, Quantity]]) -> list[_Total]:
    """Each figure that is followed, or led up to, by figures of the same kind that make it up."""
    found: list[_Total] = []
    taken: set[int] = set()
    for at in range(len(group)):
        total = _bracketed(text, group, at) or (None if at in taken else _listed(text, group, at))
        if total is not None:
            found.append(total)
            spans = {q.char_start for _, q in total.parts}
            taken |= {i for i, (_, q) in enumerate(group) if q.char_start in spans}
    if not found:
        found += _by_role(text, group)
    return found


def _bracketed(text: str, group: Sequence[tuple[int, Quantity]], at: int) -> _Total | None:
    """A figure with its parts in the brackets that follow it, in the same sentence and at one depth."""
    index, figure = group[at]
    end = _sentence_end(text, figure.char_end)
    opened = text.find("(", figure.char_end, end)
    if opened < 0:
        return None
    following = group[at + 1][1].char_start if at + 1 < len(group) else len(text)
    if following < opened:
        return None
    depths = _depths(text, opened)
    inside = [(i, q) for i, q in group[at + 1 :] if depths.get(q.char_start) == 1 and agree(figure, q)]
    if len(inside) < 2 or _unequal(inside):
        return None
    lead = text[opened + 1 : inside[0][1].char_start]
    if EXAMPLES.search(lead):
        return None
    return _Total(claim=index, figure=figure, whole=not SOME.search(lead), parts=inside)


def _depths(text: str, opened: int) -> dict[int, int]:
    """How deep in brackets each character stands, from an opening bracket to the one that closes it."""
    depth, depths = 0, {}
    for at in range(opened, min(len(text), opened + 2_000)):
        depth += text[at] == "("
        depths[at] = depth
        depth -= text[at] == ")"
        if depth == 0:
            break
    return depths


def _listed(text: str, group: Sequence[tuple[int, Quantity]], at: int) -> _Total | None:
    """A figure with its parts after a colon, "consisting of" or "of whom", in the same sentence."""
    index, figure = group[at]
    end = _sentence_end(text, figure.char_end)
    rest = [(i, q) for i, q in group[at + 1 :] if q.char_start < end and _outside(text, figure.char_end, q)]
    if len(rest) < 2:
        return None
    lead = _without_brackets(text[figure.char_end : rest[0][1].char_start])
    some, examples = SOME.search(lead), EXAMPLES.search(lead)
    if examples and not (some and some.start() > examples.end()):
        return None
    whole = EXHAUSTIVE.search(lead)
    if not some and not whole:
        return None
    parts: list[tuple[int, Quantity]] = []
    for i, q in rest:
        between = text[(parts[-1][1].char_end if parts else figure.char_end) : q.char_start]
        if parts and EXAMPLES.search(between):
            break
        if agree(figure, q):
            parts.append((i, q))
    if len(parts) < 2 or _unequal(parts):
        return None
    # Parts of "of whom" may overlap (40 women, 30 over sixty), unless each goes or belongs elsewhere.
    if some and not _apart(text, parts):
        return None
    return _Total(claim=index, figure=figure, whole=not some, parts=parts)


def _by_role(text: str, group: Sequence[tuple[int, Quantity]]) -> list[_Total]:
    """What the reader read as total and as parts, within two sentences of one another."""
    totals = [
        _Total(claim=i, figure=q, whole=True) for i, q in group if q.role == "total" and family(q) != "share"
    ]
    for i, q in group:
        if q.role != "part":
            continue
        near = [t for t in totals if agree(t.figure, q) and _sentences_between(text, t.figure, q) <= 1]
        if near:
            before = [t for t in near if t.figure.char_start < q.char_start]
            (before[-1] if before else near[0]).parts.append((i, q))
    kept = []
    for total in totals:
        if len(total.parts) < 2:
            continue
        first, last = total.parts[0][1], total.parts[-1][1]
        lead = (
            text[total.figure.char_end : first.char_start] if first.char_start > total.figure.char_end else ""
        )
        if EXAMPLES.search(_without_brackets(lead)) or EXAMPLES.search(
            text[first.char_end : last.char_start]
        ):
            continue
        total.whole = not SOME.search(lead)
        if total.whole or _apart(text, total.parts):
            kept.append(total)
    return kept


def _outside(text: str, start: int, quantity: Quantity) -> bool:
    """Whether a figure stands outside every bracket opened since `start`."""
    between = text[start : quantity.char_start]
    return between.count("(") <= between.count(")")


def _without_brackets(text: str) -> str:
    return re.sub(r"\([^()]*\)", " ", text)


def _unequal(parts: Sequence[tuple[int, Quantity]]) -> bool:
    return len({family(q) for _, q in parts} - {""}) > 1


def _apart(text: str, parts: Sequence[tuple[int, Quantity]]) -> bool:
    """Whether the parts are told in parallel: each to or from another party, or with one verb."""
    ends = [(q.to, q.from_) for _, q in parts]
    if all(to or from_ for to, from_ in ends) and len(set(ends)) == len(ends):
        return True
    spans = [q for _, q in parts]
    tails = [
        text[
            q.char_end : (spans[n + 1].char_start if n + 1 < len(spans) else _sentence_end(text, q.char_end))
        ]
        for n, q in enumerate(spans)
    ]
    words = [set(re.findall(r"[^\W\d_]{4,}", t.casefold())) for t in tails]
    shared = set.intersection(*words) if words else set()
    return bool(shared) and len(set(map(str.strip, tails))) == len(tails)


def _sentence_end(text: str, start: int) -> int:
    found = ENDS_SENTENCE.search(text, start)
    return found.start() + 1 if found else len(text)


def _sentences_between(text: str, a: Quantity, b: Quantity) -> int:
    start, end = min(a.char_end, b.char_end), max(a.char_start, b.char_start)
    return len(ENDS_SENTENCE.findall(text[start:end]))


def _fails(total: _Total) -> Check | None:
    parts = [q for _, q in total.parts]
    low, high = sum(_low(q) for q in parts), sum(_high(q) for q in parts)
    stated_low, stated_high = _low(total.figure), _high(total.figure)
    if total.whole and low <= stated_high and stated_low <= high:
        return None
    if not total.whole and low <= stated_high:
        return None
    stated, computed = total.figure.value, sum(q.value for q in parts)
    difference = abs(computed - stated)
    added = " + ".join(f"{q.value:n}" for q in parts)
    unit = total.figure.unit or next((q.unit for q in parts if q.unit), "")
    counted = f"{stated:n} {unit}".strip()
    sentence = (
        f"{counted} are stated, and the parts give {added} = {computed:n}: they differ by {difference:n}."
        if total.whole
        else f"Of {counted} the parts named are {added} = {computed:n}: {difference:n} more than the whole."
    )
    claims = dict.fromkeys([total.claim, *(i for i, _ in total.parts)])
    return Check(
        kind="sum",
        sentence=sentence,
        claims=tuple(claims),
        stated=stated,
        parts=tuple(q.value for q in parts),
        computed=computed,
        difference=difference,
        spans=tuple((q.char_start, q.char_end) for q in (total.figure, *parts)),
    )


def _low(q: Quantity) -> Number:
    return q.low if q.low is not None else q.value if q.high is None else 0


def _high(q: Quantity) -> Number:
    return q.high if q.high is not None else q.value if q.low is None else float("inf")
