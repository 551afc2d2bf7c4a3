"""Finds the places a text names and says which they are, where, and how surely.

`mentions` finds the names, `candidates` what they may mean, `resolution` decides between homonyms,
`bearings` reads "3 km north-east of", `metonymy` tells a government from a place. This file joins them
and answers with `PlaceMention`s. The theatre's gazetteer comes first, then the world's.
"""
# ruff: noqa: E501

from functools import lru_cache
from typing import Any

import msgspec

from holdfire.reading import bearings, contexts, metonymy, resolution, world
from holdfire.reading.candidates import Candidate, Gazetteer
from holdfire.reading.claim import PlaceMention
from holdfire.reading.mentions import Spot, find_spots
from holdfire.theatre.types import Theatre

DISTRICT_KM = 25.0
COUNTY_KM = 60.0


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
        contexts.join_aliases(text, spots)
        chosen = self._resolve(text, spots)
        return tuple(self._mention(text, spots, i, chosen[i]) for i in range(len(spots)))

    def _resolve(self, text: str, spots: list[Spot]) -> list[Candidate | None]:
        """What each spot means: the other names of the text decide, and what stands beside it."""
        countries, divisions, districts = contexts.weigh_named(text, spots)
        beside: dict[int, tuple[Candidate, ...]] = {}
        for i in range(len(spots)):
            held = contexts.held_beside(text, spots, i)
            if held is not None:
                beside[i] = held
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
        famous = {of[i] for i, spot in enumerate(spots) if spot.dateline and i not in beside}
        answers = resolution.choose(
            named, countries=countries, divisions=divisions, districts=districts, famous=famous,
            bounds=self.theatre.bounds if self.theatre is not None else None,
        )  # fmt: skip
        chosen = [answers[g] for g in of]
        # "Paris, Texas" once settles every other "Paris".
        said = [text[s.start : s.end].casefold() for s in spots]
        settled: dict[str, Candidate | None] = {}
        for i in beside:
            settled.setdefault(said[i], chosen[i])
        chosen = [
            settled[said[i]] if i not in beside and said[i] in settled and spots[i].use != "people" else c
            for i, c in enumerate(chosen)
        ]
        for i, c in enumerate(chosen):
            if c is not None and c.kind == "county":
                chosen[i] = _near_its_towns(c, chosen)
        for i, spot in enumerate(spots):
            if spot.alias_of is not None:
                chosen[i] = chosen[spots.index(spot.alias_of)]
        return chosen

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
            holder = next((h for h in contexts.holders_of(text, spots, at)), None)
            if holder is None:
                return base
            # Nobody knows the place, but the text says what holds it.
            wide = holder.radius_km + (DISTRICT_KM if holder.kind in ("town", "village") else 0.0)
            return msgspec.structs.replace(
                base, lat=holder.lat, lon=holder.lon, radius_km=wide, relation=f"in {holder.name}"
            )
        lat, lon, radius = chosen.lat, chosen.lon, chosen.radius_km
        if chosen.kind in ("town", "village") and contexts.DISTRICT.match(text[spot.end : spot.end + 20]):
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


def _capital_names(theatre: Theatre | None) -> frozenset[str]:
    own = set()
    if theatre is not None:
        capital_ids = {p.capital for p in theatre.parties if p.capital}
        own = {p.name for p in theatre.places if p.id in capital_ids}
    return frozenset({*world.capitals().values(), *own, "Washington"})


class _Held:
    """A theatre as a cache key: its digest names exactly its contents."""

    def __init__(self, theatre: Theatre | None) -> None:
        self.theatre = theatre
        self.digest = theatre.digest if theatre is not None else ""

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.digest == self.digest


@lru_cache(maxsize=8)
def _gazetteer_of(held: _Held) -> Gazetteer:
    return Gazetteer(held.theatre)


def _gazetteer(theatre: Theatre | None) -> Gazetteer:
    return _gazetteer_of(_Held(theatre))
