"""What seats saw of works and visits stands beside what is claimed of them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from holdfire.dossiers import progress, restoration
from holdfire.dossiers.confirmed import confirmed
from holdfire.errors import DossierError
from holdfire.record.dossier import Cited, ProgressNoted
from holdfire.register import commands
from holdfire.register.account import Account
from holdfire.register.models import Claim
from holdfire.register.rebuild import rebuild
from holdfire.theatre import load
from tests.dossiers.conftest import person
from tests.dossiers.test_dossiers import said
from tests.inquiry.people import sign_in

THEATRE = load()
AT = datetime(2021, 12, 1, 9, tzinfo=UTC)
AIRPORT = (
    "The ministry of economy said that Fuzuli airport was opened on October 26, 2021, for 120 million manats."
)


@pytest.fixture
def airport(home: Any) -> Claim:
    """A work that is claimed to be done."""
    commands.receive(AIRPORT.encode(), by=Account(id="importer"), published=date(2021, 10, 27))
    row = Claim.objects.filter(kind="restoration").first()
    assert row is not None
    commands.decide(row.id, "confirm", by=person("azerbaijan", "analyst"))
    return row


def noted(claim: Claim, standing: Any, percent: int | None = None, **more: Any) -> ProgressNoted:
    cited = (Cited(kind="report", id=claim.report_id),)
    fields = {"on": "2021-11-20", "evidence": cited} | more
    return ProgressNoted(undertaking=claim.id, standing=standing, percent=percent, **fields)


def undertaking() -> restoration.Undertaking:
    on = date(2021, 12, 31)
    (one,) = restoration.restoration(on, THEATRE, confirmed(THEATRE), progress.seen(on, THEATRE)).undertakings
    return one


def test_what_was_seen_stands_beside_what_is_claimed_and_the_difference_is_said(airport: Claim) -> None:
    progress.note(noted(airport, "under-way", 80), "The apron is being paved.", by=person("armenia"), at=AT)
    one = undertaking()
    assert (one.observed[0].words, one.observed[0].why) == ("under way, 80 %", "The apron is being paved.")
    assert one.apart.endswith("observed: under way, 80 % on 2021-11-20, by Armenia")
    progress.note(noted(airport, "done", on="2021-11-30"), "It is in use.", by=person("armenia"), at=AT)
    assert undertaking().apart == ""
    assert rebuild(check=True).differences == ()


@pytest.mark.parametrize(
    ("standing", "percent", "more", "sentence"),
    [
        ("under-way", 100, {}, "done to 100 %"),
        ("done", 90, {}, "done to 100 %"),
        ("done", None, {"on": "2031-01-01"}, "has not come yet"),
        ("done", None, {"evidence": ()}, "Cite what this rests on"),
    ],
)
def test_what_cannot_have_been_seen_is_refused(
    standing: str, percent: int | None, more: dict[str, Any], sentence: str, airport: Claim
) -> None:
    with pytest.raises(DossierError, match=sentence):
        progress.note(noted(airport, standing, percent, **more), "Seen.", by=person("armenia"), at=AT)


def test_a_seat_notes_what_it_saw_on_the_page(airport: Claim) -> None:
    form = {
        "undertaking": airport.id, "standing": "under-way", "percent": 40, "on": "2021-11-20",
        "what": "Two machines at work.", "evidence": f"report {airport.report_id}",
    }  # fmt: skip
    answer = sign_in(person("armenia")).post("/dossiers/restoration/note/", form, follow=True)
    page = answer.content.decode()
    assert "under way, 40 %" in page and "Two machines at work." in page


@pytest.mark.parametrize(
    ("text", "funds"),
    [
        ("The ministry said that Azerbaijan spent $1.5 billion on roads in Fuzuli.", ("$1.5 billion",)),
        (
            "The ministry said that 120 million manats were spent on a road in Fuzuli.",
            ("120 million manats",),
        ),
    ],
)
def test_sums_of_money_are_shown_as_the_claim_gives_them(text: str, funds: tuple[str, ...]) -> None:
    found = [restoration._funds(one) for one in said(text, date(2021, 10, 21))]
    assert funds in found
