"""The vault: received bytes and private fields, encrypted, each under an id that its content decides.

An object is a few ordinary age files: `object.age`, the content to an identity made for it alone, and
one envelope `to-….age` for each who may read it, which holds that identity. `age -d -i mine to-….age > id`
and then `age -d -i id object.age` open it without Holdfire. The envelope also holds the nonce of the
commitment. Whoever deletes the envelopes has shredded the object: its digest stays on the record, and
nothing leads back to the content. The id is an HMAC under the vault's own key, so that it betrays nothing
either. Contents are padded (PADME) before they are encrypted, so that a size tells little. Where the files
lie is the store's affair (`record/storage.py`); no content is ever whole in memory (`record/streams.py`).
"""

import hashlib
import hmac
import io
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pyrage
from pyrage import x25519

from holdfire.errors import RecordError
from holdfire.record.fields import Kept
from holdfire.record.storage import OBJECT, Folder, Placed, Storage, drafting
from holdfire.record.streams import Digest, Reader, Taken, decrypt, encrypt, handed_over

Take = Callable[[bytes], Any]


class Sealed(msgspec.Struct, frozen=True):
    """What an envelope holds: the identity that opens the object, the nonce, the content's own length."""

    identity: str
    nonce: bytes
    size: int

    def text(self) -> str:
        """As an age identity file, which may hold comments."""
        return f"# nonce {self.nonce.hex()}\n# bytes {self.size}\n{self.identity}\n"


class Vault:
    """A vault in a store, read with one identity and written for it and the given others."""

    def __init__(
        self,
        storage: Path | Storage,
        identity: x25519.Identity,
        index: bytes,
        others: Sequence[x25519.Recipient] = (),
    ) -> None:
        self.storage: Storage = Folder(storage) if isinstance(storage, Path) else storage
        self._identity, self._index = identity, index
        self._own = envelope(identity.to_public())
        self._recipients = [identity.to_public(), *others]
        self._hidden: frozenset[str] = frozenset()

    def keep(self, content: bytes | Path | Reader) -> Kept:
        """Keeps bytes, a file's or a stream's, once; the same bytes give the same object.

        Returns the commitment to them. A stream is read once, to its end, and never whole in memory. Raises
        RecordError where it breaks off or the store refuses; then nothing of it is left.
        """
        if isinstance(content, bytes):
            if (kept := self._there(self.id_of(content))) is not None:
                return kept
            return self._take_in(io.BytesIO(content))
        if isinstance(content, Path):
            with content.open("rb") as source:
                return self._take_in(_Given(source))
        return self._take_in(_Given(content))

    def find(self, id: str) -> Kept | None:
        """The commitment to an object that is here and can be opened; None where it is not."""
        if (sealed := self._open(id)) is None:
            return None
        committed, digest = hmac.new(sealed.nonce, digestmod=hashlib.sha256), hashlib.sha256()
        if not self._pour(id, sealed, committed.update, digest):
            return None
        return Kept(object=id, digest=digest.hexdigest(), commitment=committed.hexdigest())

    def fetch(self, id: str) -> bytes | None:
        """An object's content; None where it was never kept or was shredded.

        Raises RecordError naming an object whose files no longer give what was kept.
        """
        out = io.BytesIO()
        sealed = self._open(id)
        return out.getvalue() if sealed and self._pour(id, sealed, out.write) else None

    def head(self, id: str, most: int) -> bytes | None:
        """The first bytes of an object's content, `most` at most; None where it cannot be opened.

        Only what is read of a longer one is checked.
        """
        out = io.BytesIO()

        def take(piece: bytes) -> None:
            out.write(piece[: most - out.tell()])
            if out.tell() >= most:
                raise _Enough

        if (sealed := self._open(id)) is None:
            return None
        try:
            return out.getvalue() if self._pour(id, sealed, take) else None
        except _Enough:
            return out.getvalue()

    def pieces(self, id: str) -> Iterator[bytes] | None:
        """An object's content piece by piece, for whoever sends it on; None where it cannot be opened.

        The last piece is given only once the whole was found to be what was kept: until then whoever
        receives it knows that it is not finished. Raises RecordError, while they are taken, where it is not.
        """
        if (sealed := self._open(id)) is None or self.storage.size(id, OBJECT) is None:
            return None
        return handed_over(lambda take: self._pour(id, sealed, take))

    def grant(self, id: str, to: x25519.Recipient) -> bool:
        """Adds an envelope, so that one more may open an object; False where it cannot be opened here."""
        if (sealed := self._open(id)) is None:
            return False
        with _mending(id, "granted"):
            self.storage.put(id, envelope(to), pyrage.encrypt(sealed.text().encode(), [to]))
        return True

    def withdraw(self, id: str, name: str) -> bool:
        """Removes the envelope of that name; False where there is none. What was read was read."""
        if name not in self.storage.names(id):
            return False
        with _mending(id, "withdrawn"):
            self.storage.remove(id, name)
        return True

    def readers(self, id: str) -> frozenset[str]:
        """The names of the envelopes of an object: as many as may open it."""
        return frozenset(name for name in self.storage.names(id) if name != OBJECT)

    def shred(self, id: str) -> bool:
        """Deletes every envelope of an object, so that nobody opens it again; False where there was none.

        The ciphertext stays: its digest is on the record, and says that it is the one received.
        """
        found = self.readers(id)
        with _mending(id, "shredded"):
            for name in found:
                self.storage.remove(id, name)
        return bool(found)

    @contextmanager
    def hiding(self, ids: Iterable[str]) -> Iterator[None]:
        """Inside, these objects are as if they were shredded already."""
        before, self._hidden = self._hidden, self._hidden | frozenset(ids)
        try:
            yield
        finally:
            self._hidden = before

    def opens(self, id: str) -> bool:
        """Whether an object is here and was not shredded; nothing is decrypted."""
        there = self.storage.size
        return id not in self._hidden and None not in (there(id, self._own), there(id, OBJECT))

    def key_for(self, purpose: str) -> bytes:
        """A key of 32 bytes for something else that only who holds the vault's key may make."""
        return hmac.new(self._index, b"holdfire key for " + purpose.encode(), hashlib.sha256).digest()

    def size(self, id: str) -> int | None:
        """The length of an object's content, without reading it; None where it cannot be opened."""
        sealed = self._open(id)
        return sealed.size if sealed else None

    def stored(self, id: str) -> int:
        """Bytes of the ciphertext. Raises RecordError where there is none."""
        size = self.storage.size(id, OBJECT)
        if size is None:
            raise _damaged(id)
        return size

    def id_of(self, content: bytes) -> str:
        """The id these bytes have in this vault."""
        return hmac.new(self._index, content, hashlib.sha256).hexdigest()

    def _there(self, id: str) -> Kept | None:
        """The commitment to an object that is here. Raises RecordError for one that was shredded."""
        kept = self.find(id)
        if kept is None and self.storage.size(id, OBJECT) is not None:
            if (kept := self.find(id)) is not None:  # another has kept them since we looked
                return kept
            raise RecordError(
                "These bytes were received before and shredded since: they are not taken in again."
            )
        return kept

    def _take_in(self, source: Reader) -> Kept:
        identity, nonce = x25519.Identity.generate(), secrets.token_bytes(32)
        index, committed = (hmac.new(key, digestmod=hashlib.sha256) for key in (self._index, nonce))
        digest = hashlib.sha256()
        with drafting(self.storage) as draft:
            with open(os.open(draft / OBJECT, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                size = encrypt(source, out, identity.to_public(), (index, committed), (digest,))
            id = index.hexdigest()
            if (there := self._there(id)) is not None:
                return there
            sealed = Sealed(str(identity), nonce, size)
            for one in self._recipients:
                data = pyrage.encrypt(sealed.text().encode(), [one])
                with open(os.open(draft / envelope(one), os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
                    out.write(data)
            match self.storage.place(id, draft, self._own):
                case Placed.BEGUN:
                    return self._take_over(id, draft, identity)
                case Placed.THERE:  # another process kept the same bytes meanwhile
                    return self._stands(id)
        return Kept(object=id, digest=digest.hexdigest(), commitment=committed.hexdigest())

    def _take_over(self, id: str, draft: Path, mine: x25519.Identity) -> Kept:
        """Finishes what another process began: the same content, encrypted to the identity that stands."""
        sealed = self._open(id)
        if sealed is None:
            return self._stands(id)
        to = x25519.Identity.from_str(sealed.identity).to_public()
        digest, committed = hashlib.sha256(), hmac.new(sealed.nonce, digestmod=hashlib.sha256)
        with (
            (draft / OBJECT).open("rb") as before,
            open(os.open(draft / "anew", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
            closing(handed_over(lambda take: decrypt(before, take, mine))) as pieces,
        ):
            encrypt(Taken(pieces, sealed.size), out, to, (committed,), (digest,))
        (draft / "anew").replace(draft / OBJECT)
        for one in self._recipients:
            (draft / envelope(one)).write_bytes(pyrage.encrypt(sealed.text().encode(), [one]))
        (draft / self._own).unlink()  # the one that stands is left alone
        if self.storage.place(id, draft, "") is Placed.THERE:
            return self._stands(id)
        return Kept(object=id, digest=digest.hexdigest(), commitment=committed.hexdigest())

    def _stands(self, id: str) -> Kept:
        if (there := self._there(id)) is None:
            raise _damaged(id)
        return there

    def _pour(self, id: str, sealed: Sealed, take: Take, *digests: Digest) -> bool:
        """Hands on an object's content in pieces; False where its file is gone.

        Raises RecordError, after the last piece, where it was not what was kept.
        """
        index, left = hmac.new(self._index, digestmod=hashlib.sha256), sealed.size

        def one(piece: bytes) -> None:
            nonlocal left
            if piece := piece[:left]:  # the rest is padding
                left -= len(piece)
                index.update(piece)
                take(piece)

        cipher = self.storage.open(id, OBJECT)
        if cipher is None:
            return False
        try:
            with cipher:
                decrypt(cipher, one, x25519.Identity.from_str(sealed.identity), digests)
        except (pyrage.DecryptError, pyrage.IdentityError) as problem:
            raise _damaged(id) from problem
        if index.hexdigest() != id:
            raise _damaged(id)
        return True

    def _open(self, id: str) -> Sealed | None:
        if id in self._hidden:
            return None
        found = self.storage.open(id, self._own)
        if found is None:
            return None
        with found:
            data = found.read()
        try:
            nonce, size, identity = pyrage.decrypt(data, [self._identity]).decode("ascii").splitlines()
            return Sealed(
                identity, bytes.fromhex(nonce.removeprefix("# nonce ")), int(size.removeprefix("# bytes "))
            )
        except (pyrage.DecryptError, ValueError) as problem:
            raise _damaged(id) from problem


class _Enough(Exception):
    """Enough was read."""


class _Given:
    """What comes from outside: where it breaks off, that is not the vault's fault."""

    def __init__(self, source: Reader) -> None:
        self._source = source

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except (OSError, EOFError, ValueError) as problem:
            raise RecordError(
                f"The bytes broke off while they were received ({problem}): send them again. "
                "Nothing of them was kept."
            ) from problem


def commitment(content: bytes, nonce: bytes) -> str:
    """The HMAC that stands on the record for a content."""
    return hmac.new(nonce, content, hashlib.sha256).hexdigest()


def envelope(recipient: x25519.Recipient) -> str:
    """The file name of the envelope for a recipient."""
    return f"to-{fingerprint(str(recipient))}.age"


def fingerprint(recipient: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of an age recipient as it is written."""
    return hashlib.sha256(recipient.encode()).hexdigest()[:16]


@contextmanager
def _mending(id: str, verb: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise RecordError(
            f"The object {id[:16]}… could not be {verb}: {problem.strerror or problem}. Run it again."
        ) from problem


def _damaged(id: str) -> RecordError:
    return RecordError(
        f"The vault's object {id[:16]}… no longer gives what was kept: restore it from a replica."
    )
