"""As many roots as the genesis says sign together, and only they say who comes after them."""

from typing import Any

import pytest
from nacl.signing import SigningKey

from holdfire.record import evidence
from holdfire.record.entries import Genesis, KeyGranted, KeyRevoked, KeysChanged, Root, RootsSet
from holdfire.record.roots import TOGETHER
from holdfire.record.verify import verify
from tests.record.memory import Writer, written_date
from tests.record.test_evidence import verdict  # noqa: F401  (a fixture)

A, B, C, D = "root:a", "root:b", "root:c", "root:d"


def roots(writer: Writer, *names: str) -> tuple[Root, ...]:
    return tuple(Root(name=name, key=writer.public(name)) for name in names)


@pytest.fixture
def three() -> Writer:
    """A record begun by three roots, of whom two sign."""
    writer = Writer()
    writer.keys |= {name: SigningKey.generate() for name in (A, B, C, D, "ana", "bob", "eve")}
    genesis = Genesis(theatre="test", vkey=writer.log.vkey, roots=roots(writer, A, B, C), threshold=2)
    writer.write(genesis, TOGETHER, by=(A, B, C))
    return writer


def grant(writer: Writer, author: str = "ana") -> KeyGranted:
    return KeyGranted(author=author, key=writer.public(author), custody="operator")


def problem(writer: Writer) -> str:
    return verify(writer.store, writer.log.vkey).problem or ""


@pytest.mark.parametrize("by", [(A, B), (A, C), (B, C), (A, B, C)])
def test_any_two_are_enough(three: Writer, by: tuple[str, ...]) -> None:
    three.write(grant(three), TOGETHER, by=by)
    three.date(1, "ana")
    found = verify(three.store, three.log.vkey)
    assert (found.ok, found.signatures) == (True, 3 + len(by) + 1)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ((A,), "It bears 1 of the 2 signatures it needs."),
        ((A, "eve"), "it was changed or forged"),
        ((A, D), "it was changed or forged"),
    ],
)
def test_one_is_not_enough_and_no_other_counts(three: Writer, by: tuple[str, ...], words: str) -> None:
    three.write(grant(three), TOGETHER, by=by)
    assert words in problem(three)


def test_many_changes_are_one_entry_and_none_names_an_author_twice(three: Writer) -> None:
    three.write(KeysChanged(changes=(grant(three, "ana"), grant(three, "bob"))), TOGETHER, by=(A, C))
    three.date(1, "ana")
    three.date(2, "bob")
    revoked = KeyRevoked(author="bob", reason="left")
    three.write(KeysChanged(changes=(grant(three, "eve"), revoked)), TOGETHER, by=(A, B))
    three.date(3, "eve")
    assert verify(three.store, three.log.vkey).ok
    three.date(4, "bob")
    assert "No key was granted" in problem(three)


def test_the_roots_together_write_nothing_else(three: Writer) -> None:
    three.write(written_date(1), TOGETHER, by=(A, B))
    assert "only grant and revoke" in problem(three)


WRONG: dict[str, tuple[Any, tuple[str, ...], str]] = {
    "the old too few": ((B, C, D), (A, D), "It bears 1 of the 2 signatures"),
    "the new too few": ((B, D), (A, B), "of the 2 signatures it needs of its new roots"),
    "doubled": ((B, B), (A, B), "doubled, or fewer"),
    "an author": ((B, "ana"), (A, B, "ana"), "who signs as an author"),
}


@pytest.mark.parametrize("what", WRONG)
def test_new_roots_are_set_by_the_old_and_sign_themselves(three: Writer, what: str) -> None:
    names, by, words = WRONG[what]
    three.write(grant(three), TOGETHER, by=(A, B))
    three.write(RootsSet(roots=roots(three, *names), threshold=2), TOGETHER, by=by)
    assert words in problem(three)


def test_replaced_roots_grant_no_more(three: Writer) -> None:
    three.write(RootsSet(roots=roots(three, B, C, D), threshold=2), TOGETHER, by=(A, B, D))
    three.write(grant(three), TOGETHER, by=(C, D))
    three.date(1, "ana")
    assert verify(three.store, three.log.vkey).ok
    three.write(grant(three, "bob"), TOGETHER, by=(A, B))
    assert "changed or forged" in problem(three)


def test_no_author_sets_roots(three: Writer) -> None:
    three.write(grant(three), TOGETHER, by=(A, B))
    three.write(RootsSet(roots=roots(three, D), threshold=1), "ana")
    assert "which they only do together" in problem(three)


@pytest.mark.browser
def test_one_page_proves_an_entry_under_roots_that_were_replaced(
    three: Writer,
    verdict: Any,  # noqa: F811
) -> None:
    three.write(RootsSet(roots=roots(three, B, C, D), threshold=2), TOGETHER, by=(A, B, D))
    three.write(KeysChanged(changes=(grant(three, "bob"), grant(three))), TOGETHER, by=(C, D))
    three.write(RootsSet(roots=roots(three, A, D), threshold=2), TOGETHER, by=(C, D, A))
    three.date(1, "ana")
    gathered = evidence.gather(three.store, 4, three.store.notes[-1], three.log.vkey)
    parts = [(piece.index, piece.part) for piece in gathered.pieces]
    assert parts == [(0, "genesis"), (1, "roots"), (2, "grant"), (4, "entry")]
    assert "Entry 4 is on the record" in verdict(evidence.page(gathered))
    of_roots = evidence.gather(three.store, 3, three.store.notes[-1], three.log.vkey)
    assert "Entry 3 is on the record" in verdict(evidence.page(of_roots))
    forged = evidence.Evidence(
        vkey=gathered.vkey,
        checkpoint=gathered.checkpoint,
        pieces=tuple(piece for piece in gathered.pieces if piece.part != "roots"),
    )
    assert "a signature is not by a key that may sign it" in verdict(evidence.page(forged))
