"""Bearing and distance from a position: the point they name, and the ellipse it may lie in.

A mission writes “2-5km NNE” from a camera or a post. The distance gives the half axis along the bearing,
the width of the compass point the one across it; the position's own radius is added to both. Spherical
Earth: at these distances its error is metres.
"""

import re
from math import asin, atan2, cos, degrees, hypot, radians, sin, tan

from holdfire.intake.tables.observation import Ellipse

EARTH_KM = 6371.0088
_WINDS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
_DISTANCE = re.compile(
    r"(?:(?P<low>\d+(?:[.,]\d+)?)\s*(?:-|–|to)\s*)?(?P<high>\d+(?:[.,]\d+)?)\s*(?P<unit>km|m)\b", re.I
)
_WIND = re.compile(r"\b(NNE|ENE|ESE|SSE|SSW|WSW|WNW|NNW|NE|SE|SW|NW|[NESW])\b(?!/)")  # N/K is not north
_WORDS = re.compile(r"\b(north|south)?[- ]?(north|south)?[- ]?(east|west)?\b", re.I)
_DEGREES = re.compile(r"\b(\d{1,3})\s*(?:°|deg)")


def read_bearing(text: str) -> tuple[float, float] | None:
    """(bearing, half its width) in degrees of the first compass point or number of degrees; None: none."""
    if m := _DEGREES.search(text):
        return (float(m[1]) % 360, 5.0) if int(m[1]) <= 360 else None
    wind = _WIND.search(text)
    name = wind[1] if wind else _spelled(text)
    if name not in _WINDS:
        return None
    # Sixteen winds are 22.5° apart; who writes N or NE may have only eight in mind.
    return _WINDS.index(name) * 22.5, 11.25 if len(name) == 3 else 22.5


def _spelled(text: str) -> str:
    for m in _WORDS.finditer(text):
        if name := "".join(word[0] for word in m.groups() if word).upper():
            return name
    return ""


def read_distance(text: str) -> tuple[float, float] | None:
    """(nearest, farthest) in km; a single figure is taken to a quarter of itself; None: none."""
    m = _DISTANCE.search(text)
    if not m:
        return None
    scale = 0.001 if m["unit"].lower() == "m" else 1.0
    high = float(m["high"].replace(",", ".")) * scale
    if m["low"]:
        low = float(m["low"].replace(",", ".")) * scale
        return (low, high) if low <= high else (high, low)
    return high * 0.75, high * 1.25


def destination(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """The point so far from here along a bearing (degrees)."""
    phi, theta, delta = radians(lat), radians(bearing), km / EARTH_KM
    there = asin(sin(phi) * cos(delta) + cos(phi) * sin(delta) * cos(theta))
    turn = atan2(sin(theta) * sin(delta) * cos(phi), cos(delta) - sin(phi) * sin(there))
    return degrees(there), (lon + degrees(turn) + 540) % 360 - 180


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The great-circle distance."""
    a = sin(radians(other_lat - lat) / 2) ** 2
    b = cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, (a + b) ** 0.5))


def ellipse(bearing: float, half: float, low: float, high: float, radius_km: float) -> Ellipse:
    """The ellipse of a bearing with its width, a span of distance and a position's radius."""
    along = hypot((high - low) / 2, radius_km)
    across = hypot((low + high) / 2 * tan(radians(half)), radius_km)
    wide = across > along
    return Ellipse(
        major_km=round(max(along, across), 3),
        minor_km=round(min(along, across), 3),
        azimuth=(bearing + 90 if wide else bearing) % 180,
    )
