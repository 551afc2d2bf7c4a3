"""Where a vault's files lie. A store knows names and bytes, never what is in them.

An object is the files under its id: `object.age`, which never changes, and an envelope `to-….age` for each
who may read it. An object is there once `object.age` is: whoever places one makes that appear last.
"""

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import BinaryIO, Protocol

from holdfire.errors import RecordError

OBJECT = "object.age"


class Placed(Enum):
    """What became of a draft."""

    PLACED = "it stands"
    THERE = "another stands already"
    BEGUN = "another's envelope stands, and no object yet"


class Storage(Protocol):
    """A place for objects. What it cannot do it raises as OSError."""

    def draft(self) -> Path:
        """A fresh private folder on this machine, in which an object is put together."""
        ...

    def place(self, id: str, draft: Path, first: str) -> Placed:
        """Puts a draft's files in their place, durably, unless the object is there already.

        `first` is the envelope that decides the object's identity where files cannot appear all at once;
        "" where the draft was made to the identity that stands.
        """
        ...

    def open(self, id: str, name: str) -> BinaryIO | None:
        """A file of an object to read; None where there is none."""
        ...

    def size(self, id: str, name: str) -> int | None:
        """The length of a file of an object; None where there is none."""
        ...

    def names(self, id: str) -> frozenset[str]:
        """The files of an object."""
        ...

    def put(self, id: str, name: str, data: bytes) -> None:
        """Writes a small file of an object, durably."""
        ...

    def remove(self, id: str, name: str) -> None:
        """Removes a file of an object, durably."""
        ...

    def ids(self) -> Iterator[str]:
        """Every object, in order."""
        ...

    def sweep(self, older: float) -> int:
        """Removes drafts begun before a moment (seconds since 1970) and never placed; gives how many."""
        ...


class Folder:
    """A local folder: each object a folder of its own, which appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __str__(self) -> str:
        return f"the folder {self.folder}"

    def path(self, id: str) -> Path:
        """The folder of an object."""
        return self.folder / id[:2] / id

    def draft(self) -> Path:
        """A fresh private folder beside the objects: on the same disk, so that placing it is a rename."""
        draft = self.folder / f".{secrets.token_hex(16)}"
        draft.mkdir(mode=0o700, parents=True)
        return draft

    def place(self, id: str, draft: Path, first: str) -> Placed:
        """Renames the draft into its place."""
        path = self.path(id)
        if path.exists():
            return Placed.THERE
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in draft.iterdir():
            _only_the_day(file)
            sync(file)
        sync(draft)
        try:
            draft.rename(path)
        except OSError as problem:
            if problem.errno in (errno.ENOTEMPTY, errno.EEXIST):
                return Placed.THERE
            raise
        _only_the_day(path)  # once it stands: a draft that looks old is swept away
        _only_the_day(path.parent)
        sync(path.parent)
        return Placed.PLACED

    def open(self, id: str, name: str) -> BinaryIO | None:
        """A file of an object to read; None where there is none."""
        try:
            return (self.path(id) / name).open("rb")
        except FileNotFoundError:
            return None

    def size(self, id: str, name: str) -> int | None:
        """The length of a file of an object; None where there is none."""
        try:
            # Asked for every object of a record in a rebuild: making a Path of it takes longer than asking.
            return os.stat(f"{self.folder}/{id[:2]}/{id}/{name}").st_size
        except FileNotFoundError:
            return None

    def names(self, id: str) -> frozenset[str]:
        """The files of an object."""
        try:
            return frozenset(p.name for p in self.path(id).iterdir() if not p.name.startswith("."))
        except FileNotFoundError:
            return frozenset()

    def put(self, id: str, name: str, data: bytes) -> None:
        """Writes a small file whole, over what was there."""
        path = self.path(id)
        draft = path / f".{secrets.token_hex(8)}"
        try:
            write_private(draft, data)
            _only_the_day(draft)
            draft.rename(path / name)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        _only_the_day(path)
        sync(path)

    def remove(self, id: str, name: str) -> None:
        """Removes a file of an object."""
        (self.path(id) / name).unlink(missing_ok=True)
        _only_the_day(self.path(id))
        sync(self.path(id))

    def ids(self) -> Iterator[str]:
        """Every object, in order."""
        if not self.folder.exists():
            return
        for place in sorted(self.folder.glob("??/*")):
            if not place.name.startswith("."):
                yield place.name

    def sweep(self, older: float) -> int:
        """Removes drafts that a killed process left; only ciphertext is in them."""
        return sweep_drafts(self.folder, older)


def storage_at(address: str, home: Path) -> Storage:
    """The store that a setting names: `s3://bucket/prefix`, a folder, or nothing for the one in the home.

    Raises RecordError for one that cannot be opened.
    """
    if address.startswith("s3://"):
        from holdfire.record.s3 import Bucket

        return Bucket(address, home / "drafts")
    if "://" in address:
        raise RecordError(f"HOLDFIRE_VAULT is “{address}”: give s3://bucket/prefix, or a folder.")
    return Folder(Path(address).expanduser() if address else home / "vault")


def mirror(source: Storage, to: Storage) -> int:
    """Makes `to` hold the same objects and envelopes; gives how many objects. Raises OSError.

    `object.age` never changes, so one that is there is left alone. An envelope that is gone was shredded or
    withdrawn, and goes from the mirror as well.
    """
    objects = 0
    for id in source.ids():
        objects += 1
        names, there = source.names(id), to.names(id)
        if OBJECT not in there and OBJECT in names:
            draft = to.draft()
            try:
                for name in names:
                    _copy(source, id, name, draft / name)
                to.place(id, draft, "")
            finally:
                shutil.rmtree(draft, ignore_errors=True)
            continue
        for name in there - names:
            to.remove(id, name)
        for name in names - there:
            if (found := source.open(id, name)) is not None:
                with found:
                    to.put(id, name, found.read())
    return objects


def _copy(source: Storage, id: str, name: str, to: Path) -> None:
    found = source.open(id, name)
    if found is None:
        raise FileNotFoundError(f"{name} of {id[:16]}… went while it was copied: run it again")
    with found, open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(found, out, 1 << 20)


def sweep_drafts(folder: Path, older: float) -> int:
    """Removes the drafts in a folder that a killed process left there."""
    gone = 0
    for draft in folder.glob(".*"):
        if draft.is_dir() and draft.stat().st_mtime < older:
            shutil.rmtree(draft, ignore_errors=True)
            gone += 1
    return gone


@contextmanager
def drafting(storage: Storage) -> Iterator[Path]:
    """A draft's folder, gone afterwards if it was not placed.

    Raises RecordError where the disk refuses something inside; nothing half there is left.
    """
    draft: Path | None = None
    try:
        draft = storage.draft()
        yield draft
    except OSError as problem:
        raise RecordError(
            f"The vault cannot keep these bytes: {problem.strerror or problem}. Free some space, or mend "
            f"{storage}; nothing was recorded."
        ) from problem
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def write_private(path: Path, data: bytes) -> None:
    """Writes a new file that its owner alone reads, durably."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _only_the_day(path: Path) -> None:
    """Sets a file's time to the beginning of today, UTC: copies keep it, and entries name their objects."""
    day = time.time() // 86_400 * 86_400
    os.utime(path, (day, day))


def sync(path: Path) -> None:
    """Makes a file's content, or a folder's list, survive a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
