"""Kill -9 at random instants while a register is written: nothing acknowledged is lost or half there.

    python bench/torture/kills.py [ROUNDS] [SEED] [--postgres]

Each round forks a writer that receives reports and says on a pipe which were acknowledged, and kills it. Then
the record verifies, every acknowledged report is on it once with its bytes, and the register is exactly what
a rebuild gives. At the end eight writers at once keep one order. Ends with 1 when anything was lost.
"""

import atexit
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

FRESH = 20  # rounds on one register; then a new one, so that a round stays short
WRITERS = 8


def receive(chance: random.Random) -> list[str]:
    """Receives one report, or a few in one transaction; their ids, once they are acknowledged."""
    from holdfire.register import commands
    from holdfire.register.account import Account

    by = Account(id=f"author-{chance.randrange(3)}", seat="peacekeepers")
    if chance.randrange(4):
        return [commands.receive(chance.randbytes(60), by=by).report_id]
    with commands.batch():
        return [commands.receive(chance.randbytes(60), by=by).report_id for _ in range(5)]


@contextmanager
def forked(work, *given) -> Iterator[tuple[int, int]]:  # type: ignore[no-untyped-def]
    """A process of its own at work: its id, and the end of the pipe it says its acknowledgements on."""
    from django.db import connections

    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            work(writer, *given)
        finally:
            os._exit(0)
    os.close(writer)
    try:
        yield child, reader
    finally:
        os.close(reader)


def write_on(pipe: int, seed: int, count: int = 10**9) -> None:
    """Writes until it is killed, or so often."""
    chance = random.Random(seed)
    for _ in range(count):
        for id in receive(chance):
            os.write(pipe, id.encode() + b"\n")


def read_all(pipe: int) -> list[str]:
    """Every whole line said on a pipe whose writer is gone."""
    said = b""
    while part := os.read(pipe, 65536):
        said += part
    return said.decode().split("\n")[:-1]


def holds(acknowledged: set[str]) -> list[str]:
    """What does not hold, in words; empty where all does."""
    from holdfire.record.verify import verify
    from holdfire.register.instance import open_instance
    from holdfire.register.models import Entry
    from holdfire.register.rebuild import rebuild

    instance = open_instance()
    wrong = []
    found = verify(instance.store, instance.vkey)
    if not found.ok:
        wrong.append(str(found.problem))
    kept = Counter(Entry.objects.filter(kind="report-received").values_list("subject", flat=True))
    wrong += [f"{id} was acknowledged and is there {kept[id]} times" for id in acknowledged if kept[id] != 1]
    wrong += [f"{id} has no bytes" for id in kept if instance.fetch(id) is None]
    wrong += rebuild(check=True).differences
    return wrong


def kill_round(chance: random.Random, acknowledged: set[str]) -> int:
    """One writer, killed; how many reports it had acknowledged."""
    before = len(acknowledged)
    with forked(write_on, chance.randrange(10**9)) as (child, pipe):
        time.sleep(chance.uniform(0, 0.4))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        acknowledged.update(read_all(pipe))
    return len(acknowledged) - before


def crowd(chance: random.Random, each: int) -> tuple[int, list[str]]:
    """Eight writers at once: how many reports they were told are kept, and what does not hold."""
    clear()
    acknowledged: list[str] = []
    with ExitStack() as stack:
        writers = [
            stack.enter_context(forked(write_on, chance.randrange(10**9), each)) for _ in range(WRITERS)
        ]
        for child, pipe in writers:
            acknowledged += read_all(pipe)
            os.waitpid(child, 0)
    wrong = holds(set(acknowledged))
    if len(acknowledged) < WRITERS * each:
        wrong.append(f"only {len(acknowledged)} were written")
    return len(acknowledged), wrong


def clear() -> None:
    """An empty register."""
    from holdfire.register.models import Checkpoint, Entry, Tile
    from holdfire.register.rebuild import PROJECTED

    for model in (*reversed(PROJECTED), Entry, Tile, Checkpoint):
        model._default_manager.all().delete()


def furnish() -> list[str]:
    """A register with a claim decided, so that a rebuild has something to read; and all is loaded."""
    from datetime import date

    from holdfire.register import commands
    from holdfire.register.account import Account
    from holdfire.register.models import Claim

    by = Account(id="author-0", seat="peacekeepers")
    text = "The ministry said that 112 people were returned: 105 to one side and 17 to the other."
    report = commands.receive(text.encode(), by=by, filename="briefing.txt").report_id
    commands.set_date(report, date(2021, 10, 21), by)
    claim = Claim.objects.first()
    assert claim is not None
    commands.decide(claim.id, "confirm", by=by)
    return [report]


def main(rounds: int, seed: int, postgres: bool) -> int:
    """Runs all and prints a line each; the exit status."""
    home = tempfile.mkdtemp(prefix="holdfire-kills-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ |= {"HOLDFIRE_HOME": home, "DJANGO_SETTINGS_MODULE": "holdfire.site.settings"}
    with ExitStack() as stack:
        if postgres:
            sys.path.insert(0, str(Path(__file__).parents[2]))
            from tests.register import postgres as server

            os.environ["DATABASE_URL"] = stack.enter_context(server.server())
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        status = _run(rounds, random.Random(seed), "PostgreSQL" if postgres else "SQLite")
        from django.db import connections

        connections.close_all()
        return status


def _run(rounds: int, chance: random.Random, name: str) -> int:
    started, total, lost = time.monotonic(), 0, 0
    acknowledged: set[str] = set()
    for number in range(rounds):
        if number % FRESH == 0:
            clear()
            acknowledged.clear()
            acknowledged.update(furnish())
        total += kill_round(chance, acknowledged)
        for wrong in holds(acknowledged):
            lost += 1
            print(f"{name}, round {number}: {wrong}", file=sys.stderr)
    took = round(time.monotonic() - started)
    print(f"{name}: {rounds} kills, {total} reports acknowledged, {lost} things wrong; {took} s")
    written, wrongs = crowd(chance, 12 if rounds > 20 else 3)
    for wrong in wrongs:
        print(f"{name}, {WRITERS} writers: {wrong}", file=sys.stderr)
    print(f"{name}: {WRITERS} writers at once, {written} reports in one order, {len(wrongs)} things wrong")
    return int(bool(lost or wrongs))


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:] if one.isdecimal()]
    sys.exit(main(*(numbers + [1000, 1][len(numbers) :]), postgres="--postgres" in sys.argv))
