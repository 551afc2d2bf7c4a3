"""Monitors' observations: the form that works offline, the list, and what lets a phone install it."""

from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_GET, require_http_methods

from holdfire.errors import HoldfireError
from holdfire.inquiry.models import FieldObservation, Submission
from holdfire.inquiry.observing import observe, words_of
from holdfire.inquiry.submitting import details_of, not_taken, number_of
from holdfire.publishing.field import location
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.rights import may
from holdfire.site.accounts import account_of
from holdfire.site.roles import Right, needs
from holdfire.site.templatetags.register_words import STATIC
from holdfire.site.views.field_form import Observe
from holdfire.site.views.field_phones import attached, mine
from holdfire.site.views.openrosa_read import answers, field_form
from holdfire.site.watched import theatre

SHOWN = 500  # rows of the list; older ones are in the daily reports


@needs(Right.OBSERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """The form; a POST that accepts JSON is answered in JSON, for the queue of a phone."""
    queued = request.headers.get("Accept") == "application/json"
    filled, problem = Observe(request.POST or None), ""
    if request.method == "POST" and filled.is_valid():
        try:
            observed, words = filled.observed()
            first = observe(observed, by=account_of(request), words=words)
            if queued:
                return JsonResponse({"id": observed.observation, "first": first})
            messages.success(
                request, "The observation is on the record." if first else "It was on the record already."
            )
            return redirect("field")
        except HoldfireError as error:
            problem = str(error)
    if queued and request.method == "POST":
        found = [
            f"{filled[name].label}: {e[0]}"
            for name, e in filled.errors.items()
            if name != "__all__" and name in filled.fields
        ]
        return JsonResponse({"problem": problem or " ".join(found)}, status=422)
    return _page(request, filled, problem, status=422 if request.method == "POST" else 200)


@needs(Right.OBSERVE)
@require_GET
def mend(request: HttpRequest, entry: int) -> HttpResponse:
    """The form filled in with what a phone sent and could not be taken, to be mended and put on the record.

    Its address is not the form's: a phone that keeps the form for use without a network keeps the empty one.
    """
    row, by = Submission.objects.filter(entry=entry, observation="").first(), account_of(request)
    data = open_instance().fetch(row.object) if row and mine(row.author, row.seat, by) else None
    if row is None or data is None:
        raise Http404("There is no such submission of your seat, or it was shredded.")
    filled, problem = field_form(msgspec.structs.replace(answers(data), submission=number_of(row)))
    return _page(request, filled, problem or details_of(row).problem, mending=True)


def _page(
    request: HttpRequest, filled: Observe, problem: str, *, mending: bool = False, status: int = 200
) -> HttpResponse:
    by = account_of(request)
    context = {
        "form": filled,
        "problem": problem,
        "posts": sorted(p.name for p in theatre().places if p.kind == "post"),
        "account": by.id,
        "unread": unread_of(by),
        "mending": mending,
    }
    answer = render(request, "field/form.html", context, status=status)
    answer["Permissions-Policy"] = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"
    return answer


@needs(Right.OBSERVE)
@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and the token a queued observation is sent with."""
    answer = JsonResponse({"account": account_of(request).id, "token": get_token(request)})
    answer["Cache-Control"] = "no-store"
    return answer


@needs(Right.READ)
def listing(request: HttpRequest) -> HttpResponse:
    """The observations, newest first, in the columns of the monitors' table."""
    by = account_of(request)
    rows = FieldObservation.objects.all()
    first = list(rows[:SHOWN])
    files = attached([r.id for r in first], by)
    context = {
        "rows": [shown(r, by) | {"files": files.get(r.id, ())} for r in first],
        "total": rows.count(),
        "shown": SHOWN,
        "unread": unread_of(by) if may(by.role, Right.OBSERVE) else 0,
    }
    return render(request, "field/list.html", context)


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it must lie under the address it serves."""
    try:
        script = (STATIC / "dist" / "field-worker.js").read_text()
    except FileNotFoundError as missing:
        raise Http404("The front end is not built: say make install.") from missing
    answer = HttpResponse(script, content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to know to install the form."""
    return JsonResponse(
        {
            "name": "Holdfire: field observations",
            "short_name": "Observe",
            "start_url": "/field/",
            "scope": "/field/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#ffffff",
            "icons": [
                {"src": static("mark.svg"), "sizes": "any", "type": "image/svg+xml"},
                *(
                    {
                        "src": static(f"icon-{size}{ending}.png"),
                        "sizes": f"{size}x{size}",
                        "type": "image/png",
                        "purpose": purpose,
                    }
                    for size in (192, 512)
                    for ending, purpose in (("", "any"), ("-maskable", "maskable"))
                ),
            ],
        },
        content_type="application/manifest+json",
    )


def unread_of(by: Account) -> int:
    """How many submissions of an account's seat wait to be written down."""
    return sum(mine(row.author, row.seat, by) for row in not_taken())


def shown(row: FieldObservation, by: Account) -> dict[str, Any]:
    """An observation as the list shows it; its note only to its own seat."""
    data, words = row.data, words_of(row)
    note = words.text if by.seat and by.seat == row.seat else ""
    return {"row": row, "data": data, "words": words, "where": location(row), "note": note}
