"""The vault: kept once, opened by stock age, betraying nothing, and lost when its envelopes are."""

import hashlib
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyrage import x25519

from holdfire.errors import RecordError
from holdfire.record.vault import OBJECT, Vault, commitment, envelope, padded

SECRET = "Дело 2021-448: the detainee's number is 20214480.".encode()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", x25519.Identity.generate(), bytes(32))


def files(vault: Vault) -> list[Path]:
    return [path for path in vault._folder.rglob("*") if path.is_file()]


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
    for path in files(vault):
        assert plain not in str(path)
        assert b"20214480" not in path.read_bytes()
    assert hashlib.sha256((vault._path(kept.object) / OBJECT).read_bytes()).hexdigest() == kept.digest


@pytest.mark.skipif(shutil.which("age") is None, reason="needs the age program: apt-get install age")
def test_stock_age_opens_both_layers(tmp_path: Path) -> None:
    identity = x25519.Identity.generate()
    vault = Vault(tmp_path / "vault", identity, bytes(32))
    kept = vault.keep(SECRET)
    mine, opened = tmp_path / "mine", tmp_path / "opened"
    mine.write_text(str(identity) + "\n")
    folder = vault._path(kept.object)
    envelope_file = folder / envelope(identity.to_public())
    opened.write_bytes(subprocess.check_output(["age", "-d", "-i", mine, envelope_file]))
    content = subprocess.check_output(["age", "-d", "-i", opened, folder / OBJECT])
    assert content[: len(SECRET)] == SECRET
    nonce = bytes.fromhex(opened.read_text().splitlines()[0].removeprefix("# nonce "))
    assert commitment(SECRET, nonce) == kept.commitment


def test_a_second_reader_opens_it_with_a_key_of_their_own(tmp_path: Path) -> None:
    mine, other = x25519.Identity.generate(), x25519.Identity.generate()
    kept = Vault(tmp_path, mine, bytes(32), [other.to_public()]).keep(SECRET)
    assert Vault(tmp_path, other, bytes(32)).fetch(kept.object) == SECRET
    assert Vault(tmp_path, x25519.Identity.generate(), bytes(32)).fetch(kept.object) is None


def test_a_damaged_object_is_named(vault: Vault) -> None:
    kept = vault.keep(SECRET)
    path = vault._path(kept.object) / OBJECT
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
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
