"""Looks through a theatre's files for what does not hold together, and names each mistake."""

from collections.abc import Iterable
from pathlib import Path

from holdfire.theatre.load import Lines, find, read_theatre
from holdfire.theatre.tables import Problem
from holdfire.theatre.types import Party, Place, Source, Theatre

__all__ = ["Problem", "check"]


def check(path: str | Path | None = None) -> list[Problem]:
    """Every mistake in the theatre's folder, in the order of its files.

    Raises TheatreError if it is no theatre.
    """
    problems: list[Problem] = []
    lines: Lines = {}
    theatre = read_theatre(find(path), problems.append, lines)
    for things in (theatre.parties, theatre.places, theatre.sources):
        problems += _duplicates(things, lines)
    problems += _references(theatre, lines)
    problems += _places(theatre, lines)
    problems += _agreements(theatre)
    problems += _zone_rules(theatre)
    return problems


def _duplicates(things: Iterable[Party | Place | Source], lines: Lines) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for thing in things:
        if thing.id in seen:
            file, line = lines[id(thing)]
            found.append(Problem(file, line, "id", f"“{thing.id}” stands twice: give each row its own id."))
        seen.add(thing.id)
    return found


def _references(theatre: Theatre, lines: Lines) -> list[Problem]:
    parties = {p.id: p for p in theatre.parties}
    places = {p.id for p in theatre.places}
    seats = {s.id for s in theatre.seats}
    found: list[Problem] = []

    def want(known: object, file: str, row: int | None, field: str, value: str | None, what: str) -> None:
        if value and value not in known:  # type: ignore[operator]
            found.append(
                Problem(file, row, field, f"“{value}” is not the id of a {what}: correct it or add it.")
            )

    for seat in theatre.seats:
        want(parties, "theatre.toml", None, f"seat {seat.id}", seat.party, "party")
    for party in theatre.parties:
        line = lines[id(party)][1]
        want(parties, "parties.csv", line, "part_of", party.part_of, "party")
        want(seats, "parties.csv", line, "side", party.side, "seat")
        want(places, "parties.csv", line, "capital", party.capital, "place")
    for held in theatre.holdings:
        line = lines[id(held)][1]
        want(parties, "holdings.csv", line, "office", held.office, "party")
        want(parties, "holdings.csv", line, "person", held.person, "party")
        for field, held_id, kind in (("office", held.office, "office"), ("person", held.person, "person")):
            if held_id in parties and parties[held_id].kind != kind:
                found.append(
                    Problem(
                        "holdings.csv", line, field,
                        f"“{held_id}” is a {parties[held_id].kind}, not of kind {kind}.",
                    )
                )  # fmt: skip
        if held.start and held.end and held.start > held.end:
            found.append(Problem("holdings.csv", line, "end", "lies before the start."))
    for control in theatre.controls:
        line = lines[id(control)][1]
        want(places, "controls.csv", line, "place", control.place, "place")
        want(parties, "controls.csv", line, "controller", control.controller, "party")
        if not control.stated_by:
            found.append(Problem("controls.csv", line, "stated_by", "is empty: say whose statement this is."))
        if control.start and control.end and control.start > control.end:
            found.append(Problem("controls.csv", line, "end", "lies before the start."))
    for source in theatre.sources:
        want(seats, "sources.csv", lines[id(source)][1], "side", source.side, "seat")
    for format in theatre.formats:
        for member in format.members:
            want(parties, "formats.toml", None, f"{format.id} members", member, "party")
    for zone in theatre.zones:
        if not zone.stated_by:
            found.append(
                Problem(
                    "zones.geojson",
                    None,
                    f"{zone.id} stated_by",
                    "is empty: a drawn line is somebody's claim.",
                )
            )
    return found


def _places(theatre: Theatre, lines: Lines) -> list[Problem]:
    west, south, east, north = theatre.bounds
    watched = {p.country for p in theatre.places if west <= p.lon <= east and south <= p.lat <= north}
    found = []
    for place in theatre.places:
        file, line = lines[id(place)]
        inside = west <= place.lon <= east and south <= place.lat <= north
        # A far town can lie where swapping would bring it in; one of a country watched hardly does.
        swapped = (
            west <= place.lat <= east and south <= place.lon <= north and place.country in watched | {""}
        )
        if not inside and swapped:
            found.append(Problem(file, line, "lat, lon", f"{place.lat:g}, {place.lon:g} seem to be swapped."))
        elif not inside and place.kind not in ("country", "town"):
            found.append(
                Problem(
                    file, line, "lat, lon", f"{place.lat:g}, {place.lon:g} lie outside the theatre's bounds."
                )
            )
        if place.radius_km <= 0:
            found.append(Problem(file, line, "radius_km", "must be above 0: no point is exact."))
        if not place.names:
            found.append(
                Problem(file, line, "names_*", f"“{place.name}” has no names: add at least one language.")
            )
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
                    found.append(
                        Problem(file, None, f"{where} obligors", f"“{party}” is not the id of a party.")
                    )
            if obligation.deadline and obligation.deadline < agreement.signed:
                found.append(
                    Problem(file, None, f"{where} deadline", "lies before the agreement was signed.")
                )
    return found


def _zone_rules(theatre: Theatre) -> list[Problem]:
    zones, parties = {z.id for z in theatre.zones}, {p.id for p in theatre.parties}
    types, reach = {t.code for t in theatre.violation_types}, {w.type for w in theatre.weapons}
    found = []

    def wrong(rule: str, field: str, sentence: str) -> None:
        found.append(Problem("zone-rules.toml", None, f"{rule} {field}".strip(), sentence))

    for weapon in theatre.weapons:
        if weapon.type not in types:
            wrong(weapon.type, "type", f"“{weapon.type}” is not the code of a violation type.")
        if weapon.range_km <= 0:
            wrong(weapon.type, "range_km", "must be above 0.")
    for rule in theatre.zone_rules:
        if rule.zone not in zones:
            wrong(rule.id, "zone", f"“{rule.zone}” is not the id of a zone: correct it or draw it.")
        if not rule.types:
            wrong(rule.id, "types", "is empty: say what may not be there.")
        if not rule.stated_by:
            wrong(rule.id, "stated_by", "is empty: say whose statement this rule is.")
        for type in rule.types:
            if type not in types:
                wrong(rule.id, "types", f"“{type}” is not the code of a violation type.")
            elif rule.own_range and type not in reach:
                wrong(rule.id, "types", f"“{type}” has no range: add it to the weapons.")
        for party in (*rule.parties, rule.stated_by):
            if party and party not in parties:
                wrong(rule.id, "parties", f"“{party}” is not the id of a party: correct it or add it.")
    return found
