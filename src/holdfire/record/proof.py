"""Proofs of one entry that stand alone (C2SP tlog-proof): index, hashes, and the checkpoint they lead to."""

import re
from collections.abc import Sequence

import msgspec

from holdfire.errors import RecordError
from holdfire.record import base64s, checkpoint, note
from holdfire.record.log import Store
from holdfire.record.merkle import SIZE, includes, leaf_hash
from holdfire.record.policy import Judged, Policy, judge
from holdfire.record.tiles import Tree

FIRST_LINE = "c2sp.org/tlog-proof@v1"


class Proof(msgspec.Struct, frozen=True):
    """That the entry at an index is in the tree of a signed checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str  # the signed note

    def text(self) -> str:
        """As its file spells it."""
        hashes = "".join(f"{base64s.encode(one)}\n" for one in self.hashes)
        return f"{FIRST_LINE}\nindex {self.index}\n{hashes}\n{self.checkpoint}"


def prove(store: Store, index: int, signed: str) -> Proof:
    """The proof of an entry in a signed checkpoint. Raises RecordError for an entry it does not cover."""
    size = checkpoint.read(note.parse(signed).text).size
    return Proof(index, tuple(Tree(size, store.tile).inclusion(index)), signed)


def read(text: str) -> Proof:
    """A proof from its file. Raises RecordError where it is none."""
    head, _, signed = text.partition("\n\n")
    lines: Sequence[str] = head.split("\n")
    try:
        if lines[0] != FIRST_LINE:
            raise ValueError(lines[0])
        rest = lines[2:] if lines[1].startswith("extra ") else lines[1:]
        found = re.fullmatch(r"index (0|[1-9][0-9]{0,18})", rest[0])
        hashes = tuple(base64s.decode(one) for one in rest[1:])
        if not found or len(hashes) > 63 or any(len(one) != SIZE for one in hashes):
            raise ValueError(rest[0])
    except (ValueError, IndexError) as problem:
        raise RecordError(f"This is no proof: it begins with “{FIRST_LINE}” and an index.") from problem
    return Proof(int(found[1]), hashes, signed)


def check(entry: bytes, proof: Proof, policy: Policy) -> Judged:
    """Who stands behind the checkpoint that holds this entry. Raises RecordError where it does not."""
    judged = judge(proof.checkpoint, policy)
    size, root = judged.checkpoint.size, judged.checkpoint.root
    if not includes(leaf_hash(entry), proof.index, size, proof.hashes, root):
        raise RecordError(f"The proof does not lead from this entry to the checkpoint over {size} entries.")
    return judged
