"""Restoration: what is claimed of works and visits beside what seats saw of them, and the form to say so."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from holdfire.dossiers import progress, restoration
from holdfire.dossiers.confirmed import confirmed
from holdfire.errors import HoldfireError
from holdfire.record.dossier import ProgressNoted
from holdfire.site.accounts import account_of
from holdfire.site.roles import Right, needs
from holdfire.site.views.dossier_form import DossierForm, evidence_field, read_evidence
from holdfire.site.views.dossiers import show_dossier
from holdfire.site.views.inquiry_form import area, day, pick
from holdfire.site.watched import as_of, theatre


class Note(DossierForm):
    """What was seen of an undertaking."""

    prefix_id = "note"
    undertaking = pick("Undertaking", {})
    standing = pick("Seen to be", progress.STANDINGS)
    percent = forms.IntegerField(label="Done, in %", required=False, min_value=0, max_value=100)
    on = day("As of")
    what = area("What was seen", rows=3)
    evidence = evidence_field()


@needs(Right.READ)
def page(request: HttpRequest, tried: Note | None = None, problem: str = "") -> HttpResponse:
    """The dossier."""
    on = as_of(request)
    found = restoration.restoration(on, theatre(), confirmed(theatre()), progress.seen(on, theatre()))
    form = tried or Note(initial={"on": on})
    form.offer(
        "undertaking",
        [("", "choose"), *((u.said.claim_id, u.said.quote[:100]) for u in found.undertakings)],
    )
    context = {
        "on": on,
        "dossier": found,
        "problem": problem,
        "form": form if found.undertakings and account_of(request).seat else None,
    }
    return show_dossier(request, "restoration", context, status=422 if tried else 200)


@needs(Right.FILE)
@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Puts on the record what was seen."""
    form = Note(request.POST)
    form.offer("undertaking", [(c, c) for c in request.POST.getlist("undertaking") if c])
    if not form.is_valid():
        return page(request, tried=form, problem="Mend what is marked below.")
    said = form.cleaned_data
    try:
        noted = ProgressNoted(
            undertaking=said["undertaking"],
            standing=said["standing"],
            percent=said["percent"],
            on=said["on"].isoformat(),
            evidence=read_evidence(said["evidence"]),
        )
        entry = progress.note(noted, said["what"], by=account_of(request))
    except HoldfireError as error:
        return page(request, tried=form, problem=str(error))
    messages.success(request, f"It is on the record as entry {entry}.")
    return redirect("dossier-restoration")
