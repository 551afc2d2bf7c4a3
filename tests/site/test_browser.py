"""The pages in a browser: paste box, keyboard, map, a narrow screen, and no request that leaves."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from holdfire.register.models import Claim, ClaimState, Report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
DIST = Path(__file__).resolve().parents[2] / "src/holdfire/site/static/dist"
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
BRIEFING = (
    "Maria Zakharova said that 112 prisoners of war had been returned: 105 to Armenia and 17 to Azerbaijan."
)
PAGES = [
    "/",
    "/accounts/login/",
    "/today/",
    "/reports/",
    "/reports/receive/",
    "/reports/report-one/",
    "/incidents/",
    "/incidents/incident-one/",
    "/dossiers/",
    "/dossiers/agreement/",
    "/dossiers/detainees/",
    "/dossiers/formats/",
    "/record/",
    "/record/0/",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium."""
    if CHROMIUM is None:
        pytest.skip("The browser tests need Chromium: apt-get install chromium")
    if not (DIST / ".built").exists():
        pytest.fail("The front end is not built: make install")
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # Playwright's loop runs in this thread; ours is not async
    )
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield chromium
            chromium.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """A page that fails the test when a request leaves the server or a script fails."""
    contexts, trouble = [], []

    def opened(path: str, client: Client | None = None, width: int = 1440) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url)
        contexts.append(context)
        if client is not None:
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
            )
        page = context.new_page()
        page.on(
            "request",
            lambda r: r.url.startswith((live_server.url, "blob:", "data:")) or trouble.append(r.url),
        )
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda m: trouble.append(m.text) if "Content Security Policy" in m.text else None)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert trouble == []


def test_a_pasted_report_shows_its_claims_and_its_failing_sum(open_page: Callable[..., Any]) -> None:
    page = open_page("/")
    page.fill("#text", BRIEFING)
    page.fill("#date", "2021-10-21")
    page.click("text=Read it")
    page.wait_for_selector("#reading .card", timeout=60_000)
    assert (
        page.locator("#reading .sum").first.get_attribute("aria-label")
        == "105 plus 17 is 122, not 112 as stated"
    )
    assert page.url.endswith("/")  # swapped in place


def test_a_claim_is_confirmed_by_keyboard_alone(
    open_page: Callable[..., Any], sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("analyst")
    client.post("/reports/receive/", {"text": BRIEFING, "date": "2021-10-21"})
    report = Report.objects.get()
    page = open_page(f"/reports/{report.id}/", client)
    page.keyboard.press("j")
    assert page.locator(".card.current").count() == 1
    page.keyboard.press("c")
    page.wait_for_selector(".card.state-confirmed")
    assert Claim.objects.filter(state=ClaimState.CONFIRMED).count() == 1


def test_keys_move_between_claims_and_open_the_forms(
    open_page: Callable[..., Any], sign_in: Callable[[str], Client], filed: Report
) -> None:
    page = open_page("/reports/report-one/", sign_in("analyst"))
    for key in ("j", "j", "k", "e"):
        page.keyboard.press(key)
    card = page.locator(".card.current")
    assert card.get_attribute("data-claim") == "1"
    assert card.locator("details[data-do=correct]").evaluate("d => d.open")
    page.keyboard.type("j")  # typed into the field, not a command
    assert page.locator(".card.current").get_attribute("data-claim") == "1"
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    assert card.locator("details[data-do=reject]").evaluate("d => d.open")


def test_the_map_draws_the_incidents(
    open_page: Callable[..., Any], sign_in: Callable[[str], Client], filed: Report
) -> None:
    page = open_page("/incidents/", sign_in("observer"))
    page.wait_for_selector("[data-map] canvas", timeout=20_000)
    page.wait_for_selector("[data-map][data-drawn='1']", timeout=20_000)


@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_scrolls_sideways(
    width: int, open_page: Callable[..., Any], sign_in: Callable[[str], Client], filed: Report
) -> None:
    page = open_page("/", sign_in("analyst"), width)
    wide = {}
    for path in PAGES:
        page.goto(path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: w for path, w in wide.items() if w > width} == {}


def test_the_page_can_be_skipped_to_and_headings_begin_it(
    open_page: Callable[..., Any], sign_in: Callable[[str], Client], filed: Report
) -> None:
    page = open_page("/today/", sign_in("observer"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == page.locator("nav").count() == 1
