"""The incidents nearest to one in days and kilometres: what it may be one event with."""

from datetime import date, timedelta

import msgspec

from holdfire.intake.tables.bearings import distance_km
from holdfire.register.models import Incident

DAYS = 5  # further apart in time is nothing to suggest
KM_A_DAY = 15.0  # so far away counts as much as a day apart
UNKNOWN = 2.0  # a place or a day that nobody tells counts as so many days apart


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """Another incident and how near it is, in words."""

    incident: Incident
    said: str
    apart: float  # in days, kilometres counted in


def nearest(one: Incident, most: int = 8) -> list[Near]:
    """The nearest incidents, the nearest first; none where `one` has neither day nor place."""
    found = Incident.objects.exclude(id=one.id)
    day = day_of(one.time_start)
    if day is not None:
        first, last = (day + timedelta(days=d) for d in (-DAYS, DAYS))
        found = found.filter(time_end__gte=first.isoformat(), time_start__lte=f"{last.isoformat()}T99")
    elif one.place_id:
        found = found.filter(place_id=one.place_id)
    else:
        return []
    near = sorted((how_near(one, other) for other in found[:500]), key=lambda n: (n.apart, n.incident.id))
    return near[:most]


def how_near(one: Incident, other: Incident) -> Near:
    """How near another incident is: days between them, and kilometres."""
    apart, said = _days(one, other)
    if one.place_id and one.place_id == other.place_id:
        said.append("the same place")
    elif None in (one.lat, one.lon, other.lat, other.lon):
        apart += UNKNOWN
        said.append("no distance, since one is not located")
    else:
        km = distance_km(one.lat, one.lon, other.lat, other.lon)  # type: ignore[arg-type]
        apart += km / KM_A_DAY
        said.append(f"{km:.0f} km away" if km >= 1 else "less than 1 km away")
    return Near(incident=other, said=", ".join(said), apart=apart)


def _days(one: Incident, other: Incident) -> tuple[float, list[str]]:
    spans = [(day_of(i.time_start), day_of(i.time_end) or day_of(i.time_start)) for i in (one, other)]
    (first, last), (other_first, other_last) = spans
    if first is None or last is None or other_first is None or other_last is None:
        return UNKNOWN, ["no day told"]
    later, earlier = (other_first - last).days, (first - other_last).days
    gap = max(0, later, earlier)
    if gap == 0:
        return 0.0, ["the same day" if first == last == other_first == other_last else "days that meet"]
    return float(gap), [f"{gap} day{'s' if gap > 1 else ''} {'later' if later > 0 else 'earlier'}"]


def day_of(text: str) -> date | None:
    """The day of an ISO date or moment, as written."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
