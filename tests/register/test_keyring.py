"""Keys are granted, rotated and revoked on the record, and what is revoked signs no more."""

import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from holdfire.errors import RegisterError
from holdfire.record import entries
from holdfire.record.verify import verify
from holdfire.register import commands, keyring
from holdfire.register.instance import Instance
from holdfire.register.rebuild import rebuild
from tests.register.people import ANALYST, OBSERVER

BYTES = b"\x00\x01\x02"


def test_a_rotated_key_goes_on_and_the_old_one_does_not(instance: Instance) -> None:
    report = commands.receive(BYTES, by=ANALYST).report_id
    before = keyring.keys()[0].public
    keyring.rotate("analyst")
    assert keyring.keys()[0].public != before
    commands.set_date(report, date(2021, 10, 21), ANALYST)
    assert verify(instance.store, instance.vkey).ok
    assert rebuild(check=True).ok


def test_a_revoked_author_writes_nothing_until_granted_another_key(instance: Instance) -> None:
    report = commands.receive(BYTES, by=ANALYST).report_id
    keyring.revoke("analyst", "left")
    with pytest.raises(RegisterError, match="was revoked: grant another"):
        commands.set_date(report, date(2021, 10, 21), ANALYST)
    commands.set_date(report, date(2021, 10, 21), OBSERVER)
    keyring.grant("analyst", ANALYST.seat)
    commands.set_date(report, date(2021, 10, 22), ANALYST)
    assert verify(instance.store, instance.vkey).ok


def test_a_compromised_key_leaves_a_window_that_verify_reports(instance: Instance) -> None:
    report = commands.receive(BYTES, by=ANALYST).report_id
    for day in (1, 2, 3):
        commands.set_date(report, date(2021, 10, day), ANALYST)
    keyring.revoke("analyst", "compromised", doubt_from=4)
    found = verify(instance.store, instance.vkey)
    assert (found.ok, found.doubted) == (True, (4, 5))


def test_what_cannot_be_revoked_or_rotated_is_said_plainly(instance: Instance) -> None:
    with pytest.raises(RegisterError, match="has no key to revoke"):
        keyring.revoke("nobody", "lost")
    with pytest.raises(RegisterError, match="is no reason"):
        keyring.revoke("analyst", "bored")  # type: ignore[arg-type]
    commands.receive(BYTES, by=ANALYST)
    with pytest.raises(RegisterError, match="no entry 99"):
        keyring.revoke("analyst", "lost", doubt_from=99)
    with pytest.raises(RegisterError, match="No key of “nobody” is kept here"):
        keyring.rotate("nobody")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen: openssh-client")
def test_with_a_key_of_their_own_only_they_can_sign(instance: Instance, tmp_path: Path) -> None:
    key = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    keyring.grant("analyst", ANALYST.seat, Path(f"{key}.pub").read_text())
    with pytest.raises(RegisterError, match="signs with a key of their own"):
        commands.receive(BYTES, by=ANALYST)
    keyring.sign_with("analyst", key)
    commands.receive(BYTES, by=ANALYST)
    assert verify(instance.store, instance.vkey).ok
    with pytest.raises(RegisterError, match="was granted no key of their own"):
        keyring.sign_with("observer", key)


def test_an_expired_key_signs_no_more(instance: Instance) -> None:
    soon = datetime.now(UTC) + timedelta(days=1)
    keyring.grant("analyst", ANALYST.seat, expires=soon)
    report = commands.receive(BYTES, by=ANALYST).report_id
    assert keyring.keys()[0].expires == entries.spell(soon)
    with pytest.raises(RegisterError, match=r"expired .*: grant another with holdfire key grant analyst"):
        commands.receive(BYTES, by=ANALYST, received_at=soon)
    with pytest.raises(RegisterError, match="which is past: name a later day"):
        keyring.grant("analyst", ANALYST.seat, expires=datetime(2021, 1, 1, tzinfo=UTC))
    keyring.rotate("analyst")
    assert keyring.keys()[0].expires == entries.spell(soon)  # a fresh key does not outlive the grant
    commands.set_date(report, date(2021, 10, 21), ANALYST)
    assert verify(instance.store, instance.vkey).ok


def test_two_grants_one_after_the_other_are_two_keys(instance: Instance) -> None:
    commands.receive(BYTES, by=ANALYST)
    keyring.rotate("analyst")
    first = keyring.keys()[0].public
    keyring.rotate("analyst")
    assert keyring.keys()[0].public != first
    commands.receive(BYTES, by=ANALYST)
    assert verify(instance.store, instance.vkey).ok
