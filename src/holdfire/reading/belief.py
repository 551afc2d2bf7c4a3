"""Whether a name that some place bears is a place where it stands in this text.

A town's name is also a surname, a firm or a common word, so it needs a reason: the parser calls it a
place, a preposition of place or its province stands beside it, or it is a dateline. A known name
(a country's, or one of the theatre's places) needs none, but is no place inside another's name.
"""
# ruff: noqa: E501

import re

from holdfire.reading import metonymy, names, world
from holdfire.reading.candidates import Candidate
from holdfire.reading.claim import Use
from holdfire.reading.marked import PLACES, Marked

FAIR = 5_000  # people of a town believed by a name that is not its first
BIG = 100_000  # people of a town believed on little
GREAT = 300_000
_PREPOSITION = re.compile(
    r"\b(?:in|at|near|from|outside|around|to|into|across|of|on|about|leave|left|visit\w*|reach\w*|taking|losing) $"
)
_STRICT = re.compile(
    r"(?:\b(?:in|at|near|outside|around|throughout|(?:town|city|village|villages|district|province|capital|port|suburb|people|"
    r"residents|outskirts|neighbou?rhoods) of|(?:travelled|traveled|flew|flying|drove|trip|way|moved|fled|went|returned|train|flight|road) (?:from|to)|"
    r"(?:north|south|east|west) of|downtown|killed in|based in)) (?:the )?$",
    re.I,
)
_PLACED = re.compile(
    r"(?:\b(?:in|at|near|from|outside|around|into|across|of|off|over|through|towards?|between|visit\w*|reach\w*|left|enter\w*|captur\w+|"
    r"(?:north|south|east|west)\w*|central|downtown)|,|\band|\() (?:the )?$",
    re.I,
)
_KIND = re.compile(
    r"^(?:[’']s)? (?:district|province|region|village|town|city|area|suburb|county|island|river|valley|airport|border)\b",
    re.I,
)
_PERSONAL = re.compile(r"(?:, \d\d,| (?:II|III|IV|Jr\.?|Sr\.?)\b)")
_OTHER_SCRIPT = re.compile(
    r"(?:\b(?:в|во|из|под|у|около|близ|возле|к|до|от|через|на|над|город\w*|сел\w+|район\w*|г\.|с\.))\s$", re.I
)
_DATELINE = re.compile(
    r"^\s*(?:[A-Z][\w.]+,? ?){0,3}(?:,? ?[A-Z][a-z]{2,8}\.? \d{1,2},? ?)?(?:\([^)\n]{2,30}\)\s*)?(?:—\s?|--\s?|(?:–|-)\s)"
)
ABBREVIATED = frozenset(
    name.strip(".")
    for area in world.areas()
    if area.kind == "division"
    for name in area.also
    if name.endswith(".")
)
_DIVISION = re.compile(
    r",? (?:"
    + "|".join(sorted((re.escape(n) for a in world.areas() if a.kind == "division" for n in (a.name, *a.also)), key=len, reverse=True))
    + r"|[A-Z]{2}(?=[ .,)-]))(?!\w)"
)  # fmt: skip
COMMON = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday thursday "
    "friday saturday sunday christmas easter ramadan eid liberal conservative labour republican democrat islam islamic sharia "
    "war tower force check welcome going stat welcome broadway states square check north south east west northern southern eastern western central upper lower eu u.n un nato imf osce who unesco gdp ceo "
    "parliament congress senate covid internet english catholic muslim christian god lord allah bible koran quran".split()
)  # fmt: skip
_SEATS = ("at", "in", "outside", "inside", "near", "to", "from", "of", "around", "into")


def standing(marked: Marked, start: int, end: int, first: int, kind: str) -> Use | None:
    """How a known place's name is used where it stands; None where it is part of another name."""
    text, entity = marked.text, marked.entity_at[first]
    if kind == "post" and not re.search(rf"\b(?:{'|'.join(_SEATS)}) (?:the )?$", marked.before(start, 20)):
        return None  # "the White House said" names who works there
    m = re.match(r"[ -]([A-Z][\w’']+)", marked.after(end, 30))
    if entity is None:
        return None if m and m.group(1).lower() in metonymy.NOT_PLACES else "location"
    if marked.whole(entity, start, end) or entity.label in PLACES:
        return None if text[entity.start : start] == "The " and entity.label != "GPE" else "location"
    said, rest, lead = text[entity.start : entity.end], text[end : entity.end], text[entity.start : start]
    apart = bool(
        re.match(r"\s*[-–—,/(]", rest)
        or re.search(r"[-–—,/(]\s*$", lead)
        or "\n" in said
        or re.match(r"[’']s? ", rest)
    )
    if entity.label == "PERSON":
        return "location" if apart else None
    if metonymy.is_body(rest, lead):
        return "body"
    return "location" if apart else None


def abbreviation(marked: Marked, start: int, end: int, first: int) -> bool:
    """Whether "Ky." or "Mo." here is a state: it stands after a place, or the parse calls it one."""
    entity = marked.entity_at[first]
    dotted = "." in marked.text[start : end + 1]
    if entity is not None and entity.label == "GPE" and dotted:
        return True
    after_place = re.search(r"[A-Z][\w.’']+, ?$", marked.before(start, 25))
    return bool(after_place) or "." in marked.text[start:end]


def adjective(marked: Marked, start: int, end: int, first: int) -> bool:
    """Whether a people's name is an adjective: "Turkish officials", but no "Turks" and no "in Turkish"."""
    text, after = marked.text, marked.after(end)
    if re.match(r"(?:s|men|man)\b", after) or not re.match(r"[ \n-]+(?:\w|[“\"‘])", after):
        return False
    entity = marked.entity_at[first]
    inside = (
        entity is not None and entity.label not in ("NORP", *PLACES) and not marked.whole(entity, start, end)
    )
    if (
        entity is not None
        and inside
        and not metonymy.is_body(text[end : entity.end], text[entity.start : start])
    ):
        return False
    if marked.doc is None:
        return not text[start:end].endswith("s") or text[start:end].endswith("ss")
    span = marked.doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return False
    token = span[-1]
    if token.tag_ in ("NNPS", "NNS"):
        return False
    if token.dep_ == "conj" and token.head.ent_type_ == "NORP":
        token = token.head
    return token.dep_ in ("amod", "compound", "nmod", "poss", "npadvmod") and token.head.i > token.i


def believed(
    marked: Marked, start: int, end: int, first: int, candidates: tuple[Candidate, ...]
) -> Use | None:
    """How a town's name is used where it stands; None where nothing vouches for it."""
    text = marked.text
    said, before, after = text[start:end], marked.before(start), marked.after(end)
    people = max(c.people for c in candidates)
    own = any(c.first or c.people >= GREAT or (c.people >= FAIR and _alike(said, c.name)) for c in candidates)
    if said.lower() in COMMON or re.match(r" (?:County|COUNTY|Co\.|CO\.)", after):
        return None
    if names.script(said[0]) != "latin":
        vouched = (people >= BIG and _OTHER_SCRIPT.search(before)) or people >= 500_000
        return "location" if vouched else None
    if marked.doc is None:
        return "location" if own and people >= BIG and _STRICT.search(before) else None
    if own and (dateline(marked, start, end) or (_DIVISION.match(after) and not marked.titled(start))):
        return "location"
    if said in marked.surnames or marked.titled(start) or _PERSONAL.match(after):
        return None
    previous = marked.entity_at[first - 1] if first else None
    if (
        previous is not None
        and previous.label == "PERSON"
        and previous is not marked.entity_at[first]
        and previous.end == start - 1
    ):
        return None  # "Charles | Keating"
    entity = marked.entity_at[first]
    if entity is not None:
        exact = marked.whole(entity, start, end)
        rest, lead = text[end : entity.end], text[entity.start : start]
        if entity.label in PLACES:
            edge = re.match(r"\s*(?:[,–—-]|$)", rest) and re.search(r"(?:^|[,–—-]\s*)$", lead)
            return "location" if own and (edge or exact) else None
        if not exact:
            if entity.label == "PERSON" or not own:
                return None
            if "," in rest or "," in lead:
                return "location" if _STRICT.search(before) or re.search(r", $", lead) else None
            return "body" if people >= BIG and metonymy.is_body(rest, lead) and not lead.strip() else None
    if not own or re.match(r" [A-Z]", after):
        return None
    return "location" if _STRICT.search(before) or (people >= GREAT and _PREPOSITION.search(before)) else None


def _alike(said: str, name: str) -> bool:
    """Whether another name of a town is another spelling of its first, as "Kharkov" is of "Kharkiv"."""
    return names.family(said)[:3] == names.family(name)[:3]


def spatial(marked: Marked, start: int, end: int) -> bool:
    """Whether anything around a name says that it is a place: a preposition, a comma and a state, a kind."""
    return bool(
        _PLACED.search(marked.before(start))
        or _DIVISION.match(marked.after(end))
        or _KIND.match(marked.after(end))
    )


def again(marked: Marked, start: int, end: int, first: int) -> Use | None:
    """How a name vouched for elsewhere in the text is used here."""
    entity = marked.entity_at[first]
    if marked.text[start:end] in marked.surnames or marked.titled(start):
        return None
    if entity is None:
        alone = not re.search(r"\b[A-Z][a-z]+ $", marked.before(start, 30)) or re.match(
            r"[.,;:]", marked.after(end, 2)
        )
        return "location" if alone else None
    if marked.whole(entity, start, end):
        return "location"
    if entity.label in ("ORG", "FAC", "EVENT"):
        rest, lead = marked.text[end : entity.end], marked.text[entity.start : start]
        return "body" if metonymy.is_body(rest, lead) else None
    return None


def dateline(marked: Marked, start: int, end: int) -> bool:
    """Whether a report's or a paragraph's first words say where it was written: "BEIRUT — "."""
    before = marked.before(start, 12)
    if before.strip(" ") and not before.rstrip(" ").endswith("\n"):
        return False
    return bool(_DATELINE.match(marked.after(start, 90)))
