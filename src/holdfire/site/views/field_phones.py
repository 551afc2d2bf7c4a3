"""The phones of an account, the code that connects one, and what came from phones and was not taken."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfire.inquiry.models import Attachment, Submission
from holdfire.inquiry.submitting import details_of, files_of, not_taken
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.site import devices
from holdfire.site.accounts import account_of
from holdfire.site.models import Device
from holdfire.site.roles import Right, needs
from holdfire.site.watched import theatre

SHOWN = 200  # submissions listed


@needs(Right.OBSERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The account's phones; a POST connects one more and shows its code, this once."""
    user: Any = request.user
    label = " ".join(request.POST.get("label", "").split())
    if request.method == "POST" and label:
        device, password = devices.issue(user, label)
        address = request.build_absolute_uri(reverse("openrosa-list")).removesuffix("/formList")
        code = devices.settings_code(address, device, password, f"Holdfire: {theatre().name}")
        drawn = segno.make(code, error="l", micro=False).svg_data_uri(scale=4, border=4, light="#fff")
        context = {"device": device, "password": password, "address": address, "drawn": drawn, "code": code}
        answer = render(request, "field/phone.html", context)
        answer["Cache-Control"] = "no-store"
        return answer
    context = {
        "phones": Device.objects.filter(user=user),
        "problem": "Give the phone a name, so that you know it when it is lost." if request.POST else "",
        "secure": request.is_secure() or settings.HOLDFIRE_DEMO,
    }
    return render(request, "field/phones.html", context, status=422 if request.POST else 200)


@needs(Right.OBSERVE)
@require_POST
def end(request: HttpRequest, id: str) -> HttpResponse:
    """Ends a phone's password."""
    if devices.revoke(request.user, id):
        messages.success(request, "The phone's password has ended: it neither fetches nor sends any more.")
    return redirect("field-phones")


@needs(Right.OBSERVE)
@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """What came from phones of the seat and became no observation, each with the reason."""
    by = account_of(request)
    rows = [row for row in not_taken() if mine(row.author, row.seat, by)]
    shown = [{"row": row, "details": details_of(row), "files": files_of(row)} for row in rows[:SHOWN]]
    return render(request, "field/unread.html", {"rows": shown, "total": len(rows), "shown": SHOWN})


@needs(Right.OBSERVE)
@require_safe
def original(request: HttpRequest, entry: int, number: int) -> HttpResponse:
    """A submission as it came (number 0), or the file of that number that came with it: to its own seat."""
    row = Submission.objects.filter(entry=entry).first()
    if row is None or not mine(row.author, row.seat, account_of(request)):
        raise Http404("There is no such submission of your seat.")
    names, media_type, object = details_of(row).names, "text/xml", row.object
    if number:
        file = Attachment.objects.filter(submission=row, number=number).first()
        if file is None:
            raise Http404("No file of this number came with it.")
        media_type, object = file.media_type, file.object
    data = open_instance().fetch(object)
    if data is None:
        raise Http404("It was shredded.")
    name = names[number - 1] if 0 < number <= len(names) else f"{row.submission}.xml"
    # Whatever came is handed over to be saved, and never shown as a page of ours.
    answer = HttpResponse(data, content_type=media_type if media_type in PLAIN else OTHER)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


OTHER = "application/octet-stream"
PLAIN = {"image/jpeg", "image/png", "audio/mpeg", "audio/mp4", "video/mp4", "video/3gpp", "text/xml"}


def attached(observations: list[str], by: Account) -> dict[str, list[dict[str, Any]]]:
    """By observation, the files that came with it, for those of its seat."""
    found: dict[str, list[dict[str, Any]]] = {}
    rows = Submission.objects.filter(observation__in=observations).prefetch_related("attachments")
    for row in rows.order_by("entry"):
        if mine(row.author, row.seat, by):
            for file in row.attachments.all():
                kind = file.media_type.partition("/")[0] or "file"
                found.setdefault(row.observation, []).append(
                    {"entry": row.entry, "number": file.number, "kind": KINDS.get(kind, "file")}
                )
    return found


KINDS = {"image": "photograph", "audio": "sound", "video": "film"}


def mine(author: str, seat: str, by: Account) -> bool:
    """Whether what a phone sent is for an account to see: of its seat, or its own where it sits with none."""
    return seat == by.seat if seat else author == by.id
