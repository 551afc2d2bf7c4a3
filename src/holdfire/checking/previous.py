"""Figures of the period before: what a bulletin says it counted last time against what it counted then.

Missions print each count beside the previous period's. When the two bulletins are both here, the
recollection must equal the count it recalls.
"""

import re
from collections.abc import Sequence

from holdfire.checking.check import Check
from holdfire.checking.days import in_words
from holdfire.checking.units import family
from holdfire.reading.claim import FiledClaim, Quantity

PREVIOUS = re.compile(
    r"\b(?:previous(?:ly)?|preceding|prior|earlier) (?:reporting )?(?:period|day|report|24 hours|bulletin)\b"
    r"|\bcompared (?:with|to)\b|\bthe day before\b",
    re.I,
)


def check(filed: Sequence[FiledClaim]) -> tuple[Check, ...]:
    """Recollections of the previous period that differ from the same source's own latest report before."""
    found = []
    counts: list[tuple[FiledClaim, Quantity]] = []
    for one in filed:
        for figure in one.claim.quantities:
            if family(figure) != "events" or not one.source or not one.published:
                continue
            if not _recalls(one, figure):
                counts.append((one, figure))
                continue
            then = _recalled(one, counts)
            if then is None or _meets(figure, then[1]):
                continue
            before, was = then
            difference = abs(figure.value - was.value)
            found.append(
                Check(
                    kind="previous-period",
                    sentence=(
                        f"The report of {in_words(one.published)} gives {figure.value:n} {figure.unit}"
                        f" for the period before; the report of {in_words(before.published)} itself gave"
                        f" {was.value:n}: they differ by {difference:n}."
                    ),
                    claims=(before.id, one.id),
                    stated=figure.value,
                    computed=was.value,
                    difference=difference,
                )
            )
    return tuple(found)


def _recalls(one: FiledClaim, figure: Quantity) -> bool:
    """Whether a figure is the one that words of the previous period speak of, in their own sentence."""
    text = one.claim.content
    for m in PREVIOUS.finditer(text):
        start, end = text.rfind(". ", 0, m.start()) + 1, text.find(". ", m.end())
        inside = [
            q
            for q in one.claim.quantities
            if start <= q.char_start - one.claim.start < (end if end >= 0 else len(text))
        ]
        after = [q for q in inside if q.char_start - one.claim.start >= m.start()]
        # "In the previous period it recorded 442"; else "442 in the previous period".
        if figure == next(iter(after), inside[-1] if inside else None):
            return True
    return False


def _recalled(
    one: FiledClaim, counts: Sequence[tuple[FiledClaim, Quantity]]
) -> tuple[FiledClaim, Quantity] | None:
    """The same source's count of the same place in its latest earlier report."""
    mine = [
        (o, q)
        for o, q in counts
        if o.source == one.source and o.report != one.report and (o.published or "") < (one.published or "")
    ]
    if not mine:
        return None
    latest = max(o.published or "" for o, _ in mine)
    there = _places(one)
    same = [(o, q) for o, q in mine if o.published == latest and _places(o) == there]
    return same[0] if len(same) == 1 else None


def _places(one: FiledClaim) -> frozenset[str]:
    return frozenset(p.place_id or p.name for p in one.claim.places if not p.government)


def _meets(a: Quantity, b: Quantity) -> bool:
    low = max(a.low if a.low is not None else a.value, b.low if b.low is not None else b.value)
    high = min(a.high if a.high is not None else a.value, b.high if b.high is not None else b.value)
    return low <= high
