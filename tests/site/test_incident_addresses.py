"""An incident's address once its first claim is rejected or its report shredded: it leads on or says why."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from holdfire.dossiers.evidence import shown
from holdfire.register import commands, incidents
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.models import Claim, Incident
from holdfire.register.rebuild import rebuild

ANALYST = Account(id="analyst", seat="peacekeepers", role="analyst")
TEXTS = (
    "Armenia's Defence Ministry said that Azerbaijani forces opened fire near Yeraskh on 14 October 2021.",
    "Azerbaijan's Defence Ministry denied that its units opened fire near Yeraskh on 14 October 2021.",
    "The Defence Ministry of Armenia said that a serviceman was wounded near Yeraskh on 14 October 2021.",
)


@pytest.fixture
def told(db: None, settings: Any, tmp_path: Path) -> Iterator[str]:
    """The address of one incident, told in three reports."""
    settings.HOLDFIRE_HOME = tmp_path
    open_instance()
    for n, text in enumerate(TEXTS):
        commands.receive(text.encode(), by=ANALYST, published=date(2021, 10, 17 + n))
    yield Incident.objects.get().id


def reject(id: str) -> None:
    """Rejects the claim that an incident begins with."""
    commands.decide(incidents.first_claim(id), "reject", by=ANALYST, reason="The report does not say so.")


def test_once_its_first_claim_is_rejected_the_address_leads_to_the_others_and_says_so(
    told: str, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("analyst")
    reject(told)
    second = Incident.objects.get().id
    answer = client.get(f"/incidents/{told}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/incidents/{second}/?was={told}")
    page = client.get(answer["Location"]).content.decode()
    assert "began with a claim that analyst rejected" in page
    reject(second)  # and on, from one to the next
    third = Incident.objects.get().id
    assert client.get(f"/incidents/{told}/")["Location"].startswith(f"/incidents/{third}/")
    assert shown([{"kind": "incident", "id": told}])[0].id == third, "evidence that cites it leads there too"
    assert set(incidents.addresses([incidents.first_claim(third)])) == {told, second, third}
    assert rebuild(check=True).differences == ()


def test_of_an_incident_with_no_claim_left_the_page_says_who_rejected_it_and_why(
    told: str, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("analyst")
    while (one := Incident.objects.first()) is not None:
        reject(one.id)
    answer = client.get(f"/incidents/{told}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "rejected by analyst" in page
    assert "The report does not say so." in page
    assert Claim.objects.get(id=incidents.first_claim(told)).content in page
    commands.decide(incidents.first_claim(told), "confirm", by=ANALYST)
    assert b"No incident any more" not in client.get(f"/incidents/{told}/").content


def test_a_claim_confirmed_after_all_has_its_own_address_again(told: str) -> None:
    reject(told)
    other = Incident.objects.get().id
    commands.decide(incidents.first_claim(told), "confirm", by=ANALYST)
    assert Incident.objects.get().id == told
    assert {incidents.standing_at(told), incidents.standing_at(other)} == {Incident.objects.get()}


def test_a_shredded_report_leaves_the_address_to_those_who_told_the_same(
    told: str, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("analyst")
    report = Claim.objects.get(id=incidents.first_claim(told)).report_id
    commands.shred(report, "safety", ANALYST)
    left = Incident.objects.get().id
    answer = client.get(f"/incidents/{told}/")
    assert answer["Location"].startswith(f"/incidents/{left}/")
    assert b"is linked no more" in client.get(answer["Location"]).content


def test_an_address_that_never_was_is_not_found(told: str, sign_in: Callable[[str], Client]) -> None:
    assert sign_in("analyst").get("/incidents/i0000/").status_code == 404
