"""The log: what it is stored in, and how it grows by one checkpoint.

`Store` is all that verifying, proving and growing need of a place where a record lies: the register's
tables, an exported folder, or memory.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from holdfire.record import note
from holdfire.record.checkpoint import Checkpoint
from holdfire.record.merkle import SIZE, leaf_hash
from holdfire.record.tiles import WIDTH, Tree, grow, missing, tiles_of, width_at


class Store(Protocol):
    """A place where a record lies; nothing it says is trusted before it is verified."""

    def size(self) -> int:
        """How many entries lie there."""

    def envelopes(self, start: int, stop: int) -> Iterator[bytes]:
        """The entries from start up to stop, in order."""

    def tile(self, level: int, index: int, width: int) -> bytes:
        """A tile of at least this width, or fewer bytes where it is missing."""

    def tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Every tile kept, as level, index and bytes."""

    def checkpoints(self) -> Iterator[str]:
        """The signed checkpoints kept, by size."""


class Growth(msgspec.Struct, frozen=True):
    """What appending makes: the first new index, the tiles that changed, the checkpoint over all."""

    start: int
    tiles: dict[tuple[int, int], bytes]
    checkpoint: Checkpoint
    note: str


class Tail:
    """The right edge of a tree: all that growing needs of it, and it grows with it."""

    def __init__(self, store: Store, size: int) -> None:
        self.size = size
        tree = Tree(size, store.tile)
        self._frontier = tree.frontier()
        # A tile that is not full yet goes on; of full ones only their roots count, and those lie in it.
        self._tiles = {
            (level, index): store.tile(level, index, width)
            for level, index, width in tiles_of(size)
            if width < WIDTH
        }
        for (level, index), data in self._tiles.items():
            if len(data) < width_at(level, index, size) * SIZE:
                raise missing(level, index)

    def root(self) -> bytes:
        """The root as it stands."""
        return self._frontier.root()

    def grow(self, envelopes: Sequence[bytes], signer: note.Signer) -> Growth:
        """Appends these envelopes and signs the checkpoint over all. Nothing is stored here."""
        leaves = [leaf_hash(one) for one in envelopes]
        changed = grow(self.size, leaves, lambda level, index, width: self._tiles[level, index])
        for leaf in leaves:
            self._frontier.add(leaf)
        start, self.size = self.size, self.size + len(leaves)
        self._tiles |= changed
        self._tiles = {at: data for at, data in self._tiles.items() if len(data) < WIDTH * SIZE}
        checkpoint = Checkpoint(signer.name, self.size, self.root())
        return Growth(start, changed, checkpoint, note.sign(checkpoint.text(), [signer]))


def grown(store: Store, size: int, envelopes: Sequence[bytes], signer: note.Signer) -> Growth:
    """What a store of this size becomes with these envelopes appended. Nothing is written here."""
    return Tail(store, size).grow(envelopes, signer)
