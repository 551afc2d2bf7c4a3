"""A structured report as rows: the format is told by the bytes, and each row is given with its line.

`open_table` gives a `Table`, whose rows are read as they are asked for. A row the format itself breaks (more
cells than columns, undecodable bytes) comes as a Rejected; a file that is no table raises IntakeError.
"""

import gzip
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from holdfire.errors import IntakeError
from holdfire.intake.tables import feeds, objects, separated, sheets
from holdfire.intake.tables.mapping import Mapping, recognise, shipped
from holdfire.intake.tables.observation import Rejected

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
        raw = io.BufferedReader(path.open("rb", buffering=0), 1 << 20)
        size = max(path.stat().st_size, 1)
    except OSError as problem:
        raise IntakeError(f"The file “{path}” cannot be opened: check its name.") from problem
    stream = _unzipped(raw)
    head = stream.peek(65536)[:65536]

    def share() -> float:
        return min(raw.tell() / size, 1.0)

    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise IntakeError(f"“{path.name}” is empty: export it again.")
    if head.startswith(b"PK\x03\x04"):
        header, rows = sheets.read_sheet(stream.read())
    elif start.startswith((b"{", b"[")):
        return _objects(stream, start, share, mapping)
    elif start.startswith(b"<"):
        header, rows = feeds.read_feed(stream)
        return Table(header, rows, mapping or shipped("feed"), share)
    else:
        header, rows = separated.read_rows(stream, head, mapping)
        if header == list(shipped("gdelt").header):
            return Table(header, rows, mapping or shipped("gdelt"), share)
    return Table(header, rows, mapping or recognise(header), share)


def _objects(stream: IO[bytes], start: bytes, share: Callable[[], float], mapping: Mapping | None) -> Table:
    shape, header, rows = objects.read_objects(stream, start)
    known = shipped("reliefweb") if shape == "reliefweb" else recognise(header)
    return Table(header, rows, mapping or known, share)


def _unzipped(raw: Any) -> io.BufferedReader:
    # Any: the type stubs know no BufferedReader over a raw file that GzipFile takes.
    packed = raw.peek(2).startswith(b"\x1f\x8b")
    return io.BufferedReader(gzip.GzipFile(fileobj=raw), 1 << 20) if packed else raw
