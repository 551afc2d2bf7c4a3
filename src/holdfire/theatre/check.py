"""Looks through a theatre's files for what does not hold together, and names each mistake."""

from collections.abc import Iterable
from pathlib import Path

from holdfire.theatre.load import find, read_theatre
from holdfire.theatre.tables import Problem
from holdfire.theatre.types import Theatre

__all__ = ["Problem", "check"]


def check(path: str | Path | None = None) -> list[Problem]:
    """Every mistake in the theatre's folder, in the order of its files. Raises TheatreError if it is no theatre."""
    problems: list[Problem] = []
    theatre = read_theatre(find(path), problems.append)
    problems += _duplicates("parties.csv", (p.id for p in theatre.parties))
    problems += _duplicates("places.csv", (p.id for p in theatre.places))
    problems += _duplicates("sources.csv", (s.id for s in theatre.sources))
    problems += _references(theatre)
    problems += _places(theatre)
    problems += _agreements(theatre)
    return problems


def _duplicates(file: str, ids: Iterable[str]) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for line, id in enumerate(ids, 2):
        if id in seen:
            found.append(Problem(file, line, "id", f"“{id}” stands twice: give each row its own id."))
        seen.add(id)
    return found


def _references(theatre: Theatre) -> list[Problem]:
    parties = {p.id: p for p in theatre.parties}
    places = {p.id for p in theatre.places}
    seats = {s.id for s in theatre.seats}
    found: list[Problem] = []

    def want(known: object, file: str, row: int | None, field: str, value: str | None, what: str) -> None:
        if value and value not in known:  # type: ignore[operator]
            found.append(Problem(file, row, field, f"“{value}” is not the id of a {what}: correct it or add it."))

    for seat in theatre.seats:
        want(parties, "theatre.toml", None, f"seat {seat.id}", seat.party, "party")
    for line, party in enumerate(theatre.parties, 2):
        want(parties, "parties.csv", line, "part_of", party.part_of, "party")
        want(seats, "parties.csv", line, "side", party.side, "seat")
        want(places, "parties.csv", line, "capital", party.capital, "place")
    for line, held in enumerate(theatre.holdings, 2):
        want(parties, "holdings.csv", line, "office", held.office, "party")
        want(parties, "holdings.csv", line, "person", held.person, "party")
        for field, id, kind in (("office", held.office, "office"), ("person", held.person, "person")):
            if id in parties and parties[id].kind != kind:
                found.append(Problem("holdings.csv", line, field, f"“{id}” is a {parties[id].kind}, not of kind {kind}."))
        if held.start and held.end and held.start > held.end:
            found.append(Problem("holdings.csv", line, "end", "lies before the start."))
    for line, control in enumerate(theatre.controls, 2):
        want(places, "controls.csv", line, "place", control.place, "place")
        want(parties, "controls.csv", line, "controller", control.controller, "party")
        if not control.stated_by:
            found.append(Problem("controls.csv", line, "stated_by", "is empty: say whose statement this is."))
        if control.start and control.end and control.start > control.end:
            found.append(Problem("controls.csv", line, "end", "lies before the start."))
    for line, source in enumerate(theatre.sources, 2):
        want(seats, "sources.csv", line, "side", source.side, "seat")
    for format in theatre.formats:
        for member in format.members:
            want(parties, "formats.toml", None, f"{format.id} members", member, "party")
    for zone in theatre.zones:
        if not zone.stated_by:
            found.append(Problem("zones.geojson", None, f"{zone.id} stated_by", "is empty: a drawn line is somebody's claim."))
    return found


def _places(theatre: Theatre) -> list[Problem]:
    west, south, east, north = theatre.bounds
    found = []
    for line, place in enumerate(theatre.places, 2):
        inside = west <= place.lon <= east and south <= place.lat <= north
        swapped = west <= place.lat <= east and south <= place.lon <= north
        if not inside and swapped:
            found.append(Problem("places.csv", line, "lat, lon", f"{place.lat:g}, {place.lon:g} seem to be swapped."))
        elif not inside and place.kind not in ("country", "town"):
            found.append(Problem("places.csv", line, "lat, lon", f"{place.lat:g}, {place.lon:g} lie outside the theatre's bounds."))
        if place.radius_km <= 0:
            found.append(Problem("places.csv", line, "radius_km", "must be above 0: no point is exact."))
        if not place.names:
            found.append(Problem("places.csv", line, "names_*", f"“{place.name}” has no names: add at least one language."))
    return found


def _agreements(theatre: Theatre) -> list[Problem]:
    parties = {p.id for p in theatre.parties}
    found = []
    for agreement in theatre.agreements:
        file = f"agreements/{agreement.id}.toml"
        for party in agreement.signatories:
            if party not in parties:
                found.append(Problem(file, None, "signatories", f"“{party}” is not the id of a party."))
        for obligation in agreement.obligations:
            where = f"obligation {obligation.id}"
            if not obligation.obligors:
                found.append(Problem(file, None, where, "names no obligor."))
            for party in obligation.obligors:
                if party not in parties:
                    found.append(Problem(file, None, f"{where} obligors", f"“{party}” is not the id of a party."))
            if obligation.deadline and obligation.deadline < agreement.signed:
                found.append(Problem(file, None, f"{where} deadline", "lies before the agreement was signed."))
    return found
