"""Finds the theatre's parties in a text: states, ministries, offices, people and forces by every name.

The longest name wins; an acronym must stand in capitals ("US", never "us"); a demonym ("Armenian")
names its party indirectly and is marked with role "demonym". Case endings of Russian, Armenian and
Azerbaijani are stripped on both sides (see `names`).
"""

from functools import lru_cache

from holdfire.reading import names
from holdfire.reading.claim import Actor
from holdfire.theatre.types import Party, Theatre

DEMONYM = "demonym"  # Actor.role of a party named by an adjective or a people
# Names of states that every English report uses and no theatre should need to list.
STATE_NAMES = {
    "united-states": ("US", "U.S.", "USA", "U.S.A.", "United States", "United States of America", "США"),
    "united-kingdom": ("UK", "U.K.", "Britain", "United Kingdom"),
    "russia": ("Russian Federation", "RF", "РФ"),
    "turkey": ("Türkiye", "Turkiye"),
    "iran": ("Islamic Republic of Iran",),
}


class PartyIndex:
    """Every name of a theatre's parties, ready to be found."""

    def __init__(self, theatre: Theatre) -> None:
        self.by_id: dict[str, Party] = {p.id: p for p in theatre.parties}
        self._names: names.Names[tuple[str, bool]] = names.Names()
        surnames: dict[str, set[str]] = {}
        for party in theatre.parties:
            for said in {party.name, *(n.text for n in party.names), *STATE_NAMES.get(party.id, ())}:
                self._names.add(said, (party.id, False))
                if party.kind == "person" and " " in said.strip():
                    surnames.setdefault(said.split()[-1], set()).add(party.id)
            for demonym in party.demonyms:
                for form in _plural(demonym):
                    self._names.add(form, (party.id, True))
        for surname, ids in surnames.items():
            # A surname two people share names neither.
            if len(ids) == 1 and len(surname) > 2:
                self._names.add(surname, (next(iter(ids)), False))

    def find(self, text: str, *, language: str = "en") -> tuple[Actor, ...]:
        """Every party named in a text, by longest match, in order."""
        found = names.words(text, language == "az")
        actors = []
        for hit in self._names.find(text, found):
            party_id, demonym = min(hit.items, key=lambda item: item[1])
            actors.append(
                Actor(
                    text=text[hit.start : hit.end],
                    char_start=hit.start,
                    char_end=hit.end,
                    name=self.by_id[party_id].name,
                    party_id=party_id,
                    role=DEMONYM if demonym else None,
                )
            )
        return tuple(actors)

    def resolve(self, name: str) -> str | None:
        """The party id a name or demonym stands for, with or without "the"; None when unknown."""
        said = name.strip().removeprefix("the ").removeprefix("The ").strip(" ,.")
        if said in self.by_id:
            return said
        items = self._names.get(said)
        return min(items, key=lambda item: item[1])[0] if items else None

    def party(self, party_id: str) -> Party | None:
        """The party with this id."""
        return self.by_id.get(party_id)


def _plural(demonym: str) -> tuple[str, ...]:
    if demonym.isascii() and demonym[-1:] in "nic" and demonym[:1].isupper():
        return (demonym, demonym + "s")
    return (demonym,)


@lru_cache(maxsize=8)
def _index(digest: str, theatre: "_Held") -> PartyIndex:
    return PartyIndex(theatre.theatre)


class _Held:
    """A theatre as a cache key: its digest names exactly its contents."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre

    def __hash__(self) -> int:
        return hash(self.theatre.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.theatre.digest == self.theatre.digest


def party_index(theatre: Theatre) -> PartyIndex:
    """The index of a theatre, built once a process."""
    return _index(theatre.digest, _Held(theatre))
