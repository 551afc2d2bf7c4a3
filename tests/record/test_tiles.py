"""Tiles: their paths, their widths as the tree grows, and bundles that are not cut short."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.errors import RecordError
from holdfire.record.merkle import leaf_hash, root_of
from holdfire.record.tiles import LARGEST_ENTRY, Tree, bundle, grow, path, tiles_of, unbundle


def test_paths_are_spelt_as_the_specification_spells_them() -> None:
    assert path(0, 1234067) == "tile/0/x001/x234/067"
    assert path(1, 0, 17) == "tile/1/000.p/17"
    assert path("entries", 273, 112) == "tile/entries/273.p/112"


def test_a_tree_of_70_000_has_the_tiles_the_specification_counts() -> None:
    tiles = list(tiles_of(70_000))
    assert len(tiles) == 273 + 1 + 1 + 1 + 1
    assert (0, 273, 112) in tiles
    assert (1, 0, 256) in tiles
    assert (1, 1, 17) in tiles
    assert (2, 0, 1) in tiles


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 65_536, 65_537])
def test_growing_in_any_steps_gives_the_same_tiles(size: int) -> None:
    leaves = [leaf_hash(n.to_bytes(4, "big")) for n in range(size)]
    once = grow(0, leaves, lambda *_: b"")
    steps: dict[tuple[int, int], bytes] = {}
    at, chance = 0, random.Random(size)
    while at < size:
        step = leaves[at : at + chance.choice([1, 7, 255, 256, 3000])]
        steps |= grow(at, step, lambda level, index, width, kept=steps: kept[level, index])  # type: ignore[misc]
        at += len(step)
    assert steps == once
    assert {(level, index, len(data) // 32) for (level, index), data in once.items()} == set(tiles_of(size))
    assert Tree(size, lambda level, index, width: once[level, index]).root() == root_of(leaves)


def test_a_missing_tile_is_named() -> None:
    with pytest.raises(RecordError, match=r"tile/0/001 is missing"):
        Tree(300, lambda level, index, width: bytes(8192) if index == 0 else b"").inclusion(299)


@given(st.lists(st.binary(max_size=400), max_size=20))
def test_a_bundle_gives_its_entries_back_and_never_half_of_one(entries: list[bytes]) -> None:
    data = bundle(entries)
    assert list(unbundle(data)) == entries
    if data:
        with pytest.raises(RecordError, match="middle of an entry"):
            list(unbundle(data + b"\x00"))


def test_the_largest_entry_is_the_largest_that_a_bundle_holds() -> None:
    assert list(unbundle(bundle([bytes(LARGEST_ENTRY), b"next"]))) == [bytes(LARGEST_ENTRY), b"next"]
    with pytest.raises(OverflowError):
        bundle([bytes(LARGEST_ENTRY + 1)])
