"""Where the SQL of linking runs: one machine (DuckDB) or a cluster (Spark). The text is the same for both.

Each step is a table made from texts or a question answered in Arrow. The texts keep to what the two engines
share: DOUBLE literals written with an exponent, whole numbers cast, no function that only one of them has.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import duckdb
import pyarrow as pa

from holdfire.errors import IntakeError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Machine(Protocol):
    """What linking asks of an engine."""

    def read(self, name: str, source: str) -> None:
        """Names a Parquet file, or a folder of parts."""

    def view(self, name: str, text: str) -> None:
        """Names a text, to be reckoned wherever it is read."""

    def table(self, name: str, text: str) -> None:
        """Keeps what a text yields."""

    def ask(self, text: str) -> pa.Table:
        """What a text yields, all of it."""

    def ask_each(self, texts: Sequence[str]) -> pa.Table:
        """What texts of the same columns yield, in any order."""


class OneMachine:
    """DuckDB, in memory."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        """On a connection of the caller's, who closes it."""
        self._db = db

    def read(self, name: str, source: str) -> None:
        """Names a Parquet file, or a folder of parts."""
        path = f"{source}/*.parquet" if Path(source).is_dir() else source
        quoted = "'" + path.replace("'", "''") + "'"
        text = "CREATE VIEW $name AS SELECT * FROM read_parquet($path)"
        self._db.execute(text.replace("$name", name).replace("$path", quoted))

    def view(self, name: str, text: str) -> None:
        """Names a text, to be reckoned wherever it is read."""
        self._db.execute(f"CREATE VIEW {name} AS {text}")

    def table(self, name: str, text: str) -> None:
        """Keeps what a text yields."""
        self._db.execute(f"CREATE TABLE {name} AS {text}")

    def ask(self, text: str) -> pa.Table:
        """What a text yields, all of it."""
        return self._db.sql(text).to_arrow_table()

    def ask_each(self, texts: Sequence[str]) -> pa.Table:
        """One after the other: the tables of only one are in memory at a time."""
        return pa.concat_tables([self.ask(text) for text in texts])


class Cluster:
    """Spark."""

    def __init__(self, spark: "SparkSession") -> None:
        """On a session of the caller's, who stops it."""
        self._spark = spark

    def read(self, name: str, source: str) -> None:
        """Names a Parquet file or folder that every worker sees, or an address (`s3a://`, `hdfs://`)."""
        self._spark.read.parquet(source).createOrReplaceTempView(name)

    def view(self, name: str, text: str) -> None:
        """Names a text, to be reckoned wherever it is read."""
        self._spark.sql(text).createOrReplaceTempView(name)

    def table(self, name: str, text: str) -> None:
        """Keeps what a text yields, where it was made."""
        self._spark.sql(text).persist().createOrReplaceTempView(name)

    def ask(self, text: str) -> pa.Table:
        """What a text yields, brought to the driver."""
        return self._spark.sql(text).toArrow()

    def ask_each(self, texts: Sequence[str]) -> pa.Table:
        """All at once, so that no worker waits for the slowest of each."""
        return reduce(lambda one, other: one.unionAll(other), map(self._spark.sql, texts)).toArrow()


@contextmanager
def machine(engine: "SparkSession | str | None", *, memory: str, threads: int) -> Iterator[Machine]:
    """The engine asked for: none is DuckDB with so much memory; else a Spark session or master's address."""
    if engine is None:
        with duckdb.connect() as db:
            db.execute(f"SET threads = {int(threads)}; SET memory_limit = '{memory}'")
            db.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
            yield OneMachine(db)
    elif isinstance(engine, str):
        spark = _session(engine)
        try:
            yield Cluster(spark)
        finally:
            spark.stop()
    else:
        yield Cluster(engine)


def _session(master: str) -> "SparkSession":
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise IntakeError(
            "Spark is not installed here: install Holdfire as holdfire[spark], or leave --engine out."
        ) from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("holdfire link")
    if master:
        builder = builder.master(master)
    try:
        return builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    except Exception as problem:
        raise IntakeError(
            f"Spark could not be started ({str(problem).splitlines()[0]}): it needs Java 17 or newer, and "
            "a master that can be reached."
        ) from problem
