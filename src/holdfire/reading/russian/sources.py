"""Who a Russian source is: the theatre's party it names, a person named in full, or who spoke before.

«Она», «ведомство», «представитель» point back; a capital that speaks is its government.
"""
# ruff: noqa: E501

import re
from collections.abc import Sequence
from datetime import date

from holdfire.reading.claim import Actor, PlaceMention
from holdfire.reading.parties import party_index
from holdfire.reading.russian.parse import Parsed, Token
from holdfire.reading.russian.said import Said
from holdfire.reading.speakers import Resolved
from holdfire.theatre.types import Party, Theatre

_AGAIN = re.compile(
    r"^(?:он|она|они|его|ее|их|тот|та|представител\w*|дипломат\w*|спикер\w*|политик\w*|чиновник\w*|ведомств\w*|министерств\w*|организаци\w*|"
    r"пресс-служб\w*|командовани\w*)$"
)
# A role or a document points back only to somebody the text called so.
_ROLE = re.compile(
    r"^(?:министр|президент|премьер|омбудсмен|глав[аеуы]$|пресс-секретар|генерал|полковник|командующ|посол|замминистр|вице-премьер|сопредседател)"
)
_DOCUMENT = re.compile(r"^(?:сообщени|заявлени|документ|комментари|релиз|отчет|доклад)")


class Voices:
    """Everybody heard so far in one text."""

    def __init__(
        self,
        page: Parsed,
        parties: Sequence[Actor],
        places: Sequence[PlaceMention],
        theatre: Theatre | None,
        published: date | None,
    ) -> None:
        self.page, self.theatre, self.published = page, theatre, published
        self.parties = [a for a in parties if a.role != "demonym"]
        self.demonyms = [a for a in parties if a.role == "demonym"]
        self.places = places
        self.by_id: dict[str, Party] = {p.id: p for p in theatre.parties} if theatre is not None else {}
        self.capitals = {p.capital: p for p in self.by_id.values() if p.capital and p.kind == "state"}
        self.heard: list[Resolved] = []
        self.genders: dict[str, str] = {}  # of those heard, by the verb they spoke with
        self.named: dict[str, Resolved] = {}  # people by their last name as it was written

    def resolve(self, said: Said) -> Resolved:
        """Whom an attribution has for source; the text remembers it."""
        who = self._resolve(said)
        if who.name is not None:
            self.heard.append(who)
            gender = self.page.tokens[said.verb].feats.get("Gender") if said.verb is not None else None
            if gender in ("Fem", "Masc") and self._human(who):
                self.genders.setdefault(who.name, gender)
        return who

    def _resolve(self, said: Said) -> Resolved:
        if not said.source or said.subject is None:
            if said.frame == "quote" and not said.cue and self.heard:
                last = self.heard[-1]
                return Resolved(last.name, None, last.party_id)
            return Resolved(None, None, None)
        start, end = said.source[0]
        words = self.page.text[start:end]
        head = self.page.tokens[said.subject]
        inside = [a for a in self.parties if start <= a.char_start and a.char_end <= end]
        inside = self._bodies(start, end, inside)
        person = next((a for a in inside if self._kind(a) == "person"), None)
        if person is not None:
            return Resolved(person.name, words, person.party_id)
        name = self._person(start, end)
        body = self._body(inside, head)
        if name is not None:
            known = self.named.get(name.split()[-1][:5].lower())
            if known is not None:
                return Resolved(known.name, words, known.party_id)
            spoken = Resolved(name, words, body.party_id if body is not None else None)
            self.named[name.split()[-1][:5].lower()] = spoken
            return spoken
        if body is not None:
            held = self._holder(body)
            return (
                Resolved(held.name, words, held.id)
                if held is not None
                else Resolved(body.name, words, body.party_id)
            )
        people = next((a for a in self.demonyms if start <= a.char_start and a.char_end <= end), None)
        if people is not None and head.low.startswith("сторон"):
            return Resolved(people.name, words, people.party_id)
        capital = next(
            (
                p
                for p in self.places
                if start <= p.char_start and p.char_end <= end and (p.place_id or "") in self.capitals
            ),
            None,
        )
        if capital is not None:
            state = self.capitals[capital.place_id or ""]
            return Resolved(state.name, words, state.id)
        again = _AGAIN.match(head.low) or (_DOCUMENT.match(head.low) and "ведомств" in words.lower())
        if again and self.heard:
            spoken = self._back(head, said)
            return Resolved(spoken.name, words, spoken.party_id)
        if m := _ROLE.match(head.low):
            called = next((w for w in reversed(self.heard[-3:]) if self._called(w, m.group())), None)
            if called is not None:
                return Resolved(called.name, words, called.party_id)
        before = self._named_before(start, words)
        if before is not None:
            return Resolved(before.name, words, before.party_id)
        return Resolved(words, words, None)

    def _called(self, who: Resolved, role: str) -> bool:
        """Whether the text gave somebody a role, or the theatre knows of an office that bears its name."""
        if who.text and role in who.text.lower():
            return True
        held = (
            [h.office for h in self.theatre.holdings if h.person == who.party_id]
            if self.theatre is not None
            else []
        )
        names = (n.text.lower() for o in held if o in self.by_id for n in self.by_id[o].names)
        return any(name.startswith(role) for name in names)

    def _named_before(self, start: int, words: str) -> Actor | None:
        """A body named in full before and by its first word here: «МИД» after «МИД Армении»."""
        first = (
            words.split()[-1]
            if words.split() and words.split()[-1].isupper()
            else words.split()[0]
            if words
            else ""
        )
        if len(first) < 3:
            return None
        earlier = [
            a
            for a in self.parties
            if a.char_end <= start and a.text.split()[0][:6].lower() == first[:6].lower() and " " in a.text
        ]
        return earlier[-1] if earlier else None

    def _kind(self, actor: Actor) -> str:
        party = self.by_id.get(actor.party_id or "")
        return party.kind if party is not None else ""

    def _bodies(self, start: int, end: int, inside: list[Actor]) -> list[Actor]:
        """With bodies written small («министерство обороны России»), which the names have with a capital."""
        if self.theatre is None:
            return inside
        for token in self.page.between(start, end):
            if token.pos == "NOUN" and token.text[0].islower():
                said = self.page.text[token.start : end]
                named = party_index(self.theatre).find(said[0].upper() + said[1:])
                if named and named[0].char_start == 0 and named[0].role != "demonym" and " " in named[0].text:
                    first = named[0]
                    body = Actor(
                        text=said[: first.char_end], char_start=token.start, char_end=token.start + first.char_end, name=first.name,
                        party_id=first.party_id,
                    )  # fmt: skip
                    return [
                        body,
                        *(
                            a
                            for a in inside
                            if a.char_start >= body.char_end or a.char_end <= body.char_start
                        ),
                    ]
        return inside

    def _body(self, inside: list[Actor], head: Token) -> Actor | None:
        """The party the head word belongs to; «правительство Армении» names its state by a party found in it."""
        exact = next((a for a in inside if a.char_start <= head.start < a.char_end), None)
        if exact is not None:
            return exact
        return inside[0] if inside else None

    def _person(self, start: int, end: int) -> str | None:
        """A first and last name in a row, as written."""
        run: list[Token] = []
        for token in self.page.between(start, end):
            if (
                token.pos == "PROPN"
                and token.text[0].isupper()
                and token.feats.get("Animacy") == "Anim"
                and not token.text.isupper()
            ):
                run.append(token)
            elif len(run) >= 2:
                break
            else:
                run = []
        return " ".join(t.text for t in run) if len(run) >= 2 else None

    def _holder(self, body: Actor) -> Party | None:
        """Who held an office on the publication date."""
        if self.theatre is None or self.published is None or self._kind(body) != "office":
            return None
        for holding in self.theatre.holdings:
            person = self.by_id.get(holding.person)
            if (
                holding.office == body.party_id
                and person is not None
                and (holding.start or date.min) <= self.published <= (holding.end or date.max)
            ):
                return person
        return None

    def _human(self, who: Resolved) -> bool:
        party = self.by_id.get(who.party_id or "")
        return party is None or party.kind in ("person", "office") or who.name != party.name

    def _back(self, head: Token, said: Said) -> Resolved:
        """The last one heard whom a word may mean: a person for «она», a body for «ведомство», by the verb's gender."""
        body = (
            re.match(
                r"^(?:ведомств|министерств|организаци|пресс-служб|командовани|сообщени|заявлени|документ)",
                head.low,
            )
            is not None
        )
        gender = self.page.tokens[said.verb].feats.get("Gender") if said.verb is not None else None
        fits = [w for w in reversed(self.heard) if self._human(w) != body]
        if not body and gender in ("Fem", "Masc"):
            agreeing = [w for w in fits if self.genders.get(w.name or "") == gender]
            return (agreeing or fits or self.heard[-1:])[0]
        return (fits or self.heard[-1:])[0]
