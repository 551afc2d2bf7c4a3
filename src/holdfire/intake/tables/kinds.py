"""A source's type as one of the vocabulary's: by the mapping's own codes, by the scheme, by words.

One term of another scheme stands for several of ours (ACLED's armed clash may be tank or rifle fire). Then
the words of the row choose, as the vocabulary's order says; when they do not, the type stays open and only
the incident group is kept, if all the candidates share it.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from holdfire.intake.tables.mapping import TypeColumns
from holdfire.theatre.types import Term, Theatre

Kinds = Callable[[tuple[str, ...], str], tuple[str, str]]


def mapper(columns: TypeColumns, theatre: Theatre | None) -> Kinds:
    """A function from a row's type values and its words to (code, incident group); either may be empty."""
    terms = {term.code: term for term in (theatre.violation_types if theatre else ())}

    @lru_cache(maxsize=4096)
    def candidates(values: tuple[str, ...]) -> tuple[tuple[Term, ...], str, str]:
        """The terms these values may mean; then the code and group they give without any words."""
        asked = (": ".join(values), *values)
        found = _candidates(asked, columns, terms)
        groups = {t.group for t in found}
        stated = next((columns.groups[v] for v in asked if v in columns.groups), "")
        return found, found[0].code if len(found) == 1 else "", groups.pop() if len(groups) == 1 else stated

    def map_type(values: tuple[str, ...], text: str) -> tuple[str, str]:
        found, code, group = candidates(values)
        if not code and found and columns.words and text:
            chosen = next((t for t in found if _words(t.keywords).search(text)), None)
            return (chosen.code, chosen.group) if chosen else (code, group)
        return code, group

    return map_type


def _candidates(asked: tuple[str, ...], columns: TypeColumns, terms: dict[str, Term]) -> tuple[Term, ...]:
    for value in asked:
        if value in columns.codes:
            # A code this theatre's vocabulary lacks says nothing.
            return tuple(filter(None, [terms.get(columns.codes[value])]))
        if columns.scheme and value:
            fits = tuple(t for t in terms.values() if _fits(getattr(t, columns.scheme), value))
            if fits:
                return fits
    return ()


def _fits(ours: str, theirs: str) -> bool:
    """Equal, or equal to one alternative: “AGL or RPG”, “Mortar” for “Mortar (120mm)”."""
    theirs = re.sub(r"\s*\(.*", "", theirs).strip().lower()
    return bool(theirs) and theirs in {ours.lower(), *re.split(r"\s+or\s+", ours.lower())}


@lru_cache(maxsize=1024)
def _words(keywords: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(re.escape(k) for k in sorted(keywords, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)" if listed else r"(?!)", re.I)
