"""A commission of three voting seats with accounts of every role, in a home of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfire.register.account import Account
from tests.inquiry.staff import Staff


@pytest.fixture
def home(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:
    """An empty register with its own keys and vault."""
    settings.HOLDFIRE_HOME = tmp_path / "home"
    yield settings.HOLDFIRE_HOME


@pytest.fixture
def staff(home: Path) -> Staff:
    """Heads and investigators of each seat."""
    return Staff()


@pytest.fixture
def account() -> Callable[[str, str], Account]:
    """An account of a seat in a role."""
    return lambda seat, role: Account(id=f"{seat}-{role}", seat=seat, role=role)
