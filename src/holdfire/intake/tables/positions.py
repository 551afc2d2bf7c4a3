"""Where a mission's position is: a place of the theatre by any of its names, or so far from one.

“SMM camera 1km SW of Shyrokyne (20km E of Mariupol)” is found from whichever place named in it is known.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from holdfire.intake.tables.bearings import destination, ellipse, read_bearing, read_distance
from holdfire.theatre.types import Theatre

Point = tuple[float | None, float | None, float | None]

_OFFSET = re.compile(
    r"(?P<how>\d+(?:[.,]\d+)?\s*k?m\s+[A-Za-z-]+)\s+of\s+(?P<name>[^\W\d_][^(),;:\d]*)", re.I
)
_NAME = re.compile(r"[^\W\d_][^(),;:\d]*")


def locator(theatre: Theatre | None) -> Callable[[str], Point]:
    """A function from a position as written to (lat, lon, radius in km); three None when nobody knows it."""
    known: dict[str, tuple[float, float, float]] = {}
    for place in theatre.places if theatre else ():
        for name in (place.name, *(n.text for n in place.names)):
            known.setdefault(name.casefold(), (place.lat, place.lon, place.radius_km))

    def find(words: str) -> tuple[float, float, float] | None:
        """The longest run of words that is a place's name."""
        parts = words.split()
        runs = [(i, j) for i in range(len(parts)) for j in range(i + 1, min(len(parts), i + 5) + 1)]
        for i, j in sorted(runs, key=lambda run: run[0] - run[1]):
            if place := known.get(" ".join(parts[i:j]).casefold()):
                return place
        return None

    @lru_cache(maxsize=4096)
    def locate(position: str) -> Point:
        for m in _OFFSET.finditer(position):
            bearing, distance = read_bearing(m["how"]), read_distance(m["how"])
            if bearing and distance and (base := find(m["name"])):
                lat, lon = destination(base[0], base[1], bearing[0], sum(distance) / 2)
                return lat, lon, ellipse(*bearing, *distance, base[2]).major_km
        rest = _OFFSET.sub(" ", position)
        for m in _NAME.finditer(rest):
            if base := find(m[0]):
                return base
        return None, None, None

    return locate
