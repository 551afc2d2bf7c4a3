"""A proof stands alone, and a policy says who must stand behind its checkpoint."""

import pytest
from nacl.signing import SigningKey

from holdfire.errors import RecordError
from holdfire.record import policy, proof
from holdfire.record.cosignature import CosignatureVerifier, Cosigner
from holdfire.record.policy import Group, Policy, Witness
from tests.record.memory import Writer

NOON = 1_634_817_600


@pytest.fixture
def witnesses() -> list[Cosigner]:
    return [Cosigner(f"{seat}/witness", SigningKey.generate()) for seat in ("a", "b", "c")]


def two_of_three(writer: Writer, witnesses: list[Cosigner]) -> Policy:
    return Policy(
        logs=(writer.log.vkey,),
        witnesses=tuple(Witness(w.name[0], w.vkey) for w in witnesses),
        groups=(Group("seats", 2, ("a", "b", "c")),),
        quorum="seats",
    )


def test_a_proof_is_checked_with_nothing_but_a_policy(writer: Writer) -> None:
    rule = Policy(logs=(writer.log.vkey,))
    for index, entry in enumerate(writer.store.entries):
        made = proof.prove(writer.store, index, writer.store.notes[-1])
        assert proof.read(made.text()) == made
        assert proof.check(entry, proof.read(made.text()), rule).checkpoint.size == 7
        with pytest.raises(RecordError, match="does not lead"):
            proof.check(entry + b" ", made, rule)
        with pytest.raises(RecordError, match="no log"):
            proof.check(entry, made, Policy(logs=(Writer("else").log.vkey,)))


def test_two_of_three_seats_must_have_cosigned(writer: Writer, witnesses: list[Cosigner]) -> None:
    rule = policy.read(policy.write(two_of_three(writer, witnesses)))
    signed = writer.store.notes[-1]
    text = signed.partition("\n\n")[0] + "\n"
    found = policy.judge(signed, rule)
    assert (found.quorum, found.cosigned) == (False, {})
    one = signed + witnesses[0].sign(text, NOON)
    assert policy.judge(one, rule).quorum is False
    twice = one + witnesses[0].sign(text, NOON + 1)
    assert policy.judge(twice, rule).quorum is False, "one witness twice is one"
    two = one + witnesses[2].sign(text, NOON)
    assert (policy.judge(two, rule).quorum, policy.judge(two, rule).cosigned) == (
        True,
        {"a": NOON, "c": NOON},
    )
    forged = one + witnesses[1].sign(text.replace("7", "8", 1), NOON)
    assert policy.judge(forged, rule).quorum is False


def test_keys_whose_base64_holds_a_plus_are_read() -> None:
    for _ in range(40):
        log, witness = Writer().log, Cosigner("a", SigningKey.generate())
        rule = Policy(logs=(log.vkey,), witnesses=(Witness("a", witness.vkey),), quorum="a")
        assert policy.read(policy.write(rule)) == rule


def test_a_cosignature_is_of_one_text_at_one_time_by_one_witness(witnesses: list[Cosigner]) -> None:
    from holdfire.record.note import parse

    text = "holdfire/x\n1\n" + "A" * 43 + "=\n"
    line = parse(text + "\n" + witnesses[0].sign(text, NOON)).signatures[0]
    assert CosignatureVerifier(witnesses[0].vkey).time(text, line) == NOON
    assert CosignatureVerifier(witnesses[1].vkey).time(text, line) is None
    assert CosignatureVerifier(witnesses[0].vkey).time(text + "x\n", line) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("quorum none\nquorum none\n", 2),
        ("quorum a\n", 1),
        ("log nonsense\nquorum none\n", None),
        ("group g 2\nquorum none\n", 1),
        ("witnesses x\nquorum none\n", 1),
        ("quorum none\x01\n", 1),
        ("WITNESS\ngroup g 2 a\nquorum g\n", 2),
        ("WITNESS\ngroup g any a a\nquorum g\n", 2),
        ("WITNESS\ngroup g any a\ngroup h any a\nquorum g\n", 3),
        ("WITNESS\nwitness b VKEY\nquorum a\n", 2),
        ("WITNESS\nwitness none VKEY\nquorum a\n", 2),
    ],
)
def test_a_policy_that_cannot_be_followed_names_its_line(
    text: str, line: int | None, witnesses: list[Cosigner]
) -> None:
    vkey = witnesses[0].vkey
    with pytest.raises(RecordError, match=f"Line {line} " if line else "verifier key"):
        policy.read(text.replace("WITNESS", f"witness a {vkey}").replace("VKEY", vkey))
    with pytest.raises(RecordError, match="no quorum line"):
        policy.read("# nothing\n")


@pytest.mark.parametrize(
    "text", ["", "x", "c2sp.org/tlog-proof@v1\nindex 01\n\n", "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n"]
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(RecordError, match="no proof"):
        proof.read(text)
