"""Commands of proof as a party runs them: on the register, and on a copy without it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from holdfire.cli import app, record
from holdfire.errors import RecordError


@pytest.fixture
def register(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small record in the test's database; returns the log's key."""
    from holdfire.register import commands
    from holdfire.register.account import Account
    from holdfire.register.instance import open_instance

    monkeypatch.setattr(record, "open_home", lambda home: home)
    for n in range(3):
        commands.receive(bytes([0, n, 255]), by=Account(id="analyst"))
    return open_instance().vkey


def run(*words: str, status: int = 0) -> str:
    done = CliRunner().invoke(app, list(words))
    if isinstance(done.exception, RecordError):
        return str(done.exception)
    assert done.exit_code == status, done.output
    return done.stdout


def test_a_copy_is_verified_with_the_key_alone(register: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy")
    assert "5 entries are in" in run("export", copy)
    assert "All 5 entries hold" in run("verify", "--export", copy, "--vkey", register)
    own = run("verify", "--export", copy)
    assert "The key came with the copy. Compare it" in own
    found = json.loads(run("verify", "--export", copy, "--json"))
    assert (found["ok"], found["size"], found["entry"]) == (True, 5, None)


def test_a_touched_copy_ends_with_1_and_says_what(register: str, tmp_path: Path) -> None:
    run("export", str(tmp_path))
    (tmp_path / "data/tile/entries/000.p/5").write_bytes(b"x")
    said = run("verify", "--export", str(tmp_path), status=1)
    assert "data/tile/entries/000.p/5" in said


def test_a_checkpoint_kept_earlier_is_continued_or_not(register: str, tmp_path: Path) -> None:
    run("export", str(tmp_path / "copy"))
    kept = tmp_path / "copy/data/checkpoint"
    assert "continues the checkpoint you kept" in run("verify", "--since", str(kept))
    (tmp_path / "touched").write_text(kept.read_text().replace("\n5\n", "\n4\n"))
    said = run("verify", "--since", str(tmp_path / "touched"), status=1)
    assert "The checkpoint you brought does not hold" in said


def test_one_entry_proves_itself_in_three_forms(register: str, tmp_path: Path) -> None:
    assert "entry-2.html" in run("prove", "2", "--out", str(tmp_path))
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "entry-2.html",
        "entry-2.json",
        "entry-2.tlog-proof",
    ]
    assert (tmp_path / "entry-2.tlog-proof").read_text().startswith("c2sp.org/tlog-proof@v1\nindex 2\n")
    assert "There is no entry 9" in run("prove", "9")


def test_an_empty_record_says_so(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(record, "open_home", lambda home: home)
    assert "nothing to verify yet" in run("verify")
    assert "The record is empty" in run("export", str(tmp_path))


def test_a_vault_object_that_was_touched_is_named(register: str, home: Path) -> None:
    from holdfire.register.models import Report

    assert "All 3 objects of the vault" in run("verify", "--vault")
    report = Report.objects.first()
    assert report is not None
    path = home / "vault" / report.id[:2] / report.id / "object.age"
    path.write_bytes(path.read_bytes()[:-1])
    said = run("verify", "--vault", status=1)
    assert f"Entry {report.first_entry}: " in said and report.id[:16] in said
    path.unlink()
    assert "is gone" in run("verify", "--vault", status=1)
