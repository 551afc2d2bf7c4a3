"""The log is served to replicas of whoever may read the register, and to nobody else."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from holdfire.errors import RecordError
from holdfire.register import commands, cosigning
from holdfire.register.cosigning import Behind
from holdfire.register.instance import Instance, open_instance
from holdfire.register.models import Checkpoint, Entry
from tests.register.conftest import instance  # noqa: F401
from tests.register.people import ANALYST


@pytest.fixture
def written(instance: Instance) -> Instance:  # noqa: F811
    for n in range(3):
        commands.receive(f"The ministry said that {n} people were returned.".encode(), by=ANALYST)
    return instance


def address_of(client: Client) -> str:
    """The log's address as the page shows it once."""
    page = client.post("/notices/key/").content.decode()
    return "/log/" + page.partition("/log/")[2].partition("<")[0]


@pytest.mark.parametrize(
    "name",
    ["tile/0/001", "tile/0/000", "tile/0/000.p/200", "tile/entries/000.p/0", "tile/9/000", "tile/0/../0",
     "tile/entries/x001/000", "tile/0/000.p/1x", "tile/-1/000", "passwd"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(
    name: str, written: Instance, sign_in: Callable[[str], Client], client: Client
) -> None:
    assert client.get(f"{address_of(sign_in('observer'))}/{name}").status_code == 404


def test_the_address_ends_with_the_key_and_with_the_account(
    written: Instance, sign_in: Callable[[str], Client], client: Client
) -> None:
    reader = sign_in("observer")
    address = address_of(reader)
    assert client.get(f"{address}/checkpoint").status_code == 200
    assert client.get("/log/guessed/checkpoint").status_code == 404
    get_user_model().objects.filter(username="observer").update(is_active=False)
    assert client.get(f"{address}/checkpoint").status_code == 404
    get_user_model().objects.filter(username="observer").update(is_active=True)
    reader.post("/notices/end/")
    for name in ("checkpoint", "policy", "tile/entries/000.p/1"):
        assert client.get(f"{address}/{name}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_from_the_command_line_and_back_at_the_operators_start(
    written: Instance, sign_in: Callable[[str], Client], live_server: LiveServer, tmp_path: Path
) -> None:
    address, copy = live_server.url + address_of(sign_in("observer")), tmp_path / "copy"

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "holdfire"), *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, env=dict(os.environ))

    size = Entry.objects.count()
    assert (
        f"{size} new entries; all {size} in"
        in run("replica", str(copy), address, "--vkey", written.vkey).stdout
    )
    assert "Nothing new" in run("replica", str(copy), address).stdout
    commands.receive(b"The ministry said more.", by=ANALYST)
    assert run("replica", str(copy), address).stdout.startswith("1 new entry;")
    size += 1
    good = run("verify", "--export", address, "--vkey", written.vkey)
    assert good.returncode == 0 and f"All {size} entries hold" in good.stdout
    gone = run("replica", str(copy), f"{live_server.url}/log/guessed")
    assert gone.returncode == 1 and "answers 404" in gone.stderr and "Traceback" not in gone.stderr

    # A replica that is served on holds the operator to what it has shown.
    cosigning.name_replicas(written, [address])
    assert [said for _, said in cosigning.replicas(written)] == [f"holds {size} of {size} entries"]


def test_a_register_behind_its_replica_does_not_write(
    written: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    cosigning.name_replicas(written, ["https://replica.example/log"])
    monkeypatch.setattr(cosigning.replica, "head_of", lambda address, log: Entry.objects.count() + 1)
    written.started = False
    before = Entry.objects.count()
    with pytest.raises(Behind, match="The replica at https"):
        commands.receive(b"The ministry said more.", by=ANALYST, published=date(2021, 10, 21))
    assert Entry.objects.count() == before
    with pytest.raises(RecordError, match="no address"):
        cosigning.name_replicas(written, ["here"])


def test_a_replica_out_of_reach_blocks_nothing(written: Instance) -> None:
    cosigning.name_replicas(written, ["http://127.0.0.1:9/log"])
    open_instance().started = False
    commands.receive(b"The ministry said more.", by=ANALYST)
    assert Checkpoint.objects.order_by("-size")[0].size == Entry.objects.count()
