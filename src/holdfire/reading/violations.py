"""What a violation claim tells: its type and weapon in the theatre's words, and who did what to whom.

The first type of the theatre's vocabulary whose words occur wins; the weapon is the word itself.
"""

import re
from functools import lru_cache

from holdfire.reading.weapons import weapon_of
from holdfire.theatre.types import Term, Theatre


@lru_cache(maxsize=8)
def _patterns(
    digest: str, terms: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (
            code,
            re.compile(
                r"(?<!\w)(?:"
                + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
                + r")(?!\w)",
                re.I,
            ),
        )
        for code, words in terms
        if words
    )


def violation_type(content: str, theatre: Theatre | None) -> str | None:
    """The vocabulary's code for what a claim says was done."""
    if theatre is None:
        return None
    terms: tuple[Term, ...] = theatre.violation_types
    for code, pattern in _patterns(theatre.digest, tuple((t.code, t.keywords) for t in terms)):
        if pattern.search(content):
            return code
    if re.search(r"\bfire\b|\bfired\b|\bshots?\b", content, re.I) and any(
        t.code == "small-arms" for t in terms
    ):
        return "small-arms"
    return None


def weapon(content: str) -> str | None:
    """The weapon a claim names, in its own words, with the calibre said beside it."""
    found = weapon_of(content)
    return found.text if found else None
