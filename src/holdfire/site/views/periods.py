"""Locked periods: which, since when and why; heads of seats and the record keeper lock and unlock."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from holdfire.errors import HoldfireError
from holdfire.publishing.frozen import lock_period
from holdfire.register import periods
from holdfire.register.models import PeriodLock
from holdfire.site.accounts import account_of
from holdfire.site.roles import Right, needs
from holdfire.site.views.dossier_form import DossierForm
from holdfire.site.views.inquiry_form import area, day
from holdfire.site.watched import theatre


class Lock(DossierForm):
    """The days to lock."""

    prefix_id = "lock"
    first = day("First day")
    last = day("Last day")
    why = area("Why", "Read by everybody who reads the register.", rows=2, required=False)


@needs(Right.READ)
def show(request: HttpRequest, tried: Lock | None = None, problem: str = "") -> HttpResponse:
    """Every lock there was."""
    rows = [
        {"row": row, "why": periods.reason(row.words), "unlocked_why": periods.reason(row.unlocked_words)}
        for row in PeriodLock.objects.all()
    ]
    context = {"rows": rows, "form": tried or Lock(), "problem": problem}
    return render(request, "publish/periods.html", context, status=422 if problem else 200)


@needs(Right.LOCK)
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Locks a period; its reports stand from then on."""
    form = Lock(request.POST)
    if not form.is_valid():
        return show(request, tried=form, problem="Give the first and the last day.")
    said = form.cleaned_data
    try:
        lock_period(said["first"], said["last"], said["why"], theatre(), by=account_of(request))
    except HoldfireError as problem:
        return show(request, tried=form, problem=str(problem))
    messages.success(request, f"{said['first']} to {said['last']} is locked, and its reports stand.")
    return redirect("periods")


@needs(Right.LOCK)
@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """Unlocks a period, with a reason."""
    try:
        periods.unlock(
            request.POST.get("period", ""), request.POST.get("why", "")[:2000], by=account_of(request)
        )
    except HoldfireError as problem:
        return show(request, problem=str(problem))
    messages.success(request, "The period is unlocked.")
    return redirect("periods")
