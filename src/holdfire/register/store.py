"""The record in the register's tables: entries, tiles and checkpoints, read and appended."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from holdfire.errors import RecordError
from holdfire.record import entries
from holdfire.record.entries import Payload
from holdfire.record.log import Growth
from holdfire.record.merkle import EMPTY, SIZE, leaf_hash
from holdfire.record.tiles import WIDTH, missing
from holdfire.register.models import Checkpoint, Entry, Tile


class RegisterStore:
    """A `holdfire.record.log.Store` over the database."""

    def size(self) -> int:
        """How many entries lie there."""
        last = Entry.objects.order_by("-index").values_list("index", flat=True).first()
        return 0 if last is None else last + 1

    def envelopes(self, start: int, stop: int) -> Iterator[bytes]:
        """The entries from start up to stop; ends early at an index that is missing."""
        rows = Entry.objects.filter(index__gte=start, index__lt=stop).order_by("index")
        for expected, (index, data) in enumerate(rows.values_list("index", "envelope").iterator(), start):
            if index != expected:
                return
            yield bytes(data)

    def tile(self, level: int, index: int, width: int) -> bytes:
        """A tile, or nothing where it is missing."""
        row = Tile.objects.filter(level=level, index=index).order_by("-width").first()
        return bytes(row.data) if row else b""

    def tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Every tile kept."""
        rows = Tile.objects.order_by("level", "index", "width")
        for level, index, data in rows.values_list("level", "index", "data").iterator():
            yield level, index, bytes(data)

    def checkpoints(self) -> Iterator[str]:
        """The signed checkpoints, by size."""
        yield from Checkpoint.objects.order_by("size").values_list("note", flat=True).iterator()

    def latest(self) -> str:
        """The latest signed checkpoint. Raises RecordError where nothing is on the record yet."""
        row = Checkpoint.objects.order_by("-size").first()
        if row is None:
            raise RecordError("The record is empty: receive a report first, with holdfire receive.")
        return row.note

    def head(self) -> tuple[int, bytes]:
        """Size and root of the latest checkpoint; nothing is 0 and the empty tree's root."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT size, root FROM register_checkpoint ORDER BY size DESC LIMIT 1")
            row = cursor.fetchone()
        return (row[0], bytes(row[1])) if row else (0, EMPTY)

    def last_of(self, author: str) -> tuple[int, bytes] | None:
        """An author's latest sequence number and the leaf hash of that entry."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, envelope FROM register_entry WHERE author = %s ORDER BY seq DESC LIMIT 1",
                [author],
            )
            row = cursor.fetchone()
        return (row[0], leaf_hash(bytes(row[1]))) if row else None

    def add(self, growth: Growth, envelope: bytes, payload: Payload, at: datetime) -> None:
        """Writes one entry with what it makes of the tree; the caller holds the write lock.

        In plain SQL, since a register that receives much spends most of its time here. Raises RecordError
        where a tile that must be there is not.
        """
        moment = connection.ops.adapt_datetimefield_value
        said, made = columns(payload), growth.checkpoint
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO register_entry ("index", envelope, kind, author, seq, claimed_at, subject) '
                "VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    growth.start, envelope, said["kind"], said["author"], said["seq"],
                    moment(said["claimed_at"]), said["subject"],
                ],
            )  # fmt: skip
            for (level, index), data in growth.tiles.items():
                width = len(data) // SIZE
                row: list[Any] = [width, data, level, index]
                if width > 1:
                    cursor.execute(
                        'UPDATE register_tile SET width = %s, data = %s WHERE level = %s AND "index" = %s',
                        row,
                    )
                    if cursor.rowcount != 1:
                        raise missing(level, index)
                else:
                    cursor.execute(
                        'INSERT INTO register_tile (width, data, level, "index") VALUES (%s, %s, %s, %s)', row
                    )
            if growth.start % WIDTH and not self._cosigned(growth.start):
                # The checkpoint before follows from the tree: it stays only where somebody cosigned it.
                cursor.execute(
                    "UPDATE register_checkpoint SET size = %s, root = %s, note = %s, at = %s WHERE size = %s",
                    [made.size, made.root, growth.note, moment(at), growth.start],
                )
            else:
                cursor.execute(
                    "INSERT INTO register_checkpoint (size, root, note, at) VALUES (%s, %s, %s, %s)",
                    [made.size, made.root, growth.note, moment(at)],
                )

    def _cosigned(self, size: int) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT note FROM register_checkpoint WHERE size = %s", [size])
            row = cursor.fetchone()
        return row is None or row[0].count("\n— ") > 1


def columns(payload: Payload) -> dict[str, Any]:
    """The columns that index an entry; the envelope beside them is what counts."""
    return {
        "kind": entries.kind_of(payload.entry),
        "author": payload.author,
        "seq": payload.seq,
        "claimed_at": entries.moment(payload.claimed),
        "subject": entries.subject_of(payload.entry),
    }
