"""Who may see and do what: every role against every page."""

from collections.abc import Callable

import pytest
from django.test import Client

from holdfire.register.models import Report

READING = [
    "/today/",
    "/reports/",
    "/reports/report-one/",
    "/incidents/",
    "/incidents/map.json",
    "/incidents/incident-one/",
    "/incidents/tiles/3/5/3.mvt",
    "/field/list/",
    "/field/patrols/",
    "/dossiers/",
    "/dossiers/agreement/",
    "/dossiers/agreement/2020-11-09/1a/",
    "/dossiers/agreement/2020-11-09/texts/",
    "/dossiers/detainees/",
    "/dossiers/zones/",
    "/dossiers/zones/map.json",
    "/dossiers/restoration/",
    "/dossiers/formats/",
    "/dossiers/liaison/",
    "/publish/",
    "/publish/patterns/",
    "/publish/periods/",
    "/dossiers/monitoring/",
    "/notices/",
    "/record/",
    "/record/compromised-keys/",
    "/record/touch/",
    "/record/0/",
]
ROLES = {
    "": (302, 302),
    "public": (403, 403),
    "observer": (200, 403),
    "keeper": (200, 200),
    "analyst": (200, 200),
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_the_table_says(
    role: str, sign_in: Callable[[str], Client], filed: Report
) -> None:
    client = sign_in(role)
    reads, receives = ROLES[role]
    assert {page: client.get(page).status_code for page in READING} == dict.fromkeys(READING, reads)
    assert client.get("/reports/receive/").status_code == receives
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("role", "status"), [("", 302), ("public", 403), ("observer", 403), ("keeper", 403)])
def test_only_an_analyst_decides_about_claims(
    role: str, status: int, sign_in: Callable[[str], Client], filed: Report
) -> None:
    client = sign_in(role)
    assert client.post("/claims/report-one-0/decide/", {"verb": "confirm"}).status_code == status
    assert client.post("/reports/report-one/date/", {"date": "2021-10-21"}).status_code == status
    filed.refresh_from_db()
    assert {c.state for c in filed.claims.all()} == {"machine"}


def test_a_refusal_says_what_is_missing(sign_in: Callable[[str], Client], filed: Report) -> None:
    page = sign_in("public").get("/today/").content.decode()
    assert "This account may not read the register" in page


def test_nobody_can_register(client: Client, db: None) -> None:
    page = client.post(
        "/accounts/signup/", {"username": "x", "password1": "p-p-p-p-p-p", "password2": "p-p-p-p-p-p"}
    )
    assert b"closed" in page.content.lower()


def test_repeated_failures_lock_an_account(sign_in: Callable[[str], Client], client: Client) -> None:
    sign_in("analyst")
    for _ in range(6):
        page = client.post("/accounts/login/", {"login": "analyst", "password": "wrong"})
    assert "Too many failed login attempts" in page.content.decode()
