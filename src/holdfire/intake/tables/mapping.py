"""Which column of a data set means what: a mapping, kept as a TOML or JSON file that people write and share.

The mappings of known data sets ship in `mappings/`, one file each with its source; `recognise` finds the
one whose columns a table has. `guess` proposes one for any other header, to be looked at before it is used.
"""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from holdfire.errors import IntakeError
from holdfire.intake.tables.observation import Kind

SHIPPED = Path(__file__).parent / "mappings"


class TimeColumns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """When: a column, or a first and a last one; a clock beside it; what the precision codes mean."""

    start: str
    end: str = ""
    clock: str = ""  # a column of clock times: 14:20, 1420, 420
    formats: tuple[str, ...] = ()  # strptime formats; none: ISO 8601
    year: int | None = None  # for dates written without one
    utc_offset: str = ""  # "+04:00"; empty: the theatre's
    whole_days: bool = False  # a midnight written beside a date is no time of day
    precision: str = ""  # column of the source's precision code
    widen: dict[str, str] = {}  # code → "3d" (days on each side), "month" or "year" (the one it lies in)


class PlaceColumns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where: coordinates, names, and how far off they may be."""

    lat: str = ""
    lon: str = ""
    names: tuple[str, ...] = ()
    precision: str = ""  # column of the source's precision code
    radius_by: dict[str, float] = {}  # code → km
    radius: str = ""  # column with a radius in km
    radius_km: float | None = None  # when nothing else says
    pixel: tuple[str, ...] = ()  # the two columns of a sensor's pixel size in km


class SightingColumns(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What was heard or seen from a position at a bearing and distance."""

    position: str
    location: str
    lat: str = ""  # of the position, when the table has them; else the theatre's places are asked
    lon: str = ""
    radius_km: float = 1.0  # of the position


class TypeColumns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What: the columns whose values, joined, are the source's type, and how they map."""

    columns: tuple[str, ...] = ()
    names: dict[str, str] = {}  # value → what the source calls it in words
    scheme: str = ""  # acled, ucdp, plover, osce: the vocabulary's column for it
    codes: dict[str, str] = {}  # value → vocabulary code, before the scheme
    groups: dict[str, str] = {}  # value → incident group A to G, when the type leaves it open
    words: bool = True  # let words of the text choose among the types a value may mean


class CasualtyColumns(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """How many; a cell may hold a range, as 10-12 or 10+."""

    killed: str = ""
    killed_low: str = ""
    killed_high: str = ""
    wounded: str = ""
    wounded_low: str = ""
    wounded_high: str = ""


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A data set's columns. Columns it does not name are kept in `original` all the same."""

    source: str
    title: str = ""
    group: str = ""  # independence group; empty: the source's name
    kind: Kind = "event"
    recognise: tuple[str, ...] = ()  # columns that tell this data set from others
    header: tuple[str, ...] = ()  # the columns' names, when the file has no header line
    delimiter: str = ""
    carry: tuple[str, ...] = ()  # columns where an empty cell means the one above
    id: tuple[str, ...] = ()  # none: a digest of the row
    distinct: bool = False  # the source linked its reports itself: no two rows are one event
    time: TimeColumns
    place: PlaceColumns = PlaceColumns()
    sighting: SightingColumns | None = None
    type: TypeColumns = TypeColumns()
    actors: tuple[str, ...] = ()
    casualties: CasualtyColumns = CasualtyColumns()
    text: tuple[str, ...] = ()
    url: str = ""

    def columns(self) -> set[str]:
        """Every column it names."""
        named = [
            *self.recognise, *self.carry, *self.id, *self.actors, *self.text, self.url,
            self.time.start, self.time.end, self.time.clock, self.time.precision,
            self.place.lat, self.place.lon, *self.place.names, self.place.precision, self.place.radius,
            *self.place.pixel, *self.type.columns, *msgspec.structs.astuple(self.casualties),
        ]  # fmt: skip
        if self.sighting:
            named += [self.sighting.position, self.sighting.location, self.sighting.lat, self.sighting.lon]
        return {name for name in named if name}

    def needed(self) -> set[str]:
        """The columns a table must have for this mapping to be of use."""
        return {self.time.start, *self.id, *((self.place.lat, self.place.lon) if self.place.lat else ())}


def load_mapping(path: Path) -> Mapping:
    """A mapping a person wrote. Raises IntakeError naming the file and what to mend."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise IntakeError(f"The mapping “{path}” cannot be opened: check its name.") from problem
    return _decode(data, path)


def save_mapping(mapping: Mapping, path: Path) -> None:
    """Writes a mapping as JSON, to be edited and used again."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(mapping), indent=2) + b"\n")


def shipped(name: str) -> Mapping:
    """The mapping of a known data set. Raises IntakeError with the names there are."""
    known = _shipped()
    if name not in known:
        raise IntakeError(f"“{name}” is no known data set: use one of {', '.join(known)}, or --mapping FILE.")
    return known[name]


def recognise(columns: Iterable[str]) -> Mapping | None:
    """The shipped mapping whose telling columns a table has; None: none."""
    have = {c.strip().lower() for c in columns}
    fits = [m for m in _shipped().values() if m.recognise and all(c.lower() in have for c in m.recognise)]
    return max(fits, key=lambda m: len(m.recognise), default=None)


def guess(columns: Iterable[str], source: str) -> Mapping | None:
    """A mapping proposed from a header's words, to be looked at; None: no column looks like a date."""
    free = list(columns)

    def take(words: str) -> str:
        for word in words.split("|"):
            for column in free:
                name = column.strip().lower().replace("_", " ")
                if name == word or name.startswith(word + " ") or name.endswith(" " + word):
                    free.remove(column)
                    return column
        return ""

    def take_all(*wanted: str) -> tuple[str, ...]:
        return tuple(filter(None, map(take, wanted)))

    start = take("date start|start|event date|date|datetime|timestamp|day|published|when|дата")
    if not start:
        return None
    return Mapping(
        source=source,
        id=take_all("id|event id|no|number|№"),
        time=TimeColumns(start=start, end=take("date end|end"), clock=take("time|время")),
        place=PlaceColumns(
            lat=take("latitude|lat|y|широта"),
            lon=take("longitude|lon|lng|long|x|долгота"),
            names=take_all("place|location|settlement|village|место"),
            radius_km=5.0,
        ),
        type=TypeColumns(columns=take_all("type|event type|category|weapon|тип")),
        casualties=CasualtyColumns(
            killed=take("killed|dead|deaths|fatalities|погибло"), wounded=take("wounded|injured|ранено")
        ),
        actors=take_all("actor1|side a|actor|side", "actor2|side b"),
        text=take_all("text|notes|description|remarks|comment|title|описание"),
        url=take("url|link"),
    )


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Mapping]:
    return {path.stem: _decode(path.read_bytes(), path) for path in sorted(SHIPPED.glob("*.toml"))}


def _decode(data: bytes, path: Path) -> Mapping:
    try:
        if path.suffix.lower() == ".json":
            return msgspec.json.decode(data, type=Mapping)
        cells: dict[str, Any] = tomllib.loads(data.decode("utf-8-sig"))
        return msgspec.convert(cells, Mapping)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.DecodeError) as problem:
        raise IntakeError(f"The mapping “{path.name}” cannot be read: {problem}. Mend it there.") from problem
    except msgspec.ValidationError as problem:
        raise IntakeError(
            f"The mapping “{path.name}” does not fit: {problem}. Set that field anew."
        ) from problem
