"""Patterns of what is filtered: days, places, changes of level, and what nobody told of."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from holdfire.publishing.filtered import asked, in_words
from holdfire.publishing.patterns.page import patterns
from holdfire.publishing.standing import standing
from holdfire.register.models import Incident
from holdfire.site.daychart import draw
from holdfire.site.roles import Right, needs
from holdfire.site.watched import as_of, theatre, type_name

SPAN = timedelta(days=89)  # what is looked at where no days are asked for


@needs(Right.READ)
def show(request: HttpRequest) -> HttpResponse:
    """The page."""
    wanted = asked(request.GET)
    last = _day(wanted["to"]) or as_of(request)
    first = _day(wanted["from"]) or last - SPAN
    first, last = min(first, last), max(first, last)
    found = patterns(wanted, first, last, theatre())
    types = Incident.objects.exclude(type="").order_by().values_list("type", flat=True).distinct()
    return render(
        request,
        "publish/patterns.html",
        {
            "p": found,
            "chart": draw(found.series, found.levels),
            "asked": wanted,
            "types": [(t, type_name(t)) for t in sorted(types)],
            "seats": theatre().seats,
            "standing": standing(in_words(wanted)),
        },
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2199 else None
