"""What a compromised key signed, what it changed, and what stands on it."""

from datetime import date
from pathlib import Path

import pytest

from holdfire.errors import RegisterError
from holdfire.publishing.window import window, windows
from holdfire.register import commands, keyring
from holdfire.register.instance import Instance
from holdfire.register.models import Claim
from tests.register.people import ANALYST, OBSERVER

TEXT = (
    b"BAKU, October 20, 2021. The Ministry of Defence of Azerbaijan said that Armenian forces fired at its "
    b"positions near Tovuz on October 19, 2021. The ministry said that 12 detainees were "
    b"returned on October 18."
)


@pytest.fixture
def claims(instance: Instance) -> list[str]:
    """A report filed by the analyst, and its claims."""
    report = commands.receive(TEXT, by=ANALYST, filename="a.txt").report_id
    found = list(Claim.objects.filter(report_id=report).values_list("id", flat=True))
    assert found
    return found


@pytest.fixture
def instance(db: None, settings, tmp_path: Path) -> Instance:  # type: ignore[no-untyped-def]
    from holdfire.register.instance import open_instance

    settings.HOLDFIRE_HOME = tmp_path
    return open_instance()


def test_a_window_says_what_was_signed_and_what_stands_on_it(instance: Instance, claims: list[str]) -> None:
    from_here = instance.store.size()
    for claim in claims:
        commands.decide(claim, "confirm", by=ANALYST)
    keyring.revoke("analyst", "compromised", doubt_from=from_here)
    found = window("analyst")
    assert (found.start, found.revoked) == (from_here, from_here + len(claims))
    assert [one.kind for one in found.done] == ["claim-decided"] * len(claims)
    assert all(one.words.startswith("Confirmed the claim “") for one in found.done)
    assert {rest.kind for rest in found.rests} & {"incident", "dossier"}
    assert windows() == (found,)


def test_what_somebody_else_decided_since_stands_on_them(instance: Instance, claims: list[str]) -> None:
    from_here = instance.store.size()
    commands.decide(claims[0], "confirm", by=ANALYST)
    keyring.revoke("analyst", "compromised", doubt_from=from_here)
    commands.decide(claims[0], "confirm", by=OBSERVER)
    (one,) = window("analyst").done
    assert "observer has decided it anew since" in one.words
    assert one.rests == ()


def test_what_came_before_the_window_is_not_in_it(instance: Instance, claims: list[str]) -> None:
    keyring.revoke("analyst", "compromised", doubt_from=instance.store.size())
    assert window("analyst").done == ()


def test_it_can_be_asked_before_anything_is_revoked(instance: Instance, claims: list[str]) -> None:
    found = window("analyst", 0)
    assert found.revoked is None
    assert found.done[0].words.startswith("Filed the report ")
    with pytest.raises(RegisterError, match="names an entry from which it is in doubt"):
        window("analyst")
    with pytest.raises(RegisterError, match="has signed nothing"):
        window("nobody", 0)
    keyring.revoke("analyst", "left")
    assert windows() == ()


def test_a_day_that_was_set_is_named(instance: Instance, claims: list[str]) -> None:
    report = Claim.objects.get(id=claims[0]).report_id
    at = instance.store.size()
    commands.set_date(report, date(2021, 10, 21), ANALYST)
    keyring.revoke("analyst", "compromised", doubt_from=at)
    assert "to 2021-10-21." in window("analyst").done[0].words
