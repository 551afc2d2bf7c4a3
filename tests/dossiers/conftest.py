"""A register of its own for each test, with a report whose claims can be cited."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from holdfire.record.dossier import Cited
from holdfire.register import commands
from holdfire.register.account import Account
from holdfire.register.models import Claim

BRIEFING = (
    "Maria Zakharova said that 112 detainees had been exchanged since December 2020, of whom 105 were "
    "returned to Armenia and 17 were returned to Azerbaijan."
)


@pytest.fixture
def home(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:
    """An empty register with its own keys and vault."""
    settings.HOLDFIRE_HOME = tmp_path / "home"
    yield settings.HOLDFIRE_HOME


def person(seat: str, role: str = "head") -> Account:
    """An account of a seat."""
    return Account(id=f"{seat or 'nobody'}-{role}", seat=seat, role=role)


@pytest.fixture
def claim(home: Path) -> Claim:
    """A confirmed claim about detainees, on file since 21 October 2021."""
    importer = Account(id="importer")
    commands.receive(BRIEFING.encode(), by=importer, published=date(2021, 10, 21))
    row = Claim.objects.get(kind="detainees")
    commands.decide(row.id, "confirm", by=person("armenia", "analyst"))
    row.refresh_from_db()
    return row


@pytest.fixture
def cited(claim: Claim) -> tuple[Cited, ...]:
    """That claim as evidence."""
    return (Cited(kind="claim", id=claim.id),)
