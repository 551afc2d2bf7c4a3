"""Random mutations of every thing a record is stored in: each must be found, and what was touched named.

    python bench/torture/mutations.py [COUNT] [SEED]

COUNT mutations of entries, tiles, checkpoints and vault files each, a tenth of that of register rows (each
one is a whole rebuild), and every single-bit flip of a checkpoint. Ends with 1 when one was missed.
"""

import atexit
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "holdfire.site.settings"
os.environ["HOLDFIRE_HOME"] = tempfile.mkdtemp(prefix="holdfire-torture-")

from tests.record.memory import Writer

from holdfire.record import checkpoint, note
from holdfire.record.entries import Kept
from holdfire.record.scrub import scrub
from holdfire.record.tiles import path
from holdfire.record.vault import Vault
from holdfire.record.verify import verify

Found = tuple[bool, bool]  # refused; named what was touched


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with something done to them."""
    changed = data
    while changed == data:
        low, high = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        match chance.randrange(8):
            case 0:
                changed = _flipped(data, low % len(data), chance)
            case 1:
                changed = data[:low]
            case 2:
                changed = data[:low] + data[high:]
            case 3:
                changed = data[:low] + chance.randbytes(chance.randrange(1, 40)) + data[low:]
            case 4:
                changed = data[:low] + chance.randbytes(high - low) + data[high:]
            case 5:
                changed = data[:low] + data[low:high] * 2 + data[high:]
            case 6:
                changed = data[::-1]
            case _:
                changed = b""
    return changed


def _flipped(data: bytes, at: int, chance: random.Random) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def record(writer: Writer, chance: random.Random, what: str) -> Found:
    """One mutation of an entry, a tile or a checkpoint of a record in memory."""
    store = writer.store
    if what == "entry":
        at = chance.randrange(len(store.entries))
        kept = list(store.entries)
        act = chance.choice(["bytes", "bytes", "bytes", "swap", "drop", "double"])
        if act == "bytes":
            store.entries[at] = mutated(kept[at], chance)
        elif act == "swap":
            other = (at + chance.randrange(1, len(kept))) % len(kept)
            store.entries[at], store.entries[other] = kept[other], kept[at]
            at = min(at, other)
        elif act == "drop":
            del store.entries[at]
        else:
            store.entries.insert(at, kept[at])
            at += 1
        found = verify(store, writer.log.vkey)
        store.entries = kept
        return not found.ok, found.entry == at
    if what == "tile":
        where = chance.choice(sorted(store.kept))
        data = store.kept[where]
        store.kept[where] = mutated(data, chance)
        found = verify(store, writer.log.vkey)
        store.kept[where] = data
        inside = where[0] == 0 and found.entry is not None and found.entry // 256 == where[1]
        return not found.ok, inside or path(*where) in (found.problem or "")
    at = chance.randrange(len(store.notes))
    text = store.notes[at]
    store.notes[at] = mutated(text.encode(), chance).decode("utf-8", "replace")
    found = verify(store, writer.log.vkey)
    store.notes[at] = text
    return not found.ok, f"Checkpoint {at} " in (found.problem or "") or found.entry is not None


def vault_file(vault: Vault, kept: list[Kept], chance: random.Random) -> Found:
    """One mutation of a file in the vault."""
    at = chance.randrange(len(kept))
    files = sorted(vault.storage.path(kept[at].object).iterdir())
    file = chance.choice(files)
    data = file.read_bytes()
    act = chance.randrange(10)
    if act == 0:
        file.unlink()
    elif act == 1:
        other = kept[(at + 1) % len(kept)]
        file.write_bytes((vault.storage.path(other.object) / file.name).read_bytes())
    else:
        file.write_bytes(mutated(data, chance))
    found = scrub(_holders(kept), vault)
    file.write_bytes(data)
    return not found.ok, len(found.problems) == 1 and kept[at].object[:16] in found.problems[0]


def _holders(kept: list[Kept]) -> tuple[Kept, ...]:
    return tuple(kept)


def row(models: tuple[type, ...], chance: random.Random) -> Found | None:
    """One mutation of a row of the register or of the columns beside the record; None where it was none."""
    from django.db import DatabaseError, transaction

    from holdfire.register.models import Entry
    from holdfire.register.rebuild import rebuild

    model = chance.choice(models)
    rows = list(model.objects.order_by("pk"))  # type: ignore[attr-defined]
    if not rows:
        return None
    one = chance.choice(rows)
    with transaction.atomic():
        try:
            with transaction.atomic():
                if not _touched(one, model, Entry, chance):
                    return None
        except (DatabaseError, ValueError, OverflowError):
            return None
        found = rebuild(check=True)
        transaction.set_rollback(True)
    name = model._meta.object_name.lower().replace("_", " of ")  # type: ignore[attr-defined]
    said = " ".join(found.differences)
    return not found.ok, name in said or (model is Entry and f"entry {one.pk}" in said) or "more." in said


def _touched(one, model, entry, chance: random.Random) -> bool:  # type: ignore[no-untyped-def]
    """Does something to a row; whether anything was done."""
    columns = [
        f for f in model._meta.concrete_fields
        if not f.primary_key and not f.is_relation and f.attname not in ("envelope", "data_", "at")
        and not (model.__name__ in ("Tile", "Checkpoint") and f.attname in ("data", "note", "level", "index"))
    ]  # fmt: skip
    if model is not entry and model.__name__ not in ("Tile", "Checkpoint") and chance.randrange(5) == 0:
        one.delete()
        return True
    if not columns:
        one.delete()
        return True
    field = chance.choice(columns)
    before = getattr(one, field.attname)
    after = _other(before, field, chance)
    if after is None or after == before:
        return False
    return bool(model.objects.filter(pk=one.pk).update(**{field.attname: after}))


def _other(value, field, chance: random.Random):  # type: ignore[no-untyped-def]
    from datetime import date, datetime, timedelta

    kind = field.get_internal_type()
    match value:
        case bool():
            return not value
        case int():
            return value + chance.choice([1, 7])
        case float():
            return value + chance.choice([0.001, 1.0])
        case datetime() | date():
            return value + timedelta(days=chance.choice([1, 400]))
        case str():
            limit = field.max_length or 10**6
            changed = value[:-1] if value and chance.randrange(2) else value + "x"
            return changed[:limit]
        case bytes() | memoryview():
            return _flipped(bytes(value), chance.randrange(len(value)), chance)
        case dict():
            return value | {"touched": 1}
        case list():
            return [*value, "touched"]
        case None if kind in ("FloatField", "DateField"):
            return 1.0 if kind == "FloatField" else date(2020, 1, 1)
    return None


def _small_record() -> Writer:
    writer = Writer().begin()
    writer.grant("observer", seat="peacekeepers")
    for n in range(20):
        writer.date(n)
    return writer


def _wide_record() -> Writer:
    writer = _small_record()
    for n in range(20, 560):
        writer.date(n)
    del writer.store.notes[:-20]
    return writer


def _small_vault(chance: random.Random) -> tuple[Vault, list[Kept]]:
    from pyrage import x25519

    vault = Vault(Path(os.environ["HOLDFIRE_HOME"]) / "small", x25519.Identity.generate(), bytes(32))
    return vault, [vault.keep(chance.randbytes(chance.randrange(1, 3000))) for _ in range(4)]


def _register() -> tuple[type, ...]:
    import django

    django.setup()
    from datetime import date

    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from holdfire.register import commands, rebuild
    from holdfire.register.account import Account
    from holdfire.register.models import Checkpoint, Claim, Entry, Tile

    by = Account(id="analyst", seat="peacekeepers")
    texts = (
        "The ministry said that 112 people were returned: 105 to one side and 17 to the other.",
        "The commander denied yesterday that his men had opened fire at a tractor near Martuni.",
        "The army said that on 9 October 2021 a man was shot dead near Martuni while ploughing.",
    )
    for n, text in enumerate(texts):
        commands.receive(text.encode(), by=by, published=date(2021, 10, 10 + n), filename=f"{n}.txt")
    claim = Claim.objects.order_by("id").first()
    assert claim is not None
    commands.decide(claim.id, "confirm", by=by)
    assert rebuild.rebuild(check=True).ok  # readings are kept from here on
    return (*rebuild.PROJECTED, Entry, Tile, Checkpoint)


def main(count: int, seed: int) -> int:
    """Runs all, prints a table; the exit status."""
    chance = random.Random(seed)
    results: dict[str, Counter[str]] = {}
    small, wide = _small_record(), _wide_record()
    vault, kept = _small_vault(chance)
    models = _register()
    acts = {
        "entries": (count, lambda: record(small, chance, "entry")),
        "tiles": (count, lambda: record(wide if chance.randrange(20) == 0 else small, chance, "tile")),
        "checkpoints": (count, lambda: record(small, chance, "checkpoint")),
        "vault files": (count, lambda: vault_file(vault, kept, chance)),
        "register rows": (count // 10, lambda: row(models, chance)),
    }
    for name, (rounds, act) in acts.items():
        counted, started = results.setdefault(name, Counter()), time.monotonic()
        while counted["made"] < rounds:
            if (found := act()) is not None:
                refused, named = found
                counted.update(made=1, found=refused, named=named)
                if not (refused and named):
                    print(f"{name}: a mutation was {'not named' if refused else 'MISSED'}", file=sys.stderr)
        counted["seconds"] = round(time.monotonic() - started)
    results["checkpoint bits"] = bits(small)
    print(f"{'what':16} {'made':>7} {'found':>7} {'named':>7} {'s':>5}")
    for name, counted in results.items():
        print(
            f"{name:16} {counted['made']:7} {counted['found']:7} {counted['named']:7} {counted['seconds']:5}"
        )
    return int(any(c["found"] != c["made"] or c["named"] != c["made"] for c in results.values()))


def bits(writer: Writer) -> Counter[str]:
    """Every single-bit flip of the latest checkpoint."""
    data, verifier = writer.store.notes[-1].encode(), note.Verifier(writer.log.vkey)
    counted: Counter[str] = Counter()
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        counted["made"] += 1
        try:
            checkpoint.opened(flipped.decode("utf-8", "replace"), verifier)
        except Exception as problem:
            refused = type(problem).__name__ == "RecordError"
            counted.update(found=refused, named=refused)
    return counted


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    atexit.register(shutil.rmtree, os.environ["HOLDFIRE_HOME"], ignore_errors=True)
    sys.exit(main(*(given + [3000, 1][len(given) :])))
