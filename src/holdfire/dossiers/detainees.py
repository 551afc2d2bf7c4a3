"""The detainee ledger: who claims what totals, whether each sum holds, and how totals changed over time.

Figures are each speaker's own. A later total by the same speaker is a dated revision of the earlier one;
a running total that falls is marked. No person is named here: the ledger holds figures only.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import msgspec

from holdfire.checking.totals import running
from holdfire.dossiers.confirmed import Said, confirmed, in_order, speaks_for
from holdfire.reading.claim import Quantity
from holdfire.theatre import Lookup, Theatre

RELEASED = re.compile(
    r"\b(releas|return|repatriat|hand(ed|ing)? over|handover|transfer|exchang|swap|freed|deliver)",
    re.IGNORECASE,
)
HELD = re.compile(r"\b(still|remain|held|hold(s|ing)?|captiv|kept|in custody)", re.IGNORECASE)
REMAINS = re.compile(r"\b(bod(y|ies)|remains|dead|corpse)", re.IGNORECASE)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a claimed total: how many, to whom, in whose words."""

    value: int | float
    unit: str
    to: str
    from_: str
    said: Said


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A total and its parts, as one speaker put them on one day."""

    speaker: str
    on_behalf_of: str
    said_on: date | None
    stated: int | float | None  # None: only parts were given
    unit: str
    parts: tuple[Part, ...]
    computed: int | float | None  # the parts added up; None: no parts
    difference: int | float | None
    holds: bool | None  # None: nothing to add up
    arithmetic: str  # "105 + 17 = 122, stated 112, difference 10"
    revises: int | float | None  # the figure of the same speaker before this one
    revises_said_on: date | None
    fell: bool  # a running total is lower than it was
    since: str
    until: str
    said: Said

    @property
    def figure(self) -> int | float | None:
        """What was stated; where only parts were, their sum."""
        return self.stated if self.stated is not None else self.computed


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One speaker's figures about one thing, oldest first: each is a dated revision of the one before."""

    on_behalf_of: str
    about: str  # "exchanged or returned", "held", "remains"
    statements: tuple[Statement, ...]

    @property
    def latest(self) -> Statement:
        """The figure that stands now."""
        return self.statements[-1]


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A release, return or handover that a speaker says took place."""

    start: date | None
    end: date | None
    value: int | float
    unit: str
    of: str
    to: str
    said: Said


class DetaineeLedger(msgspec.Struct, frozen=True, kw_only=True):
    """The whole ledger. `other` is what was confirmed about detainees and carries no figure."""

    series: tuple[Series, ...]
    releases: tuple[Release, ...]
    other: tuple[Said, ...]

    @property
    def failing(self) -> tuple[Statement, ...]:
        """Statements whose parts do not give their total."""
        return tuple(s for series in self.series for s in series.statements if s.holds is False)


def ledger(on: date, theatre: Theatre, said: Sequence[Said] | None = None) -> DetaineeLedger:
    """The ledger as it stood on a day, from confirmed claims (all of them unless given)."""
    names = Lookup(theatre)
    known = [
        s
        for s in (confirmed(theatre) if said is None else said)
        if s.claim.kind == "detainees" and (s.said_on is None or s.said_on <= on)
    ]
    statements = _statements(known, names)
    counted = {s.said.claim_id for s in statements} | {p.said.claim_id for s in statements for p in s.parts}
    releases = tuple(r for s in known if s.claim_id not in counted if (r := _release(s)))
    used = counted | {r.said.claim_id for r in releases}
    return DetaineeLedger(
        series=_series(statements),
        releases=tuple(sorted(releases, key=lambda r: r.start or r.said.said_on or date.max)),
        other=tuple(s for s in known if s.claim_id not in used),
    )


def about(said: Said) -> str:
    """What a figure counts, so that unlike figures are never put in one series."""
    words = f"{said.quote} {' '.join(q.unit for q in said.claim.quantities)}"
    if REMAINS.search(words):
        return "remains"
    if RELEASED.search(words):
        return "exchanged or returned"
    return "held" if HELD.search(words) else "exchanged or returned"


def _statements(known: Sequence[Said], names: Lookup) -> list[Statement]:
    """One statement for every total, with the parts the same speaker gave in the same report."""
    groups: dict[tuple[str, str, str], list[tuple[Said, Quantity]]] = defaultdict(list)
    for said in known:
        counted = running(said.claim)
        for quantity in said.claim.quantities:
            if quantity is counted and quantity.role != "part":
                quantity = msgspec.structs.replace(quantity, role="total")
            if quantity.role in ("total", "part"):
                groups[said.report_id, speaks_for(said, names), about(said)].append((said, quantity))
    return [s for group in groups.values() for s in _group_statements(group, names)]


def _group_statements(group: list[tuple[Said, Quantity]], names: Lookup) -> list[Statement]:
    totals = [(s, q) for s, q in group if q.role == "total"]
    parts = [(s, q) for s, q in group if q.role == "part"]
    if not totals:
        return [_statement(parts[0][0], None, parts, names)]
    # With several totals in one report, a part belongs to the total nearest before it in the text.
    owned: dict[int, list[tuple[Said, Quantity]]] = defaultdict(list)
    for said, quantity in parts:
        before = [i for i, (_, t) in enumerate(totals) if t.char_start <= quantity.char_start]
        owned[before[-1] if before else 0].append((said, quantity))
    return [_statement(s, q, owned[i], names) for i, (s, q) in enumerate(totals)]


def _statement(
    said: Said, total: Quantity | None, parts: Sequence[tuple[Said, Quantity]], names: Lookup
) -> Statement:
    stated = total.value if total else None
    computed = sum(q.value for _, q in parts) if parts else None
    difference = abs(computed - stated) if computed is not None and stated is not None else None
    time = said.claim.time
    unit = (total.unit if total else "") or next((q.unit for _, q in parts if q.unit), "")
    return Statement(
        speaker=said.speaker,
        on_behalf_of=speaks_for(said, names),
        said_on=said.said_on,
        stated=stated,
        unit=unit,
        parts=tuple(
            Part(value=q.value, unit=q.unit or unit, to=q.to or "", from_=q.from_ or "", said=s)
            for s, q in parts
        ),
        computed=computed,
        difference=difference,
        holds=None if difference is None else difference == 0,
        arithmetic=_arithmetic(stated, [q.value for _, q in parts], computed, difference),
        revises=None,
        revises_said_on=None,
        fell=False,
        since=(time.start or "") if time and time.of == "event" else "",
        until=(time.end or "") if time and time.of == "event" else "",
        said=said,
    )


def _arithmetic(
    stated: int | float | None,
    parts: Sequence[int | float],
    computed: int | float | None,
    difference: int | float | None,
) -> str:
    if computed is None:
        return f"{stated:n}, no parts given" if stated is not None else ""
    added = f"{' + '.join(f'{p:n}' for p in parts)} = {computed:n}"
    if stated is None:
        return f"{added}, no total stated"
    return (
        f"{added}, as stated" if not difference else f"{added}, stated {stated:n}, difference {difference:n}"
    )


def _series(statements: Sequence[Statement]) -> tuple[Series, ...]:
    lines: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in in_order(statements):
        line = lines[statement.on_behalf_of, about(statement.said)]
        before = line[-1] if line else None
        figure = statement.figure
        if before is not None and before.figure is not None and figure is not None:
            running = about(statement.said) != "held"
            statement = msgspec.structs.replace(
                statement,
                revises=before.figure,
                revises_said_on=before.said_on,
                fell=running and figure < before.figure and not _narrower(statement, before),
            )
        line.append(statement)
    return tuple(
        Series(on_behalf_of=who, about=what, statements=tuple(line))
        for (who, what), line in sorted(lines.items())
    )


def _narrower(statement: Statement, before: Statement) -> bool:
    """A total counted from a later day than the one before may well be lower."""
    return bool(statement.since and before.since and statement.since > before.since)


def _release(said: Said) -> Release | None:
    counted = [q for q in said.claim.quantities if q.role not in ("total", "part")]
    happened = said.claim.modality not in ("planned", "conditional", "possible", "denied")
    if not counted or not happened or said.claim.polarity == "denies" or not RELEASED.search(said.quote):
        return None
    quantity = counted[0]
    start, end = said.happens
    return Release(
        start=start, end=end, value=quantity.value, unit=quantity.unit,
        of=quantity.of or "", to=quantity.to or "", said=said,
    )  # fmt: skip
