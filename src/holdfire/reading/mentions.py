"""Where a text names places: known names, towns that `belief` vouches for, and places nobody knows.

Spots never overlap. The longest name wins ("Mexico City"), a town that bears a known area's name
joins what that name may mean ("Georgia", "Washington"), and what the text itself calls a village, a
street or a district is a place even where no gazetteer has it.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from holdfire.reading import belief, names
from holdfire.reading.candidates import Candidate, Gazetteer, Known
from holdfire.reading.claim import Use
from holdfire.reading.marked import PLACES, Marked

LONGEST = 4  # words of a town's name that are looked up
_LINKS = frozenset("of de la le du sur upon on el al".split())
_NAME = r"[A-ZÀ-Þ][\w’'-]+(?: (?:of |al-|el-)?[A-ZÀ-Þ][\w’'-]+){0,3}"
_CALLED = re.compile(
    rf"\b(?:towns?|cit(?:y|ies)|villages?|settlements?|hamlets?|provinces?|districts?|municipalit(?:y|ies)|suburbs?|islands?|heights?|"
    rf"mountains?|rivers?) of (?:the )?({_NAME})(?:(?:,| and|, and) ({_NAME}))?"
)
_OPENING = re.compile(r"(?:The|But|And|In|At|On|From|Near|Inside|Outside|A|An|To|Of) ")
_BRACKETED = re.compile(rf" ?(?:\(|/ ?)({_NAME})\)?(?=[\s.,;)]|$)")
_SETTLEMENT = re.compile(r"\b(?:villages?|towns?|settlements?|hamlets?|heights?) (?:of |near |called )?$")
_KINDS = (
    r"(?:district|province|village|neighbou?rhood|Street|Road|Avenue|Highway|Boulevard|Lane|Square|County|District|Province|River|"
    r"Lake|Island|Islands|Valley|Mountains?|Castle|Bridge|International Airport|Airport)"
)
_OF_KIND = re.compile(rf"(?<![\w’'-])((?:[A-ZÀ-Þ][\w’'-]+ ){{1,3}})(?:{_KINDS}|COUNTY|C(?:o|O)\.)(?!\w)")


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
    unknown: bool = False
    dateline: bool = False
    alias_of: "Spot | None" = field(default=None, repr=False)


def find_spots(gazetteer: Gazetteer, text: str, doc: Any) -> list[Spot]:
    """Every place named, in order, never overlapping."""
    marked = Marked(text, doc)
    hits = gazetteer.find(text, marked.words)
    known = [s for s in (_known(gazetteer, marked, hit) for hit in hits) if s is not None]
    peoples = {h.first for h in hits if all(k.people for k in h.items)}
    towns = _towns(gazetteer, marked, {h.first: h.last for h in hits}, peoples)
    spots = _vouch(marked, _merge(marked, known, towns))
    kept = {s.first for s in known}
    refused = [(h.first, h.last) for h in hits if h.first not in kept]
    return sorted(spots + _unknown(gazetteer, marked, spots, refused), key=lambda s: s.start)


def _known(gazetteer: Gazetteer, marked: Marked, hit: "names.Hit[Known]") -> Spot | None:
    people = all(k.people for k in hit.items)
    candidates = gazetteer.known([k for k in hit.items if k.people == people])
    spot = Spot(hit.start, hit.end, hit.first, hit.last, "people" if people else "location", candidates)
    if people:
        return spot if belief.adjective(marked, hit.start, hit.end, hit.first) else None
    said = marked.text[hit.start : hit.end].strip(".")
    if said in belief.ABBREVIATED and not belief.abbreviation(marked, hit.start, hit.end, hit.first):
        return None
    own = candidates[0].origin == "theatre"
    use = belief.standing(marked, hit.start, hit.end, hit.first, "" if own else candidates[0].kind)
    if use is None:
        return None
    spot.use = use
    spot.dateline = not own and belief.dateline(marked, hit.start, hit.end)
    return spot


def _grams(marked: Marked) -> list[tuple[int, int]]:
    """Every run of words that could be a town's name: it begins and ends with a capital."""
    words, text = marked.words, marked.text
    grams = []
    for i, word in enumerate(words):
        if not word.text[0].isupper():
            continue
        grams.append((i, i + 1))
        for j in range(i + 1, min(len(words), i + LONGEST)):
            gap = text[words[j - 1].end : words[j].start]
            if gap not in (" ", "-", ". ", "’", "'") and not (
                gap.isspace() and gap.count("\n") < 2 and len(gap) < 20
            ):
                break
            head = words[j].text
            if head[0].isupper():
                grams.append((i, j + 1))
            elif head.lower() not in _LINKS:
                break
    return grams


def _towns(gazetteer: Gazetteer, marked: Marked, taken: dict[int, int], peoples: set[int]) -> list[Spot]:
    """Every run of words that some town bears, known names' own words only inside a longer run."""
    covered = {i for first, last in taken.items() for i in range(first, last)}
    grams = []
    for first, last in _grams(marked):
        exact = taken.get(first) == last and first not in peoples
        if exact or covered.isdisjoint(range(first, last)) or last - first > 1:
            grams.append((first, last))
    words = marked.words
    found = gazetteer.towns([tuple(words[i].keys for i in range(a, b)) for a, b in grams])
    return [
        Spot(words[a].start, words[b - 1].end, a, b, candidates=candidates)
        for (a, b), candidates in zip(grams, found, strict=True)
        if candidates
    ]


def _merge(marked: Marked, known: list[Spot], towns: list[Spot]) -> list[Spot]:
    """Known names and towns side by side, longest first."""
    by_span = {(s.start, s.end): s for s in known}
    by_word = {i: s for s in known for i in range(s.first, s.last)}
    rest = []
    for town in towns:
        same = by_span.get((town.start, town.end))
        if same is not None:
            if (
                same.use != "people"
                and same.candidates
                and all(c.kind == "division" for c in same.candidates if c.country != "GE")
            ):
                cities = (c for c in town.candidates if c.people >= (50_000 if c.first else 1_000_000))
                same.candidates = (*same.candidates, *cities)
            continue
        over = {id(s): s for i in range(town.first, town.last) if (s := by_word.get(i)) is not None}
        if over:
            # "Mexico City": a longer name takes the place of the one inside it, when it is a real town's.
            whole = marked.entity_at[town.first]
            exact = (
                whole is not None
                and whole.label in PLACES
                and (whole.start, whole.end) == (town.start, town.end)
            )
            own = any(c.first or c.people > belief.BIG for c in town.candidates)
            theatre = any(c.origin == "theatre" for s in over.values() for c in s.candidates)
            if theatre or not own or not (exact or max(c.people for c in town.candidates) > belief.BIG):
                continue
            for s in over.values():
                by_span.pop((s.start, s.end), None)
                for i in range(s.first, s.last):
                    by_word.pop(i, None)
        rest.append(town)
    kept = list(by_span.values())
    used = set(by_word)
    for town in sorted(rest, key=lambda s: (-(s.last - s.first), s.start)):
        if used.isdisjoint(range(town.first, town.last)):
            use = belief.believed(marked, town.start, town.end, town.first, town.candidates)
            town.vouched = use is not None
            town.use = use or "location"
            town.dateline = town.vouched and belief.dateline(marked, town.start, town.end)
            if town.vouched or town.last - town.first == 1:
                kept.append(town)
                used.update(range(town.first, town.last))
    return sorted(kept, key=lambda s: s.start)


def _vouch(marked: Marked, spots: list[Spot]) -> list[Spot]:
    """A town vouched for once is believed elsewhere in the text, where it is no part of another name."""

    def key(spot: Spot) -> tuple[str, ...]:
        return tuple(w.keys[0] for w in marked.words[spot.first : spot.last])

    sure = {key(s) for s in spots if s.vouched}
    kept = []
    for spot in spots:
        if not spot.vouched and key(spot) in sure:
            use = belief.again(marked, spot.start, spot.end, spot.first)
            if use is not None:
                spot.use, spot.vouched = use, True
        if spot.vouched:
            kept.append(spot)
    return kept


def _unknown(
    gazetteer: Gazetteer, marked: Marked, spots: list[Spot], refused: list[tuple[int, int]]
) -> list[Spot]:
    """Places no gazetteer knows: called so by the text ("the village of Foua") or by the parse."""
    text, words = marked.text, marked.words
    taken = [False] * len(words)
    for spot in spots:
        taken[spot.first : spot.last] = [True] * (spot.last - spot.first)
    for first, last in refused:  # known names that are no places here
        taken[first:last] = [True] * (last - first)
    found: list[Spot] = []

    def add(start: int, end: int) -> None:
        first = marked.word_at.get(start)
        if first is None:
            return
        last = first
        while last < len(words) and words[last].start < end:
            last += 1
        if any(taken[first:last]):
            return
        taken[first:last] = [True] * (last - first)
        said = text[start:end]
        candidates = gazetteer.counties(said) if said.lower().endswith(" county") else gazetteer.spelled(said)
        found.append(Spot(start, end, first, last, candidates=candidates, unknown=not candidates))

    if marked.doc is None:
        return found
    for spot in spots:
        m = _BRACKETED.match(text, spot.end)
        if m and _SETTLEMENT.search(marked.before(spot.start, 25)):
            add(m.start(1), m.end(1))  # a second name nobody knows: "the village of Norshen (...)"
    for m in _CALLED.finditer(text):
        for group in (1, 2):
            if m.group(group) and m.group(group).lower() not in belief.COMMON:
                add(m.start(group), m.end(group))
    for m in _OF_KIND.finditer(text):
        lead = _OPENING.match(m.group(1))
        start = m.start(1) + (lead.end() if lead else 0)
        county = m.group()[-6:].lower() == "county"
        if start >= m.end(1) or (not county and re.match(r" [A-ZÀ-Þ]", text[m.end() :])):
            continue  # "Highway Patrol", "Wall Street Journal"
        add(start, m.end() if m.group()[-7:] not in ("istrict", "rovince", "village") else m.end(1) - 1)
    persons = {w for e in marked.entities if e.label == "PERSON" for w in text[e.start : e.end].split()}
    for entity in marked.entities:
        said = text[entity.start : entity.end]
        if entity.label not in PLACES or not said[0].isupper() or "\n" in said or len(said) > 60:
            continue
        if (
            said.lower() in belief.COMMON
            or (said.isupper() and len(said) <= 5)
            or any(c.isdigit() for c in said)
            or marked.titled(entity.start)
            or re.match(r"(?:Mr|Ms|Mrs|Dr)\b", said)
        ):
            continue
        if said in persons or (entity.label == "GPE" and gazetteer.is_person(said)):
            continue  # the parse is unsure of a name it elsewhere knows for a person's
        if entity.label == "GPE" and " " not in said and not belief.spatial(marked, entity.start, entity.end):
            continue  # "told Hannity": nothing but the parse says that this is a place
        add(entity.start, entity.end)
    return found
