"""The report of a day: counts beside the period before, and silence told as silence."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from holdfire.publishing.daily import daily
from holdfire.publishing.evaluation import nearest
from holdfire.publishing.paper import to_pdf
from holdfire.register.models import Report
from holdfire.site.watched import theatre
from tests.site.filing import read_claim


def test_a_period_is_counted_against_the_one_before(filed: Report) -> None:
    found = daily(date(2021, 10, 25), date(2021, 10, 31), theatre())
    assert found.before == (date(2021, 10, 18), date(2021, 10, 24))
    assert (found.total, found.total_before) == (0, 1)
    assert [(c.side, c.now, c.before) for c in found.counts] == [("Armenia", 0, 1)]


def test_both_versions_of_a_disputed_incident_stand_side_by_side(filed: Report) -> None:
    (one,) = daily(date(2021, 10, 20), date(2021, 10, 20), theatre()).disputes
    assert [v.side for v in one.asserted] == ["Armenia"]
    assert [v.side for v in one.denied] == ["Azerbaijan"]


def test_an_empty_day_says_that_no_report_is_not_no_incident(
    filed: Report, sign_in: Callable[[str], Client]
) -> None:
    page = sign_in("observer").get("/publish/?day=2019-01-01").content.decode()
    assert "No report is not no incident" in page
    assert "nobody" in page and "Silent" in page


def test_who_reported_is_not_among_the_silent(filed: Report) -> None:
    Report.objects.filter(id=filed.id).update(source_id="armenia-mod")
    found = daily(date(2021, 10, 21), date(2021, 10, 21), theatre())
    name = "Ministry of Defence of Armenia"
    assert name in found.reported and name not in found.silent


def test_the_failing_sum_is_in_the_report_of_its_day(filed: Report) -> None:
    assert daily(date(2021, 10, 21), date(2021, 10, 21), theatre()).sums == (
        "112 is stated, but 105 + 17 = 122.",
    )


def test_words_reach_paper_as_words(filed: Report) -> None:
    filed.claims.update(content='#panic("run") $x$ "]', kind="violation")
    assert to_pdf(daily(date(2021, 10, 20), date(2021, 10, 20), theatre())).startswith(b"%PDF")


@pytest.mark.parametrize(("role", "status"), [("", 302), ("public", 403)])
def test_only_who_may_read_sees_the_report(
    role: str, status: int, filed: Report, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in(role)
    assert {client.get(p).status_code for p in ("/publish/", "/publish/report.pdf")} == {status}


def test_a_claim_is_found_by_its_span_and_of_several_by_its_speaker() -> None:
    person = read_claim(26, 52)
    other, same, far = read_claim(26, 52, speaker="Another"), read_claim(26, 50), read_claim(53, 80)
    assert nearest(person, [other, same, far]) is same
    assert nearest(person, [far]) is None


def test_publish_opens_on_the_last_week_that_tells_something(
    filed: Report, sign_in: Callable[[str], Client]
) -> None:
    for on, opened in (("2022-03-01", date(2021, 10, 18)), ("2021-09-01", date(2021, 9, 1))):
        page = sign_in("observer").get(f"/publish/?on={on}").content.decode()
        assert f'name="to" value="{opened}"' in page
        assert f'name="day" value="{opened - timedelta(days=6)}"' in page
