"""What reading yields: the frozen types that cross from this room to every other.

Offsets are half-open character offsets into the report's text (Python `str` indices).
Times are ISO 8601 strings, inclusive at both ends, at the precision stated; a bare date is a local
calendar day of the theatre, a date-time carries its UTC offset. Distances are kilometres,
coordinates WGS 84 degrees. Nothing here is a fact: it is what a text says, as a machine read it.
"""

from typing import Literal

import msgspec

Stance = Literal[
    "state", "announce", "accuse", "deny", "admit", "confirm", "warn", "threaten", "demand", "propose",
    "support", "oppose", "welcome", "condemn", "regret", "pledge", "believe", "cite", "ask",
]  # fmt: skip
Kind = Literal[
    "violation", "monitoring", "detainees", "restoration", "agreement", "format", "position", "meeting",
    "liaison", "casualty", "displacement", "other",
]  # fmt: skip
Mode = Literal["direct", "indirect", "mixed"]
Modality = Literal["done", "ongoing", "planned", "conditional", "possible", "denied"]
Precision = Literal["minute", "hour", "part-of-day", "day", "week", "month", "quarter", "year", "interval"]
Use = Literal["location", "people", "state", "body"]
Means = Literal["heard", "saw", "camera", "UAV", "radar", "seismic", "acoustic", "satellite", "recorded"]
Sighted = Literal[
    "explosion", "burst", "shot", "projectile", "muzzle flash", "illumination flare", "tracer", "rocket",
    "round", "missile", "exchange of fire", "impact", "salvo",
]  # fmt: skip
Description = Literal[
    "undetermined", "outgoing", "incoming", "impact", "airburst", "in flight", "live-fire exercise",
    "controlled detonation", "uncontrolled detonation",
]  # fmt: skip

Span = tuple[int, int]


class RangeEnd(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of the two expressions of a range, resolved by itself: "Oct. 1" of "from Oct. 1 to Tuesday"."""

    text: str
    char_start: int
    char_end: int
    start: str | None  # as of a TimeSpan
    end: str | None
    value: str | None = None


class TimeSpan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A time expression resolved to an interval against the publication date and the discourse."""

    text: str
    char_start: int
    char_end: int
    start: str | None  # ISO 8601 date or date-time, inclusive; None: not resolvable (say, no date known)
    end: str | None
    value: str | None = None  # TIMEX3 value: 2021-10-21, 2021-W42, P3D, PRESENT_REF
    precision: Precision = "day"
    of: Literal["event", "utterance"] = "event"
    ends: tuple[RangeEnd, ...] = ()  # the two expressions of a range, as TIMEX3 has them


class PlaceMention(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place named in the text, resolved through the theatre's gazetteer, then world towns."""

    text: str
    char_start: int
    char_end: int
    name: str  # the gazetteer's canonical name, or the text itself when unresolved
    names: tuple[str, ...] = ()  # every name the place has, in any script
    place_id: str | None = None  # theatre place id, or "geonames:ID"
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None  # uncertainty radius
    relation: str | None = None  # "near", "3 km NE of", "in the direction of": words as resolved
    government: bool = False  # a capital that stands for its government, not a location
    # Only a location says where a claim happens. The others are for a map of the whole text: a people's
    # adjective ("Turkish officials"), a state that acts ("Armenia signed"), a name inside a body's
    # ("Kentucky State Police").
    use: Use = "location"


class Quantity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A number with what it counts. value is the best figure; low and high bound it when the text does."""

    text: str
    char_start: int
    char_end: int
    value: int | float
    low: int | float | None = None
    high: int | float | None = None
    unit: str = ""
    role: str | None = None  # total, part, killed, wounded, captured, missing, returned
    to: str | None = None  # party or place that receives
    from_: str | None = msgspec.field(default=None, name="from")
    of: str | None = None  # whose: "Armenian" prisoners of war


class Actor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A party named inside a claim's content, as subject, target or participant."""

    text: str
    char_start: int
    char_end: int
    name: str  # canonical party name where known, else the text
    party_id: str | None = None
    role: str | None = None  # agent, target, participant, member, proposer


class ClaimSpans(msgspec.Struct, frozen=True, kw_only=True):
    """The characters a claim was read from."""

    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...] = ()


class Claim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing somebody says, in one report. start:end is the extent of its content."""

    start: int
    end: int
    content: str
    spans: ClaimSpans
    speaker: str | None  # resolved name ("Maria Zakharova"), else the source words; None: unattributed
    speaker_text: str | None = None  # words of the source in the text ("the spokesperson")
    speaker_party: str | None = None  # theatre party id of whom the speaker speaks for
    reported_through: str | None = None  # A said that B had called for ...: A
    mode: Mode
    stance: Stance
    kind: Kind
    violation_type: str | None = None  # vocabulary code, only for kind "violation"
    polarity: Literal["asserts", "denies"] = "asserts"
    modality: Modality | None = None
    hedge: str | None = None
    target: str | None = None  # whom an accusation, demand or denial is about: canonical party name
    time: TimeSpan | None = None
    times: tuple[TimeSpan, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    governments: tuple[str, ...] = ()  # capitals named as governments, as written
    actors: tuple[Actor, ...] = ()
    members: tuple[str, ...] = ()  # members a format is said to have
    format: str | None = None  # theatre format id the claim is about
    clauses: tuple[str, ...] = ()  # ids of agreement obligations it bears on
    quantities: tuple[Quantity, ...] = ()
    contested_terms: tuple[str, ...] = ()  # "occupied", "liberated": the words of who used them
    weapon: str | None = None
    why: str = ""  # the rule that read it, for the person who checks


class Ellipse(msgspec.Struct, frozen=True, kw_only=True):
    """Where the event lies: half-axes in kilometres along and across a bearing."""

    along_km: float
    across_km: float
    bearing: float


class Observation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of a monitors' table. What the report does not know (N/K) is None."""

    text: str
    char_start: int
    char_end: int
    position: PlaceMention | None = None  # where the monitors or their camera stood
    means: tuple[Means, ...] = ()
    count: int | None = None
    count_low: int | None = None
    count_high: int | None = None
    observation: Sighted = "explosion"
    description: Description | None = None
    weapon: str | None = None
    calibre_mm: float | None = None
    location: str | None = None  # as written: "3-5km NNE"
    low_km: float | None = None
    high_km: float | None = None
    directions: tuple[str, ...] = ()  # compass points from the position: "NNE"
    flight: tuple[str, str] | None = None  # in flight from and to: ("W", "E")
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    ellipse: Ellipse | None = None
    time: TimeSpan | None = None
    start: str | None = None
    end: str | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A whole report, read."""

    reader: str  # reader version with the model's digest: the same reader and text give the same reading
    theatre: str | None
    language: str  # ISO 639-1 of most of the text
    published: str | None  # ISO date the relative times were resolved against
    text: str
    claims: tuple[Claim, ...] = ()
    times: tuple[TimeSpan, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    observations: tuple[Observation, ...] = ()  # what monitors heard, saw or recorded
    notes: tuple[str, ...] = ()  # sentences for the person: "No reader for Armenian yet: ..."


class FiledClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with where it was filed: what checking across reports and linking need to know of it.

    `side` is the seat whose view the speaker voices (None: neither or unknown); `group` the
    independence group of the report's source: one group is one voice. `confirmed` is a person's word.
    """

    id: str
    report: str
    published: str | None
    source: str
    side: str | None
    group: str
    claim: Claim
    confirmed: bool = False
