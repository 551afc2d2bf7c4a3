"""Monitors' observations beside the incidents of the register: which may be which, reckoned when asked."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q

from holdfire.inquiry.models import FieldObservation
from holdfire.linking.sighted import Sight, Told, may_be
from holdfire.register.models import Incident
from holdfire.theatre import Theatre

NEAR = timedelta(days=2)  # beyond any difference of zones and clocks


def observations_of(incident: Incident, theatre: Theatre) -> list[tuple[FieldObservation, tuple[str, ...]]]:
    """The observations that may be of this incident, each with the reasons, in the order of their times."""
    first, last = _day(incident.time_start), _day(incident.time_end or incident.time_start)
    if first is None or last is None:
        return []
    begin, end = (datetime.combine(d, time(), UTC) for d in (first, last))
    near = FieldObservation.objects.filter(
        Q(ended__gte=begin - NEAR) | Q(ended=None, started__gte=begin - NEAR), started__lt=end + NEAR
    )
    told = _told(incident)
    found = [(row, may_be(_sight(row), told, theatre)) for row in near.order_by("started", "id")]
    return [(row, why) for row, why in found if why]


def incidents_of(row: FieldObservation, theatre: Theatre) -> list[Incident]:
    """The incidents an observation may be of."""
    first = (row.started - NEAR).date().isoformat()
    last = ((row.ended or row.started) + NEAR).date().isoformat()
    near = Incident.objects.filter(
        Q(time_end__gte=first) | Q(time_end="", time_start__gte=first), time_start__lt=last
    )
    sight = _sight(row)
    return [one for one in near.order_by("time_start", "id") if may_be(sight, _told(one), theatre)]


def _sight(row: FieldObservation) -> Sight:
    return Sight(
        started=row.started,
        ended=row.ended,
        lat=row.lat,
        lon=row.lon,
        radius_km=row.radius_km,
        type=row.data.get("weapon", ""),
    )


def _told(incident: Incident) -> Told:
    return Told(
        start=incident.time_start,
        end=incident.time_end,
        lat=incident.lat,
        lon=incident.lon,
        radius_km=incident.radius_km,
        group=incident.group,
        type=incident.type,
    )


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None
