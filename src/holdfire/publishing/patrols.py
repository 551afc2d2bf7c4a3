"""Coverage by patrols: what was planned for the days of a report and what became of it, seat by seat.

Beside every count of incidents stands who was there to see any. Where a patrol was to go and what for is its
seat's; what became of it, and why, is told to all.
"""

from collections import Counter
from datetime import date

import msgspec

from holdfire.inquiry import sealing
from holdfire.inquiry.models import Patrol
from holdfire.publishing.naming import Naming
from holdfire.record.fields import Kept
from holdfire.theatre import Lookup

OUTCOMES = {
    "carried-out": "carried out",
    "changed": "changed",
    "refused": "access refused",
    "not-made": "not made",
    "": "not told of yet",
}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A patrol that did not go as planned, or of which nothing is told yet."""

    patrol: str
    day: date
    seat: str
    outcome: str
    by: str
    why: str
    observations: int


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """The patrols of some days."""

    planned: int
    sentence: str  # "planned 4: carried out 3, access refused 1"
    observations: int
    patrols: tuple[Told, ...]


def coverage(first: date, last: date, naming: Naming) -> Coverage:
    """The patrols planned for the days from first to last, both included, in the theatre's time."""
    rows = list(
        Patrol.objects.filter(day__range=(first, last)).prefetch_related("links").order_by("day", "entry")
    )
    names = Lookup(naming.theatre)
    told = []
    for row in rows:
        party = names.party(row.refused_by)
        told.append(
            Told(
                patrol=row.id,
                day=row.day,
                seat=naming.seat(row.seat),
                outcome=OUTCOMES[row.outcome],
                by=party.name if party else row.refused_by,
                why=why(row) if row.outcome != "carried-out" else "",
                observations=len(row.links.all()),
            )
        )
    counted = Counter(one.outcome for one in told)
    parts = [f"{word} {counted[word]}" for word in OUTCOMES.values() if counted[word]]
    sentence = f"Planned {len(rows)}: {', '.join(parts)}." if rows else "No patrol was planned."
    return Coverage(
        planned=len(rows),
        sentence=sentence,
        observations=sum(one.observations for one in told),
        patrols=tuple(told),
    )


def why(row: Patrol) -> str:
    """Why a patrol did not go as planned, in the words of its seat; empty where they were shredded."""
    kept = row.ended_words
    return sealing.said(msgspec.convert(kept, Kept)).text if kept else ""
