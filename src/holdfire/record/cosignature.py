"""Cosignatures (C2SP tlog-cosignature, Ed25519): a witness saw this checkpoint continue the one before.

A cosignature means consistent at that time, never agreed. A witness's key is spelt as a verifier key with the
algorithm's byte 4.
"""

import struct

from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import SigningKey, VerifyKey

from holdfire.errors import RecordError
from holdfire.record import base64s, note
from holdfire.record.note import Signature

COSIGNATURE = b"\x04"
_LENGTH = 8 + 64  # a time and an Ed25519 signature


class Cosigner:
    """Signs checkpoints as a witness. `skey` is spelt like a log's, with the byte 4."""

    def __init__(self, name: str, key: SigningKey) -> None:
        self.name, self._key = name, key
        public = COSIGNATURE + bytes(key.verify_key)
        self._id = note.key_id(name, public)
        self.vkey = f"{name}+{self._id.hex()}+{base64s.encode(public)}"

    def sign(self, text: str, time: int) -> str:
        """The signature line over a checkpoint's text at this time, in seconds since 1970."""
        signature = self._key.sign(_message(text, time)).signature
        return note.line(self.name, self._id, struct.pack(">Q", time) + signature)


class CosignatureVerifier:
    """Checks one witness's cosignatures. Raises RecordError for a key it cannot read."""

    def __init__(self, vkey: str) -> None:
        try:
            self.name, id, key = vkey.split("+", 2)
            data = base64s.decode(key)
            self.key_id = bytes.fromhex(id)
        except ValueError as problem:
            raise RecordError(f"“{vkey[:80]}” is no witness's key: it reads name+hash+key.") from problem
        if data[:1] != COSIGNATURE or len(data) != 33 or note.key_id(self.name, data) != self.key_id:
            raise RecordError(f"The witness key of {self.name} does not hold together: copy it again, whole.")
        self.public = data[1:]
        self._key = VerifyKey(self.public)

    def time(self, text: str, line: Signature) -> int | None:
        """When this witness cosigned the text, in seconds since 1970; None where the line is not its."""
        if (line.name, line.key_id) != (self.name, self.key_id) or len(line.signature) != _LENGTH:
            return None
        (time,) = struct.unpack(">Q", line.signature[:8])
        try:
            self._key.verify(_message(text, time), line.signature[8:])
        except (BadSignatureError, CryptoError, ValueError):
            return None
        return time if time < 2**63 else None


def _message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()
