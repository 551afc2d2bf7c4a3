"""What monitors and their instruments took in near an incident's place and time, in words."""

import math
from datetime import datetime, timedelta

from holdfire.inquiry.models import FieldObservation
from holdfire.intake.tables.bearings import distance_km
from holdfire.linking.corroboration import Sensed
from holdfire.linking.incident import LinkedIncident
from holdfire.linking.moments import of_moment, of_span
from holdfire.site.watched import seat_name
from holdfire.theatre import Theatre

INSTRUMENTS = {"camera", "UAV", "radar", "acoustic", "seismic", "satellite", "recorded"}
SLACK_HOURS = 3.0  # sides seldom agree on the hour
HEARD_KM = 5.0  # the least distance at which an observation without an error of its own may be of it


def sensed_near(incident: LinkedIncident, theatre: Theatre) -> list[Sensed]:
    """The observations on record whose time meets the incident's and whose place may be its place."""
    when, place = of_span(incident.time, theatre) if incident.time else None, incident.place
    if when is None or when.length > 3 * 24 or place is None or place.lat is None or place.lon is None:
        return []  # an incident of no day or no place meets everything
    begin = datetime(1970, 1, 1) + timedelta(hours=when.start - SLACK_HOURS)
    days = (begin.date() - timedelta(days=1), begin.date() + timedelta(days=math.ceil(when.length / 24) + 2))
    found = []
    rows = FieldObservation.objects.filter(started__date__gte=days[0], started__date__lte=days[1])
    for row in rows.exclude(lat=None).order_by("started", "id"):
        start = of_moment(row.started, theatre)
        end = of_moment(row.ended, theatre) if row.ended else start
        apart = distance_km(place.lat, place.lon, row.lat or 0.0, row.lon or 0.0)
        reach = max(HEARD_KM, (row.radius_km or 0.0) + (place.radius_km or 0.0))
        if end < when.start - SLACK_HOURS or start > when.end + SLACK_HOURS or apart > reach:
            continue
        found.append(
            Sensed(
                origin=row.seat,
                instrument=row.data["means"] in INSTRUMENTS,
                sentence=_sentence(row, apart),
            )
        )
    return found


def _sentence(row: FieldObservation, apart: float) -> str:
    means = row.data["means"]
    took = {"heard": "heard", "saw": "saw"}.get(means, f"recorded by {means}")
    count = f"{row.data['count']} × " if row.data.get("count") else ""
    return (
        f"Monitors of {seat_name(row.seat)} {took} {count}{row.data['sighted']}, "
        f"{row.started:%H:%M} UTC on {row.started.day} {row.started:%B %Y}, "
        f"{apart:.0f} km from the place told (entry {row.entry})."
    )
