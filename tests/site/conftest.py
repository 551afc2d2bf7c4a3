"""A small register filed by hand, and accounts of every role."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from holdfire.reading.claim import PlaceMention, Quantity, TimeSpan
from holdfire.register.models import Check, Entry, Incident, IncidentClaim, Report
from holdfire.site.accounts import create_account
from tests.site.filing import file_report, read_claim

PASSWORD = "a-long-enough-password"


@pytest.fixture
def filed(db: None) -> Report:
    """One report whose sum fails, and one incident of two sides with a denial."""
    place = PlaceMention(
        text="Jebrail",
        char_start=0,
        char_end=3,
        name="Jabrayil",
        names=("Jabrayil", "Cəbrayıl", "Mekhakavan"),
        lat=39.4,
        lon=47.03,
        radius_km=3.0,
    )
    when = TimeSpan(
        text="this week", char_start=0, char_end=3, start="2021-10-18", end="2021-10-24", precision="week"
    )
    total = Quantity(text="112", char_start=27, char_end=30, value=112, unit="people", role="total")
    report = file_report(
        "report-one",
        [read_claim(26, 52, quantities=(total,), places=(place,), time=when), read_claim(53, 121)],
        side="armenia",
    )
    other = file_report(
        "report-two",
        [read_claim(0, 20, polarity="denies", stance="deny")],
        title="An answer",
        side="azerbaijan",
    )
    check = Check.objects.create(
        id="sum-one",
        kind="sum",
        sentence="112 is stated, but 105 + 17 = 122.",
        report=report,
        data={
            "kind": "sum",
            "sentence": "112 is stated, but 105 + 17 = 122.",
            "stated": 112,
            "parts": [105, 17],
            "computed": 122,
            "difference": 10,
            "spans": [[27, 30]],
        },
    )
    check.claims.set(report.claims.all())
    incident = Incident.objects.create(
        id="incident-one",
        title="Shots near Jabrayil",
        group="A",
        time_start="2021-10-18",
        time_end="2021-10-24",
        place_id="jabrayil",
        place_name="Jabrayil",
        lat=39.4,
        lon=47.03,
        radius_km=3.0,
        voices=1,
    )
    for claim, role in ((report.claims.get(ordinal=0), "asserts"), (other.claims.get(), "denies")):
        IncidentClaim.objects.create(
            incident=incident, claim=claim, role=role, side=claim.side, why=["The same days."]
        )
    Entry.objects.create(
        index=0,
        envelope=b'{"payload":"e30="}',
        kind="report",
        author="analyst",
        seq=0,
        claimed_at=datetime(2021, 10, 22, tzinfo=UTC),
        subject="report-one",
    )
    return report


@pytest.fixture
def sign_in(db: None) -> Callable[[str], Client]:
    """A client signed in with a role; role "" is nobody."""

    def client_of(role: str) -> Client:
        client = Client()
        if role:
            client.force_login(create_account(role, PASSWORD, "peacekeepers", role))
        return client

    return client_of
