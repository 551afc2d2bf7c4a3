"""Where projections find and lay down rows: the tables themselves, or memory while a record is replayed.

A projection asks for a row by some of its columns, adds rows and says which it changed. Live each goes to the
database at once. A rebuild gathers them and writes each table in one go, since a statement a row is what
costs most.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Protocol, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


class Desk(Protocol):
    """What a projection may do with rows."""

    def find(self, model: type[M], **columns: Any) -> M | None:
        """The first row that was laid down with these columns; None where there is none."""

    def all(self, model: type[M], **columns: Any) -> list[M]:
        """Every row with these columns, in the order in which they were laid down."""

    def add(self, *rows: Model) -> None:
        """Lays down new rows."""

    def change(self, row: Model) -> None:
        """Says that a row that was found is to stand as it is now. No column it was found by may change."""


class Live:
    """The tables."""

    def find(self, model: type[M], **columns: Any) -> M | None:
        """The first row with these columns."""
        return model._default_manager.filter(**columns).order_by("pk").first()

    def all(self, model: type[M], **columns: Any) -> list[M]:
        """Every row with these columns."""
        return list(model._default_manager.filter(**columns).order_by("pk"))

    def add(self, *rows: Model) -> None:
        """Inserts rows."""
        for model, some in groupby(rows, lambda row: row.__class__):
            model._default_manager.bulk_create(list(some))

    def change(self, row: Model) -> None:
        """Writes a row over."""
        row.save(force_update=True)


class Gathered:
    """Memory, until `write`: for tables that are empty."""

    def __init__(self) -> None:
        self._rows: dict[type[Model], list[Any]] = defaultdict(list)
        self._index: dict[tuple[type[Model], tuple[str, ...]], dict[tuple[Any, ...], list[Any]]] = {}

    def find(self, model: type[M], **columns: Any) -> M | None:
        """The first row with these columns."""
        return next(iter(self.all(model, **columns)), None)

    def all(self, model: type[M], **columns: Any) -> list[M]:
        """Every row with these columns."""
        if not columns:
            return self._rows[model]
        key = model, tuple(columns)
        if key not in self._index:
            self._index[key] = {}
            for row in self._rows[model]:
                self._put(key, row)
        return self._index[key].get(tuple(columns.values()), [])

    def add(self, *rows: Model) -> None:
        """Keeps rows."""
        for row in rows:
            self._rows[type(row)].append(row)
            for key in self._index:
                if key[0] is type(row):
                    self._put(key, row)

    def change(self, row: Model) -> None:
        """The row found is the one kept: there is nothing to do."""

    def write(self, models: Sequence[type[Model]]) -> None:
        """Inserts what was gathered, table by table in this order, and forgets it."""
        for model in models:
            if rows := self._rows.pop(model, None):
                _insert(model, rows)
        self._rows.clear()
        self._index.clear()

    def _put(self, key: tuple[type[Model], tuple[str, ...]], row: Model) -> None:
        said = tuple(getattr(row, column) for column in key[1])
        self._index[key].setdefault(said, []).append(row)


def _insert(model: type[Model], rows: Sequence[Model]) -> None:
    """Inserts rows as `bulk_create` does, with one statement prepared once: there are a hundred thousands."""
    fields = [f for f in model._meta.concrete_fields if not f.get_internal_type().endswith("AutoField")]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(f.column or "") for f in fields)
    values = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({values})"  # noqa: S608 - our names
    said = [(f.attname, None if f.get_internal_type() in PLAIN else f.get_db_prep_save) for f in fields]
    values_of: list[Sequence[Any]] = [
        tuple(
            getattr(row, name) if prepare is None else prepare(getattr(row, name), connection)
            for name, prepare in said
        )
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values_of)


# Columns that hold what a row says just as it says it.
PLAIN = ("CharField", "TextField", "FloatField", "PositiveIntegerField", "PositiveBigIntegerField")
