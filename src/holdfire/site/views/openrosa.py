"""What ODK Collect and KoboCollect ask a server: which forms, the form, its lists, and to take one filled in.

OpenRosa's request, discovery, submission and authentication standards: https://docs.getodk.org/openrosa/.
A phone asks with its own password (`holdfire.site.devices`), never with a session.
"""

import hashlib
import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.http import http_date
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from holdfire.errors import HoldfireError
from holdfire.inquiry.submitting import File, take
from holdfire.site.devices import REALM, Sender, sender
from holdfire.site.views.openrosa_form import Form, form
from holdfire.site.views.openrosa_read import sent

P = ParamSpec("P")
XML = "text/xml; charset=utf-8"


def of_a_phone(
    view: Callable[Concatenate[HttpRequest, Sender, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Lets in who gives a phone's password; every answer carries the headers OpenRosa asks for."""

    @csrf_exempt
    @wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not (request.is_secure() or _here(request)):
            answer = _says("Over HTTPS only: end this phone's password, and connect it anew.", 403)
        elif (who := sender(request)) is None:
            answer = _says("This phone is not known here, or its password has ended.", 401)
            answer["WWW-Authenticate"] = f'Basic realm="{REALM}", charset="UTF-8"'
        else:
            answer = view(request, who, *args, **kwargs)
        answer["X-OpenRosa-Version"] = "1.0"
        answer["X-OpenRosa-Accept-Content-Length"] = str(settings.HOLDFIRE_LARGEST_REPORT)
        answer["Date"] = http_date(now().timestamp())
        answer["Cache-Control"] = "no-store"
        return answer

    return asked


@require_safe
@of_a_phone
def form_list(request: HttpRequest, who: Sender) -> HttpResponse:
    """The forms there are: one."""
    one = form()
    if request.GET.get("formID", one.id) != one.id:
        return _xml('<xforms xmlns="http://openrosa.org/xforms/xformsList"></xforms>')
    fields = {
        "formID": one.id,
        "name": one.title,
        "version": one.version,
        "hash": _hash(one.xml),
        "descriptionText": "What a monitor saw or heard, one row for each kind of thing.",
        "downloadUrl": _at(request, "openrosa-form", one.id),
    }
    if one.media:
        fields["manifestUrl"] = _at(request, "openrosa-manifest", one.id)
    return _xml(
        f'<xforms xmlns="http://openrosa.org/xforms/xformsList"><xform>{_elements(fields)}</xform></xforms>'
    )


@require_safe
@of_a_phone
def download(request: HttpRequest, who: Sender, id: str) -> HttpResponse:
    """The form itself."""
    return HttpResponse(_known(id).xml, content_type=XML)


@require_safe
@of_a_phone
def manifest(request: HttpRequest, who: Sender, id: str) -> HttpResponse:
    """What else a phone needs for the form."""
    files = "".join(
        "<mediaFile>"
        + _elements(
            {
                "filename": name,
                "hash": _hash(data),
                "downloadUrl": _at(request, "openrosa-media", id, name),
            }
        )
        + "</mediaFile>"
        for name, data in _known(id).media.items()
    )
    return _xml(f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{files}</manifest>')


@require_safe
@of_a_phone
def media(request: HttpRequest, who: Sender, id: str, name: str) -> HttpResponse:
    """A list the form asks from."""
    data = _known(id).media.get(name)
    if data is None:
        raise Http404(f"The form has no file “{name}”.")
    return HttpResponse(data, content_type="text/csv; charset=utf-8")


@require_http_methods(["HEAD", "POST"])
@of_a_phone
def submission(request: HttpRequest, who: Sender) -> HttpResponse:
    """Takes a form: 201 once it is kept; where it could not be taken as one, the message says why."""
    if request.method == "HEAD":
        answer = HttpResponse(status=204)
        answer["Location"] = request.build_absolute_uri()
        return answer
    if int(request.headers.get("Content-Length") or 0) > settings.HOLDFIRE_LARGEST_REPORT:
        return _says("Too large for one delivery: send it in parts, or with smaller pictures.", 413)
    try:
        given = [(name, one) for name, all in request.FILES.lists() for one in all]
    except TooManyFilesSent:
        return _says("Too many files in one delivery: send it in parts.", 413)
    except (MultiPartParserError, RequestDataTooBig):
        return _says("The delivery is broken: send it again.", 400)
    whole = [one.read() for name, one in given if name == "xml_submission_file"]
    if len(whole) != 1:
        return _says("The part xml_submission_file, which holds the form, must be there once.", 400)
    files = tuple(
        File(name=one.name or name, data=one.read(), media_type=one.content_type or "")
        for name, one in given
        if name != "xml_submission_file"
    )
    try:
        taken = take(
            sent(whole[0], files, request.headers.get("User-Agent", "")), by=who.account, device=who.device
        )
    except HoldfireError as problem:
        return _says(str(problem), 409)
    if taken.problem:
        return _says(f"Received and kept, but not yet an observation. {taken.problem}", 201)
    return _says("On the record." if taken.first else "It was on the record already.", 201)


def _known(id: str) -> Form:
    one = form()
    if id != one.id:
        raise Http404(f"There is no form “{id}”.")
    return one


def _here(request: HttpRequest) -> bool:
    """Whether the request comes from this very machine, or from a proxy on it."""
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _at(request: HttpRequest, name: str, *args: str) -> str:
    return request.build_absolute_uri(reverse(name, args=args))


def _hash(data: bytes) -> str:
    """As the standard asks: for telling versions apart, not for safety."""
    return "md5:" + hashlib.md5(data, usedforsecurity=False).hexdigest()


def _elements(fields: dict[str, str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())


def _xml(body: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}', content_type=XML, status=status)


def _says(message: str, status: int) -> HttpResponse:
    return _xml(
        f'<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message>{escape(message)}</message>'
        "</OpenRosaResponse>",
        status,
    )
