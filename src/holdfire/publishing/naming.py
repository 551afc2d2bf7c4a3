"""Names for ids in what is published: every name of a place, seats, sources and types in words."""

from collections.abc import Iterable

from holdfire.theatre import Lookup, Theatre

NO_SEAT = "no seat"


class Naming:
    """The names one theatre gives."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self._lookup = Lookup(theatre)
        self._seats = {s.id: s.name for s in theatre.seats}
        self._types = {t.code: t.label for t in theatre.violation_types}

    def seat(self, id: str) -> str:
        """A seat's name; what speaks for no seat is said so."""
        return self._seats.get(id, id or NO_SEAT)

    def sides(self, ids: Iterable[str]) -> str:
        """Several seats, each once."""
        return ", ".join(sorted({self.seat(id) for id in ids}))

    def source(self, id: str) -> str:
        """A source's name, or its id where nobody described it."""
        found = self._lookup.source(id)
        return found.name if found else id or "source not named"

    def type(self, code: str) -> str:
        """A violation type in words."""
        return self._types.get(code, code.replace("-", " "))

    def places(self, id: str, name: str) -> tuple[str, ...]:
        """All names of a place, the one given first."""
        found = self._lookup.place(id)
        names = [name, *(n.text for n in found.names)] if found else [name]
        return tuple(dict.fromkeys(n for n in names if n))

    def area(self, id: str, name: str) -> str:
        """The district a place lies in, else the place itself."""
        found = self._lookup.place(id)
        return (found.district or found.name if found else name) or "no place said"
