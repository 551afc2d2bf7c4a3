"""A place outside the zone a claim puts it in: "in the corridor, near X" when X lies elsewhere.

A zone's line is somebody's claim, drawn on a day with an uncertainty; the check names whose it is, and
allows for the uncertainty of the line and of the place.
"""

import math
import re
from collections.abc import Sequence
from datetime import date

from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import transform

from holdfire.checking.check import Check
from holdfire.reading.claim import Claim, FiledClaim, PlaceMention
from holdfire.theatre import Lookup, Theatre
from holdfire.theatre.types import Zone

WITHIN = re.compile(r"\b(?:in|within|inside|of)\b", re.I)
APART = re.compile(r"\b(?:outside|beyond|towards?|direction|from|between|not in)\b|[.;]", re.I)
NAMED = {
    "corridor": re.compile(r"\bcorridor\b", re.I),
    "responsibility": re.compile(r"\bzone of responsibility\b|\barea of responsibility\b", re.I),
}
REACH = 80  # characters between a place and the zone it is said to lie in


def check(filed: Sequence[FiledClaim], theatre: Theatre) -> tuple[Check, ...]:
    """Places that claims put inside a zone although they lie outside every drawing of it valid on the day."""
    names = Lookup(theatre)
    found = []
    for one in filed:
        for kind, mention in _put_inside(one.claim, theatre):
            zones = [z for z in theatre.zones if z.kind == kind and _valid(z, one)]
            drawn = [(z, d) for z in zones if (d := _distance(z, mention)) is not None]
            if not drawn:
                continue
            zone, distance = min(drawn, key=lambda p: p[1])
            allowed = zone.uncertainty_km + (mention.radius_km or 0)
            if distance <= allowed:
                continue
            by = names.party(zone.stated_by)
            drawer = by.name if by else zone.stated_by or "its source"
            found.append(
                Check(
                    kind="place-outside-zone",
                    sentence=(
                        f"{mention.name} is said to lie in “{zone.name}”, and lies {distance:.0f} km outside"
                        f" it as {drawer} draws it (± {allowed:.0f} km)."
                    ),
                    claims=(one.id,),
                    stated=round(allowed, 1),
                    computed=round(distance, 1),
                    difference=round(distance - allowed, 1),
                    spans=((mention.char_start, mention.char_end),),
                )
            )
    return tuple(found)


def _put_inside(claim: Claim, theatre: Theatre) -> list[tuple[str, PlaceMention]]:
    """Each located place of a claim whose words put it inside a kind of zone."""
    out: list[tuple[str, PlaceMention]] = []
    if not claim.places:
        return out
    for kind, words in NAMED.items():
        if not any(z.kind == kind for z in theatre.zones):
            continue
        for m in words.finditer(claim.content):
            at = claim.start + m.start()
            # The zone's own name ("Lachin corridor") is no place inside it.
            for place in claim.places:
                if place.lat is None or place.government or place.relation or place.char_end > at:
                    continue
                between = claim.content[place.char_end - claim.start : m.start()]
                if place.char_end + 1 >= at or len(between) > REACH or APART.search(between):
                    continue
                if WITHIN.search(between):
                    out.append((kind, place))
    return out


def _valid(zone: Zone, one: FiledClaim) -> bool:
    time = one.claim.time
    when = (time.start if time and time.of == "event" else None) or one.published
    try:
        day = date.fromisoformat((when or "")[:10])
    except ValueError:
        return True
    return (zone.start or date.min) <= day <= (zone.end or date.max)


def _distance(zone: Zone, mention: PlaceMention) -> float | None:
    if (
        mention.lat is None
        or mention.lon is None
        or zone.geometry.get("type") not in ("Polygon", "MultiPolygon")
    ):
        return None
    return float(
        flat(shape(zone.geometry), mention.lat).distance(flat(Point(mention.lon, mention.lat), mention.lat))
    )


def flat(geometry: BaseGeometry, lat: float) -> BaseGeometry:
    """Kilometres on a plane that touches the earth at this latitude: good to a per cent within a theatre."""
    east = 111.32 * math.cos(math.radians(lat))
    return transform(lambda x, y: (x * east, y * 110.57), geometry)
