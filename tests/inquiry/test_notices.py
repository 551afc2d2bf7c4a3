"""Feeds, calendars and letters: what is new, for whom, and never a word that was said in confidence."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from icalendar import Calendar
from typer.testing import CliRunner

from holdfire.cli import app
from holdfire.errors import HoldfireError
from holdfire.record import acts
from holdfire.register.account import Account
from holdfire.register.commands import receive
from holdfire.site import letters
from holdfire.site.models import Letters, Member, Notice
from tests.inquiry.people import feeds_of, sign_in
from tests.inquiry.staff import Staff, person
from tests.inquiry.test_canary import CANARY, MARKED, OWN, planted  # noqa: F401


def asks(account: Account, letters: str = "daily", to: str = "seat@example.org") -> Notice:
    answer = sign_in(account).post("/notices/", {"letters": letters, "email": to})
    assert answer.status_code == 302
    return Notice.objects.get(user__username=account.id)


def to_signature(staff: Staff) -> None:
    """A case in which every voting seat has a finding to sign or dissent from."""
    for stage in (staff.open, staff.work, staff.draft, staff.submit):
        stage()


def read(path: str) -> Any:
    answer = sign_in(None).get(path)
    assert answer.status_code == 200
    return feedparser.parse(answer.content)


def test_a_feed_holds_what_came_in_and_what_waits_for_the_seat(staff: Staff) -> None:
    receive(b"The ministry said that 112 people were returned.", by=Account(id="importer"))
    to_signature(staff)
    found = read(f"/feeds/{feeds_of(person('peacekeepers'))}/news.atom")
    assert not found.bozo
    titles = [e.title for e in found.entries]
    assert any(t.startswith("A report of") for t in titles)
    assert any(t.startswith(f"Waits for your seat: Inquiry {staff.inquiry}:") for t in titles)
    assert len({e.id for e in found.entries}) == len(found.entries)


def test_a_calendar_holds_every_day_that_is_set_once(staff: Staff) -> None:
    to_signature(staff)
    path = f"/feeds/{feeds_of(person('armenia'))}/days.ics"
    first, second = (Calendar.from_ical(sign_in(None).get(path).content) for _ in range(2))
    ids = [[str(e["uid"]) for e in c.walk("VEVENT")] for c in (first, second)]
    assert ids[0] and ids[0] == ids[1] and len(set(ids[0])) == len(ids[0])


def test_published_findings_have_a_feed_for_everybody(staff: Staff) -> None:
    assert read("/feeds/findings.atom").entries == []
    staff.all()
    (entry,) = read("/feeds/findings.atom").entries
    assert staff.inquiry in entry.title and entry.link.endswith(f"/findings/{staff.inquiry}/")


@pytest.mark.parametrize("feed", ["news.atom", "days.ics"])
def test_a_key_ends_with_a_new_one_with_the_right_and_with_the_account(feed: str, staff: Staff) -> None:
    who = person("armenia")

    def status(key: str) -> int:
        return sign_in(None).get(f"/feeds/{key}/{feed}").status_code

    first = feeds_of(who)
    assert status(first) == 200 and status(first[:-1]) == 404 and status("") == 404
    page = sign_in(who).post("/notices/key/").content.decode()
    second = re.search(r"/feeds/([^/]+)/", page)
    assert second is not None and status(first) == 404 and status(second[1]) == 200
    Member.objects.filter(user__username=who.id).update(role="public")
    assert status(second[1]) == 404
    Member.objects.filter(user__username=who.id).update(role="head")
    get_user_model().objects.filter(username=who.id).update(is_active=False)
    assert status(second[1]) == 404
    get_user_model().objects.filter(username=who.id).update(is_active=True)
    assert status(second[1]) == 200
    sign_in(who).post("/notices/end/")
    assert status(second[1]) == 404


def test_the_key_is_not_kept(staff: Staff) -> None:
    key = feeds_of(person("armenia"))
    kept = Notice.objects.get()
    assert key not in (kept.key_digest, str(kept.__dict__))


def test_a_letter_goes_when_due_and_not_again_before_its_time(staff: Staff, settings: Any) -> None:
    settings.HOLDFIRE_ADDRESS = "https://mission.example"
    receive(b"The ministry said that 112 people were returned.", by=Account(id="importer"))
    to_signature(staff)
    notice = asks(person("peacekeepers"))
    assert letters.send(letters.due()) == 1
    (sent,) = mail.outbox
    assert sent.to == ["seat@example.org"] and sent.subject.startswith("1 new report, ")
    assert f"https://mission.example/inquiries/{staff.inquiry}/" in sent.body
    assert letters.due() == []
    notice.refresh_from_db()
    assert notice.sent_at is not None
    notice.sent_at -= timedelta(hours=21)
    notice.save()
    assert len(letters.due()) == 1  # something still waits for the seat


def asked_by(staff: Staff, days: int) -> Notice:
    """A request to a seat whose account hears once a week, and heard yesterday."""
    staff.now = datetime.now(UTC) - timedelta(hours=1)
    staff.open()
    lead = person("peacekeepers", "investigator")
    staff.do(acts.Requested, lead, "Which posts?", number=0, to="azerbaijan", due=staff.day(days))
    notice = asks(person("azerbaijan"), "weekly")
    notice.sent_at = datetime.now(UTC) - timedelta(hours=21)
    notice.save()
    return notice


def test_a_request_whose_day_is_near_is_reminded_of_before_the_next_letter(staff: Staff) -> None:
    notice = asked_by(staff, 1)
    ((_, letter),) = letters.due()
    assert letter.subject.startswith("Reminder: ")
    assert f"Inquiry {staff.inquiry}: answer request R1" in letter.text
    assert "Which posts?" not in letter.text  # no word of it leaves by mail
    letters.send(letters.due())
    assert letters.due() == []  # once a day at most
    notice.refresh_from_db()
    assert notice.sent_at is not None


def test_a_reminder_by_somebody_goes_out_however_far_the_day_is(staff: Staff) -> None:
    asked_by(staff, 30)
    assert letters.due() == []
    staff.do(acts.Reminded, person("peacekeepers", "investigator"), number=1)
    ((_, letter),) = letters.due()
    assert letter.subject.startswith("Reminder: ") and "(reminded " in letter.text


def test_nobody_who_may_not_read_or_asked_for_nothing_gets_a_letter(staff: Staff) -> None:
    staff.open()
    asks(person("armenia"), "none", "")
    asks(person("azerbaijan"))
    Member.objects.filter(user__username=person("azerbaijan").id).update(role="public")
    assert letters.due() == []


def test_letters_need_an_address(staff: Staff) -> None:
    answer = sign_in(person("armenia")).post("/notices/", {"letters": "daily", "email": ""})
    assert answer.status_code == 422 and "Give the address" in answer.content.decode()
    assert not Notice.objects.filter(letters=Letters.DAILY).exists()


def test_no_word_said_in_confidence_leaves_by_any_of_them(planted: Staff) -> None:  # noqa: F811
    people = [
        person(s, r) for s in ("armenia", "azerbaijan", "peacekeepers") for r in ("head", "investigator")
    ]
    receive(b"The ministry said that 112 people were returned.", by=Account(id="importer"))
    for who in people:
        key = feeds_of(who)
        asks(who)
        for path in (f"/feeds/{key}/news.atom", f"/feeds/{key}/days.ics", "/feeds/findings.atom"):
            text = sign_in(None).get(path).content.decode()
            assert not any(word in text for word in (CANARY, OWN, MARKED))
    assert letters.send(letters.due()) > 0
    assert not any(word in m.subject + m.body for m in mail.outbox for word in (CANARY, OWN, MARKED))


def test_the_command_says_that_no_mail_server_is_set(staff: Staff, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("holdfire.cli.publishing.open_home", lambda home: None)
    to_signature(staff)
    asks(person("peacekeepers"))
    shown = CliRunner().invoke(app, ["digest", "--show"])
    assert "To: seat@example.org" in shown.output and "Waits for your seat" in shown.output
    refused = CliRunner().invoke(app, ["digest"])
    assert isinstance(refused.exception, HoldfireError) and "HOLDFIRE_MAIL" in str(refused.exception)
