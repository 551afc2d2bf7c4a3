"""Today: what came in, what contradicts, what is overdue, what waits for my seat."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from holdfire.inquiry.models import Followup
from holdfire.register.models import Check, Claim, ClaimState, PeriodLock, Report
from holdfire.site.accounts import account_of
from holdfire.site.cards import check_card
from holdfire.site.roles import Right, needs
from holdfire.site.views import inquiry, inquiry_version
from holdfire.site.watched import as_of, theatre

SHOWN = 12
CONFLICTS = ("sum", "total-fell", "contradiction", "date-after-report")


@needs(Right.READ)
def show(request: HttpRequest) -> HttpResponse:
    """The watch's first look."""
    on = as_of(request)
    reports = Report.objects.defer("text", "notes").annotate(
        read=Count("claims"), open=Count("claims", filter=Q(claims__state=ClaimState.MACHINE))
    )
    found = (
        Check.objects.filter(kind__in=CONFLICTS)
        .select_related("report")
        .prefetch_related("claims__report", "claims__membership")
    )
    checks = [
        {"card": check_card(c.data), "report": c.report, "claims": list(c.claims.all())[:4], "row": c}
        for c in sorted(found, key=lambda c: (CONFLICTS.index(c.kind), c.id))[:SHOWN]
    ]
    return render(
        request,
        "today.html",
        {
            "on": on,
            "reports": reports.order_by("-received_at", "id")[:SHOWN],
            "checks": checks,
            "check_count": len(found),
            "overdue": overdue(on),
            **waits(request, on),
            "locked": PeriodLock.objects.filter(unlocked_entry=None).order_by("-first"),
            "waiting": Claim.objects.filter(state=ClaimState.MACHINE).count(),
            "claim_count": Claim.objects.count(),
        },
    )


def waits(request: HttpRequest, on: date) -> dict[str, Any]:
    """What waits in inquiries and out of calls: for this account's seat, and for others by a day."""
    waiting = inquiry.waiting_for(account_of(request), on.isoformat())
    steps = Followup.objects.filter(closed_entry=None, due__lt=on).select_related("call")
    return {
        "mine": [d for d in waiting if d["mine"]],
        "late": [d for d in waiting if not d["mine"] and d["overdue"]],
        "ahead": [d for d in waiting if not d["mine"] and d["duty"].due and not d["overdue"]],
        "late_steps": [
            {"call": s.call_id, "due": s.due, "owner": inquiry_version.whom(s.owner)} for s in steps
        ],
    }


def overdue(on):  # type: ignore[no-untyped-def]
    """Deadlines that have passed: of agreements, and of what was announced."""
    from holdfire.dossiers import agreement, assessments, restoration
    from holdfire.dossiers.confirmed import confirmed

    said = confirmed(theatre())
    passed = [
        {"name": dossier.name, "item": one}
        for dossier in agreement.agreements(on, theatre(), said, assessments.all_views(on, theatre()))
        for one in dossier.obligations
        if one.overdue
    ]
    late = [one for one in restoration.restoration(on, theatre(), said).undertakings if one.overdue]
    return {"obligations": passed, "undertakings": late}
