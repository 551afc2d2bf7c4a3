"""Rebuilds the register from the record and the vault, and says whether it was what the record gives.

Within one transaction: what stands is digested, dropped and written again by the projections, entry by
entry. Where only a check is asked for, the transaction is rolled back.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Model

from holdfire.record import checkpoint, entries, envelope, note
from holdfire.record.merkle import SIZE
from holdfire.register import projections
from holdfire.register.derived import forget_readings
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
    PeriodLock,
    Receipt,
    Report,
    Tile,
)
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


def rebuild(*, check: bool = False, progress: Callable[[int, int], None] | None = None) -> Rebuilt:
    """Replays the record into an empty register; with `check`, compares and leaves all as it was."""
    instance = open_instance()
    forget_readings()
    with writing():
        before = _rows()
        for model in reversed(projected()):
            model._default_manager.all().delete()
        wrong = [*_columns(), *_replay(instance, progress)]
        after = _rows()
        if check:
            transaction.set_rollback(True)
    differences = [*wrong, *_differences(before, after)]
    if len(differences) > MOST:
        differences[MOST:] = [f"… and {len(differences) - MOST} more."]
    return Rebuilt(entries=Entry.objects.count(), rows=len(after), differences=tuple(differences))


def _replay(instance: Instance, progress: Callable[[int, int], None] | None) -> list[str]:
    """Projects every entry anew and sets the columns of its row; a sentence for each that were otherwise."""
    wrong = []
    size = Entry.objects.count()
    with projections.once():
        for row in Entry.objects.order_by("index").iterator():
            payload = entries.decode(envelope.unseal(bytes(row.envelope)).payload)
            right = columns(payload)
            if any(getattr(row, name) != value for name, value in right.items()):
                wrong.append(f"The row of entry {row.index} did not say what its envelope says.")
                Entry.objects.filter(index=row.index).update(**right)
            if row.at and entries.coarse(row.at) != payload.claimed:
                wrong.append(f"The row of entry {row.index} gave a moment of another day than its envelope.")
                row.at = None
                Entry.objects.filter(index=row.index).update(at=None)
            projections.project(instance, written(payload, row.at), row.index)
            if progress:
                progress(row.index + 1, size)
    return wrong


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


def _rows() -> dict[tuple[str, str], str]:
    """Every projected row by table and key, as a digest of all it says."""
    return {(model._meta.label, key): digest for model in projected() for key, digest in _digests(model)}


def _digests(model: type[Model]) -> Iterator[tuple[str, str]]:
    """A table's rows; a number that only counts rows is no part of what a row says."""
    fields = [f for f in model._meta.concrete_fields if not f.get_internal_type().endswith("AutoField")]
    own = model._meta.pk in fields
    for row in model._default_manager.order_by("pk").values_list(*(f.attname for f in fields)).iterator():
        said: list[Any] = [msgspec.to_builtins(value) for value in row]
        text = msgspec.json.encode(said, order="deterministic")
        digest = hashlib.sha256(text).hexdigest()
        key = str(row[fields.index(model._meta.pk)]) if own else " ".join(map(str, row[:2]))
        yield key, digest


def _differences(before: dict[tuple[str, str], str], after: dict[tuple[str, str], str]) -> Iterator[str]:
    for table, key in sorted(before.keys() | after.keys()):
        name = table.rpartition(".")[2].replace("_", " of ").lower()
        old, new = before.get((table, key)), after.get((table, key))
        if old is None:
            yield f"The {name} {key} was missing: the record gives it."
        elif new is None:
            yield f"The {name} {key} does not follow from the record: it was put in, or its entry is gone."
        elif old != new:
            yield f"The {name} {key} was not what the record gives: it was changed."
