"""Redacting a file in evidence: its pages to draw areas on, by hand or by numbers, and what results."""

import base64
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from holdfire.errors import HoldfireError, InquiryError
from holdfire.inquiry import commands, redacting, terms
from holdfire.inquiry.models import Inquiry
from holdfire.inquiry.rules import TURNS
from holdfire.inquiry.words import Words
from holdfire.record.acts import Area
from holdfire.register.instance import open_instance
from holdfire.site.accounts import account_of
from holdfire.site.roles import Right, needs
from holdfire.site.views import inquiry_page
from holdfire.site.views.inquiry import detail, known
from holdfire.site.views.inquiry_findings import as_file

ROWS = 4  # areas the form begins with
MOST = 64
SIDES = ("left", "top", "width", "height")  # in per cent of the page, as people enter them


@needs(Right.INVESTIGATE)
@require_POST
def redact(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Shows a file's pages, which is a reading and goes on the record; given areas, makes the version."""
    state, by = known(get_object_or_404(Inquiry, id=id)), account_of(request)
    item = next((i for i in state.items if i.number == number), None)
    if not commands.sees(state, by):
        return detail(request, id, problem="Your seat does not take part in this inquiry.", status=403)
    if item is None or item.bytes is None:
        raise Http404("This item has no file.")
    if state.stage not in TURNS["redacted"]:
        problem = (
            "Evidence is redacted before the finding is signed, while the inquiry is open or in comment."
        )
        return detail(request, id, problem=problem, status=422)
    rows, problem = _rows(request), ""
    if request.POST.get("paint"):
        try:
            areas, said = _areas(rows)
            words = Words(text=request.POST.get("text", "").strip()[:2000], steps=said)
            if not words.text:
                raise InquiryError("Say why this version may be published: others will rely on it.")
            done = commands.redact(id, number, areas, by=by, words=words)
            messages.success(request, f"On the record as entry {done.entry}.")
            return redirect(f"{reverse('inquiry', args=[id])}#E{number}")
        except HoldfireError as error:
            problem = str(error)
    try:
        commands.read(id, item.by.entry, by=by)
        data = open_instance().fetch(item.bytes.object)
        pages = redacting.show(data or b"")
    except HoldfireError as error:
        return detail(request, id, problem=str(error), status=422)
    context = {
        "row": {"id": id},
        "number": number,
        "title": inquiry_page.title_of(state, by),
        "problem": problem,
        "text": request.POST.get("text", ""),
        "pages": [
            {"number": n, "page": p, "picture": base64.b64encode(p.picture).decode()}
            for n, p in enumerate(pages, 1)
        ],
        "rows": [*rows, *({} for _ in range(max(1, ROWS - len(rows))))],
        "whys": terms.WHY_PAINTED,
        "most": MOST,
    }
    answer = render(request, "inquiry/redact.html", context, status=422 if problem else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@needs(Right.FOLLOW)
@require_safe
def redacted(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """The redacted version, for the seats that take part, before it is published."""
    state = known(get_object_or_404(Inquiry, id=id))
    if not commands.sees(state, account_of(request)):
        return detail(request, id, problem="Your seat does not take part in this inquiry.", status=403)
    item = next((i for i in state.items if i.number == number), None)
    if item is None or item.redaction is None:
        raise Http404("No redacted version of this item was made.")
    answer = as_file(item.redaction, f"{id}-E{number}-redacted")
    answer["Cache-Control"] = "no-store"
    return answer


def _rows(request: HttpRequest) -> list[dict[str, str]]:
    """The areas as they were entered; a row without a width is none."""
    names = ("page", *SIDES, "why", "what")
    columns = [request.POST.getlist(name) for name in names]
    rows = [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=False)]
    return [row for row in rows if any(row[side].strip() for side in SIDES)][:MOST]


def _areas(rows: list[dict[str, str]]) -> tuple[list[Area], tuple[str, ...]]:
    """Areas in ten-thousandths of a page, and what each protects. Raises InquiryError naming the row."""
    areas = []
    for n, row in enumerate(rows, 1):
        try:
            left, top, width, height = (float(row[side].replace(",", ".") or 0) for side in SIDES)
            page = int(row["page"])
        except ValueError:
            raise InquiryError(
                f"Area {n} is not all numbers: give its sides in per cent of the page."
            ) from None
        if not (0 <= left < 100 and 0 <= top < 100 and 0 < width <= 100 and 0 < height <= 100 and page >= 1):
            raise InquiryError(f"Area {n} does not lie on a page: give its sides in per cent, from 0 to 100.")
        why: Any = row["why"]
        if why not in terms.WHY_PAINTED:
            raise InquiryError(f"Say what area {n} protects: choose from the list.")
        right, bottom = min(left + width, 100), min(top + height, 100)
        spelled = (int(left * 100), int(top * 100), -int(-right * 100 // 1), -int(-bottom * 100 // 1))
        areas.append(
            Area(page=page, left=spelled[0], top=spelled[1], right=spelled[2], bottom=spelled[3], why=why)
        )
    return areas, tuple(row["what"].strip()[:300] for row in rows)
