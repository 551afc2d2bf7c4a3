"""Signed notes and checkpoints: what a known key signed, and nothing that was touched since."""

import msgspec
import pytest

from holdfire.errors import RecordError
from holdfire.record import checkpoint, note
from holdfire.record.checkpoint import Checkpoint
from holdfire.record.note import Signer, Verifier

# The worked example of C2SP signed-note; its key is published with Go's sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpR"
    "Zb6KE6RyyBwJnAM=\n"
)


def test_a_note_that_go_signed_verifies() -> None:
    assert note.verified(GO_NOTE, Verifier(GO_KEY)).startswith("If you think")


def test_every_single_bit_flip_of_a_checkpoint_is_refused() -> None:
    signer = Signer.generate("holdfire/test/1")
    signed = note.sign(Checkpoint(signer.name, 70_000, bytes(range(32))).text(), [signer]).encode()
    verifier = Verifier(signer.vkey)
    assert checkpoint.opened(signed.decode(), verifier).size == 70_000
    for bit in range(len(signed) * 8):
        flipped = bytearray(signed)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            text = flipped.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises(RecordError):
            checkpoint.opened(text, verifier)


def test_signatures_of_others_are_passed_over_and_one_of_ours_that_fails_is_not() -> None:
    ours, other = Signer.generate("holdfire/a"), Signer.generate("holdfire/b")
    text = Checkpoint("holdfire/a", 1, bytes(32)).text()
    both = note.sign(text, [other, ours])
    assert checkpoint.opened(both, Verifier(ours.vkey)).size == 1
    with pytest.raises(RecordError, match="no signature by holdfire/a"):
        note.verified(note.sign(text, [other]), Verifier(ours.vkey))
    broken = note.sign(text, [ours]) + ours.sign("something else\n")
    with pytest.raises(RecordError, match="not over this text"):
        note.verified(broken, Verifier(ours.vkey))


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n",
        "a\n01\n" + "A" * 43 + "=\n",
        "a\n-1\n" + "A" * 43 + "=\n",
        "a\n1\nAAAA\n",
        "\n1\n" + "A" * 43 + "=\n",
        "a\n1\n" + "A" * 43 + "=\n\nmore\n",
        "a\n1\n" + "A" * 42 + "B=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        checkpoint.read(text)


@pytest.mark.parametrize("vkey", ["", "a+b", "a+c74f20a3+AAAA", GO_KEY.replace("c7", "c8"), GO_KEY[:-4]])
def test_a_key_that_does_not_hold_together_is_refused(vkey: str) -> None:
    with pytest.raises(RecordError):
        Verifier(vkey)


def test_a_signature_in_another_name_or_by_another_key_is_not_ours() -> None:
    ours = Signer.generate("holdfire/a")
    verifier, text = Verifier(ours.vkey), "said\n"
    (mine,) = note.parse(note.sign(text, [ours])).signatures
    assert verifier.verifies(text, mine)
    for other in ({"name": "holdfire/b"}, {"key_id": bytes(4)}):
        assert not verifier.verifies(text, msgspec.structs.replace(mine, **other))


def test_how_long_a_note_may_be_and_how_many_may_sign_it() -> None:
    signer = Signer.generate("holdfire/a")
    end = len(note.sign("", [signer]))
    longest = "x" * (64 * 1024 - end - 1) + "\n"
    assert note.parse(note.sign(longest, [signer])).text == longest
    with pytest.raises(RecordError, match="too long"):
        note.parse(note.sign("x" + longest, [signer]))
    for control in map(chr, (0, 9, 13, 31)):
        with pytest.raises(RecordError, match="control characters"):
            note.parse(note.sign(f"said{control}\n", [signer]))
    assert len(note.parse(note.sign("said\n", [signer] * 100)).signatures) == 100
    with pytest.raises(RecordError, match="more signatures"):
        note.parse(note.sign("said\n", [signer] * 101))


def test_a_signature_line_has_a_key_id_and_something_signed() -> None:
    assert note.parse("said\n\n— a AQIDBAU=\n").signatures[0].signature == b"\x05"
    with pytest.raises(RecordError, match="no signature line"):
        note.parse("said\n\n— a AQIDBA==\n")
