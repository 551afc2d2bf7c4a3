"""The log: what it is stored in, and how it grows by one checkpoint.

`Store` is all that verifying, proving and growing need of a place where a record lies: the register's
tables, an exported folder, or memory.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from holdfire.record import note
from holdfire.record.checkpoint import Checkpoint
from holdfire.record.merkle import leaf_hash
from holdfire.record.tiles import Tree, grow


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


def grown(store: Store, size: int, envelopes: Sequence[bytes], signer: note.Signer) -> Growth:
    """What a store of this size becomes with these envelopes appended. Nothing is written here."""
    changed = grow(size, [leaf_hash(one) for one in envelopes], store.tile)

    def read(level: int, index: int, width: int) -> bytes:
        found = changed.get((level, index))
        return found if found is not None else store.tile(level, index, width)

    after = size + len(envelopes)
    checkpoint = Checkpoint(signer.name, after, Tree(after, read).root())
    return Growth(size, changed, checkpoint, note.sign(checkpoint.text(), [signer]))
