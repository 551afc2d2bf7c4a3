"""How the present reader does against what people decided here: found, and right field by field.

Every report with a decision is read again by the reader installed now. A claim somebody confirmed or
corrected is found when the reading has one over nearly the same characters (intersection over union of at
least 0.8) by the same speaker. A claim somebody rejected should not be read again. Fields are compared
wherever the span is found; a field is asked where the person's claim or the reader's says something.
The decisions are those people chose to make: no fair sample of the reports, and said so.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from holdfire.reading import read, reader_version
from holdfire.reading.claim import Claim
from holdfire.register.models import Claim as ClaimRow
from holdfire.register.models import ClaimState
from holdfire.theatre import Theatre

NEAR = 0.8
FIELDS: dict[str, Callable[[Claim], Any]] = {
    "speaker": lambda c: c.speaker,
    "stance": lambda c: c.stance,
    "kind": lambda c: c.kind,
    "violation type": lambda c: c.violation_type,
    "polarity": lambda c: c.polarity,
    "modality": lambda c: c.modality,
    "hedge": lambda c: c.hedge,
    "target": lambda c: c.target,
    "time": lambda c: (c.time.start, c.time.end) if c.time else None,
    "places": lambda c: frozenset(p.name for p in c.places if not p.government) or None,
    "quantities": lambda c: frozenset((q.value, q.role) for q in c.quantities) or None,
}


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """How often a field was right, of the times it was asked."""

    field: str
    right: int
    asked: int


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """The present reader against this register's decisions."""

    reader: str
    reports: int
    decided: int  # confirmed or corrected
    spans: int  # found by their characters
    found: int  # and by the same speaker
    rejected: int
    read_again: int  # rejected by a person, and still read
    fields: tuple[Field, ...]


def evaluate(theatre: Theatre) -> Evaluation:
    """Reads again every report somebody decided about, and compares."""
    rows: dict[Any, list[ClaimRow]] = {}
    decided = ClaimRow.objects.exclude(state=ClaimState.MACHINE).select_related("report")
    for row in decided.order_by("report_id", "ordinal"):
        rows.setdefault(row.report, []).append(row)
    counts: Counter[str] = Counter()
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for report, judged in rows.items():
        claims = read(report.text, published=report.published, theatre=theatre).claims
        for row in judged:
            person = msgspec.convert(row.data, Claim)
            mine = nearest(person, claims)
            same = mine is not None and mine.speaker == person.speaker
            if row.state == ClaimState.REJECTED:
                counts["rejected"] += 1
                counts["read_again"] += same
                continue
            counts["decided"] += 1
            counts["spans"] += mine is not None
            counts["found"] += same
            if mine is None:
                continue
            for name, value in FIELDS.items():
                wanted, got = value(person), value(mine)
                if wanted is not None or got is not None:
                    asked[name] += 1
                    right[name] += wanted == got
    return Evaluation(
        reader=reader_version(),
        reports=len(rows),
        decided=counts["decided"],
        spans=counts["spans"],
        found=counts["found"],
        rejected=counts["rejected"],
        read_again=counts["read_again"],
        fields=tuple(Field(field=f, right=right[f], asked=asked[f]) for f in FIELDS),
    )


def nearest(person: Claim, claims: Iterable[Claim]) -> Claim | None:
    """The claim over nearly the same characters; of several, the same speaker's first, then the nearest."""
    near = [(c.speaker == person.speaker, _overlap(person, c), c) for c in claims]
    near = [one for one in near if one[1] >= NEAR]
    return max(near, key=lambda one: one[:2])[2] if near else None


def _overlap(a: Claim, b: Claim) -> float:
    shared = min(a.end, b.end) - max(a.start, b.start)
    whole = max(a.end, b.end) - min(a.start, b.start)
    return shared / whole if shared > 0 else 0.0
