"""Who a source is: names, last names, offices, titles and pronouns to one name, by what the text said before.

A mention is remembered with its descriptions ("foreign ministry spokesperson Maria Zakharova"), so that
"the spokesperson" and "she" find it again: nearest first, gender agreeing where it is known. An office
nobody in the text is named with is looked up among the theatre's holdings on the publication date.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from spacy.tokens import Doc, Token

from holdfire.reading.bodies import author_of, spoken_of
from holdfire.reading.claim import Actor
from holdfire.theatre.types import Theatre

SHE, HE, THEY = (
    {"she", "her", "herself"},
    {"he", "him", "himself", "his"},
    {"they", "them", "we", "it", "i", "who"},
)
PRONOUNS = SHE | HE | THEY
ROLES = {
    "spokesperson", "spokesman", "spokeswoman", "minister", "president", "premier", "secretary",
    "ambassador", "commander",
    "general", "colonel", "chairman", "chairwoman", "chairperson", "chair", "envoy", "chief", "head",
    "director", "official",
    "governor", "mayor", "senator", "leader", "representative", "ombudsman", "ombudswoman", "defender",
    "chancellor", "king",
    "queen", "prosecutor", "speaker", "deputy", "adviser", "advisor", "analyst", "professor", "diplomat",
    "lawmaker", "major",
    "captain", "lieutenant", "admiral", "officer", "coordinator", "commissioner", "negotiator", "candidate",
    "aide", "manager",
}  # fmt: skip
# "the spokesperson of the Russian Foreign Ministry, Maria Zakharova"
_TITLE_BEFORE = re.compile(r"\b(\w+) (?:of|for|at) [^.;:,“”\"]{3,60},\s*$")
_SHE_TITLES = re.compile(r"\b(?:Ms|Mrs|Miss|Madam|Lady|Queen)\.?\s+$")
_HE_TITLES = re.compile(r"\b(?:Mr|Sir|Lord|King)\.?\s+$")
_MALE_A = {
    "ilya", "nikita", "joshua", "mustafa", "luka", "sasha", "misha", "kostya", "andrea", "mika", "musa",
    "issa", "isa", "elia",
    "ezra", "garcia", "costa", "barack obama", "zia", "raza", "reza", "ali reza", "vanya", "petya", "dima",
    "foma", "kuzma", "aga",
}  # fmt: skip
_FEMALE = {
    "hillary", "carly", "elizabeth", "ann", "anne", "jane", "mary", "susan", "karen", "nancy", "margaret",
    "helen", "ruth", "sarah",
    "rachel", "kate", "catherine", "katherine", "alice", "irene", "jen", "jennifer", "lynn", "michelle",
    "rose", "emily", "amy",
    "kelly", "judy", "betsy", "heather", "janet", "kathleen", "marine", "nicole", "caroline", "claire",
    "elisabeth", "sophie",
    "anahit", "gayane", "arpine", "nune", "lusine", "leyla", "aygun", "gunay", "sevil", "shushan", "tatevik",
    "naira", "zaruhi",
}  # fmt: skip


@dataclass
class Person:
    """Somebody or something a text names and speaks of again."""

    name: str
    party_id: str | None = None
    gender: str | None = None  # "f", "m" or None: unknown
    roles: set[str] = field(default_factory=set)
    seen: list[int] = field(default_factory=list)  # character positions, rising
    human: bool = True


@dataclass
class Resolved:
    """A source resolved: its name, its words, its party."""

    name: str | None
    text: str | None
    party_id: str | None


def gender_of(name: str, before: str) -> str | None:
    """What a name or the title before it tells of gender; None when nothing does."""
    if _SHE_TITLES.search(before):
        return "f"
    if _HE_TITLES.search(before):
        return "m"
    words = name.lower().split()
    if len(words) < 2:
        return None
    first, last = words[0], words[-1]
    if last.endswith(("ova", "eva", "ina", "skaya", "aya")) and first.endswith(("a", "ya", "l", "n")):
        return "f"
    if (
        last.endswith(("ov", "ev", "sky", "skiy", "enko"))
        and first not in _FEMALE
        and not first.endswith("a")
    ):
        return "m"
    if first in _FEMALE:
        return "f"
    if first.endswith("a") and first not in _MALE_A and len(first) > 2:
        return "f"
    return None


class Cast:
    """Everybody a text names, and who a source's words mean at a point of it."""

    def __init__(
        self,
        doc: Doc,
        parties: tuple[Actor, ...],
        theatre: Theatre | None,
        published: date | None,
    ) -> None:
        self.doc, self.text = doc, doc.text
        self.theatre, self.published = theatre, published
        self.people: list[Person] = []
        self.by_last: dict[str, Person] = {}
        self.kinds = {p.id: p for p in theatre.parties} if theatre else {}
        self.party_at = {a.char_start: a for a in parties}
        self.party_spans = sorted((a.char_start, a.char_end, a) for a in parties)
        self.last_speaker: Person | None = None
        self.spoken: list[tuple[str, str | None]] = []  # every source so far, by name and party
        self._gather(parties)

    def _gather(self, parties: tuple[Actor, ...]) -> None:
        spans: dict[int, tuple[int, str, str | None]] = {}
        for ent in self.doc.ents:
            if ent.label_ == "PERSON":
                name = re.sub(r"[’']s$|[’']$", "", ent.text.strip()).strip(" ,.\n")
                name = re.sub(r"\s+", " ", name)
                if name and name[0].isupper():
                    spans[ent.start_char] = (ent.end_char, name, None)
        for actor in parties:
            party = self.kinds.get(actor.party_id or "")
            if party is not None and party.kind == "person":
                for start in [s for s in spans if s <= actor.char_start < spans[s][0]]:
                    del spans[start]
                spans[actor.char_start] = (actor.char_end, party.name, party.id)
        for start in sorted(spans):
            end, name, party_id = spans[start]
            person = self._known(name, party_id)
            if person is None:
                person = Person(name, party_id)
                self.people.append(person)
                self.by_last[name.split()[-1].casefold()] = person
            person.seen.append(start)
            if len(name.split()) > len(person.name.split()) and party_id is None and person.party_id is None:
                person.name = name
            person.gender = person.gender or gender_of(name, self.text[max(0, start - 8) : start])
            self._describe(person, start, end)

    def _known(self, name: str, party_id: str | None) -> Person | None:
        found = self.by_last.get(name.split()[-1].casefold())
        if found is None:
            return None
        if party_id and found.party_id and party_id != found.party_id:
            return None
        both_in_full = len(name.split()) > 1 and len(found.name.split()) > 1 and not party_id
        if both_in_full and name.split()[0].casefold() != found.name.split()[0].casefold():
            return None
        return found

    def _describe(self, person: Person, start: int, end: int) -> None:
        title = _TITLE_BEFORE.search(self.text[max(0, start - 90) : start])
        if title and title[1].lower() in ROLES:
            person.roles.add(title[1].lower())
        span = self.doc.char_span(start, end, alignment_mode="expand")
        if span is None or not len(span):
            return
        root = span.root
        near: list[Token] = [
            t for t in self.doc[max(0, span.start - 6) : span.start] if t.dep_ in ("compound", "nmod", "amod")
        ]
        near += [c for c in root.children if c.dep_ in ("appos", "compound", "nmod")]
        if root.dep_ == "appos":
            near += [root.head, *(c for c in root.head.children if c.dep_ == "compound")]
        for token in near:
            low = token.lower_
            if low in ROLES:
                person.roles.add(low)
                if low.endswith("woman"):
                    person.gender = "f"
                if low.endswith("man") and low != "ombudsman":
                    person.gender = person.gender or "m"

    def speaks(self, resolved: Resolved) -> None:
        """Remembers who spoke last."""
        if resolved.name and resolved.text:
            self.spoken.append((resolved.name, resolved.party_id))
        if resolved.name:
            person = self._known(resolved.name, resolved.party_id)
            if person is not None:
                self.last_speaker = person

    def main_speaker(self) -> Person | None:
        """The person the text names first among those it names most."""
        best = None
        for person in self.people:
            if best is None or len(person.seen) > len(best.seen):
                best = person
        return best

    def resolve(self, head: Token | None, span: tuple[int, int] | None) -> Resolved:
        """Who the source at a token means."""
        if head is None or span is None:
            return Resolved(None, None, None)
        words = self.text[span[0] : span[1]]
        low = head.lower_
        if low in SHE | HE:
            person = self._pronoun("f" if low in SHE else "m", head.idx)
            if person is not None:
                return Resolved(person.name, words, person.party_id)
            return Resolved(words, words, None)
        if low in ("i", "we", "it", "they"):
            if low == "it" or low == "they":
                return self._thing(head, words)
            return Resolved(words, words, None)
        for person in self.people:
            if any(span[0] <= at < span[1] for at in person.seen) and self._headed_by(head, person):
                return Resolved(person.name, words, person.party_id)
        if len(words.split()) == 1 and (known := self.by_last.get(words.casefold())) is not None:
            return Resolved(known.name, words, known.party_id)
        author = author_of(head, self.party_spans)
        if author is not None:
            return Resolved(author[0], words, author[1])
        actor = self._party(head, span)
        role = head.lower_ if head.lower_ in ROLES else None
        if role:
            person = self._role(head, role)
            if person is not None:
                return Resolved(person.name, words, person.party_id)
            held = self._holder(words)
            if held is not None:
                return held
        if actor is not None:
            return Resolved(actor.name, words, actor.party_id)
        again = spoken_of(head, self.spoken, self.party_spans, self.kinds)
        if again is not None:
            return Resolved(again[0], words, again[1])
        return Resolved(_bare(words), words, None)

    def _headed_by(self, head: Token, person: Person) -> bool:
        """The name is the source itself or in apposition to it, not a mere part ("Trump's lawyer")."""
        for at in person.seen:
            span = self.doc.char_span(at, at + 1, alignment_mode="expand")
            if span is None:
                continue
            token: Token = span[0]
            for _ in range(8):
                if token.i == head.i:
                    return True
                if token.dep_ not in ("compound", "appos", "nmod", "flat", "conj", "amod"):
                    break
                token = token.head
        return False

    def _party(self, head: Token, span: tuple[int, int]) -> Actor | None:
        inside = [a for s, e, a in self.party_spans if span[0] <= s and e <= span[1]]
        body = self._body(head, span, inside)
        if body is not None:
            return body
        for actor in inside:
            if actor.char_start <= head.idx < actor.char_end and actor.role != "demonym":
                return actor
        return None

    def _body(self, head: Token, span: tuple[int, int], inside: list[Actor]) -> Actor | None:
        """A ministry or army named by its state: "Armenia's Defense Ministry", "the Georgian army"."""
        if head.lower_ not in (
            "ministry",
            "military",
            "army",
            "forces",
            "government",
            "staff",
            "service",
            "command",
        ):
            return None
        states = {self._state(a.party_id) for a in inside} - {None}
        words = {_stemmed(w) for w in re.findall(r"[A-Za-z]+", self.text[span[0] : span[1]])} - {
            "the",
            "of",
            "s",
            "s’",
        }
        naming = {_stemmed(w) for a in inside for w in re.findall(r"[A-Za-z]+", a.text)}
        telling = words - naming - {_stemmed(head.text)}
        if len(states) != 1 or (not telling and head.lower_ in ("ministry", "service", "command", "staff")):
            return None
        best, score = None, 0
        for party in self.kinds.values():
            if (
                party.kind not in ("ministry", "military", "government", "command")
                or self._state(party.id) not in states
            ):
                continue
            for said in {party.name, *(n.text for n in party.names if n.lang == "en")}:
                name = {_stemmed(w) for w in re.findall(r"[A-Za-z]+", said)} - {"of", "the"}
                # Every telling word must be the party's: the interior ministry is not the foreign one.
                if _stemmed(head.text) in name and telling <= name and len(name & words) > score:
                    best, score = party, len(name & words)
        if best is None:
            return None
        return Actor(
            text=self.text[span[0] : span[1]],
            char_start=span[0],
            char_end=span[1],
            name=best.name,
            party_id=best.id,
        )

    def _state(self, party_id: str | None) -> str | None:
        for _ in range(8):
            party = self.kinds.get(party_id or "")
            if party is None or party.kind == "state":
                return party.id if party is not None else None
            party_id = party.part_of
        return None

    def _pronoun(self, gender: str, at: int) -> Person | None:
        if self.last_speaker is not None and self.last_speaker.gender in (gender, None):
            recent = [s for s in self.last_speaker.seen if s < at]
            if recent:
                return self.last_speaker
        best, place = None, -1
        for person in self.people:
            if person.gender not in (gender, None):
                continue
            before = [s for s in person.seen if s < at]
            score = (before[-1] if before else -1) + (400 if person.gender == gender else 0)
            if before and score > place:
                best, place = person, score
        return best

    def _thing(self, head: Token, words: str) -> Resolved:
        if self.spoken and (self.last_speaker is None or self.last_speaker.name != self.spoken[-1][0]):
            return Resolved(self.spoken[-1][0], words, self.spoken[-1][1])
        for start, _, actor in reversed(self.party_spans):
            party = self.kinds.get(actor.party_id or "")
            if (
                start < head.idx
                and party is not None
                and party.kind not in ("person", "office")
                and actor.role != "demonym"
            ):
                return Resolved(actor.name, words, actor.party_id)
        return Resolved(words, words, None)

    def _role(self, head: Token, role: str) -> Person | None:
        wanted = {role}
        if role.startswith("spokes"):
            wanted = {"spokesperson", "spokesman", "spokeswoman"}
        definite = any(c.lower_ in ("the", "this", "that") for c in head.children)
        if not definite:
            return None
        best, place = None, -1
        for person in self.people:
            before = [s for s in person.seen if s < head.idx]
            if before and person.roles & wanted and before[-1] > place:
                best, place = person, before[-1]
        return best

    def _holder(self, words: str) -> Resolved | None:
        """An office named in full, held by somebody on the publication date."""
        if self.theatre is None or self.published is None:
            return None
        low = words.casefold()
        for holding in self.theatre.holdings:
            office, person = self.kinds.get(holding.office), self.kinds.get(holding.person)
            if office is None or person is None:
                continue
            if (holding.start or date.min) <= self.published <= (holding.end or date.max):
                names = {office.name, *(n.text for n in office.names)}
                if any(n.casefold() in low for n in names if len(n) > 8):
                    return Resolved(person.name, words, person.id)
        return None


def _stemmed(word: str) -> str:
    low = word.lower().replace("defense", "defence")
    return low if len(low) < 7 else low[:6]


def _bare(words: str) -> str:
    words = re.sub(r"\s+", " ", words).strip(' ,;:“”"')
    return re.sub(r"^(?:[Tt]he|[Aa]n?)\s+(?=[A-Z])", "", words)
