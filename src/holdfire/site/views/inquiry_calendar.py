"""Deadlines of inquiries and next steps of calls as one calendar file (iCalendar, RFC 5545)."""

import hashlib
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from icalendar import Calendar, Event

from holdfire.inquiry.models import Followup
from holdfire.site.accounts import account_of
from holdfire.site.roles import Right, needs
from holdfire.site.views.inquiry import waiting_for
from holdfire.site.views.inquiry_calls import shown
from holdfire.site.views.inquiry_version import whom
from holdfire.site.watched import as_of


@needs(Right.READ)
def deadlines(request: HttpRequest) -> HttpResponse:
    """Every day that is set, in the words this account may read."""
    by, on = account_of(request), as_of(request).isoformat()
    calendar = Calendar()
    calendar.add("prodid", "-//Holdfire//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Holdfire: deadlines")
    for row in waiting_for(by, on):
        if row["duty"].due:
            what = f"{row['what']} ({row['who']})" if row["who"] else row["what"]
            address = request.build_absolute_uri(f"/inquiries/{row['id']}/")
            calendar.add_component(_day(what, row["duty"].due, row["title"], address))
    for step in Followup.objects.filter(closed_entry=None).exclude(due=None).select_related("call"):
        call = shown(step.call, by)
        text = next(s["text"] for s in call["steps"] if s["row"].number == step.number)
        what = f"{text} ({whom(step.owner)})" if step.owner else text
        address = request.build_absolute_uri(f"/liaison/{step.call.id}/")
        calendar.add_component(_day(what, str(step.due), call["title"], address))
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="holdfire-deadlines.ics"'
    answer["Cache-Control"] = "no-store"
    return answer


def _day(what: str, day: str, about: str, address: str) -> Event:
    """A whole day; the same deadline keeps its identity from one download to the next."""
    event = Event()
    event.add("uid", hashlib.sha256(f"{address}\n{what}".encode()).hexdigest()[:32] + "@holdfire")
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", date.fromisoformat(day))
    event.add("summary", what)
    event.add("description", about)
    event.add("url", address)
    return event
