"""Who has what where: how far a weapon or an act was from a zone, against the theatre's rules, as a sum.

The distance runs from where it was told of to the zone's line or edge; inside an area it is negative. The
uncertainty is that of the place, of the drawing, and, where only the place that was hit is known, the
weapon's reach on top: it stood anywhere within it. A thing is certainly too near if the whole of distance ±
uncertainty lies nearer than the rule allows, possibly if a part of it does. Whether that is a breach is for
an inquiry.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
from shapely.geometry import Point, shape

from holdfire.checking.zones import flat
from holdfire.theatre import Lookup, Theatre
from holdfire.theatre.types import Zone, ZoneRule


class Sighted(msgspec.Struct, frozen=True, kw_only=True):
    """A weapon or an act as somebody tells of it. `at_weapon`: the place is where it stood."""

    id: str
    on: date | None
    type: str  # code of a violation type
    party: str  # party id; "": not said
    place: str
    lat: float
    lon: float
    radius_km: float
    at_weapon: bool


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One thing sighted against one rule. `verdict`: certainly, possibly, not; km throughout."""

    rule: str
    sighted: Sighted
    distance_km: float  # below 0: inside the area, and how deep
    limit_km: float
    place_km: float
    drawing_km: float
    reach_km: float  # 0 where it is known where the weapon stood
    party_said: bool
    verdict: str
    arithmetic: str

    @property
    def uncertainty_km(self) -> float:
        """All of it."""
        return self.place_km + self.drawing_km + self.reach_km


def measure(sighted: Sequence[Sighted], theatre: Theatre) -> tuple[Measured, ...]:
    """Everything sighted that a rule is about, measured against it; the most certain first."""
    names = Lookup(theatre)
    zones = {z.id: z for z in theatre.zones}
    reach = {w.type: w.range_km for w in theatre.weapons}
    found = [
        _measured(rule, zones[rule.zone], one, reach, names)
        for rule in theatre.zone_rules
        if rule.zone in zones
        for one in sighted
        if one.type in rule.types and _stood(rule, zones[rule.zone], one.on) and _bound(rule, one, names)
    ]
    order = [rule.id for rule in theatre.zone_rules]
    verdicts = ("certainly", "possibly", "not")
    return tuple(sorted(found, key=lambda m: (order.index(m.rule), verdicts.index(m.verdict), m.distance_km)))


def _stood(rule: ZoneRule, zone: Zone, on: date | None) -> bool:
    if on is None:
        return False
    return all((x.start or date.min) <= on <= (x.end or date.max) for x in (rule, zone))


def _bound(rule: ZoneRule, one: Sighted, names: Lookup) -> bool:
    """Whether a rule binds whoever it is; where nobody says who it is, it may."""
    if not rule.parties or not one.party:
        return True
    above = {p.id for p in names.ancestors(one.party)}
    below = {p.id for id in rule.parties for p in names.ancestors(id)}
    # “Azerbaijan opened fire” names the state that the force answers to.
    return bool(above & set(rule.parties)) or one.party in below


def _measured(rule: ZoneRule, zone: Zone, one: Sighted, reach: dict[str, float], names: Lookup) -> Measured:
    drawn, point = flat(shape(zone.geometry), one.lat), flat(Point(one.lon, one.lat), one.lat)
    distance = drawn.distance(point)
    if distance == 0 and drawn.area:
        distance = -drawn.boundary.distance(point)
    limit = max(reach.get(one.type, 0.0) if rule.own_range else 0.0, rule.nearer_than_km)
    added = 0.0 if one.at_weapon else reach.get(one.type, 0.0)
    party_said = bool(one.party) or not rule.parties
    about = one.radius_km + zone.uncertainty_km + added
    verdict = "certainly" if distance + about < limit else "possibly" if distance - about < limit else "not"
    doubt = ""
    if verdict == "certainly" and not party_said:
        verdict, doubt = "possibly", "; whose it was is not said"
    if verdict == "certainly" and not one.at_weapon and not added:
        verdict, doubt = "possibly", "; how far the weapon stood is not known"
    by = names.party(zone.stated_by)
    return Measured(
        rule=rule.id,
        sighted=one,
        distance_km=distance,
        limit_km=limit,
        place_km=one.radius_km,
        drawing_km=zone.uncertainty_km,
        reach_km=added,
        party_said=party_said,
        verdict=verdict,
        arithmetic=_sum(distance, about, limit, one, zone, added, rule, by.name if by else "its source")
        + f": {verdict}{doubt}",
    )


def _sum(
    distance: float,
    about: float,
    limit: float,
    one: Sighted,
    zone: Zone,
    added: float,
    rule: ZoneRule,
    drawer: str,
) -> str:
    where = f"{distance:.1f} km from" if distance >= 0 else f"{-distance:.1f} km inside"
    parts = [f"{_km(one.radius_km)} of the place", f"{_km(zone.uncertainty_km)} of the drawing"]
    if added:
        parts.append(f"{_km(added)} that the weapon reaches")
    allowed = (
        "the weapon’s own range" if rule.own_range and limit > rule.nearer_than_km else "the rule’s limit"
    )
    low, high = distance - about, distance + about
    return (
        f"{where} “{zone.name}” as {drawer} draws it, ± {_km(about)} km ({' + '.join(parts)}): "
        f"between {_km(low)} and {_km(high)} km, against {allowed} of {_km(limit)} km"
    )


def _km(value: float) -> str:
    return f"{round(value, 1):g}".replace("-", "−")
