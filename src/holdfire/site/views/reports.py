"""Reports: the list, receiving, the reading view, and a person's word on each claim."""

from collections import defaultdict
from typing import Any

import msgspec
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from holdfire.errors import HoldfireError, IntakeError
from holdfire.reading.claim import Claim as ReadClaim
from holdfire.record.streams import Reader
from holdfire.register.models import Claim, ClaimState, Report
from holdfire.site import words
from holdfire.site.accounts import account_of
from holdfire.site.came import came_with
from holdfire.site.cards import card_of_row, check_card
from holdfire.site.corrections import changes_in
from holdfire.site.marking import mark
from holdfire.site.roles import Right, needs
from holdfire.site.uploads import spell, uploaded
from holdfire.site.views.front import kept_bytes, parse_day
from holdfire.site.watched import theatre

PER_PAGE = 50
STANDING = {
    "open": "has claims to confirm",
    "done": "all claims decided",
    "problem": "could not be read",
    "undated": "no date",
}


@needs(Right.READ)
def listing(request: HttpRequest) -> HttpResponse:
    """The reports, filtered by an ordinary GET form."""
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "source", "state", "from", "to")}
    found = Report.objects.defer("text", "notes").annotate(
        read=Count("claims"),
        open=Count("claims", filter=Q(claims__state=ClaimState.MACHINE)),
    )
    if asked["q"]:
        found = found.filter(Q(title__icontains=asked["q"]) | Q(text__icontains=asked["q"]))
    if asked["source"]:
        found = found.filter(source_id=asked["source"])
    if asked["from"]:
        found = _by_day(found, "published__gte", asked["from"])
    if asked["to"]:
        found = _by_day(found, "published__lte", asked["to"])
    match asked["state"]:
        case "open":
            found = found.filter(open__gt=0)
        case "done":
            found = found.filter(open=0, read__gt=0)
        case "problem":
            found = found.exclude(problem="")
        case "undated":
            found = found.filter(published=None)
    page = Paginator(found.order_by("-published", "-received_at", "id"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    known = set(Report.objects.order_by().values_list("source_id", flat=True).distinct())
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "reports/list.html",
        {
            "page": page,
            "asked": asked,
            "standing": STANDING,
            "query": query.urlencode(),
            "sources": [s for s in theatre().sources if s.id in known],
        },
    )


def _by_day(found: Any, field: str, text: str) -> Any:
    try:
        return found.filter(**{field: parse_day(text)})
    except IntakeError:
        return found


@needs(Right.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Receives pasted text or uploaded files into the record."""
    context: dict[str, Any] = {
        "sources": theatre().sources,
        "largest": spell(settings.HOLDFIRE_LARGEST),
    }
    if request.method == "POST":
        try:
            reports = _receive(request)
        except HoldfireError as problem:
            return render(
                request,
                "reports/receive.html",
                context | {"problem": str(problem), "asked": request.POST},
                status=422,
            )
        if len(reports) == 1:
            return redirect("report", reports[0])
        return redirect("reports")
    return render(request, "reports/receive.html", context)


def _receive(request: HttpRequest) -> list[str]:
    from holdfire.register import commands

    published = parse_day(request.POST.get("date", "").strip())
    url = request.POST.get("url", "").strip()
    if url and not url.startswith(("http://", "https://")):
        raise IntakeError(f"“{url}” is not a web address: begin it with https://, or leave it out.")
    parcels: list[tuple[bytes | Reader, str, commands.Via]] = [
        (upload, upload.name or "", "upload") for upload in uploaded(request)
    ]
    if not parcels and (kept := kept_bytes(request)):
        name = request.POST.get("kept_name", "")
        parcels.append((kept, name, "upload" if name else "paste"))
    if not parcels and (text := request.POST.get("text", "").strip()):
        parcels.append((text.encode(), "", "paste"))
    if not parcels:
        raise IntakeError("There is nothing to receive yet: paste a report or choose a file.")
    reports = []
    for data, name, via in parcels:
        got = commands.receive(
            data,
            by=account_of(request),
            filename=name,
            via=via,
            url=url,
            source_id=request.POST.get("source", ""),
            published=published,
        )
        reports.append(got.report_id)
        if got.problem:
            messages.warning(request, f"{name or 'The text'} is kept on the record, but: {got.problem}")
        elif got.first:
            messages.success(
                request,
                f"{name or 'The report'} is on the record. "
                "Its claims are machine-read until somebody confirms them.",
            )
        else:
            messages.info(
                request,
                f"{name or 'This report'} was received before: the same bytes are one report. "
                "This receipt is recorded too.",
            )
    return reports


@needs(Right.READ)
def detail(request: HttpRequest, id: str) -> HttpResponse:
    """The reading view: the text with its claims, each to confirm, correct or reject."""
    report = get_object_or_404(Report, id=id)
    rows = list(report.claims.select_related("membership").prefetch_related("decisions").order_by("ordinal"))
    checks = list(report.checks.prefetch_related("claims"))
    number = {row.id: n for n, row in enumerate(rows, 1)}
    failing: dict[str, list[str]] = defaultdict(list)
    shown = []
    for check in checks:
        ids = [c.id for c in check.claims.all()]
        for claim_id in ids:
            failing[claim_id].append(check.sentence)
        shown.append(
            check_card(
                check.data,
                [str(number[i]) for i in sorted(ids, key=lambda i: number.get(i, 0)) if i in number],
            )
        )
    across = list(
        Claim.checks.through.objects.filter(claim__report=report, check__report=None).select_related("check")
    )
    for link in across:
        failing[link.claim_id].append(link.check.sentence)
    items: list[dict[str, Any]] = [
        {"row": row, "card": card_of_row(row, n, failing[row.id])} for n, row in enumerate(rows, 1)
    ]
    spans = [
        tuple(s)
        for one, c in zip(shown, checks, strict=True)
        if one.failing
        for s in c.data.get("spans") or ()
    ]
    claims = [item["card"].claim for item in items]
    return render(
        request,
        "reports/detail.html",
        {
            "report": report,
            "items": items,
            "checks": shown,
            "across": {link.check.id: link.check for link in across}.values(),
            "paragraphs": mark(report.text, claims, spans, [row.state for row in rows]),
            "receipts": report.receipts.all(),
            "came": came_with(report.id, account_of(request)),
            "open": sum(row.state == ClaimState.MACHINE for row in rows),
            **_form(),
        },
    )


def _form() -> dict[str, Any]:
    """What the form of a correction chooses from."""
    return {
        "stances": words.STANCES,
        "kinds": words.KINDS,
        "modalities": words.MODALITIES,
        "types": {t.code: t.label for t in theatre().violation_types},
    }


@needs(Right.DECIDE)
@require_POST
def decide(request: HttpRequest, id: str) -> HttpResponse:
    """Confirms, corrects or rejects one claim; answers with its card, or leads back to the page."""
    from holdfire.register import commands

    row = Claim.objects.select_related("report").filter(id=id).first()
    if row is None:
        raise Http404("There is no such claim: the report may have been read again.")
    problem = ""
    try:
        verb: Any = request.POST.get("verb", "")  # the command refuses what is no decision
        changes = (
            changes_in(request.POST, msgspec.convert(row.data, ReadClaim)) if verb == "correct" else None
        )
        commands.decide(
            id, verb, by=account_of(request), reason=request.POST.get("reason", "").strip(), changes=changes
        )
    except HoldfireError as error:
        problem = str(error)
    if getattr(request, "htmx", False):
        row = (
            Claim.objects.select_related("report", "membership")
            .prefetch_related("decisions", "checks")
            .get(id=id)
        )
        failing = [c.sentence for c in row.checks.all()]
        number = Claim.objects.filter(report=row.report_id, ordinal__lt=row.ordinal).count() + 1
        item = {"row": row, "card": card_of_row(row, number, failing)}
        return render(
            request,
            "_claim.html",
            {"item": item, "card": item["card"], "row": row, "problem": problem, **_form()},
        )
    if problem:
        messages.error(request, problem)
    return redirect(f"{reverse('report', args=[row.report_id])}#{id}")


@needs(Right.DECIDE)
@require_POST
def set_date(request: HttpRequest, id: str) -> HttpResponse:
    """Says when a report was published."""
    from holdfire.register import commands

    get_object_or_404(Report.objects.only("id"), id=id)
    try:
        published = parse_day(request.POST.get("date", "").strip())
        if published is None:
            raise IntakeError("Give the day the report was published, as 2021-10-21.")
        commands.set_date(id, published, account_of(request))
        messages.success(
            request, f"Published {words.day(published)}: the report's times are resolved against that day."
        )
    except HoldfireError as problem:
        messages.error(request, str(problem))
    return redirect("report", id)
