"""Serving and settings: trouble is one sentence."""

import socket

import pytest
from django.core.exceptions import ImproperlyConfigured

from holdfire.errors import HoldfireError, RegisterError
from holdfire.site.accounts import create_account
from holdfire.site.serve import parse_address, serve
from holdfire.site.settings import HOLDFIRE_HOME, _database


def test_a_taken_port_is_said_plainly() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HoldfireError, match=f"Port {port} on 127.0.0.1 is taken"):
            serve(f"127.0.0.1:{port}")


def test_addresses_are_understood_or_explained() -> None:
    assert parse_address(":8000") == ("127.0.0.1", 8000)
    assert parse_address("0.0.0.0:80") == ("0.0.0.0", 80)
    with pytest.raises(HoldfireError, match="write it as"):
        parse_address("localhost")


def test_a_database_address_is_postgresql_or_refused() -> None:
    made = _database("postgresql://holdfire:p%40ss@db:5433/register?sslmode=require", HOLDFIRE_HOME)
    assert (made["USER"], made["PASSWORD"], made["PORT"], made["NAME"]) == (
        "holdfire",
        "p@ss",
        "5433",
        "register",
    )
    assert made["OPTIONS"] == {"sslmode": "require"}
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        _database("mysql://x/y", HOLDFIRE_HOME)


@pytest.mark.django_db
def test_an_account_needs_a_known_role_and_a_strong_password() -> None:
    with pytest.raises(RegisterError, match="no role"):
        create_account("x", "a-long-enough-password", "armenia", "king")
    with pytest.raises(RegisterError, match="was not created"):
        create_account("x", "short", "armenia", "observer")
