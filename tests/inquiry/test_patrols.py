"""Patrols: who was to be where, what became of it, and what the report of the day says of it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from holdfire.errors import InquiryError
from holdfire.inquiry import patrols
from holdfire.inquiry.models import FieldObservation, Patrol, PatrolLink
from holdfire.inquiry.observing import observe
from holdfire.inquiry.words import Words
from holdfire.publishing.daily import daily
from holdfire.publishing.paper import to_pdf
from holdfire.record import acts
from holdfire.record.field import Observed
from holdfire.record.patrols import PatrolEnded, PatrolObserved, PatrolPlanned
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.models import Entry, Incident
from holdfire.register.rebuild import rebuild
from holdfire.theatre.days import bounds, day_of
from tests.inquiry.people import sign_in
from tests.inquiry.staff import Staff, person

MONITOR = Account(id="monitor", seat="peacekeepers", role="reporter")
EVENING = datetime(2021, 10, 14, 21, tzinfo=UTC)  # 01:00 of the 15th in the theatre
DAY = date(2021, 10, 15)


def plan(by: Account = MONITOR, **changes: Any) -> str:
    planned = PatrolPlanned(**{"patrol": "new", "day": "2021-10-15", **changes})
    words = Words(patrol="Patrol 4", position="a secret ridge", title="by the river", text="see the post")
    return patrols.plan(planned, by=by, words=words, at=EVENING)


def end(patrol: str, outcome: Any, text: str = "", by: Account = MONITOR, party: str = "") -> None:
    entry = PatrolEnded(patrol=patrol, outcome=outcome, by=party)
    patrols.end(entry, by=by, words=Words(text=text), at=EVENING)


def see(at: str = "2021-10-14T20:40:00Z", by: Account = MONITOR) -> str:
    observed = Observed(
        observation=str(uuid4()), means="saw", sighted="burst", started=at, zone="+04:00"
    )  # fmt: skip
    observe(observed, by=by, words=Words(patrol="Patrol 4"), at=datetime(2021, 10, 16, tzinfo=UTC))
    return observed.observation


def test_a_day_says_who_was_there_to_see(home: Any) -> None:
    first, *others = [plan() for _ in range(4)]
    end(first, "refused", "The guard at the gate gave no reason.", party="azerbaijan-mod")
    for one in others:
        end(one, "carried-out")
    theatre = open_instance().theatre
    told = daily(DAY, DAY, theatre).patrols
    assert told.sentence == "Planned 4: carried out 3, access refused 1."
    (refused,) = [p for p in told.patrols if p.outcome == "access refused"]
    assert refused.why == "The guard at the gate gave no reason." and refused.by
    assert daily(date(2021, 10, 14), date(2021, 10, 14), theatre).patrols.sentence == "No patrol was planned."
    page = sign_in(MONITOR).get("/publish/?day=2021-10-15").content.decode()
    assert told.sentence in page and refused.why in page
    assert to_pdf(daily(DAY, DAY, theatre)).startswith(b"%PDF")


def test_a_day_is_the_theatres(home: Any) -> None:
    theatre = open_instance().theatre
    assert theatre.utc_offset == "+04:00" and day_of(EVENING, theatre) == DAY
    begin, finish = bounds(DAY, DAY, theatre)
    assert (begin, finish) == (datetime(2021, 10, 14, 20, tzinfo=UTC), datetime(2021, 10, 15, 20, tzinfo=UTC))


def test_where_a_patrol_goes_is_its_seats_and_what_became_of_it_everybodys(home: Any) -> None:
    id = plan()
    end(id, "changed", "The road was washed out.")
    own, other = sign_in(MONITOR), sign_in(Account(id="reader", seat="armenia", role="head"))
    for path in ("/field/patrols/", f"/field/patrols/{id}/"):
        assert "a secret ridge" in own.get(path).content.decode()
        page = other.get(path).content.decode()
        assert "a secret ridge" not in page and "The road was washed out." in page
    log = b"".join(bytes(e.envelope) for e in Entry.objects.all())
    assert b"secret" not in log
    assert "secret" not in other.get(f"/record/{Patrol.objects.get().entry}/").content.decode()


@pytest.mark.parametrize(
    ("attempt", "says"),
    [
        (lambda id: plan(day="2021-10-14"), "gone by"),
        (lambda id: plan(Account(id="x", seat="armenia", role="observer")), "may not"),
        (lambda id: end(id, "refused"), "why"),
        (lambda id: end(plan(day="2021-10-17"), "carried-out"), "from that day on"),
        (lambda id: end(id, "carried-out", by=person("armenia")), "seat that planned"),
        (lambda id: (end(id, "carried-out"), end(id, "changed", "again")), "already"),
    ],
)
def test_what_is_out_of_turn_is_refused(home: Any, attempt: Any, says: str) -> None:
    id = plan()
    with pytest.raises(InquiryError, match=says):
        attempt(id)


def test_observations_stand_under_the_patrol_that_made_them(home: Any) -> None:
    id, seen = plan(), see()
    theirs, other_day = see(by=person("armenia")), see("2021-10-14T19:00:00Z")
    client = sign_in(MONITOR)
    page = client.get(f"/field/patrols/{id}/").content.decode()
    assert seen in page and theirs not in page and other_day not in page
    client.post(f"/field/patrols/{id}/observed/", {"observation": [seen]})
    assert FieldObservation.objects.get(patrol_link__patrol=id).id == seen
    assert daily(DAY, DAY, open_instance().theatre).patrols.observations == 1
    for wrong in (theirs, seen):
        with pytest.raises(InquiryError):
            patrols.put_under(PatrolObserved(patrol=id, observations=(wrong,)), by=MONITOR)
    assert client.post(f"/field/patrols/{id}/observed/", {"observation": ["x"]}).status_code == 302
    assert PatrolLink.objects.count() == 1


def test_a_patrol_is_planned_and_told_of_in_the_browser(home: Any) -> None:
    client = sign_in(MONITOR)
    today = f"{day_of(datetime.now(UTC), open_instance().theatre)}"
    fields = {"patrol": "Patrol 4", "day": today, "position": "the post", "route": "", "text": ""}
    answer = client.post("/field/patrols/", fields)
    assert answer.status_code == 302 and answer["Location"] == f"/field/patrols/{today}-1/"
    wrong = {"outcome": "carried-out", "by": "azerbaijan-mod"}
    assert client.post(answer["Location"], wrong).status_code == 422
    assert client.post(answer["Location"], {"outcome": "carried-out"}).status_code == 302
    assert Patrol.objects.get().outcome == "carried-out"
    reader = sign_in(Account(id="reader", seat="armenia", role="observer"))
    reader.post("/field/patrols/", fields)
    assert Patrol.objects.count() == 1


def test_a_site_visit_names_its_patrol(staff: Staff) -> None:
    staff.open()
    lead = person("peacekeepers", "investigator")
    words = Words(title="the post", text="see the traces")
    staff.do(acts.VisitPlanned, lead, words, number=0, start=staff.day(2), end=staff.day(3))
    planned = PatrolPlanned(patrol="new", day=staff.day(2), inquiry=staff.inquiry, visit=1)
    id = patrols.plan(planned, by=lead, words=Words(patrol="One", position="the post"), at=staff.now)
    assert f"Patrol {id}" in sign_in(lead).get(f"/inquiries/{staff.inquiry}/").content.decode()
    wrong = PatrolPlanned(patrol="new", day=staff.day(2), inquiry=staff.inquiry, visit=2)
    with pytest.raises(InquiryError, match="no visit"):
        patrols.plan(wrong, by=lead, words=Words(patrol="One", position="the post"), at=staff.now)


def test_a_rebuild_gives_the_same_patrols(home: Any) -> None:
    id, seen = plan(), see()
    end(id, "changed", "Fog.")
    patrols.put_under(PatrolObserved(patrol=id, observations=(seen,)), by=MONITOR)
    before = [list(m.objects.values()) for m in (Patrol, PatrolLink)]
    rebuild()
    assert [list(m.objects.values()) for m in (Patrol, PatrolLink)] == before


def test_an_incident_shows_that_a_patrol_observed_it(home: Any) -> None:
    Incident.objects.create(
        id="incident-one", title="Fire", group="A", time_start="2021-10-15", time_end="2021-10-15",
        lat=40.0, lon=46.0, radius_km=3,
    )  # fmt: skip
    Incident.objects.create(
        id="incident-two", title="Fire elsewhere", group="A", time_start="2021-10-15",
        time_end="2021-10-15", lat=39.0, lon=46.0, radius_km=3,
    )  # fmt: skip
    observed = Observed(
        observation=str(uuid4()), lat=400_000_000, lon=460_000_000, radius_m=50, bearing=0, bearing_half=225,
        distance_low_m=1000, distance_high_m=2000, means="heard", count=12, sighted="explosion",
        started="2021-10-14T20:40:00Z", zone="+04:00",
    )  # fmt: skip
    observe(observed, by=MONITOR, words=Words(patrol="Patrol 4", text="a note"), at=EVENING)
    reader = sign_in(Account(id="reader", seat="armenia", role="analyst"))
    page = reader.get("/incidents/incident-one/").content.decode()
    assert "observed by a patrol" in page and "Patrol 4" in page and "a note" not in page
    assert "km apart" in page
    assert "Patrol 4" not in reader.get("/incidents/incident-two/").content.decode()
    (row,) = daily(DAY, DAY, open_instance().theatre).violations
    assert row.incident == "incident-one"
