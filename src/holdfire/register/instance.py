"""One running commission: its keys, vault and record, opened from the settings, and how an entry is made.

Keys are made only where no record stands yet. The first entry ever appended is preceded by the genesis,
and an author's first by the grant of a key.
"""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from nacl.signing import SigningKey

from holdfire.errors import RecordError, RegisterError
from holdfire.intake import accompanying, limits
from holdfire.intake.accompanying.found import Found
from holdfire.record import base64s, entries, envelope, note, passkeys, policy
from holdfire.record.checkpoint import Checkpoint
from holdfire.record.entries import (
    ClaimDecided,
    Entry,
    Genesis,
    Kept,
    KeyChange,
    KeyGranted,
    KeyRevoked,
    PasskeyGranted,
    Payload,
    ReportReceived,
    Seen,
)
from holdfire.record.keys import Keys
from holdfire.record.log import Tail
from holdfire.record.merkle import leaf_hash
from holdfire.record.policy import Policy
from holdfire.record.scrub import Scrubbed, scrub
from holdfire.record.storage import storage_at
from holdfire.record.streams import Reader
from holdfire.record.tiles import Tree
from holdfire.record.vault import Vault
from holdfire.register import models, touching
from holdfire.register.account import Account
from holdfire.register.book import Book
from holdfire.register.store import Head, RegisterStore
from holdfire.register.writing import take_part
from holdfire.theatre import Lookup, Theatre, load

ROOT = "root:operator"  # no account can be named so; it grants alone until parties hold the roots

LAST = timedelta(hours=23, minutes=59, seconds=59)  # of a day

CEREMONY = "ceremony"  # a file in the home folder: the parties are about to sign the beginning


class Bytes(msgspec.Struct, frozen=True):
    """Bytes that are in the vault: the report they are, and the commitment to them."""

    report: str
    kept: Kept


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it stands on the record, for the projections."""

    entry: Entry
    author: str
    seat: str
    at: datetime


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What came with bytes and may name people: in the vault, not on the record."""

    report: str
    filename: str = ""
    url: str = ""
    came: Found | None = None  # beside the content: EXIF, headers, what a web archive lists


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision in full: in the vault, not on the record."""

    id: str
    claim: dict[str, Any]  # a `holdfire.reading.Claim` in plain values, as rows keep it
    machine: dict[str, Any]  # the reading it was decided against
    reason: str = ""
    changes: dict[str, Any] = {}


class Instance:
    """A home folder with its keys and vault, and the record in the database. Raises RecordError."""

    def __init__(self, home: Path, theatre: str) -> None:
        self.home, self.theatre_name = home, theatre
        self.store = RegisterStore()
        self._tail = Tail(self.store, 0)
        self._head: Head | None = None  # what the open transaction stands on; None where none writes
        self._drafts: list[bytes] = []  # its entries, which the checkpoint at its end will cover
        self._last: dict[str, tuple[int, bytes]] = {}  # author: sequence number and leaf hash
        self.book = Book()
        self.signers: dict[str, envelope.Sign] = {}  # authors who sign here with their own key
        self.started = False  # whether the start-up rule was kept in this process
        self._keys = Keys(home / "keys", name=self.theatre.id, fresh=not models.Entry.objects.exists())
        self.vault = Vault(storage_at(settings.HOLDFIRE_VAULT, home), self._keys.vault, self._keys.index)

    @property
    def theatre(self) -> Theatre:
        """The theatre watched."""
        return load(self.theatre_name)

    @property
    def names(self) -> Lookup:
        """The theatre's index, built once for each version of it."""
        return _lookup(self.theatre.digest, self.theatre_name)

    @property
    def vkey(self) -> str:
        """The log's public key, as verifiers read it."""
        return self._keys.log.vkey

    @property
    def origin(self) -> str:
        """The log's name."""
        return self._keys.log.name

    @property
    def vault_identity(self) -> Any:
        """The age identity that opens the vault; what it opens never leaves this machine in the clear."""
        return self._keys.vault

    @property
    def vault_recipient(self) -> Any:
        """Whom to encrypt to, so that the vault's identity opens it."""
        return self._keys.vault.to_public()

    def policy(self) -> Policy:
        """Whose signatures count for this record. Raises RecordError for a file that cannot be followed."""
        try:
            return policy.read((self.home / "policy").read_text("utf-8"))
        except FileNotFoundError:
            return Policy(logs=(self.vkey,))
        except (OSError, UnicodeDecodeError) as problem:
            raise RecordError(f"The policy in {self.home} cannot be read: {problem}.") from problem

    def sign(self, checkpoint: Checkpoint) -> str:
        """A checkpoint of this record as the log signs it; the same again is the same note."""
        return note.sign(checkpoint.text(), [self._keys.log])

    def keep(self, data: bytes | Path | Reader) -> Bytes:
        """Puts bytes, a file or a stream into the vault; the same bytes are one report."""
        kept = self.vault.keep(data)
        return Bytes(kept.object, kept)

    def fetch(self, report: str) -> bytes | None:
        """A report's bytes; None once they are shredded."""
        return self.vault.fetch(report)

    def fetch_to_read(self, report: str) -> bytes | None:
        """A report's bytes, as many as decide how it reads: of a longer one it is enough to know that."""
        return self.vault.head(report, limits.FILE + 1)

    def look(self, report: str) -> Found | None:
        """What came with a report's bytes beside their content; DKIM keys are files in `dkim` in the home."""
        data = self.fetch_to_read(report)
        return accompanying.look(data, self._dkim_key) if data else None

    def _dkim_key(self, name: str) -> bytes | None:
        if "/" in name or name.startswith("."):
            return None
        try:
            return (self.home / "dkim" / name).read_bytes().strip()
        except (OSError, ValueError):
            return None

    def scrub(self, after: str | None = None, share: int = 1) -> Scrubbed:
        """Whether the vault still gives all that the record commits to, or a share of it (see `scrub`)."""
        found = (_payload(data).entry for data in self.store.envelopes(0, self.store.size()))
        return scrub(found, self.vault, after, share)

    def received_entry(
        self,
        kept: Bytes,
        *,
        filename: str,
        via: str,
        source_id: str,
        url: str,
        published: date | None,
        received_at: datetime,
        demo: bool,
        media_type: str,
        came: Found | None = None,
    ) -> ReportReceived:
        """The entry that says bytes came in; name, address and what came with them go into the vault."""
        details = None
        if filename or url or came:
            details = self._seal(Details(report=kept.report, filename=filename, url=url, came=came))
        return ReportReceived(
            report=kept.report,
            bytes=kept.kept,
            details=details,
            size=self.vault.stored(kept.report),
            media_type=media_type,
            via=via,
            source=source_id,
            published=published.isoformat() if published else None,
            received_at=entries.coarse(received_at),
            demo=demo,
        )

    def details(self, entry: ReportReceived) -> Details:
        """What came with bytes; nothing once it is shredded."""
        data = self.vault.fetch(entry.details.object) if entry.details else None
        return msgspec.json.decode(data, type=Details) if data else Details(report=entry.report)

    def decided_entry(
        self,
        *,
        claim_id: str,
        report: str,
        verb: Any,
        claim: dict[str, Any],
        machine: dict[str, Any],
        reason: str,
        changes: dict[str, Any],
    ) -> ClaimDecided:
        """The entry that says what a person decided; the claim itself goes into the vault."""
        kept = self._seal(Decided(id=claim_id, claim=claim, machine=machine, reason=reason, changes=changes))
        return ClaimDecided(
            claim=claim_id, report=report, verb=verb, changed=tuple(sorted(changes)), decided=kept
        )

    def decided(self, entry: ClaimDecided) -> Decided | None:
        """A decision in full; None once it is shredded."""
        data = self.vault.fetch(entry.decided.object)
        return msgspec.json.decode(data, type=Decided) if data else None

    def append(self, entry: Entry, *, by: Account, at: datetime) -> Iterator[tuple[int, Written]]:
        """Appends an entry, and before it what it stands on; yields each with its number.

        The caller holds the write lock; one checkpoint covers all that its transaction appends. `at` is the
        time the author claims; what the operator adds is now.
        """
        size = self._begin()
        if size == 0:
            self._no_ceremony()
            yield self._append_as_root(size, self._genesis())
            size += 1
        passkey = self.book.passkey_of(by.id)
        if passkey is not None and passkey.signs(entry):
            yield self._append_touched(size, entry, by, at, passkey)
            return
        sign, grant = self._signing(by, at)
        if self.book.key_of(by.id) != grant:
            self._grants_alone(by, grant)
            yield self._append_as_root(size, grant)
            size += 1
        yield self._append(size, entry, by.id, by.seat, at, sign)

    def append_as_root(self, entry: KeyChange) -> int:
        """Appends what the root grants or revokes; the caller holds the write lock. Returns its number."""
        size = self._begin()
        if size == 0:
            self._no_ceremony()
            self._append_as_root(size, self._genesis())
            size += 1
        if not self.roots_here():
            raise RegisterError(
                f"{self.book.roots()} grant and revoke together "
                "on this record: write what they sign with holdfire key propose."
            )
        return self._append_as_root(size, entry)[0]

    def drafted(self, entry: Entry, author: str, at: datetime) -> Payload:
        """What an author has to sign next, to be carried away; it stands while that author writes nothing."""
        self._begin()
        return self._payload(entry, author, "", at)

    def append_sealed(self, sealed: bytes) -> int:
        """Appends an envelope signed elsewhere over what `drafted` gave; the caller holds the write lock.

        Who signed it was checked before. Raises RegisterError where its author has signed since.
        """
        payload = _payload(sealed)
        size = self._begin()
        claimed = entries.moment(payload.claimed)
        now = self._payload(payload.entry, payload.author, payload.seat, claimed)
        asked = msgspec.structs.replace(now, seen=payload.seen, claimed=payload.claimed)
        if payload != asked or not self._saw(payload.seen, size):
            raise RegisterError(
                "This was written before something else was signed, or for another record: write it again, "
                "and have that signed."
            )
        return self._put(size, payload, sealed, datetime.now(UTC))[0]

    def roots_here(self) -> bool:
        """Whether this machine's root grants alone: so it is until parties hold the roots."""
        return not self.book.roots().keys or (self.book.roots().threshold == 1 and self.root_here() == ROOT)

    def root_here(self) -> str:
        """The name of the root whose key lies here; nothing where it is none."""
        mine = bytes(self._keys.root.verify_key)
        return next((name for name, key in self.book.roots().keys.items() if key == mine), "")

    @property
    def root_key(self) -> SigningKey:
        """The root's key that lies here, whether or not it is a root."""
        return self._keys.root

    def coming_key(self, author: str) -> str:
        """The public key to grant an author whose key is kept here: a fresh one where they had one."""
        last = next((said for said in self.book.said_of(author) if isinstance(said, KeyGranted)), None)
        if last is not None:
            self._keys.take_up(author, base64s.decode(last.key))  # else the same could be granted again
        key = self._keys.coming(author) if last else self._keys.author(author)
        return base64s.encode(bytes(key.verify_key))

    def _append_touched(
        self, size: int, entry: Entry, by: Account, at: datetime, grant: PasskeyGranted
    ) -> tuple[int, Written]:
        """Appends what only the author's device signs. Raises TouchNeeded where it has to be asked first."""
        if grant.seat != by.seat:
            raise RegisterError(
                f"“{by.id}” acts for “{by.seat}”, and their passkey was granted for “{grant.seat}”: grant it "
                "anew with holdfire key passkey."
            )
        self._standing(by, grant, at)
        payload, touch = self._payload(entry, by.id, by.seat, at), touching.take()
        if touch is None:
            if touching.can_ask():
                raise touching.TouchNeeded(entries.encode(payload), grant, touching.salt())
            raise RegisterError(f"“{by.id}” signs this by passkey: do it on the pages, and touch the device.")
        asked = entries.decode(touch.payload)
        payload = msgspec.structs.replace(payload, seen=asked.seen, claimed=asked.claimed)
        if payload != asked or not self._saw(asked.seen, size):
            raise RegisterError("Something else was signed while the device was asked: do this once more.")
        key = {envelope.WEBAUTHN + passkeys.key_id(key): key for key in grant.keys}.get(touch.keyid, "")
        signed = envelope.signed_bytes(touch.payload)
        if not key or not passkeys.signed_by(key, grant.site, signed, touch.signature):
            raise RegisterError(
                "The device did not sign this, or it is not the one that was granted: try again."
            )
        sealed = envelope.seal(touch.payload, [lambda _: (touch.keyid, touch.signature)])
        return self._put(size, payload, sealed, at)

    def _standing(self, by: Account, grant: KeyGranted | PasskeyGranted, at: datetime) -> None:
        """Refuses a key that has expired."""
        if isinstance(grant.expires, str) and grant.expires <= entries.spell(max(at, datetime.now(UTC))):
            raise RegisterError(
                f"The key of “{by.id}” expired {grant.expires}: grant another with {self._grants(by.id)}."
            )

    def _grants(self, author: str) -> str:
        return f"holdfire key {'' if self.roots_here() else 'propose '}grant {author}"

    def _signing(self, by: Account, at: datetime) -> tuple[envelope.Sign, KeyGranted]:
        """How an author signs, and the grant that must stand for it. Raises RegisterError where none can."""
        said = self.book.key_of(by.id)
        if isinstance(said, KeyGranted):
            self._standing(by, said, at)
        match said:
            case KeyRevoked():
                raise RegisterError(
                    f"The key of “{by.id}” was revoked: grant another with {self._grants(by.id)}."
                )
            case KeyGranted(custody="author") as granted:
                if (sign := self.signers.get(by.id)) is None:
                    raise RegisterError(f"“{by.id}” signs with a key of their own: give it with --sign-with.")
                return sign, msgspec.structs.replace(granted, seat=by.seat)
            case KeyGranted() as granted if (key := self._kept_key(granted)) is not None:
                return envelope.sign_with(key), msgspec.structs.replace(granted, seat=by.seat)
            case _:
                key = self._keys.author(by.id)
                public = base64s.encode(bytes(key.verify_key))
                grant = KeyGranted(author=by.id, seat=by.seat, key=public, custody="operator")
                return envelope.sign_with(key), grant

    def _kept_key(self, granted: KeyGranted) -> SigningKey | None:
        """The key granted to an author, where it is kept here. Raises RecordError where it is lost."""
        public = base64s.decode(granted.key)
        key = self._keys.take_up(granted.author, public)
        if bytes(key.verify_key) == public:
            return key
        if self.roots_here():
            return None  # the root here grants the one that is kept
        raise RecordError(
            f"The key granted to “{granted.author}” is not kept here: restore it from a backup, or have "
            f"another granted with holdfire key propose grant {granted.author}."
        )

    def _grants_alone(self, by: Account, grant: KeyGranted) -> None:
        """Holds the first-use grant to whoever may make it. Raises RegisterError, saying what to do."""
        if self.roots_here():
            return
        before = self.book.key_of(by.id)
        what = f"acts for “{by.seat}” and their key was granted for “{before.seat}”" if isinstance(
            before, KeyGranted
        ) else "was granted no key"  # fmt: skip
        raise RegisterError(
            f"“{by.id}” {what}: {self.book.roots()} grant it together; write what they sign with "
            f"holdfire key propose grant {by.id}"
            f"{f' --seat {grant.seat}' if grant.seat else ''}."
        )

    def _no_ceremony(self) -> None:
        """Refuses to begin a record whose parties are about to sign its beginning."""
        if (self.home / CEREMONY).exists():
            raise RegisterError(
                "The parties have not signed the beginning of this record yet: finish it with holdfire "
                "ceremony seal, or give it up with holdfire ceremony abandon."
            )

    def _append_as_root(self, size: int, entry: Entry) -> tuple[int, Written]:
        return self._append(size, entry, ROOT, "", datetime.now(UTC), envelope.sign_with(self._keys.root))

    def _append(
        self, size: int, entry: Entry, author: str, seat: str, at: datetime, sign: envelope.Sign
    ) -> tuple[int, Written]:
        payload = self._payload(entry, author, seat, at)
        return self._put(size, payload, envelope.seal(entries.encode(payload), [sign]), at)

    def _payload(self, entry: Entry, author: str, seat: str, at: datetime) -> Payload:
        if self._head is None:
            raise RecordError("Nothing is open to append to: write inside writing().")
        seq, leaf = self._last.get(author) or self.store.last_of(author) or (-1, None)
        return Payload(
            log=self.origin,
            author=author,
            seat=seat,
            seq=seq + 1,
            previous=leaf.hex() if leaf else None,
            seen=Seen(size=self._head.size, root=self._head.spelt),
            claimed=entries.coarse(at),
            entry=entry,
        )

    def _put(self, size: int, payload: Payload, sealed: bytes, at: datetime) -> tuple[int, Written]:
        # What was drafted on an earlier day, for a device or for roots elsewhere, stands at that day's end.
        claimed = entries.moment(payload.claimed)
        at = min(max(at.replace(microsecond=0), claimed), entries.moment(entries.coarse(claimed)) + LAST)
        self.store.add(size, sealed, payload, at)
        self._drafts.append(sealed)
        self._last[payload.author] = payload.seq, leaf_hash(sealed)
        self.book.take_in(payload.entry)
        return size, written(payload, at)

    def _saw(self, seen: Seen, size: int) -> bool:
        """Whether a checkpoint somebody saw is of this record."""
        return seen.size <= size and base64s.encode(Tree(seen.size, self.store.tile).root()) == seen.root

    def _begin(self) -> int:
        """The size to append at. What is remembered holds only while the database has that root.

        Raises RecordError where the record does not hold together enough to be written on.
        """
        if self._head is not None:
            return self._head.size + len(self._drafts)
        head = self.store.head()
        size, root = head.size, head.root
        if self._tail.size != size or self._tail.root() != root:
            if self.store.size() != size:
                raise RecordError(
                    "The record's entries and its latest checkpoint disagree: run holdfire verify."
                )
            self._tail, self._last, self.book = Tail(self.store, size), {}, Book()
            if self._tail.root() != root:
                raise RecordError(
                    "The record's tiles do not give its latest checkpoint: run holdfire verify."
                )
        take_part(self)
        self._head, self._drafts = head, []
        return size

    def mark(self) -> int:
        """How many entries the open transaction has appended (see `holdfire.register.writing.Part`)."""
        return len(self._drafts)

    def back(self, to: int) -> None:
        """Forgets what was appended after these; the database forgets it too."""
        del self._drafts[to:]
        self._last, self.book = {}, Book()
        if not to:
            self._head = None

    def finish(self) -> None:
        """Grows the tree by what the transaction appended, and signs one checkpoint over all."""
        head, drafts = self._head, self._drafts
        self._head, self._drafts = None, []
        if head is None or not drafts:
            return
        if self.store.size() != head.size + len(drafts):
            raise RecordError(
                "The record's entries and what was appended disagree: nothing was written; try again."
            )
        self.store.close(head, self._tail.grow(drafts, self._keys.log), datetime.now(UTC))

    def _genesis(self) -> Genesis:
        root = entries.Root(name=ROOT, key=base64s.encode(bytes(self._keys.root.verify_key)))
        return Genesis(theatre=self.theatre.id, vkey=self.vkey, roots=(root,), threshold=1)

    def _seal(self, value: msgspec.Struct) -> Kept:
        return self.vault.keep(msgspec.json.encode(value, order="deterministic"))


def _payload(data: bytes) -> Payload:
    return entries.decode(envelope.unseal(data).payload)


def written(payload: Payload, at: datetime | None) -> Written:
    """A payload as the projections see it; the moment is this machine's own where it kept it."""
    return Written(
        entry=payload.entry,
        author=payload.author,
        seat=payload.seat,
        at=at or entries.moment(payload.claimed),
    )


def written_in(row: models.Entry) -> Written:
    """An entry's row as the projections see it."""
    return written(_payload(bytes(row.envelope)), row.at)


@lru_cache(maxsize=8)
def _lookup(digest: str, theatre: str) -> Lookup:
    return Lookup(load(theatre))


_open: dict[tuple[Path, str], Instance] = {}
_opening = threading.Lock()


def open_instance() -> Instance:
    """The instance the settings name, opened once in a process."""
    key = (Path(settings.HOLDFIRE_HOME), str(settings.HOLDFIRE_THEATRE))
    with _opening:
        if key not in _open:
            _open[key] = Instance(*key)
        return _open[key]
