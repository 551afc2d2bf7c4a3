"""One entry with all that proves it, in one file: a page that verifies itself in a browser, offline.

It holds the entry, the grant of its author's key, the genesis that says who may grant and what changed it
since, each with its proof in one checkpoint. What it cannot show is that no later entry revoked or
answered this one: for that the whole record is verified.
"""

import re
from importlib import resources

import msgspec

from holdfire.errors import RecordError
from holdfire.record import base64s, checkpoint, entries, envelope, note, proof
from holdfire.record.entries import Genesis, KeyGranted, KeyRevoked, PasskeyGranted, Payload, RootsSet
from holdfire.record.log import Store
from holdfire.record.roots import TOGETHER


class Piece(msgspec.Struct, frozen=True):
    """One entry of the evidence: its exact bytes and its proof, in base64."""

    index: int
    envelope: str
    proof: tuple[str, ...]
    part: str  # genesis, roots, grant or entry


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
    parts = [(0, "genesis")] if index else []
    parts += [*_stands_on(store, _payload(_one(store, index)), index), (index, "entry")]
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


def _stands_on(store: Store, payload: Payload, before: int) -> list[tuple[int, str]]:
    """Where roots were replaced before an entry, and where the key that signs it was granted, in order."""
    author = payload.author
    replaced: list[int] = []
    key: int | None = None
    passkey: int | None = None
    of_roots = author == TOGETHER
    for at, data in enumerate(store.envelopes(0, before)):
        entry = _payload(data).entry
        if isinstance(entry, Genesis):
            of_roots = of_roots or author in {root.name for root in entry.roots}
        elif isinstance(entry, RootsSet):
            replaced.append(at)
        for change in entries.key_changes(entry):
            if change.author == author:
                match change:
                    case KeyGranted():
                        key = at
                    case PasskeyGranted():
                        passkey = at if change.signs(payload.entry) else None
                    case KeyRevoked():
                        key = passkey = None
    grant = key if passkey is None else passkey
    parts = [(at, "roots") for at in replaced if of_roots or (grant is not None and at < grant)]
    return parts + ([(grant, "grant")] if grant is not None else [])


def _one(store: Store, index: int) -> bytes:
    for data in store.envelopes(index, index + 1):
        return data
    raise RecordError(f"Entry {index} is not where it belongs: run holdfire verify.")


def _payload(data: bytes) -> Payload:
    return entries.decode(envelope.unseal(data).payload)
