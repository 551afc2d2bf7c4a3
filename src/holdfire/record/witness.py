"""A witness (C2SP tlog-witness): it cosigns a checkpoint only if that continues the last one it cosigned.

It keeps nothing of a log but the latest size and root, and it compares and sets them in one transaction that
is on disk before the cosignature leaves: two requests at once, or a crash between, cannot roll it back. It
trusts the log with nothing. The same text passes over HTTP, on a memory stick or in a picture.
"""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from holdfire.errors import RecordError
from holdfire.record import base64s, checkpoint, note
from holdfire.record.checkpoint import Checkpoint
from holdfire.record.cosignature import Cosigner
from holdfire.record.merkle import EMPTY, SIZE, consistent
from holdfire.record.note import Verifier

MOST_HASHES = 63


class Request(msgspec.Struct, frozen=True):
    """What a log asks: cosign this checkpoint; here is the proof from the size you cosigned last."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: str  # the signed note

    def text(self) -> str:
        """As it is sent."""
        hashes = "".join(f"{base64s.encode(one)}\n" for one in self.proof)
        return f"old {self.old}\n{hashes}\n{self.checkpoint}"


class Answer(msgspec.Struct, frozen=True):
    """What the witness says: an HTTP status, and its cosignature or the size it knows."""

    status: int
    body: str
    content_type: str = "text/plain; charset=utf-8"


def read(text: str) -> Request:
    """A request from its text. Raises RecordError where it is none."""
    head, _, signed = text.partition("\n\n")
    first, *lines = head.split("\n")
    found = re.fullmatch(r"old (0|[1-9][0-9]{0,18})", first)
    try:
        proof = tuple(base64s.decode(one) for one in lines)
    except ValueError as problem:
        raise RecordError("A line of the proof is not base64.") from problem
    if not found or not signed or len(proof) > MOST_HASHES or any(len(one) != SIZE for one in proof):
        raise RecordError("This asks for no cosignature: it reads old SIZE, a proof and a checkpoint.")
    return Request(int(found[1]), proof, signed)


class Witness:
    """A witness with its key, the logs it watches by origin, and the file of what it cosigned last."""

    def __init__(self, signer: Cosigner, logs: Mapping[str, Verifier], state: Path) -> None:
        self._signer, self._logs, self._state = signer, logs, state
        with closing(self._open()) as db:
            db.execute(
                "create table if not exists seen (origin text primary key, size integer not null, "
                "root blob not null, note text not null)"
            )

    def add_checkpoint(self, body: str, now: int) -> Answer:
        """Cosigns, or says why not; `now` is in seconds since 1970."""
        try:
            request = read(body)
            origin = checkpoint.read(note.parse(request.checkpoint).text).origin
        except RecordError as problem:
            return Answer(400, f"{problem}\n")
        if (log := self._logs.get(origin)) is None:
            return Answer(404, f"This witness does not watch a log “{origin}”.\n")
        try:
            found = checkpoint.opened(request.checkpoint, log)
        except RecordError as problem:
            return Answer(403, f"{problem}\n")
        if request.old > found.size:
            return Answer(400, "The old size is larger than the checkpoint.\n")
        with closing(self._open()) as db:
            return self._compare_and_set(db, request, found, now)

    def _compare_and_set(
        self, db: sqlite3.Connection, request: Request, found: Checkpoint, now: int
    ) -> Answer:
        try:
            db.execute("begin immediate")
            size, root = self._seen(db, found.origin)
            refusal = _refusal(request, found, size, root)
            if refusal is not None:
                db.execute("rollback")
                return refusal
            db.execute(
                "insert into seen values (?, ?, ?, ?) on conflict (origin) do update "
                "set size = excluded.size, root = excluded.root, note = excluded.note",
                (found.origin, found.size, found.root, request.checkpoint),
            )
            db.execute("commit")
        except sqlite3.Error as problem:
            return Answer(503, f"The witness cannot keep what it cosigns, so it does not: {problem}.\n")
        return Answer(200, self._signer.sign(found.text(), now))

    def latest(self, origin: str) -> tuple[int, str]:
        """The size and the checkpoint last cosigned for a log; 0 and nothing before the first."""
        with closing(self._open()) as db:
            row = db.execute("select size, note from seen where origin = ?", (origin,)).fetchone()
        return (row[0], row[1]) if row else (0, "")

    def _seen(self, db: sqlite3.Connection, origin: str) -> tuple[int, bytes]:
        row = db.execute("select size, root from seen where origin = ?", (origin,)).fetchone()
        return (row[0], bytes(row[1])) if row else (0, EMPTY)

    def _open(self) -> sqlite3.Connection:
        try:
            db = sqlite3.connect(self._state, timeout=30, isolation_level=None)
            db.execute("pragma journal_mode = wal")
            db.execute("pragma synchronous = full")
        except sqlite3.Error as problem:
            raise RecordError(f"The witness's state {self._state} cannot be opened: {problem}.") from problem
        return db


def _refusal(request: Request, found: Checkpoint, size: int, root: bytes) -> Answer | None:
    """Why a checkpoint is not cosigned over what was cosigned last; None where it may be."""
    if request.old != size:
        return Answer(409, f"{size}\n", "text/x.tlog.size")
    if found.size == size:
        if found.root != root:
            return Answer(409, f"{size}\n", "text/x.tlog.size")
        return None if not request.proof else Answer(422, "One tree needs no proof.\n")
    if size == 0:
        return None if not request.proof else Answer(422, "From nothing there is no proof.\n")
    if not consistent(size, found.size, request.proof, root, found.root):
        return Answer(422, f"The checkpoint does not continue the one over {size} entries.\n")
    return None


def with_lines(signed: str, lines: Sequence[str]) -> str:
    """A checkpoint with these cosignature lines under it, each once."""
    have = set(signed.splitlines())
    return signed + "".join(f"{one.rstrip()}\n" for one in lines if one.rstrip() not in have)
