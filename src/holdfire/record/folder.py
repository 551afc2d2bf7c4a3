"""A record as a folder of files: what a mirror serves, an archive keeps and `verify --export` reads.

    checkpoint            the latest signed checkpoint
    cosigned/SIZE         earlier checkpoints that witnesses cosigned: they say until when something stood
    tile/0/000 …          the tree (C2SP tlog-tiles)
    tile/entries/000 …    the entries
    policy                whose signatures count (C2SP tlog-policy)

Any web server that serves the folder serves the log. Files are written beside their place and moved into it,
so that a reader sees a whole file or none.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from holdfire.errors import RecordError
from holdfire.record import checkpoint, note
from holdfire.record.log import Store
from holdfire.record.merkle import SIZE
from holdfire.record.tiles import WIDTH, bundle, path, tiles_of, unbundle, width_at


class FolderStore:
    """A `holdfire.record.log.Store` over such a folder. Raises RecordError where there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self._note = (folder / "checkpoint").read_text("utf-8")
        except FileNotFoundError:
            raise RecordError(
                f"{folder} holds no record: give the folder in which the file “checkpoint” lies."
            ) from None
        except (OSError, UnicodeDecodeError) as problem:
            raise RecordError(f"The checkpoint in {folder} cannot be read: {problem}.") from problem
        self._size = checkpoint.read(note.parse(self._note).text).size

    def size(self) -> int:
        """How many entries the checkpoint says there are; verifying finds out."""
        return self._size

    def envelopes(self, start: int, stop: int) -> Iterator[bytes]:
        """The entries from start up to stop; ends early where a bundle is missing or cut short."""
        for index in range(start // WIDTH, -(-stop // WIDTH)):
            width = width_at(0, index, self._size)
            try:
                entries = list(unbundle(self._read("entries", index, width)))
            except RecordError:
                entries = []
            if len(entries) > width:
                raise RecordError(f"The file {path('entries', index, width)} holds more entries than it may.")
            first = index * WIDTH
            yield from entries[max(start - first, 0) : stop - first]
            if len(entries) < width:
                return

    def tile(self, level: int, index: int, width: int) -> bytes:
        """A tile, or nothing where it is missing."""
        return self._read(level, index, width_at(level, index, self._size))

    def tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Every tile of a tree of this size that is there."""
        for level, index, width in tiles_of(self._size):
            if data := self._read(level, index, width):
                yield level, index, data

    def checkpoints(self) -> Iterator[str]:
        """The latest checkpoint, then those before it that were cosigned."""
        yield self._note
        for file in sorted(self._folder.glob("cosigned/[0-9]*")):
            yield file.read_text("utf-8", "replace")

    def policy(self) -> str:
        """The policy that lies in the folder: whose keys the one who made the copy says count."""
        try:
            return (self._folder / "policy").read_text("utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise RecordError(
                f"There is no policy in {self._folder}: give the log's key with --vkey."
            ) from problem

    def _read(self, level: int | str, index: int, width: int) -> bytes:
        try:
            return (self._folder / path(level, index, width)).read_bytes()
        except OSError:
            return b""


def write(store: Store, folder: Path, signed: str, policy: str) -> int:
    """Writes a record into a folder, or brings one there up to date; returns how many files were written.

    Whole tiles and bundles that lie there already are left alone. The checkpoint is written last, so that
    the folder is at every moment the record of some checkpoint.
    """
    size = checkpoint.read(note.parse(signed).text).size
    written = 2
    for level, index, width in tiles_of(size):
        file = folder / path(level, index, width)
        if not file.exists():
            replace(file, store.tile(level, index, width)[: width * SIZE])
            written += 1
    for index in range(-(-size // WIDTH)):
        width = width_at(0, index, size)
        file = folder / path("entries", index, width)
        if not file.exists():
            replace(file, bundle(store.envelopes(index * WIDTH, index * WIDTH + width)))
            written += 1
    for text in store.checkpoints():
        if text.count("\n— ") > 1 and (at := checkpoint.read(note.parse(text).text).size) < size:
            replace(folder / "cosigned" / str(at), text.encode())
    replace(folder / "policy", policy.encode())
    replace(folder / "checkpoint", signed.encode())
    return written


def replace(file: Path, data: bytes) -> None:
    """Writes a file whole, durably, over what was there. Raises RecordError where that fails."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(draft, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(file)
    except OSError as problem:
        with suppress(OSError):  # the disk may refuse that as well; a draft is in nobody's way
            draft.unlink(missing_ok=True)
        raise RecordError(
            f"{file} cannot be written: {problem.strerror}. What was there before is unharmed."
        ) from problem
