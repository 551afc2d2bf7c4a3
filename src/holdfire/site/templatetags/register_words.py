"""Template filters: codes, days and ids in words; and the address of a built front-end file."""

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from holdfire.inquiry.words import WITHHELD
from holdfire.reading.claim import Claim, Quantity
from holdfire.site import watched, words
from holdfire.site.corrections import spell_places

register = template.Library()
register.filter("day", words.day)
register.filter("figure", words.number)
register.filter("seat_name", watched.seat_name)
register.filter("source_name", watched.source_name)
register.filter("party_name", watched.party_name)
register.filter("type_name", watched.type_name)
register.filter("spell_places", spell_places)


@register.filter
def figure_rows(claim: Claim) -> list[tuple[int, Quantity | None]]:
    """The figures of a claim for its form, and an empty row for one more."""
    return list(enumerate((*claim.quantities, None)))


STATIC = Path(__file__).resolve().parent.parent / "static"


@register.simple_tag
def asset(name: str) -> str:
    """The address of one of our static files, with its age, so that a new build is fetched anew."""
    try:
        age = int(os.stat(f"{STATIC}/{name}").st_mtime)
    except OSError:
        return static(name)
    return f"{static(name)}?v={age:x}"


@register.filter
def stance(code: str) -> str:
    """“accuse” as “accuses”."""
    return words.STANCES.get(code, code)


@register.filter
def kind(code: str) -> str:
    """A claim's kind in words."""
    return words.KINDS.get(code, code)


@register.filter
def state(code: str) -> str:
    """A claim's state in words."""
    return words.STATES.get(code, code)


@register.filter
def check_kind(code: str) -> str:
    """A check's kind as a heading."""
    return words.CHECKS.get(code, code.replace("-", " ").capitalize())


@register.filter
def entry_kind(code: str) -> str:
    """An entry's kind in words."""
    return words.ENTRIES.get(code, code.replace("-", " ").replace("_", " ").capitalize())


@register.filter
def until(start: Any, end: Any) -> str:
    """An interval of ISO strings or days."""
    return words.interval(*(v.isoformat() if isinstance(v, date) else (v or None) for v in (start, end)))


@register.filter
def spelled(sentence: str) -> str:
    """A sentence with its ISO days as a person reads them."""
    return _ISO_DAY.sub(lambda found: words.day(found[0]), sentence)


@register.filter
def names(place_id: str, name: str) -> tuple[str, ...]:
    """All names of a place."""
    return watched.place_names(place_id, name)


@register.filter
def marked(text: str) -> SafeString:
    """An inquiry's words: what is withheld, or will be, stands out; lines are kept. All of it is escaped."""
    shown = str(conditional_escape(text or ""))
    shown = _MARKED.sub(r'<mark class="sealed" title="Withheld from the public">\1</mark>', shown)
    shown = shown.replace(
        WITHHELD, f'<span class="withheld" role="img" aria-label="withheld">{WITHHELD}</span>'
    )
    return mark_safe(shown.replace("\n", "<br>"))  # noqa: S308  (escaped above)


_ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b(?![T-])")
_MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
