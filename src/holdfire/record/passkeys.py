"""A passkey's word: a WebAuthn assertion whose challenge is the digest of what is signed (W3C WebAuthn).

Beside an act it says that a device of a person's was touched for exactly this; as the signature of an entry,
where a passkey was granted for its kind, it is the only one, and no key that an operator may keep makes it.
Whoever knows the public key checks it with nothing else.
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


class Assertion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device gave, as it stands in an envelope; the public key is the one that was granted."""

    authenticator: Base64
    client: Base64
    signature: Base64


def spelt(assertion: Assertion) -> bytes:
    """An assertion as the bytes of a signature: JSON in the record's profile."""
    return profile.encode(msgspec.to_builtins(assertion))


def signed_by(key: str, site: str, message: bytes, signature: bytes) -> bool:
    """Whether a signature is an assertion by this COSE key, registered with this site, over a message."""
    try:
        given = msgspec.json.decode(signature, type=Assertion)
        if spelt(given) != signature:
            return False
        authenticator = AuthenticatorData(_bytes(given.authenticator))
        if authenticator.rp_id_hash != hashlib.sha256(site.encode()).digest():
            return False
    except Exception:  # whatever a malformed assertion trips over, it does not hold
        return False
    whole = Passkey(
        key=key, authenticator=given.authenticator, client=given.client, signature=given.signature
    )
    return holds(whole, hashlib.sha256(message).digest())


def key_id(key: str) -> str:
    """The name of a COSE public key, as fingerprints and key ids spell it."""
    return hashlib.sha256(_bytes(key)).hexdigest()[:32]


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
    return key_id(passkey.key)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
