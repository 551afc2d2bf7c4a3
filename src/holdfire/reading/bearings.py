"""Where an event lies from a named place: "near X", "3 km north-east of X", "in the direction of X".

A relation moves the named place's point, widens its radius, or both. Distances are kilometres,
bearings degrees clockwise from north; points are moved on the sphere, and `error_ellipse` turns a
distance range and a compass sector into half-axes along and across the bearing.
"""
# ruff: noqa: E501

import math

# ruff: noqa: E501
import re
from typing import NamedTuple

EARTH = 6371.0088  # mean radius, km
NEAR_KM = 5.0
OUTSKIRTS_KM = 3.0
TOWARDS_KM = 10.0
CENTRE_KM = 5.0  # a distance is measured from a town's centre or its edge, not from anywhere in a large one
SIDE_KM = 5.0  # how far "north of X" may reach when no distance is said

POINTS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
_CARDINAL = {"north": 0.0, "east": 90.0, "south": 180.0, "west": 270.0}
_WORD = r"(?:north|south|east|west)"
COMPASS = (
    rf"(?:(?:{_WORD})(?:[- ]?(?:north|south)?[- ]?(?:east|west))?(?:[- ](?:north|south)[- ]?(?:east|west))?(?:ern|wards?)?"
    r"|[NS]{1,2}[EW]|[EW][NS][EW]|[NSEW])"
)
UNIT = r"(?:km|kilomet(?:re|er)s?|kms|miles?|mi|m|met(?:re|er)s?)"
_NUMBER = r"\d+(?:[.,]\d+)?"
_A_PLACE = (
    r"(?:the\s+)?(?:(?:[\w-]+\s+)?"
    r"(?:town|city|villages?|settlements?|districts?|capital|centre|center|outskirts|heights?)\s+(?:of\s+)?)?$"
)
_DISTANCE = re.compile(
    rf"(?P<about>(?:some|about|around|roughly|approximately|nearly|almost|over|more than|less than|just)\s+)?"
    rf"(?P<low>{_NUMBER}|a few|several|an?|two|three|four|five|six|seven|eight|nine|ten|a dozen|twenty|thirty|fifty)"
    rf"(?:\s*(?:-|–|to)\s*(?P<high>{_NUMBER}))?[ \u00a0-]?(?P<unit>{UNIT})\s+"
    rf"(?:(?:away\s+)?(?:to\s+)?(?:the\s+)?(?P<side>{COMPASS})\s+|away\s+|outside\s+(?=of)|drive\s+)?(?:of|from|to|off)\s+{_A_PLACE}"
)
_SIDE = re.compile(
    rf"(?:(?:just|due|far)\s+)?(?:to\s+)?(?:the\s+)?(?P<side>{_WORD}[\w-]*)\s+of\s+{_A_PLACE}", re.I
)
_PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"{pattern}\s+{_A_PLACE}", re.I))
    for kind, pattern in (
        ("outskirts", r"\b(?:(?:on|in|at) the )?(?:[\w-]+ )?(?:outskirts|suburbs?|edge) of"),
        ("towards", r"\b(?:in|from) the direction of|\btowards?|\bin the direction"),
        ("near", r"\b(?:near|close to|next to|not far from|in the (?:vicinity|area|surroundings|neighbou?rhood) of|just outside(?: of)?|outside(?: of)?|around|adjacent to|beside|in and around)"),
        ("near", r"(?:возле|около|близ|недалеко от|в районе|вблизи|под)"),
        ("towards", r"(?:в направлении|в сторону)"),
    )
)  # fmt: skip
_WORDS = {
    "a": 1.0, "an": 1.0, "a few": 3.0, "several": 5.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0,
    "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "a dozen": 12.0, "twenty": 20.0, "thirty": 30.0, "fifty": 50.0,
}  # fmt: skip


class Relation(NamedTuple):
    """How an event lies to a named place."""

    words: str
    start: int
    kind: str  # near, outskirts, towards, side, distance
    low_km: float = 0.0
    high_km: float = 0.0
    bearing: float | None = None
    sector: float = 45.0  # how wide the compass point named is, in degrees


class Ellipse(NamedTuple):
    """An error ellipse: half-axes along and across a bearing."""

    along_km: float
    across_km: float
    bearing: float


def bearing_of(side: str) -> tuple[float, float] | None:
    """The bearing of a compass point in words or letters, and the width of its sector: "NNE" is (22.5, 22.5)."""
    if side.upper() in POINTS:
        width = {1: 45.0, 2: 45.0, 3: 22.5}[len(side)]
        return POINTS.index(side.upper()) * 22.5, width
    said = re.findall(_WORD, side.lower())
    if not said:
        return None
    angle = _CARDINAL[said[-1]]
    for word in reversed(said[:-1]):  # "north-north-east" is halfway between north and north-east
        turn = (_CARDINAL[word] - angle + 180) % 360 - 180
        angle = (angle + turn / 2) % 360
    return angle, 22.5 if len(said) > 2 else 45.0


def relation_before(text: str, at: int) -> Relation | None:
    """The relation whose words end where a place's name starts."""
    start = max(0, at - 90)
    lead = text[start:at]
    stop = max(lead.rfind("\n"), lead.rfind(";"))
    if stop >= 0:
        start, lead = start + stop + 1, lead[stop + 1 :]
    if not lead[-1:].isspace():
        return None
    m = _DISTANCE.search(lead)
    if m is not None:
        return _distance(m, start)
    m = _SIDE.search(lead)
    if m is not None and (found := bearing_of(m["side"])) is not None:
        return Relation(m.group().strip(), start + m.start(), "side", 0.0, 2 * SIDE_KM, found[0], found[1])
    for kind, pattern in _PHRASES:
        m = pattern.search(lead)
        if m is not None:
            return Relation(m.group().strip(), start + m.start(), kind)
    return None


def kilometres(number: str, unit: str) -> float:
    """A distance in kilometres."""
    value = _WORDS.get(number.lower()) or float(number.replace(",", "."))
    if unit.startswith("mi"):
        return value * 1.609344
    return value if unit.startswith("k") else value / 1000


def _distance(m: re.Match[str], start: int) -> Relation:
    low = kilometres(m["low"], m["unit"])
    high = kilometres(m["high"], m["unit"]) if m["high"] else low
    found = bearing_of(m["side"]) if m["side"] else None
    return Relation(
        m.group().strip(), start + m.start(), "distance", min(low, high), max(low, high),
        found[0] if found else None, found[1] if found else 45.0,
    )  # fmt: skip


def destination(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """The point so far from another in a direction, on the sphere."""
    a, d, t = math.radians(lat), km / EARTH, math.radians(bearing)
    b = math.asin(math.sin(a) * math.cos(d) + math.cos(a) * math.sin(d) * math.cos(t))
    turn = math.atan2(math.sin(t) * math.sin(d) * math.cos(a), math.cos(d) - math.sin(a) * math.sin(b))
    return math.degrees(b), (lon + math.degrees(turn) + 540) % 360 - 180


def error_ellipse(
    low_km: float, high_km: float, bearing: float, sector: float, position_km: float
) -> Ellipse:
    """Half-axes of where an event lies, from a distance range, a compass sector and the position's own radius.

    A distance without a range is taken to be rounded: by a tenth of it, half a kilometre at least.
    """
    middle = (low_km + high_km) / 2
    along = max((high_km - low_km) / 2, 0.1 * middle, 0.5)
    across = max(middle * math.tan(math.radians(sector / 2)), 0.5)
    return Ellipse(math.hypot(along, position_km), math.hypot(across, position_km), bearing)


def placed(lat: float, lon: float, radius_km: float, relation: Relation) -> tuple[float, float, float]:
    """A place's point and radius under a relation."""
    if relation.kind in ("distance", "side") and relation.bearing is not None:
        middle = (relation.low_km + relation.high_km) / 2
        ellipse = error_ellipse(
            relation.low_km, relation.high_km, relation.bearing, relation.sector, min(radius_km, CENTRE_KM)
        )
        lat, lon = destination(lat, lon, relation.bearing, middle)
        return lat, lon, max(ellipse.along_km, ellipse.across_km)
    wider = {"near": NEAR_KM, "outskirts": OUTSKIRTS_KM, "towards": TOWARDS_KM}.get(relation.kind, 0.0)
    if relation.kind == "distance":
        wider = relation.high_km * 1.1  # anywhere on a ring
    return lat, lon, radius_km + wider
