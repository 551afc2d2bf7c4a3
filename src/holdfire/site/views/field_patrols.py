"""Patrols: planned, what became of them, and what was observed on them."""

from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from holdfire.errors import HoldfireError
from holdfire.inquiry import commands, patrols, sealing
from holdfire.inquiry.models import FieldObservation, Inquiry, Patrol
from holdfire.inquiry.projections import state_of
from holdfire.inquiry.words import Words
from holdfire.publishing.patrols import OUTCOMES, why
from holdfire.record.fields import Kept
from holdfire.record.patrols import PatrolEnded, PatrolObserved, PatrolPlanned
from holdfire.register.account import Account
from holdfire.register.rights import may
from holdfire.site.accounts import account_of
from holdfire.site.roles import Right, needs
from holdfire.site.views.field import shown
from holdfire.site.views.inquiry_form import area, day, parties, pick
from holdfire.site.watched import as_of, party_name, theatre

SHOWN = 300  # patrols listed


class Plan(forms.Form):
    """A patrol as it is planned."""

    patrol = forms.CharField(label="Patrol or team", max_length=80)
    day = day("Day")
    position = forms.CharField(
        label="Posts and places", max_length=400, help_text="by name, in their order, separated by commas"
    )
    route = forms.CharField(label="Route", max_length=400, required=False)
    visit = pick("For a site visit of an inquiry", {}, required=False, blank="no")
    text = area("Purpose", rows=2, required=False)

    def __init__(self, data: Any = None, *, by: Account, initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["visit"].choices = [("", "no"), *visits(by)]  # type: ignore[attr-defined]
        self.fields["position"].widget.attrs["list"] = "posts"
        for name, field in self.fields.items():
            field.widget.attrs |= {"id": f"plan-{name}", "autocomplete": "off"}
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"plan-{name}-hint"

    def planned(self) -> tuple[PatrolPlanned, Words]:
        """The entry and its words."""
        data = self.cleaned_data
        inquiry, _, visit = data["visit"].rpartition("/")
        planned = PatrolPlanned(
            patrol="new", day=data["day"].isoformat(), inquiry=inquiry, visit=int(visit or 0)
        )
        return planned, Words(
            patrol=data["patrol"].strip(),
            position=data["position"].strip(),
            title=data["route"].strip(),
            text=data["text"].strip(),
        )


class End(forms.Form):
    """What became of a patrol."""

    outcome = pick("It was", {code: word for code, word in OUTCOMES.items() if code})
    by = pick("Access refused by", {}, required=False, blank="nobody")
    text = area(
        "What changed, or who refused and why", "Told to all who read the register.", 3, required=False
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["by"].choices = [("", "nobody"), *parties().items()]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs |= {"id": f"end-{name}"}
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"end-{name}-hint"

    def clean(self) -> dict[str, Any]:
        """Who refused is said where access was refused, and only there."""
        data = super().clean() or self.cleaned_data
        if data.get("by") and data.get("outcome") != "refused":
            self.add_error("by", "Name who refused only where access was refused.")
        return data


def visits(by: Account) -> list[tuple[str, str]]:
    """The site visits that are planned and not told of, of inquiries the account follows."""
    found = []
    for row in Inquiry.objects.filter(stage="open"):
        state = state_of(row)
        if state is not None and commands.sees(state, by):
            found += [
                (f"{row.id}/{v.number}", f"Inquiry {row.id}, V{v.number}, {v.start}")
                for v in state.visits
                if not v.access
            ]
    return found


@needs(Right.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The patrols, latest day first, and the form for one more."""
    by, problem = account_of(request), ""
    plans = may(by.role, Right.OBSERVE)
    if request.method == "POST" and not plans:
        return redirect("patrols")
    form = Plan(request.POST or None, by=by, initial={"day": as_of(request)}) if plans else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            planned, words = form.planned()
            id = patrols.plan(planned, by=by, words=words)
            messages.success(request, f"Patrol {id} is on the record.")
            return redirect("patrol", id)
        except HoldfireError as error:
            problem = str(error)
    rows = Patrol.objects.prefetch_related("links")
    context = {
        "rows": [_shown(row, by) for row in rows[:SHOWN]],
        "total": rows.count(),
        "shown": SHOWN,
        "form": form,
        "problem": problem,
        "posts": sorted(p.name for p in theatre().places if p.kind == "post"),
    }
    return render(request, "field/patrols.html", context, status=422 if request.method == "POST" else 200)


@needs(Right.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, id: str) -> HttpResponse:
    """One patrol; its seat says here what became of it."""
    row, by, problem = get_object_or_404(Patrol, id=id), account_of(request), ""
    mine = may(by.role, Right.OBSERVE) and patrols.same_seat(row, by)
    form = End(request.POST or None) if mine and not row.outcome else None
    if form is not None and request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            patrols.end(
                PatrolEnded(patrol=id, outcome=data["outcome"], by=data["by"]),
                by=by,
                words=Words(text=data["text"].strip()),
            )
            messages.success(request, "It is on the record.")
            return redirect("patrol", id)
        except HoldfireError as error:
            problem = str(error)
    observed = FieldObservation.objects.filter(patrol_link__patrol=row).order_by("started")
    context = _shown(row, by) | {
        "form": form,
        "problem": problem,
        "observed": [shown(o, by) for o in observed],
        "free": [shown(o, by) for o in patrols.free(row)] if mine else [],
    }
    return render(request, "field/patrol.html", context, status=422 if request.method == "POST" else 200)


@needs(Right.OBSERVE)
@require_POST
def put_under(request: HttpRequest, id: str) -> HttpResponse:
    """Puts observations under a patrol."""
    get_object_or_404(Patrol, id=id)
    chosen = tuple(dict.fromkeys(request.POST.getlist("observation")))
    try:
        if chosen:
            entry = msgspec.convert(
                {"type": "patrol-observed", "patrol": id, "observations": chosen}, PatrolObserved
            )
            patrols.put_under(entry, by=account_of(request))
            messages.success(request, "They stand under this patrol.")
    except HoldfireError as problem:
        messages.error(request, str(problem))
    except msgspec.ValidationError:
        messages.error(request, "Choose among the observations listed: load the page again.")
    return redirect("patrol", id)


def _shown(row: Patrol, by: Account) -> dict[str, Any]:
    """A patrol as pages show it: where it goes and what for only to its own seat."""
    own = patrols.same_seat(row, by)
    words = sealing.said(msgspec.convert(row.words, Kept)) if own and row.words else Words()
    return {
        "row": row,
        "own": own,
        "words": words,
        "outcome": OUTCOMES[row.outcome],
        "by": party_name(row.refused_by),
        "why": why(row),
        "count": len(row.links.all()),
    }
