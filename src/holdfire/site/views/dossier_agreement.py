"""One obligation with every seat's assessments over time, and the texts of an agreement clause by clause."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from holdfire.dossiers import agreement, assessing, assessments, texts
from holdfire.dossiers.confirmed import confirmed
from holdfire.errors import HoldfireError
from holdfire.record.dossier import Assessed, TextFiled
from holdfire.register.models import Report
from holdfire.site.accounts import account_of
from holdfire.site.levelchart import draw
from holdfire.site.roles import Right, needs
from holdfire.site.views.dossier_form import DossierForm, evidence_field, read_evidence
from holdfire.site.views.dossiers import show_dossier
from holdfire.site.views.inquiry_form import area, day, pick, several
from holdfire.site.watched import as_of, theatre
from holdfire.theatre.types import Agreement, Obligation

LEVELS = {
    "none": "0 none: nothing was begun",
    "minimum": "1 minimum: a start was made",
    "intermediate": "2 intermediate: under way, and on the way to be met",
    "full": "3 full: met, or nearly so",
}
STATUS = {
    "official": "official",
    "official-translation": "official translation",
    "press": "press",
    "leaked-draft": "leaked draft",
}


class Assess(DossierForm):
    """A seat's assessment of an obligation."""

    prefix_id = "assess"
    level = pick("How far it was met", LEVELS)
    on = day("As of")
    why = area("Why", "Read by everybody who reads the register.", rows=3)
    claims = several("Rests on these confirmed claims", {})
    evidence = evidence_field(required=False)


class FileText(DossierForm):
    """A report that is a published text."""

    prefix_id = "text"
    report = pick("Report that is the text", {})
    publisher = pick("Published by", {})
    status = pick("Standing", STATUS)

    def prepare(self) -> None:
        """Reports and sources there are."""
        reports = Report.objects.filter(problem="").order_by("-received_at").values_list("id", "title")
        self.offer("report", [("", "choose"), *((id, title or id[:12]) for id, title in reports[:300])])
        self.offer("publisher", [("", "choose"), *sorted((s.id, s.name) for s in theatre().sources)])


@needs(Right.READ)
def show_obligation(
    request: HttpRequest, id: str, obligation: str, tried: Assess | None = None, problem: str = ""
) -> HttpResponse:
    """One obligation: its deadline and indicators, what each seat says of it over time, what sides say."""
    found, one = _find(id, obligation)
    on, by = as_of(request), account_of(request)
    seen = assessments.all_views(on, theatre())
    dossier = next(d for d in agreement.agreements(on, theatre(), confirmed(theatre()), seen) if d.id == id)
    status = next(o for o in dossier.obligations if o.obligation.id == obligation)
    form = tried or Assess(initial={"on": on})
    _offer_claims(form, status)
    history = sorted(
        (a for view in status.assessed for a in view.all), key=lambda a: (a.on, a.entry), reverse=True
    )
    return show_dossier(
        request,
        "obligation",
        {
            "on": on,
            "dossier": dossier,
            "one": status,
            "history": history,
            "chart": draw(status.assessed, found.signed, max(on, found.signed), one.deadline),
            "form": form if by.seat else None,
            "problem": problem,
        },
        under="agreement",
        status=422 if tried else 200,
    )


@needs(Right.FILE)
@require_POST
def assess(request: HttpRequest, id: str, obligation: str) -> HttpResponse:
    """Puts an assessment on the record; what is refused comes back with its sentence."""
    _find(id, obligation)
    form = Assess(request.POST)
    form.fields["claims"].choices = [(c, c) for c in request.POST.getlist("claims")]  # type: ignore[attr-defined]
    if not form.is_valid():
        return show_obligation(request, id, obligation, tried=form, problem="Mend what is marked below.")
    try:
        said = form.cleaned_data
        entry = assessing.assess(
            Assessed(
                agreement=id,
                obligation=obligation,
                level=said["level"],
                on=said["on"].isoformat(),
                evidence=read_evidence(said["evidence"], said["claims"]),
            ),
            said["why"],
            by=account_of(request),
        )
    except HoldfireError as error:
        return show_obligation(request, id, obligation, tried=form, problem=str(error))
    messages.success(request, f"The assessment is on the record as entry {entry}.")
    return redirect("obligation", id, obligation)


@needs(Right.READ)
def versions(request: HttpRequest, id: str, tried: FileText | None = None, problem: str = "") -> HttpResponse:
    """The texts beside one another."""
    found = _agreement(id)
    context = {
        "on": as_of(request),
        "agreement": found,
        "alignment": texts.align(found),
        "statuses": STATUS,
        "form": tried or FileText(),
        "problem": problem,
    }
    return show_dossier(request, "texts", context, under="agreement", status=422 if tried else 200)


@needs(Right.FILE)
@require_POST
def file_text(request: HttpRequest, id: str) -> HttpResponse:
    """Says that a report is a published text of the agreement."""
    _agreement(id)
    form = FileText(request.POST)
    if not form.is_valid():
        return versions(request, id, tried=form, problem="Mend what is marked below.")
    try:
        entry = assessing.file_text(TextFiled(agreement=id, **form.cleaned_data), by=account_of(request))
    except HoldfireError as error:
        return versions(request, id, tried=form, problem=str(error))
    messages.success(request, f"The text is on the record as entry {entry}.")
    return redirect("agreement-texts", id)


def _agreement(id: str) -> Agreement:
    found = next((a for a in theatre().agreements if a.id == id), None)
    if found is None:
        raise Http404(f"The theatre has no agreement “{id}”.")
    return found


def _find(id: str, obligation: str) -> tuple[Agreement, Obligation]:
    found = _agreement(id)
    one = next((o for o in found.obligations if o.id == obligation), None)
    if one is None:
        raise Http404(f"{found.name} has no obligation “{obligation}”.")
    return found, one


def _offer_claims(form: Assess, status: Any) -> None:
    """The confirmed claims that bear on the obligation, to be chosen from."""
    said = [s for side in status.sides for s in side.said]
    if not said:
        del form.fields["claims"]
        return
    form.offer("claims", [(s.claim_id, f"{_when(s.said_on)}{s.speaker}: {s.quote[:140]}") for s in said])


def _when(day: date | None) -> str:
    return f"{day:%d %b %Y}, " if day else ""
