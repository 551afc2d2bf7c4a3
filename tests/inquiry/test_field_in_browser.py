"""The field form in a real browser: offline, killed, opened again, and each observation arrives once."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from holdfire.inquiry.models import FieldObservation
from holdfire.register.account import Account
from tests.inquiry.conftest import CHROMIUM
from tests.inquiry.people import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONITOR = Account(id="monitor", seat="peacekeepers", role="reporter")
MANY = 200


@pytest.fixture(autouse=True)
def _unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread


def test_200_written_offline_survive_a_killed_browser_and_arrive_once(
    home: Any, live_server: Any, tmp_path: Path
) -> None:
    if CHROMIUM is None:
        pytest.skip("The browser tests need Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    session = sign_in(MONITOR).cookies[settings.SESSION_COOKIE_NAME].value
    profile = tmp_path / "profile"

    def opened(playwright: Any) -> Any:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=["--no-sandbox"], base_url=live_server.url,
            viewport={"width": 360, "height": 740},
        )  # fmt: skip
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        context.add_cookies([cookie])
        return context

    with sync_playwright() as playwright:
        context = opened(playwright)
        page = context.new_page()
        page.goto("/field/")
        page.wait_for_selector("form[data-offline=ready]")
        context.set_offline(True)
        page.reload()  # the page itself comes from the device now
        page.wait_for_selector("form[data-ready]")
        page.fill("#see-patrol", "Patrol 4")
        page.fill("#see-position", "the ridge")
        for n in range(MANY):
            page.fill("#see-count", str(n))
            page.select_option("#see-means", "heard")
            page.select_option("#see-sighted", "explosion")
            page.fill("#see-started", "2021-10-15T00:40")
            page.click("form[data-field] button.primary")
            page.wait_for_selector(f"#field-state[data-waiting='{n + 1}']")
        page.fill("#see-note", "half written when the battery went")
        page.wait_for_timeout(300)
        assert not FieldObservation.objects.exists()
        kill(profile)

    with sync_playwright() as playwright:
        context = opened(playwright)
        page = context.new_page()
        page.goto("/field/")
        page.wait_for_selector("#field-state[data-waiting='0']", timeout=120_000)
        assert page.input_value("#see-note") == "half written when the battery went"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        context.close()

    assert sorted(r.data["count"] for r in FieldObservation.objects.all()) == list(range(MANY))


def kill(profile: Path) -> None:
    """Kills the browser of this profile as a dead battery would, without a word."""
    found = subprocess.run(["pgrep", "-f", f"user-data-dir={profile}"], capture_output=True, text=True)
    for pid in found.stdout.split():
        os.kill(int(pid), signal.SIGKILL)
