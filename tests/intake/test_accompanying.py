"""What came with received bytes: found as it stands, never trusted, and no file stops the receiving."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from holdfire.intake import accompanying
from holdfire.intake.accompanying import archive
from holdfire.intake.accompanying.found import Found

PLACE = {1: "N", 2: (39.0, 24.0, 0.0), 3: "E", 4: (47.0, 1.0, 48.0)}
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Darkroom 2" '
    b'xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="39,24N"/></rdf:RDF></x:xmpmeta>'
)
LETTER = (
    b"Received: from relay.example.org (relay.example.org [192.0.2.7]) by mx.example.net;\r\n"
    b" Thu, 21 Oct 2021 09:12:11 +0000\r\n"
    b"Received: from desk.example.org by relay.example.org; Thu, 21 Oct 2021 09:12:09 +0000\r\n"
    b"From: Press service <press@example.org>\r\nTo: desk@example.net\r\n"
    b"Subject: Statement\r\nDate: Thu, 21 Oct 2021 13:12:00 +0400\r\nMessage-ID: <1@example.org>\r\n\r\n"
    b"The ministry said that 112 people were returned.\r\n"
)


def photograph(xmp: bytes = b"") -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F], exif[0x0110] = "Acme", "Phone 3"
    exif.get_ifd(0x8825).update(PLACE)
    exif.get_ifd(0x8769).update({0x9003: "2021:10:20 14:03:11"})
    Image.new("RGB", (64, 48), "grey").save(out, "JPEG", exif=exif, **({"xmp": xmp} if xmp else {}))
    return out.getvalue()


def values(found: Found | None) -> dict[str, str]:
    assert found is not None
    return {one.name: one.value for one in found.items}


def test_a_photograph_says_when_and_with_what_it_was_taken_and_its_position_is_sealed() -> None:
    found = accompanying.look(photograph(XMP))
    said = values(found)
    assert said["Make"] == "Acme" and said["DateTimeOriginal"] == "2021:10:20 14:03:11"
    assert said["Position"] == "39.40000, 47.03000" and said["XMP CreatorTool"] == "Darkroom 2"
    open_ones = {one.name for one in found.items if not one.sealed}
    assert not {n for n in open_ones if "GPS" in n or n == "Position"}


def test_what_has_nothing_beside_its_content_gives_nothing() -> None:
    assert accompanying.look(b"The ministry said that 112 people were returned.") is None


def test_a_letter_shows_the_way_it_went() -> None:
    said = values(accompanying.look(LETTER))
    assert said["From"] == "Press service <press@example.org>" and said["Message-ID"] == "<1@example.org>"
    assert said["Received, 2 of 2"].startswith("from relay.example.org")
    assert said["Received, 1 of 2"].startswith("from desk.example.org")


def test_a_dkim_signature_is_recorded_and_verified_only_with_a_key_that_was_given() -> None:
    dkim = pytest.importorskip("dkim", reason="needs dkimpy: pip install holdfire[evidence]")
    from base64 import b64encode

    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.TraditionalOpenSSL, ser.NoEncryption())
    der = key.public_key().public_bytes(ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + b64encode(der)
    signed = dkim.sign(LETTER, b"s1", b"example.org", pem) + LETTER
    asked: list[str] = []

    def key_of(name: str) -> bytes:
        asked.append(name)
        return record

    assert "holds against the key given" in values(accompanying.look(signed, key_of))["DKIM signature"]
    assert set(asked) == {"s1._domainkey.example.org"}
    forged = signed.replace(b"112 people", b"999 people")
    assert "does not hold" in values(accompanying.look(forged, key_of))["DKIM signature"]
    assert "no key was given" in values(accompanying.look(signed))["DKIM signature"]


def web_archive(gzip: bool = True) -> bytes:
    pytest.importorskip("warcio", reason="needs warcio: pip install holdfire[evidence]")
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    for n in range(3):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        page = io.BytesIO(b"<p>Page %d</p>" % n)
        writer.write_record(
            writer.create_warc_record(
                f"https://example.org/{n}", "response", payload=page, http_headers=headers,
                warc_headers_dict={"WARC-Date": f"2021-10-2{n}T10:00:00Z"},
            )
        )  # fmt: skip
    return out.getvalue()


@pytest.mark.parametrize("gzip", [True, False])
def test_a_web_archive_lists_its_addresses_days_and_whether_digests_hold(gzip: bool) -> None:
    found = accompanying.look(web_archive(gzip))
    said = values(found)
    assert said["2021-10-21T10:00:00Z"] == "https://example.org/1"
    assert said["Records"] == "3; digests: 3 hold, 0 do not, 0 records have none"


def test_a_page_that_was_changed_in_a_web_archive_is_named() -> None:
    said = values(accompanying.look(web_archive(False).replace(b"Page 1", b"Rage 1")))
    assert said["2021-10-21T10:00:00Z"].endswith("digest does not hold")
    assert said["2021-10-20T10:00:00Z"] == "https://example.org/0"


def test_a_wacz_lists_what_is_in_its_archives_and_holds_it_to_its_digests() -> None:
    import hashlib

    inside, out = web_archive(), io.BytesIO()
    resources = [
        {"path": "archive/data.warc.gz", "hash": f"sha256:{hashlib.sha256(inside).hexdigest()}"},
        {"path": "pages/pages.jsonl", "hash": f"sha256:{'0' * 64}"},
    ]
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("datapackage.json", json.dumps({"title": "A day", "resources": resources}))
        package.writestr("archive/data.warc.gz", inside)
        package.writestr("pages/pages.jsonl", "{}")
    said = values(accompanying.look(out.getvalue()))
    assert said["Title"] == "A day" and said["2021-10-22T10:00:00Z"] == "https://example.org/2"
    assert said["Digests of its files"] == "1 hold, not of pages/pages.jsonl"


def test_a_bomb_in_a_web_archive_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = web_archive()
    monkeypatch.setattr(archive, "UNPACKED", 20)
    found = accompanying.look(whole)
    assert found is not None and any("larger than is read" in note for note in found.notes)


def test_a_thousand_headers_are_cut_and_it_is_said() -> None:
    hop = b"Received: from a by b; Thu, 21 Oct 2021 09:12:11 +0000\r\n"
    found = accompanying.look(hop * 1000 + LETTER)
    assert found is not None and len(found.items) < 100 and "servers" in found.notes[0]


def signed_photograph(tmp_path: Path) -> bytes:
    c2pa = pytest.importorskip("c2pa", reason="needs c2pa-python: pip install holdfire[evidence]")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    now = datetime.now(UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [
        x509.Name(
            [x509.NameAttribute(NameOID.ORGANIZATION_NAME, o), x509.NameAttribute(NameOID.COMMON_NAME, o)]
        )
        for o in ("Camera maker", "Root")
    ]

    def certificate(who: int, by: int, ca: bool) -> x509.Certificate:
        made = (
            x509.CertificateBuilder()
            .subject_name(names[who]).issuer_name(names[by]).public_key(keys[who].public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca, None), True)
            .add_extension(x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(keys[who].public_key()), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[by].public_key()), False
            )
        )  # fmt: skip
        if not ca:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), True)
        return made.sign(keys[by], hashes.SHA256())

    chain = b"".join(certificate(who, 1, who == 1).public_bytes(ser.Encoding.PEM) for who in (0, 1))
    key = keys[0].private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, ser.NoEncryption())
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=key, ta_url=None)
    manifest = {
        "claim_generator_info": [{"name": "Test camera", "version": "1"}],
        "title": "The road",
        "assertions": [
            {"label": "c2pa.actions", "data": {"actions": [{"action": "c2pa.created",
             "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"}]}}
        ],
    }  # fmt: skip
    out = io.BytesIO()
    with c2pa.Builder(json.dumps(manifest)) as builder, c2pa.Signer.from_info(info) as signer:
        builder.sign(signer, "image/jpeg", io.BytesIO(photograph()), out)
    return out.getvalue()


def test_a_c2pa_manifest_is_verified_and_recorded_and_never_a_gate(tmp_path: Path) -> None:
    signed = signed_photograph(tmp_path)
    said = values(accompanying.look(signed))
    assert said["Verification"] == "Valid" and said["Signed by"] == "Camera maker"
    assert said["Title"] == "The road" and said["Make"] == "Acme"
    changed = bytearray(signed)
    changed[-100] ^= 1  # in the picture, after the manifest
    found = accompanying.look(bytes(changed))
    assert values(found)["Verification"] == "Invalid"
    assert found is not None and any("does not hold" in note for note in found.notes)
    damaged = signed.replace(b"c2pa.claim", b"c2pa.clxim")
    assert accompanying.look(damaged) is not None


KINDS = [photograph(XMP), LETTER]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_file_however_broken_stops_the_receiving(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(KINDS))
    cut = bytearray(whole[: data.draw(st.integers(1, len(whole)))])
    for _ in range(data.draw(st.integers(0, 8))):
        cut[data.draw(st.integers(0, len(cut) - 1))] = data.draw(st.integers(0, 255))
    found = accompanying.look(bytes(cut))
    assert found is None or len(found.items) <= accompanying.MOST
