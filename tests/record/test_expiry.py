"""A key that expires signs no more, and witnesses bound what it signed while nobody vouches for a clock."""

import msgspec
import pytest
from nacl.signing import SigningKey

from holdfire.record import bag, checkpoint, entries, envelope, note, policy, witness
from holdfire.record.cosignature import Cosigner
from holdfire.record.entries import KeyGranted
from holdfire.record.policy import Group, Policy, Witness
from holdfire.record.verify import Verification, verify
from tests.record.memory import ROOT, Writer, written_date

EXPIRES = "2021-11-01T00:00:00Z"
END = int(entries.moment(EXPIRES).timestamp())


@pytest.fixture
def expiring(writer: Writer) -> Writer:
    """Entry 7 grants ana a key until November; she signs entries 8 to 10."""
    writer.keys["ana"] = SigningKey.generate()
    writer.write(KeyGranted(author="ana", key=writer.public("ana"), custody="author", expires=EXPIRES), ROOT)
    for n in range(3):
        writer.date(n, "ana")
    return writer


WITNESSES = [Cosigner(name, SigningKey.generate()) for name in ("north", "south", "mediator")]


def rule(writer: Writer) -> Policy:
    names = tuple(one.name for one in WITNESSES)
    group = Group("seats", 2, names)
    return Policy(
        logs=(writer.log.vkey,),
        witnesses=tuple(Witness(one.name, one.vkey) for one in WITNESSES),
        groups=(group,),
        quorum="seats",
    )


def cosign(writer: Writer, size: int, *times: int) -> None:
    """The checkpoint of this size, cosigned by as many witnesses as there are times."""
    text = note.parse(writer.store.notes[size - 1]).text
    lines = [one.sign(text, at) for one, at in zip(WITNESSES, times, strict=False)]
    writer.store.notes[size - 1] = witness.with_lines(writer.store.notes[size - 1], lines)
    assert len(policy.judge(writer.store.notes[size - 1], rule(writer)).cosigned) == len(times)
    assert checkpoint.read(text).size == size


def found(writer: Writer) -> Verification:
    return verify(writer.store, writer.log.vkey, rule=rule(writer))


def test_what_claims_a_time_after_the_expiry_is_refused(expiring: Writer) -> None:
    assert found(expiring).ok
    expiring.write(written_date(9), "ana", claimed="2021-10-31T23:59:59Z")
    assert found(expiring).ok
    expiring.write(written_date(9), "ana", claimed=EXPIRES)
    assert found(expiring).entry == 12
    assert "the key expired 2021-11-01T00:00:00Z" in (found(expiring).problem or "")


def test_what_a_quorum_saw_before_the_expiry_was_in_time(expiring: Writer) -> None:
    cosign(expiring, 10, END - 10, END - 5)
    cosign(expiring, 11, END + 10, END + 10)
    assert (found(expiring).ok, found(expiring).expired) == (True, (10,))


def test_one_witness_short_of_a_quorum_shows_nothing(expiring: Writer) -> None:
    cosign(expiring, 10, END - 10, END)
    assert found(expiring).expired == (8, 9, 10)


def test_before_any_clock_has_passed_the_expiry_nothing_is_named(expiring: Writer) -> None:
    assert found(expiring).expired == ()
    cosign(expiring, 9, END - 10, END - 10)
    assert found(expiring).expired == ()


def test_a_later_grant_counts_from_then_on_and_not_backwards(expiring: Writer) -> None:
    expiring.grant("ana")
    expiring.write(written_date(9), "ana", claimed="2022-01-01T00:00:00Z")
    cosign(expiring, 13, END + 10, END + 10)
    assert (found(expiring).ok, found(expiring).expired) == (True, (8, 9, 10))


def test_a_copy_says_the_same(expiring: Writer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    cosign(expiring, 10, END - 10, END - 5)
    cosign(expiring, 11, END + 10, END + 10)
    bag.export(expiring.store, tmp_path, expiring.store.notes[-1], rule(expiring))
    store = bag.opened(tmp_path)
    told = verify(store, expiring.log.vkey, rule=policy.read(store.policy()))
    assert (told.ok, told.expired) == (True, (10,))


def test_a_grant_without_expiry_is_spelt_as_it_always_was(writer: Writer) -> None:
    payload = envelope.unseal(writer.store.entries[1]).payload
    assert b"expires" not in payload
    assert msgspec.json.decode(payload)["entry"].keys() == {"author", "custody", "key", "seat", "type"}
