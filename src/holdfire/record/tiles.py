"""Tiles: the tree cut into rows of 256 hashes, and entry bundles (C2SP tlog-tiles).

A tile at level 0 holds leaf hashes; at level L each hash is the root of a whole tile one level below. From
tiles alone follow the root of any size and every proof. A tile that is not full yet has a width below 256.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from holdfire.errors import RecordError
from holdfire.record.merkle import EMPTY, SIZE, Frontier, node_hash, root_of

WIDTH = 256
LARGEST_ENTRY = 2**16 - 1  # bytes: a bundle gives each entry's length in two

Read = Callable[[int, int, int], bytes]  # level, index, width: the tile's bytes, at least so wide


def path(level: int | str, index: int, width: int = WIDTH) -> str:
    """Where a tile, or with level "entries" a bundle, lies: `tile/0/x001/234.p/5`."""
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.insert(0, f"x{index % 1000:03d}")
    end = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(parts)}{end}"


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Every tile of a tree of this size, as level, index and width, from the leaves up."""
    level = 0
    while size:
        whole, rest = divmod(size, WIDTH)
        yield from ((level, index, WIDTH) for index in range(whole))
        if rest:
            yield level, whole, rest
        size, level = whole, level + 1


def width_at(level: int, index: int, size: int) -> int:
    """How wide a tile is in a tree of this size."""
    return min(WIDTH, (size >> 8 * level) - index * WIDTH)


def grow(size: int, leaves: Sequence[bytes], read: Read) -> dict[tuple[int, int], bytes]:
    """The tiles that are new or wider after these leaf hashes are appended, by level and index."""
    changed: dict[tuple[int, int], bytes] = {}
    level, hashes = 0, list(leaves)
    while hashes:
        index, width = divmod(size, WIDTH)
        data = bytearray(read(level, index, width) if width else b"")
        above = []
        for one in hashes:
            data += one
            if len(data) == WIDTH * SIZE:
                changed[level, index] = bytes(data)
                above.append(root_of(split(data)))
                index, data = index + 1, bytearray()
        if data:
            changed[level, index] = bytes(data)
        size, level, hashes = size // WIDTH, level + 1, above
    return changed


def split(tile: bytes | bytearray) -> list[bytes]:
    """A tile's hashes."""
    return [bytes(tile[at : at + SIZE]) for at in range(0, len(tile), SIZE)]


class Tree:
    """A tree of one size over its tiles. Raises RecordError where a tile is missing or too short."""

    def __init__(self, size: int, read: Read) -> None:
        self.size = size
        self._read = read

    def root(self) -> bytes:
        """The root."""
        return self._over(0, self.size) if self.size else EMPTY

    def frontier(self) -> Frontier:
        """The tree as one that goes on growing."""
        whole, at = [], 0
        for height in range(self.size.bit_length() - 1, -1, -1):
            if self.size >> height & 1:
                whole.append(self._whole(height, at >> height))
                at += 1 << height
        return Frontier(self.size, whole)

    def leaf(self, index: int) -> bytes:
        """One leaf hash."""
        return self._whole(0, index)

    def inclusion(self, index: int) -> list[bytes]:
        """The proof that the leaf at `index` is in this tree, from the leaf upwards."""
        if not 0 <= index < self.size:
            raise RecordError(f"There is no entry {index} in a record of {self.size}: name an earlier one.")
        proof, start, end = [], 0, self.size
        while end - start > 1:
            middle = start + _half(end - start)
            if index < middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start = middle
        return proof[::-1]

    def consistency(self, size: int) -> list[bytes]:
        """The proof that this tree begins with the whole of its first `size` leaves."""
        if not 0 < size <= self.size:
            raise RecordError(f"A record of {self.size} entries cannot continue one of {size}.")
        proof, start, end, whole = [], 0, self.size, True
        while size != end:
            middle = start + _half(end - start)
            if size <= middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start, whole = middle, False
        if not whole:
            proof.append(self._over(start, end))
        return proof[::-1]

    def _over(self, start: int, end: int) -> bytes:
        """The root over leaves start to end, where start is a border of the tree."""
        width = end - start
        if width & (width - 1) == 0:
            height = width.bit_length() - 1
            return self._whole(height, start >> height)
        middle = start + _half(width)
        return node_hash(self._over(start, middle), self._over(middle, end))

    def _whole(self, height: int, index: int) -> bytes:
        """The root of the `index`-th whole subtree of this height."""
        level, rest = divmod(height, 8)
        first = index << rest
        tile, offset = divmod(first, WIDTH)
        count = 1 << rest
        data = self._read(level, tile, width_at(level, tile, self.size))
        if len(data) < (offset + count) * SIZE:
            raise missing(level, tile)
        return root_of(split(data[offset * SIZE : (offset + count) * SIZE]))


def missing(level: int, index: int) -> RecordError:
    """The error for a tile that is not there, or not whole."""
    return RecordError(f"The tile {path(level, index)} is missing or too short: restore it from a replica.")


def _half(width: int) -> int:
    """The largest power of two below the width: where RFC 6962 splits a tree."""
    return 1 << (width - 1).bit_length() - 1


def bundle(entries: Iterable[bytes]) -> bytes:
    """An entry bundle: each entry behind its length in two bytes."""
    return b"".join(len(one).to_bytes(2, "big") + one for one in entries)


def unbundle(data: bytes) -> Iterator[bytes]:
    """The entries of a bundle. Raises RecordError where it is cut short."""
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        if at + 2 > len(data) or len(entry) < length:
            raise RecordError("An entry bundle ends in the middle of an entry: restore it from a replica.")
        yield entry
        at += 2 + length
