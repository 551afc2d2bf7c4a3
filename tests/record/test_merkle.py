"""The two proofs: every published vector, an independent implementation, and what no proof may show."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from holdfire.record import merkle
from holdfire.record.merkle import EMPTY, Frontier, consistent, includes, leaf_hash, root_of
from holdfire.record.tiles import Tree, grow

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "merkle_vectors" / "testdata"


def vectors(kind: str) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(path.read_text()) for path in sorted((VECTORS / kind).rglob("*.json"))]


def hashes(values: list[str] | None) -> list[bytes]:
    return [base64.b64decode(one) for one in values or ()]


@pytest.mark.shared
@pytest.mark.skipif(not VECTORS.exists(), reason="the published vectors lie in ../shared, which is not here")
def test_all_published_vectors_come_out_right() -> None:
    wrong, count = [], 0
    for v in vectors("inclusion"):
        (leaf, root) = hashes([v["leafHash"], v["root"]])
        holds = includes(leaf, v["leafIdx"], v["treeSize"], hashes(v["proof"]), root)
        wrong += [v["desc"]] * (holds == v["wantErr"])
        count += 1
    for v in vectors("consistency"):
        (root, later) = hashes([v["root1"], v["root2"]])
        holds = consistent(v["size1"], v["size2"], hashes(v["proof"]), root, later)
        wrong += [v["desc"]] * (holds == v["wantErr"])
        count += 1
    assert wrong == []
    assert count == 196


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 1000])
def test_the_root_is_that_of_an_implementation_not_ours(size: int) -> None:
    tree = InmemoryTree(algorithm="sha256")
    for n in range(size):
        tree.append_entry(str(n).encode())
    leaves = [leaf_hash(str(n).encode()) for n in range(size)]
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    expected = tree.get_root() if size else EMPTY
    assert root_of(leaves) == frontier.root() == expected


def tree_of(size: int) -> tuple[Tree, list[bytes]]:
    leaves = [leaf_hash(n.to_bytes(4, "big")) for n in range(size)]
    tiles = grow(0, leaves, lambda *_: b"")
    return Tree(size, lambda level, index, width: tiles.get((level, index), b"")), leaves


@given(st.data())
def test_every_proof_made_here_proves_and_one_bit_less_does_not(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 700))
    tree, leaves = tree_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion(index)
    assert includes(leaves[index], index, size, proof, tree.root())
    earlier = data.draw(st.integers(1, size))
    path = tree.consistency(earlier)
    assert consistent(earlier, size, path, root_of(leaves[:earlier]), tree.root())

    flipped = data.draw(st.integers(0, 255))
    bad = bytearray(leaves[index])
    bad[flipped // 8] ^= 1 << flipped % 8
    assert not includes(bytes(bad), index, size, proof, tree.root())
    if proof:
        assert not includes(leaves[index], index, size, proof[:-1], tree.root())
        assert not includes(leaves[index], index, size, [*proof, bytes(32)], tree.root())
    if path:
        assert not consistent(earlier, size, path[:-1], root_of(leaves[:earlier]), tree.root())
        assert not consistent(earlier, size, [*path, bytes(32)], root_of(leaves[:earlier]), tree.root())


def test_nothing_is_proved_from_an_empty_tree_or_hashes_that_are_none() -> None:
    tree, leaves = tree_of(5)
    assert not consistent(0, 5, [], EMPTY, tree.root())
    assert not consistent(0, 0, [], leaves[0], leaves[0])
    assert not consistent(5, 5, [], b"", b"")
    assert not includes(b"", 0, 1, [], b"")
    assert not includes(leaves[0], 5, 5, tree.inclusion(4), tree.root())


def test_a_leaf_cannot_pass_for_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != merkle.node_hash(left, right)


def test_every_place_and_every_start_of_every_small_tree_is_proved() -> None:
    for size in range(1, 18):
        leaves = [leaf_hash(bytes([n])) for n in range(size)]
        tiles = grow(0, leaves, lambda *_: b"")
        tree = Tree(size, lambda level, index, width, tiles=tiles: tiles[level, index])
        for index, leaf in enumerate(leaves):
            assert includes(leaf, index, size, tree.inclusion(index), tree.root())
            start = root_of(leaves[: index + 1])
            assert consistent(index + 1, size, tree.consistency(index + 1), start, tree.root())
        grows = tree.frontier()
        assert (grows.size, grows.root()) == (size, tree.root())
        grows.add(leaf_hash(b"next"))
        assert grows.root() == root_of([*leaves, leaf_hash(b"next")])
