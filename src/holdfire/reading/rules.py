"""The rule reader: quotations, clauses, "according to" and nouns of saying, each by its own rules."""

from holdfire.reading.attribution import Attribution
from holdfire.reading.claim import Span
from holdfire.reading.clauses import clauses
from holdfire.reading.page import Page
from holdfire.reading.quotations import quotations
from holdfire.reading.verbless import according, nouns


def by_rules(page: Page) -> list[Attribution]:
    """Every attribution of a parsed text, in order of its content."""
    found = quotations(page)
    used = {a.verb for a in found if a.verb is not None}
    found += list(clauses(page, used))
    found += according(page)
    found += nouns(page)
    unique: dict[tuple[tuple[Span, ...], int | None], Attribution] = {}
    for attribution in found:
        unique.setdefault((attribution.content, attribution.verb), attribution)
    return sorted(unique.values(), key=lambda a: (a.start, a.end))
