"""Witnessing as a seat and an operator do it: over a network, and by a file that is carried."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import waitress
from typer.testing import CliRunner

from holdfire.cli import app, record, witness
from holdfire.errors import RecordError

NAMES = ("armenia", "azerbaijan", "peacekeepers")


@pytest.fixture
def register(db: None, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # type: ignore[no-untyped-def]
    from holdfire.register.instance import open_instance

    settings.HOLDFIRE_HOME = tmp_path / "home"
    monkeypatch.setattr(witness, "open_home", lambda home: home)
    monkeypatch.setattr(record, "open_home", lambda home: home)
    receive(1)
    return open_instance().vkey


def receive(n: int) -> None:
    from holdfire.register import commands
    from holdfire.register.account import Account

    commands.receive(bytes([0, n, 255]), by=Account(id="analyst"))


def run(*words: str | Path, status: int = 0) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    if isinstance(done.exception, RecordError):
        return str(done.exception)
    assert done.exit_code == status, (done.output, done.exception)
    return done.stdout


def make(folder: Path, name: str, vkey: str) -> str:
    return run("witness", "init", f"{name}.example/witness", "--log", vkey, "--folder", folder).split()[-1]


@pytest.fixture
def served(tmp_path: Path, register: str) -> Iterator[list[tuple[str, str, str]]]:
    """Three witnesses on a network: name, key, address."""
    servers, found = [], []
    for name in NAMES:
        vkey = make(tmp_path / name, name, register)
        application = witness.wsgi(witness.open_witness(tmp_path / name))
        server = waitress.create_server(application, host="127.0.0.1", port=0, threads=1)
        threading.Thread(target=server.run, daemon=True).start()
        servers.append(server)
        found.append((name, vkey, f"http://127.0.0.1:{server.effective_port}"))
    yield found
    for server in servers:
        server.close()


def test_three_seats_cosign_over_the_network_and_a_copy_says_so(
    register: str, served: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    for name, vkey, url in served:
        run("cosign", "add", name, vkey, url)
    assert all(f"{name}" in run("cosign", "ask") for name in NAMES)
    receive(2)
    asked = json.loads(run("cosign", "ask", "--json"))
    assert [(one["name"], one["size"], one["problem"]) for one in asked] == [(n, 4, "") for n in NAMES]
    run("export", tmp_path / "copy")
    said = run("verify", "--export", tmp_path / "copy", "--vkey", register)
    assert "cosigned by armenia, azerbaijan, peacekeepers" in said


def test_a_witness_out_of_reach_blocks_nothing_and_is_shown(
    register: str, served: list[tuple[str, str, str]]
) -> None:
    for name, vkey, url in served[:2]:
        run("cosign", "add", name, vkey, url)
    run("cosign", "add", "peacekeepers", served[2][1], "http://127.0.0.1:1")
    said = run("cosign", "ask", status=1)
    assert "peacekeepers" in said and "cannot be reached" in said
    receive(2)
    assert "nothing yet" in run("cosign", "show")


def test_a_file_is_carried_to_a_witness_without_a_network_and_back(register: str, tmp_path: Path) -> None:
    run("cosign", "add", "armenia", make(tmp_path / "w", "armenia", register))
    for size in (3, 4):
        (tmp_path / "request").write_text(run("cosign", "request", "armenia"))
        receive(size)  # the record goes on while the file is carried
        run("witness", "sign", tmp_path / "request", "--out", tmp_path / "answer", "--folder", tmp_path / "w")
        said = run("cosign", "accept", tmp_path / "answer")
        assert said == f"The checkpoint over {size} entries is cosigned by armenia: a quorum.\n"
    assert "All 5 entries hold" in run("verify")


def test_a_register_that_was_rolled_back_is_told_to_write_nothing(
    register: str, served: list[tuple[str, str, str]]
) -> None:
    from holdfire.register.models import Checkpoint, Entry

    name, vkey, url = served[0]
    run("cosign", "add", name, vkey, url)
    receive(2)
    receive(3)
    run("cosign", "ask")
    Entry.objects.filter(index__gte=4).delete()
    Checkpoint.objects.filter(size__gt=4).delete()
    from holdfire.record.checkpoint import Checkpoint as Signed
    from holdfire.record.tiles import Tree
    from holdfire.register.instance import open_instance

    instance = open_instance()
    root = Tree(4, instance.store.tile).root()
    note = instance.sign(Signed(instance.origin, 4, root))
    Checkpoint.objects.create(size=4, root=root, note=note, at="2021-10-21T00:00:00Z")
    assert "this register is behind what it once showed" in run("cosign", "ask", status=1)
    instance.started = False  # as a process that was just started
    with pytest.raises(RecordError, match="behind what it once showed"):
        receive(4)
    assert Entry.objects.count() == 4


def test_a_witness_refuses_a_record_it_does_not_watch(register: str, tmp_path: Path) -> None:
    from holdfire.record.note import Signer

    run("cosign", "add", "armenia", make(tmp_path / "w", "armenia", Signer.generate("holdfire/other").vkey))
    (tmp_path / "request").write_text(run("cosign", "request", "armenia"))
    said = run("witness", "sign", tmp_path / "request", "--folder", tmp_path / "w")
    assert said.startswith("Not cosigned: This witness does not watch a log")
    assert "There is no witness in" in run("witness", "serve", "--folder", tmp_path / "nowhere")
