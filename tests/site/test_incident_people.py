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


def test_the_page_says_who_says_so_who_denies_it_and_what_follows_as_a_proposal(
    two: tuple[str, str], sign_in: Callable[[str], Client]
) -> None:
    page = sign_in("observer").get(f"/incidents/{two[0]}/").content.decode()
    assert "Armenia (Ministry of Defence of Armenia) says that it happened." in page
    assert "Azerbaijan (Ministry of Defence of Azerbaijan) denies what Armenia says." in page
    assert "The rules propose <b>4: doubtful</b>" in page
    assert "Azerbaijan, which is accused, denies it: one step worse." in page
    assert "not graded by anybody" in page
    assert "Sign this grade" not in page


def test_a_grade_is_a_persons_and_says_what_changed_since(
    two: tuple[str, str], sign_in: Callable[[str], Client]
) -> None:
    client, here = sign_in("analyst"), f"/incidents/{two[0]}/"
    answer = client.post(f"{here}grade/", {"credibility": "3", "reason": ""}, follow=True)
    assert "Say in a few words why it is graded so" in answer.content.decode()
    client.post(f"{here}grade/", {"credibility": "4"})
    assert IncidentDecision.objects.get().reason.startswith("One origin says that it happened: Armenia.")
    assert "<b>Credibility 4: doubtful</b>" in client.get(here).content.decode()
    client.post(f"{here}grade/", {"credibility": "3", "reason": "A patrol saw the cartridges."})
    page = client.get(here).content.decode()
    assert "<b>Credibility 3: possibly true</b>" in page
    assert "Graded 3, possibly true, where 4 was proposed." in page
    incidents.merge(*two, by=Account(id="a", role="analyst"), reason="One.")
    (merged,) = Incident.objects.all()
    assert (
        "<b>Look again:</b> 1 claim joined it since"
        in client.get(f"/incidents/{merged.id}/").content.decode()
    )
    last = IncidentDecision.objects.filter(verb="grade").order_by("-entry")[0].entry
    client.post(f"/incidents/{merged.id}/undo/{last}/", {"reason": "The cartridges were old."})
    assert "<b>Credibility 4: doubtful</b>" in client.get(f"/incidents/{merged.id}/").content.decode()
    assert client.post(f"{here}grade/", {"credibility": "9", "reason": "x"}, follow=True).status_code == 200
    assert IncidentDecision.objects.filter(verb="grade").count() == 2


def test_a_monitors_observation_near_it_counts_as_another_origin(
    two: tuple[str, str], sign_in: Callable[[str], Client]
) -> None:
    from datetime import UTC, datetime

    from holdfire.inquiry.models import FieldObservation

    incident = Incident.objects.get(id=two[0])
    for n, (hour, away) in enumerate(((15, 0.01), (15, 1.0))):
        FieldObservation.objects.create(
            id=f"o{n}", entry=90 + n, author="m", seat="peacekeepers", at=timezone.now(), radius_km=1.0,
            started=datetime(2021, 10, 14, hour, tzinfo=UTC), lat=incident.lat + away, lon=incident.lon,
            data={
                "means": "heard", "count": 12, "sighted": "burst", "description": "undetermined",
                "weapon": "", "distance_low_m": None, "distance_high_m": None, "bearing": None,
            },
        )  # fmt: skip
    page = sign_in("observer").get(f"/incidents/{two[0]}/").content.decode()
    assert "heard 12 × burst, 15:00 UTC on 14 October 2021, 1 km from the place told (entry 90)." in page
    assert "(entry 91)" not in page
    assert "2 independent origins say that it happened: Armenia; an observation of monitors." in page


def test_a_hot_spot_that_would_seldom_lie_there_by_chance_counts_as_an_instrument(
    two: tuple[str, str], sign_in: Callable[[str], Client], settings: Any
) -> None:
    from holdfire.intake.tables import load_table

    incident = Incident.objects.get(id=two[0])
    home, client = Path(settings.HOLDFIRE_HOME), sign_in("observer")
    head = (
        "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,"
    )
    rows = [head + "bright_ti5,frp,daynight"]
    for day in ("2019-06-01", "2021-10-14", "2021-12-01"):
        spot = f"{incident.lat},{incident.lon},330.1,0.4,0.4,{day},1012,N,VIIRS,nominal,2.0NRT,290.1,5.2,D"
        rows.append(spot)
    (home / "firms.csv").write_text("\n".join(rows) + "\n")
    assert "satellite" not in client.get(f"/incidents/{two[0]}/").content.decode()
    load_table(home / "firms.csv", home / "hotspots.parquet")
    page = client.get(f"/incidents/{two[0]}/").content.decode()
    # 8 km, as “near” is read, and a pixel
    assert "1 satellite hot spot lies within 9 km at the time told." in page
    assert "less than 1 in 1,000 times" in page
    assert "2 independent origins say that it happened: Armenia; an instrument of no side." in page
