"""Proof that an entry is in the record (RFC 6962, section 2.1), and the verification run from the page.

The proof is reckoned from the entries themselves, for the sizes one register holds; `holdfire verify`
does the same from a copy, where this server is not trusted.
"""

import base64
import hashlib
import json

import msgspec

from holdfire.errors import HoldfireError
from holdfire.register.models import Checkpoint, Entry


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The hashes beside the way from a leaf to the root, and whether they give the checkpoint's root."""

    size: int
    leaf: str
    root: str
    hashes: tuple[str, ...]
    holds: bool


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What a verification found, in plain words."""

    ok: bool
    lines: tuple[str, ...]


def leaf_hash(envelope: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + envelope).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _path(leaves: list[bytes], index: int) -> tuple[list[bytes], bytes]:
    """The audit path of a leaf, from the leaf upwards, and the root it was cut from."""
    if len(leaves) == 1:
        return [], leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        path, left = _path(leaves[:half], index)
        right = _path(leaves[half:], 0)[1]
        return [*path, right], _node(left, right)
    path, right = _path(leaves[half:], index - half)
    left = _path(leaves[:half], 0)[1]
    return [*path, left], _node(left, right)


def _climb(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a leaf and its path give (RFC 9162, section 2.1.3.2)."""
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if at & 1 or at == last:
            found = _node(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = _node(found, sibling)
        at, last = at >> 1, last >> 1
    return found


def prove(entry: Entry) -> Proof | None:
    """The inclusion proof of an entry in the latest checkpoint; None before there is one over it."""
    checkpoint = Checkpoint.objects.order_by("-size").first()
    if checkpoint is None or checkpoint.size <= entry.index:
        return None
    envelopes = (
        Entry.objects.filter(index__lt=checkpoint.size).order_by("index").values_list("envelope", flat=True)
    )
    leaves = [leaf_hash(bytes(e)) for e in envelopes]
    if len(leaves) != checkpoint.size:
        return None
    path, _ = _path(leaves, entry.index)
    leaf = leaves[entry.index]
    return Proof(
        size=checkpoint.size,
        leaf=leaf.hex(),
        root=bytes(checkpoint.root).hex(),
        hashes=tuple(h.hex() for h in path),
        holds=_climb(leaf, entry.index, checkpoint.size, path) == bytes(checkpoint.root),
    )


def verify_here() -> Verified:
    """Runs the record's own verification over this register's store."""
    try:
        from holdfire.record.verify import verify
        from holdfire.register.instance import open_instance

        instance = open_instance()
        found = verify(instance.store, instance.vkey)
    except (HoldfireError, ImportError) as problem:
        return Verified(ok=False, lines=(str(problem),))
    ok = bool(getattr(found, "ok", False))
    return Verified(ok=ok, lines=_lines(found, ok))


def _lines(found: object, ok: bool) -> tuple[str, ...]:
    size = getattr(found, "size", None)
    if ok:
        return (
            (
                f"All {size} entries were read again: each signature is its author’s, and none was changed, "
                "dropped or put in between."
            ),
            "Their tree gives exactly the root that the latest checkpoint signs.",
        )
    problem = getattr(found, "problem", None) or getattr(found, "sentence", None)
    return (str(problem or found),)


def payload_of(entry: Entry) -> str:
    """What an entry's author signed, laid out for reading; the bytes signed are in the envelope."""
    try:
        envelope = json.loads(bytes(entry.envelope))
        signed = json.loads(base64.b64decode(envelope["payload"]))
        return json.dumps(signed, ensure_ascii=False, indent=2, sort_keys=True)
    except (ValueError, KeyError, TypeError):
        return bytes(entry.envelope).decode("utf-8", "replace")
