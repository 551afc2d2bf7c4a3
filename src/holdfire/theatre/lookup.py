"""Looks things up in a theatre by id: parties, places, offices and who held them when."""

from datetime import date

from holdfire.theatre.types import Format, Party, Place, Source, Theatre


class Lookup:
    """Dictionary access over a theatre; built once, cheap to ask."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self._parties = {p.id: p for p in theatre.parties}
        self._places = {p.id: p for p in theatre.places}
        self._formats = {f.id: f for f in theatre.formats}
        self._sources = {s.id: s for s in theatre.sources}

    def party(self, id: str | None) -> Party | None:
        """The party, or None."""
        return self._parties.get(id or "")

    def place(self, id: str | None) -> Place | None:
        """The place, or None."""
        return self._places.get(id or "")

    def format(self, id: str | None) -> Format | None:
        """The negotiation format, or None."""
        return self._formats.get(id or "")

    def source(self, id: str | None) -> Source | None:
        """The source of reports, or None."""
        return self._sources.get(id or "")

    def ancestors(self, id: str | None) -> tuple[Party, ...]:
        """The party and whom it answers to, upwards; a cycle in the data ends it."""
        chain: list[Party] = []
        party = self.party(id)
        while party and party not in chain:
            chain.append(party)
            party = self.party(party.part_of)
        return tuple(chain)

    def side_of(self, id: str | None) -> str | None:
        """The seat whose view the party voices: its own `side`, else that of whom it answers to."""
        return next((p.side for p in self.ancestors(id) if p.side), None)

    def state_of(self, id: str | None) -> Party | None:
        """The state or body at the top of whom a party answers to."""
        chain = self.ancestors(id)
        return next((p for p in chain if p.kind == "state"), chain[-1] if chain else None)

    def holder(self, office: str, on: date | None) -> Party | None:
        """Who held an office on a day; without a day, the latest known holder."""
        held = [h for h in self.theatre.holdings if h.office == office]
        if on:
            held = [h for h in held if (h.start or date.min) <= on <= (h.end or date.max)]
        held.sort(key=lambda h: h.start or date.min)
        return self.party(held[-1].person) if held else None

    def offices_of(self, person: str, on: date | None) -> tuple[Party, ...]:
        """The offices a person held on a day; without a day, all of them."""
        return tuple(
            office
            for h in self.theatre.holdings
            if h.person == person
            and (on is None or (h.start or date.min) <= on <= (h.end or date.max))
            and (office := self.party(h.office))
        )
