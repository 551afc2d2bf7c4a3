"""Inquiries: the list, one case with all that was done in it, and the one address each act is posted to."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from holdfire.errors import HoldfireError
from holdfire.inquiry import commands, terms
from holdfire.inquiry.duties import duties
from holdfire.inquiry.models import Act, Call, Inquiry
from holdfire.inquiry.possible import possible
from holdfire.inquiry.projections import state_of
from holdfire.inquiry.rules import TURNS
from holdfire.inquiry.state import Inquiry as State
from holdfire.record import acts
from holdfire.register.account import Account
from holdfire.register.incidents import standing_at
from holdfire.register.instance import open_instance
from holdfire.site.accounts import account_of
from holdfire.site.roles import Right, needs
from holdfire.site.uploads import uploaded
from holdfire.site.views import inquiry_calls, inquiry_page, inquiry_passkey, inquiry_version
from holdfire.site.views.inquiry_form import ActForm
from holdfire.site.views.inquiry_forms import BY_SLUG, FORMS
from holdfire.site.views.inquiry_forms_case import Allege
from holdfire.site.watched import as_of, seat_name

NO_PASSKEY = "This account has no passkey yet: add one under Security, or sign with the account's key."


@needs(Right.READ)
def listing(request: HttpRequest) -> HttpResponse:
    """Every inquiry, with what waits in it."""
    by, on = account_of(request), as_of(request).isoformat()
    rows = []
    for row in Inquiry.objects.all():
        state = known(row)
        waiting = duties(state, on)
        rows.append(
            {
                "row": row,
                "title": inquiry_page.title_of(state, by),
                "stage": "reopened" if state.reopened else terms.STAGES[state.stage],
                "by": seat_name(row.seat),
                "against": inquiry_version.whom(row.against) if row.against else "nobody named",
                "outcome": terms.OUTCOMES[state.standing.draft.outcome] if state.standing else terms.NOT_YET,
                "next": inquiry_page.duty_row(waiting[0], on, by) if waiting else None,
                "dissents": sum(v.dissents for v in state.standing.voices) if state.standing else 0,
            }
        )
    mine = [d for d in waiting_for(by, on) if d["mine"]]
    return render(request, "inquiry/list.html", {"rows": rows, "mine": mine})


def waiting_for(by: Account, on: str) -> list[dict[str, Any]]:
    """What waits in every inquiry, earliest first; Today shows it too."""
    found = []
    for row in Inquiry.objects.exclude(stage="inadmissible"):
        state = known(row)
        for duty in duties(state, on):
            found.append(
                inquiry_page.duty_row(duty, on, by)
                | {"id": row.id, "title": inquiry_page.title_of(state, by), "demo": row.demo}
            )
    return sorted(found, key=lambda d: (d["duty"].due or "9999", d["id"]))


def known(row: Inquiry) -> State:
    """A row's state."""
    state = state_of(row)
    if state is None:  # pragma: no cover - a row has a state
        raise Http404
    return state


@needs(Right.ALLEGE)
@require_http_methods(["GET", "HEAD", "POST"])
def allege(request: HttpRequest) -> HttpResponse:
    """Makes an allegation: by itself, on an incident, or out of a call."""
    by = account_of(request)
    incident = standing_at(request.GET.get("incident", ""))
    call = Call.objects.filter(id=request.GET.get("call", "")).first()
    initial: dict[str, Any] = {}
    if incident:
        initial = {
            "title": incident.title[:200],
            "incident": incident.id,
            "violation": incident.type,
            "start": incident.time_start[:10] or None,
            "end": incident.time_end[:10] or None,
        }
    elif call:
        said, day = inquiry_calls.words_of(call, by), call.started.date()
        text = "\n\n".join(part for part in (said.text, said.agreed) if part)
        initial = {"call": call.id, "title": said.title, "text": text, "start": day, "end": day}
    form = Allege(request.POST or None, by=by, initial=initial)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            done = commands.allege(form.act("new"), by=by, words=form.words() or commands.Words())
            messages.success(request, f"Inquiry {done.inquiry} is on the record as entry {done.entry}.")
            return redirect("inquiry", done.inquiry)
        except HoldfireError as error:
            problem = str(error)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "problem": problem, "incident": incident, "call": call, "by": by}
    return render(request, "inquiry/allege.html", context, status=status)


@needs(Right.READ)
def detail(
    request: HttpRequest, id: str, tried: ActForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """One inquiry."""
    row = get_object_or_404(Inquiry, id=id)
    state, by = known(row), account_of(request)
    offered = possible(state, by)
    forms = [tried if tried and tried.kind is kind else FORMS[kind](state=state, by=by) for kind in offered]
    if tried and tried.kind not in offered:
        problem = problem or "This act has no turn any more: the page shows how the inquiry stands now."
        tried = None
    context = inquiry_page.page(row, state, by, as_of(request).isoformat())
    context |= {"forms": forms, "tried": tried, "problem": problem, "urgent": _urgent(offered)}
    context["redacts"] = acts.Inspected in offered and state.stage in TURNS["redacted"]
    context["passkey"] = inquiry_passkey.has_passkey(request.user)
    return render(request, "inquiry/detail.html", context, status=status)


def _urgent(offered: tuple[type[acts.Act], ...]) -> tuple[str, ...]:
    """The forms shown open: what the stage is for."""
    return tuple(
        FORMS[k].slug() for k in (acts.Judged, acts.TookOver, acts.Signed, acts.Dissented) if k in offered
    )


@needs(Right.FOLLOW)
@require_POST
def act(request: HttpRequest, id: str, slug: str) -> HttpResponse:
    """Carries out one act; what is refused comes back with its sentence and what was written."""
    row = get_object_or_404(Inquiry, id=id)
    form_type = BY_SLUG.get(slug)
    if form_type is None:
        raise Http404("There is no such act.")
    state, by = known(row), account_of(request)
    form = form_type(request.POST, request.FILES, state=state, by=by)
    try:
        uploaded(request)
    except HoldfireError as problem:
        return detail(request, id, tried=form, problem=str(problem), status=422)
    if not form.is_valid():
        return detail(request, id, tried=form, problem="Mend what is marked below.", status=422)
    if request.POST.get("passkey") and form.kind in (acts.Signed, acts.Dissented):
        if inquiry_passkey.has_passkey(request.user):
            return inquiry_passkey.ask(request, id, form, by)
        return detail(request, id, tried=form, problem=NO_PASSKEY, status=422)
    try:
        made = _carry_out(form, id, by, request)
    except HoldfireError as problem:
        return detail(request, id, tried=form, problem=str(problem), status=422)
    messages.success(request, f"On the record as entry {made.entry}.")
    return redirect(reverse("inquiry", args=[id]))


def _carry_out(form: ActForm, id: str, by: Account, request: HttpRequest) -> commands.Done:
    if form.kind is acts.Published:
        return commands.publish(id, by=by)
    made = form.act(id)
    words = form.words()
    if isinstance(made, acts.Deposited):
        upload = next(iter(uploaded(request)), None)
        return commands.deposit(made, upload, by=by, words=words or commands.Words())
    return commands.do(made, by=by, words=words)


@needs(Right.FOLLOW)
@require_POST
def unseal(request: HttpRequest, id: str, entry: int) -> HttpResponseBase:
    """Opens sealed evidence; that it was opened goes on the record first."""
    get_object_or_404(Inquiry, id=id)
    row = get_object_or_404(Act, entry=entry, inquiry=id, kind="deposited", refused="")
    try:
        kept = commands.read(id, entry, by=account_of(request))
    except HoldfireError as problem:
        return detail(request, id, problem=str(problem), status=403)
    vault = open_instance().vault
    data = vault.pieces(kept.object) if kept and row.data.get("bytes") else None
    if data is None or kept is None:
        return detail(request, id, problem="This item has no bytes, or they were shredded.", status=404)
    answer = StreamingHttpResponse(data, content_type="application/octet-stream")
    answer["Content-Length"] = str(vault.size(kept.object))
    answer["Content-Encoding"] = "identity"  # compressed on its way, it would have no length to be held to
    answer["Content-Disposition"] = f'attachment; filename="{id}-E{row.data["number"]}.bin"'
    answer["Cache-Control"] = "no-store"
    return answer
