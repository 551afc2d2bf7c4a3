"""The Record page: what it proves, to whom, and what can be taken away."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from holdfire.register import commands
from holdfire.register.account import Account
from holdfire.register.models import Entry


@pytest.fixture
def reader(sign_in: Callable[[str], Client]) -> Client:
    """An observer before a record of three entries."""
    commands.receive(b"\x00\x01", by=Account(id="analyst"))
    return sign_in("observer")


def test_verifying_from_the_page_says_what_holds_and_what_does_not(reader: Client) -> None:
    assert "All 3 entries were read again" in reader.post("/record/verify/").content.decode()
    Entry.objects.filter(index=2).update(envelope=b"{}")
    page = reader.post("/record/verify/").content.decode()
    assert "The record does not hold" in page
    assert "Entry 2: " in page


def test_the_checkpoint_and_the_proof_of_an_entry_can_be_taken_away(reader: Client) -> None:
    kept = reader.get("/record/checkpoint").content.decode()
    assert kept.split("\n")[1] == "3"
    page = reader.get("/record/2/").content.decode()
    assert "it gives that root" in page and "/record/2/proof.html" in page
    proof = reader.get("/record/2/proof.html")
    assert proof.headers["Content-Disposition"] == 'attachment; filename="entry-2.html"'
    assert "Verifying…" in proof.content.decode()
    assert reader.get("/record/3/proof.html").status_code == 404
    assert Client().get("/record/2/proof.html").status_code == 302


def test_who_cosigned_and_who_has_not_is_shown(reader: Client, home: Path) -> None:
    from nacl.signing import SigningKey

    from holdfire.record.cosignature import Cosigner
    from holdfire.record.witness import with_lines
    from holdfire.register import cosigning
    from holdfire.register.instance import open_instance

    instance = open_instance()
    witness, other = (Cosigner(name, SigningKey.generate()) for name in ("a/w", "b/w"))
    try:
        cosigning.add_witness(instance, "armenia", witness.vkey)
        cosigning.add_witness(instance, "azerbaijan", other.vkey)
        signed = instance.store.latest()
        text = signed.partition("\n\n")[0] + "\n"
        cosigning.accept(instance, with_lines(signed, [witness.sign(text, 1_634_817_600)]))
        page = reader.get("/record/").content.decode()
        assert "armenia: cosigned 3 entries on 21 October 2021, 12:00 UTC" in page
        assert "azerbaijan: nothing yet" in page
    finally:
        (home / "policy").unlink()


def test_what_a_compromised_key_signed_is_told_and_linked(reader: Client) -> None:
    from holdfire.register import keyring

    assert "Compromised keys" not in reader.get("/record/").content.decode()
    keyring.revoke("analyst", "compromised", doubt_from=2)
    assert 'href="/record/compromised-keys/"' in reader.get("/record/").content.decode()
    page = reader.get("/record/compromised-keys/").content.decode()
    assert "analyst: entries 2 to 3" in page
    assert "Filed the report" in page
