"""How a reading is written down: the JSON of `holdfire read --json`, and a folder's line or row.

Everything but the text itself, so that a sheet can travel where the text may not. `start` and `end` of
claims, and of the times and places of the whole text, are half-open character offsets in the report's
text; the `time` of a claim has the days as `start` and `end`, and its offsets as `char_start`, `char_end`.
"""

import msgspec

from holdfire.checking import Check
from holdfire.intake import Document
from holdfire.reading.claim import Claim, Observation, PlaceMention, RangeEnd, Reading, TimeSpan, Use


class FoundTime(msgspec.Struct, frozen=True, kw_only=True):
    """A time expression of the text, in a claim or not; the two ends of a range are two."""

    start: int
    end: int
    text: str
    value: str | None  # TIMEX3
    earliest: str | None  # ISO 8601, inclusive
    latest: str | None


class FoundPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place named in the text, in a claim or not."""

    start: int
    end: int
    text: str
    name: str
    place_id: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    government: bool  # a capital that stands for its government
    use: Use  # location, or another way a map's reader still wants to know of: people, state, body


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One report's reading. In a folder `path` and `sha256` name the file, `problem` why it was not read."""

    path: str | None = None
    sha256: str | None = None
    problem: str | None = None
    reader: str = ""
    theatre: str | None = None
    title: str = ""
    media_type: str = ""
    language: str = ""
    published: str | None = None
    published_basis: str = ""
    notes: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    checks: tuple[Check, ...] = ()
    times: tuple[FoundTime, ...] = ()
    places: tuple[FoundPlace, ...] = ()
    observations: tuple[Observation, ...] = ()


def sheet_of(document: Document, reading: Reading, checks: tuple[Check, ...]) -> Sheet:
    """The sheet of a report that was read."""
    return Sheet(
        reader=reading.reader,
        theatre=reading.theatre,
        title=document.title,
        media_type=document.media_type,
        language=reading.language,
        published=reading.published,
        published_basis=document.published_basis if reading.published else "",
        notes=(*document.notes, *reading.notes),
        claims=reading.claims,
        checks=checks,
        times=tuple(_time(end) for t in reading.times for end in t.ends or (t,)),
        places=tuple(_place(p) for p in reading.places),
        observations=reading.observations,
    )


def _time(time: TimeSpan | RangeEnd) -> FoundTime:
    return FoundTime(
        start=time.char_start,
        end=time.char_end,
        text=time.text,
        value=time.value,
        earliest=time.start,
        latest=time.end,
    )


def _place(place: PlaceMention) -> FoundPlace:
    return FoundPlace(
        start=place.char_start,
        end=place.char_end,
        text=place.text,
        name=place.name,
        place_id=place.place_id,
        lat=place.lat,
        lon=place.lon,
        radius_km=place.radius_km,
        government=place.government,
        use=place.use,
    )
