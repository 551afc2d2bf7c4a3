"""How far each seat says each obligation was met, over time: their words side by side, none averaged.

The scale is that of the Peace Accords Matrix (Kroc Institute): 0 none, 1 minimum, 2 intermediate, 3 full. A
seat's share of an agreement is what it gave over what it could have given for the obligations it assessed.
"""

from collections import defaultdict
from datetime import date, datetime

import msgspec

from holdfire.dossiers import evidence, sealed
from holdfire.dossiers.models import Assessment as Row
from holdfire.theatre import Theatre
from holdfire.theatre.types import Agreement

LEVELS = ("none", "minimum", "intermediate", "full")
FULL = len(LEVELS) - 1


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """One seat's word on one obligation as of one day, with its reasons and what it rests on."""

    entry: int
    seat: str
    name: str
    level: str
    on: date
    author: str
    at: datetime
    why: str
    rests_on: tuple[evidence.Shown, ...]
    replaced: bool  # the seat said otherwise of the same day later
    demo: bool

    @property
    def score(self) -> int:
        """0 to 3."""
        return LEVELS.index(self.level)


class SeatView(msgspec.Struct, frozen=True, kw_only=True):
    """What one seat says of one obligation, by day; `all` holds what it took back too, as it came."""

    seat: str
    name: str
    steps: tuple[Assessment, ...]
    all: tuple[Assessment, ...]

    @property
    def now(self) -> Assessment:
        """What it says of the latest day."""
        return self.steps[-1]


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How much of an agreement a seat sees met: `got` of `most`, over the obligations it assessed."""

    seat: str
    name: str
    got: int
    most: int
    assessed: int
    of: int

    @property
    def percent(self) -> float:
        """Of what could be got."""
        return 100 * self.got / self.most

    @property
    def arithmetic(self) -> str:
        """The share as a sum a person can check."""
        return f"{self.got} of {self.assessed} × {FULL} = {self.most}, {self.percent:.0f} %"


Views = dict[str, tuple[SeatView, ...]]  # by obligation


def all_views(on: date, theatre: Theatre) -> dict[str, Views]:
    """The seats' views of every agreement of the theatre, by its id."""
    return {a.id: views(a, on, theatre) for a in theatre.agreements}


def views(agreement: Agreement, on: date, theatre: Theatre) -> Views:
    """Every obligation that some seat assessed as of this day or one before."""
    names = {s.id: s.name for s in theatre.seats}
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in Row.objects.filter(agreement=agreement.id, on__lte=on).order_by("entry"):
        rows[row.obligation, row.seat].append(row)
    found: dict[str, list[SeatView]] = defaultdict(list)
    order = [*names, *sorted({seat for _, seat in rows} - set(names))]
    for obligation, seat in sorted(rows, key=lambda k: (k[0], order.index(k[1]))):
        found[obligation].append(_view(rows[obligation, seat], seat, names.get(seat, seat)))
    return {obligation: tuple(seen) for obligation, seen in found.items()}


def differ(seen: tuple[SeatView, ...]) -> bool:
    """Whether seats say different things now."""
    return len({view.now.level for view in seen}) > 1


def settled(seen: tuple[SeatView, ...], theatre: Theatre) -> bool:
    """Whether every seat of the commission says that an obligation was fully met."""
    say = {view.seat for view in seen if view.now.level == LEVELS[FULL]}
    return bool(theatre.seats) and say >= {s.id for s in theatre.seats}


def shares(agreement: Agreement, known: Views, theatre: Theatre) -> tuple[Share, ...]:
    """Each seat's share of the agreement; only seats that assessed something."""
    scores: dict[tuple[str, str], list[int]] = defaultdict(list)
    for seen in known.values():
        for view in seen:
            scores[view.seat, view.name].append(view.now.score)
    order = [s.id for s in theatre.seats]
    return tuple(
        Share(
            seat=seat, name=name, got=sum(given), most=FULL * len(given), assessed=len(given),
            of=len(agreement.obligations),
        )
        for (seat, name), given in sorted(
            scores.items(), key=lambda s: order.index(s[0][0]) if s[0][0] in order else len(order)
        )
    )  # fmt: skip


def _view(rows: list[Row], seat: str, name: str) -> SeatView:
    last = {row.on: row.entry for row in rows}
    every = tuple(
        Assessment(
            entry=row.entry,
            seat=seat,
            name=name,
            level=row.level,
            on=row.on,
            author=row.author,
            at=row.at,
            why=sealed.text_of(row.words),
            rests_on=evidence.shown(row.evidence),
            replaced=last[row.on] != row.entry,
            demo=row.demo,
        )
        for row in rows
    )
    steps = sorted((a for a in every if not a.replaced), key=lambda a: a.on)
    return SeatView(seat=seat, name=name, steps=tuple(steps), all=every)
