"""The guard every page stands behind; what each role may do is in `holdfire.register.rights`."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from holdfire.register.rights import RIGHTS, Right

Answer = TypeVar("Answer", bound=HttpResponseBase)


def rights_of(request: HttpRequest) -> frozenset[Right]:
    """The rights of whoever asks; none before sign-in, none without a seat."""
    known = getattr(request, "_holdfire_rights", None)
    if known is None:
        member = getattr(request.user, "member", None) if request.user.is_authenticated else None
        known = RIGHTS.get(member.role, frozenset()) if member else frozenset()
        request._holdfire_rights = known  # type: ignore[attr-defined]
    return known


def needs(right: Right) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Lets a page be seen by those who hold the right; others sign in or are told what they lack."""

    def guard(view: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if right not in rights_of(request):
                raise PermissionDenied(
                    f"This account may not {right.value}; ask your seat's record keeper for a role that may."
                )
            return view(request, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]
        return cast(Callable[..., Answer], guarded)

    return guard
