"""The rows of a report's violations table, and monitors' observations in its columns.

An observation counts in a period when its time touches a day of it, as days run in the theatre's own time,
and is told in that time. What no monitor said ("not said") is not guessed.
"""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

import msgspec
from django.db.models import Q

from holdfire.inquiry.models import FieldObservation
from holdfire.inquiry.observing import words_of
from holdfire.inquiry.sighted import incidents_of
from holdfire.publishing.naming import Naming
from holdfire.theatre.days import bounds, zone_of

NOT_SAID = "not said"


class Violation(msgspec.Struct, frozen=True, kw_only=True):
    """One claim or observation in the columns of a monitors' table, as far as it carries them."""

    incident: str
    told_by: str
    part: str
    position: str
    location: str
    means: str
    number: str
    observation: str
    description: str
    weapon: str
    when: str
    words: str
    source: str
    state: str


def observed(first: date, last: date, naming: Naming) -> Iterable[Violation]:
    """The observations of the days from first to last, both included, in the order of their times."""
    begin, end = bounds(first, last, naming.theatre)
    zone = zone_of(naming.theatre)
    touching = Q(ended__gte=begin) | Q(ended=None, started__gte=begin)
    for row in FieldObservation.objects.filter(touching, started__lt=end).order_by("started", "id"):
        words, data = words_of(row), row.data
        yield Violation(
            incident="; ".join(one.id for one in incidents_of(row, naming.theatre)),
            told_by=f"{words.patrol or 'a patrol'} ({naming.seat(row.seat)})",
            part="observed",
            position=words.position or NOT_SAID,
            location=location(row) or NOT_SAID,
            means=data["means"],
            number=NOT_SAID if data["count"] is None else str(data["count"]),
            observation=data["sighted"],
            description=data["description"],
            weapon=naming.type(data["weapon"]) or NOT_SAID,
            when=when(*(_local(t, zone) if t else "" for t in (row.started, row.ended))),
            words="",  # the note is the seat's
            source=f"entry {row.entry}",
            state="as observed",
        )


def location(row: FieldObservation) -> str:
    """An event's place as it was observed: distance, direction, and the point with its radius that follow."""
    low, high, bearing = (row.data[k] for k in ("distance_low_m", "distance_high_m", "bearing"))
    parts = []
    if low is not None and high is not None:
        parts.append(f"{low / 1000:g} km" if low == high else f"{low / 1000:g} to {high / 1000:g} km")
    if bearing is not None:
        parts.append(f"{bearing / 10:g}°")
    if row.lat is not None and row.lon is not None:
        parts.append(f"near {row.lat:.4f}, {row.lon:.4f} ± {row.radius_km or 0:.1f} km")
    return ", ".join(parts)


def _local(at: datetime, zone: tzinfo) -> str:
    """A moment in the theatre's time."""
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"


def when(start: str, end: str) -> str:
    """An interval as ISO 8601 days and times, read with a space."""
    return " to ".join(dict.fromkeys(t.replace("T", " ") for t in (start, end) if t))
