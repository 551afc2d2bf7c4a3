"""A name that must stay sealed, planted in a person's file, and looked for wherever it must not be."""

import logging
from typing import Any

import pytest

from holdfire.dossiers import custody
from holdfire.dossiers.models import Person
from holdfire.register.models import Entry
from holdfire.register.rooms import rooms
from tests.dossiers.conftest import person
from tests.inquiry.people import sign_in

CANARY = "Hoopoe-5512"
NOTE = "Wagtail-3307"  # in the note of a movement


@pytest.fixture
def planted(cited: Any) -> str:
    """A file full of it, opened through the page, and a movement whose note holds another."""
    client = sign_in(person("armenia"))
    fields = ("name", "fathers_name", "born", "birthplace", "rank", "number", "next_of_kin", "notes")
    client.post("/dossiers/detainees/persons/", {"of": "armenia"} | dict.fromkeys(fields, CANARY))
    one = Person.objects.get().id
    form = {
        "kind": "capture", "on": "2021-01-01", "of": "armenia", "debit": "free", "out": 1,
        "credit": "held azerbaijan", "into": 1, "persons": one, "why": NOTE,
        "evidence": f"claim {cited[0].id}",
    }  # fmt: skip
    assert client.post("/dossiers/detainees/move/", form).status_code == 302
    return one


def pages(who: Any, one: str) -> dict[str, str]:
    client = sign_in(who)
    found = {}
    addresses = ["/today/", "/dossiers/", "/dossiers/detainees/", "/dossiers/detainees/persons/", "/record/"]
    addresses += [f"/dossiers/detainees/persons/{one}/", "/dossiers/detainees/persons/none/"]
    addresses += [f"/record/{index}/" for index in Entry.objects.values_list("index", flat=True)]
    for address in addresses:
        found[address] = client.get(address).content.decode()
    read = client.post(f"/dossiers/detainees/persons/{one}/read/", {"need": "family"})
    found["read"] = read.content.decode()
    return found


def test_nobody_without_the_need_sees_a_name(planted: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for who in (
        None,
        person("armenia", "observer"),
        person("armenia", "analyst"),
        person("armenia", "keeper"),
        person("azerbaijan"),  # a head, but of a seat the file does not name
        person("", "head"),
    ):
        for address, text in pages(who, planted).items():
            assert CANARY not in text, f"on {address} for {who}"
            if who is None or who.role != "head":
                assert NOTE not in text, f"on {address} for {who}"
    assert CANARY not in caplog.text and NOTE not in caplog.text


def test_the_seat_sees_the_name_only_in_what_it_asked_to_read(planted: str) -> None:
    found = pages(person("armenia", "investigator"), planted)
    assert CANARY in found.pop("read")
    assert all(CANARY not in text for text in found.values())


def test_no_entry_and_no_row_holds_a_name(planted: str) -> None:
    custody.read_person(planted, "identity", by=person("armenia"))
    for entry in Entry.objects.all():
        for word in (CANARY, NOTE):
            assert word.encode() not in bytes(entry.envelope)
    for room in rooms():
        for model in room.models:
            assert CANARY not in str(list(model._default_manager.values()))
            assert NOTE not in str(list(model._default_manager.values()))


def test_a_file_that_was_read_is_not_kept_by_the_browser(planted: str) -> None:
    answer = sign_in(person("armenia")).post(
        f"/dossiers/detainees/persons/{planted}/read/", {"need": "family"}
    )
    assert answer["Cache-Control"] == "no-store"


def test_a_fault_while_a_file_is_opened_shows_and_logs_no_name(
    home: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from holdfire.dossiers import filing

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(filing, "write", broken)
    answer = sign_in(person("armenia")).post(
        "/dossiers/detainees/persons/", {"of": "armenia", "name": CANARY}
    )
    assert answer.status_code == 500
    assert CANARY not in answer.content.decode() and CANARY not in caplog.text
