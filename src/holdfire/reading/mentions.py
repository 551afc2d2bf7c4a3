"""Where a text names places: known names, and towns that the parse or the words around them vouch for.

A theatre's places and the world's countries are believed unless they stand inside another name. A
town's name is also a surname, a firm or a common word, so it needs a reason: the parser calls it a
place, a preposition of place or its province stands beside it, it is a dateline, or the same text
vouches for it elsewhere. Names of peoples count where they are adjectives ("Turkish officials").
"""
# ruff: noqa: E501

import re
from dataclasses import dataclass, field
from typing import Any

from holdfire.reading import metonymy, names, world
from holdfire.reading.candidates import Candidate, Gazetteer, Known
from holdfire.reading.claim import Use

PLACES = ("GPE", "LOC", "FAC")
BIG = 100_000  # people of a town believed with a preposition alone, where no parse helps
_PREPOSITION = re.compile(
    r"(?:\b(?:in|at|near|from|outside|around|to|towards?|into|across|via|through|between|of|on|off|over|leave|left|visit\w*|"
    r"reach\w*|enter\w*|and|or|north|south|east|west|northern|southern|eastern|western|central|downtown)|,) (?:the )?$",
    re.I,
)
_STRICT = re.compile(
    r"(?:\b(?:in|at|near|outside|around|throughout|(?:town|city|village|villages|district|province|capital|port|suburb|people|"
    r"residents|outskirts|neighbou?rhoods) of|(?:travelled|traveled|flew|flying|drove|trip|way|moved|fled|went|returned|train|flight|road) (?:from|to)|"
    r"(?:north|south|east|west) of|downtown|killed in|based in)) (?:the )?$",
    re.I,
)
_OTHER_SCRIPT = re.compile(
    r"(?:\b(?:в|во|из|под|у|около|близ|возле|к|до|от|через|на|над|город\w*|сел\w+|район\w*|г\.|с\.))\s$", re.I
)
_DATELINE = re.compile(r"^\s*(?:[A-Z][\w.]+,? ?){0,3}(?:\([^)\n]{2,30}\)\s*)?(?:—|–|--|-)\s", re.M)
_LINKS = frozenset("of de la le du sur upon on el al".split())


ABBREVIATED = frozenset(
    name.strip(".")
    for area in world.areas()
    if area.kind == "division"
    for name in area.also
    if name.endswith(".")
)


@dataclass
class Spot:
    """One place named in the text, before it is decided which."""

    start: int
    end: int
    first: int  # its words: first, last (half-open)
    last: int
    use: Use = "location"
    candidates: tuple[Candidate, ...] = ()
    vouched: bool = True
    label: str = ""
    alias_of: "Spot | None" = field(default=None, repr=False)


@dataclass(frozen=True)
class Entity:
    """A name the parse found, without its article and possessive."""

    start: int
    end: int
    label: str


def entities(doc: Any) -> list[Entity]:
    """The parse's names, trimmed."""
    found = []
    for e in doc.ents:
        start, end = e.start_char, e.end_char
        said = e.text
        if said.lower().startswith("the ") and len(said) > 4:
            start += 4
        trimmed = re.sub(r"(?:[’']s|[’'])$", "", said)
        end -= len(said) - len(trimmed)
        if start < end:
            found.append(Entity(start, end, e.label_))
    return found


class Finder:
    """Finds the spots of one text."""

    def __init__(self, gazetteer: Gazetteer, text: str, doc: Any) -> None:
        self.gazetteer, self.text, self.doc = gazetteer, text, doc
        self.words = names.words(text, doc is None and text.count("ə") * 60 > len(text))
        self.entities = entities(doc) if doc is not None else []
        self.entity_at: list[Entity | None] = self._align()
        self.word_at = {w.start: i for i, w in enumerate(self.words)}

    def _align(self) -> list[Entity | None]:
        held: list[Entity | None] = [None] * len(self.words)
        at = 0
        for i, word in enumerate(self.words):
            while at < len(self.entities) and self.entities[at].end <= word.start:
                at += 1
            if at < len(self.entities) and self.entities[at].start < word.end:
                held[i] = self.entities[at]
        return held

    def spots(self) -> list[Spot]:
        """Every place named, in order, never overlapping."""
        hits = self.gazetteer.find(self.text, self.words)
        known = [s for s in map(self._known, hits) if s is not None]
        towns = self._towns({h.first: h.last for h in hits if h.first < h.last}, known)
        spots = self._merge(known, towns)
        self._vouch(spots)
        spots = [s for s in spots if s.vouched]
        return self._with_unknown(spots)

    # Known names

    def _known(self, hit: "names.Hit[Known]") -> Spot | None:
        people = all(k.people for k in hit.items)
        spot = Spot(hit.start, hit.end, hit.first, hit.last, "people" if people else "location")
        spot.candidates = self.gazetteer.known([k for k in hit.items if k.people == people])
        entity = self.entity_at[hit.first]
        spot.label = entity.label if entity else ""
        if people:
            return spot if self._adjective(hit) else None
        if self.text[hit.start : hit.end].strip(".") in ABBREVIATED and not self._abbreviation(hit, entity):
            return None
        return self._standing(spot, entity)

    def _standing(self, spot: Spot, entity: Entity | None) -> Spot | None:
        """The spot with its use, or None where it is part of another name."""
        after = self.text[spot.end : spot.end + 30]
        m = re.match(r"[ -]([A-Z][\w’']+)", after)
        if entity is None:
            if m and m.group(1).lower() in metonymy.NOT_PLACES:
                return None
            return spot
        inside = entity.start < spot.start or spot.end < entity.end
        if not inside:
            return (
                None if entity.label == "PERSON" and self.text[spot.start - 1 : spot.start] == "@" else spot
            )
        if entity.label in PLACES:
            return spot
        said = self.text[entity.start : entity.end]
        rest, lead = self.text[spot.end : entity.end], self.text[entity.start : spot.start]
        if entity.label == "PERSON":
            broken = re.search(r"[-–—,/]\s*$", lead) or re.match(r"\s*[-–—,/]", rest) or "\n" in said
            return spot if broken else None
        if re.match(r"\s*[-–]", rest) or re.search(r"[-–]\s*$", lead) or "\n" in said:
            return spot
        if metonymy.is_body(rest, lead):
            spot.use = "body"
            return spot
        return None

    def _adjective(self, hit: "names.Hit[Known]") -> bool:
        said = self.text[hit.start : hit.end]
        after = self.text[hit.end : hit.end + 40]
        if re.match(r"(?:s|men|man)\b", after) or not re.match(r"[ \n-]+(?:\w|[“\"‘])", after):
            return False
        entity = self.entity_at[hit.first]
        if entity is not None and (entity.start < hit.start - 4 or entity.end > hit.end):
            rest, lead = self.text[hit.end : entity.end], self.text[entity.start : hit.start]
            if entity.label not in ("NORP", "GPE", "LOC", "FAC") and not metonymy.is_body(rest, lead):
                return False
        if self.doc is None:
            return not said.endswith("s") or said.endswith("ss")
        span = self.doc.char_span(hit.start, hit.end, alignment_mode="expand")
        if span is None or not len(span):
            return False
        token = span[-1]
        return (
            token.tag_ not in ("NNPS", "NNS")
            and token.dep_ in ("amod", "compound", "nmod", "poss", "npadvmod")
            and token.head.i > token.i
        )

    def _abbreviation(self, hit: "names.Hit[Known]", entity: Entity | None) -> bool:
        """Whether "Ky." or "Mo." here is a state: it stands after a place, or the parse calls it one."""
        if entity is not None and entity.label == "GPE" and "." in self.text[hit.start : hit.end + 1]:
            return True
        after_place = re.search(r"[A-Z][\w.’']+, ?$", self.text[max(0, hit.start - 25) : hit.start])
        return bool(after_place) or "." in self.text[hit.start : hit.end]

    # Towns

    def _grams(self) -> list[tuple[int, int]]:
        words, text = self.words, self.text
        grams = []
        for i, word in enumerate(words):
            if not word.text[0].isupper():
                continue
            grams.append((i, i + 1))
            for j in range(i + 1, min(len(words), i + 4)):
                gap = text[words[j - 1].end : words[j].start]
                if gap not in (" ", "-", ". ", "’", "'") and not (
                    gap.isspace() and gap.count("\n") <= 1 and len(gap) < 20
                ):
                    break
                head = words[j].text
                if head[0].isupper():
                    grams.append((i, j + 1))
                elif head.lower() not in _LINKS:
                    break
        return grams

    def _towns(self, taken: dict[int, int], known: list[Spot]) -> list[Spot]:
        covered = {i for s in known for i in range(s.first, s.last)}
        for first, last in taken.items():
            covered.update(range(first, last))
        grams = []
        for first, last in self._grams():
            exact = taken.get(first) == last
            inside = any(i in covered for i in range(first, last))
            longer = (first in taken and last > taken[first]) or (inside and last - first > 1 and not exact)
            if exact or longer or not inside:
                grams.append((first, last))
        found = self.gazetteer.towns([tuple(self.words[i].keys for i in range(a, b)) for a, b in grams])
        spots = []
        for (first, last), candidates in zip(grams, found, strict=True):
            if not candidates:
                continue
            spot = Spot(self.words[first].start, self.words[last - 1].end, first, last, candidates=candidates)
            entity = self.entity_at[first]
            spot.label = entity.label if entity else ""
            spots.append(spot)
        return spots

    def _merge(self, known: list[Spot], towns: list[Spot]) -> list[Spot]:
        """Longest first; a town that bears a known area's name joins its candidates."""
        by_span = {(s.start, s.end): s for s in known}
        rest = []
        for town in towns:
            same = by_span.get((town.start, town.end))
            if same is not None:
                if same.use != "people" and all(c.origin == "world" for c in same.candidates):
                    same.candidates = (*same.candidates, *town.candidates)
                continue
            over = [s for s in known if s.start < town.end and town.start < s.end]
            if over:
                # "Mexico City": a longer name takes the place of the one inside it, when it is a real town's.
                whole = self.entity_at[town.first]
                exact = (
                    whole is not None
                    and whole.label in PLACES
                    and (whole.start, whole.end) == (town.start, town.end)
                )
                own = any(c.first or c.people > BIG for c in town.candidates)
                theatre = any(c.origin == "theatre" for s in over for c in s.candidates)
                if theatre or not own or not (exact or max(c.people for c in town.candidates) > BIG):
                    continue
                for s in over:
                    known.remove(s)
                    by_span.pop((s.start, s.end), None)
            rest.append(town)
        rest.sort(key=lambda s: (-(s.end - s.start), s.start))
        kept: list[Spot] = list(known)
        used = {i for s in known for i in range(s.first, s.last)}
        for town in rest:
            if used.isdisjoint(range(town.first, town.last)):
                town.vouched = self._believed(town)
                if town.vouched or town.last - town.first == 1:
                    kept.append(town)
                    used.update(range(town.first, town.last))
        return sorted(kept, key=lambda s: s.start)

    def _believed(self, spot: Spot) -> bool:
        """Whether a town's name is vouched for where it stands."""
        text = self.text
        before, after = text[max(0, spot.start - 40) : spot.start], text[spot.end : spot.end + 40]
        entity = self.entity_at[spot.first]
        people = max(c.people for c in spot.candidates)
        own = any(c.first for c in spot.candidates)
        if names.script(text[spot.start]) != "latin":
            return (people >= BIG and bool(_OTHER_SCRIPT.search(before))) or people >= 500_000
        if self.doc is None:
            return own and people >= BIG and bool(_STRICT.search(before))
        if entity is not None:
            exact = entity.start >= spot.start - 4 and entity.end <= spot.end
            if entity.label in PLACES:
                if exact or not own:
                    return exact
                edge = re.match(r"\s*(?:[,–—-]|$)", text[spot.end : entity.end]) and re.search(
                    r"(?:^|[,–—-]\s*)$", text[entity.start : spot.start]
                )
                return bool(edge)
            if entity.label == "PERSON" and not exact:
                return False
            if entity.label in ("ORG", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW") and not exact:
                rest, lead = text[spot.end : entity.end], text[entity.start : spot.start]
                if own and people >= 1000 and metonymy.is_body(rest, lead) and not lead.strip():
                    spot.use = "body"
                    return people >= BIG
                return bool(own and self._dateline(spot))
        if self._dateline(spot) and own:
            return True
        if re.match(r",? (?:" + _DIVISIONS + r")\b", after):
            return own
        if not own:
            return False
        return bool(_STRICT.search(before)) and not re.match(r"[ ][A-Z]", after)

    def _dateline(self, spot: Spot) -> bool:
        before = self.text[max(0, spot.start - 12) : spot.start]
        if before.strip(" ") and not before.rstrip(" ").endswith("\n"):
            return False
        return bool(_DATELINE.match(self.text[spot.start : spot.start + 90])) or (
            self.text[spot.start : spot.end].isupper() and spot.end - spot.start > 3
        )

    def _vouch(self, spots: list[Spot]) -> None:
        """A name vouched for once is believed elsewhere in the text, where it is no part of another name."""
        sure = {self._key(s) for s in spots if s.vouched}
        for spot in spots:
            if spot.vouched or self._key(spot) not in sure:
                continue
            entity = self.entity_at[spot.first]
            exact = entity is None or (entity.start >= spot.start - 4 and entity.end <= spot.end)
            if exact and entity is None:
                after = self.text[spot.end : spot.end + 30]
                before = self.text[max(0, spot.start - 30) : spot.start]
                spot.vouched = not re.search(r"\b[A-Z][a-z]+ $", before) or bool(re.match(r"[.,;:]", after))
            elif exact:
                spot.vouched = True
            elif entity is not None and entity.label in ("ORG", "FAC", "EVENT"):
                rest, lead = self.text[spot.end : entity.end], self.text[entity.start : spot.start]
                if metonymy.is_body(rest, lead):
                    spot.use, spot.vouched = "body", True

    def _key(self, spot: Spot) -> str:
        return " ".join(w.keys[0] for w in self.words[spot.first : spot.last])

    # Names the parse calls places and no gazetteer knows

    def _with_unknown(self, spots: list[Spot]) -> list[Spot]:
        taken = [(s.start, s.end) for s in spots]
        people = {w for e in self.entities if e.label == "PERSON" for w in self.text[e.start : e.end].split()}
        for entity in self.entities:
            if entity.label not in PLACES:
                continue
            if any(a < entity.end and entity.start < b for a, b in taken):
                continue
            said = self.text[entity.start : entity.end]
            if not said[0].isupper() or "\n" in said or len(said) > 60:
                continue
            if said in people or (entity.label == "GPE" and self.gazetteer.is_person(said)):
                continue  # the parse is unsure of a name it elsewhere knows for a person's
            first = self.word_at.get(entity.start)
            if first is None:
                continue
            last = first
            while last < len(self.words) and self.words[last].start < entity.end:
                last += 1
            spots.append(
                Spot(
                    entity.start,
                    entity.end,
                    first,
                    last,
                    label=entity.label,
                    candidates=self.gazetteer.spelled(said),
                )
            )
        return sorted(spots, key=lambda s: s.start)


_DIVISIONS = (
    r"Ala\.|Ariz\.|Ark\.|Calif\.|Colo\.|Conn\.|Del\.|Fla\.|Ga\.|Ill\.|Ind\.|Kan\.|Ky\.|La\.|Md\.|Mass\.|Mich\.|Minn\.|Miss\.|"
    r"Mo\.|Mont\.|Neb\.|Nev\.|N\.H\.|N\.J\.|N\.M\.|N\.Y\.|N\.C\.|N\.D\.|Okla\.|Ore\.|Pa\.|R\.I\.|S\.C\.|S\.D\.|Tenn\.|Tex\.|Vt\.|"
    r"Va\.|Wash\.|W\.Va\.|Wis\.|Wyo\.|Alta\.|B\.C\.|Man\.|N\.B\.|N\.S\.|Ont\.|Que\.|Sask\.|[A-Z]{2}(?=[ .,)-])"
)
