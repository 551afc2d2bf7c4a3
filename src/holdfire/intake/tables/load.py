"""A structured report from file to Parquet: streamed, with progress; bad rows to a file, the rest goes on."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
import pyarrow.parquet as pq

from holdfire.errors import IntakeError
from holdfire.intake.neutral import neutral
from holdfire.intake.tables.columns import SCHEMA, to_batch
from holdfire.intake.tables.mapping import Mapping, guess
from holdfire.intake.tables.observation import Observation, Rejected, RowError, as_received
from holdfire.intake.tables.observe import observer, resolved
from holdfire.intake.tables.source import Table, open_table
from holdfire.theatre.types import Theatre

Progress = Callable[[float, int], None]  # share of the file read, rows taken

BATCH = 16_384
REJECTS = ("row", "field", "value", "what to mend", "original")


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file: rows taken, rejected, and met twice with the same words."""

    source: str
    taken: int
    rejected: int
    repeated: int
    unplaced: int  # taken, but without a point
    untyped: int  # taken, but of no type of the vocabulary
    rejects: Path | None  # the file that says why; None: there were none


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """A few rows as the mapping understands them, before anything is written."""

    mapping: Mapping
    header: tuple[str, ...]
    observations: tuple[Observation, ...]
    rejected: tuple[Rejected, ...]
    unused: tuple[str, ...]  # columns the mapping does not name
    guessed: bool  # nobody wrote this mapping: it was proposed from the header


def load_table(
    path: Path,
    out: Path,
    *,
    mapping: Mapping | None = None,
    theatre: Theatre | None = None,
    progress: Progress | None = None,
    rejects: Path | None = None,
) -> Loaded:
    """Reads a file into Parquet. Raises IntakeError when it is no table, or nobody knows its columns.

    Rejected rows go to `rejects`, or beside the output: a CSV file that a spreadsheet opens safely.
    """
    table = open_table(path, mapping)
    if table.mapping is None:
        raise IntakeError(
            f"The columns of “{path.name}” are those of no known data set: see what holdfire import "
            f"{path.name} --save MAPPING.json proposes, mend it, and give it with --mapping."
        )
    where = rejects or out.with_suffix(".rejects.csv")
    counts = {"taken": 0, "rejected": 0, "repeated": 0, "unplaced": 0, "untyped": 0}
    seen: dict[str, bytes] = {}
    partial = out.with_name(out.name + ".part")
    try:
        with pq.ParquetWriter(partial, SCHEMA, compression="zstd") as writer, _Rejects(where) as bad:
            waiting: list[Observation] = []
            for item in observe_rows(table, theatre):
                found = _once(item, seen, counts) if isinstance(item, Observation) else item
                if found is None:
                    continue
                if isinstance(found, Rejected):
                    counts["rejected"] += 1
                    bad.write(found)
                    continue
                counts["taken"] += 1
                counts["unplaced"] += found.lat is None
                counts["untyped"] += not found.type
                waiting.append(found)
                if len(waiting) == BATCH:
                    writer.write_batch(to_batch(waiting))
                    waiting.clear()
                    if progress:
                        progress(table.progress(), counts["taken"])
            writer.write_batch(to_batch(waiting))
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    if progress:
        progress(1.0, counts["taken"])
    return Loaded(source=table.mapping.source, rejects=where if counts["rejected"] else None, **counts)


def preview(
    path: Path, *, mapping: Mapping | None = None, theatre: Theatre | None = None, rows: int = 5
) -> Preview:
    """The first rows as they would be taken. Without a mapping one is proposed from the header."""
    table = open_table(path, mapping)
    guessed = table.mapping is None
    table.mapping = table.mapping or guess(table.header, path.name.split(".")[0])
    if table.mapping is None:
        raise IntakeError(f"“{path.name}” has no column that looks like a date: write its mapping by hand.")
    taken: list[Observation] = []
    rejected: list[Rejected] = []
    for found in observe_rows(table, theatre):
        if isinstance(found, Rejected):
            rejected.append(found)
        else:
            taken.append(found)
        if len(taken) + len(rejected) >= rows:
            break
    named = {c.lower() for c in table.mapping.columns()}
    return Preview(
        mapping=table.mapping,
        header=tuple(table.header),
        observations=tuple(taken),
        rejected=tuple(rejected),
        unused=tuple(c for c in table.header if c.lower() not in named),
        guessed=guessed,
    )


def observe_rows(table: Table, theatre: Theatre | None) -> Iterator[Observation | Rejected]:
    """Each row of a table as an observation, or why not."""
    assert table.mapping is not None
    mapping = resolved(table.mapping, table.header)
    if missing := sorted(mapping.needed() - set(table.header)):
        raise IntakeError(
            f"The table has no column “{missing[0]}”, which the mapping “{mapping.title or mapping.source}” "
            "needs: name the right column in the mapping."
        )
    observe = observer(mapping, theatre)
    for item in table.rows:
        if isinstance(item, Rejected):
            yield item
            continue
        line, row = item
        try:
            yield observe(line, row)
        except RowError as problem:
            yield Rejected(
                row=line,
                field=problem.field,
                value=problem.value,
                sentence=problem.sentence,
                original=as_received(row),
            )


def _once(
    found: Observation, seen: dict[str, bytes], counts: dict[str, int]
) -> Observation | Rejected | None:
    """The same row again is one row; the same id with other words is a mistake of the source."""
    digest = hash(found.original).to_bytes(8, "big", signed=True)
    before = seen.setdefault(found.id, digest)
    if before is digest:
        return found
    if before == digest:
        counts["repeated"] += 1
        return None
    return Rejected(
        row=found.row,
        field="id",
        value=found.id,
        sentence="stands in an earlier row with other values: give each event its own id.",
        original=found.original,
    )


class _Rejects:
    """A CSV file that exists only if a row was rejected."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: IO[str] | None = None

    def __enter__(self) -> "_Rejects":
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(self, *_: Any) -> None:
        if self.file:
            self.file.close()

    def write(self, bad: Rejected) -> None:
        if self.file is None:
            self.file = self.path.open("w", encoding="utf-8-sig", newline="", errors="replace")
            csv.writer(self.file).writerow(REJECTS)
        cells = (bad.row, bad.field, bad.value, bad.sentence, bad.original)
        csv.writer(self.file).writerow([neutral(c) for c in cells])
