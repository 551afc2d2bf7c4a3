"""How far an obligation was met is each seat's own word: reasoned, evidenced, dated, and never averaged."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from holdfire.dossiers import agreement, assessing, assessments
from holdfire.errors import DossierError
from holdfire.record.dossier import Assessed, Cited
from holdfire.register.account import Account
from holdfire.register.models import Claim, Entry
from holdfire.register.rebuild import rebuild
from holdfire.theatre import load
from tests.dossiers.conftest import person
from tests.inquiry.people import sign_in

THEATRE = load()
AT = datetime(2021, 11, 1, 9, tzinfo=UTC)
LATER = date(2021, 12, 31)


def assess(
    seat: str,
    level: Any,
    cited: tuple[Cited, ...],
    *,
    obligation: str = "8",
    on: str = "2021-10-21",
    why="So.",
) -> int:  # type: ignore[no-untyped-def]
    said = Assessed(agreement="2020-11-09", obligation=obligation, level=level, on=on, evidence=cited)
    return assessing.assess(said, why, by=person(seat), at=AT)


def seen(obligation: str = "8", on: date = LATER) -> agreement.ObligationStatus:
    (dossier,) = agreement.agreements(on, THEATRE, [], assessments.all_views(on, THEATRE))
    return next(o for o in dossier.obligations if o.obligation.id == obligation)


def test_what_seats_say_differently_stands_side_by_side(cited: tuple[Cited, ...]) -> None:
    assess("armenia", "minimum", cited)
    assess("azerbaijan", "full", cited, why="All were returned.")
    status = seen()
    assert [(v.name, v.now.level) for v in status.assessed] == [
        ("Armenia", "minimum"),
        ("Azerbaijan", "full"),
    ]
    assert status.differ and status.assessed[1].now.why == "All were returned."
    assert status.assessed[0].now.rests_on[0].label.startswith("Maria Zakharova")


def test_a_later_word_on_the_same_day_replaces_and_both_are_kept(cited: tuple[Cited, ...]) -> None:
    assess("armenia", "none", cited, on="2021-10-01")
    assess("armenia", "full", cited)
    assess("armenia", "minimum", cited)
    (view,) = seen().assessed
    assert [(s.on.day, s.level) for s in view.steps] == [(1, "none"), (21, "minimum")]
    assert [(a.level, a.replaced) for a in view.all] == [
        ("none", False), ("full", True), ("minimum", False)
    ]  # fmt: skip
    assert seen(on=date(2021, 10, 5)).assessed[0].now.level == "none"


def test_an_obligation_is_overdue_until_every_seat_says_that_it_was_met(cited: tuple[Cited, ...]) -> None:
    for number, seat in enumerate(("armenia", "azerbaijan", "peacekeepers")):
        assert seen("2").overdue, number
        assess(seat, "full", cited, obligation="2")
    assert not seen("2").overdue
    assert not seen("2", date(2020, 11, 20)).overdue  # the day itself
    assess("armenia", "intermediate", cited, obligation="2", on="2021-10-30")
    assert seen("2").overdue


def test_a_share_of_the_agreement_shows_its_arithmetic(cited: tuple[Cited, ...]) -> None:
    for obligation, level in (("8", "minimum"), ("2", "full"), ("9a", "none")):
        assess("armenia", level, cited, obligation=obligation)
    (dossier,) = agreement.agreements(LATER, THEATRE, [], assessments.all_views(LATER, THEATRE))
    (share,) = dossier.shares
    assert share.arithmetic == "4 of 3 × 3 = 9, 44 %"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"obligation": "99"}, "has no obligation “99”"),
        ({"on": "2019-01-01"}, "lies before"),
        ({"on": "2022-01-01"}, "has not come yet"),
        ({"on": "2021-02-30"}, "is not a day"),
        ({"why": "  "}, "Say in a few words why"),
    ],
)
def test_what_may_not_be_assessed_is_refused_and_leaves_no_trace(
    change: dict[str, str], sentence: str, cited: tuple[Cited, ...]
) -> None:
    before = Entry.objects.count()
    with pytest.raises(DossierError, match=sentence):
        assess("armenia", "full", cited, **change)
    assert Entry.objects.count() == before


def test_an_assessment_rests_on_something_that_is_there(cited: tuple[Cited, ...]) -> None:
    with pytest.raises(DossierError, match="at least one claim"):
        assess("armenia", "full", ())
    with pytest.raises(DossierError, match="There is no finding “2021-009”"):
        assess("armenia", "full", (*cited, Cited(kind="finding", id="2021-009")))


@pytest.mark.parametrize("by", [person("armenia", "observer"), person("armenia", "keeper"), person("")])
def test_only_a_seat_in_a_role_that_may_assesses(by: Account, cited: tuple[Cited, ...]) -> None:
    said = Assessed(agreement="2020-11-09", obligation="8", level="full", on="2021-10-21", evidence=cited)
    with pytest.raises(DossierError):
        assessing.assess(said, "So.", by=by, at=AT)


def test_a_rebuild_gives_the_same_assessments(cited: tuple[Cited, ...]) -> None:
    assess("armenia", "minimum", cited)
    assess("azerbaijan", "full", cited)
    assert rebuild(check=True).differences == ()


def test_a_seat_assesses_on_the_page_and_the_page_shows_it(claim: Claim) -> None:
    client: Client = sign_in(person("armenia"))
    form = {"level": "minimum", "on": "2021-10-21", "why": "Most are still held.", "claims": [claim.id]}
    answer = client.post("/dossiers/agreement/2020-11-09/8/assess/", form, follow=True)
    page = answer.content.decode()
    assert "Most are still held." in page and "Minimum" in page and "(1 of 3)" in page
    assert "levels-in-words" in page


def test_what_is_refused_on_the_page_comes_back_with_what_was_written(claim: Claim) -> None:
    client = sign_in(person("armenia"))
    form = {"level": "full", "on": "2021-10-21", "why": "Kept words.", "evidence": "https://elsewhere/"}
    answer = client.post("/dossiers/agreement/2020-11-09/8/assess/", form)
    page = answer.content.decode()
    assert answer.status_code == 422 and "is not the address of" in page and "Kept words." in page
    form["evidence"] = f"http://testserver/reports/{claim.report_id}/#{claim.id}"
    assert client.post("/dossiers/agreement/2020-11-09/8/assess/", form).status_code == 302
