"""What people put into the dossiers, one frozen type each, as it stands in its entry on the record.

An entry holds codes, numbers, seats, days and what it rests on. Reasons are words: they lie in the vault, and
`words` commits to them. Levels of performance are those of the Peace Accords Matrix (Kroc Institute): none,
minimum, intermediate, full.
"""

from typing import Annotated, Literal

import msgspec

from holdfire.record.fields import Day, Hex, Id, Kept, Name

Level = Literal["none", "minimum", "intermediate", "full"]
CitedKind = Literal["claim", "incident", "finding", "report"]
TextStatus = Literal["official", "official-translation", "press", "leaked-draft"]


class Cited(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing an entry rests on, by its id in the register; a finding by its inquiry's."""

    kind: CitedKind
    id: Id


Evidence = Annotated[tuple[Cited, ...], msgspec.Meta(max_length=64)]


class Filing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Common to all: what it rests on, where its words are, whether it was made up for a demonstration."""

    evidence: Evidence = ()
    words: Kept | None = None
    demo: bool = False


class Assessed(Filing, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="obligation-assessed"):
    """A seat says how far an obligation was met as of a day. Its later word on the day replaces it."""

    agreement: Id
    obligation: Id
    level: Level
    on: Day


class TextFiled(Filing, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="text-filed"):
    """A report on file is a published text of an agreement: whose, and in what standing."""

    agreement: Id
    report: Hex
    publisher: Name  # a source or party of the theatre
    status: TextStatus


Where = Literal["free", "held", "returned", "died", "escaped"]
MovementKind = Literal["capture", "transfer", "release", "escape", "death", "correction"]
PersonId = Annotated[str, msgspec.Meta(pattern=r"\AP-[0-9a-f]{10}\Z")]  # drawn at random: it tells nothing
Need = Literal["identity", "family", "handover", "health", "inquiry", "mending"]


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One side of a movement. A debit takes persons out of an account, a credit puts them in.

    An account is of one party's persons, at one place: free (before capture), held by a party, returned,
    died in custody, escaped. `persons` are those of the count whose files are open.
    """

    side: Literal["debit", "credit"]
    of: Id  # party whose persons they are
    where: Where
    by: Name = ""  # party that holds them; only where they are held
    count: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    persons: Annotated[tuple[PersonId, ...], msgspec.Meta(max_length=500)] = ()


class Moved(Filing, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="custody-moved"):
    """Persons passed from one custody to another: every debit has its credit, or it is refused."""

    movement: Id
    kind: MovementKind
    on: Day
    lines: Annotated[tuple[Line, ...], msgspec.Meta(min_length=2, max_length=32)]


class PersonOpened(Filing, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="person-opened"):
    """The file of a person who is or was detained or missing; who it is lies in the vault.

    Opened again, the file is mended: what it holds and who reads it is as said last.
    """

    person: PersonId
    of: Id  # party whose person it is
    file: Kept
    seats: Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=16)]  # that may read it


class PersonRead(Filing, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="person-read"):
    """Somebody read the file of a person, and what they needed it for."""

    person: PersonId
    need: Need


class MissingOpened(Filing, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="missing-opened"):
    """A person is missing since a day."""

    person: PersonId
    since: Day


class MissingClosed(Filing, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="missing-closed"):
    """A person is missing no more: found alive, identified among the dead, or returned."""

    person: PersonId
    how: Literal["found", "identified", "returned"]
    on: Day


Standing = Literal["not-begun", "begun", "under-way", "done", "stopped"]


class ProgressNoted(Filing, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="progress-noted"):
    """A seat says how far an undertaking was seen to have come as of a day, whatever is claimed of it."""

    undertaking: Id  # the claim that tells of it
    standing: Standing
    percent: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None
    on: Day


AnyFiling = (
    Assessed | TextFiled | Moved | PersonOpened | PersonRead | MissingOpened | MissingClosed | ProgressNoted
)


def about(entry: Filing) -> str:
    """What an entry is about, for the index of the record."""
    match entry:
        case Assessed():
            return f"{entry.agreement} {entry.obligation}"[:128]
        case TextFiled():
            return entry.agreement
        case Moved():
            return entry.movement
        case PersonOpened() | PersonRead() | MissingOpened() | MissingClosed():
            return entry.person
        case ProgressNoted():
            return entry.undertaking
    return ""
