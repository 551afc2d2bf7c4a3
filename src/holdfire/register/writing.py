"""One writer at a time: every write opens here, so that two processes keep one order.

SQLite takes its write lock at BEGIN IMMEDIATE, before anything is read; PostgreSQL takes an advisory lock
that ends with the transaction. Inside, the record's head is what this process and no other will extend.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction

from holdfire.errors import RegisterError

LOCK = 0x486F6C6466697265  # "Holdfire" in ASCII: the advisory lock's name on PostgreSQL


class Part(Protocol):
    """What keeps something in memory while a transaction is open, and must not outlive what is undone."""

    def back(self, to: int) -> None:
        """Forgets what came after this mark; 0 is before everything."""

    def mark(self) -> int:
        """How far it has come."""

    def finish(self) -> None:
        """Writes what is left to write, before the commit."""


class _Here(threading.local):
    def __init__(self) -> None:
        self.depth = 0
        self.parts: list[Part] = []


_here = _Here()


def take_part(part: Part) -> None:
    """Lets this be finished before the open transaction ends, or be taken back with it."""
    if not _here.depth:
        raise RuntimeError("nothing is open to write in: the caller holds the write lock")
    _here.parts.append(part)


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that holds the one write lock; inside another one it is a savepoint of it.

    Raises RegisterError, in a sentence, where the database cannot be written to: nothing was recorded then.
    """
    try:
        with _transaction():
            yield
    except OperationalError as problem:
        raise RegisterError(_why_not(str(problem).strip())) from problem


def _why_not(said: str) -> str:
    for word, mend in (
        ("full", "its disk is full. Free some space"),
        ("space left", "its disk is full. Free some space"),
        ("readonly", "it may not be written to. Give this account the right to write there"),
        ("read-only", "it may not be written to. Give this account the right to write there"),
        ("locked", "another program has been writing for too long. Wait a moment"),
    ):
        if word in said.lower():
            return f"The register's database was not written: {mend}, and try again; nothing was recorded."
    return f"The register's database was not written ({said}). Mend that and try again; nothing is recorded."


@contextmanager
def _transaction() -> Iterator[None]:
    here: Any = connections[DEFAULT_DB_ALIAS]
    if here.vendor == "sqlite" and not here.in_atomic_block:
        here.ensure_connection()  # connecting sets the mode from the settings
        before = here.transaction_mode
        here.transaction_mode = "IMMEDIATE"
        try:
            with transaction.atomic():
                here.transaction_mode = before
                with _parts():
                    yield
        finally:
            here.transaction_mode = before
        return
    with transaction.atomic():
        if here.vendor == "postgresql":
            with here.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        with _parts():
            yield


@contextmanager
def _parts() -> Iterator[None]:
    marks = [part.mark() for part in _here.parts]
    _here.depth += 1
    try:
        yield
        if _here.depth == 1:
            for part in _here.parts:
                part.finish()
    except BaseException:
        for part, to in zip(_here.parts, [*marks, *[0] * (len(_here.parts) - len(marks))], strict=True):
            part.back(to)
        del _here.parts[len(marks) :]
        raise
    finally:
        _here.depth -= 1
        if not _here.depth:
            _here.parts.clear()
