"""A vault's files in a bucket that speaks S3, through obstore. Credentials come from the environment (AWS_…).

A bucket has no folder that appears whole. Here an envelope is written first, by whoever comes first, and
decides the identity the object is encrypted to; `object.age` follows, sent aside in parts and put in its
place on condition that nothing is there. So of two processes one object stands, and one that dies in between
leaves an envelope that the next takes over.
"""

import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from holdfire.errors import RecordError
from holdfire.record.storage import OBJECT, Placed, sweep_drafts

PART = 8 * 1024 * 1024  # bytes of one part on its way
ASIDE = "drafts"
HEX = "0123456789abcdef"


class Bucket:
    """A bucket, or the part of one under a prefix. What it cannot do it raises as OSError."""

    def __init__(self, address: str, scratch: Path) -> None:
        """Opens `s3://bucket/prefix`; drafts are put together in `scratch`. Raises RecordError."""
        try:
            import obstore
            from obstore.exceptions import AlreadyExistsError, BaseError
            from obstore.store import S3Store
        except ImportError:
            raise RecordError(
                "A vault in a bucket needs obstore: install Holdfire with its extra, as in holdfire[s3]."
            ) from None
        self._obstore: Any = obstore
        self._taken, self._trouble = AlreadyExistsError, BaseError
        self._address, self._scratch = address, scratch
        bucket, _, prefix = address.removeprefix("s3://").partition("/")
        if not bucket:
            raise RecordError(f"“{address}” names no bucket: write it as s3://bucket/prefix.")
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        options: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
        if endpoint and endpoint.startswith("http://"):
            options["client_options"] = {"allow_http": True}
        if not os.environ.get("AWS_REGION") and not os.environ.get("AWS_DEFAULT_REGION"):
            options["region"] = "us-east-1"
        try:
            self._store: Any = S3Store(
                bucket, prefix=prefix.strip("/") or None, copy_if_not_exists="multipart", **options
            )
        except (BaseError, ValueError) as problem:
            raise RecordError(f"The vault at {address} cannot be opened: {_short(problem)}.") from problem

    def __str__(self) -> str:
        return f"the bucket {self._address}"

    def draft(self) -> Path:
        """A fresh private folder on this machine; only ciphertext is ever in it."""
        draft = self._scratch / f".{secrets.token_hex(16)}"
        draft.mkdir(mode=0o700, parents=True)
        return draft

    def place(self, id: str, draft: Path, first: str) -> Placed:
        """Sends a draft's files, the envelope `first` on condition that there is none, the object last."""
        with self._said():
            if self.size(id, OBJECT) is not None:
                return Placed.THERE
            files = {file.name: file for file in draft.iterdir()}
            if first and not self._create(_key(id, first), files[first].read_bytes()):
                return Placed.THERE if self.size(id, OBJECT) is not None else Placed.BEGUN
            for name in sorted(files.keys() - {first, OBJECT}):
                self._obstore.put(self._store, _key(id, name), files[name].read_bytes())
            aside = f"{ASIDE}/{secrets.token_hex(16)}"
            try:
                self._obstore.put(
                    self._store, aside, files[OBJECT], use_multipart=True, chunk_size=PART, max_concurrency=2
                )
                self._obstore.copy(self._store, aside, _key(id, OBJECT), overwrite=False)
            except self._taken:
                return Placed.THERE
            finally:
                self._obstore.delete(self._store, aside)
            return Placed.PLACED

    def open(self, id: str, name: str) -> BinaryIO | None:
        """A file of an object to read, as it comes; None where there is none."""
        with self._said():
            try:
                got = self._obstore.get(self._store, _key(id, name))
            except FileNotFoundError:
                return None
            return io.BufferedReader(_Coming(got.stream(min_chunk_size=1 << 20), self._said), 1 << 20)

    def size(self, id: str, name: str) -> int | None:
        """The length of a file of an object; None where there is none."""
        with self._said():
            try:
                return int(self._obstore.head(self._store, _key(id, name))["size"])
            except FileNotFoundError:
                return None

    def names(self, id: str) -> frozenset[str]:
        """The files of an object."""
        with self._said():
            found = self._obstore.list(self._store, f"{id[:2]}/{id}").collect()
            return frozenset(one["path"].rpartition("/")[2] for one in found)

    def put(self, id: str, name: str, data: bytes) -> None:
        """Writes a small file of an object."""
        with self._said():
            self._obstore.put(self._store, _key(id, name), data)

    def remove(self, id: str, name: str) -> None:
        """Removes a file of an object."""
        with self._said():
            self._obstore.delete(self._store, _key(id, name))

    def ids(self) -> Iterator[str]:
        """Every object, in order."""
        for first in (a + b for a in HEX for b in HEX):
            with self._said():
                found = self._obstore.list_with_delimiter(self._store, first)["common_prefixes"]
            for place in sorted(found):
                yield place.rstrip("/").rpartition("/")[2]

    def sweep(self, older: float) -> int:
        """Removes drafts, here and in the bucket, that a killed process left."""
        gone = sweep_drafts(self._scratch, older)
        with self._said():
            for one in self._obstore.list(self._store, ASIDE).collect():
                if one["last_modified"].timestamp() < older:
                    self._obstore.delete(self._store, one["path"])
                    gone += 1
        return gone

    def _create(self, key: str, data: bytes) -> bool:
        try:
            self._obstore.put(self._store, key, data, mode="create")
        except self._taken:
            return False
        return True

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except self._trouble as problem:
            raise OSError(f"{self._address} answered: {_short(problem)}") from problem


class _Coming(io.RawIOBase):
    """A stream of pieces as a file."""

    def __init__(self, pieces: Any, said: Any) -> None:
        self._pieces, self._said, self._left = iter(pieces), said, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while not self._left:
            with self._said():
                piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(bytes(piece))
        size = min(len(into), len(self._left))
        into[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _key(id: str, name: str) -> str:
    return f"{id[:2]}/{id}/{name}"


def _short(problem: Exception) -> str:
    return " ".join(str(problem).split())[:200]
