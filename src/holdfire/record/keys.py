"""The keys an operator's machine keeps: the log's, the root's, the authors' and the vault's.

A folder readable to its owner alone, one file a key. Authors' keys are kept here only until people sign
with their own (decision 4). A key that is missing is never made anew behind one's back where the record
already stands on it.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import quote

from nacl.signing import SigningKey
from pyrage import x25519

from holdfire.errors import RecordError
from holdfire.record.note import Signer


class Keys:
    """The folder of keys. `fresh` says whether missing ones may be made."""

    def __init__(self, folder: Path, *, name: str, fresh: bool) -> None:
        self._folder = folder
        self._authors: dict[str, SigningKey] = {}
        if not (folder / "log.key").exists():
            if not fresh:
                raise RecordError(f"The record's keys are not in {folder}: restore them from a backup.")
            self._make("log.key", Signer.generate(f"holdfire/{name}/{secrets.token_hex(4)}").skey)
        self.log = Signer(self._read("log.key"))
        self.root = self._signing("root.key", fresh)
        vault = self._kept("vault.key", lambda: str(x25519.Identity.generate()), fresh)
        self.vault = x25519.Identity.from_str(vault)
        self.index = bytes.fromhex(self._kept("vault-index.key", lambda: secrets.token_hex(32), fresh))

    def author(self, id: str) -> SigningKey:
        """An author's key, made at the first need."""
        if id not in self._authors:
            self._authors[id] = self._signing(f"authors/{quote(id, safe='')}.key", True)
        return self._authors[id]

    def coming(self, id: str) -> SigningKey:
        """The key that takes an author's place once the roots have granted it, made at the first need."""
        return self._signing(f"authors/{quote(id, safe='')}.key.next", True)

    def take_up(self, id: str, public: bytes) -> SigningKey:
        """An author's key; the coming one takes its place where that is the key that was granted."""
        own = self.author(id)
        if bytes(own.verify_key) == public:
            return own
        path = self._folder / f"authors/{quote(id, safe='')}.key"
        following = path.with_name(f"{path.name}.next")
        if not following.exists():
            return own
        if bytes(self.coming(id).verify_key) != public:
            return own
        path.rename(path.with_name(f"{path.name}.old-{secrets.token_hex(4)}"))
        following.rename(path)
        self._authors.pop(id, None)
        return self.author(id)

    def _signing(self, file: str, make: bool) -> SigningKey:
        return SigningKey(bytes.fromhex(self._kept(file, lambda: bytes(SigningKey.generate()).hex(), make)))

    def _kept(self, file: str, new, make: bool) -> str:  # type: ignore[no-untyped-def]
        if make and not (self._folder / file).exists():
            self._make(file, new())
        return self._read(file)

    def _read(self, file: str) -> str:
        try:
            return (self._folder / file).read_text("ascii").strip()
        except FileNotFoundError:
            raise RecordError(f"The key {file} is not in {self._folder}: restore it from a backup.") from None
        except (OSError, UnicodeDecodeError) as problem:
            raise RecordError(f"The key {self._folder / file} cannot be read: {problem}.") from problem

    def _make(self, file: str, text: str) -> None:
        """Writes a key, whole or not at all; where another process came first, its key stands."""
        path = self._folder / file
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(text + "\n")
                out.flush()
                os.fsync(out.fileno())
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        except OSError as problem:
            raise RecordError(f"The key {path} cannot be written: {problem.strerror}.") from problem
