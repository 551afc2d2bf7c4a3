"""JSON: lists of objects, JSON Lines, GeoJSON (RFC 7946) and the ReliefWeb API, as flat rows.

Nested fields become columns with dots (`fields.date.original`); a list of words is joined, a list of objects
gives their common fields joined. A GeoJSON geometry becomes `geometry.lat`, `.lon` and `.radius_km`: a point
as it is, anything larger by its middle with the radius that holds it.
"""

import io
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO, Any

import orjson
from shapely import GEOSException, get_coordinates
from shapely.geometry import shape as to_shape

from holdfire.errors import IntakeError
from holdfire.intake import limits
from holdfire.intake.tables.bearings import distance_km
from holdfire.intake.tables.observation import Rejected

Rows = Iterator[tuple[int, dict[str, Any]] | Rejected]
_HEAD = 50  # rows whose fields make the header
_LISTS = ("features", "data", "results", "items", "events", "rows")


def read_objects(stream: IO[bytes], start: bytes) -> tuple[str, list[str], Rows]:
    """(shape, header, rows); the shape is reliefweb, geojson, list or lines."""
    first = start.split(b"\n", 1)[0]
    if start.startswith(b"{") and _whole(first) and b"\n" in start:
        return "lines", *_peeked(_lines(stream))
    data = stream.read(limits.JSON + 1)
    if len(data) > limits.JSON:
        raise IntakeError(f"This JSON is larger than {limits.spell(limits.JSON)}: save it as JSON Lines.")
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        if _whole(data.lstrip().split(b"\n", 1)[0]):  # a first line longer than the head
            return "lines", *_peeked(_lines(io.BytesIO(data)))
        raise IntakeError(f"This JSON is broken ({problem}): export it again.") from problem
    items: list[Any] = document if isinstance(document, list) else _listed(document)
    features = isinstance(document, dict) and document.get("type") == "FeatureCollection"
    relief = not features and any(
        isinstance(i, dict) and isinstance(i.get("fields"), dict) and "href" in i for i in items[:3]
    )
    kind = "geojson" if features else "reliefweb" if relief else "list"
    return kind, *_peeked(_items(items, features))


def _listed(document: dict[str, Any]) -> list[Any]:
    """The list an API wraps its items in; an object without one is the only item."""
    found = [document[key] for key in _LISTS if isinstance(document.get(key), list)]
    return found[0] if found else [document]


def _whole(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _lines(stream: IO[bytes]) -> Rows:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            item = orjson.loads(line)
        except orjson.JSONDecodeError as problem:
            yield Rejected(
                row=number, field="", value=line[:200].decode("utf-8", "replace"),
                sentence=f"is no JSON ({problem}): write one object a line.",
            )  # fmt: skip
            continue
        yield from _items([item], False, number)


def _items(items: list[Any], features: bool, start: int = 1) -> Rows:
    for number, item in enumerate(items, start):
        if not isinstance(item, dict):
            yield Rejected(
                row=number, field="", value=str(item)[:200], sentence="is no object: name its fields."
            )
        elif features or item.get("type") == "Feature":
            yield _feature(number, item)
        else:
            yield number, flatten(item)


def _feature(number: int, item: dict[str, Any]) -> tuple[int, dict[str, Any]] | Rejected:
    row = flatten(item.get("properties") or {})
    if "id" in item:
        row.setdefault("id", item["id"])
    if not item.get("geometry"):
        return number, row
    try:
        geometry = to_shape(item["geometry"])
        if geometry.is_empty or len(get_coordinates(geometry)) > 1_000_000:
            raise ValueError("empty or too fine")
        middle = geometry.representative_point()
        around = max(distance_km(middle.y, middle.x, y, x) for x, y in get_coordinates(geometry))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, GEOSException) as problem:
        return Rejected(
            row=number, field="geometry", value=str(item["geometry"])[:200],
            sentence=f"is no geometry ({problem}): write GeoJSON, longitude first.",
        )  # fmt: skip
    place = {"geometry.lat": middle.y, "geometry.lon": middle.x}
    return number, row | place | {"geometry.radius_km": round(around, 3) if around else None}


def flatten(item: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """Nested fields as one level, names joined by dots."""
    flat: dict[str, Any] = {}
    for key, value in item.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth < 8:
            flat |= flatten(value, name + ".", depth + 1)
        elif isinstance(value, list) and value and all(isinstance(v, dict) for v in value) and depth < 8:
            parts = [flatten(v, name + ".", depth + 1) for v in value]
            for field in dict.fromkeys(chain.from_iterable(parts)):
                flat[field] = ", ".join(str(p[field]) for p in parts if p.get(field) is not None)
        elif isinstance(value, list):
            flat[name] = ", ".join(map(str, value))
        else:
            flat[name] = value
    return flat


def _peeked(rows: Rows) -> tuple[list[str], Rows]:
    """The header, from the fields of the first rows, and all the rows."""
    head = list(islice(rows, _HEAD))
    fields = dict.fromkeys(f for row in head if not isinstance(row, Rejected) for f in row[1])
    return list(fields), chain(head, rows)
