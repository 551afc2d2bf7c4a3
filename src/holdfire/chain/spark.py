"""The same reading as a Spark job, for a corpus that one machine would read for days.

Each report goes through `line_of`, as on one machine, inside `mapInArrow`; so its line is the same, byte
for byte. Spark only carries the reports to the readers and the lines back. Every worker needs Holdfire
installed, and about 500 MB of memory a Python process for the language model.
"""

import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.chain.folder import Counts, Job, files_in, line_of
from holdfire.chain.parquet import schema
from holdfire.chain.report import day, file_bytes
from holdfire.errors import IntakeError
from holdfire.theatre import Theatre, load

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PARTS_A_CORE = 4  # so that a slow report does not keep one core while the others wait
ROWS = 64  # reports handed to a reader at once, and lines handed back: memory stays flat
LINE = pa.schema([("path", pa.string()), ("line", pa.binary())])
COUNTED = pa.schema([("read", pa.int64()), ("claims", pa.int64()), ("checks", pa.int64())])


def read_with_spark(
    source: str,
    out: str,
    *,
    date: dt.date | str | None = None,
    theatre: Theatre | str | Path | None = None,
    master: str | None = None,
) -> Counts:
    """Reads a folder, or a Parquet table with the columns `path` and `content` (bytes), on a Spark cluster.

    A folder must be one that every worker sees; an address with a scheme (`s3a://`, `hdfs://`, `file:///`)
    is read by Spark itself. `out` ending in `.jsonl` is one file in the order of the paths, the same as
    without Spark; anything else is a folder of Parquet parts that Spark writes, with a row a report.
    `master` is Spark's address; left out, what Spark is configured with, or this machine's cores.
    Raises IntakeError where source, out or Spark cannot be used.
    """
    watched = theatre if isinstance(theatre, Theatre) else load(theatre)
    job = Job(folder=Path(source), date=day(date), theatre=watched)
    if Path(source).is_file():  # what is wrong with a table here is said before a cluster is asked for
        _check(source, pq.read_schema(source).names)
    spark = _session(master)
    try:
        lines = _carried(_reports(spark, source, out), job)
        return _to_lines(lines, Path(out)) if out.endswith(".jsonl") else _to_table(lines, out)
    finally:
        spark.stop()


def _session(master: str | None) -> "SparkSession":
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise IntakeError(
            "Spark is not installed here: install Holdfire as holdfire[spark], or leave --engine out."
        ) from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("holdfire read")
    if master:
        builder = builder.master(master)
    try:
        return (
            builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", str(ROWS))
            .config("spark.ui.showConsoleProgress", "false")
            .getOrCreate()
        )
    except Exception as problem:
        raise IntakeError(
            f"Spark could not be started ({str(problem).splitlines()[0]}): it needs Java 17 or newer, and "
            "a master that can be reached."
        ) from problem


def _reports(spark: "SparkSession", source: str, out: str) -> "DataFrame":
    """The reports as rows of `path` and `content`; without content where each reader opens its own file."""
    parts = spark.sparkContext.defaultParallelism * PARTS_A_CORE
    if source.endswith(".parquet"):
        table = spark.read.parquet(source)
        _check(source, table.columns)
        return table.select(table["path"].cast("string"), table["content"].cast("binary")).repartition(parts)
    if "://" in source:
        found = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(source)
        return _named(
            found.select("path", "content"), source.split("://", 1)[1].strip("/") + "/"
        ).repartition(parts)
    here = files_in(Path(source), leave_out={Path(out).resolve()})
    # A name that is no text is spelled out, so its file cannot be found by it: that one travels whole.
    rows = [(name, None if Path(source, name).exists() else file_bytes(path)) for name, path in here.items()]
    return spark.createDataFrame(rows, "path string, content binary").repartition(parts)


def _check(source: str, columns: list[str]) -> None:
    if missing := {"path", "content"} - set(columns):
        raise IntakeError(
            f"“{source}” has no column “{min(missing)}”: it needs path (text) and content (bytes)."
        )


def _named(found: "DataFrame", root: str) -> "DataFrame":
    """The rows with names as in the folder, in the place of whole addresses."""

    def rename(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            paths = [unquote(p).partition(root)[2] or p for p in batch.column(0).to_pylist()]
            yield pa.RecordBatch.from_arrays(
                [pa.array(paths, pa.string()), batch.column(1)], ["path", "content"]
            )

    return found.mapInArrow(rename, "path string, content binary")


def _carried(reports: "DataFrame", job: Job) -> "DataFrame":
    """Path and line of each report, read where Spark sends it."""

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from holdfire.chain.pool import load_reader

        loaded = False
        for batch in batches:
            if not loaded:
                load_reader(job.theatre)
                loaded = True
            names, contents = (batch.column(i).to_pylist() for i in (0, 1))
            lines = [_line(name, content, job) for name, content in zip(names, contents, strict=True)]
            yield pa.RecordBatch.from_arrays(
                [pa.array(names, pa.string()), pa.array(lines, pa.binary())], schema=LINE
            )

    return reports.mapInArrow(read, "path string, line binary")


def _line(name: str, content: bytes | None, job: Job) -> bytes:
    return line_of(
        name, (lambda: file_bytes(job.folder / name)) if content is None else (lambda: content), job
    )


def _to_lines(lines: "DataFrame", out: Path) -> Counts:
    """One file, in the order of the paths."""
    beside = out.with_name(f".{out.name}.part")
    counts = Counts()
    try:
        with beside.open("wb") as file:
            for row in lines.orderBy("path").toLocalIterator():
                file.write(bytes(row["line"]) + b"\n")
                counts = _and(counts, bytes(row["line"]))
        os.replace(beside, out)
    except OSError as problem:
        raise IntakeError(
            f"“{out}” cannot be written ({problem.strerror or problem}): choose a place you may write to."
        ) from problem
    return counts


def _to_table(lines: "DataFrame", out: str) -> Counts:
    """Parquet parts with the columns of a sheet."""
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.utils import AnalysisException

    columns = schema()

    def rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            sheets = [msgspec.json.decode(line) for line in batch.column("line").to_pylist()]
            yield pa.RecordBatch.from_pylist(sheets, schema=columns)

    kinds: Any = from_arrow_schema(columns)
    try:
        lines.mapInArrow(rows, kinds).write.parquet(out, compression="zstd")
    except AnalysisException as problem:
        raise IntakeError(f"“{out}” is there already: choose another name, or delete it.") from problem
    written = lines.sparkSession.read.parquet(out)
    told = written.selectExpr(
        "count(1)", "count(problem)", "coalesce(sum(size(claims)), 0)", "coalesce(sum(size(checks)), 0)"
    ).first()
    assert told is not None
    total, failed, claims, checks = (int(v) for v in told)
    return Counts(read=total - failed, claims=claims, checks=checks, failed=failed)


def _and(counts: Counts, line: bytes) -> Counts:
    sheet = msgspec.json.decode(line)
    return Counts(
        read=counts.read + (sheet["problem"] is None),
        claims=counts.claims + len(sheet["claims"]),
        checks=counts.checks + len(sheet["checks"]),
        failed=counts.failed + (sheet["problem"] is not None),
    )
