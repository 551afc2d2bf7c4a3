"""The agreement, obligation by obligation: deadlines, what each side says, what each seat finds.

The calendar is arithmetic; performance is not. "Deadline passed 3 days ago" says nothing about whether
the obligation was met, and no machine here ever says so: how far it was met is each seat's own word
(`assessments.py`), and an obligation stays overdue until every seat says that it was met in full.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from holdfire.dossiers.assessments import SeatView, Share, Views, differ, settled, shares
from holdfire.dossiers.confirmed import Said, confirmed, in_order, party_name
from holdfire.theatre import Theatre
from holdfire.theatre.types import Agreement, Obligation, TextVersion


class SideSays(msgspec.Struct, frozen=True, kw_only=True):
    """What one side's speakers said, oldest first. `side` is a seat's id, or "" for neither side."""

    side: str
    name: str
    said: tuple[Said, ...]


class ObligationStatus(msgspec.Struct, frozen=True, kw_only=True):
    """An obligation, where the calendar stands, and the claims that bear on it by side."""

    obligation: Obligation
    obligors: tuple[str, ...]
    days: int | None  # to the deadline; negative: passed; None: no deadline
    status: str
    sides: tuple[SideSays, ...]
    assessed: tuple[SeatView, ...] = ()  # each seat's word on how far it was met
    differ: bool = False  # the seats' words differ
    overdue: bool = False  # its day has passed and not every seat says that it was met in full


class AgreementDossier(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement with its obligations, its published texts and where those texts differ."""

    id: str
    name: str
    signed: date
    in_force: str
    signatories: tuple[str, ...]
    obligations: tuple[ObligationStatus, ...]
    texts: tuple[TextVersion, ...]
    differing: tuple[TextVersion, ...]  # the texts that depart from the others, with how
    general: tuple[SideSays, ...]  # claims about the agreement that name no obligation
    shares: tuple[Share, ...] = ()  # how much of it each seat sees met


def agreements(
    on: date,
    theatre: Theatre,
    said: Sequence[Said] | None = None,
    assessed: Mapping[str, Views] | None = None,
) -> tuple[AgreementDossier, ...]:
    """Every agreement of the theatre as it stood on a day, with what was confirmed and assessed by then.

    `assessed` are the seats' views by agreement; without them nobody is said to have assessed anything.
    """
    known = [
        s for s in (confirmed(theatre) if said is None else said) if s.said_on is None or s.said_on <= on
    ]
    return tuple(_dossier(a, known, (assessed or {}).get(a.id, {}), on, theatre) for a in theatre.agreements)


def _dossier(
    agreement: Agreement, known: Sequence[Said], assessed: Views, on: date, theatre: Theatre
) -> AgreementDossier:
    ids = {o.id for o in agreement.obligations}
    # Claims carry bare obligation ids, so with several agreements a claim is shown under each that has it.
    general = [s for s in known if s.claim.kind == "agreement" and not ids & set(s.claim.clauses)]
    return AgreementDossier(
        id=agreement.id,
        name=agreement.name,
        signed=agreement.signed,
        in_force=agreement.in_force,
        signatories=tuple(party_name(theatre, p) for p in agreement.signatories),
        obligations=tuple(
            _obligation(o, known, assessed.get(o.id, ()), on, theatre) for o in agreement.obligations
        ),
        texts=agreement.texts,
        differing=tuple(t for t in agreement.texts if t.differences),
        general=by_side(general, theatre),
        shares=shares(agreement, assessed, theatre),
    )


def _obligation(
    obligation: Obligation, known: Sequence[Said], assessed: tuple[SeatView, ...], on: date, theatre: Theatre
) -> ObligationStatus:
    days = (obligation.deadline - on).days if obligation.deadline else None
    return ObligationStatus(
        obligation=obligation,
        obligors=tuple(party_name(theatre, p) for p in obligation.obligors),
        days=days,
        status=status(obligation, on),
        sides=by_side([s for s in known if obligation.id in s.claim.clauses], theatre),
        assessed=assessed,
        differ=differ(assessed),
        overdue=days is not None and days < 0 and not settled(assessed, theatre),
    )


def status(obligation: Obligation, on: date) -> str:
    """Where the calendar stands, in words; never whether the obligation was met."""
    if obligation.deadline is None:
        return "continuing" if obligation.continuing else "no deadline"
    days = (obligation.deadline - on).days
    if days == 0:
        return "deadline today"
    count = f"{abs(days):,} day{'s' if abs(days) != 1 else ''}"
    return f"deadline in {count}" if days > 0 else f"deadline passed {count} ago"


def by_side(said: Sequence[Said], theatre: Theatre) -> tuple[SideSays, ...]:
    """Claims in a column for each seat, in the seats' order, then those of neither side."""
    columns: dict[str, list[Said]] = defaultdict(list)
    for one in in_order(said):
        columns[one.side].append(one)
    order = [(seat.id, seat.name) for seat in theatre.seats]
    known = {id for id, _ in order}
    order += [(side, side) for side in sorted(columns) if side and side not in known]
    order.append(("", "Other speakers"))
    return tuple(
        SideSays(side=id, name=name, said=tuple(columns[id])) for id, name in order if columns.get(id)
    )
