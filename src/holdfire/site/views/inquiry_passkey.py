"""Signing or dissenting by passkey: the device is touched for exactly what goes on the record.

First the words go into the vault, so that the challenge covers their commitment; then the browser asks the
device; then the act with the assertion is carried out. Without a passkey, or without JavaScript, the form on
the inquiry's page signs with the account's key alone, and the page says so.
"""

import json
from typing import Any

import msgspec
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from fido2 import cbor
from fido2.webauthn import AuthenticationResponse

from holdfire.errors import HoldfireError, InquiryError
from holdfire.inquiry import commands, sealing
from holdfire.inquiry.models import Inquiry
from holdfire.inquiry.state import said_by
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.record.fields import Kept
from holdfire.record.passkeys import Passkey, spell
from holdfire.register.account import Account
from holdfire.site.accounts import account_of
from holdfire.site.roles import Right, needs
from holdfire.site.views.inquiry_form import ActForm
from holdfire.site.watched import seat_name

PENDING = "holdfire.passkey"  # in the session: the act that waits for its assertion
NOT_DONE = "The passkey did not sign this: begin again, and touch the device when the browser asks."


def has_passkey(user: Any) -> bool:
    """Whether an account can sign by passkey."""
    return bool(webauthn.get_credentials(user))


def ask(request: HttpRequest, id: str, form: ActForm, by: Account) -> HttpResponse:
    """Keeps the words, and asks for the touch of a device over the act as it will stand on the record."""
    kept = sealing.keep(form.words())
    act = msgspec.structs.replace(form.act(id), words=kept)
    options, _state = webauthn.get_server().authenticate_begin(
        credentials=webauthn.get_credentials(request.user),
        challenge=said_by(act, by.seat),
    )
    request.session[PENDING] = msgspec.to_builtins(act)
    return render(
        request,
        "inquiry/passkey.html",
        {
            "id": id,
            "dissents": isinstance(act, acts.Dissented),
            "seat": seat_name(by.seat),
            "words": form.words() or Words(),
            "challenge": said_by(act, by.seat).hex(),
            "js_data": {"request_options": dict(options)},
        },
    )


@needs(Right.SIGN)
@require_POST
def answer(request: HttpRequest, id: str) -> HttpResponse:
    """Takes the device's answer and carries the act out."""
    get_object_or_404(Inquiry, id=id)
    by = account_of(request)
    try:
        act = _pending(request, id)
        signed = msgspec.structs.replace(act, passkey=_assertion(request, act, by))
        words: Kept | None = act.words
        done = commands.do(signed, by=by, words=words)
    except HoldfireError as problem:
        messages.error(request, str(problem))
        return redirect("inquiry", id)
    messages.success(request, f"On the record as entry {done.entry}, signed with your passkey.")
    return redirect("inquiry", id)


def _pending(request: HttpRequest, id: str) -> acts.Signed | acts.Dissented:
    data = request.session.pop(PENDING, None)
    if data is None or data.get("inquiry") != id:
        raise InquiryError(NOT_DONE)
    act: acts.Signed | acts.Dissented = msgspec.convert(data, acts.Signed | acts.Dissented)
    return act


def _assertion(request: HttpRequest, act: acts.Signed | acts.Dissented, by: Account) -> Passkey:
    """The device's answer, checked to be one of this account's, to this challenge, for this site."""
    server = webauthn.get_server()
    try:
        given = json.loads(request.POST.get("credential", ""))
        response = AuthenticationResponse.from_dict(given)
        _options, state = server.authenticate_begin(challenge=said_by(act, by.seat))
        credential = server.authenticate_complete(
            state,
            webauthn.get_credentials(request.user),
            response,
        )
    except (ValueError, TypeError, KeyError) as problem:
        raise InquiryError(NOT_DONE) from problem
    return Passkey(
        key=spell(cbor.encode(credential.public_key)),
        authenticator=spell(bytes(response.response.authenticator_data)),
        client=spell(bytes(response.response.client_data)),
        signature=spell(response.response.signature),
    )
