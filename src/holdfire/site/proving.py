"""Proof that an entry is in the record, and the verification run from the page: both asked of the record."""

import base64
import json

import msgspec

from holdfire.errors import HoldfireError
from holdfire.record.merkle import includes, leaf_hash
from holdfire.record.tiles import Tree
from holdfire.record.verify import verify
from holdfire.register.cosigning import Standing, standings
from holdfire.register.instance import open_instance
from holdfire.register.models import Checkpoint, Entry
from holdfire.register.store import RegisterStore


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


def prove(entry: Entry) -> Proof | None:
    """The inclusion proof of an entry in the latest checkpoint; None before there is one over it."""
    checkpoint = Checkpoint.objects.order_by("-size").first()
    if checkpoint is None or checkpoint.size <= entry.index:
        return None
    leaf, root = leaf_hash(bytes(entry.envelope)), bytes(checkpoint.root)
    try:
        hashes = Tree(checkpoint.size, RegisterStore().tile).inclusion(entry.index)
    except HoldfireError:  # a tile is missing: there is a checkpoint, and nothing leads to it
        hashes = []
    return Proof(
        size=checkpoint.size,
        leaf=leaf.hex(),
        root=root.hex(),
        hashes=tuple(h.hex() for h in hashes),
        holds=includes(leaf, entry.index, checkpoint.size, hashes, root),
    )


def verify_here() -> Verified:
    """Runs the record's own verification over this register's store."""
    try:
        instance = open_instance()
        found = verify(instance.store, instance.vkey, rule=instance.policy())
    except HoldfireError as problem:
        return Verified(ok=False, lines=(str(problem),))
    if not found.ok:
        return Verified(ok=False, lines=(found.problem or "",))
    if not found.size:
        return Verified(ok=True, lines=("There is no entry yet, so there is nothing to check.",))
    doubts = tuple(
        f"Entries {', '.join(map(str, numbers[:20]))}{' …' if len(numbers) > 20 else ''} {why}."
        for numbers, why in (
            (found.doubted, "were signed while their author’s key was compromised"),
            (found.expired, "are by keys that have expired since, and no witness shows that it was before"),
        )
        if numbers
    )
    return Verified(
        ok=True,
        lines=(
            (
                f"All {found.size} entries were read again: each signature is its author’s, and none was "
                "changed, dropped or put in between."
            ),
            "Their tree gives exactly the root that the latest checkpoint signs.",
            *doubts,
        ),
    )


def witnesses() -> tuple[Standing, ...]:
    """What each witness of the policy cosigned last, for the page; none where there is no policy."""
    try:
        return standings(open_instance())
    except HoldfireError:
        return ()


def payload_of(entry: Entry) -> str:
    """What an entry's author signed, laid out for reading; the bytes signed are in the envelope."""
    try:
        envelope = json.loads(bytes(entry.envelope))
        signed = json.loads(base64.b64decode(envelope["payload"]))
        return json.dumps(signed, ensure_ascii=False, indent=2, sort_keys=True)
    except (ValueError, KeyError, TypeError):
        return bytes(entry.envelope).decode("utf-8", "replace")
