"""What every page knows: whether this is a demonstration, who reads it, and what they may do."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from holdfire.site.models import Member
from holdfire.site.roles import rights_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Context of the base template."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    shown = {}
    if settings.HOLDFIRE_DEMO and not signed_in and request.path.startswith("/accounts/"):
        shown = {
            "demo_accounts": Member.objects.select_related("user").order_by("user__username"),
            "demo_password": settings.HOLDFIRE_DEMO_PASSWORD,
        }
    return shown | {
        "demo": settings.HOLDFIRE_DEMO,
        "may": {right.name.lower(): True for right in rights_of(request)} if signed_in else {},
        "member": getattr(user, "member", None) if signed_in else None,
        "section": (request.path.strip("/").split("/") or [""])[0],
    }
