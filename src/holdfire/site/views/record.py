"""Record: the checkpoint, the entries, and proof of each; verified here at the press of a button."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from holdfire.errors import HoldfireError, RecordError
from holdfire.publishing.window import named, windows
from holdfire.record import evidence, picture
from holdfire.register import scrubbing
from holdfire.register.instance import open_instance
from holdfire.register.models import Checkpoint, Entry, Report
from holdfire.register.store import RegisterStore
from holdfire.site.proving import Verified, payload_of, prove, verify_here, witnesses
from holdfire.site.roles import Right, needs
from holdfire.site.touching import waiting

PER_PAGE = 50


@needs(Right.READ)
def show(request: HttpRequest, verified: Verified | None = None) -> HttpResponse:
    """The record as a list, newest first."""
    asked = {key: request.GET.get(key, "") for key in ("kind", "author")}
    found = Entry.objects.defer("envelope").order_by("-index")
    for key, value in asked.items():
        if value:
            found = found.filter(**{key: value})
    every = Entry.objects.order_by()
    query = request.GET.copy()
    query.pop("page", None)
    latest = Checkpoint.objects.order_by("-size").first()
    return render(
        request,
        "record/show.html",
        {
            "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
            "size": every.count(),
            "checkpoint": latest,
            "picture": _picture(latest.note) if latest else "",
            "kinds": sorted(every.values_list("kind", flat=True).distinct()),
            "authors": sorted(every.values_list("author", flat=True).distinct()),
            "asked": asked,
            "query": query.urlencode(),
            "verified": verified,
            "witnesses": witnesses(),
            "doubted": _doubted(),
            "scrub": scrubbing.latest(),
        },
    )


def _picture(text: str) -> str:
    """A checkpoint as a QR code; nothing where it has more cosignatures than fit."""
    try:
        return picture.svg(text)
    except RecordError:
        return ""


def _doubted() -> tuple[tuple[str, int, int], ...]:
    """Whose keys were compromised, and from which entry to which; a broken record is shown all the same."""
    try:
        return named()
    except HoldfireError:
        return ()


@needs(Right.READ)
def key_windows(request: HttpRequest) -> HttpResponse:
    """What compromised keys signed, what it changed and what stands on it."""
    return render(request, "record/windows.html", {"windows": windows()})


@needs(Right.READ)
def touch(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's own device, and the button that asks it."""
    return render(request, "record/touch.html", {"pending": waiting(request)})


@needs(Right.VERIFY)
@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    """Checks every entry, hash and signature of the record."""
    verified = verify_here()
    if getattr(request, "htmx", False):
        return render(request, "record/_verified.html", {"verified": verified})
    return show(request, verified)


@needs(Right.READ)
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry: what was signed, and the proof that it is in the record."""
    row = get_object_or_404(Entry, index=index)
    known = Report.objects.filter(id=row.subject).exists()
    return render(
        request,
        "record/entry.html",
        {
            "entry": row,
            "proof": prove(row),
            "payload": payload_of(row),
            "report": row.subject if known else "",
        },
    )


@needs(Right.READ)
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The latest signed checkpoint as its file, to be kept."""
    try:
        return HttpResponse(RegisterStore().latest(), content_type="text/plain; charset=utf-8")
    except HoldfireError as problem:
        raise Http404(str(problem)) from problem


@needs(Right.READ)
def evidence_of(request: HttpRequest, index: int) -> HttpResponse:
    """One file that proves this entry in any browser, without this server."""
    try:
        instance = open_instance()
        gathered = evidence.gather(instance.store, index, instance.store.latest(), instance.vkey)
    except HoldfireError as problem:
        raise Http404(str(problem)) from problem
    answer = HttpResponse(evidence.page(gathered), content_type="text/html; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="entry-{index}.html"'
    return answer
