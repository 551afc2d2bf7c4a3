"""How fast the record is: durable appends, verifying, proofs, rebuilding, the vault.

    python bench/record.py [SCALE]

Prints a table for docs/benchmarks.md. SCALE 1 appends 3,000 entries one by one, verifies 100,000 with every
signature and proves in a tree of 1,000,000. Appends go to SQLite in WAL with synchronous=FULL, as served.
"""

import atexit
import os
import random
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
HOME = tempfile.mkdtemp(prefix="holdfire-bench-", dir=os.environ.get("BENCH_DIR"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ |= {"HOLDFIRE_HOME": HOME, "DJANGO_SETTINGS_MODULE": "holdfire.site.settings"}


def say(what: str, figure: str) -> None:
    """One row of the table."""
    print(f"| {what} | {figure} |", flush=True)


def timed(act: Callable[[int], object], count: int) -> tuple[float, float]:
    """Calls a second, and the 99th percentile in milliseconds."""
    took = []
    started = time.perf_counter()
    for n in range(count):
        before = time.perf_counter()
        act(n)
        took.append(time.perf_counter() - before)
    return count / (time.perf_counter() - started), sorted(took)[int(count * 0.99)] * 1000


def appends(count: int) -> None:
    """Durable appends through the register's own store, beside the same bytes put into SQLite plainly."""
    import django

    django.setup()
    from datetime import UTC, datetime

    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from holdfire.record.entries import DateSet
    from holdfire.register.account import Account
    from holdfire.register.instance import open_instance
    from holdfire.register.models import Entry
    from holdfire.register.writing import writing

    by, at, instance = Account(id="analyst", seat="a"), datetime(2021, 10, 21, tzinfo=UTC), open_instance()

    def one(n: int) -> None:
        with writing():
            put(n)

    def put(n: int) -> None:
        for _ in instance.append(DateSet(report=f"{n:064x}", published="2021-10-21"), by=by, at=at):
            pass

    def hundred(n: int) -> None:
        with writing():
            for k in range(100):
                put(n * 100 + k)

    one(0)
    rate, p99 = timed(one, count)
    say("append, signed by author and log, one durable transaction each", f"{rate:,.0f}/s, p99 {p99:.1f} ms")
    rate, _ = timed(hundred, count // 100)
    say("the same, 100 in a transaction", f"{rate * 100:,.0f}/s")
    rows = [bytes(e) for e in Entry.objects.order_by("index").values_list("envelope", flat=True)[:count]]
    plain = sqlite3.connect(Path(HOME) / "plain.sqlite3", isolation_level=None)
    plain.execute("pragma journal_mode = wal")
    plain.execute("pragma synchronous = full")
    plain.execute("create table entry (id integer primary key, envelope blob)")
    rate, p99 = timed(lambda n: plain.execute("insert into entry values (?, ?)", (n, rows[n])), len(rows))
    say("beside it: the same bytes inserted into SQLite, one by one", f"{rate:,.0f}/s, p99 {p99:.1f} ms")


def verifying(count: int) -> None:
    """A whole verification, from a record in memory, alone and with another process for each core."""
    from tests.record.memory import Writer

    from holdfire.record.verify import verify

    writer = Writer().begin()
    for _ in range(0, count, 100):
        writer.dates(100)
    size = writer.store.size()
    for others in (0, os.cpu_count() or 1):
        before, cpu = time.perf_counter(), _cores()
        assert verify(writer.store, writer.log.vkey, processes=others).ok
        took, cpu = time.perf_counter() - before, _cores() - cpu
        say(
            f"verify {size:,} entries with every signature, {others} other processes",
            f"{took:.2f} s ({cpu:.2f} s of cores)",
        )


def _cores() -> float:
    """Seconds of cores that this process and those it waited for have used."""
    return sum(os.times()[:4])


def proving(count: int) -> None:
    """Root and proofs over a tree of this size, from its tiles."""
    from holdfire.record.merkle import Frontier, leaf_hash
    from holdfire.record.tiles import Tree, grow

    entries = [n.to_bytes(8, "big") for n in range(count)]
    before = time.perf_counter()
    leaves = [leaf_hash(one) for one in entries]
    tiles = grow(0, leaves, lambda *_: b"")
    tree = Tree(count, lambda level, index, width: tiles[level, index])
    root = tree.root()
    say(f"hash {count:,} entries, build every tile, find the root", f"{time.perf_counter() - before:.2f} s")
    frontier = Frontier()
    for leaf in leaves[:1000]:
        frontier.add(leaf)
    assert len(root) == 32
    chance = random.Random(1)
    _, p99 = timed(lambda n: tree.inclusion(chance.randrange(count)), 2000)
    longest = max(len(tree.inclusion(chance.randrange(count))) for _ in range(200))
    say(f"inclusion proof in {count:,} entries", f"{longest * 32} bytes of hashes, p99 {p99:.2f} ms")


def vault(megabytes: int) -> None:
    """One object of this size, kept and fetched."""
    from pyrage import x25519

    from holdfire.record.vault import Vault

    box = Vault(Path(HOME) / "bench-vault", x25519.Identity.generate(), bytes(32))
    content = random.Random(1).randbytes(megabytes << 20)
    before = time.perf_counter()
    kept = box.keep(content)
    wrote = time.perf_counter()
    assert box.fetch(kept.object) == content
    read = time.perf_counter()
    say(
        f"vault, one object of {megabytes} MB",
        f"kept at {megabytes / (wrote - before):.0f} MB/s, fetched at {megabytes / (read - wrote):.0f} MB/s, "
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB with all that is loaded",
    )


def rebuilding(count: int) -> None:
    """A rebuild of a made-up commission's record: every report read anew, and then from kept readings."""
    from commission import fill

    from holdfire.register.models import Checkpoint, Entry, Tile
    from holdfire.register.rebuild import projected, rebuild

    for model in (*reversed(projected()), Entry, Tile, Checkpoint):
        model._default_manager.all().delete()
    size = fill(count)
    for what, anew in (("every report read anew", True), ("readings kept", False)):
        before, cpu = time.perf_counter(), time.process_time()
        found = rebuild(check=True, anew=anew)
        assert found.ok, found.differences
        took, cpu = time.perf_counter() - before, time.process_time() - cpu
        say(
            f"rebuild of {size:,} entries, identical; {what}",
            f"{took:.1f} s ({cpu:.1f} s of processor here), {size / took:,.0f} entries/s",
        )


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    print(f"| what | figure (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores) |\n|---|---|")
    appends(max(200, int(3000 * scale)))
    verifying(int(100_000 * scale))
    proving(max(1000, int(1_000_000 * scale)))
    vault(max(1, int(64 * scale)))
    rebuilding(max(400, int(2000 * scale)))
