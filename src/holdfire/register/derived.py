"""What follows from bytes alone: a report's document and reading, and the rows its claims make.

Everything here is a function of the bytes, the date, the theatre and the reader, so it can be computed
before a transaction opens and computed again by a rebuild. The last few readings are kept in memory.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from holdfire.intake import Document, open_report
from holdfire.reading import read
from holdfire.reading.claim import Claim, Reading
from holdfire.register.reader import reader
from holdfire.theatre import Lookup, Theatre, load

if TYPE_CHECKING:  # a process that only reads knows of no tables
    from holdfire.register.readings import Kept

GONE = "The bytes of this report are no longer in the vault; only the proof that they were received is left."


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry says of bytes received, as far as opening them needs it."""

    report: str
    filename: str = ""
    media_type: str | None = None


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A report opened and read against one date."""

    document: Document
    reading: Reading | None  # None: unreadable
    published: date | None
    basis: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a report is read with: its bytes, the theatre, and what is kept of earlier readings."""

    fetch: Callable[[str], bytes | None]
    opens: Callable[[str], bool]
    theatre: Theatre
    kept: "Kept | None" = None


def open_received(received: Received, source: Source, set_to: date | None, basis: str) -> Opened:
    """Opens and reads a report. Without a date a person set, the document's own counts."""
    key = (received, set_to, basis, source.theatre.digest)
    if key in _cache:
        opened = _cache[key]
    else:
        opened = _kept(received, source, set_to, basis) or open_now(
            source.fetch(received.report), received, set_to, basis, source.theatre
        )
        while len(_cache) >= _CACHED:
            _cache.pop(next(iter(_cache)))
        _cache[key] = opened
    if not known(received, source, set_to, basis):
        remember(received, source, set_to, basis, opened)
    return opened


def known(received: Received, source: Source, set_to: date | None, basis: str) -> bool:
    """Whether a reading is kept, or nothing is."""
    return source.kept is None or source.kept.holds(*_name(received, set_to, basis, source.theatre))


def remember(received: Received, source: Source, set_to: date | None, basis: str, opened: Opened) -> None:
    """Keeps a reading for the next rebuild; that bytes are gone is not kept."""
    if source.kept is not None and opened.document.problem != GONE:
        data = msgspec.msgpack.encode(opened)
        source.kept.add(data, *_name(received, set_to, basis, source.theatre))


def _kept(received: Received, source: Source, set_to: date | None, basis: str) -> Opened | None:
    """The reading that is kept, for as long as the bytes are there."""
    if source.kept is None or not source.opens(received.report):
        return None
    data = source.kept.find(*_name(received, set_to, basis, source.theatre))
    return _OPENED.decode(data) if data is not None else None


_OPENED = msgspec.msgpack.Decoder(Opened)


def _name(received: Received, set_to: date | None, basis: str, theatre: Theatre) -> tuple[str, ...]:
    """What a reading follows from: the report first."""
    given = (received.filename, received.media_type or "", str(set_to or ""), basis)
    return (received.report, "reading", *given, theatre.digest, reader())


_CACHED = 512
_cache: dict[tuple[Received, date | None, str, str], Opened] = {}


def forget_readings() -> None:
    """Drops what is kept in memory."""
    _cache.clear()


def open_now(
    data: bytes | None, received: Received, set_to: date | None, basis: str, theatre: Theatre
) -> Opened:
    """Opens and reads bytes; None where they are gone."""
    if data is None:
        document = Document(text="", title="", media_type=received.media_type or "", problem=GONE)
        return Opened(document=document, reading=None, published=set_to, basis=basis if set_to else "")
    document = open_report(data, filename=received.filename or None, media_type=received.media_type)
    published = set_to or document.published
    basis = basis if set_to else document.published_basis
    if document.problem or not document.text:
        return Opened(document=document, reading=None, published=published, basis=basis)
    reading = read(document.text, published=published, theatre=theatre)
    # The rows need no more of it: the text is the document's, and claims hold their own times and places.
    reading = msgspec.structs.replace(reading, text="", times=(), places=(), observations=())
    return Opened(document=document, reading=reading, published=published, basis=basis)


def open_apart(work: tuple[bytes | None, Received, date | None, str, str]) -> Opened:
    """`open_now` with the theatre's name, for another process."""
    data, received, set_to, basis, theatre = work
    return open_now(data, received, set_to, basis, load(theatre))


def claim_ids(report: str, claims: tuple[Claim, ...]) -> list[str]:
    """Stable ids: the same span of the same report keeps its id under every reader version."""
    seen: Counter[tuple[int, int]] = Counter()
    ids = []
    for claim in claims:
        span = (claim.start, claim.end)
        ids.append(claim_id(report, claim.start, claim.end, seen[span]))
        seen[span] += 1
    return ids


def claim_id(report: str, start: int, end: int, ordinal: int) -> str:
    """`c` and 20 hexadecimal digits over the report, the span and the ordinal among equal spans."""
    return "c" + hashlib.sha256(f"{report}\n{start}\n{end}\n{ordinal}".encode()).hexdigest()[:20]


def claim_columns(claim: Claim, names: Lookup) -> dict[str, Any]:
    """The columns that index a claim; `data` beside them holds the whole of it."""
    located = next((p for p in claim.places if p.lat is not None and not p.government), None)
    place = located or next((p for p in claim.places if not p.government), None)
    return {
        "start": claim.start,
        "end": claim.end,
        "content": claim.content,
        "speaker": (claim.speaker or "")[:300],
        "speaker_party": (claim.speaker_party or "")[:64],
        "side": names.side_of(claim.speaker_party) or "",
        "stance": claim.stance,
        "kind": claim.kind,
        "violation_type": claim.violation_type or "",
        "polarity": claim.polarity,
        "modality": claim.modality or "",
        "time_start": (claim.time.start or "") if claim.time else "",
        "time_end": (claim.time.end or "") if claim.time else "",
        "place_id": (place.place_id or "") if place else "",
        "place_name": place.name[:200] if place else "",
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "radius_km": place.radius_km if place else None,
    }


def as_json(value: Any) -> Any:
    """A frozen type as the plain JSON values a row keeps."""
    return msgspec.to_builtins(value)


def as_claim(data: Any) -> Claim:
    """The claim a row keeps."""
    return msgspec.convert(data, Claim)
