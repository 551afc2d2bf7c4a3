"""Finds a theatre's folder and reads its files into the frozen types."""

import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from holdfire.errors import TheatreError
from holdfire.theatre import types as t
from holdfire.theatre.tables import Problem, Report, Row, read_csv, read_toml

DEFAULT = "south-caucasus"
# Where each thing read stood: its file and row, by the identity of the type it was read into.
Lines = dict[int, tuple[str, int | None]]


def find(name_or_path: str | Path | None = None) -> Path:
    """The folder of a theatre, by path or by name; the first theatre when nothing is said.

    Looked for in $HOLDFIRE_THEATRES, in the installed package, then beside the sources.
    Raises TheatreError when there is none.
    """
    wanted = str(name_or_path or os.environ.get("HOLDFIRE_THEATRE") or DEFAULT)
    here = Path(__file__).resolve()
    roots = [Path(p) for p in os.environ.get("HOLDFIRE_THEATRES", "").split(os.pathsep) if p]
    roots += [here.parents[1] / "theatres", here.parents[3] / "theatres"]
    for path in (Path(wanted), *(root / wanted for root in roots)):
        if (path / "theatre.toml").is_file():
            return path
    raise TheatreError(
        f"There is no theatre “{wanted}”: name a folder that holds a theatre.toml, or set HOLDFIRE_THEATRES."
    )


def load(name_or_path: str | Path | None = None) -> t.Theatre:
    """The theatre, read once per process. Raises TheatreError naming its first mistake."""
    return _load(str(find(name_or_path).resolve()))


@lru_cache(maxsize=8)
def _load(path: str) -> t.Theatre:
    problems: list[Problem] = []
    theatre = read_theatre(Path(path), problems.append)
    if problems:
        more = f" (and {len(problems) - 1} more: run holdfire theatre check)" if len(problems) > 1 else ""
        raise TheatreError(f"{problems[0]}{more}")
    return theatre


def read_theatre(folder: Path, report: Report, lines: Lines | None = None) -> t.Theatre:
    """Reads every file, reporting each mistake and leaving its row out; `lines` gets where things stood."""
    lines = {} if lines is None else lines
    head = read_toml(folder / "theatre.toml", report)
    main = Row("theatre.toml", None, head, report)
    bounds = tuple(float(b) for b in head.get("bounds", ()))
    if len(bounds) != 4:
        main.mistake("bounds", "needs four numbers: west, south, east, north.")
        bounds = (-180.0, -90.0, 180.0, 90.0)
    vocabulary = read_toml(folder / "vocabulary.toml", report)
    rules = read_toml(folder / "zone-rules.toml", report)
    return t.Theatre(
        id=main.text("id", required=True),
        name=main.text("name", required=True),
        utc_offset=main.text("utc_offset") or "+00:00",
        bounds=bounds,
        digest=digest(folder),
        languages=main.many("languages"),
        seats=tuple(_struct(t.Seat, Row("theatre.toml", None, s, report)) for s in head.get("seats", ())),
        parties=tuple(_rows(folder / "parties.csv", t.Party, ("id", "name", "kind"), report, lines)),
        holdings=tuple(_rows(folder / "holdings.csv", t.Holding, ("office", "person"), report, lines)),
        places=_read_places(folder, report, lines),
        controls=tuple(_rows(folder / "controls.csv", t.Control, ("place", "controller"), report, lines)),
        zones=tuple(_read_zones(folder / "zones.geojson", report)),
        weapons=_tables(t.Weapon, "weapons", rules, report),
        zone_rules=_tables(t.ZoneRule, "rules", rules, report),
        agreements=tuple(_read_agreements(folder / "agreements", report)),
        formats=tuple(
            _struct(t.Format, Row("formats.toml", None, f, report))
            for f in read_toml(folder / "formats.toml", report).get("formats", ())
        ),
        violation_types=tuple(
            _struct(t.Term, Row("vocabulary.toml", None, v, report))
            for v in vocabulary.get("violation_types", ())
        ),
        contested_terms=tuple(
            _struct(t.ContestedTerm, Row("vocabulary.toml", None, v, report))
            for v in vocabulary.get("contested_terms", ())
        ),
        sources=tuple(_rows(folder / "sources.csv", t.Source, ("id", "name", "kind"), report, lines)),
    )


def _tables(kind: type, name: str, rules: dict[str, Any], report: Report) -> tuple[Any, ...]:
    """The tables of that name in the file of zone rules; one that is at fault is left out."""
    rows = [Row("zone-rules.toml", None, cells, report) for cells in rules.get(name, ())]
    built = [(row, _struct(kind, row)) for row in rows]
    return tuple(struct for row, struct in built if row.ok)


def digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of the theatre's files, the demonstration left out."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("demo/") and path.suffix in (".toml", ".csv", ".geojson"):
            total.update(hashlib.sha256(name.encode()).digest())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _rows(path: Path, kind: type, columns: tuple[str, ...], report: Report, lines: Lines) -> list[Any]:
    built = []
    for row in read_csv(path, columns, report):
        struct = _struct(kind, row)
        if row.ok:
            built.append(struct)
            lines[id(struct)] = (row.file, row.line)
    return built


@lru_cache(maxsize=32)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _struct(kind: type, row: Row) -> Any:
    """Builds one frozen type from a row, cell by cell as its annotations say."""
    values: dict[str, Any] = {}
    required = {f.name for f in _fields(kind) if f.required}
    for name, hint in _hints(kind).items():
        words = str(hint)
        if name == "names":
            values[name] = _names(row)
        elif name == "obligations":
            values[name] = tuple(
                _struct(t.Obligation, _child(row, o)) for o in row.cells.get("obligations", ())
            )
        elif name == "texts":
            values[name] = tuple(_struct(t.TextVersion, _child(row, o)) for o in row.cells.get("texts", ()))
        elif "Literal" in words:
            if name in required or row.text(name):
                values[name] = row.choice(name, get_args(hint))
        elif hint is float:
            low, high = {"lat": (-90, 90), "lon": (-180, 180)}.get(name, (0, 20000))
            values[name] = row.number(name, low, high, required=name in required)
        elif hint is int:
            values[name] = row.integer(name) or 0
        elif hint is bool:
            values[name] = row.cells.get(name) in (True, "true", "yes", "1")
        elif "date" in words:
            values[name] = row.day(name)
        elif words.startswith("tuple[str"):
            values[name] = row.many(name)
        elif "int | None" in words:
            values[name] = row.integer(name)
        elif "None" in words:
            values[name] = row.text(name) or None
        else:
            values[name] = row.text(name, required=name in required)
    return kind(**values)


def _fields(kind: type) -> tuple[Any, ...]:
    return msgspec.structs.fields(kind)


def _child(row: Row, cells: dict[str, Any]) -> Row:
    return Row(row.file, row.line, cells, row.report)


def _names(row: Row) -> tuple[t.Name, ...]:
    names = []
    for column in row.cells:
        if isinstance(column, str) and column.startswith("names_"):
            names += [t.Name(text, column.removeprefix("names_")) for text in row.many(column)]
    return tuple(names)


def _read_places(folder: Path, report: Report, lines: Lines) -> tuple[t.Place, ...]:
    """The curated places, then imported ones that the curated do not already hold."""
    columns = ("id", "name", "kind", "lat", "lon", "radius_km")
    places: list[t.Place] = _rows(folder / "places.csv", t.Place, columns, report, lines)
    curated = {p.geonames_id for p in places if p.geonames_id}
    for path in sorted(folder.glob("places-*.csv")):
        imported: list[t.Place] = _rows(path, t.Place, columns, report, lines)
        places += [p for p in imported if p.geonames_id not in curated]
    return tuple(places)


def _read_zones(path: Path, report: Report) -> list[t.Zone]:
    if not path.exists():
        return []
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
    except (ValueError, KeyError) as error:
        report(Problem(path.name, None, "", f"is not a GeoJSON FeatureCollection: {error}."))
        return []
    zones = []
    for number, feature in enumerate(features, 1):
        row = Row(path.name, number, {**feature.get("properties", {}), "geometry": "drawn"}, report)
        zone = _struct(t.Zone, row)
        if row.ok:
            zones.append(_with_geometry(zone, feature.get("geometry") or {}))
    return zones


def _with_geometry(zone: t.Zone, geometry: dict[str, Any]) -> t.Zone:
    return msgspec.structs.replace(zone, geometry=geometry)


def _read_agreements(folder: Path, report: Report) -> list[t.Agreement]:
    agreements = []
    for path in sorted(folder.glob("*.toml")):
        row = Row(f"agreements/{path.name}", None, read_toml(path, report), report)
        agreement = _struct(t.Agreement, row)
        if row.ok:
            agreements.append(agreement)
    return agreements
