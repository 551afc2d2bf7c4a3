"""Who else may open what: granted on the record, taken away on the record, opened with stock age."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pyrage import x25519

from holdfire.errors import RecordError, RegisterError
from holdfire.record import access as kinds
from holdfire.record import note
from holdfire.record.note import Signer
from holdfire.record.receipts import shred_copy
from holdfire.record.storage import OBJECT, storage_at
from holdfire.record.vault import Vault, envelope, fingerprint
from holdfire.record.verify import verify
from holdfire.register import access, backup, commands
from holdfire.register.instance import Instance, open_instance
from holdfire.register.models import Entry
from tests.record.s3 import BUCKET, point_at, s3  # noqa: F401
from tests.register.people import ANALYST

TEXT = b"The ministry said on 20 October that 112 people were returned."


@pytest.fixture
def report(instance: Instance) -> str:
    return commands.receive(TEXT, by=ANALYST, filename="returned.txt").report_id


def test_a_seat_opens_with_its_own_key_what_was_granted_and_nothing_else(
    report: str, instance: Instance, tmp_path: Path
) -> None:
    other = commands.receive(b"The ministry said more on Monday.", by=ANALYST).report_id
    seat = x25519.Identity.generate()
    to = str(seat.to_public())
    entry, count = access.grant(report[:12], to, ground="seat", seat="armenia", by=ANALYST)
    assert count == 2  # the bytes, and what came with them
    theirs = Vault(instance.home / "vault", seat, instance._keys.index)
    assert theirs.fetch(report) == TEXT and theirs.fetch(other) is None
    said = Entry.objects.get(index=entry)
    assert (said.kind, said.subject) == ("access-granted", report)
    assert fingerprint(to).encode() not in bytes(said.envelope)  # it is base64 there
    assert access.readers(report) == [access.Reader(to=fingerprint(to), seat="armenia", entry=entry)]
    assert access.grant(report, to, ground="seat", seat="armenia", by=ANALYST)[0] == entry  # once
    assert verify(instance.store, instance.vkey).ok and instance.scrub().ok
    if shutil.which("age"):
        mine, opened = tmp_path / "mine", tmp_path / "opened"
        mine.write_text(f"{seat}\n")
        there = instance.home / "vault" / report[:2] / report
        opened.write_bytes(
            subprocess.check_output(["age", "-d", "-i", mine, there / envelope(seat.to_public())])
        )
        assert subprocess.check_output(["age", "-d", "-i", opened, there / OBJECT]).startswith(TEXT)


def test_what_is_withdrawn_opens_no_more_here_and_with_the_next_backup_there(
    report: str, instance: Instance, tmp_path: Path
) -> None:
    seat = x25519.Identity.generate()
    to = str(seat.to_public())
    access.grant(report, to, ground="expert", by=ANALYST)
    backup.back_up(tmp_path / "copy")
    copied = Vault(tmp_path / "copy/vault", seat, instance._keys.index)
    assert copied.fetch(report) == TEXT
    assert access.withdraw(report, fingerprint(to), ground="lost", by=ANALYST)[1] == 2
    assert Vault(instance.home / "vault", seat, instance._keys.index).fetch(report) is None
    assert access.readers(report) == [] and instance.fetch(report) == TEXT
    backup.back_up(tmp_path / "copy")
    assert copied.fetch(report) is None
    again = access.grant(report, to, ground="expert", by=ANALYST)[0]
    assert [one.entry for one in access.readers(report)] == [again]


def test_what_cannot_be_granted_or_withdrawn_is_said_in_a_sentence(report: str, instance: Instance) -> None:
    to = str(x25519.Identity.generate().to_public())
    size = Entry.objects.count()
    for what, recipient, ground, says in (
        ("2099-001", to, "seat", "no report, inquiry or object"),
        (report, "age1nonsense", "seat", "no age recipient"),
        (report, to, "whim", "no ground"),
    ):
        with pytest.raises(RegisterError, match=says):
            access.grant(what, recipient, ground=ground, by=ANALYST)
    with pytest.raises(RegisterError, match="never granted"):
        access.withdraw(report, to, ground="left", by=ANALYST)
    with pytest.raises(RegisterError, match="own key"):
        access.withdraw(report, str(instance.vault_recipient), ground="left", by=ANALYST)
    assert Entry.objects.count() == size
    commands.shred(report, "law", ANALYST)
    with pytest.raises(RegisterError, match="shredded"):
        access.grant(report, to, ground="seat", by=ANALYST)


def test_shredding_takes_every_grant_with_it(report: str, instance: Instance) -> None:
    seat = x25519.Identity.generate()
    access.grant(report, str(seat.to_public()), ground="seat", by=ANALYST)
    commands.shred(report, "safety", ANALYST)
    assert instance.vault.readers(report) == frozenset() and instance.scrub().ok


def test_a_copy_signs_that_it_shredded_too_and_anybody_can_verify_it(
    report: str, instance: Instance, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    backup.back_up(copy)
    shredded = commands.shred(report, "safety", ANALYST)
    signer = Signer.generate("replica/one")
    with pytest.raises(RecordError, match="bring the copy up to date"):
        shred_copy(copy, shredded, signer)
    backup.back_up(copy)
    receipt = shred_copy(copy, shredded, signer)
    assert not list((copy / "vault" / report[:2] / report).glob("to-*"))
    entry = access.confirm(receipt, signer.vkey, ANALYST)
    assert Entry.objects.get(index=entry).subject == str(shredded)
    assert verify(instance.store, instance.vkey).ok
    other = Signer.generate("replica/two")
    for false, key, says in (
        (receipt.replace(report, "0" * 64), signer.vkey, "not over this text"),
        (receipt, other.vkey, "no signature by"),
        (note.sign("holdfire-shredded/v1\nx\n0\n\n", [other]), other.vkey, "shredded nothing"),
        (note.sign("hello\n", [other]), other.vkey, "no receipt"),
    ):
        with pytest.raises(RecordError, match=says):
            access.confirm(false, key, ANALYST)


def test_a_receipt_that_the_operator_made_up_is_found_by_whoever_verifies(
    report: str, instance: Instance
) -> None:
    """Written past the command, straight onto the record."""
    shredded = commands.shred(report, "safety", ANALYST)
    signer = Signer.generate("replica/one")
    receipt = note.sign(kinds.receipt_text(instance.origin, shredded, ("0" * 64,)), [signer])
    made_up = kinds.confirmed(receipt, signer.vkey)
    number = access._say(made_up, ANALYST)
    found = verify(instance.store, instance.vkey)
    assert not found.ok and found.entry == number and "is not over what entry" in str(found.problem)


def test_a_register_whose_vault_is_a_bucket_is_scrubbed_shredded_and_backed_up_like_any_other(
    db: None,
    settings: Any,
    tmp_path: Path,
    s3: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    point_at(monkeypatch, s3)
    settings.HOLDFIRE_HOME, settings.HOLDFIRE_VAULT = tmp_path / "home", f"s3://{BUCKET}/{tmp_path.name}"
    instance = open_instance()
    first = commands.receive(TEXT, by=ANALYST, filename="returned.txt").report_id
    second = commands.receive(b"The ministry said more on Monday.", by=ANALYST).report_id
    assert not (tmp_path / "home/vault").exists() and instance.scrub().ok
    commands.shred(first, "law", ANALYST)
    assert instance.fetch(first) is None and instance.scrub().ok
    made = backup.back_up(tmp_path / "copy", "a phrase")
    assert made.objects == 3
    settings.HOLDFIRE_VAULT = f"s3://{BUCKET}/{tmp_path.name}-again"
    backup.lay_out(tmp_path / "copy", tmp_path / "again", "a phrase")
    again = Vault(
        storage_at(settings.HOLDFIRE_VAULT, tmp_path / "again"), instance.vault_identity, instance._keys.index
    )
    assert again.fetch(second) == instance.fetch(second) is not None and again.fetch(first) is None
