"""Monitors' observations: each arrives once, lies where it was seen, and is in the day's report."""

import struct
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from holdfire.errors import InquiryError
from holdfire.inquiry.models import FieldObservation
from holdfire.inquiry.observing import observe
from holdfire.inquiry.words import Words
from holdfire.intake.tables.bearings import distance_km
from holdfire.publishing.daily import daily
from holdfire.record.field import Observed
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.rebuild import rebuild
from holdfire.site.templatetags.register_words import STATIC
from tests.inquiry.people import sign_in

MONITOR = Account(id="monitor", seat="peacekeepers", role="reporter")
WORDS = Words(patrol="Patrol 4", position="the ridge", text="two flashes")


def written(**changes: Any) -> dict[str, Any]:
    """The form as a monitor fills it in."""
    fields = {
        "observation": str(uuid4()), "patrol": "Patrol 4", "position": "the ridge", "lat": "40.0",
        "lon": "46.0", "bearing": "NNE", "nearest": "2", "farthest": "4", "means": "heard", "count": "12",
        "sighted": "explosion", "description": "outgoing", "weapon": "mortar", "started": "2021-10-15T00:40",
        "ended": "2021-10-15T00:55", "zone": "+04:00", "note": "a secret note",
    }  # fmt: skip
    return fields | changes


def test_a_form_sent_twice_is_one_observation_where_it_was_seen(home: Any) -> None:
    client, fields = sign_in(MONITOR), written()
    answers = [client.post("/field/", fields, HTTP_ACCEPT="application/json").json() for _ in range(2)]
    assert [a["first"] for a in answers] == [True, False]
    row = FieldObservation.objects.get()
    assert row.started == datetime(2021, 10, 14, 20, 40, tzinfo=UTC)  # the day before, in UTC
    assert row.lat is not None and row.lon is not None and row.radius_km is not None
    assert distance_km(40, 46, row.lat, row.lon) == pytest.approx(3, abs=0.01)
    assert row.lat > 40 and row.lon > 46
    assert 1 <= row.radius_km < 2


def test_without_scripts_the_form_is_an_ordinary_one(home: Any) -> None:
    client, fields = sign_in(MONITOR), written()
    assert client.post("/field/", fields, follow=True).redirect_chain == [("/field/", 302)]
    wrong = client.post("/field/", written(bearing="sideways"))
    assert wrong.status_code == 422 and "sideways" in wrong.content.decode()


def test_one_number_never_stands_for_two_observations(home: Any) -> None:
    client, fields = sign_in(MONITOR), written()
    client.post("/field/", fields)
    for changed in (fields | {"count": "13"}, fields | {"note": "another note"}):
        answer = client.post("/field/", changed, HTTP_ACCEPT="application/json")
        assert answer.status_code == 422 and "number" in answer.json()["problem"]
    other = sign_in(Account(id="other", seat="armenia", role="reporter"))
    assert other.post("/field/", fields, HTTP_ACCEPT="application/json").status_code == 422
    assert FieldObservation.objects.count() == 1


def test_the_days_report_has_it_in_the_monitors_columns(home: Any) -> None:
    sign_in(MONITOR).post("/field/", written())
    theatre = open_instance().theatre
    (row,) = daily(date(2021, 10, 15), date(2021, 10, 15), theatre).violations  # 00:40 in the theatre
    assert (row.position, row.means, row.number) == ("the ridge", "heard", "12")
    assert (row.observation, row.description) == ("explosion", "outgoing")
    assert row.location.startswith("2 to 4 km, 22.5°") and "Patrol 4" in row.told_by
    assert row.when == "2021-10-15 00:40 to 2021-10-15 00:55"
    assert daily(date(2021, 10, 14), date(2021, 10, 14), theatre).violations == ()  # its day in UTC


def test_the_note_is_for_its_own_seat_and_never_in_the_log(home: Any) -> None:
    sign_in(MONITOR).post("/field/", written())
    assert "a secret note" in sign_in(MONITOR).get("/field/list/").content.decode()
    elsewhere = sign_in(Account(id="reader", seat="armenia", role="analyst")).get("/field/list/")
    assert "the ridge" in elsewhere.content.decode() and "secret note" not in elsewhere.content.decode()
    entry = FieldObservation.objects.get().entry
    assert "secret" not in sign_in(MONITOR).get(f"/record/{entry}/").content.decode()


def test_a_rebuild_gives_the_same_observations(home: Any) -> None:
    sign_in(MONITOR).post("/field/", written())
    before = list(FieldObservation.objects.values())
    rebuild()
    assert list(FieldObservation.objects.values()) == before


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"ended": "2021-10-14T00:00:00Z"}, "end before"),
        ({"started": f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"}, "future"),
        ({"lon": None}, "both"),
    ],
)
def test_what_cannot_be_is_refused(home: Any, changes: dict[str, Any], says: str) -> None:
    fields: dict[str, Any] = {
        "observation": str(uuid4()), "lat": 1, "lon": 1, "means": "saw", "sighted": "burst",
        "started": "2021-10-14T20:40:00Z", "zone": "+00:00",
    }  # fmt: skip
    with pytest.raises(InquiryError, match=says):
        observe(Observed(**fields | changes), by=MONITOR, words=WORDS)
    assert not FieldObservation.objects.exists()


def test_a_phone_installs_the_form_with_icons_of_its_own(client: Client) -> None:
    icons = client.get("/field/manifest.webmanifest").json()["icons"]
    drawn = {(i["sizes"], i["purpose"]): i["src"] for i in icons if i["type"] == "image/png"}
    assert set(drawn) == {(s, p) for s in ("192x192", "512x512") for p in ("any", "maskable")}
    for (sizes, _), source in drawn.items():
        data = (STATIC / source.rpartition("/")[2]).read_bytes()
        width, height = struct.unpack(">II", data[16:24])  # of the PNG's header chunk
        assert data.startswith(b"\x89PNG") and f"{width}x{height}" == sizes and len(data) < 20_000
