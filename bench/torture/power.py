"""Power loss: what the disk was not told to keep is lost, kept or torn; what was acknowledged stands.

    python bench/torture/power.py [CUTS] [SEED] [--control]

A register is written on a disk in memory (a VFS of SQLite) that notes every write and every sync. Then the
power is cut at random instants of that history: of what a file was sent since its last sync each write stays,
goes, or stays in part, sector by sector. Each time the record must verify and hold every entry that was
acknowledged before; on some, the register must be what a rebuild gives. With --control the same is done with
synchronous=NORMAL, which the trial must catch losing entries. Ends with 1 when it does not come out so.
"""

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
STEPS = 60  # transactions of one history
REBUILT = 200  # every so many cuts the register is compared with a rebuild as well


@dataclass
class Disk:
    """Files in memory, and everything that was done to them in order."""

    files: dict[str, bytearray] = field(default_factory=dict)
    done: list[tuple[Any, ...]] = field(default_factory=list)

    def cut(self, at: int, chance: random.Random, before: dict[str, bytes]) -> tuple[dict[str, bytes], int]:
        """What lies there if the power goes after `at` steps, and how many entries were acknowledged."""
        durable = {name: bytearray(data) for name, data in before.items()}
        waiting: dict[str, list[tuple[Any, ...]]] = {}
        acknowledged = 0
        for what, name, *rest in self.done[:at]:
            if what == "acknowledged":
                acknowledged = rest[0]
            elif what == "sync":
                for one in waiting.pop(name, []):
                    _apply(durable, name, one)
            else:
                waiting.setdefault(name, []).append((what, *rest))
        for name, lost in waiting.items():
            for one in lost:
                if (kept := _torn(one, chance)) is not None:
                    for part in kept:
                        _apply(durable, name, part)
        return {name: bytes(data) for name, data in durable.items()}, acknowledged


def _apply(files: dict[str, bytearray], name: str, one: tuple[Any, ...]) -> None:
    data = files.setdefault(name, bytearray())
    if one[0] == "truncate":
        del data[one[1] :]
        return
    _, offset, content = one
    if len(data) < offset:
        data.extend(bytes(offset - len(data)))
    data[offset : offset + len(content)] = content


def _torn(one: tuple[Any, ...], chance: random.Random) -> list[tuple[Any, ...]] | None:
    """What is left of a write that nobody waited for: all, nothing, or some of its sectors."""
    luck = chance.randrange(3)
    if luck == 0:
        return None
    if luck == 1 or one[0] == "truncate":
        return [one]
    _, offset, content = one
    return [
        ("write", offset + at, content[at : at + SECTOR])
        for at in range(0, len(content), SECTOR)
        if chance.randrange(2)
    ]


class Vfs(apsw.VFS):
    """SQLite's way to the disk."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        super().__init__("power", "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        """A file of the disk."""
        flags[1] = flags[0]
        if name is None:  # a temporary file: nobody looks for it after a cut
            return File(Disk(), "temporary")
        where = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        return File(self.disk, Path(where).name)

    def xAccess(self, pathname: str, flags: int) -> bool:
        """Whether it is there."""
        return Path(pathname).name in self.disk.files

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Files go at the end of the work only: not part of the trial."""
        self.disk.files.pop(Path(filename).name, None)


class File:
    """One file of the disk."""

    def __init__(self, disk: Disk, name: str) -> None:
        self._disk, self._name = disk, name
        self._data = disk.files.setdefault(name, bytearray())

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self._data[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.done.append(("write", self._name, offset, bytes(data)))
        _apply(self._disk.files, self._name, ("write", offset, data))

    def xTruncate(self, size: int) -> None:
        self._disk.done.append(("truncate", self._name, size))
        del self._data[size:]

    def xSync(self, flags: int) -> None:
        self._disk.done.append(("sync", self._name))

    def xFileSize(self) -> int:
        return len(self._data)

    def xLock(self, level: int) -> None: ...

    def xUnlock(self, level: int) -> None: ...

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return SECTOR

    def xDeviceCharacteristics(self) -> int:
        return 0

    def xClose(self) -> None: ...


class Connection:
    """What Django's SQLite backend needs of a connection, over one that uses our disk."""

    isolation_level = None

    def __init__(self, path: str, synchronous: str) -> None:
        self.db = apsw.Connection(path, vfs="power")
        for pragma in (
            "locking_mode = exclusive",  # so that no memory is shared between processes, which a VFS cannot
            "journal_mode = wal",
            f"synchronous = {synchronous}",
            "wal_autocheckpoint = 200",
        ):
            self.db.execute(f"pragma {pragma}").fetchall()
        self.synchronous = synchronous

    @property
    def in_transaction(self) -> bool:
        return self.db.in_transaction

    def execute(self, sql: str, values: Sequence[Any] = ()) -> "Cursor":
        return Cursor(self).execute(sql, values, plain=True)

    def cursor(self, factory: Any = None) -> "Cursor":
        return Cursor(self)

    def commit(self) -> None:
        if self.db.in_transaction:
            self.db.execute("COMMIT")

    def rollback(self) -> None:
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def close(self) -> None:
        self.db.close()

    def create_function(
        self, name: str, arity: int, act: Callable[..., Any], deterministic: bool = False
    ) -> None:
        self.db.create_scalar_function(name, act, arity, deterministic=deterministic)

    def create_aggregate(self, *given: Any) -> None: ...


class Cursor:
    """A cursor as Django uses one."""

    def __init__(self, connection: Connection) -> None:
        self._owner, self._db, self._cursor = connection, connection.db, connection.db.cursor()
        self.rowcount, self.lastrowid, self.description = -1, 0, None

    def execute(self, sql: str, values: Sequence[Any] | None = None, plain: bool = False) -> "Cursor":
        if sql.lower().startswith("pragma synchronous"):
            sql = f"pragma synchronous = {self._owner.synchronous}"  # and not as the settings have it
        if values is not None and not plain:
            sql = sql.replace("%s", "?").replace("%%", "%")
        before = self._db.total_changes()
        self._cursor.execute(sql, tuple(values or ()))
        self.rowcount = self._db.total_changes() - before
        self.lastrowid = self._db.last_insert_rowid()
        return self

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> "Cursor":
        for values in rows:
            self.execute(sql, values)
        return self

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchmany(self, size: int = 100) -> list[Any]:
        found = []
        while len(found) < size and (row := self._cursor.fetchone()) is not None:
            found.append(row)
        return found

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)

    def close(self) -> None:
        self._cursor.close()


def history(home: Path, seed: int, synchronous: str) -> tuple[Disk, dict[str, bytes]]:
    """A register's work on the disk in memory; and what lay there before it began."""
    from django.db import connection

    from holdfire.register import commands
    from holdfire.register.account import Account
    from holdfire.register.models import Entry

    commands.receive(b"\x00 the first", by=Account(id="author-0", seat="peacekeepers"))
    name = Path(str(connection.settings_dict["NAME"]))
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    disk = Disk({name.name: bytearray(name.read_bytes())})
    before = {name.name: bytes(disk.files[name.name])}
    vfs = Vfs(disk)
    chance = random.Random(seed)

    def connect(params: dict[str, Any]) -> Connection:
        from django.db.backends.sqlite3._functions import register

        made = Connection(str(name), synchronous)
        register(made)
        return made

    connection.get_new_connection = connect  # type: ignore[method-assign]
    try:
        for _ in range(STEPS):
            by = Account(id=f"author-{chance.randrange(3)}", seat="peacekeepers")
            if chance.randrange(4):
                commands.receive(chance.randbytes(40), by=by)
            else:
                with commands.batch():
                    for _ in range(chance.randrange(2, 30)):
                        commands.receive(chance.randbytes(40), by=by)
            disk.done.append(("acknowledged", "", Entry.objects.count()))
    finally:
        del connection.get_new_connection
        connection.connection = None  # closing it would write on the disk after the history ends
    assert vfs.disk is disk
    return disk, before


def trial(home: Path, cuts: int, seed: int, synchronous: str, say: Callable[[str], None]) -> tuple[int, int]:
    """Cuts the power so often; how often was something lost, and how often did nothing hold?"""
    from django.db import connection

    from holdfire.record.verify import verify
    from holdfire.register.instance import open_instance
    from holdfire.register.rebuild import rebuild
    from holdfire.register.store import RegisterStore

    disk, before = history(home, seed, synchronous)
    vkey, chance = open_instance().vkey, random.Random(seed + 1)
    place = home / "cut"
    name = Path(str(connection.settings_dict["NAME"]))
    lost = broken = 0
    for n in range(cuts):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        at = chance.randrange(1, len(disk.done) + 1)
        files, acknowledged = disk.cut(at, chance, before)
        for file, data in files.items():
            (place / file).write_bytes(data)
        connection.close()
        connection.settings_dict["NAME"] = str(place / name.name)
        found = verify(RegisterStore(), vkey)
        if not found.ok:
            broken += 1
            say(f"cut {n} after step {at}: {found.problem}")
        elif found.size < acknowledged:
            lost += 1
            if synchronous == "full":
                say(f"cut {n} after step {at}: {acknowledged} were acknowledged and {found.size} are there")
        elif n % REBUILT == 0 and not (again := rebuild(check=True)).ok:
            broken += 1
            say(f"cut {n} after step {at}: {again.differences[0]}")
    connection.close()
    connection.settings_dict["NAME"] = str(name)
    return lost, broken


def main(cuts: int, seed: int, control: bool) -> int:
    """Runs the trial, in a home of its own; gives the status to end with."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    home = Path(tempfile.mkdtemp(prefix="holdfire-power-"))
    os.environ |= {"HOLDFIRE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "holdfire.site.settings"}
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        mode = "normal" if control else "full"
        lost, broken = trial(home, cuts, seed, mode, print)
        print(
            f"{cuts} cuts with synchronous={mode}: {lost} lost something acknowledged, {broken} did not hold."
        )
        return int(broken > 0 or (lost == 0 if control else lost > 0))
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    words = [w for w in sys.argv[1:] if not w.startswith("--")]
    sys.exit(
        main(int(words[0]) if words else 5000, int(words[1]) if words[1:] else 1, "--control" in sys.argv)
    )
