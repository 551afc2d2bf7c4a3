"""What is published for other implementations is what the code does, and software not ours reads it."""

import base64
import hashlib
import json
import runpy
from pathlib import Path
from typing import Any

import jsonschema
import pymerkle
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from holdfire.record.entries import Entry
from holdfire.record.folder import FolderStore
from holdfire.record.verify import verify
from tests.record.memory import Writer

DOCS = Path(__file__).parents[2] / "docs" / "record"


def _is_made(path: Path) -> bool:
    return path.is_file() and (path.suffix == ".json" or DOCS / "example" in path.parents)


MADE = {p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*") if _is_made(p)}


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("published")
    runpy.run_path(str(DOCS / "make.py"))["written"](to)
    return to


@pytest.fixture(scope="module")
def opened() -> Any:
    return json.loads((DOCS / "example" / "opened.json").read_text("utf-8"))


def test_it_is_up_to_date(again: Path) -> None:
    made = {p.relative_to(again).as_posix(): p.read_bytes() for p in again.rglob("*") if p.is_file()}
    stale = [name for name, data in made.items() if (DOCS / name).read_bytes() != data]
    assert not stale, f"run docs/record/make.py: {stale}"
    assert made.keys() >= MADE, "a file is left over from before"


def test_the_example_has_every_kind_and_holds(opened: Any) -> None:
    kinds = {one["kind"] for one in opened["entries"]}
    assert kinds == {k.__struct_config__.tag for k in Entry.__args__}  # type: ignore[attr-defined]
    found = verify(FolderStore(DOCS / "example"), opened["vkey"])
    assert (found.problem, found.size) == (None, len(opened["entries"]))


def test_a_validator_not_ours_takes_the_examples_and_refuses_what_differs(opened: Any) -> None:
    for name in ("payload", "envelope"):
        schema = json.loads((DOCS / f"{name}.schema.json").read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for one in opened["entries"]:
            validator.validate(one[name])
            for key in one[name]:
                assert not validator.is_valid({k: v for k, v in one[name].items() if k != key}), key
            assert not validator.is_valid(one[name] | {"name": "x"})
            if name == "payload":
                assert not validator.is_valid(one[name] | {"entry": one[name]["entry"] | {"note": "x"}})


def test_real_entries_keep_to_the_schemas(writer: Writer) -> None:
    schema = json.loads((DOCS / "payload.schema.json").read_text("utf-8"))
    for data in writer.store.entries:
        jsonschema.validate(json.loads(base64.b64decode(json.loads(data)["payload"])), schema)


def test_signatures_and_proofs_hold_in_libraries_not_ours(opened: Any) -> None:
    keys: dict[str, bytes] = {}
    root = base64.b64decode((DOCS / "example" / "checkpoint").read_text().splitlines()[2])
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for one in opened["entries"]:
        entry, envelope = one["payload"]["entry"], one["envelope"]
        if entry["type"] == "genesis":
            keys |= {r["name"]: base64.b64decode(r["key"]) for r in entry["roots"]}
            keys["root:together"] = base64.b64decode(entry["roots"][0]["key"])
        data = base64.b64decode(envelope["payload"])
        kind = envelope["payloadType"].encode()
        signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(data), data)
        (signature,) = envelope["signatures"]
        public = keys[one["payload"]["author"]]
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature["sig"]), signed)
        if entry["type"] == "key-granted":
            keys[entry["author"]] = base64.b64decode(entry["key"])
        leaf = json.dumps(envelope, separators=(",", ":"), sort_keys=True).encode()
        assert hashlib.sha256(b"\0" + leaf).hexdigest() == one["leaf"]
        tree.append_entry(leaf)
    assert tree.get_root() == root
