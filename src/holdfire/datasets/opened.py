"""Stores that this process has open, each once and only to be read."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from holdfire.errors import RegisterError

MEMORY = "2GB"


@contextmanager
def reading(path: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor on a store, which this process opens once and cannot write. Raises RegisterError for none."""
    if path is None or not path.exists():
        raise RegisterError("The data sets' rows are not counted on this machine yet: run holdfire rebuild.")
    with _opening:
        if path not in _open:
            for old in list(_open):
                if not old.exists():
                    _open.pop(old).close()
            _open[path] = duckdb.connect(path, read_only=True, config={"memory_limit": MEMORY})
            _open[path].execute("SET enable_progress_bar = false; SET enable_external_access = false")
        cursor = _open[path].cursor()
    try:
        yield cursor
    finally:
        cursor.close()


_open: dict[Path, duckdb.DuckDBPyConnection] = {}
_opening = threading.Lock()


def close() -> None:
    """Closes every store this process has open."""
    with _opening:
        while _open:
            _open.popitem()[1].close()
