"""Satellite hot spots near an incident, from the file that `holdfire import` made of them.

The operator puts it at `hotspots.parquet` in the register's home; without it nothing is said of satellites.
"""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
from django.conf import settings

from holdfire.linking.coincidence import AROUND_KM, Coincidence, Spots, coincidence
from holdfire.linking.incident import LinkedIncident
from holdfire.linking.moments import of_moment, of_span
from holdfire.theatre import Theatre

FILE = "hotspots.parquet"
LONGEST_HOURS = 72.0  # an incident of more days meets too much
WIDEST_KM = 15.0  # so does one of a wider place
LEAST_KM = 3.0  # a place is told to the village
NEAR = """
SELECT lat, lon, epoch(at_start) / 3600.0 AS hour FROM read_parquet($file)
WHERE kind = 'detection' AND lat BETWEEN $lat - $lats AND $lat + $lats
  AND lon BETWEEN $lon - $lons AND $lon + $lons
"""
COVER = """
SELECT epoch(min(at_start)) / 3600.0, epoch(max(at_start)) / 3600.0 FROM read_parquet($file)
WHERE kind = 'detection'
"""


def hot_spots_near(incident: LinkedIncident, theatre: Theatre) -> Coincidence | str:
    """What satellites saw near the incident, or a sentence on why that cannot be said; "" without a file."""
    file = Path(settings.HOLDFIRE_HOME) / FILE
    when, place = of_span(incident.time, theatre) if incident.time else None, incident.place
    if not file.exists() or when is None or place is None or place.lat is None or place.lon is None:
        return ""
    if incident.group not in ("A", "C") or when.length > LONGEST_HOURS or (place.radius_km or 0) > WIDEST_KM:
        return ""
    try:
        spots = _read(file, place.lat, place.lon, theatre)
    except duckdb.Error:
        return f"The hot spots in {FILE} cannot be read: import them again with holdfire import."
    if spots is None:
        return ""
    found = coincidence(
        spots,
        lat=place.lat,
        lon=place.lon,
        radius_km=max(LEAST_KM, place.radius_km or 0),
        start=when.start,
        end=when.end,
    )
    if found == "outside":
        return "The satellites' hot spots on file do not cover its days."
    if found == "thin":
        return (
            "The satellites' hot spots on file cover too few days of its season to say what is usual there."
        )
    return found


def _read(file: Path, lat: float, lon: float, theatre: Theatre) -> Spots | None:
    """The hot spots around a place, in hours of the theatre's clock; None where the file holds none."""
    degrees = 1.5 * AROUND_KM / 111.0
    with duckdb.connect() as connection:
        cover = connection.execute(COVER, {"file": str(file)}).fetchone()
        if cover is None or cover[0] is None:
            return None
        given = {"file": str(file), "lat": lat, "lon": lon, "lats": degrees, "lons": 2 * degrees}
        found = connection.execute(NEAR, given).fetchnumpy()
    shift = of_moment(datetime(1970, 1, 1, tzinfo=UTC), theatre)  # from UTC to the theatre's clock
    return Spots(found["lat"], found["lon"], found["hour"] + shift, cover[0] + shift, cover[1] + shift)
