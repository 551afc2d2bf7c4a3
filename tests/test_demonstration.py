"""The demonstration from end to end: loaded and served as `make demo` does it, then looked at over HTTP."""

import http.cookiejar
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfire.theatre import find
from holdfire.theatre.demo import demo_accounts, demo_reports

UNSET = ("HOLDFIRE_HOME", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "HOLDFIRE_DEMO")
COMMAND = [sys.executable, "-m", "holdfire", "demo", "--home"]
MARK = "Demonstration: written from public sources, not a real register"
PAGES = (
    "/",
    "/today/",
    "/reports/",
    "/incidents/",
    "/dossiers/",
    "/dossiers/agreement/",
    "/dossiers/agreement/2020-11-09/8/",
    "/dossiers/agreement/2020-11-09/texts/",
    "/dossiers/detainees/",
    "/dossiers/zones/",
    "/dossiers/restoration/",
    "/dossiers/formats/",
    "/dossiers/liaison/",
    "/dossiers/monitoring/",
    "/record/",
)


class Demonstration:
    """One being served: its folder, what it printed, and a client signed in as `monitor`."""

    def __init__(self, home: Path, address: str, printed: str) -> None:
        self.home, self.address, self.printed = home, address, printed
        self._client = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self.post("/accounts/login/", login="monitor", password="holdfire-demo")

    def get(self, path: str) -> str:
        """A page."""
        return self._client.open(f"http://{self.address}{path}").read().decode()

    def post(self, path: str, action: str = "", **form: str) -> str:
        """Fills in the form a page has and sends it."""
        url = f"http://{self.address}{action or path}"
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert token
        data = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": token[1]}).encode()
        return self._client.open(urllib.request.Request(url, data, {"Referer": url})).read().decode()

    def sql(self, query: str) -> list[tuple[object, ...]]:
        """What its tables hold."""
        with sqlite3.connect(self.home / "holdfire.sqlite3") as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """`holdfire demo --serve` on a free port."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {k: v for k, v in os.environ.items() if k not in UNSET}
    printed = home.parent / "printed.txt"
    with printed.open("w") as out:
        server = subprocess.Popen([*COMMAND, str(home), "--serve", address], stdout=out, env=environment)
    try:
        for _ in range(1200):
            assert server.poll() is None, "the demonstration did not start"
            if printed.read_text():
                break
            time.sleep(0.25)
        yield Demonstration(home, address, printed.read_text())
    finally:
        server.terminate()
        server.wait()


def test_it_prints_the_address_the_accounts_and_what_to_look_at(demo: Demonstration) -> None:
    assert f"http://{demo.address}/" in demo.printed
    assert "holdfire-demo" in demo.printed
    for account in demo_accounts(find(None)):
        assert f"  {account.name} " in demo.printed
    paths = re.findall(rf"http://{re.escape(demo.address)}(/\S*)", demo.printed)
    assert len(paths) >= 7
    for path in paths:
        assert MARK in demo.get(path), path


def test_what_it_shows_first_is_the_point(demo: Demonstration) -> None:
    for point in (
        "a sum that does not hold",
        "one event under two names",
        "a denial beside what it denies",
        "a copy that adds no voice",
        "a deadline passed",
    ):
        assert point in demo.printed


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_marked_as_a_demonstration(demo: Demonstration, page: str) -> None:
    assert MARK in demo.get(page)


def test_every_report_came_in_on_its_day_and_every_decision_is_signed(demo: Demonstration) -> None:
    reports = demo_reports(find(None))
    dated = demo.sql("select source_id, substr(received_at, 1, 16), published from register_report")
    assert len(dated) == len(reports)
    assert {(r.source, r.published.isoformat()) for r in reports} == {(s, p) for s, _, p in dated}
    decided = sorted((d.verb, d.by) for r in reports for d in r.decisions)
    assert sorted(demo.sql("select verb, author from register_decision")) == decided
    signed = demo.sql("select author from register_entry where kind = 'claim-decided'")
    assert sorted(a for (a,) in signed) == sorted(by for _, by in decided)
    assert demo.sql("select 1 from register_report where problem != '' or demo = 0") == []


def test_the_words_of_each_decision_stand_in_one_claim(demo: Demonstration) -> None:
    claims = demo.sql(
        "select c.content, c.speaker, r.title from register_claim c "
        "join register_report r on r.id = c.report_id"
    )
    for report in demo_reports(find(None)):
        for one in report.decisions:
            found = [
                content
                for content, who, title in claims
                if title == report.title and one.match in content and one.speaker in (None, who)
            ]
            assert len(found) == 1, (report.slug, one.match, found)


def test_a_count_fails_and_is_drawn_as_arithmetic(demo: Demonstration) -> None:
    assert 'aria-label="105 plus 17 is 122, not 112 as stated"' in demo.get("/today/")


def test_the_detainee_ledger_shows_the_later_count_that_holds(demo: Demonstration) -> None:
    page = demo.get("/dossiers/detainees/")
    assert "112" in page and "122" in page


def test_a_deadline_passed_is_on_the_first_page_of_the_watch(demo: Demonstration) -> None:
    assert "overdue" in demo.get("/today/").lower() or "passed" in demo.get("/today/").lower()


def test_the_record_verifies_from_its_page(demo: Demonstration) -> None:
    assert "entries were read again" in demo.post("/record/", action="/record/verify/")


def test_loading_it_again_changes_nothing_and_touches_no_other_database(demo: Demonstration) -> None:
    counts = "select (select count(*) from register_entry), (select count(*) from auth_user)"
    before = demo.sql(counts)
    elsewhere = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/work"}
    again = subprocess.run(
        [*COMMAND, str(demo.home)], capture_output=True, text=True, check=True, env=elsewhere
    )
    assert "Serve it with" in again.stdout
    assert demo.sql(counts) == before
