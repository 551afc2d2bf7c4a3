"""What only a device signs waits for its touch: the request is undone, kept, and asked of it on a page."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from holdfire.register import keyring
from holdfire.register.models import Claim, Entry
from tests.record.test_passkeys import Device
from tests.site.filing import file_report, read_claim


@pytest.fixture
def analyst(sign_in: Callable[[str], Client], home: Path) -> Client:
    """An analyst whose decisions only a device signs, before one claim."""
    client = sign_in("analyst")
    file_report("0" * 64, [read_claim(26, 52)])  # an id as entries spell it
    keyring.grant_passkey("analyst", "peacekeepers", (Device().public,), "testserver")
    return client


def test_a_decision_waits_for_the_device_and_nothing_is_written(analyst: Client) -> None:
    claim, size = Claim.objects.all()[0], Entry.objects.count()
    asked = analyst.post(f"/claims/{claim.id}/decide/", {"verb": "confirm"})
    assert (asked.status_code, asked.headers.get("Location")) == (302, "/record/touch/")
    assert (Entry.objects.count(), Claim.objects.get(id=claim.id).state) == (size, "machine")
    page = analyst.get("/record/touch/").content.decode()
    assert "Only your device can sign this" in page
    assert "&quot;verb&quot;:&quot;confirm&quot;" in page


def test_a_page_that_asks_in_place_is_led_to_the_device(analyst: Client) -> None:
    claim = Claim.objects.all()[0]
    asked = analyst.post(f"/claims/{claim.id}/decide/", {"verb": "confirm"}, headers={"HX-Request": "true"})
    assert asked.headers["HX-Redirect"] == "/record/touch/"


def test_an_answer_that_is_none_signs_nothing(analyst: Client) -> None:
    claim, size = Claim.objects.all()[0], Entry.objects.count()
    address = f"/claims/{claim.id}/decide/"
    nothing = base64.urlsafe_b64encode(b"no").decode()
    for credential in ("", "{}", json.dumps({"id": nothing, "rawId": nothing, "type": "public-key"})):
        analyst.post(address, {"verb": "confirm"})
        answer = analyst.post(
            address, {"verb": "confirm", "touched": "1", "credential": credential}, follow=True
        )
        assert "The passkey did not sign this" in answer.content.decode()
    assert Entry.objects.count() == size
    assert "Nothing waits for your passkey" in analyst.get("/record/touch/").content.decode()
