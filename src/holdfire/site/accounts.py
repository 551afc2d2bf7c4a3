"""Accounts come by invitation: nobody can register, the operator creates them with a seat and a role."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from holdfire.errors import RegisterError
from holdfire.register.account import Account
from holdfire.register.rights import Role
from holdfire.site.models import Member


class InvitationOnly(DefaultAccountAdapter):
    """Closes allauth's registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a commission knows its members."""
        return False


def create_account(username: str, password: str, seat: str, role: str) -> Any:
    """Creates a member's account, or gives an existing one this seat, role and password.

    Raises RegisterError, naming what to change, for an unknown role or a weak password.
    """
    if role not in Role.values:
        raise RegisterError(f"There is no role “{role}”: use one of {', '.join(Role.values)}.")
    users = get_user_model()
    user = users.objects.filter(username=username).first() or users(username=username)
    try:
        users._meta.get_field("username").run_validators(username)
        validate_password(password, user)
    except ValidationError as problem:
        raise RegisterError(
            f"The account “{username}” was not created: {' '.join(problem.messages)}"
        ) from problem
    user.set_password(password)
    with transaction.atomic():
        user.save()
        Member.objects.update_or_create(user=user, defaults={"seat": seat, "role": role})
    return user


def account_of(request: HttpRequest) -> Account:
    """Who signs what this request writes."""
    user: Any = request.user
    member: Member = user.member
    return Account(
        id=user.get_username(),
        name=user.get_full_name() or user.get_username(),
        seat=member.seat,
        role=member.role,
    )
