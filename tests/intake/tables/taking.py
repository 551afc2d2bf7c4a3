"""A file in, what was taken and what was rejected out, as the tests ask for it."""

import csv
from pathlib import Path
from typing import Any

import msgspec

from holdfire.intake.tables import Loaded, Mapping, Observation, load_table
from holdfire.intake.tables.columns import read_observations
from holdfire.theatre import load
from holdfire.theatre.types import Place, Theatre

EMPTY = Theatre(id="t", name="T", utc_offset="+04:00", bounds=(40, 38, 50, 42), digest="0")


def theatre() -> Theatre:
    """A theatre of two places at +04:00, with the vocabulary that ships."""
    places = (
        Place(id="north", name="North Post", kind="post", lat=40.0, lon=46.0, radius_km=0.2),
        Place(id="town", name="Riverton", kind="town", lat=39.5, lon=46.5, radius_km=2.0),
    )
    return msgspec.structs.replace(EMPTY, places=places, violation_types=load(None).violation_types)


class Taken(msgspec.Struct):
    """What became of a file."""

    rows: list[Observation]
    rejects: list[dict[str, str]]
    counts: Loaded


def take(path: Path, content: str | bytes, mapping: Mapping | None = None, **more: Any) -> Taken:
    """Writes the content to the path and loads it."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    out = path.with_suffix(".parquet")
    counts = load_table(path, out, mapping=mapping, theatre=more.pop("theatre", theatre()), **more)
    rejects: list[dict[str, str]] = []
    if counts.rejects:
        with counts.rejects.open(encoding="utf-8-sig", newline="") as file:
            rejects = list(csv.DictReader(file))
    return Taken(list(read_observations(out)), rejects, counts)
