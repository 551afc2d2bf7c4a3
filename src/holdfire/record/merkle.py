"""The tree's hashes and the two proofs over them: RFC 6962 section 2.1, checked as RFC 9162 section 2.1.

SHA-256; a leaf is hashed behind a zero byte and a node behind a one, so that neither passes for the other.
A hash is 32 bytes, and a proof of any other length, or with a hash too many or too few, proves nothing.
"""

import hashlib
from collections.abc import Sequence

SIZE = 32  # bytes of a hash
EMPTY = hashlib.sha256().digest()  # the root of a tree without leaves


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over a row of leaf hashes, of any length."""
    if not hashes:
        return EMPTY
    right: list[tuple[int, bytes]] = []  # the frontier: subtrees that are whole, widest first
    for one in hashes:
        height, found = 0, one
        while right and right[-1][0] == height:
            found = node_hash(right.pop()[1], found)
            height += 1
        right.append((height, found))
    found = right.pop()[1]
    while right:
        found = node_hash(right.pop()[1], found)
    return found


class Frontier:
    """A tree that only grows: it keeps the roots of its whole subtrees, one for each bit of its size."""

    def __init__(self, size: int = 0, whole: Sequence[bytes] = ()) -> None:
        self.size = size
        self._whole = list(whole)  # widest first
        self._root: bytes | None = None  # while nothing was added since

    def add(self, leaf: bytes) -> None:
        """Appends one leaf hash."""
        size, found = self.size, leaf
        while size & 1:
            found = node_hash(self._whole.pop(), found)
            size >>= 1
        self._whole.append(found)
        self._root = None
        self.size += 1

    def root(self) -> bytes:
        """The root over what was added so far."""
        if not self._whole:
            return EMPTY
        if self._root is None:
            self._root = self._whole[-1]
            for left in reversed(self._whole[:-1]):
                self._root = node_hash(left, self._root)
        return self._root


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf at `index` to the root of a tree of `size` leaves."""
    if not 0 <= index < size or not _hashes(leaf, root, *proof):
        return False
    at, last, found = index, size - 1, leaf
    for sibling in proof:
        if not last:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return not last and found == root


def consistent(size: int, later_size: int, proof: Sequence[bytes], root: bytes, later_root: bytes) -> bool:
    """Whether the proof shows that the later tree begins with the whole of the earlier one.

    An earlier tree without leaves proves nothing about a later one: its size must be at least one, unless
    both are empty.
    """
    if size == later_size:  # one tree: it is enough that the roots are one, whatever they are
        return not proof and len(root) > 0 and root == later_root and (size > 0 or root == EMPTY)
    if not 0 < size < later_size or not proof or not _hashes(root, later_root, *proof):
        return False
    path = list(proof) if size & (size - 1) else [root, *proof]
    at, last = size - 1, later_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        at, last = at >> 1, last >> 1
    return not last and first == root and second == later_root


def _hashes(*values: bytes) -> bool:
    return all(len(one) == SIZE for one in values)
