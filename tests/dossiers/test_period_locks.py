"""A locked period: nothing inside it is decided about, by any command, until it is unlocked with a reason."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from holdfire.dossiers import assessing, custody
from holdfire.dossiers.custody import PersonFile
from holdfire.errors import RegisterError
from holdfire.publishing import frozen
from holdfire.record.dossier import Assessed, Cited, MissingOpened
from holdfire.register import commands, incidents, periods
from holdfire.register.account import Account
from holdfire.register.models import Claim, Entry, Incident, PeriodLock, Report
from holdfire.register.rebuild import rebuild
from holdfire.theatre import load
from tests.dossiers.conftest import person
from tests.dossiers.test_custody import moved, post
from tests.inquiry.people import sign_in

AT = datetime(2021, 11, 1, 9, tzinfo=UTC)
FIRST, LAST = date(2021, 9, 1), date(2021, 9, 30)
REPORT = "The ministry said that one soldier was killed by sniper fire near Shusha on September 14, 2021."
HEAD = person("peacekeepers")


def lock(by: Account = HEAD, first: date = FIRST, last: date = LAST) -> str:
    return frozen.lock_period(first, last, "The month is closed.", load(), by=by, at=AT)


@pytest.fixture
def september(home: Any) -> Claim:
    """A claim about a day of September, read and not yet decided about."""
    commands.receive(REPORT.encode(), by=Account(id="importer"), published=date(2021, 9, 15))
    return Claim.objects.filter(kind="violation").first() or Claim.objects.all()[0]


def test_a_claim_inside_is_not_decided_about_until_it_is_unlocked(september: Claim) -> None:
    number, by = lock(), person("armenia", "analyst")
    before = Entry.objects.count()
    with pytest.raises(
        RegisterError, match="lies in the period 2021-09-01 to 2021-09-30, which is locked since 2021-11-01"
    ):
        commands.decide(september.id, "confirm", by=by)
    assert Entry.objects.count() == before
    with pytest.raises(RegisterError, match="Say why"):
        periods.unlock(number, " ", by=HEAD, at=AT)
    periods.unlock(number, "A late witness was heard.", by=person("", "keeper"), at=AT)
    assert commands.decide(september.id, "confirm", by=by).state == "confirmed"
    assert rebuild(check=True).differences == ()


def test_incidents_inside_are_not_merged_split_or_graded(september: Claim) -> None:
    number, by = lock(), person("armenia", "analyst")
    incident = Incident.objects.get(members__claim=september)
    before = Entry.objects.count()
    with pytest.raises(RegisterError, match="is locked since"):
        incidents.grade(incident.id, 3, proposed=3, by=by, reason="As proposed.")
    assert Entry.objects.count() == before
    periods.unlock(number, "A late witness was heard.", by=person("", "keeper"), at=AT)
    assert incidents.grade(incident.id, 3, proposed=3, by=by, reason="As proposed.").entry > before


def test_a_count_that_runs_across_the_period_is_decided_about(claim: Claim) -> None:
    lock()
    assert (claim.time_start[:7], claim.time_end[:7]) == ("2020-12", "2021-10")
    commands.decide(claim.id, "reject", by=person("armenia", "analyst"), reason="Not so.")


def test_dossiers_are_locked_with_it(cited: tuple[Cited, ...]) -> None:
    lock()
    locked = "lies in the period 2021-09-01 to 2021-09-30"
    said = Assessed(agreement="2020-11-09", obligation="8", level="full", on="2021-09-30", evidence=cited)
    with pytest.raises(RegisterError, match=locked):
        assessing.assess(said, "So.", by=HEAD, at=AT)
    with pytest.raises(RegisterError, match=locked):
        post(moved("capture", "2021-09-01", "free", "held azerbaijan", 1), cited)
    one = custody.open_person("armenia", PersonFile(name="Nobody"), (), by=HEAD, at=AT)
    with pytest.raises(RegisterError, match=locked):
        custody.open_missing(MissingOpened(person=one, since="2021-09-02", evidence=cited), by=HEAD, at=AT)
    post(moved("capture", "2021-08-31", "free", "held azerbaijan", 1), cited)  # the day before is open


def test_a_report_is_not_dated_into_a_locked_period_nor_out_of_it(september: Claim) -> None:
    lock()
    by = person("armenia", "analyst")
    for day in (date(2021, 10, 2), date(2021, 9, 2)):
        with pytest.raises(RegisterError, match="The day of this report lies in the period"):
            commands.set_date(september.report_id, day, by)


def test_what_comes_in_comes_in_and_the_published_report_stands(september: Claim) -> None:
    stood, _ = frozen.report(FIRST, LAST, load())
    number = lock()
    late = "The ministry said that a soldier was killed by sniper fire near Hadrut on September 20, 2021."
    commands.receive(late.encode(), by=Account(id="importer"), published=date(2021, 9, 21))
    assert Report.objects.count() == 2
    locked, row = frozen.report(FIRST, LAST, load())
    assert row is not None and row.id == number
    assert (locked.total, locked.violations) == (stood.total, stood.violations)
    day, row = frozen.report(date(2021, 9, 20), date(2021, 9, 20), load())
    assert row is not None and day.total == 0
    periods.unlock(number, "A late report.", by=HEAD, at=AT)
    now, row = frozen.report(FIRST, LAST, load())
    assert row is None and len(now.violations) > len(stood.violations)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (LAST, FIRST, "before it begins"),
        (FIRST, date(2021, 11, 1), "is not over"),
        (date(2021, 1, 1), date(2021, 9, 30), "more than a quarter"),
        (date(2021, 9, 30), date(2021, 10, 5), "are locked already"),
    ],
)
def test_a_lock_that_makes_no_sense_is_refused(first: date, last: date, sentence: str, home: Any) -> None:
    lock()
    with pytest.raises(RegisterError, match=sentence):
        lock(first=first, last=last)
    assert PeriodLock.objects.count() == 1


@pytest.mark.parametrize("role", ["public", "observer", "reporter", "analyst", "investigator"])
def test_only_a_head_of_seat_or_the_record_keeper_locks(role: str, home: Any) -> None:
    with pytest.raises(RegisterError, match="may not lock or unlock a period"):
        lock(person("armenia", role))


def test_pages_show_the_lock_and_the_refusal(september: Claim) -> None:
    client = sign_in(HEAD)
    form = {"first": "2021-09-01", "last": "2021-09-30", "why": "The month is closed."}
    page = client.post("/publish/periods/lock/", form, follow=True).content.decode()
    assert "1 to 30 September 2021" in page and "The month is closed." in page
    report = client.get("/publish/?day=2021-09-01&to=2021-09-30").content.decode()
    assert "the report stands as it was then" in report
    refused = sign_in(person("armenia", "analyst")).post(
        f"/claims/{september.id}/decide/", {"verb": "confirm"}, follow=True
    )
    assert "which is locked since" in refused.content.decode()
    number = PeriodLock.objects.get().id
    again = client.post("/publish/periods/unlock/", {"period": number, "why": "A late witness."}, follow=True)
    assert "A late witness." in again.content.decode()


def test_today_says_which_periods_are_locked(home: Any) -> None:
    client = sign_in(HEAD)
    assert "Locked, so that" not in client.get("/today/").content.decode()
    lock()
    assert 'to=2021-09-30">1 to 30 September 2021</a>' in client.get("/today/").content.decode()
