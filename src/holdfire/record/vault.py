"""The vault: received bytes and private fields, encrypted, each under an id that its content decides.

An object is a folder of ordinary age files: `object.age`, the content to an identity made for it alone, and
one envelope `to-….age` for each who may read it, which holds that identity. `age -d -i mine to-….age > id`
and then `age -d -i id object.age` open it without Holdfire. The envelope also holds the nonce of the
commitment. Whoever deletes the envelopes has shredded the object: its digest stays on the record, and
nothing leads back to the content. The id is an HMAC under the vault's own key, so that it betrays nothing
either. Contents are padded (PADME) before they are encrypted, so that a size tells little.
"""

import errno
import hashlib
import hmac
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pyrage
from pyrage import x25519

from holdfire.errors import RecordError
from holdfire.record.entries import Kept

OBJECT = "object.age"


class Sealed(msgspec.Struct, frozen=True):
    """What an envelope holds: the identity that opens the object, the nonce, the content's own length."""

    identity: str
    nonce: bytes
    size: int

    def text(self) -> str:
        """As an age identity file, which may hold comments."""
        return f"# nonce {self.nonce.hex()}\n# bytes {self.size}\n{self.identity}\n"


class Vault:
    """A vault in a local folder, read with one identity and written for its owner and the given others."""

    def __init__(
        self, folder: Path, identity: x25519.Identity, index: bytes, others: Sequence[x25519.Recipient] = ()
    ) -> None:
        self._folder, self._identity, self._index = folder, identity, index
        self._recipients = [identity.to_public(), *others]
        self._hidden: frozenset[str] = frozenset()

    def keep(self, content: bytes) -> Kept:
        """Keeps these bytes, once; the same bytes give the same object. Returns the commitment to them."""
        id = self.id_of(content)
        kept = self.find(id)
        if kept is not None:
            return kept
        if (self._path(id) / OBJECT).exists():
            if (kept := self.find(id)) is not None:  # another has kept them since we looked
                return kept
            raise RecordError(
                "These bytes were received before and shredded since: they are not taken in again."
            )
        identity = x25519.Identity.generate()
        sealed = Sealed(str(identity), secrets.token_bytes(32), len(content))
        cipher = pyrage.encrypt(_pad(content), [identity.to_public()])
        files = {envelope(one): pyrage.encrypt(sealed.text().encode(), [one]) for one in self._recipients}
        if not self._write(id, files | {OBJECT: cipher}):  # another process kept the same bytes meanwhile
            if (kept := self.find(id)) is None:
                raise _damaged(id)
            return kept
        return _commitment(id, cipher, content, sealed)

    def find(self, id: str) -> Kept | None:
        """The commitment to an object that is here and can be opened; None where it is not."""
        path = self._path(id)
        if not (path / OBJECT).exists() or (sealed := self._open(id)) is None:
            return None
        cipher = (path / OBJECT).read_bytes()
        return _commitment(id, cipher, self._content(id, sealed, cipher), sealed)

    def fetch(self, id: str) -> bytes | None:
        """An object's content; None where it was never kept or was shredded.

        Raises RecordError naming an object whose files no longer give what was kept.
        """
        sealed = self._open(id)
        if sealed is None:
            return None
        try:
            cipher = (self._path(id) / OBJECT).read_bytes()
        except FileNotFoundError:
            return None
        return self._content(id, sealed, cipher)

    def shred(self, id: str) -> bool:
        """Deletes every envelope of an object, so that nobody opens it again; False where there was none.

        The ciphertext stays: its digest is on the record, and says that it is the one received.
        """
        path, found = self._path(id), False
        try:
            for one in path.glob("to-*.age"):
                one.unlink()
                found = True
            if found:
                _sync(path)
        except OSError as problem:
            raise RecordError(
                f"The object {id[:16]}… could not be shredded: {problem.strerror}. Run holdfire shred again."
            ) from problem
        return found

    @contextmanager
    def hiding(self, ids: Iterable[str]) -> Iterator[None]:
        """Inside, these objects are as if they were shredded already."""
        before, self._hidden = self._hidden, self._hidden | frozenset(ids)
        try:
            yield
        finally:
            self._hidden = before

    def size(self, id: str) -> int | None:
        """The length of an object's content, without reading it; None where it cannot be opened."""
        sealed = self._open(id)
        return sealed.size if sealed else None

    def stored(self, id: str) -> int:
        """Bytes of the ciphertext."""
        return (self._path(id) / OBJECT).stat().st_size

    def id_of(self, content: bytes) -> str:
        """The id these bytes have in this vault."""
        return hmac.new(self._index, content, hashlib.sha256).hexdigest()

    def _content(self, id: str, sealed: Sealed, cipher: bytes) -> bytes:
        try:
            content = pyrage.decrypt(cipher, [x25519.Identity.from_str(sealed.identity)])[: sealed.size]
        except (pyrage.DecryptError, pyrage.IdentityError) as problem:
            raise _damaged(id) from problem
        if self.id_of(content) != id:
            raise _damaged(id)
        return content

    def _open(self, id: str) -> Sealed | None:
        if id in self._hidden:
            return None
        try:
            data = (self._path(id) / envelope(self._identity.to_public())).read_bytes()
        except FileNotFoundError:
            return None
        try:
            nonce, size, identity = pyrage.decrypt(data, [self._identity]).decode("ascii").splitlines()
            return Sealed(
                identity, bytes.fromhex(nonce.removeprefix("# nonce ")), int(size.removeprefix("# bytes "))
            )
        except (pyrage.DecryptError, ValueError) as problem:
            raise _damaged(id) from problem

    def _write(self, id: str, files: dict[str, bytes]) -> bool:
        """Puts an object's folder in its place, whole; False where there is one already."""
        path = self._path(id)
        draft = path.with_name(f".{secrets.token_hex(16)}")
        try:
            draft.mkdir(mode=0o700, parents=True)
            for name, data in files.items():
                with open(os.open(draft / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                    out.write(data)
                    out.flush()
                    os.fsync(out.fileno())
            _sync(draft)
            draft.rename(path)
            _sync(path.parent)
        except OSError as problem:
            shutil.rmtree(draft, ignore_errors=True)
            if problem.errno in (errno.ENOTEMPTY, errno.EEXIST):
                return False
            raise RecordError(
                f"The vault cannot keep these bytes: {problem.strerror}. Free some space, or mend the folder "
                f"{self._folder}; nothing was recorded."
            ) from problem
        return True

    def _path(self, id: str) -> Path:
        return self._folder / id[:2] / id


def commitment(content: bytes, nonce: bytes) -> str:
    """The HMAC that stands on the record for a content."""
    return hmac.new(nonce, content, hashlib.sha256).hexdigest()


def _commitment(id: str, cipher: bytes, content: bytes, sealed: Sealed) -> Kept:
    return Kept(
        object=id, digest=hashlib.sha256(cipher).hexdigest(), commitment=commitment(content, sealed.nonce)
    )


def envelope(recipient: x25519.Recipient) -> str:
    """The file name of the envelope for a recipient."""
    return f"to-{hashlib.sha256(str(recipient).encode()).hexdigest()[:16]}.age"


def padded(size: int) -> int:
    """PADME: the least length at which one of this size may be kept, at most 12 % more."""
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    low = exponent - exponent.bit_length()
    mask = (1 << low) - 1 if low > 0 else 0
    return (size + mask) & ~mask


def _pad(content: bytes) -> bytes:
    return content + bytes(padded(max(len(content), 256)) - len(content))


def _damaged(id: str) -> RecordError:
    return RecordError(
        f"The vault's object {id[:16]}… no longer gives what was kept: restore it from a replica."
    )


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
