"""The kinds of entry, each one frozen type: its fields and limits are what may ever stand on the record.

No field takes free text or a private person's name: what may be personal lies in the vault, and the entry
holds a `Kept`, the commitment to it. Times are UTC with a Z. A field may be added to a kind only with the
default UNSET, which is not spelt, so that what was signed before still reads; a changed meaning is a new
kind. `VERSION` counts changes to the head.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from holdfire.errors import RecordError
from holdfire.record import profile
from holdfire.record.access import (
    AccessGranted,
    AccessWithdrawn,
    AnyAccess,
    MatterShredded,
    ShreddingConfirmed,
)
from holdfire.record.acts import Act, AnyAct
from holdfire.record.calls import AnyCall, CallLogged, FollowupClosed
from holdfire.record.dataset import TableReceived
from holdfire.record.dossier import AnyFiling, Filing, about
from holdfire.record.field import Observed, Submitted
from holdfire.record.fields import Count, Day, Hash, Hex, Id, Kept, Moment, Name
from holdfire.record.incidents import AnyOnIncident, OnIncident
from holdfire.record.passkeys import Base64
from holdfire.record.patrols import AnyPatrol, PatrolEnded, PatrolObserved, PatrolPlanned
from holdfire.record.period import AnyPeriod, PeriodLocked, PeriodUnlocked

VERSION = 1


class Root(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key that may grant and revoke: a party's, or the operator's where no party holds one yet."""

    name: Id
    key: Hash  # Ed25519 public key


class Genesis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="genesis"):
    """The first entry: which log this is, for which theatre, and who may grant keys on it."""

    theatre: Id
    vkey: Annotated[str, msgspec.Meta(min_length=1, max_length=512)]  # the log's own verifier key
    roots: Annotated[tuple[Root, ...], msgspec.Meta(min_length=1, max_length=16)]
    threshold: Annotated[int, msgspec.Meta(ge=1, le=16)]  # how many roots a grant must bear


class KeyGranted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="key-granted"):
    """From here on this key signs for this author, who acts for this seat. A later grant replaces it."""

    author: Id
    seat: Name = ""
    key: Hash
    custody: Literal["operator", "author"]  # who holds the private half
    expires: Moment | UnsetType = UNSET  # from this moment on it signs no more; left out: it stands


class KeyRevoked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="key-revoked"):
    """From here on this author's key signs no more, until another is granted.

    Where a key was compromised, `doubt_from` is the first entry that its owner does not vouch for: from there
    to this entry lies the window in which somebody else may have signed.
    """

    author: Id
    reason: Literal["rotated", "left", "lost", "compromised"]
    doubt_from: Count | None = None


class PasskeyGranted(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="passkey-granted"
):
    """From here on entries of these kinds by this author are signed by their device, and by no other key.

    It stands beside the key that was granted, until another passkey is or the author is revoked. Nobody but
    the author holds the private half: the operator cannot sign these.
    """

    author: Id
    seat: Name = ""
    keys: Annotated[tuple[Base64, ...], msgspec.Meta(min_length=1, max_length=8)]  # COSE public keys
    site: Id  # the relying party's id that the device was registered with
    kinds: Annotated[tuple[Id, ...], msgspec.Meta(max_length=64)] = ()  # (): all
    expires: Moment | UnsetType = UNSET

    def signs(self, entry: object) -> bool:
        """Whether an entry is to be signed by the device."""
        return not self.kinds or type(entry).__struct_config__.tag in self.kinds  # type: ignore[attr-defined]


KeyChange = KeyGranted | PasskeyGranted | KeyRevoked


class KeysChanged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="keys-changed"):
    """Several grants and revocations signed as one: each as if it stood alone, no author named twice."""

    changes: Annotated[tuple[KeyChange, ...], msgspec.Meta(min_length=1, max_length=100)]


class RootsSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="roots-set"):
    """From here on these are the roots. As many of the old sign it as had to, and as many of the new."""

    roots: Annotated[tuple[Root, ...], msgspec.Meta(min_length=1, max_length=16)]
    threshold: Annotated[int, msgspec.Meta(ge=1, le=16)]


class ReportReceived(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="report-received"
):
    """Bytes came in. The same bytes again are the same object, received once more."""

    report: Hex  # the vault object, and the report's id
    bytes: Kept
    details: Kept | None = None  # in the vault: file name and address, which may name people
    size: Count  # bytes of the padded ciphertext: a bucket, not the exact length
    media_type: Name = ""
    via: Id
    source: Name = ""  # id in the theatre's sources
    published: Day | None = None  # as the one who filed it said
    received_at: Moment
    demo: bool = False


class DateSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="date-set"):
    """A person says when a report was published."""

    report: Hex
    published: Day


class ClaimDecided(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="claim-decided"
):
    """A person's word that a report does, or does not, say this. The claim as decided is in the vault."""

    claim: Id
    report: Hex
    verb: Literal["confirm", "correct", "reject"]
    changed: tuple[Id, ...] = ()  # names of the fields a correction set
    decided: Kept  # claim, reading, reason and changes


class ReportShredded(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="report-shredded"
):
    """A report's bytes and everything kept of them in the vault can be opened by nobody any more.

    That they were received, when and from whom stays on the record, and so does who had them shredded.
    """

    report: Hex
    objects: Annotated[tuple[Hex, ...], msgspec.Meta(min_length=1, max_length=400)]  # in the vault
    ground: Literal["safety", "consent", "law", "mistake"]


Entry = (
    Genesis
    | KeyGranted
    | PasskeyGranted
    | KeyRevoked
    | KeysChanged
    | RootsSet
    | ReportReceived
    | DateSet
    | ClaimDecided
    | ReportShredded
    | AnyAccess
    | AnyOnIncident
    | AnyAct
    | AnyCall
    | Observed
    | AnyFiling
    | Submitted
    | AnyPatrol
    | TableReceived
    | AnyPeriod
)


class Seen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The latest checkpoint an author saw: the entry was not written before it."""

    size: Count
    root: Hash


class Payload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an author signs: the entry, and its place in the author's own row of entries."""

    v: Literal[1] = VERSION  # type: ignore[assignment]
    log: Id  # the origin: an entry cannot be moved to another log
    author: Id
    seat: Name = ""
    seq: Count  # the author's own count, from 0
    previous: Hex | None  # leaf hash of the author's entry before this
    seen: Seen
    claimed: Moment  # the day the author claims (see `coarse`); the record vouches only for the order
    entry: Entry


def kind_of(entry: Entry) -> str:
    """The kind's name, as entries spell it."""
    return str(type(entry).__struct_config__.tag)


def subject_of(entry: Entry) -> str:
    """What an entry is about: a report, claim, author, incident, inquiry, call, dossier or data set."""
    match entry:
        case ReportReceived() | DateSet() | ReportShredded():
            return entry.report
        case ClaimDecided():
            return entry.claim
        case KeyGranted() | PasskeyGranted() | KeyRevoked():
            return entry.author
        case OnIncident():
            return entry.incident
        case Act() | MatterShredded():
            return entry.inquiry
        case AccessGranted() | AccessWithdrawn():
            return entry.about
        case ShreddingConfirmed():
            return str(entry.of)
        case CallLogged() | FollowupClosed():
            return entry.call
        case Observed():
            return entry.observation
        case Submitted():
            return entry.submission
        case PatrolPlanned() | PatrolEnded() | PatrolObserved():
            return entry.patrol
        case Filing():
            return about(entry)
        case TableReceived():
            return entry.data_set
        case PeriodLocked() | PeriodUnlocked():
            return entry.period
        case Genesis() | KeysChanged() | RootsSet():
            return ""


def key_changes(entry: Entry) -> tuple[KeyChange, ...]:
    """What an entry says about authors' keys."""
    match entry:
        case KeyGranted() | PasskeyGranted() | KeyRevoked():
            return (entry,)
        case KeysChanged():
            return entry.changes
        case _:
            return ()


def encode(payload: Payload) -> bytes:
    """The payload's canonical bytes. Raises RecordError naming what may not stand on the record."""
    try:
        data = profile.typed(payload)
        decode(data)  # limits are checked on the way in, so the way out passes the same door
        return data
    except ValueError as problem:
        raise RecordError(f"This entry cannot be written: {problem}.") from problem


def decode(data: bytes) -> Payload:
    """The payload these bytes spell. Raises RecordError where they are outside the profile or a limit."""
    try:
        found = _DECODER.decode(data)
        moment(found.claimed)
        if not profile.spelt(found, data):
            raise ValueError("not in canonical form, or a field is left out")
        return found
    except (ValueError, msgspec.MsgspecError) as problem:
        raise RecordError(f"This payload is no entry: {problem}.") from problem


_DECODER = msgspec.json.Decoder(Payload)


def moment(text: str) -> datetime:
    """A moment of an entry. Raises ValueError for a day or hour that does not exist."""
    if len(text) != 20 or text[-1] != "Z":
        raise ValueError(f"“{text}” is no moment in UTC")
    return datetime.fromisoformat(text)


def spell(at: datetime) -> str:
    """A moment as entries spell it: UTC, whole seconds."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def coarse(at: datetime) -> str:
    """When something was written or came in, as the record tells it: the day in UTC, at its beginning.

    To the second, whoever knows when somebody telephoned, came to a door or was moved would find their entry
    by its time. It holds for every kind: one exact time would date all that lies between it and the next.
    """
    return f"{at.astimezone(UTC).date()}T00:00:00Z"
