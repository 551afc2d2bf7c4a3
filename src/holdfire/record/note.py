"""Signed notes (C2SP signed-note): a text, and under it a line for each Ed25519 signature over it.

A verifier's key is spelt `name+hash+base64`, as Go's `sumdb/note` reads it.
"""

import hashlib
from collections.abc import Iterable

import msgspec
from nacl.bindings import crypto_sign, crypto_sign_BYTES
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey, VerifyKey

from holdfire.errors import RecordError
from holdfire.record import base64s

ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_LARGEST = 64 * 1024  # bytes of a note: a verifier need not read more
_MOST = 100  # signature lines


class Signature(msgspec.Struct, frozen=True):
    """One signature line: whose, by which key, over the text."""

    name: str
    key_id: bytes  # 4 bytes
    signature: bytes


class Note(msgspec.Struct, frozen=True):
    """A note taken apart; nothing of it is believed before a known key has signed it."""

    text: str
    signatures: tuple[Signature, ...]


class Verifier:
    """Checks one name's Ed25519 signatures. Raises RecordError for a key it cannot read."""

    def __init__(self, vkey: str) -> None:
        self.vkey = vkey
        try:
            self.name, id, key = vkey.split("+", 2)
            self.key_id, data = bytes.fromhex(id), base64s.decode(key)
            _check_name(self.name)
        except ValueError as problem:
            raise RecordError(f"“{vkey[:80]}” is no verifier key: it reads name+hash+key.") from problem
        if data[:1] != ED25519 or len(data) != 33 or key_id(self.name, data) != self.key_id:
            raise RecordError(
                f"The verifier key of {self.name} does not hold together: copy it again, whole."
            )
        self.public = data[1:]
        self._key = VerifyKey(self.public)

    def verifies(self, text: str, line: Signature) -> bool:
        """Whether the line is this key's signature over the text."""
        try:
            self._key.verify(text.encode(), line.signature)
        except (BadSignatureError, CryptoError, ValueError):
            return False
        return line.name == self.name and line.key_id == self.key_id


class Signer:
    """Signs notes in one name. `skey` is spelt `PRIVATE+KEY+name+hash+base64`."""

    def __init__(self, skey: str) -> None:
        try:
            if not skey.startswith(_PRIVATE):
                raise ValueError(skey)
            self.name, id, key = skey.removeprefix(_PRIVATE).split("+", 2)
            data = base64s.decode(key)
            if data[:1] != ED25519 or len(data) != 33:
                raise ValueError(key)
        except ValueError as problem:
            raise RecordError(
                "The log's signing key cannot be read: restore the keys from a backup."
            ) from problem
        self.skey = skey
        own = bytes(SigningKey(data[1:]).verify_key)
        self._secret = data[1:] + own
        public = ED25519 + own
        self.key_id = key_id(self.name, public)
        if id != self.key_id.hex():
            raise RecordError("The log's signing key does not hold together: restore it from a backup.")
        self.vkey = f"{self.name}+{self.key_id.hex()}+{base64s.encode(public)}"

    @classmethod
    def generate(cls, name: str, key: SigningKey | None = None) -> "Signer":
        """A fresh key, or the one given, under this name."""
        _check_name(name)
        key = key or SigningKey.generate()
        id = key_id(name, ED25519 + bytes(key.verify_key)).hex()
        return cls(f"{_PRIVATE}{name}+{id}+{base64s.encode(ED25519 + bytes(key))}")

    def sign(self, text: str) -> str:
        """The signature line over this text."""
        return line(self.name, self.key_id, crypto_sign(text.encode(), self._secret)[:crypto_sign_BYTES])


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that tell keys of one name apart; `public` begins with the algorithm's byte."""
    return hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]


def line(name: str, id: bytes, signature: bytes) -> str:
    """A signature line."""
    return f"— {name} {base64s.encode(id + signature)}\n"


def sign(text: str, signers: Iterable[Signer]) -> str:
    """The note: text, empty line, one line for each signer."""
    return text + "\n" + "".join(one.sign(text) for one in signers)


def parse(note: str) -> Note:
    """A note taken apart. Raises RecordError, saying what is no note about it."""
    if len(note) > _LARGEST or any(ord(c) < 32 and c != "\n" for c in note):
        raise RecordError("This is no signed note: it is too long, or holds control characters.")
    at = note.rfind("\n\n")
    if at < 0 or not note.endswith("\n"):
        raise RecordError("This is no signed note: no empty line parts the text from its signatures.")
    lines = note[at + 2 : -1].split("\n")
    if len(lines) > _MOST:
        raise RecordError("This note has more signatures than anybody needs.")
    return Note(note[: at + 1], tuple(_signature(one) for one in lines))


def verified(note: str, verifier: Verifier) -> str:
    """The note's text, once this key's signature over it is found good. Raises RecordError otherwise."""
    found = parse(note)
    mine = [s for s in found.signatures if (s.name, s.key_id) == (verifier.name, verifier.key_id)]
    if not mine:
        raise RecordError(f"The note carries no signature by {verifier.name}.")
    if not all(verifier.verifies(found.text, one) for one in mine):
        raise RecordError(f"The signature by {verifier.name} is not over this text: the note was changed.")
    return found.text


def _signature(text: str) -> Signature:
    try:
        dash, name, value = text.split(" ")
        data = base64s.decode(value)
        _check_name(name)
        if dash != "—" or len(data) < 5:
            raise ValueError(text)
    except ValueError as problem:
        raise RecordError(f"“{text[:60]}” is no signature line: it reads — name base64.") from problem
    return Signature(name, data[:4], data[4:])


def _check_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() for c in name):
        raise ValueError(f"“{name}” cannot name a key")
