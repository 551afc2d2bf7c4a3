"""Negotiation formats: members, who proposed one, who supports or opposes it, who is said to obstruct it.

Every position stands with its quote, its speaker and its day. An accusation is shown with who makes it.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from holdfire.dossiers.confirmed import Said, confirmed, in_order, party_name, speaks_for
from holdfire.theatre import Lookup, Theatre
from holdfire.theatre.types import Format

PROPOSED = re.compile(r"\b(propos|initiat\w+ (of|by)|put forward|suggest)", re.IGNORECASE)
DECLINES = re.compile(
    r"\b(?:(?:will|would|shall)(?: not|n['’]t)\b[^.;]*|(?:refus|declin)\w+ to )"
    r"\b(?:take part|participate|join|attend)\b",
    re.IGNORECASE,
)
OBSTRUCTS = re.compile(
    r"\b(obstruct|hinder|hamper|imped|sabotag|undermin|derail|torpedo|block|thwart|disrupt|prevent|interfer)",
    re.IGNORECASE,
)


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes a position, in whose words, on which day."""

    party: str
    said_on: date | None
    speaker: str
    through: str
    quote: str
    said: Said


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """The members a speaker says a format has or would have."""

    members: tuple[str, ...]
    said: Said


class Accusation(msgspec.Struct, frozen=True, kw_only=True):
    """Who is accused of obstructing a format, by whom. One speaker's repetitions are one accusation."""

    accused: str
    by: str
    first: Said
    repeated: tuple[Said, ...] = ()
    in_passing: bool = False  # the accusation does not name the format; its paragraph does


class MemberLine(msgspec.Struct, frozen=True, kw_only=True):
    """One member's positions over time, oldest first: what it did, in its words."""

    member: str
    positions: tuple[tuple[str, Position], ...]

    @property
    def now(self) -> str:
        """What it last did; empty where nothing is confirmed."""
        return self.positions[-1][0] if self.positions else ""


class FormatDossier(msgspec.Struct, frozen=True, kw_only=True):
    """One format with every position on it, oldest first."""

    id: str
    name: str
    members: tuple[str, ...]  # as the theatre's data has them
    memberships: tuple[Membership, ...]  # as speakers have them
    proposed_by: tuple[Position, ...]
    supporters: tuple[Position, ...]
    opponents: tuple[Position, ...]
    accused: tuple[Accusation, ...]
    other: tuple[Said, ...]
    meetings: tuple[Said, ...] = ()  # of the format, by the day they are told of
    by_member: tuple[MemberLine, ...] = ()


def formats(on: date, theatre: Theatre, said: Sequence[Said] | None = None) -> tuple[FormatDossier, ...]:
    """Every format of the theatre that a confirmed claim speaks of, most spoken of first."""
    names = Lookup(theatre)
    known = [
        s for s in (confirmed(theatre) if said is None else said) if s.said_on is None or s.said_on <= on
    ]
    found = [_dossier(format, known, theatre, names) for format in theatre.formats]
    spoken = [(d, n) for d, n in found if n]
    return tuple(d for d, _ in sorted(spoken, key=lambda pair: (-pair[1], pair[0].id)))


def _dossier(
    format: Format, known: Sequence[Said], theatre: Theatre, names: Lookup
) -> tuple[FormatDossier, int]:
    named = in_order(s for s in known if s.claim.format == format.id)
    passing = in_order(
        s for s in known if s.claim.format is None and _accuses(s) and _names(s.paragraph, format)
    )
    proposed = [p for s in named for p in _proposers(s, names)]
    supporters = [p for s in named if s.claim.stance in ("support", "welcome") for p in _takers(s, names)]
    opponents = [p for s in named if s.claim.stance in ("oppose", "condemn") for p in _takers(s, names)]
    memberships = [Membership(members=s.claim.members, said=s) for s in named if s.claim.members]
    accused = _accusations([s for s in named if _accuses(s)], passing, names)
    used = {p.said.claim_id for p in (*proposed, *supporters, *opponents)} | {
        s.claim_id for a in accused for s in (a.first, *a.repeated)
    }
    used |= {m.said.claim_id for m in memberships}
    meetings = [s for s in known if s.claim.kind == "meeting" and (s in named or _names(s.quote, format))]
    used |= {s.claim_id for s in meetings}
    members = tuple(party_name(theatre, m) for m in format.members)
    taken = [("proposes", p) for p in proposed] + [("supports", p) for p in supporters]
    taken += [("opposes", p) for p in opponents]
    taken += [("declines", p) for s in named if DECLINES.search(s.quote) for p in _takers(s, names)]
    dossier = FormatDossier(
        id=format.id,
        name=format.name,
        members=members,
        memberships=tuple(memberships),
        proposed_by=tuple(_once(proposed)),
        supporters=tuple(_once(supporters)),
        opponents=tuple(_once(opponents)),
        accused=accused,
        other=tuple(s for s in named if s.claim_id not in used),
        meetings=tuple(sorted(meetings, key=lambda s: s.happens[0] or s.said_on or date.max)),
        by_member=_by_member(members, taken),
    )
    return dossier, len({s.claim_id for s in (*named, *passing, *meetings)})


def _by_member(members: Sequence[str], taken: Sequence[tuple[str, Position]]) -> tuple[MemberLine, ...]:
    """Every member, with nothing where nothing is confirmed; then who takes a position and is no member."""
    order = [*members, *dict.fromkeys(p.party for _, p in taken if p.party not in members)]
    return tuple(
        MemberLine(
            member=name,
            positions=tuple(
                sorted(
                    ((verb, p) for verb, p in taken if p.party == name),
                    key=lambda one: one[1].said_on or date.max,
                )
            ),
        )
        for name in order
    )


def _names(text: str, format: Format) -> bool:
    """Whether a text names the format under any of its names, however it is spaced."""
    plain = re.sub(r"\s+", "", text).lower()
    return any(re.sub(r"\s+", "", n).lower() in plain for n in (format.name, *format.aliases) if n)


def _accuses(said: Said) -> bool:
    return said.claim.stance == "accuse" and bool(said.claim.target) and bool(OBSTRUCTS.search(said.quote))


def _position(party: str, said: Said) -> Position:
    return Position(
        party=party,
        said_on=said.said_on,
        speaker=said.speaker,
        through=said.through,
        quote=said.quote,
        said=said,
    )


def _proposers(said: Said, names: Lookup) -> list[Position]:
    marked = [a.name for a in said.claim.actors if a.role == "proposer"]
    if not marked and said.claim.stance == "propose":
        marked = [speaks_for(said, names)]
    if not marked and PROPOSED.search(said.quote):
        members = set(said.claim.members)
        marked = [a.name for a in said.claim.actors if a.role == "agent" and a.name not in members]
    return [_position(name, said) for name in dict.fromkeys(marked)]


def _takers(said: Said, names: Lookup) -> list[Position]:
    """Whose support or opposition it is: who is said to support, else whom the speaker speaks for."""
    agents = [a.name for a in said.claim.actors if a.role in ("agent", "supporter", "opponent")]
    return [_position(name, said) for name in dict.fromkeys(agents or [speaks_for(said, names)])]


def _once(positions: Iterable[Position]) -> list[Position]:
    """The same words by the same speaker in one report are said once."""
    seen: dict[tuple[str, str, str], Position] = {}
    for position in positions:
        seen.setdefault((position.party, position.said.report_id, position.quote), position)
    return list(seen.values())


def _accusations(named: Sequence[Said], passing: Sequence[Said], names: Lookup) -> tuple[Accusation, ...]:
    grouped: dict[tuple[str, str], list[Said]] = {}
    for said in in_order((*named, *passing)):
        grouped.setdefault((said.claim.target or "", speaks_for(said, names)), []).append(said)
    return tuple(
        Accusation(
            accused=target, by=by, first=group[0], repeated=tuple(group[1:]),
            in_passing=not any(s.claim.format for s in group),
        )
        for (target, by), group in grouped.items()
    )  # fmt: skip
