"""Verifies a whole record from its files and the log's public key, and names the first entry at fault.

Nothing is asked of the operator: every entry is read again, each signature checked against the keys granted
before it, each author's row followed, the tree built anew and compared with every tile and checkpoint.
"""

from collections.abc import Iterator

import msgspec

from holdfire.errors import RecordError
from holdfire.record import base64s, checkpoint, entries, envelope, note
from holdfire.record.entries import Genesis, KeyGranted, Payload
from holdfire.record.log import Store
from holdfire.record.merkle import EMPTY, Frontier, leaf_hash
from holdfire.record.tiles import WIDTH, grow, path, split

BATCH = 4 * WIDTH


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What verifying found. `problem` is one sentence; `entry` the first entry at fault, where it is one."""

    ok: bool
    size: int
    problem: str | None = None
    entry: int | None = None
    signatures: int = 0
    checkpoints: int = 0
    origin: str = ""


class Fault(Exception):
    """The first thing that does not hold, and the entry it is about."""

    def __init__(self, problem: str, entry: int | None = None) -> None:
        super().__init__(problem)
        self.entry = entry


def verify(store: Store, vkey: str) -> Verification:
    """Verifies every entry, hash and signature; never raises for what lies in the store."""
    run = _Run(store, note.Verifier(vkey))
    try:
        run.all()
    except Fault as fault:
        return run.found(str(fault), fault.entry)
    except RecordError as problem:
        return run.found(str(problem), None)
    return run.found(None, None)


class Authors:
    """Who may sign, as the entries so far say: the rules every entry is held to, one after the other."""

    def __init__(self, origin: str, vkey: str) -> None:
        self._origin, self._vkey = origin, vkey
        self._roots: dict[str, bytes] = {}  # name, public key
        self._threshold = 0
        self._granted: dict[str, KeyGranted] = {}
        self._last: dict[str, tuple[int, str]] = {}  # author: sequence number and leaf hash
        self.signatures = 0

    def follow(self, index: int, data: bytes, leaf: bytes) -> Payload:
        """Holds the next entry to the rules and takes in what it grants. Raises RecordError."""
        opened = envelope.unseal(data)
        payload = entries.decode(opened.payload)
        if payload.log != self._origin:
            raise RecordError(f"It was written for the log “{payload.log}”, not for {self._origin}.")
        match payload.entry:
            case Genesis() as genesis:
                self._begin(index, genesis)
            case KeyGranted() as grant:
                self._check_grant(payload, grant)
            case _ if index == 0:
                raise RecordError("The first entry is not a genesis.")
        self._check_signatures(payload, opened)
        self._check_row(payload)
        if isinstance(payload.entry, KeyGranted):
            self._granted[payload.entry.author] = payload.entry
        self._last[payload.author] = payload.seq, leaf.hex()
        return payload

    def _begin(self, index: int, genesis: Genesis) -> None:
        if index != 0:
            raise RecordError("It is a genesis, and only the first entry may be one.")
        if genesis.vkey != self._vkey:
            raise RecordError("Its genesis names another log key than the one you verify with.")
        self._roots = {one.name: base64s.decode(one.key) for one in genesis.roots}
        self._threshold = genesis.threshold
        if len(set(self._roots.values())) != len(genesis.roots) or self._threshold > len(genesis.roots):
            raise RecordError("Its roots are doubled, or fewer than must sign together.")

    def _check_grant(self, payload: Payload, grant: KeyGranted) -> None:
        if payload.author not in self._roots:
            raise RecordError(f"“{payload.author}” grants a key and is no root of this record.")
        if grant.author in self._roots:
            raise RecordError(f"It grants a key to “{grant.author}”, which is a root.")

    def _check_signatures(self, payload: Payload, opened: envelope.Opened) -> None:
        if payload.author in self._roots:
            keys, needed = list(self._roots.values()), self._threshold
            own = envelope.key_id(self._roots[payload.author])
        else:
            grant = self._granted.get(payload.author)
            if grant is None:
                raise RecordError(f"No key was granted to its author “{payload.author}”.")
            if grant.seat != payload.seat:
                raise RecordError(
                    f"Its author “{payload.author}” acts for “{payload.seat}”, "
                    f"and the key was granted for “{grant.seat}”."
                )
            keys, needed = [base64s.decode(grant.key)], 1
            own = envelope.key_id(keys[0])
        known = {envelope.key_id(key): key for key in keys}
        for id, signature in opened.signatures:
            if id not in known or not envelope.signed_by(known[id], opened.payload, signature):
                raise RecordError(f"Its signature is not by “{payload.author}”: it was changed or forged.")
        signed = {id for id, _ in opened.signatures}
        if len(signed) < needed or own not in signed or (len(signed) > 1 and needed == 1 and len(keys) == 1):
            raise RecordError(f"It bears {len(signed)} of the {needed} signatures it needs.")
        self.signatures += len(signed)

    def _check_row(self, payload: Payload) -> None:
        seq, leaf = self._last.get(payload.author, (-1, None))
        if payload.seq != seq + 1 or payload.previous != leaf:
            raise RecordError(
                f"It is number {payload.seq} of “{payload.author}” and should be {seq + 1}, after that "
                "author's last entry: one was dropped, doubled or put in between."
            )


class _Run:
    """One verification on its way."""

    def __init__(self, store: Store, log: note.Verifier) -> None:
        self._store, self._log = store, log
        self._size = store.size()
        self._authors = Authors(log.name, log.vkey)
        self._roots: list[bytes] = [EMPTY]  # by size
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._checkpoints = 0

    def all(self) -> None:
        """Everything, in the order in which a fault is told best. Raises Fault."""
        signed = self._signed()
        if not signed and self._size:
            raise Fault(f"There are {self._size} entries and no checkpoint that the log signed over them.")
        latest = signed[-1] if signed else checkpoint.Checkpoint(self._log.name, 0, EMPTY)
        tiles = {(level, index): data for level, index, data in self._store.tiles()}
        self._follow(tiles, {one.size: one for one in signed})
        if latest.size > self._size:
            raise Fault(
                f"The log signed {latest.size} entries and only {self._size} are here: entries from "
                f"{self._size} on were dropped.",
                self._size,
            )
        if latest.size < self._size:
            raise Fault(f"No checkpoint covers the entries from {latest.size} on.", latest.size)
        self._compare(tiles)

    def found(self, problem: str | None, entry: int | None) -> Verification:
        """The outcome."""
        return Verification(
            ok=problem is None, size=self._size, problem=problem, entry=entry,
            signatures=self._authors.signatures, checkpoints=self._checkpoints, origin=self._log.name,
        )  # fmt: skip

    def _signed(self) -> list[checkpoint.Checkpoint]:
        """Every checkpoint kept, each signed by the log, by size."""
        signed = []
        for number, text in enumerate(self._store.checkpoints()):
            try:
                signed.append(checkpoint.opened(text, self._log))
            except RecordError as problem:
                raise Fault(f"Checkpoint {number} of those kept does not hold: {problem}") from problem
        return sorted(signed, key=lambda one: one.size)

    def _follow(self, tiles: dict[tuple[int, int], bytes], signed: dict[int, checkpoint.Checkpoint]) -> None:
        frontier, batch = Frontier(), []
        good = 0  # size up to which a checkpoint agrees
        for index, data in enumerate(self._entries()):
            leaf = leaf_hash(data)
            try:
                payload = self._authors.follow(index, data, leaf)
                self._check_seen(payload, index)
            except RecordError as problem:
                raise Fault(f"Entry {index}: {problem}", index) from problem
            kept = split(tiles.get((0, index // WIDTH), b""))[index % WIDTH :][:1]
            if kept != [leaf]:
                raise Fault(
                    f"Entry {index}: it does not hash to what the tree holds in its place: "
                    "the entry or its tile was changed.",
                    index,
                )
            frontier.add(leaf)
            root = frontier.root()
            self._roots.append(root)
            if (one := signed.get(index + 1)) is not None:
                if one.root != root:
                    raise Fault(
                        f"Entry {good if good == index else f'{good} to {index}'}: the checkpoint over "
                        f"{index + 1} entries signs another root: one of these was changed, or the "
                        "checkpoint is of another history.",
                        good,
                    )
                good = index + 1
                self._checkpoints += 1
            batch.append(leaf)
            if len(batch) == BATCH:
                self._grow(index + 1 - len(batch), batch)
                batch = []
        self._grow(self._size - len(batch), batch)

    def _entries(self) -> Iterator[bytes]:
        count = 0
        for data in self._store.envelopes(0, self._size):
            count += 1
            yield data
        if count != self._size:
            raise Fault(f"Entry {count}: it is not where it belongs: entries were dropped.", count)

    def _check_seen(self, payload: Payload, index: int) -> None:
        seen = payload.seen
        if seen.size > index or base64s.decode(seen.root) != self._roots[seen.size]:
            raise RecordError(
                f"Its author saw a checkpoint over {seen.size} entries that is not of this record."
            )

    def _grow(self, size: int, leaves: list[bytes]) -> None:
        self._tiles |= grow(size, leaves, lambda level, index, width: self._tiles[level, index])

    def _compare(self, tiles: dict[tuple[int, int], bytes]) -> None:
        for at in sorted(self._tiles.keys() | tiles.keys()):
            if tiles.get(at) != self._tiles.get(at):
                what = "is missing" if at not in tiles else "is not of this tree"
                raise Fault(f"The tile {path(*at)} {what}: restore it from a replica.")
