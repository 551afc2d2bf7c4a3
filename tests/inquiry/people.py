"""Signs people in: any role, any seat, without the cost of a password."""

from django.contrib.auth import get_user_model
from django.test import Client

from holdfire.register.account import Account
from holdfire.site.models import Member, Notice


def sign_in(account: Account | None) -> Client:
    """A client signed in as this account, which is made if need be; None is nobody."""
    client = Client(raise_request_exception=False)
    if account is None:
        return client
    user, made = get_user_model().objects.get_or_create(username=account.id)
    if made:
        user.set_unusable_password()
        user.save()
        Member.objects.create(user=user, seat=account.seat, role=account.role)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def feeds_of(account: Account) -> str:
    """The key of an account's feeds, made anew unless it is known."""
    if account.id not in _keys or not Notice.objects.filter(user__username=account.id).exists():
        page = sign_in(account).post("/notices/key/").content.decode()
        _keys[account.id] = page.partition("/feeds/")[2].partition("/")[0]
    return _keys[account.id]


_keys: dict[str, str] = {}
