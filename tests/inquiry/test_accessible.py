"""Every page there is under axe, the demonstration in it: in a light wide window and in a dark narrow one.

The pages are found as a person finds them, by the links of each role's pages, and held against the table of
addresses, so that no new page is left out. Whatever opens is opened first. The rules are those of axe-core
for WCAG 2.2 AA and its best practices.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse
from PIL import Image

from holdfire.cli.demo import load_demonstration
from holdfire.datasets.commands import receive_table
from holdfire.inquiry import commands
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.register.account import Account
from holdfire.register.commands import decide
from holdfire.register.models import Claim
from tests.datasets.conftest import write_ged
from tests.inquiry.people import sign_in
from tests.inquiry.staff import Staff, person
from tests.inquiry.test_every_address import ASKS, PHONE
from tests.site.test_browser import browser  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parents[2] / "src/holdfire/site/frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WINDOWS = (("light", 1440), ("dark", 360))
# A page is looked at as the first of these sees it to whom its address is given: whoever may do most there.
READERS: tuple[tuple[Account | None, tuple[str, ...]], ...] = (
    (None, ("/accounts/", "/findings/", "/no-such-page/")),
    (Account(id="monitor", role="analyst"), ("/incidents/", "/reports/")),
    (Account(id="head-mission", seat="peacekeepers", role="head"), ("/",)),
)
# Of these more than one is looked at, since they differ.
MOST = {"inquiry": 3, "patrol": 3, "call": 2, "obligation": 2, "entry": 2}
# Answered with something else than a page: data, a file to carry away.
NO_PAGE = {
    "incident-map", "incident-tile", "deadlines", "redacted", "finding-document", "finding-evidence",
    "field-state", "field-worker", "field-manifest", "field-original", "zones-map", "publish-pdf", "export",
    "finding-proof", "evidence", "findings-feed", "feed", "feed-days", "log-checkpoint", "log-policy",
    "log-tile", "checkpoint",
}  # fmt: skip
NOT_LINKED = {"field-mend"}  # of a phone's form that was not taken: the demonstration has none
# Pages that only a button opens, since opening them is put on the record: where it stands, and the button.
OPENED = {
    "redact": ("/inquiries/", "form[action*='/redact/'] button"),
    "read-person": ("/dossiers/detainees/persons/P-", "form[action$='/read/'] button"),
}
LOOK = """async rules => {
  const {violations} = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
  const at = nodes => nodes.slice(0, 5).map(node => node.html.slice(0, 120)).join(' | ');
  return violations.map(one => `${one.impact}: ${one.id} at ${at(one.nodes)}`);
}"""


@pytest.fixture
def pages(home: Path, tmp_path: Path) -> Iterator[dict[Account | None, list[str]]]:
    """The addresses of a demonstration's pages, and of a picture in evidence, by who reads them first."""
    load_demonstration()
    ged = write_ged(tmp_path / "ged.csv", ("1", "40.10", "46.20", "2021-10-14"))
    receive_table(ged, by=Account(id="importer"), licence="CC-BY-4.0")
    rejected = Claim.objects.order_by("report_id").first()
    assert rejected
    decide(rejected.id, "reject", by=Account(id="monitor", role="analyst"), reason="It does not say so.")
    staff, out = Staff(), io.BytesIO()
    staff.open()
    Image.new("RGB", (800, 600), "grey").save(out, "PNG")
    act = acts.Deposited(inquiry=staff.inquiry, number=0, kind="photograph")
    investigator = person("peacekeepers", "investigator")
    commands.deposit(act, out.getvalue(), by=investigator, words=Words(text="A picture"), at=staff.now)
    every: dict[Account | None, list[str]] = {}
    met: Counter[str] = Counter()
    for who, under in ((investigator, (f"/inquiries/{staff.inquiry}/",)), *READERS):
        every[who] = list(_found(sign_in(who), under, met))
    walked = {name for name, (right, method) in ASKS.items() if right is not PHONE and method == "get"}
    assert walked - NO_PAGE - NOT_LINKED - set(met) == set(), "no link leads there"
    yield every


def _found(client: Client, under: tuple[str, ...], met: Counter[str]) -> Iterator[str]:
    """Every page under some address that links lead to, or that has an address without parts."""
    waiting = [*under, *_whole()]
    known = set(waiting)
    while waiting:
        path = waiting.pop(0)
        if not path.startswith(under) or met[_name(path)] >= MOST.get(_name(path), 1):
            continue
        answer = client.get(path)
        if answer.status_code not in (200, 404) or "text/html" not in answer["Content-Type"]:
            continue
        if "attachment" in answer.get("Content-Disposition", ""):
            continue
        if answer.status_code == 200 or path == "/no-such-page/":
            met[_name(path)] += 1
            yield path
        links = set(re.findall(r'<a [^>]*href="(/[^"#?]*)', answer.content.decode())) - known
        known |= links
        waiting += sorted(links)


def _whole() -> Iterator[str]:
    """Every address without parts, those of signing in and of passwords among them."""
    for name in get_resolver().reverse_dict:
        with suppress(NoReverseMatch):
            if isinstance(name, str):
                yield reverse(name)


def _name(path: str) -> str:
    try:
        return resolve(path).url_name or path
    except Resolver404:
        return "not found"


def test_nothing_stands_against_any_page(
    pages: dict[Account | None, list[str]],
    browser: Any,  # noqa: F811
    live_server: Any,
) -> None:
    against: dict[str, list[str]] = {}
    opened: set[str] = set()
    for who, paths in pages.items():
        context = browser.new_context(base_url=live_server.url)
        if who is not None:
            name = settings.SESSION_COOKIE_NAME
            value = sign_in(who).cookies[name].value
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page = context.new_page()
        for path in paths:
            page.goto(path)
            against |= _look(page, path)
            for name, (at, button) in OPENED.items():
                if name not in opened and path.startswith(at) and page.locator(button).count():
                    opened.add(name)
                    page.locator(button).first.click()
                    against |= _look(page, f"{path} {name}")
        context.close()
    assert opened == set(OPENED)
    assert {at: said for at, said in against.items() if said} == {}


def _look(page: Any, path: str) -> dict[str, list[str]]:
    """What axe, or the page's own width, has against a page, all that opens on it being open."""
    against = {}
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.evaluate(AXE.read_text("utf-8") + ";0")
    for scheme, width in WINDOWS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        said = page.evaluate(LOOK, RULES)
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            said.append(f"{wide} pixels wide in a window of {width}")
        against[f"{path} at {width}"] = said
    return against
