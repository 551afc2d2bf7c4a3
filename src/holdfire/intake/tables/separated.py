"""Comma, semicolon and tab separated text (RFC 4180 and what programs make of it), row by row.

The encoding and the delimiter are told from the head. A row of HXL tags under the header (hxlstandard.org)
describes the columns and is no data. Lines are counted as they stand in the file.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import IO, Any

from holdfire.errors import IntakeError
from holdfire.intake import limits
from holdfire.intake.document import Unreadable
from holdfire.intake.plain import encoding_of
from holdfire.intake.tables.mapping import Mapping, shipped
from holdfire.intake.tables.observation import Rejected, as_received

_SURROGATE = re.compile("[\udc80-\udcff]")
_DELIMITERS = ",;\t|"
csv.field_size_limit(limits.CELL)


def read_rows(
    stream: IO[bytes], head: bytes, mapping: Mapping | None
) -> tuple[list[str], Iterator[tuple[int, dict[str, Any]] | Rejected]]:
    """The header and the rows. Raises IntakeError when there is no header to tell columns by."""
    try:
        encoding = encoding_of(head)
    except Unreadable as problem:
        raise IntakeError(f"This file is no table: {problem}") from problem
    # Undecodable bytes become surrogates, so that only the row that holds them is rejected.
    text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    sample = codecs.decode(head, encoding, "replace").lstrip("\ufeff")
    delimiter = (mapping and mapping.delimiter) or _delimiter(sample)
    reader = csv.reader(text, delimiter=delimiter)
    header = list(mapping.header) if mapping and mapping.header else _headerless(sample, delimiter)
    if not header:
        try:
            header = [c.lstrip("\ufeff").strip() for c in next(reader)]
        except (StopIteration, csv.Error) as problem:
            raise IntakeError("This table has no header line: add one that names its columns.") from problem
        _check(header)
    return header, _rows(reader, header)


def _rows(reader: Any, header: list[str]) -> Iterator[tuple[int, dict[str, Any]] | Rejected]:
    width = len(header)
    first = True
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            sentence = f"cannot be parsed ({problem}): mend its quotes."
            yield Rejected(row=reader.line_num, field="", value="", sentence=sentence)
            continue
        line = reader.line_num
        if not cells or not any(cells):
            continue
        tags, first = first and _is_hxl(cells), False
        if tags:
            continue
        row = dict(zip(header, cells, strict=False))
        if len(cells) != width:
            yield _wrong_width(line, row, len(cells), width)
        elif not "".join(cells).isascii() and (bad := next((f for f, v in row.items() if _undecoded(v)), "")):
            yield Rejected(
                row=line, field=bad, value=row[bad].encode("ascii", "replace").decode()[:200],
                sentence="holds bytes of another encoding than the file: save the file anew as UTF-8.",
            )  # fmt: skip
        else:
            yield line, row


def _wrong_width(line: int, row: dict[str, Any], have: int, width: int) -> Rejected:
    more = "more" if have > width else "fewer"
    sentence = (
        f"has {more} cells than the header's {width}: quote the cell that holds a separator or a line end."
    )
    original = as_received({k: v.encode("utf-8", "replace").decode() for k, v in row.items()})
    return Rejected(row=line, field="", value=f"{have} cells", sentence=sentence, original=original)


def _undecoded(value: str) -> bool:
    return _SURROGATE.search(value) is not None


def _is_hxl(cells: list[str]) -> bool:
    """A row of tags: every cell that holds something holds #tag or #tag+attribute."""
    return all(c.startswith("#") and " " not in c.strip() for c in cells if c.strip())


def _delimiter(sample: str) -> str:
    """The mark that parts the header into most columns, outside quotes."""
    line = next((li for li in sample.splitlines() if li.strip()), "")
    return max(_DELIMITERS, key=lambda d: len(next(csv.reader([line], delimiter=d), [])))


def _headerless(sample: str, delimiter: str) -> list[str]:
    """GDELT's columns, when the first line has as many and begins with their two numbers; else none."""
    line = next((li for li in sample.splitlines() if li.strip()), "")
    cells = line.split("\t")
    known = list(shipped("gdelt").header)
    if delimiter == "\t" and len(cells) == len(known) and cells[0].isdecimal() and len(cells[1]) == 8:
        return known
    return []


def _check(header: list[str]) -> None:
    if len(header) > limits.COLUMNS:
        raise IntakeError(f"This table has {len(header):,} columns: keep those that matter.")
    if twice := next((c for c in header if c and header.count(c) > 1), None):
        raise IntakeError(f"Two columns are called “{twice}”: give each its own name.")
