"""An inquiry as its acts leave it: frozen, and the same for everybody who reads the same entries.

Nothing here is stored by hand: `fold` gives it from the acts in the order of the record. Days are ISO
8601; `entry` is the act's place on the record. Words are commitments to vault objects, so that the state
stands even where words were shredded.
"""

import hashlib

import msgspec

from holdfire.inquiry.terms import Stage
from holdfire.record import passkeys, profile
from holdfire.record.acts import Access, Alleged, Area, Dissented, Drafted, EvidenceKind, Signed, Weight
from holdfire.record.fields import Kept
from holdfire.record.passkeys import Passkey


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """Who acted, for which seat, when, and where it stands on the record."""

    account: str
    seat: str
    at: str  # UTC, ISO 8601 with Z
    entry: int

    @property
    def day(self) -> str:
        """The day of the act, UTC."""
        return self.at[:10]


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One act with its words, kept where nothing more is known of it."""

    by: Stamp
    words: Kept | None = None
    final: bool = False
    evidence: tuple[int, ...] = ()


class Hand(msgspec.Struct, frozen=True, kw_only=True):
    """One custody event of an item."""

    act: str  # a key of `terms.CUSTODY`
    by: Stamp
    to: str = ""  # the next hand
    unchanged: bool | None = None
    words: Kept | None = None


class Redaction(msgspec.Struct, frozen=True, kw_only=True):
    """The redacted version of an item's file: what is published of it with the finding."""

    by: Stamp
    file: Kept
    public: str  # SHA-256
    media_type: str
    areas: tuple[Area, ...] = ()
    words: Kept | None = None  # why, and for each area what it protects


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """An item of evidence, where it is and every hand it passed through."""

    number: int
    kind: EvidenceKind
    by: Stamp
    words: Kept | None
    bytes: Kept | None = None
    report: str = ""
    restricted: bool = False
    holder: str = ""  # account; "": returned
    offered_to: str = ""
    redactions: tuple[Redaction, ...] = ()  # the latest is published with the next finding
    custody: tuple[Hand, ...] = ()

    @property
    def redaction(self) -> Redaction | None:
        """The redacted version that stands; None where nothing of the file is to be published."""
        return self.redactions[-1] if self.redactions else None


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request to a party: its deadline, reminders, and the answer or the silence."""

    number: int
    to: str
    due: str
    by: Stamp
    words: Kept | None
    reminders: tuple[Mark, ...] = ()
    answer: Mark | None = None
    silence: Mark | None = None

    @property
    def open(self) -> bool:
        """Neither answered nor put down as silence."""
        return self.answer is None and self.silence is None

    @property
    def late(self) -> bool:
        """Answered, after the day."""
        return self.answer is not None and self.answer.by.day > self.due


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A site visit: planned, then access granted, delayed or refused."""

    number: int
    by: Stamp
    words: Kept | None
    start: str
    end: str
    place: str = ""
    controlled_by: str = ""
    access: Access | None = None
    report: Mark | None = None


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What one seat says one item does to a hypothesis."""

    evidence: int
    seat: str
    weight: Weight
    by: Stamp
    words: Kept | None = None


class Hypothesis(msgspec.Struct, frozen=True, kw_only=True):
    """A way it may have been, and a row of the matrix."""

    number: int
    by: Stamp
    words: Kept | None
    cells: tuple[Cell, ...] = ()


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """A seat's word on a finding: a signature, or a dissent of equal rank."""

    seat: str
    by: Stamp
    dissents: bool
    words: Kept | None = None
    passkey: Passkey | None = None
    outcome: str | None = None
    attribution: int = 0
    party: str = ""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the finding, from draft to publication."""

    draft: Drafted
    by: Stamp
    comments: tuple[Mark, ...] = ()
    sign_until: str = ""
    voices: tuple[Voice, ...] = ()
    recalled: Mark | None = None
    published: Stamp | None = None
    silent: tuple[str, ...] = ()  # voting seats that neither signed nor dissented when it was published
    public: str = ""  # SHA-256 of the public version
    page: Kept | None = None  # the public version
    confidential: Kept | None = None

    @property
    def version(self) -> int:
        """Its number, from 1."""
        return self.draft.version

    def voice_of(self, seat: str) -> Voice | None:
        """What a seat said to it."""
        return next((v for v in self.voices if v.seat == seat), None)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """An erratum or an appeal: put by one seat, decided by another."""

    number: int
    by: Stamp
    words: Kept | None
    decided: Mark | None = None
    granted: bool | None = None


class Inquiry(msgspec.Struct, frozen=True, kw_only=True):
    """One case."""

    id: str
    stage: Stage
    alleged: Alleged
    by: Stamp
    last: Stamp
    judged: Mark | None = None
    fails: tuple[str, ...] = ()
    withdrawn: Mark | None = None
    investigators: tuple[tuple[str, str], ...] = ()  # (seat, account)
    opened: Mark | None = None
    voting: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    due: str | None = None
    items: tuple[Item, ...] = ()
    requests: tuple[Request, ...] = ()
    visits: tuple[Visit, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    drafts: tuple[tuple[str, Mark], ...] = ()  # each seat's own, seen by nobody else
    findings: tuple[Finding, ...] = ()
    errata: tuple[Question, ...] = ()
    appeals: tuple[Question, ...] = ()

    @property
    def seats(self) -> tuple[str, ...]:
        """Every seat that takes part, with or without a vote."""
        return (*self.voting, *self.witnesses)

    @property
    def finding(self) -> Finding | None:
        """The version on the table now; None while there is none."""
        latest = self.findings[-1] if self.findings else None
        return latest if latest and not latest.recalled else None

    @property
    def standing(self) -> Finding | None:
        """The published version that stands; it stands while an erratum or a reopened case is pending."""
        return next((f for f in reversed(self.findings) if f.published), None)

    @property
    def reopened(self) -> bool:
        """Whether a published finding is being looked at again."""
        return self.standing is not None and self.stage != "published"

    @property
    def unheard(self) -> tuple[str, ...]:
        """Voting seats that have not yet spoken to the finding on the table."""
        spoken = {v.seat for v in self.finding.voices} if self.finding else set()
        return tuple(s for s in self.voting if s not in spoken)


def digest_of(draft: Drafted) -> str:
    """What a signature is over: SHA-256 of the draft as it stands in its entry, words' object included."""
    return hashlib.sha256(profile.encode(msgspec.to_builtins(draft))).hexdigest()


def said_by(act: Signed | Dissented, seat: str) -> bytes:
    """What a passkey is touched for: the whole act but the assertion itself, and the seat it speaks for."""
    said = {k: v for k, v in msgspec.to_builtins(act).items() if k != "passkey"}
    return passkeys.challenge(said | {"seat": seat})
