"""A person's word on incidents: pages that merge two, split one, grade one, and take that back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from holdfire.errors import HoldfireError
from holdfire.publishing.filtered import asked as asked_for
from holdfire.publishing.filtered import filtered
from holdfire.register import incidents
from holdfire.register.models import Check, Incident
from holdfire.site.accounts import account_of
from holdfire.site.cards import card_of_row
from holdfire.site.corroborating import panel
from holdfire.site.nearest import how_near, nearest
from holdfire.site.roles import Right, needs
from holdfire.site.views.incidents import summary
from holdfire.site.watched import source_name, theatre

MOST = 20  # incidents a search shows


@needs(Right.LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, id: str) -> HttpResponse:
    """Chooses another incident, the nearest or one searched for, and says that the two are one event."""
    incident = _incident(id)
    problem = ""
    if request.method == "POST":
        try:
            other = request.POST.get("other", "")
            if not other:
                raise HoldfireError("Choose the incident that tells of the same event.")
            done = incidents.merge(
                incident.id, other, by=account_of(request), reason=request.POST.get("reason", "")
            )
            messages.success(request, f"The two are one incident now: entry {done.entry} of the record.")
            return redirect("incident", done.incident or incident.id)
        except HoldfireError as error:
            problem = str(error)
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "day")}
    near = _searched(incident, asked) if any(asked.values()) else nearest(incident)
    return render(
        request,
        "incidents/merge.html",
        {
            "incident": incident,
            "facts": summary(incident),
            "asked": asked,
            "searched": any(asked.values()),
            "near": [{"near": n, **summary(n.incident)} for n in near],
            "problem": problem,
            "chosen": request.POST.get("other", ""),
            "reason": request.POST.get("reason", ""),
        },
        status=422 if problem else 200,
    )


def _searched(incident: Incident, asked: dict[str, str]) -> list[Any]:
    """Incidents by number, or by words, place and day."""
    number = asked["q"].rstrip("/").rpartition("/")[2]  # an address was pasted, or the number alone
    found = []
    if number.startswith("i") and number[1:].isalnum() and (known := incidents.standing_at(number)):
        found = [known]
    if not found:
        given = asked_for({"q": asked["q"], "from": asked["day"], "to": asked["day"]})
        found = list(filtered(given, theatre())[: MOST + 1])
    near = [how_near(incident, one) for one in found if one.id != incident.id]
    return sorted(near, key=lambda n: (n.apart, n.incident.id))[:MOST]


@needs(Right.LINK)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, id: str) -> HttpResponse:
    """Chooses the claims that tell of another event."""
    incident = _incident(id)
    problem = ""
    chosen = request.POST.getlist("claim")
    if request.method == "POST":
        try:
            done = incidents.split(
                incident.id, chosen, by=account_of(request), reason=request.POST.get("reason", "")
            )
            messages.success(
                request,
                "This is the incident of the claims you took out: "
                f"entry {done.entry} of the record. What was left stays where it was.",
            )
            return redirect("incident", done.incident or incident.id)
        except HoldfireError as error:
            problem = str(error)
    members = (
        incident.members.select_related("claim__report")
        .defer("claim__report__text", "claim__report__notes", "claim__machine")
        .order_by("claim__report__published", "claim__report_id", "claim__ordinal")
    )
    items = [
        {
            "member": m,
            "row": m.claim,
            "card": card_of_row(m.claim, m.claim.ordinal + 1),
            "source": source_name(m.claim.report.source_id),
        }
        for m in members
    ]
    return render(
        request,
        "incidents/split.html",
        {
            "incident": incident,
            "items": items,
            "problem": problem,
            "chosen": chosen,
            "reason": request.POST.get("reason", ""),
        },
        status=422 if problem else 200,
    )


@needs(Right.LINK)
@require_POST
def grade(request: HttpRequest, id: str) -> HttpResponse:
    """Accepts the credibility proposed, or gives another with the reason why."""
    incident = _incident(id)
    try:
        shown = panel(incident, theatre(), Check.objects.filter(claims__membership__incident=incident))
        if shown is None:
            raise HoldfireError("Nothing is linked here yet that could be graded.")
        given, proposed = request.POST.get("credibility", ""), shown.proposal.credibility
        reason = request.POST.get("reason", "").strip()
        if given == str(proposed) and not reason:
            reason = " ".join(shown.proposal.reasons)
        done = incidents.grade(
            incident.id,
            int(given) if given.isdecimal() else 0,
            proposed=proposed,
            by=account_of(request),
            reason=reason,
        )
        messages.success(request, f"Graded: entry {done.entry} of the record.")
    except HoldfireError as problem:
        messages.error(request, str(problem))
    return redirect(reverse("incident", args=[incident.id]) + "#corroboration")


@needs(Right.LINK)
@require_POST
def undo(request: HttpRequest, id: str, entry: int) -> HttpResponse:
    """Takes a decision back."""
    try:
        done = incidents.undo(entry, by=account_of(request), reason=request.POST.get("reason", ""))
        messages.success(
            request, f"Taken back: entry {done.entry} of the record. The machine links as before."
        )
        id = id if incidents.standing_at(id) else done.incident
    except HoldfireError as problem:
        messages.error(request, str(problem))
    return redirect(reverse("incident", args=[id]) if id else reverse("incidents"))


def _incident(id: str) -> Incident:
    found = incidents.standing_at(id)
    if found is None:
        raise Http404("There is no such incident any more: its claims may have been rejected or linked anew.")
    return found
