"""A verifier nobody here wrote, Go's sumdb, agrees about every leaf, tile, proof and signature."""

import base64
import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from holdfire.record import bag, note
from holdfire.record.checkpoint import Checkpoint
from holdfire.record.cosignature import Cosigner
from holdfire.record.merkle import leaf_hash, root_of
from holdfire.record.note import Signer
from holdfire.record.policy import Policy
from holdfire.record.tiles import Tree, grow
from tests.record.memory import MemoryStore

ANY_SIZE = pytest.param(random.Random().randrange(258, 5000), id="any")
GOPATH = Path("/usr/share/gocode")
HAS_GO = shutil.which("go") is not None and (GOPATH / "src/golang.org/x/mod/sumdb/tlog").exists()

pytestmark = pytest.mark.skipif(
    not HAS_GO, reason="needs Go and its mod sources: apt-get install golang-go golang-golang-x-mod-dev"
)


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Go program, built from Debian's sources without a network."""
    out = tmp_path_factory.mktemp("go") / "verify"
    env = os.environ | {"GOPATH": str(GOPATH), "GO111MODULE": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local"}
    env.setdefault("GOCACHE", str(out.parent / "cache"))
    source = Path(__file__).parent / "go" / "main.go"
    subprocess.run(["go", "build", "-o", out, source], env=env, check=True)
    return out


def exported(size: int, to: Path) -> tuple[str, list[str]]:
    """A record of this size as an export with two cosignatures, and its proofs beside it."""
    store, log = MemoryStore(), Signer.generate("holdfire/test/go")
    store.entries = [f"entry {n}".encode() for n in range(size)]
    leaves = [leaf_hash(one) for one in store.entries]
    store.kept = grow(0, leaves, store.tile)
    tree = Tree(size, store.tile)
    text = Checkpoint(log.name, size, tree.root()).text()
    witnesses = [Cosigner(f"witness/{n}", SigningKey.generate()) for n in range(2)]
    signed = note.sign(text, [log]) + "".join(
        w.sign(text, 1_634_810_400 + n) for n, w in enumerate(witnesses)
    )
    bag.export(store, to, signed, Policy(logs=(log.vkey,)))
    chance = random.Random(size)
    some = sorted({0, size - 1, *(chance.randrange(size) for _ in range(20))})
    proofs = {
        "Inclusion": [{"Index": n, "Proof": _spelt(tree.inclusion(n))} for n in some],
        "Consistency": [
            {"Size": n + 1, "Root": _b64(root_of(leaves[: n + 1])), "Proof": _spelt(tree.consistency(n + 1))}
            for n in some
        ],
    }
    (to / "proofs.json").write_text(json.dumps(proofs))
    return log.vkey, [w.vkey for w in witnesses]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 65_536, ANY_SIZE])
def test_go_agrees_about_a_record_of_any_size(size: int, verifier: Path, tmp_path: Path) -> None:
    vkey, witnesses = exported(size, tmp_path)
    command = [verifier, tmp_path / "data", vkey, tmp_path / "proofs.json", *witnesses]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{size} entries" in done.stdout
    assert "3 signatures" in done.stdout


def test_go_refuses_what_was_changed(verifier: Path, tmp_path: Path) -> None:
    vkey, witnesses = exported(300, tmp_path)
    bundle = tmp_path / "data/tile/entries/001.p/44"
    data = bytearray(bundle.read_bytes())
    data[-1] ^= 1
    bundle.write_bytes(data)
    command = [verifier, tmp_path / "data", vkey, tmp_path / "proofs.json", *witnesses]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "entry 299" in done.stderr


def _spelt(hashes: list[bytes]) -> list[str]:
    return [_b64(one) for one in hashes]


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
