"""Fills one claim: times, places, quantities, parties and terms of its content, and what they make of it."""
# ruff: noqa: E501

import re
from dataclasses import dataclass
from datetime import date
from typing import cast as typed

import msgspec
from spacy.tokens import Token

from holdfire.reading import cues, kinds, modality, stance, violations
from holdfire.reading.attribution import Attribution
from holdfire.reading.claim import Actor, Claim, ClaimSpans, PlaceMention, Quantity, Span, Stance, TimeSpan
from holdfire.reading.page import Page
from holdfire.reading.parties import PartyIndex
from holdfire.reading.propositions import Proposition
from holdfire.reading.speakers import Cast, Resolved
from holdfire.reading.unsaid import carrier, negation, not_excluded, open_question, turned
from holdfire.reading.weapons import Fire, fire_of
from holdfire.reading.wording import wording_of
from holdfire.theatre.types import Party, Theatre

WITH_CUE = {
    "of",
    "for",
    "on",
    "upon",
    "against",
    "to",
    "with",
    "in",
    "about",
}  # frames read with their verb: "accused X of"
STATES = {"state", "government", "authorities"}
_MEMBERS = re.compile(
    r"\b(?:participation of|members?(?: are| being)?:?|comprising|consisting of|composed of|includes?|including|involving|between|brings? together)\s",
    re.I,
)
_AFTER_MEMBERS = re.compile(r"\b(?:in an?|to|that|which|for|at|on)\b|[.;(]")


@dataclass(frozen=True)
class Fields:
    """Everything found in the whole text, from which claims take what lies inside them."""

    text: str
    times: tuple[TimeSpan, ...]
    places: tuple[PlaceMention, ...]
    quantities: tuple[Quantity, ...]
    parties: tuple[Actor, ...]
    index: PartyIndex | None
    theatre: Theatre | None
    published: date | None


# Words that only point: "what each side said" says nothing; to deny or confirm "that" does.
POINTERS = {"what", "that", "this", "it", "so", "as", "which", "something"}


def fill(
    page: Page,
    fields: Fields,
    attribution: Attribution,
    piece: Proposition,
    who: Resolved,
    through: str | None,
    cast: Cast,
) -> Claim | None:
    """One claim of an attribution, or None when nothing is left of it."""
    text, start, end = page.text, piece.start, piece.end
    verb: Token | None = (
        page.doc[attribution.verb]
        if attribution.verb is not None and attribution.frame != "narration"
        else None
    )
    calls = attribution.frame == "infinitive" and attribution.stance == "demand"
    if (attribution.frame in WITH_CUE or calls) and verb is not None and verb.idx < start:
        start = verb.idx
    asked = open_question(text, start)
    start = start if asked is None else asked
    content = text[start:end]
    bare = content.strip(" ,.:;“”\"'").casefold()
    if not bare or (bare in POINTERS and attribution.stance == "state"):
        return None
    root = page.doc[piece.root] if piece.root is not None else None
    times = tuple(t for t in fields.times if start <= t.char_start and t.char_end <= end)
    places = tuple(p for p in fields.places if start <= p.char_start and p.char_end <= end)
    quantities = tuple(q for q in fields.quantities if start <= q.char_start and q.char_end <= end)
    inside = tuple(a for a in fields.parties if start <= a.char_start and a.char_end <= end)
    governments = tuple(dict.fromkeys(p.text for p in places if p.government))
    third = _third(fields, inside, who, root)
    lemma = verb.lemma_.lower() if verb is not None else None
    cue_stance = typed(Stance, attribution.stance)
    if attribution.frame == "for" and lemma == "call":
        cue_stance = (
            "propose"
            if re.search(
                r"\b(?:establish\w*|creat\w*|introduc\w*|deploy\w*|launch\w*|mechanisms?|set up)\b",
                content,
                re.I,
            )
            else "demand"
        )
    hedge = piece.hedge
    said = stance.stance_of(
        cue_stance, lemma, content, root, hedge=hedge, frame=attribution.frame, third=third
    )
    if lemma == "cite" and attribution.frame == "object":
        said = "cite"
    open_ = asked is not None or (root is not None and not_excluded(root))
    denies = said == "deny" or (
        root is not None
        and any(c.dep_ == "neg" for c in root.children)
        and attribution.frame != "object"
        and not open_
    )
    wording = wording_of(fields.theatre)
    format_id = wording.format(content)
    clauses = wording.obligations(content)
    commands = (
        sum(
            1
            for w in ("command", "militar", "armed forces", "general staff", "ministries of defen")
            if w in content.lower()
        )
        >= 2
    )
    lead = text[start : min(end, start + 80)]
    kind = kinds.kind_of(
        content, stance=said, lead=lead, format_id=format_id, clauses=clauses, commands=commands
    )
    event_times = tuple(t for t in times if t.of == "event")
    time = _main_time(event_times or times)
    if time is None and verb is not None:
        time = _utterance(page, fields, attribution, verb)
    target = _target(page, fields, attribution, inside, said, verb, root, who)
    actors = _actors(page, inside, root, target, format_id, fields)
    if kind == "violation":
        fire = fire_of(content, start, actors, places)
        actors = tuple(_shooting(actor, fire) for actor in actors)
    members = _members(content, start, inside, fields) if kind == "format" else ()
    violation = violations.violation_type(content, fields.theatre) if kind == "violation" else None
    claim = Claim(
        start=start,
        end=end,
        content=content,
        spans=ClaimSpans(source=attribution.source, cue=attribution.cue, content=attribution.content),
        speaker=who.name,
        speaker_text=who.text,
        speaker_party=_speaks_for(who, fields),
        reported_through=through,
        mode=attribution.mode,
        stance=said,
        kind=kind,
        violation_type=violation,
        polarity="denies" if denies else "asserts",
        modality="possible" if open_ else modality.modality(content, root, denied=said == "deny"),
        hedge=hedge,
        target=target,
        time=time,
        times=times,
        places=places,
        governments=governments,
        actors=actors,
        members=members,
        format=format_id,
        clauses=clauses,
        quantities=quantities,
        contested_terms=wording.contested(content),
        weapon=violations.weapon(content) if kind in ("violation", "casualty") else None,
        why=_why(page, attribution),
    )
    if verb is None or verb.pos_ not in ("VERB", "AUX"):
        return claim
    inner = carrier(verb, start)
    if inner is not verb:
        cue_stance = typed(Stance, cues.VERBS[inner.lemma_.lower()].stance)
    how = negation(inner)
    return turned(claim, text, cue_stance, how) if how else claim


def _shooting(actor: Actor, fire: Fire) -> Actor:
    """An actor with its part in who fired at whom, where the words say it."""
    role = "agent" if actor == fire.by else "target" if actor == fire.at else actor.role
    return msgspec.structs.replace(actor, role=role) if role != actor.role else actor


def _why(page: Page, attribution: Attribution) -> str:
    cue = " ".join(page.text[s:e] for s, e in attribution.cue)
    names = {
        "quote": "a quotation", "clause": "the clause after it", "object": "what it takes as object", "infinitive": "the infinitive after it",
        "according": "the sentence around it", "headline": "a headline without a subject", "narration": "the report's own words",
    }  # fmt: skip
    what = names.get(attribution.frame, f"what follows “{attribution.frame}”")
    return f"cue “{cue}”: {what}" if cue else what


def _main_time(times: tuple[TimeSpan, ...]) -> TimeSpan | None:
    resolved = [t for t in times if t.start is not None]
    return resolved[0] if resolved else (times[0] if times else None)


def _utterance(page: Page, fields: Fields, attribution: Attribution, verb: Token) -> TimeSpan | None:
    """When it was said: a time in the clause of the cue, outside the content."""
    held: set[int] | None = None
    for time in fields.times:
        at = page.token_at[time.char_start]
        if abs(at - verb.i) > 12 or time.start is None:
            continue
        if any(s <= time.char_start < e for s, e in attribution.content):
            continue
        held = {t.idx for t in verb.subtree} if held is None else held
        if time.char_start in held or page.doc[at].idx in held:
            return TimeSpan(
                text=time.text, char_start=time.char_start, char_end=time.char_end, start=time.start, end=time.end,
                value=time.value, precision=time.precision, of="utterance",
            )  # fmt: skip
    return None


def _party(fields: Fields, party_id: str | None) -> Party | None:
    return fields.index.party(party_id) if fields.index is not None and party_id else None


def _state_of(fields: Fields, party_id: str | None) -> str | None:
    for _ in range(8):
        party = _party(fields, party_id)
        if party is None:
            return None
        if party.kind == "state":
            return party.id
        party_id = party.part_of
    return None


def _speaks_for(who: Resolved, fields: Fields) -> str | None:
    party = _party(fields, who.party_id)
    if party is None:
        return who.party_id
    if party.kind == "person" and fields.theatre is not None:
        held = [
            h.office
            for h in fields.theatre.holdings
            if h.person == party.id
            and (fields.published is None or (h.start or date.min) <= fields.published <= (h.end or date.max))
        ]
        if held:
            office = _party(fields, held[0])
            return office.part_of or office.id if office is not None else held[0]
        return party.part_of or party.id
    return party.id


_FORCES = re.compile(
    r"\b(?:forces?|army|troops|units?|side|rebels?|militants?|enemy|fighters|militia|soldiers)\b", re.I
)


def _third(fields: Fields, inside: tuple[Actor, ...], who: Resolved, root: Token | None) -> bool:
    """Whether the content speaks of a party that is not the speaker's own."""
    own = _state_of(fields, who.party_id)
    if inside:
        return own is None or any(_state_of(fields, a.party_id) != own for a in inside)
    return (
        root is not None
        and any(
            c.dep_ in ("nsubj", "agent", "nsubjpass")
            and (
                c.ent_type_ in ("ORG", "GPE", "NORP", "PERSON")
                or bool(_FORCES.search(" ".join(t.text for t in c.subtree)))
            )
            for c in root.children
        )
        and any(c.dep_ in ("nsubj", "agent") for c in root.children)
    )


def _target(
    page: Page,
    fields: Fields,
    attribution: Attribution,
    inside: tuple[Actor, ...],
    said: str,
    verb: Token | None,
    root: Token | None,
    who: Resolved,
) -> str | None:
    """Whom an accusation, demand, denial, warning or condemnation is about."""
    if said not in ("accuse", "demand", "deny", "condemn", "warn", "threaten", "oppose"):
        return None
    own = _state_of(fields, who.party_id)
    others = [a for a in inside if _state_of(fields, a.party_id) != own or own is None]
    if verb is not None and attribution.frame != "quote":
        for child in verb.children:
            if child.dep_ in ("dobj", "dative") and child.i > verb.i:
                near = [
                    a for a in fields.parties if child.left_edge.idx <= a.char_start <= child.idx + len(child)
                ]
                if near:
                    return near[-1].name
                if said == "accuse" and child.pos_ == "PROPN":
                    return _plain(page.text[child.left_edge.idx : child.idx + len(child)])
    if root is not None:
        for child in root.children:
            if child.dep_ in ("nsubj", "agent") and said in ("accuse", "demand", "condemn"):
                near = [a for a in others if child.left_edge.idx <= a.char_start <= child.right_edge.idx]
                if near:
                    return _named(fields, near[0])
    states = [
        a
        for a in others
        if (p := _party(fields, a.party_id)) is not None and a.role != "demonym" and p.kind != "person"
    ]
    if states:
        return states[0].name
    if others:
        return _named(fields, others[0])
    if attribution.frame == "headline" or said == "accuse":
        for ent in page.doc.ents:
            if (
                attribution.start <= ent.start_char
                and ent.end_char <= attribution.end
                and ent.label_ in ("GPE", "ORG", "NORP", "PERSON")
            ):
                return _plain(ent.text)
    return None


def _named(fields: Fields, actor: Actor) -> str:
    return actor.name


def _plain(words: str) -> str:
    return re.sub(r"^(?:the|The)\s+", "", words.strip())


def _actors(
    page: Page,
    inside: tuple[Actor, ...],
    root: Token | None,
    target: str | None,
    format_id: str | None,
    fields: Fields,
) -> tuple[Actor, ...]:
    """The parties a claim names, each with its part in it."""
    out = []
    for actor in inside:
        role: str | None = "participant"
        if _proposes(page, actor):
            role = "proposer"
        elif root is not None:
            role = _part(page.doc[page.token_at[actor.char_start]], root)
            if role == "participant" and target is not None and actor.name == target:
                role = "target"
        out.append(
            Actor(
                text=actor.text,
                char_start=actor.char_start,
                char_end=actor.char_end,
                name=actor.name,
                party_id=actor.party_id,
                role=role,
            )
        )
    return tuple(out)


def _part(token: Token, root: Token) -> str:
    """The part a party plays in what the root verb says, by its way up the parse to that verb."""
    harms = root.lemma_ in _HARM and root.pos_ == "VERB"
    step = token
    while step.i != root.i and step.head.i != step.i:
        if harms and step.dep_ == "prep" and step.lower_ in _AGAINST and step.i > root.i:
            return "target"
        if step.head.i == root.i:
            if step.dep_ in ("nsubj", "agent", "csubj"):
                return "agent"
            if step.dep_ in ("dobj", "nsubjpass", "dative"):
                return "target" if harms else "participant"
            return "participant"
        step = step.head
    if step.i == root.i or not harms:
        return "participant"
    return "agent" if token.i < root.i else "target"


_AGAINST = {"at", "on", "against", "upon", "towards", "toward"}
_HARM = {
    "open",
    "fire",
    "shell",
    "attack",
    "violate",
    "kill",
    "wound",
    "shoot",
    "strike",
    "target",
    "bombard",
    "hit",
    "capture",
    "injure",
}


def _proposes(page: Page, actor: Actor) -> bool:
    before = page.text[max(0, actor.char_start - 60) : actor.char_start].lower()
    m = re.search(
        r"(?:proposed|put forward|initiated|suggested) by (?:the )?((?:[\w ]+(?:,| and) )*)$", before
    )
    # "… by A and B and that C supports it": C stands in another clause.
    return m is not None and not re.search(r"\b(?:that|which|who|while|when)\b", m[1])


def _members(content: str, start: int, inside: tuple[Actor, ...], fields: Fields) -> tuple[str, ...]:
    """The members a format is said to have: the list after "participation of"."""
    m = _MEMBERS.search(content)
    if m is None:
        return ()
    rest = content[m.end() :]
    stop = _AFTER_MEMBERS.search(rest)
    end = m.end() + (stop.start() if stop else len(rest))
    names = [a.name for a in inside if start + m.end() <= a.char_start < start + end and a.role != "demonym"]
    return tuple(dict.fromkeys(names)) if len(names) > 1 else ()


__all__ = ["Fields", "Span", "fill"]
