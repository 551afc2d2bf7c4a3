"""Reads a report's text: attributions, each split into claims, each claim with everything it says.

`attributions` gives the whole attributions alone (for benchmarks); `read` the claims. Pure and
deterministic: the same text, date and theatre give the same reading.
"""

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from typing import Any

from spacy.tokens import Token

from holdfire.reading import language, model
from holdfire.reading.attribution import Attribution
from holdfire.reading.claim import Claim, PlaceMention, Quantity, Reading, TimeSpan
from holdfire.reading.cues import NAMING
from holdfire.reading.fields import Fields, fill
from holdfire.reading.headlines import headline
from holdfire.reading.named_dates import MONTHS as NAMED_MONTHS
from holdfire.reading.named_dates import find_named_dates
from holdfire.reading.narration import narrated
from holdfire.reading.observations import find_observations
from holdfire.reading.page import Page
from holdfire.reading.parties import party_index
from holdfire.reading.places import PlaceIndex
from holdfire.reading.propositions import Proposition, split
from holdfire.reading.quantities import find_quantities
from holdfire.reading.quotes import find_quotes
from holdfire.reading.readers import Reader, find_attributions
from holdfire.reading.russian import read_russian
from holdfire.reading.russian import reader_version as russian_version
from holdfire.reading.speakers import Cast, Resolved
from holdfire.reading.syntax import noun_phrase
from holdfire.reading.times import find_times
from holdfire.theatre.types import Theatre


def page_of(text: str, spans: list[tuple[int, int]] | None = None) -> Page:
    """A text parsed, with its quotations."""
    blocks = spans if spans is not None else model.paragraphs(text)
    return Page(text, model.parse(text, blocks), blocks, find_quotes(text, blocks))


def attributions(text: str, *, reader: Reader | None = None) -> list[Attribution]:
    """Every whole attribution of an English text, not split into claims."""
    return find_attributions(page_of(text), reader) if text.strip() else []


def read(text: str, *, published: date | None = None, theatre: Theatre | None = None) -> Reading:
    """What a text claims: who says what, of whom, when and where, how many, and how they stand to it."""
    notes: list[str] = []
    paragraphs = language.by_paragraph(text)
    weight: dict[str, int] = {}
    for start, end, code in paragraphs:
        weight[code] = weight.get(code, 0) + end - start
    main = max(weight, key=lambda c: (weight[c], c)) if weight else "und"
    english = [(s, e) for s, e, code in paragraphs if code == "en"]
    page = page_of(text) if english else None
    doc = page.doc if page is not None else None
    index = party_index(theatre) if theatre is not None else None
    parties = index.find(text) if index is not None else ()
    times, places, quantities = _found(text, doc, published, theatre)
    russian = [(s, e) for s, e, code in paragraphs if code == "ru"]
    told = read_russian(
        text, russian, published=published, theatre=theatre, parties=parties, places=places
    )
    offset = theatre.utc_offset if theatre is not None else None
    named = find_named_dates(text, paragraphs, published=published, utc_offset=offset)
    others = [(s, e) for s, e, code in paragraphs if code in ("ru", *NAMED_MONTHS)]
    times = in_order([t for t in times if not lies_in(t.char_start, others)], told.times, named)
    for code in sorted(weight, key=lambda c: -weight[c]):
        if code not in ("en", "ru", "und"):
            spans = [(s, e) for s, e, c in paragraphs if c == code]
            n = sum(any(s <= a.char_start < e for s, e in spans) for a in parties)
            m = sum(any(s <= p.char_start < e for s, e in spans) for p in places)
            notes.append(
                f"No reader for {language.name(code)} yet: kept, with {n} {'party' if n == 1 else 'parties'}"
                f" and {m} {'place' if m == 1 else 'places'} found by name."
            )
    if published is None and times:
        notes.append("No publication date: times without a year are not resolved.")
    claims: tuple[Claim, ...] = ()
    if page is not None:
        claims = tuple(
            _claims(
                page,
                Fields(
                    text,
                    times,
                    tuple(p for p in places if p.use == "location"),
                    quantities,
                    parties,
                    index,
                    theatre,
                    published,
                ),
                english,
            )
        )
    claims = tuple(sorted((*claims, *told.claims), key=lambda c: (c.start, c.end)))
    return Reading(
        reader=model.reader_version() + (f" {russian_version()}" if russian else ""),
        theatre=f"{theatre.id}@{theatre.digest}" if theatre is not None else None,
        language=main,
        published=published.isoformat() if published is not None else None,
        text=text,
        claims=claims,
        times=times,
        places=places,
        observations=find_observations(text, places=places, times=times),
        notes=tuple(notes),
    )


def lies_in(at: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a character lies in one of the spans."""
    return any(s <= at < e for s, e in spans)


def in_order(*found: Iterable[TimeSpan]) -> tuple[TimeSpan, ...]:
    """Times of several readers in the order of the text."""
    return tuple(sorted((t for times in found for t in times), key=lambda t: t.char_start))


def _read_one(item: tuple[str, date | None, Theatre | None]) -> Reading:
    text, published, theatre = item
    return read(text, published=published, theatre=theatre)


def read_many(
    items: Iterable[tuple[str, date | None]], *, theatre: Theatre | None = None, processes: int = 1
) -> Iterator[Reading]:
    """Many texts read, in order, in as many processes as asked."""
    work = ((text, published, theatre) for text, published in items)
    if processes <= 1:
        yield from map(_read_one, work)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_read_one, work, chunksize=8)


def _found(
    text: str, doc: Any, published: date | None, theatre: Theatre | None
) -> tuple[tuple[TimeSpan, ...], tuple[PlaceMention, ...], tuple[Quantity, ...]]:
    """Times, places and quantities of the whole text."""
    offset = theatre.utc_offset if theatre is not None else None
    times = find_times(text, published=published, utc_offset=offset, doc=doc)
    places = PlaceIndex(theatre).find(text, doc=doc)
    return tuple(times), tuple(places), tuple(find_quantities(text, doc=doc))


def _claims(page: Page, fields: Fields, english: list[tuple[int, int]]) -> list[Claim]:
    cast = Cast(page.doc, fields.parties, fields.theatre, fields.published)
    found = [a for a in find_attributions(page) if any(s <= a.start < e for s, e in english)]
    who: dict[int, Resolved] = {}
    # Sources are resolved in the order of the text's cues, so that "she" means who spoke before.
    order = sorted(
        range(len(found)), key=lambda k: (page.block_of[found[k].start], _cue_at(found[k]), found[k].start)
    )
    for k in order:
        who[k] = _source(page, cast, found[k])
        cast.speaks(who[k])
    claims: list[Claim] = []
    absorbed = _absorbed(page, found)
    for k, attribution in enumerate(found):
        outer = _outer(found, k)
        if k in absorbed.values() or (outer is not None and _only_names(page, attribution)):
            continue
        through = who[outer].name if outer is not None and who[outer].name != who[k].name else None
        extent_to = found[next((b for a, b in absorbed.items() if a == k), k)].end
        nested = [found[j] for j in range(len(found)) if j != k and _outer(found, j) == k]
        for proposition in _pieces(page, attribution, nested, extent_to):
            claim = fill(page, fields, attribution, proposition, who[k], through, cast)
            if claim is not None:
                claims.append(claim)
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
        if claim is not None and claim.kind in (
            "violation",
            "detainees",
            "restoration",
            "casualty",
            "monitoring",
        ):
            claims.append(claim)
    claims.sort(key=lambda c: (c.start, c.end))
    kept: list[Claim] = []
    for claim in claims:
        if kept and (kept[-1].start, kept[-1].end, kept[-1].speaker) == (
            claim.start,
            claim.end,
            claim.speaker,
        ):
            continue
        kept.append(claim)
    return kept


def _only_names(page: Page, attribution: Attribution) -> bool:
    """ "what it calls X" inside a claim names a thing; it is no claim of its own."""
    return (
        attribution.frame in ("object", "as")
        and attribution.verb is not None
        and page.doc[attribution.verb].lemma_ in NAMING
    )


def _cue_at(attribution: Attribution) -> int:
    return attribution.cue[0][0] if attribution.cue else attribution.start


def _source(page: Page, cast: Cast, attribution: Attribution) -> Resolved:
    if attribution.subject is None or not attribution.source:
        if attribution.frame == "quote" and not attribution.cue and cast.last_speaker is not None:
            return Resolved(cast.last_speaker.name, None, cast.last_speaker.party_id)
        return Resolved(None, None, None)
    head, span = page.doc[attribution.subject], attribution.source[0]
    if not span[0] <= head.idx < span[1]:
        # "who called for ...": who that is stands before the relative clause.
        span = noun_phrase(head, page.doc[attribution.verb] if attribution.verb is not None else None)
    return cast.resolve(head, span)


def _outer(found: list[Attribution], k: int) -> int | None:
    """The smallest attribution whose content holds the whole of this one, its cue included."""
    mine = found[k]
    start, end = min(_cue_at(mine), mine.start), mine.end
    best: int | None = None
    for j in range(max(0, k - 12), min(len(found), k + 12)):
        other = found[j]
        if j == k or other.verb == mine.verb:
            continue
        if any(s <= start and end <= e and (s, e) != (start, end) for s, e in other.content):
            if best is None or other.end - other.start < found[best].end - found[best].start:
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
        ):
            if a.start > found[main].start:
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


__all__ = ["attributions", "page_of", "read", "read_many"]
