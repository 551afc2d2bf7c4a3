"""Asks a person's device for what only it can sign: the request waits, the device is touched, and it goes on.

A request that meets such an entry is undone and kept in the session; the page of the touch sends the form
again with the device's answer, and then it is carried out. One touch signs one entry.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from fido2 import cbor
from fido2.webauthn import AuthenticationResponse

from holdfire.errors import RegisterError
from holdfire.record import envelope, passkeys
from holdfire.record.passkeys import Assertion, spell
from holdfire.register.touching import Touch, TouchNeeded, answered, asking

PENDING = "holdfire.touch"  # in the session: the request that waits
NOT_DONE = "The passkey did not sign this: begin again, and touch the device when the browser asks."


class Touching:
    """Middleware: lets a POST ask for a touch, and carries it out once the device has answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated:
            return self._get_response(request)
        if "touched" not in request.POST:
            with asking():
                return self._get_response(request)
        pending = request.session.pop(PENDING, None)
        try:
            touch = _answer(request, pending)
        except (ValueError, TypeError, KeyError, RegisterError):
            messages.error(request, NOT_DONE)
            return redirect(pending["from"] if pending else reverse("today"))
        with answered(touch, pending["salt"]):
            return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Where an entry waits for a device: the request is kept, and the device asked on a page."""
        if not isinstance(exception, TouchNeeded):
            return None
        back = _back(request)
        if request.FILES:
            messages.error(request, "A file cannot wait for a passkey: have it signed without one.")
            return redirect(back)
        request.session[PENDING] = {
            "payload": b64encode(exception.payload).decode(),
            "salt": exception.salt,
            "path": request.get_full_path(),
            "fields": [(key, value) for key, values in request.POST.lists() for value in values],
            "from": back,
        }
        page = reverse("touch")
        if getattr(request, "htmx", False):
            return HttpResponse(headers={"HX-Redirect": page})
        return redirect(page)


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """The request that waits, and what the browser needs to ask the device; None where nothing waits."""
    pending = request.session.get(PENDING)
    if pending is None:
        return None
    payload = b64decode(pending["payload"])
    over = sha256(envelope.signed_bytes(payload)).digest()
    options, _state = webauthn.get_server().authenticate_begin(
        credentials=webauthn.get_credentials(request.user), challenge=over
    )
    fields = [(key, value) for key, value in pending["fields"] if key != "csrfmiddlewaretoken"]
    return pending | {
        "fields": fields,
        "payload": payload.decode(),
        "challenge": over.hex(),
        "js_data": {"request_options": dict(options)},
    }


def passkeys_of(user: Any) -> tuple[str, ...]:
    """The COSE public keys of an account's devices, as a grant spells them."""
    return tuple(spell(cbor.encode(one.public_key)) for one in webauthn.get_credentials(user))


def _back(request: HttpRequest) -> str:
    """The page a request came from, on this site."""
    referred = request.headers.get("Referer", "")
    here = f"{request.scheme}://{request.get_host()}"
    return referred.removeprefix(here) if referred.startswith(f"{here}/") else reverse("today")


def _answer(request: HttpRequest, pending: dict[str, Any] | None) -> Touch:
    """The device's answer over the payload that waits. Raises ValueError and the like where it is none."""
    if pending is None or pending["path"] != request.get_full_path():
        raise ValueError("nothing waits here")
    response = AuthenticationResponse.from_dict(json.loads(request.POST.get("credential", "")))
    known = {one.credential_id: one for one in webauthn.get_credentials(request.user)}
    key = spell(cbor.encode(known[response.raw_id].public_key))
    given = Assertion(
        authenticator=spell(bytes(response.response.authenticator_data)),
        client=spell(bytes(response.response.client_data)),
        signature=spell(response.response.signature),
    )
    return Touch(
        payload=b64decode(pending["payload"]),
        keyid=envelope.WEBAUTHN + passkeys.key_id(key),
        signature=passkeys.spelt(given),
    )
