"""What a text says around a name of where the place lies: second names, what holds it, what else is named.

"Mekhakavan (Jebrail)" and "Shushi/Shusha" are one place under two names; "Paris, Texas" and "Texas's
Paris" say what holds it; and the countries, provinces and districts a text names weigh its other names.
"""
# ruff: noqa: E501

import re
from itertools import pairwise
from typing import Any

import numpy as np

from holdfire.reading import resolution, world
from holdfire.reading.candidates import Candidate
from holdfire.reading.mentions import Spot

ALIAS_KM = 25.0  # two names with a bracket or slash between them are one place when they may lie this near
WIDE = frozenset(
    {"country", "continent", "division", "county", "region", "district", "line", "river", "road", "sea"}
)
DISTRICT = re.compile(
    r"^(?:[’']s)?\s+(?:district|region|rayon|raion|province|governorate|oblast|county)\b", re.I
)
_SECOND = re.compile(
    r"^(?:\s?\((?:(?:now|also|also known as|formerly|or|known as|aka|called|in \w+)\s+)?|\s?/\s?)$"
)
_HOLDER = re.compile(
    r"^(?:,\s+|\s+\(|,? in (?:the )?(?:\w+ )?|(?: district| area| neighbou?rhood| province| region)?,? (?:of|in) (?:the )?(?:\w+ (?:of )?)?)$"
)
_CLOSES = re.compile(r"^(?:[.,;:)]+(?! and )|\s*$|\s*\()")
_AND = re.compile(r"^(?:,? and |, )$")
_POSSESSED = re.compile(r"^[’']s? (?:\w+ )?$")
_COUNTY = re.compile(r"\b((?:[A-Z][\w.’']+ ){1,3})(?:County|COUNTY|Co\.)")


def join_aliases(text: str, spots: list[Spot]) -> None:
    """ "Mekhakavan (Jebrail)", "Shushi/Shusha": a second name of the place before it."""
    for first, second in pairwise(spots):
        if not _SECOND.match(text[first.end : second.start]) or first.use != "location":
            continue
        near = [
            (a, b)
            for a in first.candidates
            for b in second.candidates
            if a.key == b.key or (a.kind not in WIDE and b.kind not in WIDE and _apart(a, b) <= ALIAS_KM)
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


def _apart(a: Candidate, b: Candidate) -> float:
    return float(resolution.distances(np.array([a.lat, b.lat]), np.array([a.lon, b.lon]))[0, 1])


def held_beside(text: str, spots: list[Spot], at: int) -> tuple[Candidate, ...] | None:
    """The meanings of a name that fit what holds it; none of them where "Holliday, Mo." is no Holliday known."""
    spot = spots[at]
    holders = holders_of(text, spots, at)
    for holder in holders:
        inside = resolution.beside(spot.candidates, holder)
        if inside:
            return inside
    if (
        holders
        and holders[0].kind in ("division", "country")
        and spot.candidates
        and all(c.origin == "town" for c in spot.candidates)
        and at + 1 < len(spots)
        and text[spot.end : spots[at + 1].start] == ", "
        and _CLOSES.match(text[spots[at + 1].end : spots[at + 1].end + 8])
    ):
        return ()
    return None


def holders_of(text: str, spots: list[Spot], at: int) -> list[Candidate]:
    """What the text says beside a name that the place lies in: "Paris, Texas", "Texas's Paris"."""
    spot = spots[at]
    found: list[Candidate] = []
    if spot.unknown:  # "the villages of Foua and Kfraya in Idlib"
        while at + 1 < len(spots) and _AND.match(text[spots[at].end : spots[at + 1].start]):
            at += 1
    if at + 1 < len(spots) and _HOLDER.match(text[spots[at].end : spots[at + 1].start]):
        areas = [c for c in spots[at + 1].candidates if c.origin != "town"]
        found += areas or ([] if spot.candidates else list(spots[at + 1].candidates[:1]))
        if at + 2 < len(spots) and _HOLDER.match(text[spots[at + 1].end : spots[at + 2].start]):
            found += [c for c in spots[at + 2].candidates[:1] if c.origin != "town"]
    at = spots.index(spot)
    if at and _POSSESSED.match(text[spots[at - 1].end : spot.start]):
        found += spots[at - 1].candidates[:1]
    return found


def weigh_named(
    text: str, spots: list[Spot]
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
                if c.kind == "district" or DISTRICT.match(text[spot.end : spot.end + 20]):
                    districts[c.district or c.name] = districts.get(c.district or c.name, 0.0) + 1
    for states in _county_states(text):
        for state in states:
            divisions["US", state] = divisions.get(("US", state), 0.0) + 1 / len(states)
        countries["US"] = countries.get("US", 0.0) + 1
    return _scaled(countries), _scaled(divisions), _scaled(districts)


def _county_states(text: str) -> list[tuple[str, ...]]:
    if "ount" not in text and "OUNT" not in text and "Co." not in text:
        return []
    known = world.counties()
    found = []
    for m in _COUNTY.finditer(text):
        words = m.group(1).split()
        for i in range(len(words)):
            name = " ".join(words[i:]).title() + " County"
            if name in known:
                found.append(known[name])
                break
    return found


def _scaled(weights: dict[Any, float]) -> dict[Any, float]:
    total = sum(weights.values())
    most = max(weights.values(), default=0.0)
    return {k: 0.5 * w / total + 0.5 * w / most for k, w in weights.items()} if total else {}
