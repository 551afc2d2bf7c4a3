"""Every role and seat against every address: who comes in, who is told what is missing, who signs in."""

import io
from itertools import product
from typing import Any

import pytest
from django.urls import URLPattern, reverse
from PIL import Image

from holdfire.inquiry import commands, patrols
from holdfire.inquiry.models import Act
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.record.calls import CallLogged, Followup
from holdfire.record.patrols import PatrolPlanned
from holdfire.register.account import Account
from holdfire.register.commands import receive
from holdfire.register.models import Incident, Report
from holdfire.register.rights import RIGHTS, Right, Role
from holdfire.site.urls import urlpatterns
from holdfire.site.views.openrosa_form import FORM, POSTS
from tests.inquiry.people import feeds_of, sign_in
from tests.inquiry.staff import REASONING, Staff, person

OPEN = None  # for everybody, signed in or not
PHONE = "phone"  # for a phone with a password of its own; a session opens nothing

# Each address, the right it asks for, and how it is asked. What may be done there is the command's to say.
ASKS: dict[str, tuple[Right | str | None, str]] = {
    "front": (OPEN, "get"),
    "findings": (OPEN, "get"),
    "finding": (OPEN, "get"),
    "finding-document": (OPEN, "get"),
    "finding-proof": (OPEN, "get"),
    "finding-evidence": (OPEN, "get"),
    "today": (Right.READ, "get"),
    "reports": (Right.READ, "get"),
    "receive": (Right.RECEIVE, "get"),
    "report": (Right.READ, "get"),
    "set-date": (Right.DECIDE, "post"),
    "decide": (Right.DECIDE, "post"),
    "incidents": (Right.READ, "get"),
    "incident-map": (Right.READ, "get"),
    "incident": (Right.READ, "get"),
    "incident-merge": (Right.LINK, "get"),
    "incident-split": (Right.LINK, "get"),
    "incident-grade": (Right.LINK, "post"),
    "incident-undo": (Right.LINK, "post"),
    "incident-tile": (Right.READ, "get"),
    "event": (Right.READ, "get"),
    "inquiries": (Right.READ, "get"),
    "allege": (Right.ALLEGE, "get"),
    "deadlines": (Right.READ, "get"),
    "inquiry": (Right.READ, "get"),
    "inquiry-act": (Right.FOLLOW, "post"),
    "inquiry-passkey": (Right.SIGN, "post"),
    "unseal": (Right.FOLLOW, "post"),
    "redact": (Right.INVESTIGATE, "post"),
    "redacted": (Right.FOLLOW, "get"),
    "calls": (Right.READ, "get"),
    "log-call": (Right.LOG, "get"),
    "call": (Right.READ, "get"),
    "close-followup": (Right.LOG, "post"),
    "field": (Right.OBSERVE, "get"),
    "field-list": (Right.READ, "get"),
    "field-state": (Right.OBSERVE, "get"),
    "field-worker": (OPEN, "get"),
    "field-manifest": (OPEN, "get"),
    "patrols": (Right.READ, "get"),
    "patrol": (Right.READ, "get"),
    "patrol-observed": (Right.OBSERVE, "post"),
    "field-phones": (Right.OBSERVE, "get"),
    "field-phone-end": (Right.OBSERVE, "post"),
    "field-mend": (Right.OBSERVE, "get"),
    "field-unread": (Right.OBSERVE, "get"),
    "field-original": (Right.OBSERVE, "get"),
    "openrosa-list": (PHONE, "get"),
    "openrosa-form": (PHONE, "get"),
    "openrosa-manifest": (PHONE, "get"),
    "openrosa-media": (PHONE, "get"),
    "openrosa-submission": (PHONE, "post"),
    "dossiers": (Right.READ, "get"),
    "dossier-agreement": (Right.READ, "get"),
    "obligation": (Right.READ, "get"),
    "assess": (Right.FILE, "post"),
    "agreement-texts": (Right.READ, "get"),
    "file-text": (Right.FILE, "post"),
    "dossier-detainees": (Right.READ, "get"),
    "move-custody": (Right.FILE, "get"),
    "persons": (Right.PERSONS, "get"),
    "person": (Right.PERSONS, "get"),
    "read-person": (Right.PERSONS, "post"),
    "missing-person": (Right.PERSONS, "post"),
    "dossier-zones": (Right.READ, "get"),
    "zones-map": (Right.READ, "get"),
    "dossier-restoration": (Right.READ, "get"),
    "note-progress": (Right.FILE, "post"),
    "dossier-formats": (Right.READ, "get"),
    "dossier-liaison": (Right.READ, "get"),
    "dossier-monitoring": (Right.READ, "get"),
    "publish": (Right.READ, "get"),
    "publish-pdf": (Right.READ, "get"),
    "periods": (Right.READ, "get"),
    "lock-period": (Right.LOCK, "post"),
    "unlock-period": (Right.LOCK, "post"),
    "patterns": (Right.READ, "get"),
    "export": (Right.READ, "get"),
    "notices": (Right.READ, "get"),
    "notices-key": (Right.READ, "post"),
    "notices-end": (Right.READ, "post"),
    "findings-feed": (OPEN, "get"),
    "feed": (OPEN, "get"),  # for whoever knows its key
    "feed-days": (OPEN, "get"),
    "log-checkpoint": (OPEN, "get"),  # with the key of the feeds
    "log-policy": (OPEN, "get"),
    "log-tile": (OPEN, "get"),
    "record": (Right.READ, "get"),
    "key-windows": (Right.READ, "get"),
    "touch": (Right.READ, "get"),
    "verify": (Right.VERIFY, "post"),
    "entry": (Right.READ, "get"),
    "checkpoint": (Right.READ, "get"),
    "evidence": (Right.READ, "get"),
}
# The seat asked beyond the role: what the page is about belongs to seats that take part.
OF_A_SEAT = {"unseal", "redact", "redacted"}


def picture(staff: Staff) -> None:
    """A picture in evidence, E2, with a redacted version."""
    lead, out = person("peacekeepers", "investigator"), io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    act = acts.Deposited(inquiry=staff.inquiry, number=0, kind="photograph")
    commands.deposit(act, out.getvalue(), by=lead, words=Words(text="A picture"), at=staff.now)
    commands.redact(staff.inquiry, 2, [], by=lead, words=Words(text="Nobody is on it."), at=staff.now)


@pytest.fixture
def everything(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """One of everything there is an address for; gives each address."""
    receive(b"The ministry said on 21 October 2021 that 112 people were returned.", by=Account(id="importer"))
    report = Report.objects.get()
    Incident.objects.create(id="incident-one", title="Shots", group="A")
    monkeypatch.setattr("tests.inquiry.staff.REASONING", f"{REASONING}\nThe picture shows it [E2].")
    staff.open()
    staff.work()
    picture(staff)
    for stage in (staff.draft, staff.submit, staff.vote, staff.publish):
        stage()
    call = CallLogged(
        call="new", channel="hotline", subject="fire", caller="armenia", called=("azerbaijan",),
        started="2021-10-14T18:05:00Z", followups=(Followup(owner="nobody-here"),),
    )  # fmt: skip
    monitor = person("armenia")
    planned = PatrolPlanned(patrol="new", day="2091-10-14")
    patrol_id = patrols.plan(planned, by=monitor, words=Words(patrol="One", position="the post"))
    logger = Account(id="logger", seat="peacekeepers", role="reporter")
    call_id = commands.log_call(call, by=logger, words=Words(text="said", steps=("do",)))
    deposit = Act.objects.filter(kind="deposited").earliest("entry")
    given: dict[str, tuple[Any, ...]] = {
        "report": (report.id,),
        "set-date": (report.id,),
        "decide": (report.claims.all()[0].id if report.claims.exists() else "none",),
        "incident": ("incident-one",),
        "incident-merge": ("incident-one",),
        "incident-split": ("incident-one",),
        "incident-grade": ("incident-one",),
        "incident-undo": ("incident-one", 0),
        "incident-tile": (3, 5, 3),
        "event": ("ucdp", "1"),
        "inquiry": (staff.inquiry,),
        "inquiry-act": (staff.inquiry, "erratum-proposed"),
        "inquiry-passkey": (staff.inquiry,),
        "unseal": (staff.inquiry, deposit.entry),
        "redact": (staff.inquiry, 2),
        "redacted": (staff.inquiry, 2),
        "finding-evidence": (staff.inquiry, 2),
        "finding": (staff.inquiry,),
        "finding-document": (staff.inquiry,),
        "finding-proof": (staff.inquiry,),
        "call": (call_id,),
        "close-followup": (call_id, 1),
        "export": ("incidents.csv",),
        "obligation": ("2020-11-09", "1a"),
        "assess": ("2020-11-09", "1a"),
        "agreement-texts": ("2020-11-09",),
        "file-text": ("2020-11-09",),
        "person": ("P-0000000000",),
        "read-person": ("P-0000000000",),
        "missing-person": ("P-0000000000",),
        "feed": (feeds_of(person("armenia")),),
        "feed-days": (feeds_of(person("armenia")),),
        "log-checkpoint": (feeds_of(person("armenia")),),
        "log-policy": (feeds_of(person("armenia")),),
        "log-tile": (feeds_of(person("armenia")), "entries/000.p/2"),
        "patrol": (patrol_id,),
        "patrol-observed": (patrol_id,),
        "field-phone-end": ("phone-1",),
        "field-original": (0, 0),
        "field-mend": (0,),
        "openrosa-form": (FORM,),
        "openrosa-manifest": (FORM,),
        "openrosa-media": (FORM, POSTS),
        "entry": (0,),
        "evidence": (0,),
    }
    return {name: reverse(name, args=given.get(name)) for name in ASKS}


def test_every_address_is_in_the_table() -> None:
    named = {p.name for p in urlpatterns if isinstance(p, URLPattern)}
    assert named - set(ASKS) == set(), "say in ASKS who may use it"


def test_each_role_and_seat_comes_in_where_the_table_says(everything: dict[str, str]) -> None:
    wrong = {}
    for role, seat in (("", ""), *product(Role.values, ("armenia", "elsewhere", ""))):
        client = sign_in(Account(id=f"{role}-{seat}", seat=seat, role=role) if role else None)
        for name, (right, method) in ASKS.items():
            answer = getattr(client, method)(everything[name])
            if right is OPEN:
                expected = answer.status_code == 200
            elif right is PHONE:
                expected = answer.status_code == 401
            elif not role:
                expected = answer.status_code == 302 and "/accounts/login/" in answer["Location"]
            elif right not in RIGHTS[role] or (name in OF_A_SEAT and seat != "armenia"):
                expected = answer.status_code == 403
            else:
                at = answer.get("Location", "")
                expected = answer.status_code in (200, 302, 404, 422) and "login" not in at
            if not expected:
                wrong[role, seat, name] = answer.status_code
    assert wrong == {}


def test_what_is_not_published_has_no_public_page(staff: Staff) -> None:
    staff.open()
    for name in ("finding", "finding-document", "finding-proof"):
        assert sign_in(None).get(reverse(name, args=[staff.inquiry])).status_code == 404
