"""One entry with all that proves it, in one file: a page that verifies itself in a browser, offline.

It holds the entry, the grant of its author's key and the genesis that says who may grant, each with its proof
in one checkpoint. What one file cannot show is that no later entry revoked or answered this one: for that the
whole record is verified.
"""

import re
from importlib import resources
from typing import Any

import msgspec

from holdfire.errors import RecordError
from holdfire.record import base64s, checkpoint, entries, envelope, note, proof
from holdfire.record.entries import Genesis, KeyGranted, KeyRevoked, Payload
from holdfire.record.log import Store


class Piece(msgspec.Struct, frozen=True):
    """One entry of the evidence: its exact bytes and its proof, in base64."""

    index: int
    envelope: str
    proof: tuple[str, ...]
    part: str  # genesis, grant or entry


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All that proves one entry to whoever has the log's public key."""

    vkey: str
    checkpoint: str
    pieces: tuple[Piece, ...]


def gather(store: Store, index: int, signed: str, vkey: str) -> Evidence:
    """The evidence for an entry under a signed checkpoint. Raises RecordError for one it does not cover."""
    size = checkpoint.read(note.parse(signed).text).size
    if not 0 <= index < size:
        raise RecordError(f"There is no entry {index}: the record has {size}, numbered from 0.")
    parts = [(index, "entry")]
    author = _payload(_one(store, index)).author
    if index and (grant := _grant(store, author, index)) is not None:
        parts.insert(0, (grant, "grant"))
    if index:
        parts.insert(0, (0, "genesis"))
    return Evidence(
        vkey=vkey,
        checkpoint=signed,
        pieces=tuple(
            Piece(
                at,
                base64s.encode(_one(store, at)),
                tuple(base64s.encode(h) for h in proof.prove(store, at, signed).hashes),
                part,
            )
            for at, part in parts
        ),
    )


def page(evidence: Evidence) -> str:
    """The evidence as one page that verifies itself."""
    template = (resources.files(__package__) / "evidence.html").read_text("utf-8")
    data = msgspec.json.encode(evidence).decode().replace("<", "\\u003c")
    title = (
        f"Entry {evidence.pieces[-1].index} of {checkpoint.read(note.parse(evidence.checkpoint).text).origin}"
    )
    return template.replace("{{title}}", re.sub(r"[<>&\"]", "", title)).replace("{{evidence}}", data)


def _grant(store: Store, author: str, before: int) -> int | None:
    """Where the key of an author was last granted before an entry; None for a root, which needs no grant."""
    found: int | None = None
    for at, data in enumerate(store.envelopes(0, before)):
        entry: Any = _payload(data).entry
        if isinstance(entry, Genesis) and author in {root.name for root in entry.roots}:
            return None
        if isinstance(entry, KeyGranted | KeyRevoked) and entry.author == author:
            found = at if isinstance(entry, KeyGranted) else None
    return found


def _one(store: Store, index: int) -> bytes:
    for data in store.envelopes(index, index + 1):
        return data
    raise RecordError(f"Entry {index} is not where it belongs: run holdfire verify.")


def _payload(data: bytes) -> Payload:
    return entries.decode(envelope.unseal(data).payload)
