"""The first page: paste a report and see what it claims. It reads and shows; nothing is stored."""

import base64
import binascii
import threading
import tomllib
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from holdfire.errors import HoldfireError, IntakeError
from holdfire.site.cards import card, check_card
from holdfire.site.marking import mark
from holdfire.site.uploads import uploaded
from holdfire.site.watched import theatre
from holdfire.theatre import find

# Reading is work, and this page is open to anybody: two at a time, the next is asked to try again.
_seats = threading.BoundedSemaphore(2)
_LARGEST_KEPT = 2 * 1024 * 1024  # bytes of an upload carried along for “Receive into the record”


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The paste box, and under it the reading of what was pasted."""
    context: dict[str, Any] = {"text": "", "date": ""}
    if request.method == "POST" or "example" in request.GET:
        status = 200
        try:
            context |= read_request(request)
        except HoldfireError as problem:
            context |= {
                "problem": str(problem),
                "text": request.POST.get("text", ""),
                "date": request.POST.get("date", ""),
            }
            status = 422 if not getattr(request, "htmx", False) else 200
        return render(
            request,
            "_preview.html" if getattr(request, "htmx", False) else "front.html",
            context,
            status=status,
        )
    return render(request, "front.html", context)


def read_request(request: HttpRequest) -> dict[str, Any]:
    """What was pasted, dropped or asked for as an example, read. Raises HoldfireError."""
    text, day_text = request.POST.get("text", "").strip(), request.POST.get("date", "").strip()
    upload = next(iter(uploaded(request, settings.HOLDFIRE_LARGEST_REPORT)), None)
    if "example" in request.GET:
        found = example()
        if found is None:
            raise IntakeError("This theatre has no example: paste a report of your own.")
        text, day_text = found
    published = parse_day(day_text)
    source: str | bytes
    if upload is not None:
        source = upload.read()
    elif not text:
        raise IntakeError("There is nothing to read yet: paste a report, drop a file, or open the example.")
    elif len(text) > settings.HOLDFIRE_LARGEST_PASTE:
        raise IntakeError(
            f"This text has {len(text):,} characters; "
            f"this page reads {settings.HOLDFIRE_LARGEST_PASTE:,} at most. "
            "Paste a part, or sign in and receive it as a file."
        )
    else:
        source = text
    result = preview(source, published)
    kept = source if isinstance(source, bytes) else source.encode()
    return result | {
        "text": text,
        "date": day_text,
        "kept": base64.b64encode(kept).decode() if len(kept) <= _LARGEST_KEPT else "",
        "kept_name": upload.name if upload is not None else "",
        "example": "example" in request.GET,
    }


def preview(source: str | bytes, published: date | None) -> dict[str, Any]:
    """A reading as the page shows it. Raises IntakeError when the bytes cannot be read."""
    from holdfire.chain import read

    if not _seats.acquire(timeout=20):
        raise IntakeError("Others are being read for just now: wait a few seconds and press Read again.")
    try:
        report = read(source, date=published, theatre=theatre())
    finally:
        _seats.release()
    if report.document.problem:
        raise IntakeError(report.document.problem)
    checks = [check_card(c, [str(int(i) + 1) for i in c.claims]) for c in report.checks]
    failing: dict[int, list[str]] = {}
    for found in report.checks:
        for i in found.claims:
            failing.setdefault(int(i), []).append(found.sentence)
    cards = [card(n, claim, failing=failing.get(n - 1, ())) for n, claim in enumerate(report.claims, 1)]
    spans = [s for shown, c in zip(checks, report.checks, strict=True) if shown.failing for s in c.spans]
    reading = report.reading
    return {
        "read": True,
        "document": report.document,
        "reading": reading,
        "notes": report.notes,
        "cards": cards,
        "checks": checks,
        "paragraphs": mark(reading.text, report.claims, spans),
        "speakers": len({c.speaker for c in cards if c.claim.speaker}),
    }


def parse_day(text: str) -> date | None:
    """A day typed or picked. Raises IntakeError that shows the form wanted."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise IntakeError(f"“{text}” is not a day: write it as 2021-10-21.") from problem


def kept_bytes(request: HttpRequest) -> bytes | None:
    """The bytes a preview carried along, exactly as they were read."""
    try:
        return base64.b64decode(request.POST.get("kept", ""), validate=True) or None
    except (binascii.Error, ValueError):
        return None


@lru_cache(maxsize=1)
def example() -> tuple[str, str] | None:
    """The demonstration's report to begin with: one marked `example`, else the first whose sum fails."""
    from holdfire.chain import read

    reports = [
        tomllib.loads(file.read_text(encoding="utf-8"))
        for file in sorted((find(settings.HOLDFIRE_THEATRE) / "demo").glob("*.toml"))
    ]
    reports = [r for r in reports if r.get("text")]
    chosen = next((r for r in reports if r.get("example")), None)
    for report in () if chosen else reports:
        text = str(report["text"])
        if sum(word.strip(".,;:()“”").isdigit() for word in text.split()) < 3:
            continue  # no sum without three figures, so no need to read it
        if any(c.kind == "sum" for c in read(text, date=report.get("published"), theatre=theatre()).checks):
            chosen = report
            break
    chosen = chosen or next(iter(reports), None)
    if chosen is None:
        return None
    return f"{chosen.get('title', '')}\n\n{str(chosen['text']).strip()}".strip(), str(
        chosen.get("published", "")
    )
