"""Finds the places a text names and says which they are, where, and how surely.

`mentions` finds the names, `candidates` what they may mean, `resolution` decides between homonyms,
`bearings` reads "3 km north-east of", `metonymy` tells a government from a place. This file joins them
and answers with `PlaceMention`s. The theatre's gazetteer comes first, then the world's.
"""
# ruff: noqa: E501

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any

import msgspec

from holdfire.reading import bearings, metonymy, resolution, world
from holdfire.reading.candidates import Candidate, Gazetteer
from holdfire.reading.claim import PlaceMention
from holdfire.reading.mentions import Spot, find_spots
from holdfire.theatre.types import Theatre

DISTRICT_KM = 25.0
COUNTY_KM = 60.0
ALIAS_KM = 25.0  # two names with a bracket or slash between them are one place when they may lie this near
_SECOND = re.compile(
    r"^(?:\s?\((?:(?:now|also|also known as|formerly|or|known as|aka|called|in \w+)\s+)?|\s?/\s?)$"
)
_HOLDER = re.compile(
    r"^(?:,\s+|\s+\(|,? in (?:the )?(?:\w+ )?|(?: district| area| neighbou?rhood| province| region)?,? (?:of|in) (?:the )?(?:\w+ (?:of )?)?)$"
)
_AND = re.compile(r"^(?:,? and |, )$")
_POSSESSED = re.compile(r"^[’']s? (?:\w+ )?$")
_DISTRICT = re.compile(
    r"^(?:[’']s)?\s+(?:district|region|rayon|raion|province|governorate|oblast|county)\b", re.I
)


class PlaceIndex:
    """A theatre's places and the world's, ready to be found in texts; building it twice costs nothing."""

    def __init__(self, theatre: Theatre | None) -> None:
        self.theatre = theatre
        self._gazetteer = _gazetteer(theatre)
        self._capitals = _capital_names(theatre)

    def find(self, text: str, doc: Any = None) -> tuple[PlaceMention, ...]:
        """Every place named, in order: locations, and marked apart (`use`) peoples' adjectives and bodies."""
        if not text.strip():
            return ()
        spots = find_spots(self._gazetteer, text, doc)
        if not spots:
            return ()
        _aliases(text, spots)
        chosen = self._resolve(text, spots)
        return tuple(self._mention(text, spots, i, chosen[i]) for i in range(len(spots)))

    def _resolve(self, text: str, spots: list[Spot]) -> list[Candidate | None]:
        countries, divisions, districts = self._named(text, spots)
        beside: dict[int, tuple[Candidate, ...]] = {}
        for i, spot in enumerate(spots):
            holders = _holders(text, spots, i)
            for holder in holders:
                inside = resolution.beside(spot.candidates, holder)
                if inside:
                    beside[i] = inside
                    break
        # One name, one meaning, unless a mention says beside itself what it lies in.
        groups: dict[tuple[str, ...], int] = {}
        named: list[tuple[Candidate, ...]] = []
        of: list[int] = []
        for i, spot in enumerate(spots):
            candidates = beside.get(i, spot.candidates)
            key = tuple(sorted({c.key for c in candidates}))
            if key not in groups:
                groups[key] = len(named)
                named.append(candidates)
            of.append(groups[key])
        answers = resolution.choose(named, countries=countries, divisions=divisions, districts=districts)
        chosen = [answers[g] for g in of]
        # "Paris, Texas" once settles every later bare "Paris".
        settled: dict[str, Candidate] = {}
        for i, spot in enumerate(spots):
            said = text[spot.start : spot.end].casefold()
            if i in beside and (c := chosen[i]) is not None:
                settled.setdefault(said, c)
        for i, spot in enumerate(spots):
            said = text[spot.start : spot.end].casefold()
            if (
                i not in beside
                and said in settled
                and any(c.key == settled[said].key for c in spot.candidates)
            ):
                chosen[i] = settled[said]
        for i, c in enumerate(chosen):
            if c is not None and c.kind == "county":
                chosen[i] = _near_its_towns(c, chosen)
        for i, spot in enumerate(spots):
            if spot.alias_of is not None:
                chosen[i] = chosen[spots.index(spot.alias_of)]
        return chosen

    def _named(
        self, text: str, spots: list[Spot]
    ) -> tuple[dict[str, float], dict[tuple[str, str], float], dict[str, float]]:
        """How much of the text speaks of each country, province and district."""
        countries: dict[str, float] = {}
        divisions: dict[tuple[str, str], float] = {}
        districts: dict[str, float] = {}
        for spot in spots:
            sure = {(c.country, c.division) for c in spot.candidates if c.origin == "world" and c.country}
            if len(spot.candidates) == 1 or (spot.candidates and spot.candidates[0].origin == "world"):
                for country, division in sure:
                    countries[country] = countries.get(country, 0.0) + 1
                    if division:
                        divisions[country, division] = divisions.get((country, division), 0.0) + 1
            if spot.candidates and spot.candidates[0].origin == "theatre":
                for c in spot.candidates:
                    if c.kind == "district" or _DISTRICT.match(text[spot.end : spot.end + 20]):
                        districts[c.district or c.name] = districts.get(c.district or c.name, 0.0) + 1
        for name, states in _counties(text):
            for state in states:
                divisions["US", state] = divisions.get(("US", state), 0.0) + 1 / len(states)
            countries["US"] = countries.get("US", 0.0) + 1
            del name
        return _scaled(countries), _scaled(divisions), _scaled(districts)

    def _mention(self, text: str, spots: list[Spot], at: int, chosen: Candidate | None) -> PlaceMention:
        spot = spots[at]
        said = text[spot.start : spot.end]
        use = spot.use
        if use == "location" and spot.candidates and spot.candidates[0].kind == "country":
            use = "state" if metonymy.is_state(text, spot.start, spot.end) else use
        relation = bearings.relation_before(text, spot.start) if use == "location" else None
        base = PlaceMention(
            text=said,
            char_start=spot.start,
            char_end=spot.end,
            name=said,
            use=use,
            relation=relation.words if relation else None,
        )
        if chosen is None:
            holder = next((h for h in _holders(text, spots, at)), None)
            if holder is None:
                return base
            # Nobody knows the place, but the text says what it lies in.
            wide = holder.radius_km + (DISTRICT_KM if holder.kind in ("town", "village") else 0.0)
            return msgspec.structs.replace(
                base, lat=holder.lat, lon=holder.lon, radius_km=wide, relation=f"in {holder.name}"
            )
        lat, lon, radius = chosen.lat, chosen.lon, chosen.radius_km
        if chosen.kind in ("town", "village") and _DISTRICT.match(text[spot.end : spot.end + 20]):
            radius = max(radius, DISTRICT_KM)  # a district called after its town
        if relation is not None:
            lat, lon, radius = bearings.placed(lat, lon, radius, relation)
        capital = chosen.name in self._capitals and chosen.kind == "town"
        after = any(
            s.start - spot.end < 4 and s is not spot and text[s.start : s.end] in self._capitals
            for s in spots[at + 1 : at + 2]
        )
        government = (
            use == "location" and capital and metonymy.is_government(text, spot.start, spot.end, after)
        )
        return msgspec.structs.replace(
            base,
            name=chosen.name,
            names=self._gazetteer.names_of(chosen),
            place_id=chosen.key if chosen.origin != "world" else None,
            lat=round(lat, 5),
            lon=round(lon, 5),
            radius_km=round(radius, 1),
            government=government,
        )


def _aliases(text: str, spots: list[Spot]) -> None:
    """ "Mekhakavan (Jebrail)", "Shushi/Shusha": a second name of the place before it."""
    for first, second in pairwise(spots):
        if not _SECOND.match(text[first.end : second.start]) or first.use != "location":
            continue
        near = [
            (a, b)
            for a in first.candidates
            for b in second.candidates
            if a.kind not in ("country", "division") and b.kind not in ("country", "division")
            and (a.key == b.key or _apart(a, b) <= ALIAS_KM)
        ]  # fmt: skip
        if near:
            same = [a for a, b in near if a.key == b.key]
            first.candidates = tuple(dict.fromkeys(same or [a for a, _ in near]))
            second.alias_of = first.alias_of or first
        elif not second.candidates and second.unknown:
            second.alias_of = first.alias_of or first
        elif not first.candidates and first.unknown:
            first.candidates = second.candidates
            second.alias_of = first


def _near_its_towns(county: Candidate, chosen: list[Candidate | None]) -> Candidate:
    """A county where the text's towns of its state are: it is named because they lie in it or beside it."""
    towns = [
        c for c in chosen
        if c is not None and c.origin == "town" and (c.country, c.division) == (county.country, county.division)
    ]  # fmt: skip
    if not towns:
        return county
    town = min(towns, key=lambda c: c.people)
    return county._replace(lat=town.lat, lon=town.lon, radius_km=COUNTY_KM)


def _apart(a: Candidate, b: Candidate) -> float:
    import numpy as np

    return float(resolution.distances(np.array([a.lat, b.lat]), np.array([a.lon, b.lon]))[0, 1])


def _holders(text: str, spots: list[Spot], at: int) -> list[Candidate]:
    """What the text says beside a name that the place lies in: "Paris, Texas", "Texas's Paris"."""
    spot = spots[at]
    found: list[Candidate] = []
    if spot.unknown:  # "the villages of Foua and Kfraya in Idlib"
        while at + 1 < len(spots) and _AND.match(text[spots[at].end : spots[at + 1].start]):
            at += 1
    if at + 1 < len(spots) and _HOLDER.match(text[spots[at].end : spots[at + 1].start]):
        found += [c for c in spots[at + 1].candidates[:1] if c.origin != "town" or not spot.candidates]
        if at + 2 < len(spots) and _HOLDER.match(text[spots[at + 1].end : spots[at + 2].start]):
            found += [c for c in spots[at + 2].candidates[:1] if c.origin != "town"]
    at = spots.index(spot)
    if at and _POSSESSED.match(text[spots[at - 1].end : spot.start]):
        found += spots[at - 1].candidates[:1]
    return found


def _scaled(weights: dict[Any, float]) -> dict[Any, float]:
    total = sum(weights.values())
    most = max(weights.values(), default=0.0)
    return {k: 0.5 * w / total + 0.5 * w / most for k, w in weights.items()} if total else {}


_COUNTY = re.compile(r"\b((?:[A-Z][\w.’']+ ){1,3})(?:County|COUNTY|Co\.)")


def _counties(text: str) -> list[tuple[str, tuple[str, ...]]]:
    if "ount" not in text and "OUNT" not in text and "Co." not in text:
        return []
    known = world.counties()
    found = []
    for m in _COUNTY.finditer(text):
        words = m.group(1).split()
        for i in range(len(words)):
            name = " ".join(words[i:]).title() + " County"
            if name in known:
                found.append((name, known[name]))
                break
    return found


def _capital_names(theatre: Theatre | None) -> frozenset[str]:
    own = set()
    if theatre is not None:
        capital_ids = {p.capital for p in theatre.parties if p.capital}
        own = {p.name for p in theatre.places if p.id in capital_ids}
    return frozenset({*world.capitals().values(), *own, "Washington"})


@lru_cache(maxsize=8)
def _held(digest: str, theatre: "_Theatre") -> Gazetteer:
    return Gazetteer(theatre.theatre)


class _Theatre:
    """A theatre as a cache key: its digest names exactly its contents."""

    def __init__(self, theatre: Theatre | None) -> None:
        self.theatre = theatre
        self.digest = theatre.digest if theatre is not None else ""

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Theatre) and other.digest == self.digest


def _gazetteer(theatre: Theatre | None) -> Gazetteer:
    key = _Theatre(theatre)
    return _held(key.digest, key)
