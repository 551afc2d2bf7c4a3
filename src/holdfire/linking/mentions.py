"""One report's account of one event: the claims of a report that go together, with what they say of it.

A report tells of an event over several claims, and most of them leave out the day or the place that an
earlier one gave. Claims are walked in the order of the text; a claim joins the account it does not
contradict in day or place, and opens a new one where it does.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from holdfire.linking import moments
from holdfire.linking.losses import KINDS, Loss
from holdfire.linking.losses import of as losses_of
from holdfire.linking.moments import DAY, When
from holdfire.linking.people import Sides
from holdfire.linking.words import terms
from holdfire.reading.claim import Claim, FiledClaim, PlaceMention
from holdfire.theatre import Theatre

HANDED_OVER = re.compile(
    r"\b(?:releas|return|repatriat|hand(?:ed|ing)? over|handover|transferr?ed|exchang|swap|freed|extradit)",
    re.I,
)
VIOLENCE = re.compile(
    r"\b(?:fir(?:e|ed|ing) (?:at|on|upon|was)|open(?:ed|ing) fire|gunfire|shooting|shot|shell(?:ed|ing)"
    r"|attack(?:ed|s)?|fighting|clash(?:es|ed)?|battle|kill(?:ed|ing)?|wound(?:ed|ing)?|injured|explo(?:ded|sion)|provocation"
    r"|came under fire|under fire|sniper|ambush\w*|bombard\w*|struck|strikes?)\b",
    re.I,
)
PEOPLE_HELD = re.compile(r"\b(?:prisoner|detainee|captive|hostage|servicem|soldier|person|people|PoW)", re.I)
# "No other violations were recorded" speaks of what else there might have been, not of this event.
NOTHING_ELSE = re.compile(
    r"\b(?:no|any|nor) (?:other|further|more|new)\b|\bother (?:\w+ ){0,3}(?:not|no)\b"
    r"|\b(?:других|иных|новых|больше)\b",
    re.I,
)
NO_COMMENT = re.compile(r"\W*(?:has |have |had )?(?:not |yet )*comment", re.I)
BACKGROUND = re.compile(r"\b(?:after|following|in response to|since|the day after|established by)\b", re.I)
CAPTURED = re.compile(r"\b(?:captur|taken (?:prisoner|captive)|laid down their arms|detained|abduct)", re.I)
OPEN = ("planned", "conditional", "possible")
NEAR_KM = 12.0  # between two places of one account in one report
LONGEST = 10 * DAY  # an event told as longer than this has no time of its own
WIDE_KM = 60.0  # a place less certain than this says nothing of where


@dataclass
class Mention:
    """One event as one report tells it."""

    family: str  # "fire": violations and harm; "persons": people handed over
    claims: list[FiledClaim] = field(default_factory=list)
    when: When | None = None
    places: dict[str, PlaceMention] = field(default_factory=dict)
    losses: set[Loss] = field(default_factory=set)
    counts: set[float] = field(default_factory=set)
    types: list[str] = field(default_factory=list)
    accused: set[str] = field(default_factory=set)
    sides: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)

    @property
    def report(self) -> str:
        """The report that tells it."""
        return self.claims[0].report

    @property
    def source(self) -> str:
        """Who supplied the report."""
        return self.claims[0].source

    @property
    def voice(self) -> str:
        """The first party that speaks in it, else its source."""
        return (
            next((f.claim.speaker_party for f in self.claims if f.claim.speaker_party), None) or self.source
        )

    @cached_property
    def window(self) -> When | None:
        """When it was, else when it can have been; asked for once the account is whole."""
        return self.when or moments.published_window(self.claims[0])


def by_report(filed: Sequence[FiledClaim]) -> dict[str, list[FiledClaim]]:
    """Claims by their report, in the order of its text."""
    reports: dict[str, list[FiledClaim]] = {}
    for one in filed:
        reports.setdefault(one.report, []).append(one)
    for claims in reports.values():
        claims.sort(key=lambda f: (f.claim.start, f.claim.end, f.id))
    return reports


def accounts_of(claims: Sequence[FiledClaim], theatre: Theatre, sides: Sides) -> list[Mention]:
    """Every event that one report tells of, from its claims in the order of its text."""
    told: list[Mention] = []
    for one in claims:
        if told and _denies_it(one.claim):
            told[-1].claims.append(one)
            continue
        family = family_of(one)
        if family is None or moments.distinct_days(one) > 2:
            continue
        when, places = moments.stated(one, theatre), located(one)
        if when is not None and when.length > LONGEST:
            if family == "persons":
                continue  # a running total, not an event
            when = None
        home = _home(told, family, when, places)
        if home is None:
            home = Mention(family=family)
            told.append(home)
        _add(home, one, when, places, sides)
    return [m for m in told if _is_event(m)]


def account(family: str, claims: Sequence[FiledClaim], theatre: Theatre, sides: Sides) -> Mention:
    """The account that these claims of one report make together, whatever the rest of it tells."""
    told = Mention(family=family)
    for one in claims:
        if _denies_it(one.claim):
            told.claims.append(one)
            continue
        when = moments.stated(one, theatre)
        _add(told, one, when if when and when.length <= LONGEST else None, located(one), sides)
    return told


def family_of(one: FiledClaim) -> str | None:
    """What family of event a claim tells of, or None when it tells of none."""
    claim = one.claim
    if NO_COMMENT.match(claim.content):
        return None
    if claim.polarity == "denies" and NOTHING_ELSE.search(claim.content):
        return None
    if claim.modality in OPEN or claim.stance in ("propose", "demand", "pledge", "threaten", "warn", "ask"):
        return None
    if claim.kind == "detainees":
        if HANDED_OVER.search(claim.content):
            running = any(q.role in ("total", "part") for q in claim.quantities)
            return None if running or claim.polarity == "denies" else "persons"
        return "fire" if CAPTURED.search(claim.content) and claim.quantities else None
    if claim.kind in ("violation", "casualty"):
        return "fire"
    if claim.kind not in ("other", "position"):
        return None
    if HANDED_OVER.search(claim.content) and any(PEOPLE_HELD.search(q.unit) for q in claim.quantities):
        return "persons"
    specific = located(one) or any(q.role in KINDS for q in claim.quantities) or moments.distinct_days(one)
    return "fire" if VIOLENCE.search(claim.content) and specific else None


def located(one: FiledClaim) -> list[PlaceMention]:
    """The places of a claim that can be where it happened: neither a government nor as wide as a country."""
    edge = background(one.claim)
    return [
        p
        for p in one.claim.places
        if not p.government and (p.radius_km or 0) < WIDE_KM and p.char_start < edge
    ]


def background(claim: Claim) -> int:
    """Where a claim turns to what went before: "fired at, the morning after six were wounded near X"."""
    found = BACKGROUND.search(claim.content, 12)
    if found is None or not VIOLENCE.search(claim.content, found.end()):
        return claim.end
    return claim.start + found.start()


def _denies_it(claim: Claim) -> bool:
    """A bare denial of what was told just before: "Stepanakert denied that"."""
    return claim.stance == "deny" and len(claim.content.split()) <= 4 and not claim.places and not claim.times


def _home(
    told: Sequence[Mention], family: str, when: When | None, places: Sequence[PlaceMention]
) -> Mention | None:
    """The latest account the claim fits; without day and place it continues what was told just before."""
    same = [m for m in told if m.family == family]
    for mention in reversed(same):
        if when is not None and mention.when is not None and _apart_in_time(when, mention.when):
            continue
        # Another place at the same stated time is a list of places of one night; else it is another event.
        elsewhere = places and mention.places and not _near(places, mention.places.values())
        if elsewhere and (when is None or mention.when is None or when.gap(mention.when) > 0):
            continue
        return mention
    if when is None and not places and same:
        return same[-1]
    return None


def _apart_in_time(a: When, b: When) -> bool:
    return a.gap(b) > 3


def _near(a: Iterable[PlaceMention], b: Iterable[PlaceMention]) -> bool:
    theirs = list(b)
    return any(
        (p.place_id and p.place_id == q.place_id)
        or p.name.casefold() == q.name.casefold()
        or ((d := distance(p, q)) is not None and d <= NEAR_KM + (p.radius_km or 0) + (q.radius_km or 0))
        for p in a
        for q in theirs
    )


def distance(a: PlaceMention, b: PlaceMention) -> float | None:
    """Kilometres between two located places (haversine), else None."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    lat1, lat2 = math.radians(a.lat), math.radians(b.lat)
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 12_742 * math.asin(min(1.0, math.sqrt(h)))


def _add(
    mention: Mention, one: FiledClaim, when: When | None, places: Sequence[PlaceMention], sides: Sides
) -> None:
    claim = one.claim
    mention.claims.append(one)
    if when is not None and (mention.when is None or when.length < mention.when.length):
        mention.when = when
    for place in places:
        mention.places.setdefault(place.place_id or place.name.casefold(), place)
    mention.losses.update(losses_of(claim, sides, background(claim)))
    if mention.family == "persons":
        mention.counts.update(float(q.value) for q in claim.quantities)
    if claim.violation_type and claim.polarity == "asserts":
        mention.types.append(claim.violation_type)
    if accused := sides.accused(claim):
        mention.accused.add(accused)
    mention.sides.update(s for a in claim.actors if (s := sides.names.side_of(a.party_id)))
    mention.terms |= terms(claim.content)


def _is_event(mention: Mention) -> bool:
    """Whether an account says enough to be an event: a day, a place, a loss or a weapon of its own."""
    says_what = bool(mention.losses or mention.types or mention.places) or mention.family == "persons"
    return says_what and bool(mention.when or mention.places or mention.losses)
