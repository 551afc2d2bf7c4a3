"""A replica takes in only what holds and continues it, keeps what it refused, and mends a broken pull."""

import random
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from holdfire.errors import RecordError
from holdfire.record import bag, note
from holdfire.record.folder import FolderStore, write
from holdfire.record.policy import Policy
from holdfire.record.policy import write as spelt
from holdfire.record.replica import head_of, pull, pull_by
from holdfire.record.verify import verify
from tests.record.memory import Writer


class Server:
    """A log served from a folder, as any web server would."""

    def __init__(self, writer: Writer, folder: Path) -> None:
        self.writer, self.folder = writer, folder
        self.asked: list[str] = []

    def show(self) -> None:
        """Brings the folder up to date with the record."""
        write(self.writer.store, self.folder, self.writer.store.notes[-1], spelt(Policy(logs=(self.vkey,))))

    @property
    def vkey(self) -> str:
        return self.writer.log.vkey

    def fetch(self, name: str, most: int) -> bytes:
        self.asked.append(name)
        data = (self.folder / name).read_bytes()
        assert len(data) <= most
        return data


@pytest.fixture
def log(tmp_path: Path) -> Server:
    writer = Writer().begin()
    for n in range(300):
        writer.date(n)
    server = Server(writer, tmp_path / "log")
    server.show()
    return server


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_replica_takes_in_what_is_new_and_keeps_every_checkpoint(log: Server, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    first = pull_by(log.fetch, copy, log.vkey)
    assert (first.ok, first.before, first.verification.size) == (True, 0, 302)
    for n in range(300, 500):
        log.writer.date(n)
    log.show()
    log.asked.clear()
    second = pull_by(log.fetch, copy)
    assert (second.ok, second.before, second.verification.size) == (True, 302, 502)
    assert "tile/0/000" not in log.asked, "what is whole is fetched once"
    assert {p.name for p in (copy / "checkpoints").iterdir()} == {"302", "502"}
    assert verify(FolderStore(copy), log.vkey).ok
    assert list(FolderStore(copy).envelopes(0, 502)) == log.writer.store.entries
    assert pull_by(log.fetch, copy).files == 0


def test_the_first_time_needs_the_key_whatever_the_log_says(log: Server, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="--vkey"):
        pull_by(log.fetch, tmp_path / "copy")
    other = Writer().begin()
    with pytest.raises(RecordError, match="no log"):
        pull_by(log.fetch, tmp_path / "copy", Writer("holdfire/other/1").begin().log.vkey)
    with pytest.raises(RecordError):
        pull_by(log.fetch, tmp_path / "copy", other.log.vkey)  # the same name, another key
    pull_by(log.fetch, tmp_path / "copy", log.vkey)
    with pytest.raises(RecordError, match="another log"):
        pull_by(log.fetch, tmp_path / "copy", other.log.vkey)


def test_another_history_is_refused_and_both_checkpoints_kept(log: Server, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    pull_by(log.fetch, copy, log.vkey)
    before = files(copy)
    kept = log.writer.store.entries
    log.writer.store.entries, log.writer.store.kept, log.writer.store.notes = [], {}, []
    for n, data in enumerate(kept):  # with the log's own key, one entry put in the place of another
        log.writer.append(data if n != 150 else kept[149])
    for n in range(400, 700):
        log.writer.append(kept[n - 400])
    log.folder = tmp_path / "forged"
    log.show()
    found = pull_by(log.fetch, copy)
    assert not found.ok and found.verification.problem
    after = files(copy)
    assert {k: v for k, v in after.items() if not k.startswith("refused/")} == before
    refused = [p.read_text() for p in sorted((copy / "refused").iterdir())]
    assert log.writer.store.notes[-1] in refused and before["checkpoint"].decode() in refused
    for one in refused:
        assert note.verified(one, note.Verifier(log.vkey)), "each is signed: together they are proof"


def test_a_log_that_was_rolled_back_is_told_from_one_that_lies(log: Server, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    early = log.writer.store.notes[99]
    pull_by(log.fetch, copy, log.vkey)
    (log.folder / "checkpoint").write_text(early)
    found = pull_by(log.fetch, copy)
    assert not found.ok and "rolled back" in (found.verification.problem or "")
    liar = Writer()
    liar.log, liar.keys = log.writer.log, log.writer.keys
    liar.begin()
    for n in range(50):
        liar.date(n + 1000)
    (log.folder / "checkpoint").write_text(liar.store.notes[-1])
    found = pull_by(log.fetch, copy)
    assert not found.ok and "another history" in (found.verification.problem or "")


def test_a_pull_that_broke_off_is_mended_by_the_next(log: Server, tmp_path: Path) -> None:
    chance = random.Random(5)
    copy = tmp_path / "copy"
    names = [p.relative_to(log.folder).as_posix() for p in log.folder.rglob("*") if p.is_file()]
    for _ in range(20):
        left = chance.randrange(len(names))

        def fetch(name: str, most: int, left: list[int] = [left]) -> bytes:  # noqa: B006
            if left[0] == 0:
                raise RecordError("The log cannot be reached.")
            left[0] -= 1
            return log.fetch(name, most)

        try:
            pull_by(fetch, copy, log.vkey)
        except RecordError:
            assert not (copy / "checkpoint").exists()
        else:
            break
    assert pull_by(log.fetch, copy, log.vkey).ok


def test_files_left_by_a_liar_do_not_stay(log: Server, tmp_path: Path) -> None:
    copy = tmp_path / "copy"

    def lying(name: str, most: int) -> bytes:
        data = log.fetch(name, most)
        return data[:-1] + bytes([data[-1] ^ 1]) if name == "tile/entries/000" else data

    assert not pull_by(lying, copy, log.vkey).ok
    assert not (copy / "checkpoint").exists() and not (copy / "tile/entries/000").exists()
    assert pull_by(log.fetch, copy, log.vkey).ok


def test_rot_in_the_copy_is_not_blamed_on_the_log(log: Server, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    pull_by(log.fetch, copy, log.vkey)
    rotten = copy / "tile/entries/000"
    data = bytearray(rotten.read_bytes())
    data[5000] ^= 1
    rotten.write_bytes(data)
    found = pull_by(log.fetch, copy)
    assert not found.ok and "This copy was damaged" in (found.verification.problem or "")


def test_over_http_from_any_web_server(log: Server, tmp_path: Path) -> None:
    serve = partial(SimpleHTTPRequestHandler, directory=str(log.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert pull(address, tmp_path / "copy", log.vkey).ok
        assert head_of(address, note.Verifier(log.vkey)) == 302
        (log.folder / "checkpoint").unlink()
        with pytest.raises(RecordError, match="answers 404"):
            pull(address, tmp_path / "copy")
        server.shutdown()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/log", "nowhere", ""])
def test_what_is_neither_an_address_nor_an_export_is_said(address: str, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"no address|holds no record"):
        pull(address, tmp_path / "copy", "key")


def test_a_copy_is_kept_up_to_date_from_exports_that_are_carried(log: Server, tmp_path: Path) -> None:
    rule, stick = Policy(logs=(log.vkey,)), tmp_path / "stick"
    bag.export(log.writer.store, stick, log.writer.store.notes[-1], rule)
    assert pull(str(stick), tmp_path / "copy", log.vkey).ok
    log.writer.date(301)
    bag.export(log.writer.store, stick, log.writer.store.notes[-1], rule)
    found = pull(str(stick), tmp_path / "copy")
    assert (found.ok, found.before, found.verification.size) == (True, 302, 303)


def test_a_file_too_large_is_not_taken(log: Server, tmp_path: Path) -> None:
    (log.folder / "checkpoint").write_bytes(b"x" * 70_000)
    serve = partial(SimpleHTTPRequestHandler, directory=str(log.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(RecordError, match="larger than it may be"):
            pull(f"http://127.0.0.1:{server.server_port}", tmp_path / "copy", log.vkey)
        server.shutdown()
