"""Verifies a whole record from its files and the log's public key, and names the first entry at fault.

Nothing is asked of the operator: every entry is read again, each signature checked against the keys granted
before it, each author's row followed, the tree built anew and compared with every tile and checkpoint.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

import msgspec

from holdfire.errors import RecordError
from holdfire.record import base64s, checkpoint, entries, envelope, expiry, note, passkeys, roots
from holdfire.record.access import MatterShredded, ShreddingConfirmed, check_receipt
from holdfire.record.entries import (
    Genesis,
    KeyChange,
    KeyGranted,
    KeyRevoked,
    KeysChanged,
    PasskeyGranted,
    Payload,
    ReportShredded,
    RootsSet,
)
from holdfire.record.log import Store
from holdfire.record.merkle import EMPTY, Frontier, leaf_hash
from holdfire.record.policy import Policy
from holdfire.record.tiles import WIDTH, Tree, grow, path, split

BATCH = 4 * WIDTH
AHEAD = 8  # batches of signatures on their way to other processes


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What verifying found. `problem` is one sentence; `entry` the first entry at fault, where it is one."""

    ok: bool
    size: int
    problem: str | None = None
    entry: int | None = None
    signatures: int = 0
    checkpoints: int = 0
    doubted: tuple[int, ...] = ()  # entries signed while a key was compromised, as its revocation says
    expired: tuple[int, ...] = ()  # entries that no witness shows to be from before their key expired
    origin: str = ""


class Fault(Exception):
    """The first thing that does not hold, and the entry it is about."""

    def __init__(self, problem: str, entry: int | None = None) -> None:
        super().__init__(problem)
        self.entry = entry


def verify(
    store: Store, vkey: str, since: str | None = None, rule: Policy | None = None, processes: int = 0
) -> Verification:
    """Verifies every entry, hash and signature; never raises for what lies in the store.

    `since` is a signed checkpoint kept from earlier: the record must be a continuation of it. `rule` names
    the witnesses whose clocks bound what was signed by keys that expire. With `processes`, so many others
    check signatures meanwhile; the outcome is the same. Raises RecordError for a key that is none.
    """
    log = note.Verifier(vkey)
    if processes:
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            return _outcome(_Run(store, log, since, rule, pool))
    return _outcome(_Run(store, log, since, rule))


def _outcome(run: "_Run") -> Verification:
    try:
        run.all()
    except Fault as fault:
        return run.found(str(fault), fault.entry)
    except RecordError as problem:
        return run.found(str(problem), None)
    return run.found(None, None)


class Authors:
    """Who may sign, as the entries so far say: the rules every entry is held to, one after the other."""

    def __init__(self, origin: str, vkey: str, signed_by: envelope.SignedBy = envelope.signed_by) -> None:
        self._origin, self._vkey, self._signed_by = origin, vkey, signed_by
        self._roots = roots.NONE
        self._granted: dict[str, KeyGranted] = {}
        self._passkeys: dict[str, PasskeyGranted] = {}
        self._last: dict[str, tuple[int, str]] = {}  # author: sequence number and leaf hash
        self._written: dict[str, list[int]] = {}  # author: entries
        self._shredded: dict[int, tuple[str, ...]] = {}  # entry: the objects it says nobody opens any more
        self.doubted: list[int] = []
        self.expiring: list[tuple[int, str]] = []  # entries by keys that expire, and when
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
            case KeyGranted() | PasskeyGranted() | KeyRevoked() | KeysChanged() as entry:
                self._check_key_changes(payload, entries.key_changes(entry))
            case RootsSet() as entry:
                self._check_new_roots(payload, entry)
            case _ if index == 0:
                raise RecordError("The first entry is not a genesis.")
            case _ if payload.author == roots.TOGETHER:
                raise RecordError("The roots together only grant and revoke keys, and set who they are.")
        if isinstance(payload.entry, ShreddingConfirmed):
            check_receipt(payload.entry, self._origin, self._shredded.get(payload.entry.of))
        self._check_signatures(payload, opened)
        self._check_row(payload)
        for change in entries.key_changes(payload.entry):
            match change:
                case KeyGranted():
                    self._granted[change.author] = change
                case PasskeyGranted():
                    self._passkeys[change.author] = change
                case KeyRevoked():
                    self._granted.pop(change.author, None)
                    self._passkeys.pop(change.author, None)
                    self._doubt(change)
        if isinstance(payload.entry, ReportShredded | MatterShredded):
            self._shredded[index] = payload.entry.objects
        if isinstance(payload.entry, RootsSet):
            self._roots = roots.named(payload.entry)
        elif not self._roots.speak_as(payload.author):
            self._written.setdefault(payload.author, []).append(index)
            if isinstance(expires := self._grant_of(payload).expires, str):
                self.expiring.append((index, expires))
        self._last[payload.author] = payload.seq, leaf.hex()
        return payload

    def _begin(self, index: int, genesis: Genesis) -> None:
        if index != 0:
            raise RecordError("It is a genesis, and only the first entry may be one.")
        if genesis.vkey != self._vkey:
            raise RecordError("Its genesis names another log key than the one you verify with.")
        self._roots = roots.named(genesis)

    def _check_key_changes(self, payload: Payload, changes: tuple[KeyChange, ...]) -> None:
        if not self._roots.speak_as(payload.author):
            raise RecordError(f"“{payload.author}” grants or revokes a key and is no root of this record.")
        for change in changes:
            if self._roots.speak_as(change.author):
                raise RecordError(f"It grants or revokes the key of “{change.author}”, which is a root.")
            known = change.author in self._granted or change.author in self._passkeys
            if isinstance(change, KeyRevoked) and not known:
                raise RecordError(f"It revokes a key of “{change.author}”, who has none.")
        if len({change.author for change in changes}) != len(changes):
            raise RecordError("It names an author twice: one change each.")

    def _check_new_roots(self, payload: Payload, entry: RootsSet) -> None:
        if payload.author != roots.TOGETHER:
            raise RecordError(
                f"“{payload.author}” sets the roots of this record, which they only do together."
            )
        for name in roots.named(entry).keys:
            if name in self._granted or name in self._passkeys:
                raise RecordError(f"It makes “{name}” a root, who signs as an author.")

    def _doubt(self, revoked: KeyRevoked) -> None:
        """Takes in the window in which a compromised key may have signed for somebody else."""
        if revoked.doubt_from is not None:
            written = self._written.get(revoked.author, [])
            self.doubted += [index for index in written if index >= revoked.doubt_from]

    def _check_signatures(self, payload: Payload, opened: envelope.Opened) -> None:
        if self._roots.speak_as(payload.author):
            new = roots.named(payload.entry) if isinstance(payload.entry, RootsSet) else None
            self.signatures += roots.check(opened, self._roots, payload.author, new, self._signed_by)
            return
        grant = self._grant_of(payload)
        if grant.seat != payload.seat:
            raise RecordError(
                f"Its author “{payload.author}” acts for “{payload.seat}”, "
                f"and the key was granted for “{grant.seat}”."
            )
        if isinstance(grant.expires, str) and payload.claimed >= grant.expires:
            raise RecordError(
                f"Its author “{payload.author}” claims {payload.claimed}, "
                f"and the key expired {grant.expires}."
            )
        if len(opened.signatures) != 1:
            raise RecordError(f"It bears {len(opened.signatures)} of the 1 signatures it needs.")
        if isinstance(grant, PasskeyGranted):
            self._check_passkey(payload, opened, grant)
        else:
            roots.signers(opened, [base64s.decode(grant.key)], payload.author, self._signed_by)
        self.signatures += 1

    def _check_passkey(self, payload: Payload, opened: envelope.Opened, grant: PasskeyGranted) -> None:
        ((id, signature),) = opened.signatures
        key = {envelope.WEBAUTHN + passkeys.key_id(key): key for key in grant.keys}.get(id)
        if key is None:
            raise RecordError(
                f"It is not signed by a passkey of “{payload.author}”, as entries of its kind are."
            )
        if not passkeys.signed_by(key, grant.site, envelope.signed_bytes(opened.payload), signature):
            raise RecordError(roots.forged_by(payload.author))

    def _grant_of(self, payload: Payload) -> KeyGranted | PasskeyGranted:
        """The grant an author's entry stands on. Raises RecordError where there is none."""
        passkey = self._passkeys.get(payload.author)
        if passkey is not None and passkey.signs(payload.entry):
            return passkey
        grant = self._granted.get(payload.author)
        if grant is None:
            raise RecordError(f"No key was granted to its author “{payload.author}”, or it was revoked.")
        return grant

    def _check_row(self, payload: Payload) -> None:
        seq, leaf = self._last.get(payload.author, (-1, None))
        if payload.seq != seq + 1 or payload.previous != leaf:
            raise RecordError(
                f"It is number {payload.seq} of “{payload.author}” and should be {seq + 1}, after that "
                "author's last entry: one was dropped, doubled or put in between."
            )


class _Run:
    """One verification on its way."""

    def __init__(
        self,
        store: Store,
        log: note.Verifier,
        since: str | None,
        rule: Policy | None,
        pool: Executor | None = None,
    ) -> None:
        self._store, self._log, self._since, self._rule = store, log, since, rule
        self._size = store.size()
        self._later = _Later(pool) if pool else None
        self._authors = Authors(log.name, log.vkey, self._later.ask if self._later else envelope.signed_by)
        self._frontier = Frontier()
        self._tiles: dict[tuple[int, int], bytes] = {}  # as the entries give them
        self._waiting: list[bytes] = []  # leaves not yet in them
        self._checkpoints = 0
        self._good = 0  # the largest size that a checkpoint agreed with
        self._seen = 0, EMPTY  # the checkpoint that an author saw last

    def all(self) -> None:
        """Everything, in the order in which a fault is told best. Raises Fault."""
        try:
            self._everything()
        except (Fault, RecordError):
            if self._later:
                self._later.settle()  # a signature asked about before this fault comes first
            raise
        if self._later:
            self._later.settle()

    def _everything(self) -> None:
        signed = self._signed()
        if not signed and self._size:
            raise Fault(f"There are {self._size} entries and no checkpoint that the log signed over them.")
        tiles = {(level, index): data for level, index, data in self._store.tiles()}
        self._follow(tiles, signed)
        last = max(signed, default=0)
        if last > self._size:
            raise Fault(
                f"The log signed {last} entries and only {self._size} are here: entries from "
                f"{self._size} on were dropped.",
                self._size,
            )
        if last < self._size:
            raise Fault(f"No checkpoint covers the entries from {last} on.", last)
        self._grow()
        for at in sorted(self._tiles.keys() | tiles.keys()):
            if tiles.get(at) != self._tiles.get(at):
                what = "is missing" if at not in tiles else "is not of this tree"
                raise Fault(f"The tile {path(*at)} {what}: restore it from a replica.")

    def found(self, problem: str | None, entry: int | None) -> Verification:
        """The outcome."""
        return Verification(
            ok=problem is None, size=self._size, problem=problem, entry=entry,
            signatures=self._authors.signatures, checkpoints=self._checkpoints, origin=self._log.name,
            doubted=tuple(sorted(self._authors.doubted)), expired=self._expired(),
        )  # fmt: skip

    def _expired(self) -> tuple[int, ...]:
        if self._rule is None or not self._authors.expiring:
            return ()
        return expiry.unproven(self._authors.expiring, self._store.checkpoints(), self._rule)

    def _signed(self) -> dict[int, bytes]:
        """The root of every checkpoint kept, and of the one brought along, each signed by the log."""
        roots: dict[int, bytes] = {}
        for number, text in enumerate(self._store.checkpoints()):
            try:
                one = checkpoint.opened(text, self._log)
            except RecordError as problem:
                raise Fault(f"Checkpoint {number} of those kept does not hold: {problem}") from problem
            if roots.setdefault(one.size, one.root) != one.root:
                raise Fault(f"The log signed two histories of {one.size} entries: keep both checkpoints.")
        if self._since is not None:
            try:
                mine = checkpoint.opened(self._since, self._log)
            except RecordError as problem:
                raise Fault(f"The checkpoint you brought does not hold: {problem}") from problem
            if roots.setdefault(mine.size, mine.root) != mine.root:
                raise Fault(
                    f"The checkpoint you brought and the one here sign two histories of {mine.size} entries: "
                    "keep both, they prove that this log lied."
                )
        return roots

    def _follow(self, tiles: dict[tuple[int, int], bytes], signed: dict[int, bytes]) -> None:
        start = 0
        for batch in self._batches():
            leaves = [leaf_hash(data) for data in batch]
            moved = _unlike(leaves, start, tiles)
            for index, (data, leaf) in enumerate(zip(batch, leaves, strict=True), start):
                self._hold(index, data, leaf)
                if index == moved:
                    raise Fault(
                        f"Entry {index}: it does not hash to what the tree holds in its place: "
                        "the entry or its tile was changed.",
                        index,
                    )
                self._frontier.add(leaf)
                self._waiting.append(leaf)
                if (root := signed.get(index + 1)) is not None:
                    self._agree(index + 1, root)
            start += len(batch)
            if self._later:
                self._later.send()
        if start != self._size:
            raise Fault(f"Entry {start}: it is not where it belongs: entries were dropped.", start)

    def _batches(self) -> Iterator[list[bytes]]:
        entries = self._store.envelopes(0, self._size)
        while batch := list(islice(entries, BATCH)):
            yield batch

    def _hold(self, index: int, data: bytes, leaf: bytes) -> None:
        """Holds one entry to the rules. Raises Fault."""
        try:
            if self._later:
                self._later.at = index, data
            seen = self._authors.follow(index, data, leaf).seen
            if seen.size > index or base64s.decode(seen.root) != self._root(seen.size):
                raise RecordError(
                    f"Its author saw a checkpoint over {seen.size} entries that is not of this record."
                )
        except RecordError as problem:
            raise Fault(f"Entry {index}: {problem}", index) from problem

    def _agree(self, size: int, root: bytes) -> None:
        """Compares the tree so far with a checkpoint over it. Raises Fault."""
        if self._frontier.root() != root:
            which = f"{self._good} to {size - 1}" if size - 1 > self._good else str(self._good)
            raise Fault(
                f"Entry {which}: the checkpoint over {size} entries signs another root: one of these was "
                "changed, or the checkpoint is of another history.",
                self._good,
            )
        self._good = size
        self._checkpoints += 1

    def _root(self, size: int) -> bytes:
        """The root over the first entries, of as many as were followed or fewer."""
        if size == self._seen[0]:  # many entries of one transaction saw the same
            return self._seen[1]
        if size == self._frontier.size:
            root = self._frontier.root()
        else:
            self._grow()
            root = Tree(size, lambda level, index, width: self._tiles[level, index]).root()
        self._seen = size, root
        return root

    def _grow(self) -> None:
        size = self._frontier.size - len(self._waiting)
        self._tiles |= grow(size, self._waiting, lambda level, index, width: self._tiles[level, index])
        self._waiting = []


Question = tuple[bytes, bytes, bytes, str]  # what `SignedBy` is asked
Asked = list[tuple[int, bytes]]  # for each question the entry it is about, and that entry's bytes


class _Later:
    """Signatures that are taken for good until other processes have checked them."""

    def __init__(self, pool: Executor) -> None:
        self.at = 0, b""  # the entry that is held to the rules
        self._pool = pool
        self._questions: list[Question] = []
        self._asked: Asked = []
        self._sent: deque[tuple[Asked, Future[int | None]]] = deque()

    def ask(self, public: bytes, payload: bytes, signature: bytes, id: str) -> bool:
        """A `SignedBy` that answers later."""
        self._questions.append((public, payload, signature, id))
        self._asked.append(self.at)
        return True

    def send(self) -> None:
        """Has the batch checked. Raises Fault for one before it that does not hold."""
        self._sent.append((self._asked, self._pool.submit(envelope.first_forged, self._questions)))
        self._questions, self._asked = [], []
        while len(self._sent) > AHEAD:
            self._take()

    def settle(self) -> None:
        """Waits for everything. Raises Fault for the first entry that does not hold."""
        self.send()
        while self._sent:
            self._take()

    def _take(self) -> None:
        asked, answer = self._sent.popleft()
        forged = answer.result()
        if forged is not None:
            index, data = asked[forged]
            author = entries.decode(envelope.unseal(data).payload).author
            raise Fault(f"Entry {index}: {roots.forged_by(author)}", index)


def _unlike(leaves: list[bytes], start: int, tiles: dict[tuple[int, int], bytes]) -> int | None:
    """The first index whose leaf is not what its tile holds in that place."""
    for at in range(0, len(leaves), WIDTH):
        expected = tiles.get((0, (start + at) // WIDTH), b"")
        found = b"".join(leaves[at : at + WIDTH])
        if expected[: len(found)] != found:
            kept = split(expected)
            for n, leaf in enumerate(leaves[at : at + WIDTH]):
                if n >= len(kept) or kept[n] != leaf:
                    return start + at + n
    return None
