"""The vault: kept once, opened by stock age, betraying nothing, and lost when its envelopes are."""

import errno
import hashlib
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrage import x25519

from holdfire.errors import RecordError
from holdfire.record.storage import OBJECT, Folder, Placed, Storage, mirror
from holdfire.record.streams import padded
from holdfire.record.vault import Sealed, Vault, commitment, envelope
from tests.record.s3 import bucket, s3  # noqa: F401

SECRET = "Дело 2021-448: the detainee's number is 20214480.".encode()


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Both kinds of store: every test of a vault holds for either."""
    if request.param == "folder":
        return Folder(tmp_path / "vault")
    return bucket(tmp_path, request.getfixturevalue("s3"))


@pytest.fixture
def vault(storage: Storage) -> Vault:
    return Vault(storage, x25519.Identity.generate(), bytes(32))


def files(vault: Vault) -> dict[str, bytes]:
    """Every file of every object."""
    store = vault.storage
    return {f"{id}/{name}": read(store, id, name) for id in store.ids() for name in store.names(id)}


def read(store: Storage, id: str, name: str) -> bytes:
    found = store.open(id, name)
    assert found is not None
    with found:
        return found.read()


def nothing_left(vault: Vault, tmp_path: Path) -> bool:
    return not files(vault) and not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_the_same_bytes_are_one_object(vault: Vault) -> None:
    kept = vault.keep(SECRET)
    assert vault.keep(SECRET) == kept
    assert vault.fetch(kept.object) == SECRET
    assert vault.size(kept.object) == len(SECRET)
    assert len(files(vault)) == 2


@pytest.mark.parametrize("content", [b"", b"x", bytes(100_000)])
def test_any_bytes_come_back_as_they_were(content: bytes, vault: Vault) -> None:
    assert vault.fetch(vault.keep(content).object) == content


def test_neither_names_nor_files_betray_the_content(vault: Vault) -> None:
    kept = vault.keep(SECRET)
    plain = hashlib.sha256(SECRET).hexdigest()
    assert plain not in (kept.object, kept.digest, kept.commitment)
    for name, data in files(vault).items():
        assert plain not in name
        assert b"20214480" not in data
    assert hashlib.sha256(read(vault.storage, kept.object, OBJECT)).hexdigest() == kept.digest


@pytest.mark.skipif(shutil.which("age") is None, reason="needs the age program: apt-get install age")
def test_stock_age_opens_both_layers(storage: Storage, tmp_path: Path) -> None:
    identity = x25519.Identity.generate()
    vault = Vault(storage, identity, bytes(32))
    kept = vault.keep(SECRET)
    mine, opened = tmp_path / "mine", tmp_path / "opened"
    mine.write_text(str(identity) + "\n")
    folder = tmp_path / "fetched"
    folder.mkdir()
    for name in storage.names(kept.object):
        (folder / name).write_bytes(read(storage, kept.object, name))
    envelope_file = folder / envelope(identity.to_public())
    opened.write_bytes(subprocess.check_output(["age", "-d", "-i", mine, envelope_file]))
    content = subprocess.check_output(["age", "-d", "-i", opened, folder / OBJECT])
    assert content[: len(SECRET)] == SECRET
    nonce = bytes.fromhex(opened.read_text().splitlines()[0].removeprefix("# nonce "))
    assert commitment(SECRET, nonce) == kept.commitment


def test_a_second_reader_opens_it_with_a_key_of_their_own(storage: Storage) -> None:
    mine, other = x25519.Identity.generate(), x25519.Identity.generate()
    kept = Vault(storage, mine, bytes(32), [other.to_public()]).keep(SECRET)
    assert Vault(storage, other, bytes(32)).fetch(kept.object) == SECRET
    assert Vault(storage, x25519.Identity.generate(), bytes(32)).fetch(kept.object) is None


def test_a_damaged_object_is_named(vault: Vault) -> None:
    kept = vault.keep(SECRET)
    data = bytearray(read(vault.storage, kept.object, OBJECT))
    data[-1] ^= 1
    vault.storage.put(kept.object, OBJECT, bytes(data))
    with pytest.raises(RecordError, match=kept.object[:16]):
        vault.fetch(kept.object)


def test_two_at_once_keep_one_object(vault: Vault) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda _: vault.keep(SECRET), range(32)))
    assert len(set(kept)) == 1
    assert vault.fetch(kept[0].object) == SECRET
    assert len(files(vault)) == 2


@given(st.integers(0, 2**40))
def test_padding_is_at_most_an_eighth(size: int) -> None:
    assert size <= padded(size) <= size + size * 0.12 + 1


class Stream:
    """Bytes that are never all there at once, and may break off."""

    def __init__(self, size: int, breaks_at: int | None = None) -> None:
        self.left, self.at, self.breaks_at = size, 0, breaks_at

    def read(self, size: int = -1) -> bytes:
        if self.breaks_at is not None and self.at >= self.breaks_at:
            raise OSError("the line is dead")
        size = min(size, self.left, 700_001)  # as a network gives it: less than was asked for
        piece = bytes((self.at + n) % 251 for n in range(256)) * (size // 256 + 1)
        self.left, self.at = self.left - size, self.at + size
        return piece[:size]


def test_a_recording_of_200_mb_goes_in_and_out_in_pieces(tmp_path: Path) -> None:
    """In a process of its own, so that the peak is of this alone."""
    script = """
import hashlib, resource, sys
from pathlib import Path
from pyrage import x25519
from holdfire.record.vault import Vault
from tests.record.test_vault import Stream
vault, size = Vault(Path(sys.argv[1]), x25519.Identity.generate(), bytes(32)), 200_000_003
vault.keep(b"warm")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
kept = vault.keep(Stream(size))
assert vault.keep(Stream(size)) == kept and vault.size(kept.object) == size
came, out = 0, hashlib.sha256()
for piece in vault.pieces(kept.object):
    came, _ = came + len(piece), out.update(piece)
given, stream = hashlib.sha256(), Stream(size)
while data := stream.read(1 << 20):
    given.update(data)
assert came == size and out.digest() == given.digest()
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""
    said = subprocess.check_output([sys.executable, "-c", script, str(tmp_path / "vault")], text=True)
    assert int(said) < 32  # megabytes
    assert len([p for p in (tmp_path / "vault").rglob("*") if p.is_file()]) == 4


@given(st.integers(0, 3_000_000))
@settings(max_examples=15, deadline=None)
def test_a_stream_and_its_bytes_are_one_object(tmp_path_factory: pytest.TempPathFactory, size: int) -> None:
    vault = Vault(tmp_path_factory.mktemp("vault"), x25519.Identity.generate(), bytes(32))
    kept = vault.keep(Stream(size))
    stream = Stream(size)
    content = b"".join(iter(lambda: stream.read(1 << 20), b""))
    assert vault.keep(content) == kept and vault.fetch(kept.object) == content
    assert b"".join(vault.pieces(kept.object) or ()) == content
    assert vault.head(kept.object, 1000) == content[:1000]


def test_a_stream_that_breaks_off_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"broke off.*Nothing of them was kept"):
        vault.keep(Stream(5_000_000, breaks_at=3_000_000))
    assert nothing_left(vault, tmp_path)


def test_a_full_disk_leaves_nothing(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bool:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(vault.storage, "place", full)
    with pytest.raises(RecordError, match=r"No space left on device. Free some space"):
        vault.keep(Stream(2_000_000))
    assert nothing_left(vault, tmp_path)


def test_the_last_piece_of_what_is_damaged_is_never_given(vault: Vault) -> None:
    """The object was replaced whole by another that opens: only the end can tell."""
    identity = x25519.Identity.generate()
    kept = vault.keep(Stream(5_000_000))
    sealed = Sealed(str(identity), bytes(32), 5_000_000)
    to = vault._identity.to_public()
    vault.storage.put(kept.object, envelope(to), pyrage.encrypt(sealed.text().encode(), [to]))
    vault.storage.put(kept.object, OBJECT, pyrage.encrypt(bytes(5_000_000), [identity.to_public()]))
    got = 0
    with pytest.raises(RecordError, match="no longer gives"):
        for piece in vault.pieces(kept.object) or ():
            got += len(piece)
    assert got < 5_000_000


def test_whoever_stops_taking_pieces_stops_their_making(vault: Vault) -> None:
    kept = vault.keep(Stream(20_000_000))
    before = threading.active_count()
    pieces = vault.pieces(kept.object)
    assert pieces is not None and next(pieces)
    pieces.close()
    assert threading.active_count() == before


def test_what_is_granted_withdrawn_and_shredded_is_so_in_either_store(vault: Vault, storage: Storage) -> None:
    other = x25519.Identity.generate()
    kept = vault.keep(SECRET)
    theirs = Vault(storage, other, bytes(32))
    assert vault.grant(kept.object, other.to_public()) and theirs.fetch(kept.object) == SECRET
    assert len(vault.readers(kept.object)) == 2
    assert vault.withdraw(kept.object, envelope(other.to_public())) and theirs.fetch(kept.object) is None
    assert vault.shred(kept.object) and vault.fetch(kept.object) is None
    assert storage.names(kept.object) == {OBJECT}
    with pytest.raises(RecordError, match="shredded since"):
        vault.keep(SECRET)


def test_a_copy_follows_either_store_in_either_direction(
    vault: Vault, storage: Storage, tmp_path: Path
) -> None:
    first, second = vault.keep(SECRET), vault.keep(Stream(3_000_000))
    copy = Folder(tmp_path / "copy")
    assert mirror(storage, copy) == 2
    again = Vault(copy, vault._identity, bytes(32))
    assert again.find(first.object) == first and again.find(second.object) == second
    vault.shred(first.object)
    mirror(storage, copy)
    assert again.fetch(first.object) is None
    for id in list(copy.ids()):
        for name in storage.names(id):
            storage.remove(id, name)
        if isinstance(storage, Folder):
            storage.path(id).rmdir()
    assert mirror(copy, storage) == 2 and vault.find(second.object) == second


def test_what_a_process_left_half_sent_the_next_takes_over(s3: str, tmp_path: Path) -> None:  # noqa: F811
    """The envelope stands in the bucket and the object never came: killed between the two."""
    store = bucket(tmp_path, s3)
    vault = Vault(store, x25519.Identity.generate(), bytes(32))
    id = vault.id_of(SECRET)
    left = Sealed(str(x25519.Identity.generate()), bytes(32), len(SECRET))
    own = vault._identity.to_public()
    store.put(id, envelope(own), pyrage.encrypt(left.text().encode(), [own]))
    kept = vault.keep(SECRET)
    assert vault.find(id) == kept and vault.fetch(id) == SECRET
    assert kept.commitment == commitment(SECRET, left.nonce)
    draft = store.draft()
    (draft / OBJECT).write_bytes(b"another")
    assert store.place(id, draft, "") is Placed.THERE and vault.fetch(id) == SECRET
