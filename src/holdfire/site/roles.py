"""Who may do what: one table from role to rights, and the guard every page stands behind."""

from collections.abc import Callable
from enum import Enum
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse


class Right(Enum):
    """One thing an account may do; the value finishes the sentence “This account may not …”."""

    READ = "read the register"
    RECEIVE = "receive reports into the record"
    DECIDE = "confirm, correct or reject claims"
    VERIFY = "verify the record"


class Role(TextChoices):
    """What somebody is in a seat."""

    PUBLIC = "public", "Public reader"
    OBSERVER = "observer", "Observer"
    ANALYST = "analyst", "Analyst"
    KEEPER = "keeper", "Record keeper"


RIGHTS: dict[str, frozenset[Right]] = {
    Role.PUBLIC.value: frozenset(),  # the first page only, as anybody; nothing of the register
    Role.OBSERVER.value: frozenset({Right.READ, Right.VERIFY}),
    Role.ANALYST.value: frozenset({Right.READ, Right.VERIFY, Right.RECEIVE, Right.DECIDE}),
    Role.KEEPER.value: frozenset({Right.READ, Right.VERIFY, Right.RECEIVE}),
}


def rights_of(request: HttpRequest) -> frozenset[Right]:
    """The rights of whoever asks; none before sign-in, none without a seat."""
    known = getattr(request, "_holdfire_rights", None)
    if known is None:
        member = getattr(request.user, "member", None) if request.user.is_authenticated else None
        known = RIGHTS.get(member.role, frozenset()) if member else frozenset()
        request._holdfire_rights = known  # type: ignore[attr-defined]
    return known


def needs(right: Right) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Lets a page be seen by those who hold the right; others sign in or are told what they lack."""

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if right not in rights_of(request):
                raise PermissionDenied(
                    f"This account may not {right.value}; ask your seat's record keeper for a role that may."
                )
            return view(request, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return guard
