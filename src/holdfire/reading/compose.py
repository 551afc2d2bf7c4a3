"""Composes claims from attributions: sources resolved, nested ones told apart, each split into what it says.

Pieces of one attribution that only go on in one breath (the same stance, nothing a register keeps) stay
one claim, so that a claim is a whole attribution unless splitting it serves.
"""

import re
from bisect import bisect_right
from itertools import groupby

from msgspec.structs import replace
from spacy.tokens import Token

from holdfire.reading import cues
from holdfire.reading.attribution import Attribution
from holdfire.reading.claim import Claim
from holdfire.reading.clauses import is_somebody
from holdfire.reading.fields import Fields, fill
from holdfire.reading.headlines import headline
from holdfire.reading.narration import narrated
from holdfire.reading.nested import find_nested
from holdfire.reading.page import Page
from holdfire.reading.propositions import Proposition, split
from holdfire.reading.readers import find_attributions
from holdfire.reading.speakers import Cast, Resolved
from holdfire.reading.syntax import RELATIVE, noun_phrase

NEAR = 12  # attributions looked at on either side for the one that holds another
NARRATED = {
    "violation",
    "detainees",
    "restoration",
    "casualty",
    "monitoring",
}  # kinds a report tells as events
PLAIN = {"other", "position"}  # kinds no register of events or commitments keeps
TELLING = {"state", "announce", "believe", "ask", "cite"}  # stances that take no side and bind to nothing
FIRST = {"i", "we", "me", "us", "my", "our"}


def compose(page: Page, fields: Fields, english: list[tuple[int, int]]) -> list[Claim]:
    """The claims of a page, in order."""
    cast = Cast(page.doc, fields.parties, fields.theatre, fields.published)
    found = find_attributions(page)
    found = sorted([*found, *find_nested(page, found)], key=lambda a: (a.start, a.end))
    begins = [s for s, _ in english]
    found = [
        a
        for a in found
        if (k := bisect_right(begins, a.start)) and a.start < english[k - 1][1] and _says(page, a)
    ]
    outer = [_outer(page, found, k) for k in range(len(found))]
    who: dict[int, Resolved] = {}
    # Sources are resolved in the order of the text's cues, so that "she" means who spoke before.
    order = sorted(
        range(len(found)), key=lambda k: (page.block_of[found[k].start], _cue_at(found[k]), found[k].start)
    )
    for k in order:
        who[k] = _source(page, cast, found[k])
        if outer[k] is None or not _first_person(page, found[k]):
            cast.speaks(who[k])
    absorbed = _absorbed(page, found)
    claims: list[Claim] = []
    for k, attribution in enumerate(found):
        above = outer[k]
        if k in absorbed.values() or (
            above is not None and (_only_names(page, attribution) or _first_person(page, attribution))
        ):
            continue
        through = who[above].name if above is not None and who[above].name != who[k].name else None
        extent_to = found[absorbed.get(k, k)].end
        nested = [found[j] for j in range(len(found)) if outer[j] == k]
        pieces = _pieces(page, attribution, nested, extent_to)
        told = [(piece, fill(page, fields, attribution, piece, who[k], through, cast)) for piece in pieces]
        claims += _in_one_breath(
            page, fields, attribution, [t for t in told if t[1] is not None], who[k], through, cast
        )
    head = headline(page, found)
    if head is not None:
        speaker = cast.main_speaker()
        resolved = (
            Resolved(speaker.name, None, speaker.party_id)
            if speaker is not None
            else Resolved(None, None, None)
        )
        claim = fill(page, fields, head[0], head[1], resolved, None, cast)
        if claim is not None:
            claims.append(claim)
    for attribution, proposition, resolved in narrated(page, found, cast, english):
        claim = fill(page, fields, attribution, proposition, resolved, None, cast)
        if claim is not None and claim.kind in NARRATED:
            claims.append(claim)
    claims.sort(key=lambda c: (c.start, c.end))
    return [next(same) for _, same in groupby(claims, key=lambda c: (c.start, c.end, c.speaker))]


def _in_one_breath(
    page: Page, fields: Fields, attribution: Attribution, told: list[tuple[Proposition, Claim | None]],
    who: Resolved, through: str | None, cast: Cast,
) -> list[Claim]:  # fmt: skip
    """The claims of one attribution, plain ones of one stance that follow each other read as one."""
    claims: list[Claim] = []
    keys = {_breath(claim) for _, claim in told}
    at = _cue_at(attribution)  # what the cue interrupts is not read over it
    for (key, _), group in groupby(told, key=lambda t: (_breath(t[1]), t[0].start > at)):
        pieces = list(group)
        if len(pieces) > 1 and key is not None:
            whole = pieces[0][0]._replace(end=pieces[-1][0].end)
            claim = fill(page, fields, attribution, whole, who, through, cast)
            claims += [claim] if claim is not None else []
        else:
            claims += [claim for _, claim in pieces if claim is not None]
    if len(claims) == 2 and len(keys) == 1 and None not in keys and _alike(*claims):
        return [_across(page, *claims)]
    return claims


def _alike(before: Claim, after: Claim) -> bool:
    """Whether both stand to what they say in one way: what is denied, planned or done is never confused."""
    return (before.stance, before.polarity, before.modality) == (after.stance, after.polarity, after.modality)


def _across(page: Page, before: Claim, after: Claim) -> Claim:
    """Plain words that their cue interrupts, as one claim: each half is read by itself, and shown with it."""
    return replace(
        before,
        end=after.end,
        content=page.text[before.start : after.end],
        hedge=before.hedge or after.hedge,
        time=before.time or after.time,
        times=(*before.times, *after.times),
        places=(*before.places, *after.places),
        governments=tuple(dict.fromkeys((*before.governments, *after.governments))),
        actors=(*before.actors, *after.actors),
        quantities=(*before.quantities, *after.quantities),
        contested_terms=tuple(dict.fromkeys((*before.contested_terms, *after.contested_terms))),
    )


def _breath(claim: Claim | None) -> str | None:
    """The stance a plain claim must share with its neighbour to be told with it; None: it stands alone."""
    if claim is None or claim.kind not in PLAIN:
        return None
    return "" if claim.stance in TELLING else claim.stance


def _says(page: Page, attribution: Attribution) -> bool:
    """Not a mere act with an object ("workers laid pipe"): that needs a word of saying or somebody named."""
    if attribution.frame != "object" or attribution.mode != "indirect" or attribution.verb is None:
        return True
    lemma = page.doc[attribution.verb].lemma_.lower()
    if lemma in cues.VERBS or lemma in cues.NOUNS:
        return True
    return attribution.subject is not None and is_somebody(page.doc[attribution.subject])


def _first_person(page: Page, attribution: Attribution) -> bool:
    """ "I believe that ..." within somebody's words is theirs already."""
    return attribution.subject is not None and page.doc[attribution.subject].lower_ in FIRST


def _only_names(page: Page, attribution: Attribution) -> bool:
    """ "what it calls X" inside a claim names a thing; it is no claim of its own."""
    return (
        attribution.frame in ("object", "as")
        and attribution.verb is not None
        and page.doc[attribution.verb].lemma_ in cues.NAMING
    )


def _cue_at(attribution: Attribution) -> int:
    return attribution.cue[0][0] if attribution.cue else attribution.start


def _source(page: Page, cast: Cast, attribution: Attribution) -> Resolved:
    if attribution.subject is None or not attribution.source:
        if attribution.frame == "quote" and not attribution.cue and cast.last_speaker is not None:
            return Resolved(cast.last_speaker.name, None, cast.last_speaker.party_id)
        return Resolved(None, None, None)
    head, span = page.doc[attribution.subject], attribution.source[0]
    clause = _relative(page, attribution)
    if clause is not None and head.lower_ in RELATIVE:
        head = clause
    if not span[0] <= head.idx < span[1]:
        # "who called for ...": who that is stands before the relative clause.
        span = noun_phrase(head, page.doc[attribution.verb] if attribution.verb is not None else None)
    return cast.resolve(head, span)


def _relative(page: Page, attribution: Attribution) -> Token | None:
    """The noun a relative clause with the cue hangs on: "a proposal by X, who called for ..."."""
    if attribution.verb is None:
        return None
    verb = page.doc[attribution.verb]
    while verb.dep_ in ("conj", "xcomp") and verb.head.i != verb.i:
        verb = verb.head
    return verb.head if verb.dep_ == "relcl" else None


def _outer(page: Page, found: list[Attribution], k: int) -> int | None:
    """The least attribution whose content holds all of this one, or the noun its relative clause hangs on."""
    mine = found[k]
    start, end = min(_cue_at(mine), mine.start), mine.end
    noun = _relative(page, mine)
    best: int | None = None
    for j in range(max(0, k - NEAR), min(len(found), k + NEAR)):
        other = found[j]
        if j == k or other.verb == mine.verb:
            continue
        holds = any(s <= start and end <= e and (s, e) != (start, end) for s, e in other.content) or (
            noun is not None and noun.lower_ != "what" and any(s <= noun.idx < e for s, e in other.content)
        )
        if holds and (best is None or other.end - other.start < found[best].end - found[best].start):
            best = j
    return best


def _absorbed(page: Page, found: list[Attribution]) -> dict[int, int]:
    """Participles that only colour the claim they hang on ("welcomed the release, touting their role")."""
    kin = {"welcome": {"welcome", "support"}, "condemn": {"condemn", "accuse"}}
    by_verb = {a.verb: k for k, a in enumerate(found) if a.verb is not None}
    out: dict[int, int] = {}
    for k, a in enumerate(found):
        if a.verb is None or a.frame == "quote":
            continue
        verb: Token = page.doc[a.verb]
        if verb.tag_ != "VBG" or verb.dep_ != "advcl":
            continue
        main = by_verb.get(verb.head.i)
        if (
            main is not None
            and found[main].frame != "quote"
            and a.stance in kin.get(found[main].stance, set())
            and a.start > found[main].start
        ):
            out[main] = k
    return out


def _pieces(
    page: Page, attribution: Attribution, nested: list[Attribution], extent_to: int
) -> list[Proposition]:
    pieces = split(page, attribution)
    if attribution.frame != "quote" and len(pieces) == 1 and extent_to > attribution.end:
        pieces = [pieces[0]._replace(end=extent_to)]
    cut = []
    for piece in pieces:
        # What another is said to have said, inside this, is that one's claim.
        inner = [n for n in nested if n.start >= piece.start and n.end <= piece.end]
        if inner and attribution.frame not in ("quote", "clause", "according"):
            first = min(min(_cue_at(n), n.start, *(s for s, _ in n.source)) for n in inner)
            text = page.text[piece.start : first].rstrip(" ,;:—–")
            text = re.sub(r",?\s*\b(?:who|which|that|by|of)$", "", text).rstrip(" ,")
            if len(text.split()) >= 3:
                cut.append(piece._replace(end=piece.start + len(text)))
                continue
        cut.append(piece)
    return cut
