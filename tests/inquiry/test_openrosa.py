"""ODK Collect and KoboCollect: a phone is connected, fetches the form, and what it sends arrives once."""

import base64
import json
import re
import shutil
import threading
import zlib
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pyxform.validators import odk_validate

from holdfire.inquiry.models import Attachment, FieldObservation, Submission
from holdfire.inquiry.submitting import details_of
from holdfire.record.field import Description, Means, Sighted
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.models import Entry
from holdfire.register.rebuild import rebuild
from holdfire.site.devices import settings_code
from holdfire.site.models import Device
from holdfire.site.views.field_form import Observe
from holdfire.site.views.openrosa_form import FORM, form, posts, sheets
from holdfire.site.views.openrosa_read import answers, sent
from holdfire.site.watched import theatre
from tests.inquiry.people import sign_in

MONITOR = Account(id="monitor", seat="peacekeepers", role="reporter")
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200) + b"\xff\xd9"
ANSWERS = {
    "patrol": "Patrol 4", "post": "", "position": "the ridge", "point": "40.0 46.0 1200.5 4.2",
    "bearing": "NNE", "nearest": "2", "farthest": "4", "means": "heard", "count": "12",
    "sighted": "muzzle flash", "description": "outgoing", "weapon": "mortar",
    "started": "2021-10-15T00:40:00.000+04:00", "ended": "2021-10-15T00:55:00.000+04:00",
    "note": "a secret note", "photo": "1634242800000.jpg",
}  # fmt: skip


def filled(instance: str | None = None, id: str = FORM, **changes: str) -> bytes:
    """A submission as ODK Collect writes it."""
    given = {**ANSWERS, **changes}
    body = "".join(f"<{k}>{v}</{k}>" for k, v in given.items() if v)
    number = instance or str(uuid4())
    return (
        "<?xml version='1.0' ?><data xmlns:jr=\"http://openrosa.org/javarosa\" "
        'xmlns:orx="http://openrosa.org/xforms" xmlns:odk="http://www.opendatakit.org/xforms" '
        f'id="{id}" version="1">{body}<meta><instanceID>uuid:{number}</instanceID></meta></data>'
    ).encode()


class Phone:
    """Asks as ODK Collect does, with the headers and part names it was recorded to use."""

    def __init__(self, account: Account = MONITOR, label: str = "Patrol 4's phone") -> None:
        page = sign_in(account).post("/field/phones/", {"label": label}).content.decode()
        found = re.findall(r'<span class="hash">([^<]+)</span>', page)
        self.address, self.name, self.password = found[0], found[1], found[2]
        token = base64.b64encode(f"{self.name}:{self.password}".encode()).decode()
        self.headers = {
            "HTTP_AUTHORIZATION": f"Basic {token}",
            "HTTP_X_OPENROSA_VERSION": "1.0",
            "HTTP_DATE": "Fri, 15 Oct 2021 01:00:00 GMT",
            "HTTP_USER_AGENT": "org.odk.collect.android/v2024.3.3 Dalvik/2.1.0 (Linux; U; Android 13)",
        }

    def get(self, path: str) -> Any:
        return Client().get(path, **self.headers)

    def send(self, xml: bytes, **files: bytes) -> Any:
        parts = {"xml_submission_file": SimpleUploadedFile("Holdfire observation.xml", xml, "text/xml")}
        for name, data in files.items():
            parts[f"{name}.jpg"] = SimpleUploadedFile(f"{name}.jpg", data, "image/jpeg")
        return Client().post("/openrosa/submission?deviceID=collect%3Aq1", parts, **self.headers)


def test_a_phone_finds_the_form_and_everything_it_needs(home: Any) -> None:
    phone = Phone()
    listed = phone.get("/openrosa/formList")
    assert listed.status_code == 200 and listed["X-OpenRosa-Version"] == "1.0" and listed["Date"]
    assert int(listed["X-OpenRosa-Accept-Content-Length"]) > 1_000_000
    at = {"x": "http://openrosa.org/xforms/xformsList", "m": "http://openrosa.org/xforms/xformsManifest"}
    (one,) = ET.fromstring(listed.content).findall("x:xform", at)
    said = {e.tag.rpartition("}")[2]: e.text or "" for e in one}
    assert said["formID"] == FORM and said["hash"].startswith("md5:") and said["version"]
    whole = phone.get(said["downloadUrl"].removeprefix("http://testserver"))
    assert whole.content == form().xml and whole["Content-Type"].startswith("text/xml")
    (file,) = ET.fromstring(phone.get(said["manifestUrl"].removeprefix("http://testserver")).content).findall(
        "m:mediaFile", at
    )
    csv = phone.get(file.findtext("m:downloadUrl", "", at).removeprefix("http://testserver"))
    post = next(p for p in theatre().places if p.kind == "post")
    assert all(name.text in csv.content.decode() for name in post.names)


def test_the_form_asks_what_the_field_form_asks() -> None:
    book = sheets((("en", "English"), ("ru", "Русский")), with_posts=True)
    asked = {row["name"]: row for row in book["survey"]}
    own = {"observation", "zone", "lat", "lon", "accuracy"}
    assert set(Observe().fields) - own <= set(asked)
    for name in set(Observe().fields) - own:
        assert asked[name]["label::English (en)"] == Observe().fields[name].label
        assert asked[name]["label::Русский (ru)"]
    offered: dict[str, list[str]] = {}
    for row in book["choices"]:
        offered.setdefault(row["list_name"], []).append(row["name"])
    assert set(offered["means"]) == set(get_args(Means)) and set(offered["sighted"]) == set(get_args(Sighted))
    assert set(offered["description"]) == set(get_args(Description))
    assert offered["weapon"] == [t.code for t in theatre().violation_types]
    assert asked["position"]["required"] == "${post} = ''" and asked["patrol"]["required"] == "yes"


def test_a_theatre_without_posts_has_a_form_too() -> None:
    assert posts([]) == b"name,label\n"
    asked = {row["name"]: row for row in sheets((("en", "English"),), with_posts=False)["survey"]}
    assert "post" not in asked and asked["position"]["required"] == "yes"


@pytest.mark.skipif(shutil.which("java") is None, reason="ODK Validate is a Java program")
def test_odk_validate_finds_nothing_wrong_with_the_form(tmp_path: Path) -> None:
    (tmp_path / "form.xml").write_bytes(form().xml)
    assert odk_validate.check_xform(str(tmp_path / "form.xml")) == []


def test_the_phones_code_is_what_collect_reads() -> None:
    code = settings_code("https://example.org/openrosa", Device(id="phone-1"), "secret", "Holdfire")
    said = json.loads(zlib.decompress(base64.b64decode(code)))
    assert set(said) == {"general", "admin", "project"}
    assert said["general"]["server_url"] == "https://example.org/openrosa"
    assert (said["general"]["username"], said["general"]["password"]) == ("phone-1", "secret")


def test_the_password_is_shown_once_and_kept_nowhere(home: Any) -> None:
    phone = Phone()
    assert phone.address == "http://testserver/openrosa"
    assert phone.password not in sign_in(MONITOR).get("/field/phones/").content.decode()
    assert phone.password not in repr(list(Device.objects.values()))


def test_without_its_password_a_phone_gets_nothing(home: Any) -> None:
    phone = Phone()
    refused = Client().head("/openrosa/submission")
    assert refused.status_code == 401 and refused["WWW-Authenticate"].startswith("Basic realm=")
    assert sign_in(MONITOR).get("/openrosa/formList").status_code == 401  # a session is not a phone
    for wrong in ("Basic !", "Basic " + base64.b64encode(b"\xff:x").decode(), "Bearer x", "Basic"):
        assert Client().get("/openrosa/formList", HTTP_AUTHORIZATION=wrong).status_code == 401
    phone.password = "wrong"
    sign_in(MONITOR).post(f"/field/phones/{phone.name}/end/")
    assert phone.get("/openrosa/formList").status_code == 401


def test_only_its_owner_ends_a_phone_and_a_lost_role_ends_it_too(home: Any) -> None:
    phone = Phone()
    sign_in(Account(id="other", seat="armenia", role="head")).post(f"/field/phones/{phone.name}/end/")
    assert phone.get("/openrosa/formList").status_code == 200
    member = Device.objects.get().user.member  # type: ignore[attr-defined]
    member.role = "observer"
    member.save()
    assert phone.get("/openrosa/formList").status_code == 401


def test_passwords_do_not_travel_open(home: Any) -> None:
    phone = Phone()
    assert Client().get("/openrosa/formList", REMOTE_ADDR="10.1.2.3", **phone.headers).status_code == 403
    assert Client().get(
        "/openrosa/formList", REMOTE_ADDR="10.1.2.3", secure=True, **phone.headers
    ).status_code == 200  # fmt: skip


def test_a_form_is_the_observation_it_would_be_in_the_field_form(home: Any) -> None:
    phone, number = Phone(), str(uuid4())
    head = Client().head("/openrosa/submission", **phone.headers)
    assert head.status_code == 204 and head["Location"] == "http://testserver/openrosa/submission"
    answer = phone.send(filled(number), **{"1634242800000": JPEG})
    assert answer.status_code == 201 and "On the record." in answer.content.decode()
    by_phone = FieldObservation.objects.get()
    typed = {
        "observation": str(uuid4()), "patrol": "Patrol 4", "position": "the ridge", "lat": "40.0",
        "lon": "46.0", "accuracy": "5", "bearing": "NNE", "nearest": "2", "farthest": "4", "means": "heard",
        "count": "12", "sighted": "muzzle flash", "description": "outgoing", "weapon": "mortar",
        "started": "2021-10-15T00:40", "ended": "2021-10-15T00:55", "zone": "+04:00",
    }  # fmt: skip
    sign_in(MONITOR).post("/field/", typed)
    by_hand = FieldObservation.objects.exclude(id=number).get()
    own = {"observation", "words"}
    assert {k: v for k, v in by_phone.data.items() if k not in own} == {
        k: v for k, v in by_hand.data.items() if k not in own
    }
    assert (by_phone.id, by_phone.author, by_phone.lat) == (number, "monitor", by_hand.lat)


def test_the_same_form_arrives_once_and_in_parts_brings_its_pictures(home: Any) -> None:
    phone, xml = Phone(), filled()
    assert phone.send(xml, one=JPEG).status_code == 201
    assert phone.send(xml, two=JPEG + b"2").status_code == 201
    entries = Entry.objects.count()
    again = phone.send(xml, one=JPEG)
    assert again.status_code == 201 and "already" in again.content.decode()
    assert Entry.objects.count() == entries
    assert FieldObservation.objects.count() == 1
    vault = open_instance().vault
    assert [vault.fetch(a.object) for a in Attachment.objects.order_by("submission_id")] == [
        JPEG,
        JPEG + b"2",
    ]
    assert details_of(Submission.objects.order_by("entry")[0]).names == ("one.jpg",)


def test_pictures_are_for_their_own_seat(home: Any) -> None:
    Phone().send(filled(), one=JPEG)
    path = f"/field/sent/{Submission.objects.get().entry}/1/"
    assert path in sign_in(MONITOR).get("/field/list/").content.decode()
    given = sign_in(MONITOR).get(path)
    assert given.content == JPEG and given["Content-Disposition"] == 'attachment; filename="one.jpg"'
    other = sign_in(Account(id="reader", seat="armenia", role="analyst"))
    assert other.get(path).status_code == 404
    assert path not in other.get("/field/list/").content.decode()


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        (b"<data", "broken or not allowed"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><data>&a;</data>', "broken or not allowed"),
        (b"<a>" * 200, "built in another way"),
        (filled(id="household"), "household"),
        (filled(bearing="sideways"), "Direction"),
        (filled(means="guessed"), "guessed"),
        (filled(started="2021-10-15T00:40:00"), "offset"),
        (filled(started="2091-10-15T00:40:00.000+04:00", ended=""), "future"),
        (filled(point="here"), "position"),
        (filled("0"), "number of its own"),
        (filled().replace(b"<count>", b"<count>1</count><count>"), "twice"),
        (filled().replace(b"<instanceID>", b"<deprecatedID>uuid:1</deprecatedID><instanceID>"), "changes"),
    ],
)
def test_what_cannot_be_taken_is_kept_and_listed_with_the_reason(home: Any, xml: bytes, says: str) -> None:
    answer = Phone().send(xml, one=JPEG)
    assert answer.status_code == 201 and "kept" in answer.content.decode()
    assert not FieldObservation.objects.exists()
    client = sign_in(MONITOR)
    assert says in client.get("/field/unread/").content.decode()
    assert "waits to be written down" in client.get("/field/").content.decode()
    entry = Submission.objects.get().entry
    assert client.get(f"/field/sent/{entry}/0/").content == xml
    elsewhere = sign_in(Account(id="reader", seat="armenia", role="analyst"))
    assert says not in elsewhere.get("/field/unread/").content.decode()


def test_what_could_not_be_taken_is_mended_in_the_form(home: Any) -> None:
    Phone().send(filled(bearing="sideways"))
    client, entry = sign_in(MONITOR), Submission.objects.get().entry
    page = client.get(f"/field/mend/{entry}/").content.decode()
    assert 'value="the ridge"' in page and "sideways" in page
    assert "data-field" not in page and "data-field" in client.get("/field/").content.decode()  # never kept
    other = sign_in(Account(id="reader", seat="armenia", role="analyst"))
    assert other.get(f"/field/mend/{entry}/").status_code == 404
    number = re.search(r'name="observation" value="([0-9a-f-]{36})"', page)
    assert number
    fields = {
        "observation": number[1], "patrol": "Patrol 4", "position": "the ridge", "bearing": "N",
        "means": "heard", "sighted": "burst", "description": "undetermined",
        "started": "2021-10-15T00:40", "zone": "+04:00",
    }  # fmt: skip
    assert client.post("/field/", fields).status_code == 302
    assert "Everything that came from phones" in client.get("/field/unread/").content.decode()


def test_a_number_taken_by_another_observation_hides_nothing(home: Any) -> None:
    phone, number = Phone(), str(uuid4())
    phone.send(filled(number))
    other = phone.send(filled(number, count="99"))
    assert other.status_code == 201 and "number" in other.content.decode()
    assert FieldObservation.objects.get().data["count"] == 12
    assert "Another observation" in sign_in(MONITOR).get("/field/unread/").content.decode()


def test_deliveries_that_are_none_are_refused(home: Any) -> None:
    phone = Phone()
    assert Client().post("/openrosa/submission", {}, **phone.headers).status_code == 400
    assert phone.get("/openrosa/submission").status_code == 405
    assert phone.get("/openrosa/forms/other/form.xml").status_code == 404
    broken = Client().generic(
        "POST", "/openrosa/submission", b"--x", "multipart/form-data; boundary=", **phone.headers
    )
    assert broken.status_code == 400 and not Submission.objects.exists()


def test_nothing_a_phone_sent_stands_in_the_open_record(home: Any) -> None:
    Phone().send(filled(), secretname=JPEG)
    Phone().send(filled(bearing="sideways"))
    log = b"".join(bytes(e.envelope) for e in Entry.objects.all())
    said = b"".join(base64.b64decode(json.loads(bytes(e.envelope))["payload"]) for e in Entry.objects.all())
    for word in (b"secret note", b"secretname", b"sideways", b"the ridge"):
        assert word not in log + said


def test_a_rebuild_gives_the_same_submissions(home: Any) -> None:
    Phone().send(filled(), one=JPEG)
    Phone().send(b"<data")

    def rows() -> list[Any]:
        kinds = (Submission, Attachment.objects.defer("id").values_list("submission", "number", "object"))
        return [list(Submission.objects.values()), list(kinds[1])]

    before = rows()
    rebuild()
    assert rows() == before


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: f"<data>{t}</data>".encode()))
def test_whatever_the_bytes_are_there_is_an_answer_or_a_sentence(data: bytes) -> None:
    found = sent(data, ())
    assert bool(found.observed) != bool(found.problem)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_whatever_is_answered_there_is_an_observation_or_a_sentence(text: str) -> None:
    from xml.sax.saxutils import escape

    for name in ("patrol", "bearing", "nearest", "started", "point", "means"):
        found = sent(filled(**{name: escape(text)}), ())
        assert bool(found.observed) != bool(found.problem)
        assert answers(filled(**{name: escape(text)})).problem == ""


@pytest.mark.django_db(transaction=True)
def test_over_a_real_connection(live_server: Any, home: Any) -> None:
    """With http.client against a running server: 401, then the password, HEAD, and a POST in chunks."""
    phone, number = Phone(), str(uuid4())
    line = HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=30)

    def ask(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        line.request(method, path, body, {"X-OpenRosa-Version": "1.0", **headers})
        answer = line.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()

    assert ask("GET", "/openrosa/formList")[0] == 401
    pass_ = {"Authorization": phone.headers["HTTP_AUTHORIZATION"]}
    status, headers, listed = ask("GET", "/openrosa/formList", **pass_)
    assert status == 200 and headers["X-OpenRosa-Version"] == "1.0"
    where = re.search(rb"<downloadUrl>http://[^/]+([^<]+)<", listed)
    assert where and ask("GET", where[1].decode(), **pass_)[2] == form().xml
    assert ask("HEAD", "/openrosa/submission", **pass_)[0] == 204
    edge = "b0undary"
    body = b"".join(
        (
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            f"Content-Type: {kind}\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        ).encode()
        + data
        + b"\r\n"
        for name, file, kind, data in (
            ("xml_submission_file", "obs.xml", "text/xml", filled(number)),
            ("1634242800000.jpg", "1634242800000.jpg", "image/jpeg", JPEG),
        )
    )
    body += f"--{edge}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    for _ in range(2):
        assert ask("POST", "/openrosa/submission", body, **pass_, **kind)[0] == 201
    assert FieldObservation.objects.get().id == number
    assert Attachment.objects.count() == 1
    assert threading.active_count()
