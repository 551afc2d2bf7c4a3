"""Incidents as two tables: one row an incident, and one row a claim with its side's own words.

Only what the Incidents page shows is here: no account, no reason a person gave, nothing of an inquiry,
no word of a report outside its claims.
"""

from collections.abc import Iterable
from typing import Any

from holdfire.publishing.naming import Naming
from holdfire.register.models import Incident, IncidentClaim

Row = dict[str, Any]

INCIDENT = (
    "incident", "title", "group", "type", "start", "end", "place", "place_names", "latitude", "longitude",
    "uncertainty_km", "told_by", "denied_by", "independent_voices", "copies", "claims",
)  # fmt: skip
CLAIM = (
    "incident", "claim", "part", "side", "speaker", "stance", "words", "polarity", "state", "source",
    "report", "report_title", "published", "url", "start", "end", "place", "place_names", "why_linked",
)  # fmt: skip


def incident_rows(incidents: Iterable[Incident], naming: Naming) -> list[Row]:
    """One row an incident."""
    return [_incident(one, list(one.members.all()), naming) for one in incidents]


def claim_rows(incidents: Iterable[Incident], naming: Naming) -> list[Row]:
    """One row a claim, in the order of the incidents."""
    return [_claim(member, naming) for one in incidents for member in one.members.all()]


def _incident(one: Incident, members: list[IncidentClaim], naming: Naming) -> Row:
    return {
        "incident": one.id,
        "title": one.title,
        "group": one.group,
        "type": naming.type(one.type),
        "start": one.time_start,
        "end": one.time_end,
        "place": one.place_name,
        "place_names": " / ".join(naming.places(one.place_id, one.place_name)),
        "latitude": one.lat,
        "longitude": one.lon,
        "uncertainty_km": one.radius_km,
        "told_by": naming.sides(m.side for m in members if m.role == "asserts"),
        "denied_by": naming.sides(m.side for m in members if m.role == "denies"),
        "independent_voices": one.voices,
        "copies": sum(m.role == "copies" for m in members),
        "claims": len(members),
    }


def _claim(member: IncidentClaim, naming: Naming) -> Row:
    claim = member.claim
    return {
        "incident": member.incident_id,
        "claim": claim.id,
        "part": member.role,
        "side": naming.seat(member.side),
        "speaker": claim.speaker or "nobody named",
        "stance": claim.stance,
        "words": claim.content,
        "polarity": claim.polarity,
        "state": claim.get_state_display(),
        "source": naming.source(claim.report.source_id),
        "report": claim.report_id,
        "report_title": claim.report.title,
        "published": claim.report.published.isoformat() if claim.report.published else "",
        "url": claim.report.url,
        "start": claim.time_start,
        "end": claim.time_end,
        "place": claim.place_name,
        "place_names": " / ".join(naming.places(claim.place_id, claim.place_name)),
        "why_linked": " ".join(member.why),
    }
