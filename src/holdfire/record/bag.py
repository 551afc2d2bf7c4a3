"""Exports: a record's folder in a bag (BagIt 1.0, RFC 8493) that says what it holds (RO-Crate 1.1).

The bag's manifest finds a rotten file by name; that nobody changed the record on purpose is what `verify`
finds. Whoever can change a file can change the manifest.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from holdfire.errors import RecordError
from holdfire.record import base64s, checkpoint, folder, note
from holdfire.record.checkpoint import Checkpoint
from holdfire.record.folder import FolderStore, replace
from holdfire.record.log import Store
from holdfire.record.policy import Policy
from holdfire.record.policy import write as write_policy

MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"

INSTRUCTIONS = """\
This folder is a copy of a Holdfire record: everything a ceasefire commission received or decided, in order.
You need not trust whoever gave it to you. What you need besides is the record's public key, from somewhere
else than this folder: your seat was given it when the record began.

  holdfire verify --export FOLDER --vkey KEY       reads every entry again and says in words what holds
  holdfire verify --export FOLDER --since FILE     also that it continues a checkpoint you kept earlier

Without Holdfire: "checkpoint" is a signed note (C2SP signed-note, tlog-checkpoint), "tile" holds the tree and
the entries (C2SP tlog-tiles, RFC 6962), "policy" names keys (C2SP tlog-policy). Go's golang.org/x/mod/sumdb
reads them. Each entry is a DSSE envelope over JSON; the first one, the genesis, names the keys that grant.

Keep the file "checkpoint". A record that later cannot continue it was rewritten.
The record proves who said what, in which order, and that nothing was changed since. It does not prove that a
claim is true. What is private is not in this folder: entries hold only commitments to it.

"findings" has every published finding as it stands, with the dissents that belong to it, and its proof.
To keep a copy of your own up to date from folders like this one, without a network:
  holdfire replica MY-COPY FOLDER --vkey KEY
"""


def export(
    store: Store, to: Path, signed: str, policy: Policy, beside: Mapping[str, bytes] | None = None
) -> int:
    """Writes a bag, or brings one there up to date; returns how many entries it holds. Raises RecordError.

    `beside` is what else goes into it, by its path: published findings, say.
    """
    head = checkpoint.read(note.parse(signed).text)
    size, data = head.size, to / "data"
    folder.write(store, data, signed, write_policy(policy))
    replace(data / "README.txt", INSTRUCTIONS.encode())
    for name, content in (beside or {}).items():
        replace(data / name, content)
    replace(data / "ro-crate-metadata.json", _crate(head, data))
    files = sorted(path for path in data.rglob("*") if path.is_file() and not path.name.startswith("."))
    replace(to / MANIFEST, "".join(f"{_digest(p)}  {_name(p, to)}\n" for p in files).encode())
    replace(to / "bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    oxum = f"{sum(p.stat().st_size for p in files)}.{len(files)}"
    today = datetime.now(UTC).date().isoformat()
    replace(to / "bag-info.txt", f"Bagging-Date: {today}\nPayload-Oxum: {oxum}\n".encode())
    tags = [to / name for name in ("bag-info.txt", "bagit.txt", MANIFEST)]
    replace(to / TAGS, "".join(f"{_digest(p)}  {p.name}\n" for p in tags).encode())
    return size


def _crate(head: Checkpoint, data: Path) -> bytes:
    """The description of the export as a research object (RO-Crate 1.1), for archives that read them."""
    described = {
        "README.txt": ("How to verify this copy", "text/plain"),
        "checkpoint": ("The latest signed checkpoint (C2SP tlog-checkpoint)", "text/plain"),
        "policy": ("Whose signatures count (C2SP tlog-policy)", "text/plain"),
    }
    found = sorted(p.relative_to(data).as_posix() for p in data.glob("findings/*/*") if p.is_file())
    described |= {
        name: ("A published finding with every seat's word", "application/json")
        if name.endswith(".json")
        else ("The proof that the finding is on the record, to open in any browser", "text/html")
        for name in found
    }
    files: list[dict[str, Any]] = [
        {"@id": name, "@type": "File", "name": what, "encodingFormat": kind}
        for name, (what, kind) in described.items()
        if (data / name).exists()
    ]
    tree = {
        "@id": "tile/", "@type": "Dataset", "name": "The tree and the entries (C2SP tlog-tiles, RFC 6962)"
    }  # fmt: skip
    root = {
        "@id": "./", "@type": "Dataset", "name": f"The record {head.origin}",
        "description": f"{head.size} signed entries of a ceasefire commission's record, verifiable alone.",
        "datePublished": datetime.now(UTC).date().isoformat(),
        "license": "Not stated here: ask the commission whose record it is.",
        "identifier": base64s.encode(head.root),
        "hasPart": [{"@id": one["@id"]} for one in (*files, tree)],
    }  # fmt: skip
    about = {
        "@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }  # fmt: skip
    graph = [about, root, *files, tree]
    whole = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return msgspec.json.format(msgspec.json.encode(whole))


def opened(where: Path) -> FolderStore:
    """The record in a bag or a bare folder. Raises RecordError for a file that is not what the bag lists."""
    if not (where / MANIFEST).exists():
        return FolderStore(where)
    for manifest in (TAGS, MANIFEST):
        for line in _lines(where / manifest):
            digest, _, name = line.partition("  ")
            path = where / name
            if ".." in Path(name).parts or not path.is_file():
                raise RecordError(f"The file {name} is missing from the export: fetch it again.")
            if _digest(path) != digest:
                raise RecordError(f"The file {name} is not as the export lists it: fetch it again.")
    return FolderStore(where / "data")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise RecordError(f"The export's {path.name} cannot be read: {problem}.") from problem


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _name(path: Path, to: Path) -> str:
    return path.relative_to(to).as_posix()
