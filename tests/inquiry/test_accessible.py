"""Every page under axe, in a light wide window and a dark narrow one: nothing serious, nothing sideways.

The rules are those of axe-core for WCAG 2.2 AA and its best practices.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from holdfire.inquiry import commands
from holdfire.inquiry.words import Words
from holdfire.record.calls import CallLogged
from holdfire.register.models import Report
from tests.inquiry.people import sign_in
from tests.inquiry.staff import Staff, person
from tests.site.conftest import filed  # noqa: F401
from tests.site.test_browser import browser  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parents[2] / "src/holdfire/site/frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WINDOWS = {"wide": (1440, "light"), "narrow": (360, "dark")}
PUBLIC = ["/", "/?example=1", "/accounts/login/", "/findings/", "/no-such-page/"]
REGISTER = [
    "/today/", "/reports/", "/reports/receive/", "/reports/report-one/", "/incidents/",
    "/incidents/incident-one/", "/dossiers/", "/dossiers/agreement/", "/dossiers/detainees/",
    "/dossiers/restoration/", "/dossiers/formats/", "/dossiers/liaison/", "/dossiers/monitoring/",
    "/publish/?day=2021-10-18&to=2021-10-24", "/publish/patterns/?from=2021-10-01&to=2021-10-31",
    "/field/", "/field/list/", "/notices/", "/record/", "/record/0/", "/accounts/2fa/",
    "/accounts/password/change/",
]  # fmt: skip
CASE = [
    "/today/",
    "/inquiries/",
    "/inquiries/new/",
    "/inquiries/{0}/",
    "/liaison/",
    "/liaison/new/",
    "/liaison/{1}/",
]


@pytest.fixture
def look(browser: Any, live_server: Any) -> Callable[..., dict[str, list[str]]]:  # noqa: F811
    """Opens each page and gives what axe, or the page's own width, has against it."""

    def looked(paths: list[str], window: str, who: Any = None) -> dict[str, list[str]]:
        width, scheme = WINDOWS[window]
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, color_scheme=scheme
        )
        if who is not None:
            name = settings.SESSION_COOKIE_NAME
            value = sign_in(who).cookies[name].value
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page, against = context.new_page(), {}
        for path in paths:
            page.goto(path)
            page.wait_for_load_state("networkidle")
            page.evaluate(AXE.read_text("utf-8") + ";0")
            found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
            against[path] = [
                f"{v['impact']}: {v['id']} at {v['nodes'][0]['html'][:120]}" for v in found["violations"]
            ]
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                against[path].append(f"{wide} pixels wide in a window of {width}")
        context.close()
        return {path: said for path, said in against.items() if said}

    return looked


@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_stands_against_the_pages_of_the_register(
    window: str,
    look: Callable[..., Any],
    filed: Report,  # noqa: F811
) -> None:
    assert look(PUBLIC, window) == {}
    assert look(REGISTER, window, person("armenia")) == {}


@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_stands_against_the_pages_of_a_case(
    window: str, look: Callable[..., Any], staff: Staff
) -> None:
    staff.all()
    call = CallLogged(
        call="new", channel="hotline", subject="fire", caller="armenia", called=("azerbaijan",),
        started="2021-10-14T18:05:00Z",
    )  # fmt: skip
    logged = commands.log_call(call, by=person("armenia"), words=Words(title="A call", text="Fire stopped."))
    assert look([f"/findings/{staff.inquiry}/"], window) == {}
    assert look([p.format(staff.inquiry, logged) for p in CASE], window, person("armenia")) == {}
