"""A copy in a folder is verified without whoever made it, and every file of it counts."""

import shutil
from pathlib import Path

import pytest

from holdfire.errors import RecordError
from holdfire.record import bag
from holdfire.record.folder import FolderStore
from holdfire.record.policy import Policy
from holdfire.record.verify import Verification, verify
from tests.record.memory import Writer


@pytest.fixture
def copy(writer: Writer, tmp_path: Path) -> Path:
    """An export of 300 entries."""
    for n in range(10, 303):
        writer.date(n)
    bag.export(writer.store, tmp_path / "copy", writer.store.notes[-1], Policy(logs=(writer.log.vkey,)))
    return tmp_path / "copy"


def verified(copy: Path, writer: Writer, since: str | None = None) -> Verification | str:
    try:
        return verify(bag.opened(copy), writer.log.vkey, since)
    except RecordError as problem:
        return str(problem)


def test_a_copy_holds_without_its_maker(copy: Path, writer: Writer) -> None:
    found = verified(copy, writer)
    assert isinstance(found, Verification)
    assert (found.ok, found.size, found.problem) == (True, 300, None)
    bare = verify(FolderStore(copy / "data"), writer.log.vkey)
    assert bare.ok


def test_a_copy_is_brought_up_to_date_and_holds(copy: Path, writer: Writer) -> None:
    before = writer.store.notes[-1]
    for n in range(400, 900):
        writer.date(n)
    bag.export(writer.store, copy, writer.store.notes[-1], Policy(logs=(writer.log.vkey,)))
    found = verified(copy, writer, since=before)
    assert isinstance(found, Verification)
    assert (found.ok, found.size) == (True, 800)


def test_every_file_of_a_copy_counts(copy: Path, writer: Writer) -> None:
    """One bit of each file, then the whole file: both are found and the file is named, or what it held."""
    for path in sorted(p for p in copy.rglob("*") if p.is_file()):
        data = path.read_bytes()
        flipped = bytearray(data)
        flipped[len(data) // 2] ^= 1
        path.write_bytes(flipped)
        assert path.name in str(verified(copy, writer)) or path.name.startswith("tagmanifest"), path
        assert getattr(verified(copy, writer), "ok", False) is False, path
        path.unlink()
        assert getattr(verified(copy, writer), "ok", False) is False, path
        path.write_bytes(data)
    assert verified(copy, writer).ok  # type: ignore[union-attr]


def test_a_maker_who_mends_the_manifest_is_found_out_all_the_same(copy: Path, writer: Writer) -> None:
    for name in (bag.MANIFEST, bag.TAGS):
        (copy / name).unlink()
    for path in sorted((copy / "data" / "tile").rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
            found = verify(FolderStore(copy / "data"), writer.log.vkey)
            assert not found.ok, path
            path.write_bytes(data)


def test_a_checkpoint_kept_earlier_catches_a_record_that_was_rewritten(
    writer: Writer, tmp_path: Path
) -> None:
    kept = writer.store.notes[-1]
    other = Writer(writer.log.name)
    other.log, other.keys = writer.log, writer.keys
    other.begin()
    for n in range(20):
        other.date(n)
    assert verify(other.store, writer.log.vkey).ok, "by itself a rewritten history can hold"
    found = verify(other.store, writer.log.vkey, kept)
    assert "two histories of 7 entries" in (found.problem or "")
    del other.store.notes[:-1]
    assert "signs another root" in (verify(other.store, writer.log.vkey, kept).problem or "")
    cut = Writer(writer.log.name)
    cut.log, cut.keys = writer.log, writer.keys
    cut.begin()
    assert "only 2 are here" in (verify(cut.store, writer.log.vkey, kept).problem or "")
    foreign = Writer("holdfire/other").begin()
    found = verify(writer.store, writer.log.vkey, foreign.store.notes[-1])
    assert "The checkpoint you brought does not hold" in (found.problem or "")


def test_a_folder_that_is_no_record_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="holds no record"):
        bag.opened(tmp_path)
    (tmp_path / "checkpoint").write_bytes(b"\xff\xfe")
    with pytest.raises(RecordError, match="cannot be read"):
        bag.opened(tmp_path)
    shutil.rmtree(tmp_path)
    with pytest.raises(RecordError, match="holds no record"):
        bag.opened(tmp_path)
