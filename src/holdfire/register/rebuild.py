"""Rebuilds the register from the record and the vault, and says whether it was what the record gives.

Within one transaction: what stands is digested, dropped and written again by the projections. Where only a
check is asked for, the transaction is rolled back. Readings are taken from those that were kept (see
`readings`): whoever changes one of those without the home's keys only has that report read again.
"""

import gc
import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Model

from holdfire.record import checkpoint, entries, envelope, note
from holdfire.record.entries import ReportShredded
from holdfire.record.merkle import SIZE
from holdfire.register import deciding, projections, readings, rows
from holdfire.register.ahead import Ahead
from holdfire.register.derived import forget_readings
from holdfire.register.desk import Gathered
from holdfire.register.instance import Instance, open_instance, written
from holdfire.register.models import (
    Check,
    Checkpoint,
    Claim,
    DecidedClaim,
    Decision,
    Entry,
    Incident,
    IncidentClaim,
    IncidentDecision,
    KeptReading,
    PeriodLock,
    Receipt,
    Report,
    Tile,
)
from holdfire.register.reported import OfReport, Told, means
from holdfire.register.rooms import rooms
from holdfire.register.store import columns
from holdfire.register.writing import writing

# Whoever is named later may refer to whoever is named before.
PROJECTED: tuple[type[Model], ...] = (
    Report, Receipt, Claim, Decision, Check, Check.claims.through, Incident, IncidentClaim,
    IncidentDecision, DecidedClaim, PeriodLock,
)  # fmt: skip


def projected() -> tuple[type[Model], ...]:
    """Every table that a rebuild drops and writes again: the register's own and those of the rooms above."""
    return (*PROJECTED, *(model for room in rooms() for model in room.models))


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """What a rebuild found: how much there is, and each row that was not what the record gives."""

    entries: int
    rows: int
    differences: tuple[str, ...] = ()  # one sentence each, at most `MOST`

    @property
    def ok(self) -> bool:
        """Whether the live register was exactly what the record gives."""
        return not self.differences


MOST = 20
TOGETHER = 300  # reports whose rows are in memory at once


def rebuild(
    *,
    check: bool = False,
    anew: bool = False,
    processes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Rebuilt:
    """Replays the record into an empty register; with `check`, compares and leaves all as it was.

    Readings that were kept are used again; with `anew` every report is opened and read again. What has to be
    read is read by as many processes as asked for, or as there are processors.
    """
    instance = open_instance()
    forget_readings()
    with writing(), _uncollected():
        before = _rows()
        if anew:
            KeptReading.objects.all().delete()
        for model in reversed(projected()):
            model._default_manager.all()._raw_delete(DEFAULT_DB_ALIAS)
        wrong = list(_columns())
        added, stale = _replay(instance, wrong, processes or os.cpu_count() or 1, progress)
        after = _rows()
        if check:
            transaction.set_rollback(True)
        else:
            readings.store(added)
            readings.sweep(stale)
    if check and added:
        with writing():
            readings.store(added)
    differences = [*wrong, *_differences(before, after)]
    if len(differences) > MOST:
        differences[MOST:] = [f"… and {len(differences) - MOST} more."]
    return Rebuilt(entries=Entry.objects.count(), rows=len(after), differences=tuple(differences))


def _replay(
    instance: Instance,
    wrong: list[str],
    processes: int,
    progress: Callable[[int, int], None] | None,
) -> tuple[list[KeptReading], list[str]]:
    """Projects every entry and mends the columns of its row, adding a sentence for each that were otherwise.

    Entries about one report follow one another and touch no other's rows: they are taken together, whatever
    came between. Gives the readings to keep, and the names of those that are stale.
    """
    size, done = Entry.objects.count(), 0
    desk = Gathered()
    of_reports: dict[str, list[Told]] = defaultdict(list)
    shredded: list[str] = []
    linked = False

    def told(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress(done, size)

    for row in Entry.objects.order_by("index").iterator():
        payload = entries.decode(envelope.unseal(bytes(row.envelope)).payload)
        right = columns(payload)
        if any(getattr(row, name) != value for name, value in right.items()):
            wrong.append(f"The row of entry {row.index} did not say what its envelope says.")
            Entry.objects.filter(index=row.index).update(**right)
        if row.at and entries.coarse(row.at)[:10] != payload.claimed[:10]:
            wrong.append(f"The row of entry {row.index} gave a moment of another day than its envelope.")
            row.at = None
            Entry.objects.filter(index=row.index).update(at=None)
        entry, number = payload.entry, row.index
        linked = linked or projections.changes_claims(entry)
        if isinstance(entry, OfReport):
            of_reports[entry.report].append((number, written(payload, row.at)))
            if isinstance(entry, ReportShredded):
                shredded += entry.objects
        else:
            projections.lay_down(instance, written(payload, row.at), number, desk)
            told(1)
    desk.write(projected())
    deciding.forget(shredded)
    added: list[KeptReading] = []
    stale: list[str] = []
    with Ahead(processes) as ahead:
        for some in rows.batched(list(of_reports), TOGETHER):
            at_hand = means(instance, some)
            ahead.read([of_reports[id] for id in some], at_hand)
            for id in some:
                desk.add(*projections.replay(id, of_reports[id], at_hand).all(at_hand.names))
            desk.write(projected())
            forget_readings()
            added += at_hand.kept.added
            stale += at_hand.kept.stale()
            told(sum(len(of_reports.pop(id)) for id in some))
    if linked:
        rows.set_across(instance.theatre)
    return added, stale


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for circular garbage: no row is any, and each would be visited many times."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _columns() -> Iterator[str]:
    """Mends the columns that only index tiles and checkpoints; a sentence for each that was wrong."""
    for tile in Tile.objects.iterator():
        if tile.width * SIZE != len(tile.data):
            yield f"The row of the tile {tile.level}/{tile.index} did not give its width."
            Tile.objects.filter(pk=tile.pk).update(width=len(tile.data) // SIZE)
    for row in Checkpoint.objects.iterator():
        signed = checkpoint.read(note.parse(row.note).text)
        if (signed.size, signed.root) != (row.size, bytes(row.root)):
            yield f"The row of the checkpoint over {row.size} entries did not say what its note says."
            Checkpoint.objects.filter(pk=row.pk).update(size=signed.size, root=signed.root)


def _rows() -> dict[tuple[str, str], bytes]:
    """Every projected row by table and key, as a digest of all it says."""
    return {(model._meta.label, key): digest for model in projected() for key, digest in _digests(model)}


def _digests(model: type[Model]) -> Iterator[tuple[str, bytes]]:
    """A table's rows, as the database holds them; a number that only counts rows is no part of what one says.

    Rows are asked for past Django: turning each value into what a program works with costs most.
    """
    fields = [f for f in model._meta.concrete_fields if not f.get_internal_type().endswith("AutoField")]
    pk = model._meta.pk
    key = fields.index(pk) if pk in fields else None
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(f.column or "") for f in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quoted(model._meta.db_table)}")  # noqa: S608 - names of ours
        while some := cursor.fetchmany(2000):
            for row in some:
                digest = hashlib.blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=16).digest()
                yield str(row[key]) if key is not None else " ".join(map(str, row[:2])), digest


def _differences(before: dict[tuple[str, str], bytes], after: dict[tuple[str, str], bytes]) -> Iterator[str]:
    for table, key in sorted(before.keys() | after.keys()):
        name = table.rpartition(".")[2].replace("_", " of ").lower()
        old, new = before.get((table, key)), after.get((table, key))
        if old is None:
            yield f"The {name} {key} was missing: the record gives it."
        elif new is None:
            yield f"The {name} {key} does not follow from the record: it was put in, or its entry is gone."
        elif old != new:
            yield f"The {name} {key} was not what the record gives: it was changed."
