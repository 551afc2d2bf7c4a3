"""A row and its mapping to an observation; everything the row says is kept as received beside it."""

import hashlib
from collections.abc import Callable
from operator import attrgetter
from typing import Any

import msgspec

from holdfire.intake.tables import times
from holdfire.intake.tables.bearings import destination, ellipse, read_bearing, read_distance
from holdfire.intake.tables.cells import count, number, words
from holdfire.intake.tables.kinds import mapper
from holdfire.intake.tables.mapping import CasualtyColumns, Mapping, PlaceColumns, SightingColumns
from holdfire.intake.tables.observation import Ellipse, Observation, RowError, Sighting, as_received
from holdfire.intake.tables.positions import locator
from holdfire.theatre.types import Theatre

Row = dict[str, Any]
Observe = Callable[[int, Row], Observation]
Point = tuple[float | None, float | None, float | None]

_TEXT = 20_000  # letters of one row's words; `original` keeps all


def observer(mapping: Mapping, theatre: Theatre | None) -> Observe:
    """A function from (line, row) to its observation. It raises RowError for a row it cannot take."""
    interval = times.reader(mapping.time, theatre.utc_offset if theatre else "")
    type_of = mapper(mapping.type, theatre)
    locate = locator(theatre) if mapping.sighting else None
    group = mapping.group or mapping.source
    columns, precision, place = mapping.type.columns, mapping.time.precision, mapping.place
    names = mapping.type.names
    above: Row = {}

    def observe(line: int, row: Row) -> Observation:
        original = as_received(row)
        if mapping.carry:
            row = _carry(row, above, mapping.carry)
        start, end = interval(row)
        text = _joined(row, mapping.text, " · ")[:_TEXT]
        values = tuple([names.get(v, v) for c in columns if (v := words(row.get(c)))])
        code, incident_group = type_of(values, text)
        sighting, area = None, None
        lat, lon, radius = _point(row, place)
        if mapping.sighting and locate:
            sighting = _sighting(row, mapping.sighting, locate)
            if sighting.lat is not None and sighting.lon is not None:
                lat, lon, area = placed(sighting)
                radius = area.major_km
        killed, wounded = (
            _counts(row, mapping.casualties, "killed"),
            _counts(row, mapping.casualties, "wounded"),
        )
        return Observation(
            id=_identity(row, mapping.id, original),
            source=mapping.source,
            group=group,
            kind=mapping.kind,
            at_start=start,
            at_end=end,
            time_precision=words(row.get(precision)) if precision else "",
            lat=lat,
            lon=lon,
            radius_km=radius,
            place=_joined(row, place.names, ", "),
            type=code,
            source_type=": ".join(values),
            incident_group=incident_group,
            actors=tuple([v for c in mapping.actors if (v := words(row.get(c)))]),
            killed=killed[0],
            killed_low=killed[1],
            killed_high=killed[2],
            wounded=wounded[0],
            wounded_low=wounded[1],
            wounded_high=wounded[2],
            text=text,
            url=words(row.get(mapping.url)) if mapping.url else "",
            remark=killed[3] or wounded[3],
            sighting=sighting,
            ellipse=area,
            row=line,
            original=original,
        )

    return observe


def _joined(row: Row, columns: tuple[str, ...], mark: str) -> str:
    return mark.join([v for c in columns if (v := words(row.get(c)))])


def _identity(row: Row, columns: tuple[str, ...], original: str) -> str:
    if not columns:
        return hashlib.sha256(original.encode()).hexdigest()[:20]
    parts = [words(row.get(c)) for c in columns]
    if not all(parts):
        empty = columns[parts.index("")]
        raise RowError(empty, "", "is empty: every row needs the id that the source gives it.")
    return "/".join(parts)


def _point(row: Row, place: PlaceColumns) -> Point:
    if not place.lat:
        return None, None, None
    lat = number(row.get(place.lat), place.lat, -90, 90)
    lon = number(row.get(place.lon), place.lon, -180, 180)
    if lat is None and lon is None:
        return None, None, None
    if lat is None or lon is None:
        missing = place.lat if lat is None else place.lon
        raise RowError(missing, "", "is empty beside its pair: give both coordinates, or neither.")
    if lat == 0 == lon:
        raise RowError(
            place.lat, "0, 0", "is a point in the ocean programs write for “unknown”: leave it empty."
        )
    return lat, lon, _radius(row, place)


def _radius(row: Row, place: PlaceColumns) -> float | None:
    if place.radius and (stated := number(row.get(place.radius), place.radius, 0, 20_000)) is not None:
        return stated
    if place.pixel:
        sides = [number(row.get(c), c, 0, 100) for c in place.pixel]
        if all(sides):
            # Half the diagonal: the whole pixel lies within.
            return round(((sides[0] or 0) ** 2 + (sides[-1] or 0) ** 2) ** 0.5 / 2, 3)
    if place.precision:
        code = words(row.get(place.precision))
        if code in place.radius_by:
            return place.radius_by[code]
        if code and place.radius_by:
            known = ", ".join(place.radius_by)
            raise RowError(place.precision, code, f"is no precision this mapping knows: use one of {known}.")
    return place.radius_km


def _sighting(row: Row, columns: SightingColumns, locate: Callable[[str], Point]) -> Sighting:
    position, location = words(row.get(columns.position)), words(row.get(columns.location))
    lat = number(row.get(columns.lat), columns.lat, -90, 90) if columns.lat else None
    lon = number(row.get(columns.lon), columns.lon, -180, 180) if columns.lon else None
    radius: float | None = columns.radius_km
    if lat is None or lon is None:
        lat, lon, radius = locate(position)
    bearing, distance = read_bearing(location), read_distance(location)
    return Sighting(
        position=position,
        location=location,
        lat=lat,
        lon=lon,
        radius_km=radius,
        bearing=bearing[0] if bearing else None,
        bearing_half=bearing[1] if bearing else None,
        distance_low_km=distance[0] if distance else None,
        distance_high_km=distance[1] if distance else None,
    )


def placed(seen: Sighting) -> tuple[float, float, Ellipse]:
    """The point of a sighting with its ellipse; without bearing or distance, around the position."""
    assert seen.lat is not None and seen.lon is not None
    radius = seen.radius_km or 0.0
    if seen.distance_low_km is None or seen.distance_high_km is None:
        # Heard from here, nobody says how far: sound of fire carries about so far.
        return seen.lat, seen.lon, ellipse(0.0, 0.0, 0.0, 20.0, radius)
    if seen.bearing is None or seen.bearing_half is None:
        return seen.lat, seen.lon, ellipse(0.0, 45.0, 0.0, 2 * seen.distance_high_km, radius)
    middle = (seen.distance_low_km + seen.distance_high_km) / 2
    lat, lon = destination(seen.lat, seen.lon, seen.bearing, middle)
    area = ellipse(seen.bearing, seen.bearing_half, seen.distance_low_km, seen.distance_high_km, radius)
    return round(lat, 6), round(lon, 6), area


def _counts(row: Row, columns: CasualtyColumns, what: str) -> tuple[int | None, int | None, int | None, str]:
    best_in, low_in, high_in = _COUNTED[what](columns)
    if not best_in:
        return None, None, None, ""
    best, low, high = count(row.get(best_in), best_in)
    if low_in and (stated := count(row.get(low_in), low_in)[0]) is not None:
        low = stated
    if high_in and (stated := count(row.get(high_in), high_in)[0]) is not None:
        high = stated
    if low is not None and high is not None and low > high:
        # The event stands; who coded it exchanged the two, or one of them is wrong.
        return best, high, low, f"{low_in or best_in} {low} is above {high_in or best_in} {high}: exchanged"
    return best, low, high, ""


_COUNTED = {
    "killed": attrgetter("killed", "killed_low", "killed_high"),
    "wounded": attrgetter("wounded", "wounded_low", "wounded_high"),
}


def _carry(row: Row, above: Row, columns: tuple[str, ...]) -> Row:
    filled = dict(row)
    for column in columns:
        if words(row.get(column)):
            above[column] = row[column]
        elif column in above:
            filled[column] = above[column]
    return filled


def resolved(mapping: Mapping, header: list[str]) -> Mapping:
    """The mapping with the header's own letters: “Latitude” is taken for “latitude”."""
    exact = {c.strip().lower(): c for c in header}

    def rename(value: Any, field: str = "") -> Any:
        if isinstance(value, str):
            return exact.get(value.lower(), value) if value not in header else value
        return [rename(v) for v in value]

    cells = msgspec.to_builtins(mapping)
    for part, fields in _COLUMN_FIELDS.items():
        target = cells if part == "" else cells.get(part) or {}
        for field in fields:
            if target.get(field):
                target[field] = rename(target[field])
    return msgspec.convert(cells, Mapping)


_COLUMN_FIELDS = {
    "": ("carry", "id", "actors", "text", "url"),
    "time": ("start", "end", "clock", "precision"),
    "place": ("lat", "lon", "names", "precision", "radius", "pixel"),
    "sighting": ("position", "location", "lat", "lon"),
    "type": ("columns",),
    "casualties": ("killed", "killed_low", "killed_high", "wounded", "wounded_low", "wounded_high"),
}
