"""People's decisions on one incident, as its page tells them: what, by whom, why, and whether it stands."""

from datetime import datetime

import msgspec

from holdfire.linking.credibility import WORDS
from holdfire.linking.decided import bind
from holdfire.register import deciding, incidents
from holdfire.register.models import (
    Claim,
    ClaimState,
    Decision,
    Incident,
    IncidentClaim,
    IncidentDecision,
)


class Elsewhere(msgspec.Struct, frozen=True):
    """Another incident that holds claims of the same decision now."""

    id: str
    title: str


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """One decision. `standing`: in words, how much of it counts now."""

    entry: int
    what: str
    author: str
    seat: str
    at: datetime
    reason: str
    standing: str
    undone: IncidentDecision | None  # the decision that took it back
    elsewhere: tuple[Elsewhere, ...]


def decided_on(incident: Incident) -> list[Decided]:
    """Every decision that names a claim of the incident, the latest first."""
    rows = incidents.history(incident)
    if not rows:
        return []
    overruled = bind(deciding.standing()).overruled
    named = {c.claim for row in rows for c in row.claims.all()}
    members = IncidentClaim.objects.filter(claim__in=named).exclude(incident=incident)
    other = {m.claim_id: m.incident for m in members.select_related("incident")}
    return [_told(row, overruled, other) for row in rows]


def moved(incident: Incident, was: str) -> str:
    """Why the address `was` led to this incident, in a sentence; "" where it is none of its addresses."""
    if not was or was == incident.id or was not in incidents.addresses(_members(incident)):
        return ""
    for row in incidents.history(incident):
        if row.verb == "merge" and _undone(row) is None and was in (row.incident, row.other):
            return (
                f"The incident you asked for was merged into this one by {row.author} "
                f"on {row.at.day} {row.at:%B %Y}: entry {row.entry} of the record."
            )
    if (said := rejected(was)) is not None:
        return (
            f"The incident you asked for began with a claim that {said.author} rejected "
            f"on {said.at.day} {said.at:%B %Y}: entry {said.entry} of the record. Its other claims are here."
        )
    if incidents.first_claim(was) not in _members(incident):
        return "The claim that the incident you asked for began with is linked no more; its others are here."
    return "The incident you asked for is part of this one now: its first claim was linked here."


def rejected(id: str) -> Decision | None:
    """The decision by which the claim that this incident began with was rejected; None where it stands."""
    claim = Claim.objects.filter(id=incidents.first_claim(id), state=ClaimState.REJECTED).first()
    return claim.decisions.last() if claim else None


def _members(incident: Incident) -> list[str]:
    return list(incident.members.values_list("claim_id", flat=True))


def _told(row: IncidentDecision, overruled: set[int], other: dict[str, Incident]) -> Decided:
    undone = _undone(row)
    claims = [c.claim for c in row.claims.all()]
    standing = ""
    if undone is None and row.entry in overruled:
        standing = "A later decision counts in place of a part of it."
    found = {i.id: Elsewhere(i.id, i.title) for c in claims if (i := other.get(c)) is not None}
    return Decided(
        entry=row.entry,
        what=_what(row),
        author=row.author,
        seat=row.seat,
        at=row.at,
        reason=row.reason,
        standing=standing,
        undone=undone,
        elsewhere=tuple(found.values()) if row.verb == "split" else (),
    )


def _what(row: IncidentDecision) -> str:
    out = sum(c.out for c in row.claims.all())
    rest = sum(not c.out for c in row.claims.all())
    match row.verb:
        case "merge":
            return f"Merged: the {_claims(rest)} of two incidents are of one event."
        case "split":
            return f"Split: {_claims(out)} taken out, as of another event than {_claims(rest)} left."
    proposed = "as proposed" if row.credibility == row.proposed else f"where {row.proposed} was proposed"
    return f"Graded {row.credibility}, {WORDS.get(row.credibility or 0, '')}, {proposed}."


def _claims(count: int) -> str:
    return "1 claim" if count == 1 else f"{count} claims"


def _undone(row: IncidentDecision) -> IncidentDecision | None:
    return getattr(row, "undone_by", None)
