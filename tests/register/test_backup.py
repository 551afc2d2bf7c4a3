"""A backup restores to the register it was made of, whatever failed on the way; nothing lies open in it."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from pyrage import x25519

from holdfire.errors import HoldfireError, RecordError, RegisterError
from holdfire.record import bag, folder
from holdfire.record.folder import FolderStore
from holdfire.record.verify import verify
from holdfire.register import backup, commands
from holdfire.register.instance import Instance, open_instance
from holdfire.register.models import Claim, Entry, Report, Tile
from holdfire.register.rebuild import projected, rebuild
from holdfire.site.accounts import create_account
from tests.register.people import ANALYST

SECRET = "Ortolan-7431"
PHRASE = "four words to remember"
Calls = Callable[[], Iterator[None]]


@pytest.fixture
def quick_phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase costs a second on purpose: where every call fails in turn, a key stands for it."""
    key = x25519.Identity.generate()
    monkeypatch.setattr(pyrage.passphrase, "encrypt", lambda data, _: pyrage.encrypt(data, [key.to_public()]))
    monkeypatch.setattr(pyrage.passphrase, "decrypt", lambda data, _: pyrage.decrypt(data, [key]))


@pytest.fixture
def worked(instance: Instance) -> Instance:
    """A day's work: a report with a decision, one that could not be read, and an account."""
    commands.receive(
        f"The ministry said that 112 people were returned; {SECRET} was there.".encode(),
        by=ANALYST, filename=f"{SECRET}.txt", published=date(2021, 10, 21),
    )  # fmt: skip
    commands.receive(b"\x00\x01\x02 no report", by=ANALYST)
    commands.decide(Claim.objects.all()[0].id, "confirm", by=ANALYST, reason=SECRET)
    create_account("analyst", "a-long-enough-password", "peacekeepers", "analyst")
    return instance


def emptied() -> None:
    """The database as a new machine has it."""
    for model in (*reversed(projected()), Entry, Tile, backup.Checkpoint):
        model._default_manager.all().delete()
    get_user_model().objects.all().delete()


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in projected()}


def restored(where: Path, home: Path, settings: Any) -> None:
    """Restores into an empty database and the given home."""
    emptied()
    backup.lay_out(where, home, PHRASE)
    settings.HOLDFIRE_HOME = home
    backup.fill(where)


def test_what_is_restored_is_what_was_backed_up(worked: Instance, tmp_path: Path, settings: Any) -> None:
    where, before = tmp_path / "backup", rows()
    envelopes = list(worked.store.envelopes(0, 100))
    made = backup.back_up(where, PHRASE)
    assert (made.size, made.keys) == (len(envelopes), True)
    restored(where, tmp_path / "new", settings)
    again = open_instance()
    assert list(again.store.envelopes(0, 100)) == envelopes and rows() == before
    assert verify(again.store, worked.vkey).ok and again.scrub().ok and rebuild(check=True).ok
    assert get_user_model().objects.get().check_password("a-long-enough-password")
    commands.receive(b"The ministry said more.", by=ANALYST)  # and it goes on
    assert verify(again.store, worked.vkey).ok


def test_a_later_run_brings_it_up_to_date_and_copies_no_object_twice(
    worked: Instance, tmp_path: Path
) -> None:
    first = backup.back_up(tmp_path / "backup")
    old = {p: p.stat().st_mtime_ns for p in (tmp_path / "backup/vault").rglob("*.age")}
    commands.receive(b"The ministry said more.", by=ANALYST)
    second = backup.back_up(tmp_path / "backup")
    assert second.size > first.size and second.objects == first.objects + 1
    assert {p: p.stat().st_mtime_ns for p in old} == old


def test_what_is_shredded_is_shredded_in_the_backup(worked: Instance, tmp_path: Path) -> None:
    backup.back_up(tmp_path / "backup")
    report = Report.objects.exclude(text="").get().id
    for envelope in (worked.home / "vault" / report[:2] / report).glob("to-*.age"):
        envelope.unlink()
    backup.back_up(tmp_path / "backup")
    there = tmp_path / "backup/vault" / report[:2] / report
    assert [p.name for p in there.iterdir()] == ["object.age"]


def test_nothing_private_lies_open_in_it(worked: Instance, tmp_path: Path) -> None:
    backup.back_up(tmp_path / "backup", PHRASE)
    for path in (tmp_path / "backup").rglob("*"):
        assert SECRET not in path.name and "analyst@" not in path.name
        if path.is_file():
            data = path.read_bytes()
            assert SECRET.encode() not in data and b"pbkdf2" not in data and b"AGE-SECRET-KEY" not in data


@pytest.mark.parametrize("part", ["record/tile/entries", "record/tile/0", "record/checkpoint"])
def test_a_rotten_backup_is_not_restored(part: str, worked: Instance, tmp_path: Path) -> None:
    where = tmp_path / "backup"
    backup.back_up(where, PHRASE)
    target = next(p for p in [where / part, *sorted((where / part).rglob("*"))] if p.is_file())
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 1
    target.write_bytes(data)
    with pytest.raises(RecordError):
        backup.lay_out(where, tmp_path / "new", PHRASE)


def test_wrong_keys_are_told_from_none(worked: Instance, tmp_path: Path) -> None:
    backup.back_up(tmp_path / "backup")
    with pytest.raises(RecordError, match="holds no keys"):
        backup.lay_out(tmp_path / "backup", tmp_path / "a", PHRASE)
    backup.back_up(tmp_path / "backup", PHRASE)
    with pytest.raises(RecordError, match="does not open"):
        backup.lay_out(tmp_path / "backup", tmp_path / "b", "another phrase")
    with pytest.raises(RecordError, match="no finished backup"):
        backup.lay_out(tmp_path / "nothing", tmp_path / "c", PHRASE)
    backup.lay_out(tmp_path / "backup", tmp_path / "d", keys=worked.home / "keys")
    assert (tmp_path / "d/keys/log.key").exists()


def test_a_record_that_stands_is_not_written_over(worked: Instance, tmp_path: Path) -> None:
    backup.back_up(tmp_path / "backup", PHRASE)
    with pytest.raises(RegisterError, match="stands in this database already"):
        backup.fill(tmp_path / "backup")


class Failing:
    """Lets `good` changes to the file system through, and fails the next with a full disk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, good: int) -> None:
        self.left = good
        self.failed = False
        for at, name in (
            (os, "fsync"),
            (os, "rename"),
            (os, "mkdir"),
            (os, "unlink"),
            (shutil, "copyfileobj"),
        ):
            monkeypatch.setattr(at, name, self._guarded(getattr(at, name)))
        monkeypatch.setattr(folder, "open", self._guarded(open), raising=False)

    def _guarded(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if self.left == 0:
                self.failed = True
                raise OSError(errno.ENOSPC, "No space left on device")
            self.left -= 1
            return real(*args, **kwargs)

        return guarded


def faults(act: Callable[[], Any], after: Callable[[], None], most: int = 400) -> int:
    """Fails each change of the file system in turn, until the act goes through; gives how many there were."""
    for good in range(most):
        with pytest.MonkeyPatch.context() as patch:
            disk = Failing(patch, good)
            try:
                act()
            except HoldfireError as problem:
                assert disk.failed and str(problem).endswith(".")
            else:
                if not disk.failed:
                    return good
        after()
    raise AssertionError(f"more than {most} changes")


def test_a_full_disk_at_any_call_leaves_the_former_backup_whole(
    worked: Instance, tmp_path: Path, quick_phrases: None
) -> None:
    where = tmp_path / "backup"
    former = backup.back_up(where, PHRASE)
    store_keys = worked.home / "keys"
    commands.receive(b"The ministry said more.", by=ANALYST)
    shutil.copytree(where, tmp_path / "former")

    def act() -> None:
        backup.back_up(where, PHRASE)

    def still_restores() -> None:
        assert backup.read(where).size >= former.size
        shutil.rmtree(tmp_path / "try", ignore_errors=True)
        backup.lay_out(where, tmp_path / "try", keys=store_keys)
        shutil.rmtree(where)
        shutil.copytree(tmp_path / "former", where)

    assert faults(act, still_restores) > 15


def test_a_full_disk_at_any_call_leaves_the_export_a_record(worked: Instance, tmp_path: Path) -> None:
    where, store = tmp_path / "copy", worked.store
    bag.export(store, where, store.latest(), worked.policy())
    commands.receive(b"The ministry said more.", by=ANALYST)

    def still_holds() -> None:
        assert verify(FolderStore(where / "data"), worked.vkey).ok

    assert faults(lambda: bag.export(store, where, store.latest(), worked.policy()), still_holds) > 10


def test_a_full_disk_at_any_call_leaves_nothing_half_restored(
    worked: Instance, tmp_path: Path, settings: Any, quick_phrases: None
) -> None:
    where, new = tmp_path / "backup", tmp_path / "new"
    backup.back_up(where, PHRASE)
    emptied()

    def act() -> None:
        try:
            with transaction.atomic():
                backup.lay_out(where, new, PHRASE)
                settings.HOLDFIRE_HOME = new
                backup.fill(where)
        except OSError as problem:
            raise RegisterError("It was not restored.") from problem

    def nothing_is_there() -> None:
        assert not Entry.objects.exists()
        shutil.rmtree(new, ignore_errors=True)

    assert faults(act, nothing_is_there) > 5
    assert rebuild(check=True).ok


def test_the_commands_back_up_and_restore_a_register_of_their_own(tmp_path: Path) -> None:
    def run(*words: str, phrase: str = PHRASE) -> subprocess.CompletedProcess[str]:
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
        return subprocess.run(
            [str(Path(sys.executable).parent / "holdfire"), *words],
            capture_output=True, text=True, env=env | {"HOLDFIRE_PASSPHRASE": phrase}, timeout=120,
        )  # fmt: skip

    old, new, copy = (str(tmp_path / name) for name in ("old", "new", "copy"))
    (tmp_path / "report.txt").write_text("The ministry said that two people were returned.")
    assert run("init", "--home", old).returncode == 0
    assert run("receive", str(tmp_path / "report.txt"), "--home", old).returncode == 0
    assert "are backed up in" in run("backup", copy, "--keys", "--home", old).stdout
    wrong = run("restore", copy, "--home", new, phrase="another")
    assert (
        wrong.returncode == 1 and "does not open the keys" in wrong.stderr and "Traceback" not in wrong.stderr
    )
    assert not Path(new).exists() and [p for p in tmp_path.iterdir() if "restoring" in p.name] == []
    assert "are restored in" in run("restore", copy, "--home", new).stdout
    assert run("verify", "--vault", "--home", new).returncode == 0
    assert run("rebuild", "--check", "--home", new).returncode == 0
    again = run("restore", copy, "--home", new)
    assert again.returncode == 1 and "is not empty" in again.stderr
