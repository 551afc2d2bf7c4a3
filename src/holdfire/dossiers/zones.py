"""Zones: who may have what where by the theatre's rules, and what claims and observations say of it.

The measuring is `holdfire.checking.zonerules`. Observations come from a room beside this one, so whoever asks
hands them in.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from holdfire.checking.zonerules import Measured, Sighted, measure
from holdfire.dossiers.confirmed import Said, confirmed, party_name
from holdfire.theatre import Theatre
from holdfire.theatre.types import Zone, ZoneRule

AT_THE_PLACE = "B"  # incident group: what is seen standing or moving is where it is told of
FROM = ("from ", "out of ")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement, with the claim it comes from; None: an observation."""

    measured: Measured
    who: str
    said: Said | None


class Ruled(msgspec.Struct, frozen=True, kw_only=True):
    """One rule with everything measured against it."""

    rule: ZoneRule
    zone: Zone
    binds: str
    stated_by: str
    drawn_by: str
    cases: tuple[Case, ...]

    @property
    def nearer(self) -> tuple[Case, ...]:
        """What is certainly or possibly nearer than the rule allows."""
        return tuple(c for c in self.cases if c.measured.verdict != "not")


def zones(
    on: date, theatre: Theatre, said: Sequence[Said] | None = None, observed: Sequence[Sighted] = ()
) -> tuple[Ruled, ...]:
    """Every rule as it stood on a day, with what was confirmed or observed by then."""
    known = [
        s for s in (confirmed(theatre) if said is None else said) if s.said_on is None or s.said_on <= on
    ]
    by_id = {one.id: s for s in known for one in sighted(s, theatre)}
    told = [one for s in known for one in sighted(s, theatre)]
    measured = measure([*told, *(o for o in observed if o.on and o.on <= on)], theatre)
    drawn = {z.id: z for z in theatre.zones}
    return tuple(
        Ruled(
            rule=rule,
            zone=drawn[rule.zone],
            binds=", ".join(party_name(theatre, p) for p in rule.parties) or "everybody",
            stated_by=party_name(theatre, rule.stated_by),
            drawn_by=party_name(theatre, drawn[rule.zone].stated_by),
            cases=tuple(
                Case(
                    measured=m,
                    who=party_name(theatre, m.sighted.party) or "not said",
                    said=by_id.get(m.sighted.id),
                )
                for m in measured
                if m.rule == rule.id
            ),
        )
        for rule in theatre.zone_rules
        if rule.zone in drawn
    )


def sighted(said: Said, theatre: Theatre) -> tuple[Sighted, ...]:
    """What a claim tells of a weapon or an act at each of its located places; a denial tells of none."""
    claim = said.claim
    if claim.kind != "violation" or not claim.violation_type or claim.polarity == "denies":
        return ()
    if claim.modality in ("planned", "conditional", "possible", "denied"):
        return ()
    group = next((t.group for t in theatre.violation_types if t.code == claim.violation_type), "")
    agent = next((a.party_id for a in claim.actors if a.role == "agent" and a.party_id), None)
    first, last = said.happens
    return tuple(
        Sighted(
            id=f"{said.claim_id} {n}",
            on=first or last or said.said_on,
            type=claim.violation_type,
            party=agent or "",
            place=place.name,
            lat=place.lat,
            lon=place.lon,
            radius_km=place.radius_km or 0.0,
            at_weapon=group == AT_THE_PLACE or (place.relation or "").startswith(FROM),
        )
        for n, place in enumerate(claim.places)
        if place.lat is not None
        and place.lon is not None
        and not place.government
        and place.use == "location"
    )
