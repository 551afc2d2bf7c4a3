"""The envelope of an entry: a payload and its signatures, after DSSE (Dead Simple Signing Envelope, v1).

What is signed is the payload's type and bytes behind their lengths, never a form that could be spelt
otherwise. The envelope itself is JSON in the strict profile, so that one entry is one string of bytes.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import msgspec
from nacl.bindings import crypto_sign, crypto_sign_BYTES, crypto_sign_open, crypto_sign_PUBLICKEYBYTES
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey

from holdfire.errors import RecordError
from holdfire.record import base64s, profile, sshsig
from holdfire.record.tiles import LARGEST_ENTRY

SSH = "ssh:"  # begins the key id of a signature that ssh-keygen made (see `sshsig`)
WEBAUTHN = "webauthn:"  # begins the key id of an assertion by a passkey (see `passkeys`)
PAYLOAD_TYPE = "application/vnd.holdfire.entry+json"
_TYPE = PAYLOAD_TYPE.encode()


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signature: by which key, over the payload."""

    keyid: str
    sig: str  # base64


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A payload and who signed it; neither is believed before the keys are known and checked."""

    payload: str  # base64
    payloadType: str
    signatures: tuple[Signature, ...]


class Opened(msgspec.Struct, frozen=True):
    """An envelope taken apart."""

    payload: bytes
    signatures: tuple[tuple[str, bytes], ...]  # key id, signature


@lru_cache(maxsize=4096)
def key_id(public: bytes) -> str:
    """The name of an Ed25519 public key: 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:32]


def signed_bytes(payload: bytes) -> bytes:
    """What a signature is over: DSSE's pre-authentication encoding."""
    return b"DSSEv1 %d %s %d %s" % (len(_TYPE), _TYPE, len(payload), payload)


def payload_of(signed: bytes) -> bytes:
    """The payload in what a signature is over. Raises RecordError where it is nothing of ours."""
    head, _, rest = signed.partition(b"{")
    if signed != signed_bytes(b"{" + rest) or not head:
        raise RecordError("This is no file to sign for a record: it was changed, or is another file.")
    return b"{" + rest


SignedBy = Callable[[bytes, bytes, bytes, str], bool]  # public key, payload, signature, key id: is it good
Sign = Callable[[bytes], tuple[str, bytes]]  # a payload in; the key's id and the signature out


def sign_with(key: SigningKey) -> Sign:
    """Signs with an Ed25519 key at hand."""
    id, secret = key_id(bytes(key.verify_key)), bytes(key) + bytes(key.verify_key)
    return lambda payload: (id, crypto_sign(signed_bytes(payload), secret)[:crypto_sign_BYTES])


def seal(payload: bytes, signers: Iterable[Sign]) -> bytes:
    """The envelope's bytes. Raises RecordError where they are more than an entry may have."""
    signatures = sorted(sign(payload) for sign in signers)
    data = profile.typed(
        Envelope(
            base64s.encode(payload),
            PAYLOAD_TYPE,
            tuple(Signature(id, base64s.encode(one)) for id, one in signatures),
        )
    )
    if len(data) > LARGEST_ENTRY:
        raise RecordError(f"This entry is {len(data)} bytes and the most is {LARGEST_ENTRY}: shorten it.")
    return data


def unseal(data: bytes) -> Opened:
    """An envelope taken apart. Raises RecordError where the bytes are not its one spelling."""
    try:
        if len(data) > LARGEST_ENTRY:
            raise ValueError(f"it has {len(data)} bytes, and the most is {LARGEST_ENTRY}")
        found = _DECODER.decode(data)
        if not profile.spelt(found, data):
            raise ValueError("it is not in canonical form")
        if found.payloadType != PAYLOAD_TYPE:
            raise ValueError(f"its payload is of type “{found.payloadType}”")
        signatures = tuple((one.keyid, base64s.decode(one.sig)) for one in found.signatures)
        if len(signatures) > 1 and list(signatures) != sorted(set(signatures)):
            raise ValueError("its signatures are doubled or out of order")
        return Opened(base64s.decode(found.payload), signatures)
    except (ValueError, msgspec.MsgspecError) as problem:
        raise RecordError(f"This is no envelope of an entry: {problem}.") from problem


_DECODER = msgspec.json.Decoder(Envelope)


def signed_by(public: bytes, payload: bytes, signature: bytes, id: str = "") -> bool:
    """Whether the signature is this key's over the payload; its id says in which form it was made."""
    message = signed_bytes(payload)
    if id.startswith(SSH):
        message = sshsig.signed_bytes(message)
    if len(public) != crypto_sign_PUBLICKEYBYTES or len(signature) != crypto_sign_BYTES:
        return False
    try:
        crypto_sign_open(signature + message, public)
    except CryptoError:
        return False
    return True


def first_forged(asked: Sequence[tuple[bytes, bytes, bytes, str]]) -> int | None:
    """The place of the first signature that does not hold, of those asked about as `signed_by` is."""
    return next((n for n, one in enumerate(asked) if not signed_by(*one)), None)
