"""A witness cosigns one history and no other, whatever it is sent, in whatever order, through any crash."""

import random
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from nacl.signing import SigningKey

from holdfire.record import note, witness
from holdfire.record.checkpoint import Checkpoint, read
from holdfire.record.cosignature import CosignatureVerifier, Cosigner
from holdfire.record.merkle import leaf_hash, root_of
from holdfire.record.note import Signer, Verifier
from holdfire.record.tiles import Tree, grow
from holdfire.record.witness import Request, Witness

NOON = 1_634_817_600


class History:
    """One history a log tells: leaves, and checkpoints over any beginning of them."""

    def __init__(self, log: Signer, leaves: list[bytes]) -> None:
        self.log, self.leaves = log, leaves

    def tree(self, size: int) -> Tree:
        tiles = grow(0, self.leaves[:size], lambda *_: b"")
        return Tree(size, lambda level, index, width: tiles[level, index])

    def signed(self, size: int) -> str:
        text = Checkpoint(self.log.name, size, root_of(self.leaves[:size])).text()
        return note.sign(text, [self.log])

    def request(self, old: int, size: int) -> str:
        proof = self.tree(size).consistency(old) if 0 < old < size else []
        return Request(old, tuple(proof), self.signed(size)).text()


@pytest.fixture
def honest() -> History:
    return History(Signer.generate("holdfire/test/w"), [leaf_hash(bytes([n])) for n in range(40)])


@pytest.fixture
def witnessed(honest: History, tmp_path: Path) -> Witness:
    return watching(honest, tmp_path / "state")


def watching(history: History, state: Path, key: SigningKey | None = None) -> Witness:
    signer = Cosigner("seat/witness", key or SigningKey.generate())
    return Witness(signer, {history.log.name: Verifier(history.log.vkey)}, state)


def test_it_cosigns_what_continues_and_says_its_size_to_who_is_behind(
    honest: History, witnessed: Witness
) -> None:
    answer = witnessed.add_checkpoint(honest.request(0, 5), NOON)
    assert answer.status == 200
    line = note.parse(honest.signed(5) + answer.body).signatures[1]
    assert (
        CosignatureVerifier(witnessed._signer.vkey).time(honest.signed(5).partition("\n\n")[0] + "\n", line)
        == NOON
    )
    assert witnessed.add_checkpoint(honest.request(0, 9), NOON).status == 409
    behind = witnessed.add_checkpoint(honest.request(3, 9), NOON)
    assert (behind.status, behind.body, behind.content_type) == (409, "5\n", "text/x.tlog.size")
    assert witnessed.add_checkpoint(honest.request(5, 9), NOON).status == 200
    assert witnessed.add_checkpoint(honest.request(9, 9), NOON).status == 200, "the same again"
    assert witnessed.latest(honest.log.name)[0] == 9


def test_what_it_refuses_and_with_which_status(honest: History, witnessed: Witness) -> None:
    witnessed.add_checkpoint(honest.request(0, 5), NOON)
    other = History(Signer.generate("holdfire/other"), honest.leaves)
    forged = History(Signer.generate(honest.log.name), honest.leaves)
    fork = History(honest.log, [leaf_hash(b"x"), *honest.leaves[1:]])
    proof = tuple(honest.tree(9).consistency(5))
    for body, status in [
        ("", 400),
        ("old 5\n\n", 400),
        ("old 05\n\n" + honest.signed(9), 400),
        ("old -1\n\n" + honest.signed(9), 400),
        ("old 5\nAAAA\n\n" + honest.signed(9), 400),
        ("old 5\n" + "A" * 44 + "\n\n" + honest.signed(9), 400),  # a hash of 33 bytes
        ("old 5\n" + ("A" * 43 + "=\n") * 64 + "\n" + honest.signed(9), 400),
        (honest.request(9, 5).replace("old 9", "old 9"), 400),
        (other.request(0, 5), 404),
        (forged.request(5, 9), 403),
        (honest.request(5, 9).replace("\n9\n", "\n10\n"), 403),
        (fork.request(5, 5), 409),
        (fork.request(5, 9), 422),
        (Request(5, proof, fork.signed(9)).text(), 422),
        (Request(5, proof[:-1], honest.signed(9)).text(), 422),
        (Request(5, (*proof, bytes(32)), honest.signed(9)).text(), 422),
        (Request(5, (bytes(32),), honest.signed(5)).text(), 422),
    ]:
        assert witnessed.add_checkpoint(body, NOON).status == status, body
    assert witnessed.latest(honest.log.name)[0] == 5


def test_two_requests_at_once_do_not_roll_it_back(honest: History, tmp_path: Path) -> None:
    key = SigningKey.generate()
    watching(honest, tmp_path / "state", key).add_checkpoint(honest.request(0, 3), NOON)
    sizes = [random.Random(n).randrange(4, 40) for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda size: watching(honest, tmp_path / "state", key).add_checkpoint(
                    honest.request(3, size), NOON
                ),
                sizes,
            )
        )
    won = [size for size, answer in zip(sizes, answers, strict=True) if answer.status == 200]
    assert len(set(won)) == 1, "one moved it from 3; the others were told to look again"
    assert watching(honest, tmp_path / "state", key).latest(honest.log.name)[0] == won[0]


def test_a_witness_that_cannot_keep_its_state_does_not_sign(
    honest: History, witnessed: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    class Full(sqlite3.Connection):
        def execute(self, sql: str, *given: object):  # type: ignore[no-untyped-def, override]
            if sql.startswith("insert"):
                raise sqlite3.OperationalError("database or disk is full")
            return super().execute(sql, *given)  # type: ignore[arg-type]

    connect = sqlite3.connect
    monkeypatch.setattr(witness.sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Full))
    assert witnessed.add_checkpoint(honest.request(0, 5), NOON).status == 503


def forgeries(honest: History, chance: random.Random, size: int) -> str:
    """A request over another history that the log's own key signs, proved as well as it can be."""
    leaves = list(honest.leaves[: chance.randrange(size, len(honest.leaves) + 1)])
    at = chance.randrange(size)
    match chance.randrange(6):
        case 0:  # edit, or back-date
            leaves[at] = leaf_hash(chance.randbytes(8))
        case 1:  # drop
            del leaves[at]
        case 2:  # insert
            leaves.insert(at, leaf_hash(chance.randbytes(8)))
        case 3:  # swap
            other = (at + chance.randrange(len(leaves))) % len(leaves)
            leaves[at], leaves[other] = leaves[other], leaves[at]
        case 4:  # truncate and regrow
            leaves = leaves[:at] + [leaf_hash(chance.randbytes(8)) for _ in range(chance.randrange(1, 40))]
        case _:  # roll back
            leaves = leaves[:at]
    fork = History(honest.log, leaves)
    old = size if chance.randrange(4) else chance.randrange(len(leaves) + 1)
    proofs = [
        lambda: fork.tree(len(leaves)).consistency(old),
        lambda: honest.tree(len(honest.leaves)).consistency(size),
        list,
        lambda: [chance.randbytes(32) for _ in range(chance.randrange(1, 7))],
    ]
    try:
        proof = chance.choice(proofs)()
    except Exception:
        proof = []
    return Request(old, tuple(proof), fork.signed(len(leaves))).text()


def test_forged_histories_signed_with_the_logs_own_key_are_refused(
    honest: History, witnessed: Witness
) -> None:
    """The short form; `make torture` runs the long one."""
    chance = random.Random(11)
    witnessed.add_checkpoint(honest.request(0, 23), NOON)
    for _ in range(300):
        assert witnessed.add_checkpoint(forgeries(honest, chance, 23), NOON).status != 200
    assert witnessed.add_checkpoint(honest.request(23, 40), NOON).status == 200


class Witnesses(RuleBasedStateMachine):
    """Three witnesses, some out of reach; a log that grows, tells them late or lies; crashes in between."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.log = Signer.generate("holdfire/test/model")
        self.honest = History(self.log, [leaf_hash(b"0")])
        self.keys = [SigningKey.generate() for _ in range(3)]
        self.known = [0, 0, 0]  # sizes, as the log last heard
        self.cosigned: list[dict[int, bytes]] = [{}, {}, {}]
        self.reached = [True] * 3
        self.open()

    def open(self) -> None:
        self.witnesses = [watching(self.honest, self.folder / str(n), key) for n, key in enumerate(self.keys)]

    @rule(n=st.integers(1, 9))
    def grow(self, n: int) -> None:
        self.honest.leaves += [leaf_hash(bytes([len(self.honest.leaves) % 251, i])) for i in range(n)]

    @rule(n=st.integers(0, 2))
    def partition(self, n: int) -> None:
        self.reached[n] = not self.reached[n]

    @rule()
    def crash(self) -> None:
        self.open()

    @rule(n=st.integers(0, 2), back=st.integers(0, 5))
    def tell(self, n: int, back: int) -> None:
        if not self.reached[n]:
            return
        size = max(1, len(self.honest.leaves) - back)
        if size < self.known[n]:
            return
        answer = self.witnesses[n].add_checkpoint(self.honest.request(self.known[n], size), NOON)
        assert answer.status == 200, "an honest log that knows the witness's size is always cosigned"
        self.known[n] = size
        self.cosigned[n][size] = root_of(self.honest.leaves[:size])

    @precondition(lambda self: any(self.known))
    @rule(n=st.integers(0, 2), seed=st.integers(0, 10**6))
    def lie(self, n: int, seed: int) -> None:
        if self.known[n] == 0:
            return
        body = forgeries(self.honest, random.Random(seed), self.known[n])
        answer = self.witnesses[n].add_checkpoint(body, NOON)
        if answer.status == 200:  # only what happens to be the honest history
            found = read(note.parse(witness.read(body).checkpoint).text)
            assert found.root == root_of(self.honest.leaves[: found.size])
            self.known[n] = found.size

    @invariant()
    def every_cosigned_root_is_of_one_history(self) -> None:
        for n, one in enumerate(getattr(self, "witnesses", ())):
            size, signed = one.latest(self.log.name)
            if size:
                assert read(note.parse(signed).text).root == root_of(self.honest.leaves[:size])
                assert size == self.known[n]

    def teardown(self) -> None:
        shutil.rmtree(getattr(self, "folder", Path("/nonexistent")), ignore_errors=True)


Witnesses.TestCase.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
TestWitnesses = Witnesses.TestCase


def test_a_proof_where_none_belongs_is_answered_as_the_specification_says(
    honest: History, witnessed: Witness
) -> None:
    from_nothing = Request(0, (bytes(32),), honest.signed(5)).text()
    assert witnessed.add_checkpoint(from_nothing, NOON).status == 422
    assert witnessed.add_checkpoint(honest.request(0, 5), NOON).status == 200
    assert witnessed.add_checkpoint(Request(5, (bytes(32),), honest.signed(5)).text(), NOON).status == 422


def test_a_cosignature_stands_under_a_checkpoint_once(honest: History, witnessed: Witness) -> None:
    line = witnessed.add_checkpoint(honest.request(0, 5), NOON).body
    once = witness.with_lines(honest.signed(5), [line])
    assert once == honest.signed(5) + line
    assert witness.with_lines(once, [line]) == once
