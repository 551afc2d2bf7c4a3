"""A word that must stay private, planted in every private place, and looked for wherever it must not be."""

import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from holdfire.inquiry import commands
from holdfire.inquiry.models import Act, Call, Inquiry
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.record.calls import CallLogged
from holdfire.register.account import Account
from holdfire.register.models import Entry
from tests.inquiry.people import sign_in
from tests.inquiry.staff import Staff, person

CANARY = "Ortolan-7431"
OWN = "Bunting-2280"  # in a seat's own draft
MARKED = "Wheatear-9906"  # between [[ and ]] of what is published


@pytest.fixture
def planted(staff: Staff) -> Staff:
    """An inquiry up to signature, the canary in every word of it."""
    staff.allege()
    words = Words(title=f"Title {CANARY}", text=f"Statement {CANARY}")
    staff.inquiry = commands.allege(
        acts.Alleged(inquiry="new", against="azerbaijan-mod", answers="azerbaijan", clauses=("1a",)),
        by=person("armenia"), words=words, at=staff.now,
    ).inquiry  # fmt: skip
    lead = person("peacekeepers", "investigator")
    staff.do(acts.Judged, person("peacekeepers"), f"{CANARY}", admissible=True)
    for seat in ("peacekeepers", "armenia"):
        staff.do(acts.Named, person(seat), account=f"{seat}-investigator")
    staff.do(
        acts.Opened, person("peacekeepers"), f"{CANARY}",
        voting=("armenia", "azerbaijan", "peacekeepers"), witnesses=("guarantor",),
    )  # fmt: skip
    staff.do(acts.Deposited, lead, f"Photograph {CANARY}", number=0, kind="photograph")
    staff.do(acts.Requested, lead, f"Question {CANARY}", number=0, to="azerbaijan", due=staff.day(5))
    staff.do(acts.Answered, person("azerbaijan"), f"Answer {CANARY}", number=1)
    staff.do(acts.Supposed, lead, f"Hypothesis {CANARY}", number=0)
    staff.do(acts.Weighed, lead, f"Because {CANARY}", hypothesis=1, evidence=1, weight="supports")
    staff.do(acts.DraftKept, person("armenia", "investigator"), f"Ours alone: {OWN}")
    staff.draft()
    call = CallLogged(
        call="new", channel="hotline", subject="fire", caller="armenia", called=("azerbaijan",),
        started="2021-10-14T18:05:00Z",
    )  # fmt: skip
    commands.log_call(call, by=person("armenia"), words=Words(title=f"Call {CANARY}", text=f"{CANARY}"))
    return staff


def pages(client: Client, *, record: bool = False) -> dict[str, str]:
    """Every page that could hold it, and a few errors; with `record` the page of every entry too."""
    found = {}
    addresses = ["/", "/today/", "/inquiries/", "/liaison/", "/findings/", "/record/", "/incidents/"]
    for id in Inquiry.objects.values_list("id", flat=True):
        addresses += [f"/inquiries/{id}/", f"/findings/{id}/", f"/findings/{id}/finding.json"]
    addresses += [f"/liaison/{id}/" for id in Call.objects.values_list("id", flat=True)]
    if record:
        addresses += [f"/record/{index}/" for index in Entry.objects.values_list("index", flat=True)]
    for address in [*addresses, "/inquiries/none/", "/no-such-page/"]:
        found[address] = client.get(address).content.decode("utf-8", "replace")
    for id in Inquiry.objects.values_list("id", flat=True):
        for slug in ("signed", "judged", "published", "drafted"):
            answer = client.post(
                f"/inquiries/{id}/act/{slug}/", {"text": "x", "version": 1, "over": "0" * 64}
            )
            found[f"POST {id} {slug}"] = answer.content.decode("utf-8", "replace")
        for entry in Act.objects.filter(inquiry=id).values_list("entry", flat=True):
            answer = client.post(f"/inquiries/{id}/unseal/{entry}/")
            found[f"UNSEAL {entry}"] = answer.getvalue().decode("utf-8", "replace")
    return found


OUTSIDERS = [
    None,
    Account(id="out-public", seat="armenia", role="public"),
    Account(id="out-keeper", seat="armenia", role="keeper"),
    Account(id="out-operator", seat="", role="keeper"),
    Account(id="out-analyst", seat="", role="analyst"),
    Account(id="out-observer", seat="", role="observer"),
    Account(id="out-head", seat="elsewhere", role="head"),
]


def test_outsiders_see_no_private_word_anywhere(planted: Staff, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for who in OUTSIDERS:
        for address, text in pages(sign_in(who), record=who is OUTSIDERS[-3]).items():
            if who and who.role == "head" and address.startswith("/liaison/"):
                continue  # calls are heard by every seat; the words of inquiries by those that take part
            for word in (CANARY, OWN):
                assert word not in text, f"{word} on {address} for {who}"
    assert CANARY not in caplog.text and OWN not in caplog.text


def test_a_seats_own_draft_is_seen_by_nobody_else(planted: Staff) -> None:
    for seat in ("azerbaijan", "peacekeepers", "guarantor"):
        found = pages(sign_in(person(seat)))
        assert CANARY in found[f"/inquiries/{planted.inquiry}/"]  # it takes part, and reads the rest
        assert all(OWN not in text for text in found.values())
    assert OWN in pages(sign_in(person("armenia")))[f"/inquiries/{planted.inquiry}/"]


def test_no_entry_and_no_row_holds_a_private_word(planted: Staff) -> None:
    from holdfire.register.rooms import rooms

    for entry in Entry.objects.all():
        assert CANARY.encode() not in bytes(entry.envelope)
    for room in rooms():
        for model in room.models:
            for row in model._default_manager.values():
                assert CANARY not in str(row) and OWN not in str(row)


def test_what_is_marked_is_withheld_from_the_public_in_every_form(planted: Staff) -> None:
    planted.submit()
    over = planted.over()
    planted.do(acts.Signed, person("peacekeepers"), f"[[{MARKED}]]", version=1, over=over)
    planted.do(acts.Signed, person("armenia"), None, version=1, over=over)
    planted.do(acts.Dissented, person("azerbaijan"), f"Not so, [[{MARKED}]].", version=1, over=over)
    planted.publish()
    for who in (None, OUTSIDERS[5]):
        found = pages(sign_in(who))
        assert "Not so," in found[f"/findings/{planted.inquiry}/"]
        assert all(MARKED not in text for text in found.values())
    assert MARKED in pages(sign_in(person("armenia")))[f"/inquiries/{planted.inquiry}/"]


def test_a_fault_of_the_server_shows_and_logs_nothing_that_was_written(
    planted: Staff, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the disk is full")

    client = sign_in(person("armenia"))
    monkeypatch.setattr(commands, "write", broken)
    answer = client.post(
        reverse("inquiry-act", args=[planted.inquiry, "draft-kept"]),
        {"text": f"Draft {CANARY}"},
    )
    assert answer.status_code == 500
    assert CANARY not in answer.content.decode() and CANARY not in caplog.text
    assert "the disk is full" in caplog.text
