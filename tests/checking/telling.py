"""Tells short reports for the checks: a text, its claims, and the figures in it with their units."""

import re
from collections.abc import Sequence

from holdfire.reading.claim import Claim, ClaimSpans, FiledClaim, PlaceMention, Quantity, Reading, TimeSpan

FIGURE = re.compile(r"(?<![\w:.,–-])(\d[\d,]*)(?: ([a-z]+(?: of war)?))?", re.I)
NO_UNIT = {"in", "to", "and", "on", "were", "of", "by", "was", "from", "with", "at", "near"}
MONTHS = {"January", "May", "October", "November", "December", "February", "August"}


def figures(text: str, start: int = 0, end: int | None = None) -> tuple[Quantity, ...]:
    """The figures of a stretch of text; years, days of a month and clock times are none."""
    found = []
    for m in FIGURE.finditer(text, start, len(text) if end is None else end):
        value = int(m[1].replace(",", ""))
        before = text[: m.start()].split()[-1:] or [""]
        if 1900 < value < 2100 or before[0] in MONTHS or (m[2] or "") in MONTHS:
            continue
        unit = m[2] or ""
        unit = "" if unit.casefold() in NO_UNIT else unit
        found.append(
            Quantity(
                text=m[0], char_start=m.start(), char_end=m.start() + len(m[1]),
                value=value, low=value, high=value,                unit=unit,
            )
        )  # fmt: skip
    return tuple(found)


def claim(text: str, start: int = 0, end: int | None = None, **fields: object) -> Claim:
    """A claim over a stretch of a text, with the figures that stand in it."""
    stop = len(text) if end is None else end
    given: dict[str, object] = {
        "speaker": "The spokesperson",
        "mode": "indirect",
        "stance": "state",
        "kind": "detainees",
        "quantities": figures(text, start, stop),
    }
    return Claim(
        start=start, end=stop, content=text[start:stop], spans=ClaimSpans(content=((start, stop),)),
        **(given | fields),  # type: ignore[arg-type]
    )  # fmt: skip


def reading(text: str, claims: Sequence[Claim] = (), published: str | None = "2021-11-08") -> Reading:
    """A reading of a text; without claims given, one claim a line."""
    lines = []
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            lines.append(claim(text, at, at + len(line.rstrip())))
        at += len(line)
    return Reading(
        reader="test",
        theatre=None,
        language="en",
        published=published,
        text=text,
        claims=tuple(claims or lines),
    )


def day(text: str, words: str, iso: str, **fields: object) -> TimeSpan:
    """A day said in a text."""
    at = text.index(words)
    return TimeSpan(text=words, char_start=at, char_end=at + len(words), start=iso, end=iso, **fields)  # type: ignore[arg-type]


def place(text: str, words: str, **fields: object) -> PlaceMention:
    """A place named in a text."""
    at = text.index(words)
    given: dict[str, object] = {"name": words} | fields
    return PlaceMention(text=words, char_start=at, char_end=at + len(words), **given)  # type: ignore[arg-type]


def filed(id: str, claim: Claim, *, report: str = "", published: str = "2021-11-08", source: str = "a-source",
          side: str | None = None) -> FiledClaim:  # fmt: skip
    """A claim as the register files it."""
    return FiledClaim(
        id=id, report=report or f"report-{id}", published=published, source=source, side=side, group=source,
        claim=claim,
    )  # fmt: skip
