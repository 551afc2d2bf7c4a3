"""Two of three parties grant, revoke and hand over, each with a key that never touches this machine."""

import subprocess
from datetime import date
from pathlib import Path

import pytest

from holdfire.errors import RecordError, RegisterError
from holdfire.record import asked, bag, entries, envelope, sshsig
from holdfire.record.verify import verify
from holdfire.register import commands, keyring, roots
from holdfire.register.instance import Instance
from holdfire.register.rebuild import rebuild
from tests.register.parties import Party, needs_ssh, parties, signed
from tests.register.people import ANALYST, OBSERVER

pytestmark = needs_ssh
BYTES = b"\x00\x01\x02"
Table = dict[str, Party]


@pytest.fixture
def table(instance: Instance, tmp_path: Path) -> Table:
    """A record that three parties began."""
    (tmp_path / "sticks").mkdir()
    table = parties(tmp_path / "sticks")
    begun = roots.begin({name: party.public for name, party in table.items()}, 2)
    assert roots.seal(begun, signed(begun, *table.values())) == 0
    return table


def grant(table: Table, *authors: str, by: tuple[str, str] = ("north", "mediator")) -> int:
    proposed = roots.propose([keyring.grant_of(author, ANALYST.seat) for author in authors])
    return roots.seal(proposed, signed(proposed, *(table[name] for name in by)))


def holds(instance: Instance) -> bool:
    return verify(instance.store, instance.vkey).ok


def test_any_two_of_the_three_grant_and_revoke(instance: Instance, table: Table) -> None:
    assert grant(table, "analyst", by=("north", "south")) == 1
    report = commands.receive(BYTES, by=ANALYST).report_id
    assert grant(table, "observer", by=("mediator", "south")) == 3
    revoked = roots.propose([keyring.revocation_of("analyst", "left")])
    roots.seal(revoked, signed(revoked, table["north"], table["mediator"]))
    with pytest.raises(RegisterError, match="was revoked"):
        commands.set_date(report, date(2021, 10, 21), ANALYST)
    commands.set_date(report, date(2021, 10, 21), OBSERVER)
    assert holds(instance)
    assert rebuild(check=True).ok


def test_nobody_is_granted_a_key_behind_the_roots_backs(instance: Instance, table: Table) -> None:
    with pytest.raises(
        RegisterError, match=r"was granted no key: 2 of the roots .* key propose grant analyst"
    ):
        commands.receive(BYTES, by=ANALYST)
    with pytest.raises(RegisterError, match="grant and revoke together on this record"):
        keyring.grant("analyst", ANALYST.seat)
    grant(table, "analyst")
    elsewhere = type(ANALYST)(id="analyst", seat="another")
    with pytest.raises(
        RegisterError, match="acts for “another” and their key was granted for “peacekeepers”"
    ):
        commands.receive(BYTES, by=elsewhere)
    assert instance.store.size() == 2


def test_many_grants_are_one_file_and_one_entry(instance: Instance, table: Table) -> None:
    first = roots.propose([keyring.grant_of("analyst", ANALYST.seat)])
    both = roots.propose([keyring.grant_of("observer", OBSERVER.seat)], first)
    roots.seal(both, signed(both, table["north"], table["south"]))
    report = commands.receive(BYTES, by=ANALYST).report_id
    commands.set_date(report, date(2021, 10, 21), OBSERVER)
    assert {one.entry for one in (*keyring.keys(),)} == {1}
    assert holds(instance)
    assert rebuild(check=True).ok
    with pytest.raises(RegisterError, match="named twice"):
        roots.propose([keyring.grant_of("analyst")], both)


def test_a_second_grant_is_a_fresh_key_and_the_first_signs_until_then(
    instance: Instance, table: Table
) -> None:
    grant(table, "analyst")
    proposed = roots.propose([keyring.grant_of("analyst", ANALYST.seat)])
    report = commands.receive(BYTES, by=ANALYST).report_id
    roots.seal(proposed, signed(proposed, table["north"], table["south"]))
    before = keyring.keys()[0].public
    commands.set_date(report, date(2021, 10, 21), ANALYST)
    grant(table, "analyst")
    assert keyring.keys()[0].public != before
    commands.set_date(report, date(2021, 10, 22), ANALYST)
    assert holds(instance)


def test_what_is_missing_doubled_unknown_or_over_something_else_is_said(
    instance: Instance, table: Table, tmp_path: Path
) -> None:
    north, south = table["north"], table["south"]
    (tmp_path / "others").mkdir()
    stranger = parties(tmp_path / "others", "stranger")["stranger"]
    proposed = roots.propose([keyring.grant_of("analyst", ANALYST.seat)])
    for signatures, words in (
        ({}, "2 of the roots must sign this and 0 did"),
        (signed(proposed, north), "have it signed by root:south, root:mediator"),
        (
            {"a.sig": north.sign(proposed), "b.sig": north.sign(proposed)},
            "Two of the signatures are by “root:n",
        ),
        (signed(proposed, north, stranger), "in stranger.sig is by a key that is none of the roots"),
        (
            signed(proposed + b" ", north) | signed(proposed, south),
            "“root:north” in north.sig is not over this",
        ),
        ({"n.sig": north.sign(proposed, "file")} | signed(proposed, south), r"n.sig: .* namespace holdfire"),
    ):
        with pytest.raises((RegisterError, RecordError), match=words):
            roots.seal(proposed, signatures)
    changed = proposed.replace(b"analyst", b"someone")
    with pytest.raises(RegisterError, match="is not over this file"):
        roots.seal(changed, signed(proposed, north, south))
    with pytest.raises(RecordError, match="no file to sign"):
        roots.seal(b"anything", signed(b"anything", north, south))
    assert instance.store.size() == 1


def test_what_was_overtaken_is_stale(instance: Instance, table: Table) -> None:
    first = roots.propose([keyring.grant_of("analyst", ANALYST.seat)])
    grant(table, "observer")
    with pytest.raises(RegisterError, match="before something else was signed"):
        roots.seal(first, signed(first, table["north"], table["south"]))
    sealed = roots.propose([keyring.grant_of("analyst", ANALYST.seat)])
    given = signed(sealed, table["north"], table["south"])
    roots.seal(sealed, given)
    with pytest.raises(RegisterError, match="before something else was signed"):
        roots.seal(sealed, given)


def test_what_others_wrote_meanwhile_makes_nothing_stale(instance: Instance, table: Table) -> None:
    grant(table, "observer")
    proposed = roots.propose([keyring.grant_of("analyst", ANALYST.seat)])
    commands.receive(BYTES, by=OBSERVER)
    roots.seal(proposed, signed(proposed, table["north"], table["south"]))
    assert holds(instance)


def test_a_party_replaces_its_root_and_the_old_key_counts_no_more(
    instance: Instance, table: Table, tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    fresh = parties(tmp_path / "new", "north")["north"]
    publics = {name: party.public for name, party in table.items()} | {"north": fresh.public}
    proposed = roots.propose_roots(publics, 2)
    two = signed(proposed, table["south"], table["mediator"])
    with pytest.raises(RegisterError, match="Every new root signs as well, and root:north did not"):
        roots.seal(proposed, two)
    roots.seal(proposed, two | {"new.sig": fresh.sign(proposed)})
    with pytest.raises(RegisterError, match="none of the roots"):
        grant(table, "analyst", by=("north", "south"))
    grant(table | {"north": fresh}, "analyst", by=("north", "south"))
    commands.receive(BYTES, by=ANALYST)
    assert holds(instance)


def test_a_record_begun_alone_is_handed_over_to_the_parties(instance: Instance, tmp_path: Path) -> None:
    commands.receive(BYTES, by=ANALYST)
    (tmp_path / "sticks").mkdir()
    table = parties(tmp_path / "sticks")
    proposed = roots.propose_roots({name: party.public for name, party in table.items()}, 2)
    roots.seal(proposed, signed(proposed, *table.values()))
    with pytest.raises(RegisterError, match="grant and revoke together"):
        keyring.rotate("analyst")
    commands.receive(BYTES, by=ANALYST)  # a key granted before stands
    grant(table, "observer")
    assert holds(instance)


def test_nothing_begins_the_record_while_the_parties_sign(instance: Instance, tmp_path: Path) -> None:
    (tmp_path / "sticks").mkdir()
    table = parties(tmp_path / "sticks")
    begun = roots.begin({name: party.public for name, party in table.items()}, 2)
    with pytest.raises(RegisterError, match="have not signed the beginning"):
        commands.receive(BYTES, by=ANALYST)
    with pytest.raises(RegisterError, match="3 of the roots must sign this and 2 did"):
        roots.seal(begun, signed(begun, table["north"], table["south"]))
    roots.abandon()
    commands.receive(BYTES, by=ANALYST)
    with pytest.raises(RegisterError, match="has begun already"):
        roots.seal(begun, signed(begun, *table.values()))
    with pytest.raises(RegisterError, match="has begun, and its roots"):
        roots.begin({"north": table["north"].public}, 1)
    assert holds(instance)


def test_a_copy_verifies_without_this_machine_and_ssh_keygen_takes_its_signatures(
    instance: Instance, table: Table, tmp_path: Path
) -> None:
    grant(table, "analyst", by=("south", "mediator"))
    bag.export(instance.store, tmp_path / "copy", instance.store.latest(), instance.policy())
    store = bag.opened(tmp_path / "copy")
    assert verify(store, instance.vkey).ok
    for data, count in zip(store.envelopes(0, 2), (3, 2), strict=True):
        opened = envelope.unseal(data)
        keys = {envelope.key_id(sshsig.public_key(party.public)): party for party in table.values()}
        assert len(opened.signatures) == count
        for id, signature in opened.signatures:
            party = keys[id.removeprefix(envelope.SSH)]
            (tmp_path / "signers").write_text(f"root {party.public}")
            (tmp_path / "sig").write_text(sshsig.armored(sshsig.public_key(party.public), signature))
            check = ["ssh-keygen", "-Y", "verify", "-n", "holdfire", "-I", "root", "-f"]
            check += [str(tmp_path / "signers"), "-s", str(tmp_path / "sig")]
            subprocess.run(check, input=envelope.signed_bytes(opened.payload), check=True)


def test_what_is_to_be_signed_says_so_in_words(table: Table) -> None:
    proposed = roots.propose([keyring.grant_of("analyst", "peacekeepers", table["north"].public)])
    words = "\n".join(asked.in_words(asked.read(proposed)))
    assert "grant analyst for peacekeepers this key, their own" in words
    assert sshsig.public_line(sshsig.public_key(table["north"].public)) in words
    assert isinstance(asked.read(proposed).entry, entries.KeyGranted)
