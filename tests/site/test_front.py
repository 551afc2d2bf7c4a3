"""The paste box: reads and shows, stores nothing; and receiving, without scripts."""

import base64
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from holdfire.register.models import Claim, Entry, Report

BRIEFING = (
    "Foreign ministry spokesperson Maria Zakharova said on 21 October 2021 "
    "that 112 prisoners of war had been returned: "
    "105 to Armenia and 17 to Azerbaijan."
)


@pytest.mark.django_db
def test_a_pasted_report_shows_its_claims_and_failing_sum_and_stores_nothing(client: Client) -> None:
    page = client.post("/", {"text": BRIEFING, "date": "2021-10-21"}).content.decode()
    assert "Maria Zakharova" in page
    assert 'aria-label="105 plus 17 is 122, not 112 as stated"' in page
    assert not Entry.objects.exists()
    assert not Report.objects.exists()


@pytest.mark.django_db
def test_a_dropped_file_is_read_the_same_way(client: Client) -> None:
    file = SimpleUploadedFile("briefing.txt", BRIEFING.encode())
    assert "Maria Zakharova" in client.post("/", {"file": file}).content.decode()


@pytest.mark.django_db
def test_the_example_opens_without_scripts(client: Client) -> None:
    page = client.get("/?example=1").content.decode()
    assert 'class="card"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"text": ""}, "There is nothing to read yet"),
        ({"text": "x", "date": "21.10.2021"}, "is not a day"),
        ({"text": "x" * 500_000}, "at most"),
    ],
)
def test_bad_input_gets_one_sentence(form: dict[str, str], sentence: str, client: Client) -> None:
    answer = client.post("/", form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.django_db
def test_an_upload_over_the_limit_is_refused(client: Client, settings) -> None:
    settings.HOLDFIRE_LARGEST_REPORT = 1024 * 1024
    file = SimpleUploadedFile("long.txt", b"x" * (1024 * 1024 + 1))
    assert "is larger than 1 MB" in client.post("/", {"file": file}).content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post("/", {"text": BRIEFING}).status_code == 403


def receive(client: Client) -> Report:
    """Receives the briefing through the form."""
    answer = client.post("/reports/receive/", {"text": BRIEFING, "date": "2021-10-21"})
    assert answer.status_code == 302, answer.content.decode()
    return Report.objects.get()


def test_what_was_previewed_is_received_to_the_byte(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("analyst")
    page = client.post("/", {"text": BRIEFING, "date": "2021-10-21"}).content.decode()
    kept = base64.b64encode(BRIEFING.encode()).decode()
    assert f'name="kept" value="{kept}"' in page
    client.post("/reports/receive/", {"kept": kept, "kept_name": "", "date": "2021-10-21"})
    assert Report.objects.get().text.strip() == BRIEFING


def test_the_same_report_again_is_one_report_received_twice(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("analyst")
    report = receive(client)
    assert receive(client) == report
    assert report.receipts.count() == 2


@pytest.mark.parametrize(
    ("form", "state"),
    [
        ({"verb": "confirm"}, "confirmed"),
        ({"verb": "correct", "speaker": "The ministry"}, "corrected"),
        ({"verb": "reject", "reason": "the report does not say so"}, "rejected"),
    ],
)
def test_a_claim_is_decided_by_a_plain_form(
    form: dict[str, str], state: str, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("analyst")
    claim = receive(client).claims.first()
    assert claim is not None
    assert client.post(f"/claims/{claim.id}/decide/", form).status_code == 302
    decided = Claim.objects.get(id=claim.id)
    assert decided.state == state
    assert decided.decisions.get().author == "analyst"


def test_a_rejection_without_a_reason_is_not_kept(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("analyst")
    claim = receive(client).claims.first()
    assert claim is not None
    page = client.post(
        f"/claims/{claim.id}/decide/", {"verb": "reject", "reason": ""}, follow=True
    ).content.decode()
    assert "why this claim is rejected" in page
    assert Claim.objects.get(id=claim.id).state == "machine"


def test_a_date_set_later_is_on_the_page(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("analyst")
    client.post("/reports/receive/", {"text": "The ministry said that two people were returned yesterday."})
    report = Report.objects.get()
    page = client.post(f"/reports/{report.id}/date/", {"date": "2021-10-21"}, follow=True).content.decode()
    assert "published 21 October 2021" in page
