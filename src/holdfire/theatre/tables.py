"""Reads a theatre's CSV and TOML files into rows that remember where they stood.

CSV is UTF-8 with a header line; lists inside a cell are separated by `|`. Every reader yields rows
and reports what it cannot read as problems, so that one bad row hides no other.
"""

import csv
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One mistake in a theatre's data: where it is, and one sentence on what is wrong and how to mend it."""

    file: str
    row: int | None  # line of the file, the header being line 1; None: the file as a whole
    field: str
    sentence: str

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        field = f", {self.field}" if self.field else ""
        return f"{self.file}{row}{field}: {self.sentence}"


Report = Callable[[Problem], None]


class Row:
    """One row: typed access to its cells, each mistake reported with file, row and field."""

    def __init__(self, file: str, line: int | None, cells: dict[Any, Any], report: Report) -> None:
        self.file, self.line, self.cells, self.report = file, line, cells, report
        self.ok = True

    def mistake(self, field: str, sentence: str) -> None:
        """Reports a mistake; the row will be left out."""
        self.ok = False
        self.report(Problem(self.file, self.line, field, sentence))

    def text(self, field: str, required: bool = False) -> str:
        """The cell, stripped; empty when absent."""
        value = str(self.cells.get(field) or "").strip()
        if required and not value:
            self.mistake(field, "is empty: fill it in.")
        return value

    def many(self, field: str) -> tuple[str, ...]:
        """A list: a TOML array or a `|` separated cell."""
        value = self.cells.get(field)
        if isinstance(value, list):
            return tuple(str(v).strip() for v in value)
        return tuple(part.strip() for part in str(value or "").split("|") if part.strip())

    def choice(self, field: str, allowed: tuple[str, ...]) -> str:
        """One of a fixed set of words."""
        value = self.text(field, required=True)
        if value and value not in allowed:
            self.mistake(field, f"“{value}” is not known: use one of {', '.join(allowed)}.")
        return value

    def number(self, field: str, low: float, high: float, required: bool = True) -> float:
        """A decimal number within bounds; 0.0 when it is missing or wrong."""
        value = self.text(field, required=required)
        if not value:
            return 0.0
        try:
            number = float(value)
        except ValueError:
            self.mistake(field, f"“{value}” is not a number: write it with a point, as in 39.75.")
            return 0.0
        if not low <= number <= high:
            self.mistake(field, f"{number:g} is outside {low:g} to {high:g}.")
        return number

    def integer(self, field: str) -> int | None:
        """A whole number, or None when empty."""
        value = self.text(field)
        if not value:
            return None
        if not value.isdecimal():
            self.mistake(field, f"“{value}” is not a whole number.")
            return None
        return int(value)

    def day(self, field: str) -> date | None:
        """A calendar day (YYYY-MM-DD), or None when empty."""
        value = self.cells.get(field)
        if isinstance(value, date):
            return value
        if not value:
            return None
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError:
            self.mistake(field, f"“{value}” is not a day: write it as YYYY-MM-DD.")
            return None


def read_csv(path: Path, columns: tuple[str, ...], report: Report) -> Iterator[Row]:
    """Rows of a CSV file that must have these columns (others are allowed). A missing file has none."""
    if not path.exists():
        return
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        report(Problem(path.name, None, "", f"is not UTF-8 at byte {error.start}: save it as UTF-8."))
        return
    reader = csv.DictReader(text.splitlines(keepends=True), strict=False)
    missing = [c for c in columns if c not in (reader.fieldnames or ())]
    if missing:
        report(Problem(path.name, 1, ", ".join(missing), "is missing from the header: add the column."))
        return
    for cells in reader:
        row = Row(path.name, reader.line_num, cells, report)
        if None in cells:
            row.mistake("", "has more cells than the header: quote the cell that holds a comma.")
        yield row


def read_toml(path: Path, report: Report) -> dict[str, Any]:
    """A TOML file's contents; empty when it is missing or broken."""
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        report(Problem(path.name, None, "", f"cannot be read as TOML: {error}."))
        return {}
