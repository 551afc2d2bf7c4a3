"""Spreadsheets (.xlsx) through calamine: the first sheet that has a header, its dates as dates."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from holdfire.errors import IntakeError
from holdfire.intake import limits
from holdfire.intake.tables.observation import Rejected


def read_sheet(data: bytes) -> tuple[list[str], Iterator[tuple[int, dict[str, Any]] | Rejected]]:
    """The header and rows. Raises IntakeError for what is no spreadsheet, or does not fit."""
    if len(data) > limits.SHEET:
        raise IntakeError(f"This spreadsheet is larger than {limits.spell(limits.SHEET)}: save it as CSV.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(m.file_size for m in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as problem:
        raise IntakeError("This spreadsheet is damaged or cut short: save it again, or as CSV.") from problem
    if size > limits.SHEET_UNPACKED:
        raise IntakeError(
            f"This spreadsheet unpacks to {limits.spell(size)}: save it as CSV, which is streamed."
        )
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            start = next((n for n, row in enumerate(rows) if sum(c not in ("", None) for c in row) > 1), None)
            if start is not None:
                header = [str(c).strip() for c in rows[start]]
                return header, _rows(rows, start, header)
    except (CalamineError, ValueError, OSError) as problem:
        raise IntakeError("This is no spreadsheet that can be read: save it as .xlsx or CSV.") from problem
    raise IntakeError("This spreadsheet has no rows: choose the sheet that has, and save it first.")


def _rows(
    rows: list[list[Any]], start: int, header: list[str]
) -> Iterator[tuple[int, dict[str, Any]] | Rejected]:
    for number, cells in enumerate(rows[start + 1 :], start + 2):
        if not any(c not in ("", None) for c in cells):
            continue
        if number == start + 2 and all(str(c).startswith("#") for c in cells if c not in ("", None)):
            continue  # HXL tags
        yield number, {name: cell for name, cell in zip(header, cells, strict=False) if name}
