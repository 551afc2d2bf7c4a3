"""Reads the Russian paragraphs of a text to the same claims the English reader yields."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from holdfire.reading.claim import Actor, Claim, Kind, PlaceMention, Quantity, TimeSpan
from holdfire.reading.russian.attribution import find_attributions
from holdfire.reading.russian.fields import Scene, claim_of
from holdfire.reading.russian.parse import Parsed, parse
from holdfire.reading.russian.quantities import find_quantities
from holdfire.reading.russian.said import Said
from holdfire.reading.russian.sources import Voices
from holdfire.reading.russian.times import find_times
from holdfire.reading.speakers import Resolved
from holdfire.theatre.types import Theatre

_EVENTS: frozenset[Kind] = frozenset({"violation", "detainees", "restoration", "casualty", "monitoring"})


class RussianReading(NamedTuple):
    """What the Russian paragraphs yield."""

    claims: tuple[Claim, ...]
    times: tuple[TimeSpan, ...]
    quantities: tuple[Quantity, ...]


def read_russian(
    text: str,
    spans: Sequence[tuple[int, int]],
    *,
    published: date | None,
    theatre: Theatre | None,
    parties: Sequence[Actor],
    places: Sequence[PlaceMention],
) -> RussianReading:
    """Claims, times and figures of the given paragraphs."""
    if not spans:
        return RussianReading((), (), ())
    page = parse(text, spans)
    times = find_times(
        text, list(spans), published=published, utc_offset=theatre.utc_offset if theatre is not None else None
    )
    quantities = find_quantities(page, times, parties, spans)
    scene = Scene(
        page, times, places, parties, quantities, theatre, Voices(page, parties, places, theatre, published)
    )
    found = find_attributions(page)
    who = {
        k: scene.voices.resolve(found[k])
        for k in sorted(range(len(found)), key=lambda k: (found[k].cue or found[k].content)[0][0])
    }
    claims: list[Claim] = []
    for k, said in enumerate(found):
        outer = next((j for j in range(len(found)) if j != k and _holds(found[j], said)), None)
        through = who[outer].name if outer is not None and who[outer].name != who[k].name else None
        claims += [claim_of(scene, said, piece, who[k], through) for piece in _pieces(page, said)]
    claims += [
        claim_of(scene, said, said.content[0], Resolved(None, None, None), None)
        for said in _narrated(page, found)
    ]
    claims = [c for c in claims if c.spans.cue or c.speaker is not None or c.kind in _EVENTS]
    claims.sort(key=lambda c: (c.start, c.end))
    return RussianReading(tuple(claims), tuple(times), quantities)


def _holds(outer: Said, inner: Said) -> bool:
    start, end = min([inner.start, *(s for s, _ in inner.cue)]), inner.end
    return any(s <= start and end <= e and (s, e) != (start, end) for s, e in outer.content)


def _pieces(page: Parsed, said: Said) -> list[tuple[int, int]]:
    """A quotation's sentences apart, each one claim; anything else whole."""
    if said.frame != "quote":
        return list(said.content[:1])
    pieces: list[tuple[int, int]] = []
    for start, end in said.content:
        at = start
        for first, last in page.sentences:
            stop = page.tokens[last - 1].end
            if start < stop < end and page.tokens[first].start < end:
                pieces.append((at, stop))
                at = stop
        pieces.append((at, end))
    trimmed = [_trim(page.text, s, e) for s, e in pieces]
    return [p for p in trimmed if p[1] - p[0] >= 3] or list(said.content[:1])


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in '–—-«“"'):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in '»”"–—,'):
        end -= 1
    return start, end


def _narrated(page: Parsed, found: Sequence[Said]) -> list[Said]:
    """Sentences of an event that nobody is said to have said: the report's own words."""
    taken = [(s, e) for a in found for s, e in (*a.content, *a.cue, *a.source)]
    out = []
    for first, last in page.sentences:
        start, end = page.span(range(first, last))
        if end - start < 15 or any(s < end and start < e for s, e in taken):
            continue
        root = next((t for t in page.tokens[first:last] if t.rel == "root"), None)
        if root is None or root.pos not in ("VERB", "ADJ") or page.text[end : end + 1] == "?":
            continue
        mode = "mixed" if "«" in page.text[start:end] else "indirect"
        out.append(
            Said(
                (),
                (),
                ((start, end),),
                "mixed" if mode == "mixed" else "indirect",
                "narration",
                "state",
                None,
                None,
                root.i,
            )
        )
    return out
