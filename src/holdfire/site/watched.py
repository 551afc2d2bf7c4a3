"""The theatre this site watches, its index, and the day the register is read as of."""

from datetime import date
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from holdfire.register.models import Report
from holdfire.theatre import Lookup, Theatre, load


def theatre() -> Theatre:
    """The theatre watched."""
    return load(settings.HOLDFIRE_THEATRE)


@lru_cache(maxsize=4)
def _lookup(digest: str) -> Lookup:
    return Lookup(theatre())


def lookup() -> Lookup:
    """The theatre's index, built once for each version of it."""
    return _lookup(theatre().digest)


def as_of(request: HttpRequest) -> date:
    """The day deadlines are reckoned from: asked for by `on=`, else today.

    A demonstration tells of a past year, so there it is its own present.
    """
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return present_day()


def present_day() -> date:
    """Today; in a demonstration the day of its latest report."""
    if settings.HOLDFIRE_DEMO:
        latest = (
            Report.objects.exclude(published=None).order_by("-published").values_list("published", flat=True)
        )
        if (day := latest.first()) is not None:
            return day
    return timezone.localdate()


def seat_name(seat: str | None) -> str:
    """A seat's name; what speaks for no seat is said so."""
    return next((s.name for s in theatre().seats if s.id == seat), seat or "No seat")


def source_name(source: str | None) -> str:
    """A source's name, or its id where nobody described it."""
    found = lookup().source(source)
    return found.name if found else source or "source not named"


def party_name(party: str | None) -> str:
    """A party's name, or its id."""
    found = lookup().party(party)
    return found.name if found else party or ""


def place_names(place_id: str | None, name: str) -> tuple[str, ...]:
    """All names of a place, the given one first."""
    found = lookup().place(place_id)
    names = [name, *([n.text for n in found.names] if found else [])]
    return tuple(dict.fromkeys(n for n in names if n))


def type_name(code: str) -> str:
    """A violation type in words."""
    return next((t.label for t in theatre().violation_types if t.code == code), code.replace("-", " "))
