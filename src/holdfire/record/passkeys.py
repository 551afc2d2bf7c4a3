"""A passkey's word over an act: a WebAuthn assertion whose challenge is the act's own digest (W3C WebAuthn).

The entry's signature says who wrote it, by a key the operator may keep; the assertion says that a device
of that person's was touched for exactly this. Whoever knows the public key checks it with nothing else.
"""

import base64
import hashlib
from typing import Annotated, Any

import msgspec
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.webauthn import AuthenticatorData, CollectedClientData

from holdfire.record import profile

Base64 = Annotated[str, msgspec.Meta(min_length=1, max_length=4096, pattern=r"\A[A-Za-z0-9+/]+={0,2}\Z")]


class Passkey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An assertion, as the browser gave it, with the public key it is checked against."""

    key: Base64  # COSE public key
    authenticator: Base64  # authenticator data
    client: Base64  # client data, JSON
    signature: Base64


def challenge(said: dict[str, object]) -> bytes:
    """What an assertion is over: SHA-256 of what is said, in the record's profile of JSON."""
    return hashlib.sha256(profile.encode(said)).digest()


def holds(passkey: Passkey, over: bytes) -> bool:
    """Whether the assertion is by this key, over this challenge, with the person present."""
    try:
        client = CollectedClientData(_bytes(passkey.client))
        authenticator = AuthenticatorData(_bytes(passkey.authenticator))
        key = CoseKey.parse(msgspec.convert(cbor.decode(_bytes(passkey.key)), dict[int, Any]))
        if client.type != "webauthn.get" or client.challenge != over:
            return False
        if not authenticator.is_user_present():
            return False
        key.verify(authenticator + client.hash, _bytes(passkey.signature))
    except Exception:  # whatever a malformed assertion trips over, it does not hold
        return False
    return True


def spell(data: bytes) -> str:
    """Bytes as entries spell them."""
    return base64.b64encode(data).decode("ascii")


def fingerprint(passkey: Passkey) -> str:
    """The key's name: the first 32 hexadecimal digits of its SHA-256, to compare by eye."""
    return hashlib.sha256(_bytes(passkey.key)).hexdigest()[:32]


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
