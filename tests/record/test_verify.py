"""Verifying names the first entry at fault, whatever was done and by whom."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from nacl.signing import SigningKey

from holdfire.record import base64s
from holdfire.record.entries import Genesis, KeyGranted, Root, Seen
from holdfire.record.note import Verifier
from holdfire.record.verify import _outcome, _Run, verify
from tests.record.memory import ROOT, Writer, written_date


def test_an_untouched_record_holds(writer: Writer) -> None:
    found = verify(writer.store, writer.log.vkey)
    assert (found.ok, found.problem, found.size) == (True, None, 7)
    assert found.signatures == found.checkpoints == 7


def test_an_empty_record_holds_and_says_that_it_is_empty() -> None:
    found = verify(Writer().store, Writer().log.vkey)
    assert (found.ok, found.size) == (True, 0)


def forge(writer: Writer, at: int) -> None:
    """What an operator with every key but the author's could do: a new history that begins like the old."""
    kept = writer.store.entries
    writer.store.entries, writer.store.kept, writer.store.notes = [], {}, []
    for n, data in enumerate(kept):
        writer.append(data if n != at else kept[at - 1])


TOUCHED: dict[str, tuple[Callable[[Writer], None], int, str]] = {
    "dropped": (lambda w: w.store.entries.pop(4), 4, "Entry 4"),
    "swapped": (lambda w: w.store.entries.insert(3, w.store.entries.pop(4)), 3, "Entry 3"),
    "doubled": (lambda w: w.store.entries.insert(4, w.store.entries[3]), 4, "Entry 4"),
    "cut off at the end": (lambda w: w.store.entries.pop(), 6, "dropped"),
    "no checkpoints": (lambda w: w.store.notes.clear(), None, "no checkpoint"),  # type: ignore[dict-item]
    "last checkpoint gone": (lambda w: w.store.notes.pop(), 6, "No checkpoint covers"),
    "regrown with the log's key": (lambda w: forge(w, 4), 4, "Entry 4"),
}


@pytest.mark.parametrize("what", TOUCHED)
def test_what_was_done_is_found_and_named(what: str, writer: Writer) -> None:
    touch, entry, words = TOUCHED[what]
    touch(writer)
    found = verify(writer.store, writer.log.vkey)
    assert not found.ok
    assert found.entry == entry
    assert words in (found.problem or "")


@pytest.mark.parametrize("what", [*TOUCHED, "forged", "forged, then dropped", "nothing"])
def test_others_who_check_signatures_come_to_the_same(what: str, writer: Writer) -> None:
    """Two forged entries and whatever was done after them: the first one at fault is named either way."""
    for n in range(40, 60):
        writer.date(n)
    if what.startswith("forged"):
        writer.append(writer.sealed(written_date(1), "analyst", key=writer.keys["observer"]))
        for n in range(3):
            writer.date(n)
        if what != "forged":
            writer.store.entries.pop(-2)
    elif what != "nothing":
        TOUCHED[what][0](writer)
    alone = verify(writer.store, writer.log.vkey)
    with ThreadPoolExecutor(2) as pool:
        run = _Run(writer.store, Verifier(writer.log.vkey), None, None, pool)
        assert _outcome(run) == alone
    assert alone.ok == (what == "nothing")


def test_verifying_with_other_processes(writer: Writer) -> None:
    assert verify(writer.store, writer.log.vkey, processes=2).ok
    writer.append(writer.sealed(written_date(1), "analyst", key=writer.keys["observer"]))
    found = verify(writer.store, writer.log.vkey, processes=2)
    assert (found.entry, "not by “analyst”" in (found.problem or "")) == (7, True)


def test_a_key_nobody_granted_is_refused(writer: Writer) -> None:
    writer.keys["stranger"] = SigningKey.generate()
    writer.date(1, "stranger")
    found = verify(writer.store, writer.log.vkey)
    assert (found.entry, "No key was granted" in (found.problem or "")) == (7, True)


def test_an_entry_signed_by_another_is_refused(writer: Writer) -> None:
    writer.append(writer.sealed(written_date(1), "analyst", key=writer.keys["observer"]))
    assert verify(writer.store, writer.log.vkey).entry == 7


def test_a_grant_by_one_who_is_no_root_is_refused(writer: Writer) -> None:
    grant = KeyGranted(author="friend", key=writer.public("analyst"), custody="author")
    writer.write(grant, "analyst")
    assert "no root" in (verify(writer.store, writer.log.vkey).problem or "")


def test_acting_for_a_seat_not_ones_own_is_refused(writer: Writer) -> None:
    writer.write(written_date(1), "observer", seat="another")
    assert "acts for" in (verify(writer.store, writer.log.vkey).problem or "")


def test_a_replaced_key_signs_no_more(writer: Writer) -> None:
    old = writer.keys.pop("analyst")
    writer.grant("analyst")
    writer.date(9)
    assert verify(writer.store, writer.log.vkey).ok
    writer.append(writer.sealed(written_date(1), "analyst", key=old))
    assert verify(writer.store, writer.log.vkey).entry == 9


def test_two_of_three_roots_must_sign_where_the_genesis_says_so() -> None:
    writer = Writer()
    writer.keys |= {f"root:{n}": SigningKey.generate() for n in "abc"}
    roots = tuple(Root(name=f"root:{n}", key=writer.public(f"root:{n}")) for n in "abc")
    genesis = Genesis(theatre="test", vkey=writer.log.vkey, roots=roots, threshold=2)
    writer.write(genesis, "root:a")
    found = verify(writer.store, writer.log.vkey)
    assert (found.entry, found.problem) == (0, "Entry 0: It bears 1 of the 2 signatures it needs.")


@pytest.mark.parametrize(
    "head",
    [
        {"seq": 9},
        {"previous": "0" * 64},
        {"log": "holdfire/other"},
        {"seen": Seen(size=3, root=base64s.encode(bytes(32)))},
        {"seen": Seen(size=99, root=base64s.encode(bytes(32)))},
    ],
)
def test_a_head_that_does_not_follow_is_refused(head: dict[str, object], writer: Writer) -> None:
    writer.append(writer.sealed(written_date(1), "analyst", **head))
    assert verify(writer.store, writer.log.vkey).entry == 7


def test_a_second_genesis_and_another_logs_genesis_are_refused(writer: Writer) -> None:
    root = Root(name=ROOT, key=writer.public(ROOT))
    writer.write(Genesis(theatre="test", vkey=writer.log.vkey, roots=(root,), threshold=1), ROOT)
    assert verify(writer.store, writer.log.vkey).entry == 7
    other = Writer()
    other.write(Genesis(theatre="test", vkey=writer.log.vkey, roots=(root,), threshold=1), ROOT)
    assert verify(other.store, other.log.vkey).entry == 0


def test_every_mutation_of_entries_tiles_and_checkpoints_is_found(writer: Writer) -> None:
    """The short form; `make torture` runs the long one."""
    chance = random.Random(4)
    for n in range(20, 280):
        writer.date(n)
    for _ in range(40):
        store = writer.store
        kind = chance.choice(["entry", "tile", "note"])
        if kind == "entry":
            at = chance.randrange(len(store.entries))
            before, store.entries[at] = store.entries[at], mutated(store.entries[at], chance)
            found = verify(store, writer.log.vkey)
            assert found.entry == at, found
            store.entries[at] = before
        elif kind == "tile":
            where = chance.choice(sorted(store.kept))
            before, store.kept[where] = store.kept[where], mutated(store.kept[where], chance)
            assert not verify(store, writer.log.vkey).ok, where
            store.kept[where] = before
        else:
            at = chance.randrange(len(store.notes))
            text = store.notes[at]
            store.notes[at] = mutated(text.encode(), chance).decode("utf-8", "replace")
            assert not verify(store, writer.log.vkey).ok, at
            store.notes[at] = text
    assert verify(writer.store, writer.log.vkey).ok


def mutated(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    match chance.randrange(4):
        case 0:
            return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        case 1:
            return data[:at]
        case 2:
            return data[:at] + data[at + 1 :]
        case _:
            return data[:at] + bytes([data[at]]) + data[at:]
