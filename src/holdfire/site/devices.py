"""Phones that send for an account: each with a password of its own, shown once, which its owner can end.

HTTP Basic (RFC 7617) over TLS, as OpenRosa asks of servers. The password carries 160 random bits, so a plain
digest of it is enough to know it by and too little to guess it from.
"""

import base64
import binascii
import hashlib
import json
import secrets
import zlib
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from holdfire.register.account import Account
from holdfire.register.rights import Right, may
from holdfire.site.models import Device, Member

REALM = "Holdfire field forms"


class Sender(msgspec.Struct, frozen=True):
    """Who sends: the phone, and the account it sends for."""

    device: str
    account: Account


def issue(user: Any, label: str) -> tuple[Device, str]:
    """A new phone of a user and its password, which is kept nowhere."""
    password = secrets.token_hex(20)
    device = Device.objects.create(
        id=f"phone-{secrets.token_hex(4)}",
        user=user,
        label=label[:80],
        digest=_digest(password),
        made_at=timezone.now(),
    )
    return device, password


def revoke(user: Any, id: str) -> bool:
    """Ends a phone's password; False where the user has no such phone with one."""
    standing = Device.objects.filter(user=user, id=id, revoked_at=None)
    return standing.update(revoked_at=timezone.now()) == 1


def sender(request: HttpRequest) -> Sender | None:
    """Whose phone asks, by the password it gives; None where that opens nothing, whatever the reason."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, password = base64.b64decode(given.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    device = Device.objects.filter(id=name, revoked_at=None).select_related("user__member").first()
    if not constant_time_compare(_digest(password), device.digest if device else "") or device is None:
        return None
    member: Member | None = getattr(device.user, "member", None)
    if member is None or not device.user.is_active or not may(member.role, Right.OBSERVE):
        return None
    Device.objects.filter(id=device.id).update(used_at=timezone.now())
    account = Account(id=device.user.get_username(), seat=member.seat, role=member.role)
    return Sender(device.id, account)


def settings_code(address: str, device: Device, password: str, project: str) -> str:
    """What ODK Collect's “Configure with QR code” reads: its settings as JSON, zlib, base64.

    https://docs.getodk.org/collect-import-export/
    """
    chosen = {
        "general": {
            "protocol": "odk_default",
            "server_url": address,
            "username": device.id,
            "password": password,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
        },
        "admin": {},
        "project": {"name": project[:60]},
    }
    return base64.b64encode(zlib.compress(json.dumps(chosen).encode(), 9)).decode("ascii")


def _digest(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()
