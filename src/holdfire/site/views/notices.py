"""How an account hears of what is new: letters, and feeds at an address that only it knows."""

import hashlib
import secrets
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from icalendar import Calendar, Event

from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.rights import RIGHTS, Right
from holdfire.site import news
from holdfire.site.models import Letters, Notice
from holdfire.site.roles import needs
from holdfire.site.watched import present_day, theatre


class Choice(forms.Form):
    """How often, and where to."""

    letters = forms.ChoiceField(choices=Letters.choices)
    email = forms.EmailField(required=False, max_length=254)

    def clean(self) -> dict[str, Any]:
        """Letters need an address."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("letters") != Letters.NONE and not given.get("email") and "email" not in self.errors:
            self.add_error("email", "Give the address the letters go to, or choose no letters.")
        return given


@needs(Right.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Letters and the state of the feeds."""
    user: Any = request.user
    notice, _ = Notice.objects.get_or_create(user=user)
    form = Choice(request.POST or None, initial={"letters": notice.letters, "email": user.email})
    if request.method == "POST" and form.is_valid():
        notice.letters = form.cleaned_data["letters"]
        notice.save(update_fields=["letters"])
        user.email = form.cleaned_data["email"]
        user.save(update_fields=["email"])
        messages.success(request, "Kept.")
        return redirect("notices")
    status = 422 if form.errors else 200
    return render(request, "notices/settings.html", {"form": form, "notice": notice}, status=status)


@needs(Right.READ)
@require_POST
def new_key(request: HttpRequest) -> HttpResponse:
    """Makes the feeds' address, once shown; the former one ends."""
    user: Any = request.user
    notice, _ = Notice.objects.get_or_create(user=user)
    key = secrets.token_urlsafe(24)
    notice.key_digest, notice.key_made_at = _digest(key), news.now()
    notice.save(update_fields=["key_digest", "key_made_at"])
    addresses = {
        name: request.build_absolute_uri(reverse(view, args=[key]))
        for name, view in (("news", "feed"), ("days", "feed-days"), ("log", "log-checkpoint"))
    }
    addresses["log"] = addresses["log"].removesuffix("/checkpoint")
    answer = render(request, "notices/key.html", {"addresses": addresses, "vkey": open_instance().vkey})
    answer["Cache-Control"] = "no-store"
    return answer


@needs(Right.READ)
@require_POST
def end_key(request: HttpRequest) -> HttpResponse:
    """Ends the feeds' address."""
    user: Any = request.user
    Notice.objects.filter(user=user).update(key_digest="", key_made_at=None)
    messages.success(request, "The feeds have ended: nobody reads at their former address any more.")
    return redirect("notices")


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """Published findings, for everybody."""
    return _atom(request, "Findings", "What the commission has found and published.", news.published())


@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """What came in, what was published, and what waits, for the account whose key this is."""
    by = account_of(key)
    on = datetime.combine(present_day(), datetime.min.time(), UTC)
    waits = tuple(
        news.Item(
            key=w.key,
            title=f"Waits for your seat: {w.what}" + (f", by {w.due:%-d %B %Y}" if w.due else ""),
            path=w.path,
            at=on,
        )
        for w in news.waiting(by, on.date())
        if w.mine
    )
    came = sorted((*news.arrived(), *news.published()), key=lambda i: i.at, reverse=True)
    answer = _atom(request, "What is new", "For one account alone.", (*waits, *came)[: news.MOST])
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def days(request: HttpRequest, key: str) -> HttpResponse:
    """Every day that is set, as a calendar to subscribe to (iCalendar, RFC 5545)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Holdfire//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Holdfire: {theatre().name}")
    for one in news.waiting(account_of(key), present_day()):
        if one.due:
            what = f"{one.what} ({one.who})" if one.who else one.what
            calendar.add_component(_event(one.key, what, one.due, request.build_absolute_uri(one.path)))
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _event(key: str, what: str, day: date, address: str) -> Event:
    event = Event()
    event.add("uid", hashlib.sha256(key.encode()).hexdigest()[:32] + "@holdfire")
    event.add("dtstamp", news.now())
    event.add("dtstart", day)
    event.add("summary", what)
    event.add("url", address)
    return event


def _atom(request: HttpRequest, title: str, about: str, items: tuple[news.Item, ...]) -> HttpResponse:
    whole = Atom1Feed(
        title=f"{title}: {theatre().name}",
        link=request.build_absolute_uri(reverse("front")),
        description=about,
        feed_url=request.build_absolute_uri(),
        language="en",
    )
    for item in items:
        whole.add_item(
            title=item.title,
            link=request.build_absolute_uri(item.path),
            description="",
            unique_id=f"urn:holdfire:{theatre().id}:{item.key}",
            unique_id_is_permalink=False,
            pubdate=item.at,
            updateddate=item.at,
        )
    return HttpResponse(whole.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def account_of(key: str) -> Account:
    """Whose key it is, if that account may still read. Raises Http404 alike for every other reason."""
    notice = Notice.objects.filter(key_digest=_digest(key)).select_related("user__member").first()
    member = getattr(notice.user, "member", None) if notice else None
    if notice is None or member is None or not notice.user.is_active or Right.READ not in RIGHTS[member.role]:
        raise Http404("There is no feed at this address: make a new one on the page Notices.")
    return Account(id=notice.user.get_username(), seat=member.seat, role=member.role)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
