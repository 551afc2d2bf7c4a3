"""Reads a report's text: attributions, each split into claims, each claim with everything it says.

`attributions` gives the whole attributions alone (for benchmarks); `read` the claims. Pure and
deterministic: the same text, date and theatre give the same reading.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from typing import Any

from holdfire.reading import language, model
from holdfire.reading.attribution import Attribution
from holdfire.reading.claim import Claim, PlaceMention, Quantity, Reading, TimeSpan
from holdfire.reading.compose import compose
from holdfire.reading.fields import Fields
from holdfire.reading.named_dates import MONTHS as NAMED_MONTHS
from holdfire.reading.named_dates import find_named_dates
from holdfire.reading.observations import find_observations
from holdfire.reading.page import Page
from holdfire.reading.parties import party_index
from holdfire.reading.places import PlaceIndex
from holdfire.reading.quantities import find_quantities
from holdfire.reading.quotes import find_quotes
from holdfire.reading.readers import Reader, find_attributions, reader_version
from holdfire.reading.russian import read_russian
from holdfire.reading.russian import reader_version as russian_version
from holdfire.reading.threads import one_thread
from holdfire.reading.times import find_times
from holdfire.theatre.types import Theatre


def page_of(text: str, spans: list[tuple[int, int]] | None = None) -> Page:
    """A text parsed, with its quotations."""
    blocks = spans if spans is not None else model.paragraphs(text)
    return Page(text, model.parse(text, blocks), blocks, find_quotes(text, blocks))


def attributions(text: str, *, reader: Reader | None = None) -> list[Attribution]:
    """Every whole attribution of an English text, not split into claims."""
    with one_thread():
        return find_attributions(page_of(text), reader) if text.strip() else []


def read(text: str, *, published: date | None = None, theatre: Theatre | None = None) -> Reading:
    """What a text claims: who says what, of whom, when and where, how many, and how they stand to it."""
    with one_thread():
        return _read(text, published, theatre)


def _read(text: str, published: date | None, theatre: Theatre | None) -> Reading:
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
    told = read_russian(text, russian, published=published, theatre=theatre, parties=parties, places=places)
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
            compose(
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
        reader=reader_version() + (f" {russian_version()}" if russian else ""),
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


__all__ = ["attributions", "page_of", "read", "read_many"]
