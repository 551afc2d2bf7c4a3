"""Monitoring: proposals to watch or investigate the ceasefire, who made them, and who answered how."""

from collections.abc import Sequence
from datetime import date

import msgspec

from holdfire.dossiers.confirmed import Said, confirmed, in_order, speaks_for
from holdfire.theatre import Lookup, Theatre

PROPOSES = ("propose", "demand")
ANSWERS = {
    "support": "supports", "welcome": "supports", "confirm": "supports",
    "oppose": "opposes", "condemn": "opposes", "deny": "opposes",
}  # fmt: skip


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Who supports or opposes a proposal, in whose words."""

    party: str
    verb: str  # supports, opposes
    said: Said


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A monitoring mechanism somebody proposed. `through` is who reports the proposal, if not its author."""

    by: str
    on_behalf_of: str
    through: str
    said_on: date | None  # the day of the report: the proposal itself may be older
    places: tuple[str, ...]
    quote: str
    answers: tuple[Answer, ...]
    said: Said


class Monitoring(msgspec.Struct, frozen=True, kw_only=True):
    """Proposals with their answers, answers that name no proposal here, and everything else said."""

    proposals: tuple[Proposal, ...]
    unplaced: tuple[Answer, ...]
    other: tuple[Said, ...]


def monitoring(on: date, theatre: Theatre, said: Sequence[Said] | None = None) -> Monitoring:
    """The dossier as it stood on a day, from confirmed claims (all of them unless given)."""
    names = Lookup(theatre)
    known = in_order(
        s
        for s in (confirmed(theatre) if said is None else said)
        if s.claim.kind == "monitoring" and (s.said_on is None or s.said_on <= on)
    )
    proposals = [s for s in known if s.claim.stance in PROPOSES and s.claim.polarity == "asserts"]
    answers = [s for s in known if s.claim.stance in ANSWERS and s not in proposals]
    placed = {a.claim_id: _answered(a, proposals, names) for a in answers}
    return Monitoring(
        proposals=tuple(
            Proposal(
                by=p.speaker,
                on_behalf_of=speaks_for(p, names),
                through=p.through,
                said_on=p.said_on,
                places=tuple(dict.fromkeys(place.name for place in p.claim.places if not place.government)),
                quote=p.quote,
                answers=tuple(_answer(a, names) for a in answers if placed[a.claim_id] is p),
                said=p,
            )
            for p in proposals
        ),
        unplaced=tuple(_answer(a, names) for a in answers if placed[a.claim_id] is None),
        other=tuple(s for s in known if s not in proposals and s not in answers),
    )


def _answer(said: Said, names: Lookup) -> Answer:
    return Answer(party=speaks_for(said, names), verb=ANSWERS[said.claim.stance], said=said)


def _answered(answer: Said, proposals: Sequence[Said], names: Lookup) -> Said | None:
    """The latest earlier proposal whose author the answer names, else the one of the same report."""
    named = {answer.claim.target} | {a.name for a in answer.claim.actors}
    earlier = [p for p in proposals if (p.said_on or date.min) <= (answer.said_on or date.max)]
    by_author = [
        p for p in earlier if {p.speaker, speaks_for(p, names)} & named and p.speaker != answer.speaker
    ]
    same_report = [p for p in earlier if p.report_id == answer.report_id and p.speaker != answer.speaker]
    found = by_author or same_report
    return found[-1] if found else None
