"""Imports a public gazetteer beside a theatre's curated places.

Reads a GeoNames dump (tab-separated, 19 columns: download.geonames.org "readme.txt") or a Who's On
First table (CSV with wof_id, name, lat, lon, placetype and names by language). Writes
`places-<file>.csv`, which the loader merges behind the curated rows.
"""

import csv
import gzip
import io
import math
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import msgspec

from holdfire.errors import TheatreError
from holdfire.theatre.load import _load, load
from holdfire.theatre.tables import Problem
from holdfire.theatre.types import Place

GEONAMES_COLUMNS = 19
GEONAMES_KINDS = {"P": "village", "A": "district", "T": "height", "H": "river", "R": "road"}
WOF_KINDS = {"locality": "village", "county": "district", "region": "region", "neighbourhood": "village"}
WOF_LANGUAGES = {"eng": "en", "rus": "ru", "hye": "hy", "aze": "az", "kat": "ka", "ukr": "uk"}
COLUMNS = ("id", "name", "kind", "lat", "lon", "radius_km", "district", "country", "geonames_id", "source")
LANGUAGES = ("en", "ru", "hy", "az", "ka", "uk")
RADII = {"village": "2", "district": "15", "region": "50"}  # kilometres
SCRIPTS = (("hy", "\u0530", "\u058f"), ("ru", "\u0400", "\u04ff"), ("ka", "\u10a0", "\u10ff"))


class Imported(msgspec.Struct, frozen=True):
    """What an import did."""

    file: str
    written: int
    outside: int
    known: int
    problems: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        return (
            f"{self.written} places written to {self.file}; {self.outside} outside the theatre, "
            f"{self.known} already curated, {len(self.problems)} rows could not be read."
        )


def import_places(theatre_dir: Path, dump: Path) -> Imported:
    """Imports what lies within the theatre's bounds. Raises TheatreError when the file is neither format."""
    theatre = load(theatre_dir)
    problems: list[Problem] = []
    name = dump.name.split(".")[0]
    target = theatre_dir / f"places-{name}.csv"
    rows = _geonames(dump, problems) if _is_geonames(dump) else _who_is_on_first(dump, problems)
    known = _Known(p for p in theatre.places if not p.source.startswith(f"{dump.name} "))
    west, south, east, north = theatre.bounds
    outside = skipped = written = 0
    used: set[str] = set()
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*COLUMNS, *(f"names_{lang}" for lang in LANGUAGES)])
        writer.writeheader()
        for row in rows:
            lat, lon = float(row["lat"]), float(row["lon"])
            if not (west <= lon <= east and south <= lat <= north):
                outside += 1
            elif known.has(row, lat, lon) or row["id"] in used:
                skipped += 1
            else:
                used.add(row["id"])
                writer.writerow({**row, "source": f"{dump.name} {row['source']}"})
                written += 1
    _load.cache_clear()
    return Imported(target.name, written, outside, skipped, tuple(problems))


class _Known:
    """The curated places, asked by GeoNames id or by name within 3 km."""

    def __init__(self, places: Iterator[Place]) -> None:
        self.ids: set[int] = set()
        self.names: dict[str, list[tuple[float, float]]] = {}
        for place in places:
            if place.geonames_id:
                self.ids.add(place.geonames_id)
            for text in {place.name, *(n.text for n in place.names)}:
                self.names.setdefault(text.casefold(), []).append((place.lat, place.lon))

    def has(self, row: dict[str, str], lat: float, lon: float) -> bool:
        if row["geonames_id"] and int(row["geonames_id"]) in self.ids:
            return True
        near = self.names.get(row["name"].casefold(), ())
        return any(
            math.hypot((lat - a) * 111, (lon - o) * 111 * math.cos(math.radians(lat))) <= 3 for a, o in near
        )


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    if path.suffix == ".zip":
        archive = zipfile.ZipFile(path)
        members = [
            m for m in archive.namelist() if m.endswith((".txt", ".csv")) and "readme" not in m.lower()
        ]
        if not members:
            raise TheatreError(
                f"“{path.name}” holds no .txt or .csv file: unpack it and name the table itself."
            )
        return io.TextIOWrapper(archive.open(members[0]), encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def _is_geonames(path: Path) -> bool:
    try:
        with _open(path) as lines:
            head = lines.readline()
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise TheatreError(f"“{path.name}” cannot be read as a gazetteer: {error}.") from error
    if head.count("\t") == GEONAMES_COLUMNS - 1:
        return True
    if "wof_id" in head and "," in head:
        return False
    raise TheatreError(
        f"“{path.name}” is neither a GeoNames dump (19 tab-separated columns) "
        "nor a Who's On First table with wof_id."
    )


def _geonames(path: Path, problems: list[Problem]) -> Iterator[dict[str, str]]:
    with _open(path) as lines:
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != GEONAMES_COLUMNS:
                problems.append(
                    Problem(path.name, number, "", f"has {len(cells)} columns, not {GEONAMES_COLUMNS}.")
                )
                continue
            if not _coordinates(path, number, cells[4], cells[5], problems):
                continue
            if kind := GEONAMES_KINDS.get(cells[6]):
                names = dict.fromkeys([cells[1], cells[2], *cells[3].split(",")])
                yield _row(
                    f"geonames-{cells[0]}", cells[1], kind, cells[4], cells[5], "", cells[8],
                    cells[0], cells[0], names=_by_script(names),
                )  # fmt: skip


def _who_is_on_first(path: Path, problems: list[Problem]) -> Iterator[dict[str, str]]:
    with _open(path) as lines:
        reader = csv.DictReader(lines)
        for cells in reader:
            number = reader.line_num
            if not cells.get("name") or not _coordinates(
                path, number, cells.get("lat"), cells.get("lon"), problems
            ):
                if not cells.get("name"):
                    problems.append(Problem(path.name, number, "name", "is empty."))
                continue
            names = {
                short: dict.fromkeys(n for n in (cells.get(long) or "").split("|") if n)
                for long, short in WOF_LANGUAGES.items()
            }
            names["en"].setdefault(cells["name"])
            geonames = (cells.get("geonames_id") or "").split(".")[0]
            yield _row(
                f"wof-{cells['wof_id']}", cells["name"], WOF_KINDS.get(cells.get("placetype") or "", "other"),
                cells["lat"], cells["lon"], cells.get("county") or cells.get("region") or "",
                cells.get("country") or "", geonames if geonames.isdecimal() else "", cells["wof_id"],
                names=names,
            )  # fmt: skip


def _coordinates(path: Path, number: int, lat: str | None, lon: str | None, problems: list[Problem]) -> bool:
    try:
        ok = abs(float(lat or "x")) <= 90 and abs(float(lon or "x")) <= 180
    except ValueError:
        ok = False
    if not ok:
        problems.append(Problem(path.name, number, "lat, lon", f"“{lat}, {lon}” are not coordinates."))
    return ok


def _by_script(names: dict[str, None]) -> dict[str, dict[str, None]]:
    """A GeoNames row mixes languages in one list; the script says which column a name can stand in."""
    sorted_names: dict[str, dict[str, None]] = {}
    for name in filter(None, names):
        first = next((c for c in name if c.isalpha()), "a")
        lang = next((code for code, low, high in SCRIPTS if low <= first <= high), "en")
        if lang != "en" or first < "\u0370":
            sorted_names.setdefault(lang, {})[name] = None
    return sorted_names


def _row(*cells: str, names: dict[str, dict[str, None]]) -> dict[str, str]:
    """A row of our table from its cells, the radius left out: an imported point says nothing of its error."""
    row = dict(zip((c for c in COLUMNS if c != "radius_km"), cells, strict=True))
    row["radius_km"] = RADII.get(row["kind"], "3")
    return row | {f"names_{lang}": "|".join(names.get(lang, ())) for lang in LANGUAGES}
