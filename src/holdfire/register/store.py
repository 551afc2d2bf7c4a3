"""The record in the register's tables: entries, tiles and checkpoints, read and appended."""

from collections.abc import Iterator
from datetime import datetime

from holdfire.errors import RecordError
from holdfire.record import entries, note
from holdfire.record.entries import Payload
from holdfire.record.log import Growth
from holdfire.record.tiles import WIDTH
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

    def add(self, growth: Growth, envelope: bytes, payload: Payload, at: datetime) -> None:
        """Writes one entry with what it makes of the tree; the caller holds the write lock."""
        Entry.objects.create(index=growth.start, envelope=envelope, **columns(payload))
        for (level, index), data in growth.tiles.items():
            row = {"width": len(data) // 32, "data": data}
            if not Tile.objects.filter(level=level, index=index).update(**row):
                Tile.objects.create(level=level, index=index, **row)
        given = {
            "size": growth.checkpoint.size,
            "root": growth.checkpoint.root,
            "note": growth.note,
            "at": at,
        }
        # The checkpoint before follows from the tree: it stays where it ends a tile, or somebody cosigned it.
        before = Checkpoint.objects.filter(size=growth.start).first()
        if before is None or before.size % WIDTH == 0 or len(note.parse(before.note).signatures) > 1:
            Checkpoint.objects.create(**given)
        else:
            Checkpoint.objects.filter(size=growth.start).update(**given)


def columns(payload: Payload) -> dict[str, object]:
    """The columns that index an entry; the envelope beside them is what counts."""
    return {
        "kind": entries.kind_of(payload.entry),
        "author": payload.author,
        "seq": payload.seq,
        "claimed_at": entries.moment(payload.claimed),
        "subject": entries.subject_of(payload.entry),
    }
