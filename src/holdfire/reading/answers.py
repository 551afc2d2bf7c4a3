"""A second reader's answers as claims: every span found in the report's text, or the answer dropped.

Spaces may differ, letters may not. An answer that says what the first reader read is not a second claim:
the first's `why` says who agrees, or what the other took it for.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar, get_args

import msgspec

from holdfire.reading.claim import Claim, ClaimSpans, Kind, Modality, Mode, Reading, Span, Stance
from holdfire.reading.parties import party_index
from holdfire.reading.quantities import find_quantities
from holdfire.theatre.types import Theatre

SAME = 0.7  # characters two contents share, of those either has
T = TypeVar("T")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One claim as a model wrote it; nothing of it is trusted."""

    content: str
    source: str | None = None
    cue: str | None = None
    speaker: str | None = None
    mode: str | None = None
    stance: str | None = None
    kind: str | None = None
    modality: str | None = None
    polarity: str | None = None


class Taken(NamedTuple):
    """The first reader's claims and the second's behind them, and how many answers were dropped."""

    claims: tuple[Claim, ...]
    dropped: int


def claims_of(
    reading: Reading, answers: Sequence[tuple[int, Answer]], model: str, theatre: Theatre | None
) -> Taken:
    """The reading's claims joined by what a model answered, each answer with where its piece began."""
    claims = list(reading.claims)
    own = len(claims)
    used: set[Span] = set()
    dropped = 0
    quantities = find_quantities(reading.text)
    index = party_index(theatre) if theatre is not None else None
    for begin, answer in answers:
        span = _span(reading.text, answer.content, begin, used)
        if span is None:
            dropped += 1
            continue
        if span in used:
            continue  # said twice by the model, once in the report
        used.add(span)
        start, end = span
        source = _near(reading.text, answer.source, span)
        cue = _near(reading.text, answer.cue, span)
        claim = Claim(
            start=start,
            end=end,
            content=reading.text[start:end],
            spans=ClaimSpans(source=source, cue=cue, content=(span,)),
            speaker=_speaker(reading.text, answer, source),
            speaker_text=reading.text[slice(*source[0])] if source else None,
            mode=_one_of(Mode, answer.mode, "indirect"),
            stance=_one_of(Stance, answer.stance, "state"),
            kind=_one_of(Kind, answer.kind, "other"),
            modality=_one_of(Modality, answer.modality, None),
            polarity="denies" if answer.polarity == "denies" else "asserts",
            times=tuple(t for t in reading.times if start <= t.char_start and t.char_end <= end),
            places=tuple(
                p
                for p in reading.places
                if p.use == "location" and start <= p.char_start and p.char_end <= end
            ),
            quantities=tuple(q for q in quantities if start <= q.char_start and q.char_end <= end),
            why=f"second reader {model}",
        )
        if index is not None and claim.speaker:
            claim = msgspec.structs.replace(claim, speaker_party=index.resolve(claim.speaker))
        if claim.times:
            claim = msgspec.structs.replace(claim, time=claim.times[0])
        if claim.places:
            governments = tuple(dict.fromkeys(p.text for p in claim.places if p.government))
            claim = msgspec.structs.replace(claim, governments=governments)
        twin = next((i for i in range(own) if _same(claims[i], claim)), None)
        if twin is None:
            claims.append(claim)
        else:
            claims[twin] = _agreed(claims[twin], claim, model)
    return Taken(tuple(claims), dropped)


def _span(text: str, words: str, begin: int, used: set[Span]) -> Span | None:
    """The first place behind `begin` where the words stand and no other answer was taken from."""
    pattern = _pattern(words)
    if pattern is None:
        return None
    found = None
    for m in pattern.finditer(text, begin):
        found = found or m.span()
        if m.span() not in used:
            return m.span()
    return found


def _near(text: str, words: str | None, content: Span) -> tuple[Span, ...]:
    """Where words stand nearest to a content, outside it; empty where they stand nowhere near."""
    pattern = _pattern(words or "")
    if pattern is None:
        return ()
    start, end = max(0, content[0] - 600), content[1] + 600
    spans = [m.span() for m in pattern.finditer(text, start, min(len(text), end))]
    outside = [s for s in spans if s[1] <= content[0] or s[0] >= content[1]]
    if not outside:
        return ()
    return (min(outside, key=lambda s: min(abs(s[1] - content[0]), abs(s[0] - content[1]))),)


def _pattern(words: str) -> re.Pattern[str] | None:
    said = words.strip().strip("“”\"'‘’«»").split()
    if not said or sum(map(len, said)) > 20_000:
        return None
    return re.compile(r"\s+".join(map(re.escape, said)))


def _speaker(text: str, answer: Answer, source: tuple[Span, ...]) -> str | None:
    """The speaker's name if the report holds it, else the source's own words."""
    pattern = _pattern(answer.speaker or "")
    if pattern is not None and (m := pattern.search(text)):
        return " ".join(m.group().split())
    return " ".join(text[slice(*source[0])].split()) if source else None


def _one_of(kind: Any, said: str | None, other: T) -> Any | T:
    return said if said in get_args(kind) else other


def _same(a: Claim, b: Claim) -> bool:
    shared = max(0, min(a.end, b.end) - max(a.start, b.start))
    return shared / max(1, max(a.end, b.end) - min(a.start, b.start)) >= SAME


def _agreed(first: Claim, second: Claim, model: str) -> Claim:
    if first.stance == second.stance:
        said = f"{model} reads the same"
    else:
        said = f"{model} takes it for “{second.stance}”"
    return msgspec.structs.replace(first, why=f"{first.why}; {said}" if first.why else said)
