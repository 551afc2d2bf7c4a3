"""The record in the register's tables: entries, tiles and checkpoints, read and appended."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections

from holdfire.errors import RecordError
from holdfire.record import base64s, entries
from holdfire.record.entries import Payload
from holdfire.record.log import Growth
from holdfire.record.merkle import EMPTY, SIZE, leaf_hash
from holdfire.record.tiles import WIDTH
from holdfire.register.models import Checkpoint, Entry, Tile


class Head(msgspec.Struct, frozen=True):
    """The latest checkpoint as it lies there: what the next entries stand on."""

    size: int
    root: bytes
    note: str

    @property
    def spelt(self) -> str:
        """Its root as entries spell it."""
        return base64s.encode(self.root)

    @property
    def cosigned(self) -> bool:
        """Whether anybody but the log signed it."""
        return self.note.count("\n— ") > 1


class RegisterStore:
    """A `holdfire.record.log.Store` over the database."""

    def size(self) -> int:
        """How many entries lie there."""
        last = _run('SELECT max("index") FROM register_entry').fetchone()[0]
        return 0 if last is None else int(last) + 1

    def envelopes(self, start: int, stop: int) -> Iterator[bytes]:
        """The entries from start up to stop; ends early at an index that is missing."""
        rows = Entry.objects.filter(index__gte=start, index__lt=stop).order_by("index")
        for expected, (index, data) in enumerate(rows.values_list("index", "envelope").iterator(), start):
            if index != expected:
                return
            yield bytes(data)

    def tile(self, level: int, index: int, width: int) -> bytes:
        """A tile, or nothing where it is missing. Leaves of one that is not full come from their entries."""
        row = Tile.objects.filter(level=level, index=index).order_by("-width").first()
        if level == 0 and (row is None or row.width < width < WIDTH):
            return b"".join(map(leaf_hash, self.envelopes(index * WIDTH, index * WIDTH + width)))
        return bytes(row.data) if row else b""

    def tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Every tile."""
        rows = Tile.objects.order_by("level", "index", "width")
        for level, index, data in rows.values_list("level", "index", "data").iterator():
            yield level, index, bytes(data)
        whole, rest = divmod(self.size(), WIDTH)
        if rest:
            yield 0, whole, self.tile(0, whole, rest)

    def checkpoints(self) -> Iterator[str]:
        """The signed checkpoints, by size."""
        yield from Checkpoint.objects.order_by("size").values_list("note", flat=True).iterator()

    def latest(self) -> str:
        """The latest signed checkpoint. Raises RecordError where nothing is on the record yet."""
        row = Checkpoint.objects.order_by("-size").first()
        if row is None:
            raise RecordError("The record is empty: receive a report first, with holdfire receive.")
        return row.note

    def head(self) -> Head:
        """The latest checkpoint; before the first, nothing is 0 and the empty tree's root."""
        found = _run("SELECT size, root, note FROM register_checkpoint ORDER BY size DESC LIMIT 1").fetchone()
        return Head(found[0], bytes(found[1]), found[2]) if found else Head(0, EMPTY, "")

    def last_of(self, author: str) -> tuple[int, bytes] | None:
        """An author's latest sequence number and the leaf hash of that entry."""
        row = _run(
            "SELECT seq, envelope FROM register_entry WHERE author = %s ORDER BY seq DESC LIMIT 1", author
        ).fetchone()
        return (row[0], leaf_hash(bytes(row[1]))) if row else None

    def add(self, index: int, envelope: bytes, payload: Payload, at: datetime) -> None:
        """Writes one entry, and beside it its moment, which its envelope does not tell.

        The caller holds the write lock, and calls `close` before it commits.
        """
        said = columns(payload)
        _run(
            'INSERT INTO register_entry ("index", envelope, kind, author, seq, claimed_at, subject, at) '
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            index, envelope, said["kind"], said["author"], said["seq"], said["claimed_at"],
            said["subject"], at,
        )  # fmt: skip

    def close(self, head: Head, growth: Growth, at: datetime) -> None:
        """Writes what the entries added since this head make of the tree, and the checkpoint over all."""
        for (level, index), data in growth.tiles.items():
            width = len(data) // SIZE
            if level or width == WIDTH:  # the last leaves are hashed anew from their entries: see `tile`
                _run('DELETE FROM register_tile WHERE level = %s AND "index" = %s', level, index)
                _run(
                    'INSERT INTO register_tile (width, data, level, "index") VALUES (%s, %s, %s, %s)',
                    width, data, level, index,
                )  # fmt: skip
        made = growth.checkpoint
        row = made.size, made.root, growth.note, at
        if head.size // WIDTH == made.size // WIDTH and head.size % WIDTH and not head.cosigned:
            # The checkpoint before follows from the tree: it stays only where somebody cosigned it.
            _run(
                "UPDATE register_checkpoint SET size = %s, root = %s, note = %s, at = %s WHERE size = %s",
                *row, head.size,
            )  # fmt: skip
        else:
            _run("INSERT INTO register_checkpoint (size, root, note, at) VALUES (%s, %s, %s, %s)", *row)


def _run(sql: str, *values: Any) -> Any:
    """Runs a statement as the database's own driver does: where most is written, Django's way costs most."""
    here: Any = connections[DEFAULT_DB_ALIAS]
    here.ensure_connection()
    if here.vendor == "sqlite":
        sql, values = sql.replace("%s", "?"), tuple(map(_plain, values))
    with here.wrap_database_errors:
        return here.connection.execute(sql, values)


def _plain(value: Any) -> Any:
    """A value as SQLite holds it: Django keeps moments there as text, in UTC."""
    return str(value.astimezone(UTC).replace(tzinfo=None)) if isinstance(value, datetime) else value


def columns(payload: Payload) -> dict[str, Any]:
    """The columns that index an entry; the envelope beside them is what counts."""
    return {
        "kind": entries.kind_of(payload.entry),
        "author": payload.author,
        "seq": payload.seq,
        "claimed_at": entries.moment(payload.claimed),
        "subject": entries.subject_of(payload.entry),
    }
