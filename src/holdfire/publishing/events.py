"""Events of data sets to take away, a million and more: CSV, XLSX and GeoJSON written as they are asked for.

Each file names where it stands, as `exports` does, and says whether duplicates count. Text that a spreadsheet
would run as a formula is written as text (`holdfire.intake.neutral`).
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec
import xlsxwriter

from holdfire.datasets import asking
from holdfire.datasets.asking import Asked
from holdfire.intake.neutral import neutral
from holdfire.publishing.naming import Naming
from holdfire.publishing.standing import Standing

EVENT = (
    "event", "first_day", "last_day", "type", "group", "place", "latitude", "longitude", "uncertainty_km",
    "actors", "killed_low", "killed_best", "killed_high", "data_sets", "rows",
)  # fmt: skip
ROW = (
    "event", "data_set", "row", "start_utc", "end_utc", "type", "place", "latitude", "longitude",
    "uncertainty_km", "actors", "killed_low", "killed_best", "killed_high", "text", "url", "remark", "entry",
)  # fmt: skip
PER_SHEET = 1_000_000  # a sheet holds 1,048,576 lines
COUNTED = {EVENT: "duplicates counted once", ROW: "every row counted, duplicates too"}
Line = tuple[Any, ...]


def event_lines(db: Any, asked: Asked, naming: Naming) -> Iterator[Line]:
    """A line of EVENT each, the latest first."""
    known = asking.known(db)
    types = [(f"“{code}”" if own else naming.type(code)) if code else "" for code, own in known.types]
    for one in asking.every_event(db, asked):
        yield (
            f"{one['source']} {one['id']}", one["day"].isoformat(), one["until"].isoformat(),
            types[one["type"]], chr(one["grp"]) if one["grp"] else "", one["place"], one["lat"], one["lon"],
            one["radius_km"], one["actors"], one["killed_low"], one["killed"], one["killed_high"],
            ", ".join(s for n, s in enumerate(known.sources) if one["sources"] >> n & 1), one["rows"],
        )  # fmt: skip


def row_lines(db: Any, asked: Asked) -> Iterator[Line]:
    """A line of ROW each, rows of one event beside each other."""
    yield from asking.every_row(db, asked)


def to_csv(columns: Sequence[str], lines: Iterable[Line], standing: Standing) -> Iterator[bytes]:
    """One table, some lines at a time; each carries where it stands, and so does an empty one."""
    about = {**msgspec.to_builtins(standing), "counted": COUNTED[tuple(columns)]}
    tail = [neutral(value) for value in about.values()]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write("\ufeff")  # the mark by which spreadsheets know UTF-8
    writer.writerow([*columns, *about])
    count = 0
    for count, line in enumerate(lines, 1):
        writer.writerow([*map(neutral, line), *tail])
        if not count % 1000:
            yield _drained(out)
    if not count:
        writer.writerow([*("" for _ in columns), *tail])
    yield _drained(out)


def to_geojson(lines: Iterable[Line], standing: Standing) -> Iterator[bytes]:
    """A feature an event, some at a time; one without a place has a null geometry."""
    about = {**msgspec.to_builtins(standing), "counted": COUNTED[EVENT]}
    yield b'{"type":"FeatureCollection","holdfire":' + msgspec.json.encode(about) + b',"features":[\n'
    waiting: list[bytes] = []
    first = True
    for line in lines:
        said = dict(zip(EVENT, line, strict=True))
        lat, lon = said.pop("latitude"), said.pop("longitude")
        point = None if lat is None else {"type": "Point", "coordinates": [lon, lat]}
        feature = {"type": "Feature", "id": said["event"], "geometry": point, "properties": said}
        waiting.append((b"" if first else b",\n") + msgspec.json.encode(feature))
        first = False
        if len(waiting) == 1000:
            yield b"".join(waiting)
            waiting.clear()
    yield b"".join(waiting) + b"\n]}\n"


def to_xlsx(lines: Iterable[Line], standing: Standing) -> IO[bytes]:
    """A workbook as an open file that is gone once it is closed; sheets of a million events at most."""
    about = {**msgspec.to_builtins(standing), "counted": COUNTED[EVENT]}
    said = "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in about.items())
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "events.xlsx"
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "tmpdir": scratch,
        }
        with xlsxwriter.Workbook(path, options) as book:
            head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
            sheet, y = None, 0
            for number, line in enumerate(lines):
                if sheet is None or not number % PER_SHEET:
                    sheet, y = _sheet(book, f"Events {number // PER_SHEET + 1}", said, head), 2
                for x, value in enumerate(line):
                    if value is not None and value != "":
                        sheet.write(y, x, neutral(value))
                y += 1
            if sheet is None:
                _sheet(book, "Events 1", said, head)
        return path.open("rb")


def _sheet(book: Any, name: str, said: str, head: Any) -> Any:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(2, 2)
    sheet.set_column(0, len(EVENT) - 1, 18)
    sheet.write_string(0, 0, said)
    for x, column in enumerate(EVENT):
        sheet.write_string(1, x, column.replace("_", " "), head)
    return sheet


def _drained(out: io.StringIO) -> bytes:
    data = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return data
