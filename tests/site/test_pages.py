"""What pages show, how many queries they take, and what they refuse."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfire.register.models import Report
from tests.site.filing import file_report, read_claim

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> "no" & {{ settings.SECRET_KEY }}.'


def test_the_failing_sum_is_drawn_as_arithmetic(sign_in: Callable[[str], Client], filed: Report) -> None:
    page = sign_in("observer").get("/reports/report-one/").content.decode()
    assert 'aria-label="105 plus 17 is 122, not 112 as stated"' in page
    assert '<span class="m content failing" data-marks="1">112</span>' in page


def test_a_place_shows_all_its_names(sign_in: Callable[[str], Client], filed: Report) -> None:
    client = sign_in("observer")
    for page in ("/reports/report-one/", "/incidents/", "/incidents/incident-one/"):
        shown = client.get(page).content.decode()
        assert all(name in shown for name in ("Jabrayil", "Cəbrayıl", "Mekhakavan")), page


def test_a_denial_stands_in_its_own_sides_column(sign_in: Callable[[str], Client], filed: Report) -> None:
    page = sign_in("observer").get("/incidents/incident-one/").content.decode()
    assert (
        page.index('aria-label="Armenia"')
        < page.index("Says it happened")
        < page.index('aria-label="Azerbaijan"')
    )
    assert "Denies it" in page
    assert "The same days." in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=Mekhakavan", 1),
        ("from=2021-10-24", 1),
        ("from=2021-10-25", 0),
        ("to=2021-10-17", 0),
        ("side=armenia", 1),
        ("voices=denied", 1),
        ("voices=both", 0),
        ("group=C", 0),
    ],
)
def test_one_form_filters_map_and_table_alike(
    asked: str, found: int, sign_in: Callable[[str], Client], filed: Report
) -> None:
    client = sign_in("observer")
    assert client.get(f"/incidents/?{asked}").content.decode().count("<tr data-incident") == found
    assert len(client.get(f"/incidents/map.json?{asked}").json()["incidents"]) == found


def test_hostile_text_stays_text(sign_in: Callable[[str], Client], db: None) -> None:
    file_report(
        "hostile",
        [read_claim(0, len(HOSTILE), HOSTILE, speaker="<script>s</script>")],
        HOSTILE,
        title=HOSTILE,
    )
    client = sign_in("analyst")
    for page in ("/today/", "/reports/", "/reports/hostile/"):
        shown = client.get(page).content.decode()
        assert "<script>alert" not in shown
        assert "<script>s<" not in shown
        assert "<img src=x" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_no_page_allows_inline_script(sign_in: Callable[[str], Client], filed: Report) -> None:
    client = sign_in("analyst")
    for page in ("/", "/reports/report-one/", "/incidents/", "/accounts/2fa/"):
        answer = client.get(page)
        assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
        assert " style=" not in answer.content.decode()
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_demonstration_says_so_on_every_page(
    sign_in: Callable[[str], Client], filed: Report, settings
) -> None:
    settings.HOLDFIRE_DEMO = True
    client = sign_in("analyst")
    for page in ("/", "/today/", "/reports/", "/incidents/", "/dossiers/", "/record/", "/nowhere/"):
        assert (
            "Demonstration: written from public sources, not a real register"
            in client.get(page).content.decode()
        )
    shown = Client().get("/accounts/login/").content.decode()
    assert "analyst" in shown
    assert settings.HOLDFIRE_DEMO_PASSWORD in shown


def test_accounts_are_not_shown_outside_a_demonstration(sign_in: Callable[[str], Client], settings) -> None:
    settings.HOLDFIRE_DEMO = False
    sign_in("analyst")
    assert "analyst" not in Client().get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "page", ["/today/", "/reports/", "/reports/report-one/", "/incidents/", "/incidents/incident-one/"]
)
def test_more_reports_take_no_more_queries(
    page: str, sign_in: Callable[[str], Client], filed: Report
) -> None:
    client = sign_in("observer")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for n in range(8):
        file_report(f"more-{n}", [read_claim(0, 20), read_claim(26, 52)])
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) <= len(few)
    assert len(many) < 25


@pytest.mark.parametrize("page", ["/today/", "/reports/", "/incidents/", "/dossiers/", "/record/"])
def test_an_empty_register_is_calm(page: str, sign_in: Callable[[str], Client]) -> None:
    answer = sign_in("observer").get(page)
    assert answer.status_code == 200
