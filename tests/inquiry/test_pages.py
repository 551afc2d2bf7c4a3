"""Pages of an inquiry and the liaison log: what a person finds there, and what two clicks lead to."""

from datetime import date

from icalendar import Calendar

from holdfire.inquiry import commands
from holdfire.inquiry.models import Call, Inquiry
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.record.calls import CallLogged, Followup
from holdfire.register.account import Account
from holdfire.register.models import Report
from tests.inquiry.people import sign_in
from tests.inquiry.staff import SECRET, Staff, person

MEDIATOR = person("peacekeepers", "analyst")


def log_call() -> str:
    call = CallLogged(
        call="new", channel="hotline", subject="fire", caller="armenia", called=("azerbaijan",),
        started="2021-10-14T18:05:00Z", followups=(Followup(owner="azerbaijan", due="2021-10-20"),),
    )  # fmt: skip
    words = Words(title="Fire at a post", text="One side said 6 were wounded.", steps=("Say which post.",))
    return commands.log_call(call, by=MEDIATOR, words=words)


def test_a_call_is_logged_on_the_page_with_its_next_step(home: object) -> None:
    client = sign_in(MEDIATOR)
    form = {
        "channel": "hotline", "subject": "fire", "caller": "armenia", "called": ["azerbaijan"],
        "on": "2021-10-14", "started": "18:05", "ended": "18:20", "title": "Fire", "text": "It was said.",
        "agreed": "Both stop.", "step1": "Say which post.", "owner1": "azerbaijan", "due1": "2021-10-15",
    }  # fmt: skip
    assert client.post("/liaison/new/", form).status_code == 302
    page = client.get(f"/liaison/{Call.objects.get().id}/").content.decode()
    assert "Both stop." in page and "Say which post." in page and "15 October 2021" in page


def test_an_inquiry_and_an_incident_are_two_clicks_from_a_call(home: object) -> None:
    id = log_call()
    client = sign_in(MEDIATOR)
    page = client.get(f"/liaison/{id}/").content.decode()
    assert f"/inquiries/new/?call={id}" in page and 'action="/reports/receive/"' in page
    filed = client.post("/reports/receive/", {"text": "One side said 6 were wounded.", "date": "2021-10-14"})
    assert filed.status_code == 302 and Report.objects.get().claims.exists()
    form = client.get(f"/inquiries/new/?call={id}").context["form"]
    given = dict(form.initial) | {"title": "Fire", "text": "Alleged on the line."}
    assert client.post("/inquiries/new/", given).status_code == 302
    assert Inquiry.objects.get().state["alleged"]["call"] == id
    assert "Inquiries out of this call" in client.get(f"/liaison/{id}/").content.decode()


def test_today_says_what_waits_for_my_seat_and_what_is_late(staff: Staff) -> None:
    for stage in (staff.open, staff.work, staff.draft, staff.submit):
        stage()
    log_call()
    over = staff.over()
    staff.do(acts.Signed, person("armenia"), None, version=1, over=over)
    for seat, waits in (("azerbaijan", True), ("armenia", False)):
        page = sign_in(person(seat)).get("/today/").content.decode()
        assert ("Waits for your seat" in page) == waits
        assert "A next step of the call" in page
    assert "Sign the finding or dissent" in page  # late for the others, and everybody sees it


def test_the_calendar_holds_each_deadline_in_words_the_reader_may_read(staff: Staff) -> None:
    staff.open()
    staff.do(
        acts.Requested,
        person("peacekeepers", "investigator"),
        "?",
        number=0,
        to="azerbaijan",
        due=staff.day(3),
    )
    log_call()
    mine = Calendar.from_ical(sign_in(person("azerbaijan")).get("/inquiries/calendar.ics").content)
    days = {str(e["summary"]): e["dtstart"].dt for e in mine.walk("vevent")}
    assert days["Answer request R1 (Azerbaijan)"] == date.fromisoformat(staff.day(3))
    assert days["Say which post. (Azerbaijan)"] == date(2021, 10, 20)
    outside = sign_in(Account(id="observer", role="observer")).get("/inquiries/calendar.ics").content.decode()
    assert SECRET not in outside and "Say which post" not in outside


def test_what_is_refused_comes_back_with_its_sentence_and_what_was_written(staff: Staff) -> None:
    staff.allege()
    client = sign_in(person("armenia"))
    answer = client.post(
        f"/inquiries/{staff.inquiry}/act/judged/", {"admissible": "yes", "text": "We say it is."}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "another seat does" in page
