"""A person corrects any field of a claim; a form sent as it was shown changes nothing."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from holdfire.errors import RegisterError
from holdfire.reading.claim import PlaceMention, Quantity
from holdfire.register.models import Claim, Report
from holdfire.site.corrections import changes_in, spell_places
from tests.site.filing import read_claim

TEXT = (
    "The ministry said that 112 prisoners were returned: 105 to Armenia and 17 to Azerbaijan. It accused "
    "Azerbaijan of opening mortar fire near Jabrayil on 14 October, reportedly wounding six soldiers."
)


class Fields(HTMLParser):
    """The fields of the first form of correction as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: list[dict[str, str]] = []
        self.now: dict[str, str] | None = None
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.now = {}
        if self.now is None:
            return
        if tag == "input" and given.get("name"):
            self.now[str(given["name"])] = given.get("value") or ""
        if tag == "select":
            self.select = str(given["name"])
        if tag == "option" and (self.select not in self.now or "selected" in given):
            self.now[self.select] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.now is not None:
            if self.now.get("verb") == "correct":
                self.sent.append(self.now)
            self.now = None


@pytest.fixture
def received(sign_in: Callable[[str], Client]) -> tuple[Client, Report]:
    client = sign_in("analyst")
    client.post("/reports/receive/", {"text": TEXT, "date": "2021-10-21"})
    return client, Report.objects.get()


def test_a_form_sent_as_it_was_shown_changes_nothing(received: tuple[Client, Report]) -> None:
    client, report = received
    forms = Fields(client.get(f"/reports/{report.id}/").content.decode()).sent
    claims = list(report.claims.order_by("ordinal"))
    assert len(forms) == len(claims) >= 2
    for claim, form in zip(claims, forms, strict=True):
        page = client.post(f"/claims/{claim.id}/decide/", form, follow=True).content.decode()
        assert "A correction changes something" in page
    assert not Claim.objects.exclude(state="machine").exists()


def test_places_figures_type_and_weapon_are_corrected(received: tuple[Client, Report]) -> None:
    client, report = received
    claim = report.claims.filter(data__quantities__isnull=False).order_by("ordinal")[0]
    index = list(report.claims.order_by("ordinal")).index(claim)
    form = Fields(client.get(f"/reports/{report.id}/").content.decode()).sent[index]
    form |= {
        "places": "Mekhakavan; a height (39.52, 47.03 ± 2 km); a farm nobody knows",
        "violation_type": "mortar",
        "weapon": "82 mm mortar",
        "figure-0-value": "122",
    }
    client.post(f"/claims/{claim.id}/decide/", form)
    data = Claim.objects.get(id=claim.id).data
    known, height, farm = data["places"]
    assert known["place_id"] == "jabrayil" and known["lat"] == pytest.approx(39.4, abs=0.05)
    assert (height["lat"], height["lon"], height["radius_km"]) == (39.52, 47.03, 2.0)
    assert farm["name"] == "a farm nobody knows" and "lat" not in farm
    assert data["quantities"][0]["value"] == 122 and data["weapon"] == "82 mm mortar"
    assert Claim.objects.get(id=claim.id).place_id == "jabrayil"


def form(**fields: str) -> QueryDict:
    sent = QueryDict(mutable=True)
    sent.update({k.replace("__", "-"): v for k, v in fields.items()})
    return sent


def test_an_emptied_figure_goes_and_an_empty_row_adds_none() -> None:
    two = tuple(Quantity(text=str(n), char_start=0, char_end=3, value=n, unit="people") for n in (105, 17))
    claim = read_claim(0, 40, quantities=two)
    changed = changes_in(form(figure__0__value="", figure__1__value="17", figure__1__unit="people"), claim)
    assert [q["value"] for q in changed["quantities"]] == [17]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"places": "somewhere (95, 10)"}, "lies nowhere"),
        ({"figure__0__value": "a dozen"}, "is not a number"),
        ({"start": "the 14th"}, "is not a day"),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_sentence(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(RegisterError, match=says):
        changes_in(form(**fields), read_claim(0, 40))


def test_places_are_spelt_so_that_they_read_back_as_they_stand() -> None:
    here = PlaceMention(
        text="x", char_start=0, char_end=1, name="Jabrayil", place_id="jabrayil", lat=39.4, lon=47.0
    )
    there = PlaceMention(text="y", char_start=2, char_end=3, name="A post", lat=39.5, lon=46.9, radius_km=4.0)
    capital = PlaceMention(text="Baku", char_start=4, char_end=8, name="Baku", government=True)
    claim = read_claim(0, 40, places=(here, there, capital))
    assert spell_places(claim.places) == "Jabrayil; A post (39.5, 46.9 ± 4 km)"
    assert changes_in(form(places=spell_places(claim.places)), claim) == {}
    fewer = changes_in(form(places="Jabrayil"), claim)["places"]
    assert [p["name"] for p in fewer] == ["Baku", "Jabrayil"]
