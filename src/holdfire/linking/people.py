"""Whom words name: the side of a party name or of a people's adjective, through the theatre's tables."""

from holdfire.reading.claim import Claim
from holdfire.theatre import Lookup, Theatre


class Sides:
    """Sides by party name, id, demonym or capital; built once for a theatre."""

    def __init__(self, theatre: Theatre) -> None:
        self.names = Lookup(theatre)
        self._by_name: dict[str, str] = {}
        for party in theatre.parties:
            for name in (party.name, *(n.text for n in party.names), *party.demonyms):
                self._by_name.setdefault(name.casefold(), party.id)
        for party in theatre.parties:
            # A capital that speaks or is accused stands for its government.
            if party.capital and (place := self.names.place(party.capital)) is not None:
                for text in (place.name, *(n.text for n in place.names)):
                    self._by_name.setdefault(text.casefold(), party.id)

    def of_name(self, name: str | None) -> str | None:
        """The side a name or adjective belongs to, or None."""
        party = self._by_name.get((name or "").casefold())
        return self.names.side_of(party) if party else None

    def of_voice(self, voice: str) -> str | None:
        """The side a voice belongs to: a party's, else that of the source whose group it is."""
        if self.names.party(voice):
            return self.names.side_of(voice)
        return next((s.side for s in self.names.theatre.sources if s.group == voice), None) or self.of_name(
            voice
        )

    def voice_name(self, voice: str) -> str:
        """A voice as a person reads it."""
        party = self.names.party(voice)
        source = self.names.source(voice)
        return party.name if party else source.name if source else voice

    def accused(self, claim: Claim) -> str | None:
        """The side a claim says did it: its target when it accuses, else the party that acts in it."""
        if claim.stance in ("accuse", "condemn", "deny") and claim.target:
            return self.of_name(claim.target)
        for actor in claim.actors:
            if actor.role == "agent" and (side := self.names.side_of(actor.party_id)):
                return side
        return self.of_name(claim.target) if claim.target else None


_sides: dict[tuple[str, str], Sides] = {}


def sides_of(theatre: Theatre) -> Sides:
    """The sides of a theatre, built once for each version of it."""
    key = (theatre.id, theatre.digest)
    if key not in _sides:
        if len(_sides) > 3:
            _sides.clear()
        _sides[key] = Sides(theatre)
    return _sides[key]
