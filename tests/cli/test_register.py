"""Commands of a register as a person runs them, from an empty folder to proof."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

REPORT = (
    "The ministry's spokesperson, Olga Petrova, said on 21 October 2021 that nobody was hurt near Jebrail.\n"
)


class Commands:
    """Runs `holdfire` on one register, and holds each run to its exit status."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *words: str, data: str = "", status: int = 0) -> subprocess.CompletedProcess[str]:
        """Runs one command."""
        unset = ("HOLDFIRE_HOME", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "HOLDFIRE_DEMO")
        done = subprocess.run(
            [sys.executable, "-m", "holdfire", *words],
            input=data,
            capture_output=True,
            text=True,
            cwd=self.home.parent,
            env={k: v for k, v in os.environ.items() if k not in unset} | {"HOLDFIRE_HOME": str(self.home)},
        )
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    def sql(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """What the tables hold."""
        with sqlite3.connect(self.home / "holdfire.sqlite3") as connection:
            return connection.execute(query, values).fetchall()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """A register just made, with one analyst and one observer."""
    run = Commands(tmp_path_factory.mktemp("register") / "home")
    made = run("init").stdout
    assert "A register is made" in made and "public key" in made
    run("account", "add", "ana", "--role", "analyst", "--seat", "armenia", data="long-enough-for-us\n")
    run("account", "add", "otto", "--role", "observer", data="long-enough-for-us\n")
    return run


@pytest.fixture(scope="module")
def received(run: Commands) -> dict[str, object]:
    """A report received by the analyst."""
    (run.home.parent / "note.txt").write_text(REPORT, encoding="utf-8")
    done = run("receive", "note.txt", "--by", "ana", "--source", "armenia-mod", "--json")
    got: dict[str, object] = json.loads(done.stdout)
    return got


def test_making_a_register_again_changes_nothing(run: Commands) -> None:
    before = run.sql("select count(*) from register_entry")
    assert "up to date" in run("init").stdout
    assert run.sql("select count(*) from register_entry") == before


def test_the_keys_are_the_owners_alone(run: Commands, received: dict[str, object]) -> None:
    assert run.home.stat().st_mode & 0o077 == 0
    assert [p for p in (run.home / "keys").rglob("*.key") if p.stat().st_mode & 0o077] == []


def test_accounts_are_listed_with_seat_and_role(run: Commands) -> None:
    assert json.loads(run("account", "list", "--json").stdout) == [
        {"name": "ana", "role": "analyst", "seat": "armenia"},
        {"name": "otto", "role": "observer", "seat": ""},
    ]


def test_a_received_report_is_on_the_record_in_its_receivers_name(
    run: Commands, received: dict[str, object]
) -> None:
    assert received["first"] is True and received["problem"] == ""
    assert run.sql("select author from register_entry where kind = 'report-received'") == [("ana",)]
    (row,) = run.sql("select source_id, text from register_report where id = ?", received["report"])
    assert row == ("armenia-mod", REPORT)


def test_the_same_file_again_is_one_report_received_twice(run: Commands, received: dict[str, object]) -> None:
    again = run("receive", "note.txt", "--by", "ana").stdout
    assert "received before" in again
    assert run.sql("select count(*) from register_receipt where report_id = ?", received["report"]) == [(2,)]


def test_one_bad_file_does_not_stop_the_rest_and_is_kept(run: Commands) -> None:
    (run.home.parent / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    done = run("receive", "broken.pdf", "nowhere.txt", "-", data=REPORT + "Pasted.\n", status=1)
    assert "broken.pdf: on the record" in done.stdout and "-: on the record" in done.stdout
    assert "broken.pdf: " in done.stderr and "There is no file “nowhere.txt”" in done.stderr
    ((kept,),) = run.sql("select count(*) from register_report where problem != ''")
    assert kept == 1


def test_the_record_verifies_and_the_register_follows_from_it(
    run: Commands, received: dict[str, object]
) -> None:
    assert "entries hold" in run("verify").stdout
    assert json.loads(run("verify", "--json").stdout)["ok"] is True
    assert "exactly what the record gives" in run("rebuild", "--check").stdout


def test_a_row_changed_by_hand_is_named_and_mended(run: Commands, received: dict[str, object]) -> None:
    with sqlite3.connect(run.home / "holdfire.sqlite3") as connection:
        connection.execute("update register_report set title = 'another' where id = ?", [received["report"]])
    found = run("rebuild", "--check", status=1).stdout
    assert f"The report {received['report']} was not what the record gives" in found
    run("rebuild")
    assert run("rebuild", "--check").returncode == 0


def test_an_entry_changed_by_hand_is_named(run: Commands, received: dict[str, object]) -> None:
    database = run.home / "holdfire.sqlite3"
    ((before,),) = run.sql('select envelope from register_entry where "index" = 1')
    changed = bytes(before).replace(b"ey", b"eZ", 1)
    change = 'update register_entry set envelope = ? where "index" = 1'
    with sqlite3.connect(database) as connection:
        connection.execute(change, [changed])
    try:
        found = json.loads(run("verify", "--json", status=1).stdout)
        assert found["ok"] is False and found["problem"].startswith("Entry 1")
    finally:
        with sqlite3.connect(database) as connection:
            connection.execute(change, [before])


@pytest.mark.parametrize(
    ("words", "data", "sentence"),
    [
        (["receive", "note.txt", "--by", "otto"], "", "“otto” may not receive reports"),
        (["receive", "note.txt", "--by", "nobody"], "", "There is no account “nobody”"),
        (["receive", "note.txt", "--source", "nobody"], "", "The theatre has no source “nobody”"),
        (["account", "add", "x", "--role", "king"], "long-enough-for-us\n", "There is no role “king”"),
        (["account", "add", "x", "--role", "keeper"], "short\n", "was not created"),
        (["account", "add", "x", "--role", "keeper", "--seat", "moon"], "", "no seat “moon”"),
        (["serve", "localhost"], "", "write it as 127.0.0.1:8000"),
        (["demo", "--home", "home"], "", "holds a register of its own"),
        (["verify", "--home", "elsewhere"], "", "make one with holdfire init"),
        (["init", "--home", "/proc/none"], "", "choose a place you may write to"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Commands, words: list[str], data: str, sentence: str
) -> None:
    (run.home.parent / "note.txt").write_text(REPORT, encoding="utf-8")
    done = run(*words, data=data, status=1)
    assert done.stderr.startswith("holdfire: ") and sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (run.home.parent / "elsewhere").exists()
