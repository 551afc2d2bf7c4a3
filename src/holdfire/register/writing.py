"""One writer at a time: every write opens here, so that two processes keep one order.

SQLite takes its write lock at BEGIN IMMEDIATE, before anything is read; PostgreSQL takes an advisory lock
that ends with the transaction. Inside, the record's head is what this process and no other will extend.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

LOCK = 0x486F6C6466697265  # "Holdfire" in ASCII: the advisory lock's name on PostgreSQL


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that holds the one write lock; inside another one it is a savepoint of it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        sqlite: Any = connection
        sqlite.ensure_connection()  # connecting sets the mode from the settings
        before = sqlite.transaction_mode
        sqlite.transaction_mode = "IMMEDIATE"
        try:
            with transaction.atomic():
                sqlite.transaction_mode = before
                yield
        finally:
            sqlite.transaction_mode = before
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield
