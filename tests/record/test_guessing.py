"""What the record and the vault's files tell somebody who guesses: nothing of numbers, little of sizes."""

import hashlib
import hmac
import random
from pathlib import Path

from pyrage import x25519

from holdfire.record.storage import OBJECT
from holdfire.record.streams import LEAST, padded
from holdfire.record.vault import Vault

NUMBERS = [20_214_480 + n for n in range(3_000)]  # the true ones are among them


def guesses(number: int, open_values: list[bytes]) -> set[str]:
    """Every digest of a number that needs nothing but what lies in the open."""
    found: set[str] = set()
    for text in (str(number).encode(), str(number).encode() + b"\n", number.to_bytes(4, "big")):
        whole = text + bytes(padded(LEAST) - len(text))
        for data in (text, whole):
            found.add(hashlib.sha256(data).hexdigest())
            found |= {hmac.new(key, data, hashlib.sha256).hexdigest() for key in open_values}
    return found


def payload(vault: Path, object: str) -> int:
    """The length of an age file behind its header, which holds a stanza of random length for nobody."""
    data = (vault / object[:2] / object / OBJECT).read_bytes()
    return len(data) - data.index(b"\n", data.index(b"\n---") + 1)


def test_no_number_is_guessed_from_digests_and_commitments(tmp_path: Path) -> None:
    vault = Vault(tmp_path, x25519.Identity.generate(), random.Random(1).randbytes(32))
    true = random.Random(2).sample(NUMBERS, 20)
    kept = [vault.keep(str(number).encode()) for number in true]
    on_record = {value for one in kept for value in (one.object, one.digest, one.commitment)}
    keys = [b"", bytes(32), kept[0].object.encode(), bytes.fromhex(kept[0].object)]
    hits = {number for number in NUMBERS if guesses(number, keys) & on_record}
    assert not hits
    plain = {hashlib.sha256(str(number).encode()).hexdigest() for number in true}  # the positive control
    assert {number for number in NUMBERS if guesses(number, []) & plain} == set(true)


def test_no_report_of_a_thousand_is_told_by_its_size(tmp_path: Path) -> None:
    """Somebody holds the thousand texts and looks for the one object of each one's size."""
    vault = Vault(tmp_path, x25519.Identity.generate(), bytes(32))
    chance = random.Random(3)
    sizes = [chance.randint(200, 6_000) for _ in range(1_000)]  # a line to two pages
    seen: dict[int, list[int]] = {}
    for size in sizes:
        kept = vault.keep(chance.randbytes(size))
        seen.setdefault(payload(tmp_path, kept.object), []).append(size)
    told = [found for found in seen.values() if len(set(found)) == 1]
    assert not told
    assert min(len(found) for found in seen.values()) >= 10  # each hides among ten others at least


def test_two_contents_of_one_length_of_padding_are_files_of_one_size(tmp_path: Path) -> None:
    vault = Vault(tmp_path, x25519.Identity.generate(), bytes(32))
    lengths = set()
    for size in (0, 1, 8, 100, 255, 4096):
        kept = vault.keep(bytes([7]) * size)
        lengths.add(payload(tmp_path, kept.object))
    assert len(lengths) == 1
