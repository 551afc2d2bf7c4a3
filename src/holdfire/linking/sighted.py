"""Whether what a monitor observed may be an event others tell of: the same time and place, a like kind.

Times and places are compared each with its own uncertainty, as accounts are. An observation joins as what it
is: its seat saw or heard something there and then. It adds no voice to those who tell of the event, and two
events of one evening and valley may both answer to it; a person judges.
"""

from datetime import datetime

import msgspec

from holdfire.linking import moments
from holdfire.linking.mentions import WIDE_KM, distance
from holdfire.linking.moments import DAY
from holdfire.reading.claim import PlaceMention, TimeSpan
from holdfire.theatre import Theatre

CLOCKS = 0.5  # hours by which two watches, or two memories, may differ
LONGEST = 3 * DAY  # an event told of over more days than this is not pinned to a moment
FIRE = ("A", "C")  # groups that shots and explosions may belong to


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """An observation as far as linking needs it. Times are aware; the place is that of the event."""

    started: datetime
    ended: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    type: str = ""  # violation type of the weapon, where one was named


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it is told of: ISO times at the precision told, and where."""

    start: str = ""
    end: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    group: str = ""
    type: str = ""


def may_be(sight: Sight, told: Told, theatre: Theatre) -> tuple[str, ...]:
    """One sentence for each reason why the two may be one event; empty where they cannot be shown to be."""
    group = next((t.group for t in theatre.violation_types if t.code == sight.type), "A")
    if told.group != group and not (group == "A" and told.group in FIRE):
        return ()
    time, place = _time(sight, told, theatre), _place(sight, told)
    if not time or not place:
        return ()
    kinds = {t.code: t.label for t in theatre.violation_types}
    if not sight.type or not told.type:
        return time, place
    same = "the weapon told of, too" if sight.type == told.type else "not the weapon told of"
    return time, place, f"The weapon observed, {kinds.get(sight.type, sight.type).lower()}, is {same}."


def _time(sight: Sight, told: Told, theatre: Theatre) -> str:
    span = TimeSpan(
        text="", char_start=0, char_end=0, start=told.start or None, end=told.end or None, precision="day"
    )
    when = moments.of_span(span, theatre)
    first, last = sight.started.isoformat(), (sight.ended or sight.started).isoformat()
    seen = moments.of_span(msgspec.structs.replace(span, start=first, end=last), theatre)
    if when is None or seen is None or when.length > LONGEST:
        return ""
    allowed = CLOCKS if when.length < DAY else 0.0  # a whole day has its edges at midnight
    if when.gap(seen) > allowed:
        return ""
    if when.length >= DAY:
        return "It was observed on a day the event is told of."
    return "It was observed at the time told, to half an hour."


def _place(sight: Sight, told: Told) -> str:
    if told.radius_km is not None and told.radius_km >= WIDE_KM:
        return ""
    apart = distance(_spot(sight.lat, sight.lon), _spot(told.lat, told.lon))
    together = (sight.radius_km or 0) + (told.radius_km or 0)
    if apart is None or apart > together:
        return ""
    return f"The two places are {apart:.1f} km apart, and known to {together:.1f} km together."


def _spot(lat: float | None, lon: float | None) -> PlaceMention:
    return PlaceMention(text="", char_start=0, char_end=0, name="", lat=lat, lon=lon)
