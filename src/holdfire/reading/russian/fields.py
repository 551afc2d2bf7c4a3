"""Fills one Russian claim: times, places, figures, parties and terms of its content, and what they make of it."""
# ruff: noqa: E501

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from holdfire.reading.claim import Actor, Claim, ClaimSpans, PlaceMention, Quantity, Stance, TimeSpan
from holdfire.reading.russian import kinds
from holdfire.reading.russian.parse import Parsed, Token
from holdfire.reading.russian.said import Said, negation
from holdfire.reading.russian.sources import Voices
from holdfire.reading.speakers import Resolved
from holdfire.reading.unsaid import turned
from holdfire.theatre.types import Theatre

# Stances that are about somebody else.
_ABOUT_ANOTHER = ("accuse", "demand", "deny", "condemn", "warn", "threaten", "oppose")


class Scene(NamedTuple):
    """Everything found in the Russian part of a text, from which claims take what lies inside them."""

    page: Parsed
    times: Sequence[TimeSpan]
    places: Sequence[PlaceMention]
    parties: Sequence[Actor]
    quantities: Sequence[Quantity]
    theatre: Theatre | None
    voices: Voices


def claim_of(scene: Scene, said: Said, piece: tuple[int, int], who: Resolved, through: str | None) -> Claim:
    start, end = piece
    page, theatre = scene.page, scene.theatre
    content = page.text[start:end]
    root = _root(page, said, start, end)
    times = tuple(t for t in scene.times if start <= t.char_start and t.char_end <= end)
    places = tuple(p for p in scene.places if start <= p.char_start and p.char_end <= end)
    inside = tuple(a for a in scene.parties if start <= a.char_start and a.char_end <= end)
    stance = _stance(scene, said, content, root, inside, who)
    negated = root is not None and (
        root.low == "нет" or any(page.tokens[c].low == "не" for c in page.children[root.i])
    )
    format_id = (
        kinds.first_code(content, ((f.id, (f.name, *f.aliases)) for f in theatre.formats))
        if theatre is not None
        else None
    )
    if format_id is None and theatre is not None:
        format_id = next(
            (
                f.id
                for f in theatre.formats
                if any(a in content for a in f.aliases if not a.isalpha() and len(a) < 8)
            ),
            None,
        )
    clauses = _obligations(content, theatre)
    kind = kinds.kind_of(content, stance=stance, format_id=format_id, clauses=clauses)
    events = [t for t in times if t.start is not None] or list(times)
    target = _target(scene, said, stance, inside, who)
    claim = Claim(
        start=start,
        end=end,
        content=content,
        spans=ClaimSpans(source=said.source, cue=said.cue, content=said.content),
        speaker=who.name,
        speaker_text=who.text,
        speaker_party=_speaks_for(scene, who.party_id),
        reported_through=through,
        mode=said.mode,
        stance=stance,
        kind=kind,
        violation_type=_violation(content, theatre) if kind == "violation" else None,
        polarity="denies" if stance == "deny" or (negated and said.frame != "object") else "asserts",
        modality=kinds.modality_of(page, content, root, denied=stance == "deny"),
        hedge=kinds.hedge_of(content),
        target=target,
        time=events[0] if events else _utterance(scene, said),
        times=times,
        places=tuple(p for p in places if p.use == "location"),
        governments=_governments(scene, places),
        actors=_actors(page, inside, root, target),
        format=format_id,
        clauses=clauses,
        quantities=tuple(q for q in scene.quantities if start <= q.char_start and q.char_end <= end),
        contested_terms=_contested(content, theatre),
        weapon=m.group()
        if kind in ("violation", "casualty") and (m := kinds.WEAPON.search(content))
        else None,
        why=_why(page, said),
    )
    how = negation(page, page.tokens[said.verb]) if said.verb is not None else None
    return turned(claim, page.text, said.stance, how) if how else claim


_BETWEEN = re.compile(
    r"\b(?:между|отношени\w+|диалог\w*|контакт\w*|переговор\w*|позици\w+)\s+(?:\w+\s+){0,3}$", re.I
)


def _governments(scene: Scene, places: Sequence[PlaceMention]) -> tuple[str, ...]:
    """Capitals that stand for their governments: the subject of a verb, or one side of a relation."""
    found = []
    for place in places:
        if (place.place_id or "") not in scene.voices.capitals:
            continue
        token = scene.page.at(place.char_start)
        if token is None:
            continue
        head = scene.page.tokens[token.head] if token.rel == "conj" else token
        acts = head.rel == "nsubj" and scene.page.tokens[head.head].pos == "VERB"
        if acts or _BETWEEN.search(scene.page.text, max(0, head.start - 50), head.start):
            found.append(place.text)
    return tuple(dict.fromkeys(found))


def _root(page: Parsed, said: Said, start: int, end: int) -> Token | None:
    if said.root is not None and start <= page.tokens[said.root].start < end:
        return page.tokens[said.root]
    inside = list(page.between(start, end))
    return next((t for t in inside if t.rel == "root"), next((t for t in inside if t.pos == "VERB"), None))


_SUPPORTS = re.compile(r"^(?:поддержива|поддержа|выступа\w+$)")
_BY_ROOT: tuple[tuple[str, Stance], ...] = (
    ("осужда", "condemn"), ("приветству", "welcome"), ("сожале", "regret"), ("требу", "demand"), ("призыва", "demand"), ("предлага", "propose"),
    ("отверга", "oppose"), ("надее", "believe"), ("счита", "believe"), ("поддерж", "support"),
)  # fmt: skip


_UNTRUE = re.compile(
    r"\bне соответству\w+ (?:действительности|истине)|^неправда\b|\bназва\w+ .*\b(?:ложью|фейком|вымыслом|неправдой|дезинформацией)"
    r"|\bявля\w+ (?:ложью|фейком|вымыслом|неправдой|дезинформацией)",
    re.I,
)


def _stance(
    scene: Scene, said: Said, content: str, root: Token | None, inside: Sequence[Actor], who: Resolved
) -> Stance:
    """The cue's stance; where the cue is neutral, what the content itself does."""
    if said.stance not in ("state", "announce"):
        return said.stance
    if _UNTRUE.search(content):
        return "deny"
    if root is not None:
        first = any(scene.page.tokens[c].low in ("мы", "я") for c in scene.page.children[root.i])
        for stem, stance in _BY_ROOT:
            if root.low.startswith(stem):
                return stance
        if first and (
            root.feats.get("Tense") == "Fut"
            or re.match(r"(?:планиру|намерен|обязу|продолжим|готовы)", root.low)
        ):
            return "pledge"
    own = _state(scene, who.party_id)
    third = [a for a in inside if _state(scene, a.party_id) not in (own, None)]
    if third and who.name is not None and kinds.FIRE.search(content) and kinds.VIOLATION.search(content):
        return "accuse"
    if (
        re.search(r"\b(?:должн[аоы]?|обязан[аоы]?|необходимо)\b", content)
        and root is not None
        and root.low.startswith(("долж", "обяз", "необходим"))
    ):
        return "demand"
    return said.stance


def _state(scene: Scene, party_id: str | None) -> str | None:
    for _ in range(8):
        party = scene.voices.by_id.get(party_id or "")
        if party is None or party.kind == "state":
            return party.id if party is not None else None
        party_id = party.part_of
    return None


def _speaks_for(scene: Scene, party_id: str | None) -> str | None:
    party = scene.voices.by_id.get(party_id or "")
    if party is None or party.kind != "person" or scene.theatre is None:
        return party_id
    on = scene.voices.published
    held = [
        h.office
        for h in scene.theatre.holdings
        if h.person == party.id and (on is None or (h.start or date.min) <= on <= (h.end or date.max))
    ]
    office = scene.voices.by_id.get(held[0]) if held else None
    return (office.part_of or office.id) if office is not None else (party.part_of or party.id)


def _target(scene: Scene, said: Said, stance: Stance, inside: Sequence[Actor], who: Resolved) -> str | None:
    """Whom an accusation, demand, denial, warning or condemnation is about."""
    if stance not in _ABOUT_ANOTHER:
        return None
    page = scene.page
    if said.verb is not None and said.frame != "quote":
        for c in page.children[said.verb]:
            token = page.tokens[c]
            if token.rel in ("obj", "iobj", "obl") and c > said.verb:
                near = next(
                    (
                        a
                        for a in scene.parties
                        if a.char_start <= token.start < a.char_end
                        or (
                            token.start <= a.char_start < page.span(page.subtree(c))[1]
                            and token.low.startswith(
                                ("сторон", "сил", "вооруж", "подразделен", "войск", "арми")
                            )
                        )
                    ),
                    None,
                )
                if near is not None:
                    return near.name
    own = _state(scene, who.party_id)
    others = [a for a in inside if own is None or _state(scene, a.party_id) != own]
    return others[0].name if others else None


def _actors(
    page: Parsed, inside: Sequence[Actor], root: Token | None, target: str | None
) -> tuple[Actor, ...]:
    out = []
    for actor in inside:
        role: str | None = "target" if target is not None and actor.name == target else "participant"
        token = page.at(actor.char_start)
        if token is not None and role == "participant":
            for _ in range(4):
                if token.rel in ("nsubj", "nsubj:pass") and token.pos in ("NOUN", "PROPN"):
                    role = "agent" if token.rel == "nsubj" else role
                    break
                if token.rel in ("amod", "nmod", "appos", "flat:name") and token.head != token.i:
                    token = page.tokens[token.head]
                else:
                    break
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


def _utterance(scene: Scene, said: Said) -> TimeSpan | None:
    """When it was said: a time in the sentence of the cue, outside what is said."""
    if said.verb is None:
        return None
    first, last = scene.page.sentences[scene.page.sentence_of[said.verb]]
    start, end = scene.page.tokens[first].start, scene.page.tokens[last - 1].end
    for t in scene.times:
        outside = start <= t.char_start < end and not any(s <= t.char_start < e for s, e in said.content)
        if outside and t.start is not None and abs(t.char_start - scene.page.tokens[said.verb].start) < 60:
            return TimeSpan(
                    text=t.text, char_start=t.char_start, char_end=t.char_end, start=t.start, end=t.end, value=t.value, precision=t.precision,
                    of="utterance",
                )  # fmt: skip
    return None


def _violation(content: str, theatre: Theatre | None) -> str | None:
    if theatre is None:
        return None
    code = kinds.first_code(content, ((t.code, t.keywords) for t in theatre.violation_types))
    if code is None and re.search(r"\bог(?:онь|н)|обстрел|выстрел|стрельб|перестрел", content, re.I):
        return "small-arms" if any(t.code == "small-arms" for t in theatre.violation_types) else None
    return code


def _obligations(content: str, theatre: Theatre | None) -> tuple[str, ...]:
    if theatre is None:
        return ()
    found = (
        o.id
        for a in theatre.agreements
        for o in a.obligations
        if kinds.first_code(content, ((o.id, o.keywords),))
    )
    return tuple(dict.fromkeys(found))


def _contested(content: str, theatre: Theatre | None) -> tuple[str, ...]:
    if theatre is None:
        return ()
    found = []
    for term in theatre.contested_terms:
        pattern = kinds.in_any_case(term.word)
        if pattern is not None and (m := pattern.search(content)):
            found.append(m.group())
    return tuple(dict.fromkeys(found))


def _why(page: Parsed, said: Said) -> str:
    what = {
        "clause": "the clause after it", "quote": "a quotation", "aside": "the sentence it stands beside", "according": "the sentence around it",
        "object": "what it takes as object", "impersonal": "the clause after it, nobody named", "narration": "the report's own words", "before": "the sentence before it",
    }[said.frame]  # fmt: skip
    cue = " ".join(page.text[s:e] for s, e in said.cue)
    return f"cue “{cue}”: {what}" if cue else what
