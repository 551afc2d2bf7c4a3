"""The store of all data sets: one DuckDB file that follows from the tables received, anew when they change.

Its name is a digest of what it follows from, so a page opens the right one or none. Tables in it:

    received    entry, data_set, whole: the tables, in the order of the record
    data_set    name; number: its bit in `sources`; apart: no two of its rows are one event
    type        code, number; own: not of the vocabulary but the source's own word
    row         every version of every row, with its history (`sql/history.sql`) and its `event`
    event       one row an event (`sql/events.sql`), the latest first, `n` its place in that order, with the
                finest H3 cell of its point
    spot        the same where there is a point, neighbours beside each other
    bin         counts of events and rows by H3 cell, month, type, group and data sets
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import duckdb

from holdfire.datasets import tables
from holdfire.datasets.layout import lay_out
from holdfire.datasets.linked import link_rows
from holdfire.datasets.models import Table
from holdfire.datasets.opened import MEMORY, close, reading
from holdfire.errors import RegisterError
from holdfire.intake.tables.columns import SCHEMA
from holdfire.intake.tables.revision import COMPARED
from holdfire.register.instance import Instance, open_instance

__all__ = ["build", "changes", "check", "close", "digest", "ensure", "here", "path_of", "reading"]

VERSION = 1  # of what is in the file: a change makes every store anew
MOST_SETS = 64  # bits of `sources`
UTC = "* EXCLUDE (original) REPLACE (at_start::TIMESTAMP AS at_start, at_end::TIMESTAMP AS at_end)"
TYPE = "COALESCE(NULLIF(r.type, ''), r.source_type)"

Told = Callable[[str], None]


def path_of(instance: Instance) -> Path | None:
    """Where the store of what is on the record now lies, or would; None where there is no table."""
    received = list(Table.objects.order_by("entry").values_list("entry", "table", "mapping", "whole"))
    if not received:
        return None
    said = repr((VERSION, instance.theatre.digest, received))
    return tables.folder(instance) / f"{hashlib.sha256(said.encode()).hexdigest()[:24]}.duckdb"


def here() -> Path | None:
    """Where the store of this register lies, or would; None, and no keys asked for, without a table."""
    return path_of(open_instance()) if Table.objects.exists() else None


def ensure(told: Told | None = None, *, anew: bool = False) -> Path | None:
    """The store, made if it is not there, or `anew`; older ones are deleted."""
    path = here()
    if path is None or (path.exists() and not anew):
        return path
    build(open_instance(), path, told)
    for old in path.parent.glob("*.duckdb"):
        if old != path:
            old.unlink(missing_ok=True)
    return path


def build(instance: Instance, path: Path, told: Told | None = None) -> None:
    """Makes a store at `path` from the record and the vault; there is all of it at the end, or nothing."""
    say = told or (lambda _: None)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=path.parent))
    try:
        made = scratch / "store.duckdb"
        with duckdb.connect(made) as db:
            db.execute(
                f"SET memory_limit = '{MEMORY}'; SET enable_progress_bar = false; SET TimeZone = 'UTC'"
            )
            db.execute(f"SET temp_directory = '{str(scratch).replace(chr(39), chr(39) * 2)}'")
            say("comparing with what is known")
            _rows(db, instance)
            say("linking rows into events")
            _link(db, scratch)
            say("counting")
            _events(db, instance.theatre.utc_offset)
            db.execute("CHECKPOINT")
        made.replace(path)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def check() -> list[str]:
    """Makes the store anew beside the one there is and compares; a sentence for what is otherwise."""
    path = here()
    if path is None or not path.exists():
        return []
    instance = open_instance()
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        again = Path(scratch) / path.name
        build(instance, again)
        with duckdb.connect(again, read_only=True) as made, reading(path) as there:
            if digest(made) == digest(there):
                return []
    return ["The data sets' rows are not what the record gives: they were changed."]


def changes(db: duckdb.DuckDBPyConnection, entry: int) -> dict[str, int]:
    """What a table changed: rows new, unchanged, changed (of these moved), and gone from the source."""
    found = dict(
        db.execute("SELECT status, COUNT(*) FROM row WHERE entry = ? GROUP BY 1", [entry]).fetchall()
    )
    counted = {status: int(found.get(status, 0)) for status in ("new", "unchanged", "changed")}
    for name, asked in (("moved", "entry = ? AND moved_km IS NOT NULL"), ("gone", "gone_in = ?")):
        row = db.execute(f"SELECT COUNT(*) FROM row WHERE {asked}", [entry]).fetchone()
        counted[name] = int(row[0]) if row else 0
    return counted


def digest(db: duckdb.DuckDBPyConnection) -> str:
    """One digest of every row and event, whatever the order they are kept in."""
    parts = [
        db.execute(f"SELECT COUNT(*), BIT_XOR(HASH(t::VARCHAR)) FROM {name} t").fetchone()
        for name in ("received", "row", "event", "bin")
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _sql(name: str) -> str:
    return (files("holdfire.datasets") / "sql" / f"{name}.sql").read_text("utf-8")


def _rows(db: duckdb.DuckDBPyConnection, instance: Instance) -> None:
    received = list(Table.objects.order_by("entry"))
    names = sorted({one.data_set for one in received})
    if len(names) > MOST_SETS:
        raise RegisterError(
            f"There are {len(names)} data sets, and {MOST_SETS} are the most: give them fewer names."
        )
    db.execute("CREATE TABLE received (entry BIGINT, data_set VARCHAR, whole BOOLEAN)")
    db.execute("CREATE TABLE data_set (name VARCHAR, number UTINYINT, apart BOOLEAN)")
    apart = {one.data_set: tables.mapping_of(instance, one).distinct for one in received}
    db.executemany(
        "INSERT INTO data_set VALUES (?, ?, ?)", [(name, n, apart[name]) for n, name in enumerate(names)]
    )
    parts = []
    for one in received:
        db.execute("INSERT INTO received VALUES (?, ?, ?)", [one.entry, one.data_set, one.whole])
        if (path := tables.rows_of(instance, one)) is not None:
            quoted = str(path).replace("'", "''")
            parts.append(f"SELECT {one.entry}::BIGINT AS entry, {UTC} FROM read_parquet('{quoted}')")
    if not parts:  # none can be opened any more
        nothing = SCHEMA.empty_table()  # noqa: F841 - DuckDB reads it by this name
        parts = [f"SELECT 0::BIGINT AS entry, {UTC} FROM nothing"]
    db.execute(f"CREATE TEMP TABLE observed AS {' UNION ALL '.join(parts)}")
    differs = ", ".join(f"CASE WHEN p.{c} IS DISTINCT FROM m.{c} THEN '{c}' END" for c in COMPARED)
    history = _sql("history").format(differs=f"LIST_SORT(LIST_DISTINCT([{differs}]))")
    db.execute(
        f"""CREATE TEMP TABLE known AS SELECT *,
              latest AND gone_in IS NULL AND kind = 'event' AS counts,
              ROW_NUMBER() OVER (ORDER BY source, id, entry) AS number
            FROM ({history})"""
    )


def _link(db: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    distinct = {name for (name,) in db.execute("SELECT name FROM data_set WHERE apart").fetchall()}
    linked = link_rows(db, _sql("linkable"), distinct, scratch)  # noqa: F841 - DuckDB reads it by this name
    db.execute(
        """CREATE TABLE row AS
           SELECT k.*, CASE WHEN counts THEN COALESCE(l.event, k.number) END AS event
           FROM known k LEFT JOIN linked l ON l.id = k.number ORDER BY event, k.number"""
    )


def _events(db: duckdb.DuckDBPyConnection, utc_offset: str) -> None:
    db.execute(
        "CREATE TABLE type AS "
        "SELECT *, CAST(ROW_NUMBER() OVER (ORDER BY code, own) - 1 AS USMALLINT) AS number "
        f"FROM (SELECT DISTINCT {TYPE} AS code, type = '' AS own FROM row r WHERE counts)"
    )
    chosen = _sql("events").format(offset_minutes=_minutes(utc_offset), type=TYPE)
    lay_out(db, chosen)


def _minutes(utc_offset: str) -> int:
    """An offset as minutes: +04:00 is 240."""
    sign = -1 if utc_offset.startswith("-") else 1
    hours, _, minutes = utc_offset.lstrip("+-").partition(":")
    return sign * (int(hours or 0) * 60 + int(minutes or 0))
