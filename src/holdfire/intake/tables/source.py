"""A structured report as rows: the format is told by the bytes, and each row is given with its line.

`open_table` gives a `Table`, whose rows are read as they are asked for. A row the format itself breaks (more
cells than columns, undecodable bytes) comes as a Rejected; a file that is no table raises IntakeError.
"""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from holdfire.errors import IntakeError
from holdfire.intake import limits
from holdfire.intake.tables import feeds, objects, separated, sheets
from holdfire.intake.tables.mapping import Mapping, recognise, shipped
from holdfire.intake.tables.observation import Rejected

_CUT = (EOFError, gzip.BadGzipFile, zlib.error)
Rows = Iterator[tuple[int, dict[str, Any]] | Rejected]


@dataclass
class Table:
    """Rows with their header. `mapping`: the shipped one it was recognised as; None: a person's is needed."""

    header: list[str]
    rows: Rows
    mapping: Mapping | None
    progress: Callable[[], float] = field(default=lambda: 0.0)  # share of the file read, 0 to 1


def open_table(path: Path, mapping: Mapping | None = None) -> Table:
    """The rows of a file. `mapping` is needed here only for its header and delimiter."""
    try:
        raw = io.BufferedReader(io.FileIO(path), 1 << 20)
        size = max(path.stat().st_size, 1)
    except OSError as problem:
        raise IntakeError(f"The file “{path}” cannot be opened: check its name.") from problem

    def share() -> float:
        return min(raw.tell() / size, 1.0)

    try:
        header, rows, known = _told(_unzipped(raw), path.name, mapping)
    except _CUT as problem:
        raise IntakeError(f"“{path.name}” is packed, and cut short or damaged: fetch it again.") from problem
    return Table(header, _until_cut(rows), mapping or known, share)


def _told(stream: Any, name: str, mapping: Mapping | None) -> tuple[list[str], Rows, Mapping | None]:
    """(header, rows, the shipped mapping it is known by), as the first bytes say."""
    head = stream.peek(65536)[:65536]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise IntakeError(f"“{name}” is empty: export it again.")
    if head.startswith(b"PK\x03\x04"):
        header, rows = sheets.read_sheet(stream.read(limits.SHEET + 1))
    elif start.startswith((b"{", b"[")):
        shape, header, rows = objects.read_objects(stream, start)
        if shape == "reliefweb":
            return header, rows, shipped("reliefweb")
    elif start.startswith(b"<"):
        header, rows = feeds.read_feed(stream)
        return header, rows, shipped("feed")
    else:
        header, rows = separated.read_rows(stream, head, mapping)
        if header == list(shipped("gdelt").header):
            return header, rows, shipped("gdelt")
    return header, rows, recognise(header)


def _until_cut(rows: Rows) -> Rows:
    """The rows up to where a packed file breaks off, and a reject that says so."""
    line = 0
    try:
        for item in rows:
            line = item.row if isinstance(item, Rejected) else item[0]
            yield item
    except _CUT:
        sentence = "begins where the packed file is cut short: fetch it again; the rows before it are taken."
        yield Rejected(row=line + 1, field="", value="", sentence=sentence)


def _unzipped(raw: Any) -> Any:
    """A stream one can peek into. Read in small steps, a packed file that is cut gives what came before."""
    return gzip.GzipFile(fileobj=raw) if raw.peek(2).startswith(b"\x1f\x8b") else raw
