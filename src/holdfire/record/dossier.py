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


AnyFiling = Assessed | TextFiled


def about(entry: Filing) -> str:
    """What an entry is about, for the index of the record."""
    match entry:
        case Assessed():
            return f"{entry.agreement} {entry.obligation}"[:128]
        case TextFiled():
            return entry.agreement
    return ""
