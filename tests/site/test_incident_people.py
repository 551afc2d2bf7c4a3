"""Merging, splitting and taking back on the pages: what an analyst sees, and who may."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from holdfire.register import commands, incidents
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.models import Claim, Entry, Incident, IncidentDecision, Report

IMPORT = Account(id="importer")
TEXTS = (
    "Armenia's Defence Ministry said that Azerbaijani forces opened fire near Yeraskh on 14 October 2021.",
    "Azerbaijan's Defence Ministry denied that its units opened fire near Yeraskh on 14 October 2021.",
    "Azerbaijan's Defence Ministry said that on 16 October 2021 Armenian units fired at its Kalbajar posts.",
)


@pytest.fixture
def two(db: None, settings: Any, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two incidents out of three reports, in a commission of their own."""
    settings.HOLDFIRE_HOME = tmp_path
    open_instance()
    for text in TEXTS:
        commands.receive(text.encode(), by=IMPORT, published=date(2021, 10, 17))
    one, other = (i.id for i in Incident.objects.order_by("time_start"))
    yield one, other


def test_an_analyst_merges_with_a_suggestion_and_the_old_address_leads_on_and_says_so(
    two: tuple[str, str], sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("analyst")
    page = client.get(f"/incidents/{two[0]}/merge/").content.decode()
    assert f'value="{two[1]}"' in page
    assert "2 days later" in page
    answer = client.post(f"/incidents/{two[0]}/merge/", {"other": two[1], "reason": "One <b>exchange</b>."})
    assert answer.status_code == 302
    merged = Incident.objects.get()
    gone = next(id for id in two if id != merged.id)
    answer = client.get(f"/incidents/{gone}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/incidents/{merged.id}/?was={gone}")
    page = client.get(answer["Location"]).content.decode()
    assert "The incident you asked for was merged into this one by analyst" in page
    assert "One &lt;b&gt;exchange&lt;/b&gt;." in page
    assert f"entry {IncidentDecision.objects.get().entry} of the record" in page


def test_a_search_finds_by_number_address_place_and_day(
    two: tuple[str, str], sign_in: Callable[[str], Client]
) -> None:
    client, other = sign_in("analyst"), f'value="{two[1]}"'
    for asked, found in (
        (f"q={two[1]}", True),
        (f"q=http://127.0.0.1/incidents/{two[1]}/", True),
        ("q=Karvachar", True),  # another name of the place
        ("day=2021-10-16", True),
        ("day=2021-11-16", False),
        ("q=Nowhere", False),
    ):
        page = client.get(f"/incidents/{two[0]}/merge/?{asked}").content.decode()
        assert (other in page) is found, asked
        assert f'value="{two[0]}"' not in page, "an incident is not merged with itself"


def test_an_analyst_splits_a_claim_out_and_takes_it_back_and_the_page_keeps_both(
    two: tuple[str, str], sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("analyst")
    denial = Claim.objects.get(polarity="denies").id
    page = client.get(f"/incidents/{two[0]}/split/").content.decode()
    assert f'value="{denial}"' in page
    answer = client.post(f"/incidents/{two[0]}/split/", {"claim": [denial], "reason": "Of another night."})
    new = answer["Location"].split("/")[2]
    assert Incident.objects.get(id=new).members.get().claim_id == denial
    page = client.get(f"/incidents/{new}/").content.decode()
    assert "Split: 1 claim taken out" in page
    assert "The other part stands as" in page
    entry = IncidentDecision.objects.get().entry
    answer = client.post(f"/incidents/{new}/undo/{entry}/", {"reason": "It was that night."})
    assert Incident.objects.count() == 2
    page = client.get(f"/incidents/{two[0]}/").content.decode()
    assert "Taken back by analyst" in page
    assert "It was that night." in page


def test_what_is_missing_is_said_and_what_was_written_stays_in_the_form(
    two: tuple[str, str], sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("analyst")
    answer = client.post(f"/incidents/{two[0]}/merge/", {"other": two[1], "reason": " "})
    assert answer.status_code == 422
    assert "Say in a few words why it is merged" in answer.content.decode()
    answer = client.post(f"/incidents/{two[0]}/split/", {"reason": "Another night."})
    assert answer.status_code == 422
    assert "Choose at least one claim" in answer.content.decode()
    assert "Another night." in answer.content.decode()
    assert not IncidentDecision.objects.exists()


@pytest.mark.parametrize("role", ["", "public", "observer", "reporter", "keeper", "investigator", "head"])
def test_only_an_analyst_merges_splits_or_takes_back(
    role: str, two: tuple[str, str], sign_in: Callable[[str], Client]
) -> None:
    merged = incidents.merge(*two, by=Account(id="a", role="analyst"), reason="One.")
    client, before = sign_in(role), Entry.objects.count()
    status = 403 if role else 302
    here = merged.incident
    claim = Claim.objects.order_by("id")[0].id
    assert client.post(f"/incidents/{here}/split/", {"claim": claim, "reason": "x"}).status_code == status
    assert client.post(f"/incidents/{here}/merge/", {"other": "x", "reason": "x"}).status_code == status
    assert client.post(f"/incidents/{here}/undo/{merged.entry}/", {"reason": "x"}).status_code == status
    assert Entry.objects.count() == before
    if status == 403 and role != "public":
        page = client.get(f"/incidents/{here}/").content.decode()
        assert "Take it back" not in page
        assert "/merge/" not in page


def test_an_inquiry_on_a_merged_incident_stands_on_its_new_page(
    two: tuple[str, str], sign_in: Callable[[str], Client]
) -> None:
    from holdfire.inquiry.models import Inquiry, InquiryIncident

    client = sign_in("analyst")
    inquiry = Inquiry.objects.create(
        id="2021-777", stage="open", seat="armenia", first_entry=0, last_at=timezone.now(), state={}
    )
    merged = incidents.merge(*two, by=Account(id="a", role="analyst"), reason="One.").incident
    gone = next(id for id in two if id != merged)
    InquiryIncident.objects.create(inquiry=inquiry, incident=gone)
    assert "Inquiry 2021-777" in client.get(f"/incidents/{merged}/").content.decode()


def test_an_address_that_never_was_is_not_found(
    two: tuple[str, str], sign_in: Callable[[str], Client]
) -> None:
    assert sign_in("analyst").get("/incidents/i00/").status_code == 404
    assert Report.objects.count() == 3
