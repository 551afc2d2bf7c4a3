"""What only a device signs: the assertion stands in the envelope and is checked by anybody, offline."""

import base64
import hashlib
import json
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2 import cbor
from fido2.cose import ES256, RS256, EdDSA

from holdfire.record import entries, envelope, evidence, passkeys
from holdfire.record.entries import KeyRevoked, KeysChanged, PasskeyGranted
from holdfire.record.passkeys import Assertion, spell
from holdfire.record.verify import verify
from tests.record.memory import ROOT, Writer, written_date
from tests.record.test_evidence import verdict  # noqa: F401  (a fixture)

SITE = "commission.example"


class Device:
    """An authenticator, as WebAuthn describes one."""

    def __init__(self, kind: str = "ES256") -> None:
        self._key: Any = {
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "EdDSA": ed25519.Ed25519PrivateKey.generate,
            "RS256": lambda: rsa.generate_private_key(65537, 2048),
        }[kind]()
        cose = {"ES256": ES256, "EdDSA": EdDSA, "RS256": RS256}[kind]
        self.public = spell(cbor.encode(cose.from_cryptography_key(self._key.public_key())))
        self.id = envelope.WEBAUTHN + passkeys.key_id(self.public)

    def touch(self, over: bytes, *, site: str = SITE, flags: int = 5, kind: str = "webauthn.get") -> bytes:
        """The signature of an envelope over bytes."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(over).digest()).decode().rstrip("=")
        client = json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{site}"}).encode()
        authenticator = hashlib.sha256(site.encode()).digest() + bytes([flags]) + (1).to_bytes(4, "big")
        signed = authenticator + hashlib.sha256(client).digest()
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            made = self._key.sign(signed, ec.ECDSA(hashes.SHA256()))
        elif isinstance(self._key, rsa.RSAPrivateKey):
            made = self._key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        else:
            made = self._key.sign(signed)
        given = Assertion(authenticator=spell(authenticator), client=spell(client), signature=spell(made))
        return passkeys.spelt(given)


def grant(*devices: Device, **said: Any) -> PasskeyGranted:
    given = {"author": "analyst", "site": SITE, "kinds": ("date-set",)} | said
    return PasskeyGranted(keys=tuple(one.public for one in devices), **given)


def touched(writer: Writer, device: Device, n: int = 1, author: str = "analyst", **how: Any) -> None:
    """One small entry, signed by a device."""
    drafted = writer.sealed(written_date(n), author, key=writer.keys["analyst"])
    payload = envelope.unseal(drafted).payload
    signature = device.touch(envelope.signed_bytes(payload), **how)
    sealed = envelope.seal(payload, [lambda _: (device.id, signature)])
    writer.append(sealed)
    from holdfire.record.merkle import leaf_hash

    writer._last[author] = entries.decode(payload).seq, leaf_hash(sealed)


def problem(writer: Writer) -> str:
    return verify(writer.store, writer.log.vkey).problem or ""


@pytest.mark.parametrize("kind", ["ES256", "EdDSA", "RS256"])
def test_an_entry_signed_by_a_device_holds(writer: Writer, kind: str) -> None:
    device, other = Device(kind), Device()
    writer.write(grant(device, other), ROOT)
    touched(writer, device)
    touched(writer, other, 2)
    assert verify(writer.store, writer.log.vkey).ok


def test_the_key_that_the_operator_keeps_signs_those_no_more(writer: Writer) -> None:
    writer.date(3)
    writer.write(grant(Device()), ROOT)
    writer.date(4)
    assert problem(writer) == (
        "Entry 9: It is not signed by a passkey of “analyst”, as entries of its kind are."
    )


def test_the_other_kinds_are_signed_as_before(writer: Writer) -> None:
    writer.write(grant(Device(), kinds=("claim-decided",)), ROOT)
    writer.date(4)
    assert verify(writer.store, writer.log.vkey).ok


@pytest.mark.parametrize(
    "how",
    [
        {"site": "elsewhere.example"},
        {"flags": 0},
        {"kind": "webauthn.create"},
    ],
)
def test_a_touch_for_something_else_is_refused(writer: Writer, how: dict[str, Any]) -> None:
    device = Device()
    writer.write(grant(device), ROOT)
    touched(writer, device, **how)
    assert "changed or forged" in problem(writer)


def test_another_device_and_another_entry_are_refused(writer: Writer) -> None:
    device = Device()
    writer.write(grant(device), ROOT)
    payload = envelope.unseal(writer.sealed(written_date(1), "analyst")).payload
    signature = device.touch(envelope.signed_bytes(payload + b" "))
    writer.append(envelope.seal(payload, [lambda _: (device.id, signature)]))
    assert "changed or forged" in problem(writer)
    fresh = Writer().begin()
    fresh.write(grant(device), ROOT)
    touched(fresh, Device())
    assert "not signed by a passkey" in problem(fresh)


def test_a_passkey_may_be_all_an_author_has_and_goes_with_the_author(writer: Writer) -> None:
    device = Device()
    given = grant(device, author="ana", kinds=())
    writer.write(KeysChanged(changes=(given,)), ROOT)
    touched(writer, device, author="ana")
    assert verify(writer.store, writer.log.vkey).ok
    writer.write(KeyRevoked(author="ana", reason="lost"), ROOT)
    touched(writer, device, 2, author="ana")
    assert "No key was granted" in problem(writer)


def test_an_expired_passkey_signs_no_more(writer: Writer) -> None:
    device = Device()
    writer.write(grant(device, expires="2021-10-21T12:00:00Z"), ROOT)
    touched(writer, device)
    assert "the key expired" in problem(writer)


def test_an_assertion_has_one_spelling(writer: Writer) -> None:
    device, message = Device(), b"an entry"
    signature = device.touch(message)
    assert passkeys.signed_by(device.public, SITE, message, signature)
    spaced = json.dumps(json.loads(signature)).encode()
    assert not passkeys.signed_by(device.public, SITE, message, spaced)
    assert not passkeys.signed_by(device.public, SITE, message, signature[:-1])
    more = msgspec.json.encode(json.loads(signature) | {"more": "x"})
    assert not passkeys.signed_by(device.public, SITE, message, more)


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["ES256", "RS256"])
def test_one_page_proves_what_a_device_signed(
    writer: Writer,
    verdict: Any,  # noqa: F811
    kind: str,
) -> None:
    device = Device(kind)
    writer.write(grant(device), ROOT)
    for n in range(4):  # a number of an ECDSA signature may be shorter, or begin with a zero
        touched(writer, device, n)
        last = writer.store.size() - 1
        page = evidence.page(evidence.gather(writer.store, last, writer.store.notes[-1], writer.log.vkey))
        assert f"Entry {last} is on the record as it stands here" in verdict(page)
    touched(writer, device, 9, site="elsewhere.example")
    page = evidence.page(evidence.gather(writer.store, last + 1, writer.store.notes[-1], writer.log.vkey))
    assert "touched for another site" in verdict(page)
    drafted = envelope.unseal(writer.sealed(written_date(1), "analyst")).payload
    signature = device.touch(b"something else")
    writer.append(envelope.seal(drafted, [lambda _: (device.id, signature)]))
    page = evidence.page(evidence.gather(writer.store, last + 2, writer.store.notes[-1], writer.log.vkey))
    assert "touched for something else" in verdict(page)
