"""Many people at work at once: a commission's users over loopback HTTP, then the record verified.

    .venv/bin/python bench/load.py [MINUTES] [USERS]

Ten minutes and 25 users if left out. Loads a demonstration into a temporary folder, adds accounts with seats
and roles, takes two inquiries through the pages (one open, one with a draft in comment) and serves it as
`holdfire serve` does. Then each user works, as its role may, with pauses of 2 to 10 seconds to read and to
type: pages, searches, claims decided, reports filed, calls logged, evidence, weights and comments. Prints
errors, the times of each page and act, and what `holdfire verify` and `rebuild --check` say afterwards.
The users of this script run beside the server on the same cores.
"""

import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

from lxml import html

from holdfire.theatre import find, load
from holdfire.theatre.demo import DemoReport, demo_reports

THEATRE = "south-caucasus"
PASSWORD = "a-password-of-the-load"
HOLDFIRE = str(Path(sys.executable).parent / "holdfire")
SEATS = [s.id for s in load(THEATRE).seats if s.role != "guarantor"][:3]
# Who works in a commission of 25; more users are more of the same.
ROLES = (
    *(("head", seat) for seat in SEATS),
    *(("investigator", seat) for seat in SEATS * 2),
    *(("analyst", seat) for seat in SEATS * 2),
    *(("reporter", seat) for seat in (*SEATS, "", "")),
    *(("observer", seat) for seat in (*SEATS, "")),
    ("keeper", ""),
)
PAUSE = (2.0, 10.0)  # seconds between one page and the next
SPOKEN = threading.Lock()
Times = dict[str, list[float]]


class Refused(Exception):
    """An answer that a user at work would call an error."""


class User:
    """Somebody with an account and a browser: keeps cookies, fills forms, follows redirects."""

    def __init__(self, address: str, name: str, role: str = "", seat: str = "") -> None:
        self.address, self.name, self.role, self.seat = address, name, role, seat
        self.cookies: dict[str, str] = {}
        self.line = http.client.HTTPConnection(address, timeout=120)
        self.spoke = 0.0
        self.times: Times = defaultdict(list)
        self.errors: list[str] = []

    def ask(self, what: str, path: str, form: dict | None = None, **headers: str) -> str:
        """One page, or one act and the page it leads to. `what` is the row its time is counted in."""
        started = time.perf_counter()
        status, text, at = self._once(path, form, headers)
        while status in (302, 303):
            status, text, at = self._once(at, None, {})
        self.times[what].append((time.perf_counter() - started) * 1000)
        if status >= 400:
            trouble = re.search(r'class="trouble"[^>]*>([^<]+)', text)
            raise Refused(f"{self.name}: {path} answered {status} {trouble[1] if trouble else ''}")
        return text

    def _once(self, path: str, form: dict | None, headers: dict[str, str]) -> tuple[int, str, str]:
        headers |= {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            form = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **form}
            body = urlencode(form, doseq=True)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://{self.address}{path}",
            }
        if time.monotonic() - self.spoke > 60:  # the server ends a line that is silent for long
            self.line.close()
        self.line.request("GET" if form is None else "POST", path, body, headers)
        answer = self.line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.spoke = time.monotonic()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            key, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[key] = value
        return answer.status, text, answer.headers.get("Location", "")

    def sign_in(self, password: str = PASSWORD) -> None:
        """Through the page, as anybody."""
        self.ask("sign in", "/accounts/login/")
        self.ask("sign in", "/accounts/login/", {"login": self.name, "password": password})

    def act(self, inquiry: str, slug: str, **fields: object) -> None:
        """One act of an inquiry, from its page: hidden fields of the form are sent as they stand."""
        page = html.fromstring(self.ask("an inquiry", f"/inquiries/{inquiry}/"))
        form = page.xpath(f"//*[@id='do-{slug}']//form")
        if not form:
            raise Refused(f"{self.name}: inquiry {inquiry} offers no {slug}")
        hidden = {e.get("name"): e.get("value") for e in form[0].xpath(".//input[@type='hidden']")}
        self.ask(f"act: {slug}", f"/inquiries/{inquiry}/act/{slug}/", hidden | fields)


def in_days(days: int) -> str:
    """A day from today."""
    return (date.today() + timedelta(days=days)).isoformat()


def open_case(heads: list[User], names: list[User], title: str) -> str:
    """An inquiry that is open, alleged by the first seat, with investigators of every seat and evidence."""
    first, second = heads[0], heads[1]
    first.ask("prepare", "/inquiries/new/")
    page = first.ask("prepare", "/inquiries/new/", {"title": title, "text": "What is alleged, in words."})
    found = re.search(r"Inquiry (\d{4}-\d{3}) is on the record", page)
    assert found, "the allegation was not taken"
    inquiry = found[1]
    second.act(inquiry, "judged", admissible="yes", text="It is within the mandate.")
    for head in heads:
        head.act(inquiry, "named", account=head.name)
        for one in names:
            if one.seat == head.seat:
                head.act(inquiry, "named", account=one.name)
    second.act(inquiry, "opened", due=in_days(60), text="Establish what happened.")
    first.act(inquiry, "deposited", what="photograph", title="Marks", text="By hand.")
    second.act(inquiry, "supposed", text="It was as alleged.")
    second.act(inquiry, "weighed", hypothesis="1", evidence="1", weight="supports", text="The marks.")
    return inquiry


class Work:
    """What there is to do, and how each piece of it is done."""

    def __init__(self, reports: tuple[DemoReport, ...], opened: str, drafted: str) -> None:
        self.reports, self.opened, self.drafted = reports, opened, drafted
        self.words = sorted({w for r in reports for w in re.findall(r"[A-Z][a-z]{4,}", r.title)})
        self.filed = 0

    def of(self, role: str) -> list:
        """A role's pieces of work, each as often as it is done."""
        reads = [self.today, self.report, self.report, self.search, self.incident, self.incidents]
        reads += [self.inquiry, self.dossier, self.record]
        if role == "analyst":
            return [*reads, *[self.decide] * 7, self.file, self.call]
        if role == "reporter":
            return [*reads, *[self.file] * 3, self.call, self.call]
        if role in ("investigator", "head"):
            return [*reads, self.inquiry, self.deposit, self.weigh, self.comment, self.comment, self.call]
        if role == "keeper":
            return [*reads, self.file]
        return reads

    def today(self, user: User) -> None:
        user.ask("today", "/today/")

    def report(self, user: User) -> str:
        query = urlencode({"q": random.choice(self.words)}) if random.random() < 0.5 else ""
        page = user.ask("reports", f"/reports/?{query}")
        found = re.findall(r'href="(/reports/[0-9a-f]{64}/)"', page)
        if not found:
            return ""
        pause()
        return user.ask("a report", random.choice(found))

    def incidents(self, user: User) -> None:
        user.ask("incidents", "/incidents/")
        user.ask("incidents: map", "/incidents/map.json")

    def search(self, user: User) -> None:
        day = random.choice(self.reports).published
        asked = {"q": random.choice(("", random.choice(self.words))), "from": day - timedelta(days=9)}
        user.ask("incidents", f"/incidents/?{urlencode(asked | {'to': day + timedelta(days=9)})}")

    def incident(self, user: User) -> None:
        found = re.findall(r'href="(/incidents/i[^"/?]+/)"', user.ask("incidents", "/incidents/"))
        pause()
        user.ask("an incident", random.choice(found))

    def inquiry(self, user: User) -> None:
        user.ask("inquiries", "/inquiries/")
        pause()
        user.ask("an inquiry", f"/inquiries/{random.choice((self.opened, self.drafted))}/")

    def dossier(self, user: User) -> None:
        kinds = ("agreement", "detainees", "restoration", "formats", "liaison", "monitoring")
        user.ask("a dossier", f"/dossiers/{random.choice(kinds)}/")

    def record(self, user: User) -> None:
        page = user.ask("record", "/record/")
        if found := re.findall(r'href="(/record/\d+/)"', page):
            pause()
            user.ask("an entry", random.choice(found))

    def decide(self, user: User) -> None:
        page = self.report(user)
        claims = re.findall(r'class="card state-machine"[^>]* id="(c[0-9a-f]+)"', page)
        for claim in random.sample(claims, min(2, len(claims))):
            pause()
            verb = random.choice(("confirm", "confirm", "confirm", "reject"))
            form = {"verb": verb, "reason": "The report does not say so." if verb == "reject" else ""}
            answer = user.ask("act: decide", f"/claims/{claim}/decide/", form, **{"HX-Request": "true"})
            if 'class="trouble"' in answer and "There is no claim" not in answer:
                raise Refused(f"{user.name}: the decision about {claim} was not taken")

    def file(self, user: User) -> None:
        """A report as others came, with words of its own and another day."""
        user.ask("receive", "/reports/receive/")
        pause()
        one = random.choice(self.reports)
        with SPOKEN:
            self.filed += 1
            number = self.filed
        day = one.published + timedelta(days=random.randint(-20, 20))
        text = f"Report {number} of the day\n\n{one.text}\n\nThe duty officer {user.name} passed it on.\n"
        form = {"text": text, "source": one.source, "date": day.isoformat(), "url": one.url}
        user.ask("act: file a report", "/reports/receive/", form)

    def call(self, user: User) -> None:
        user.ask("liaison", "/liaison/")
        user.ask("liaison", "/liaison/new/")
        pause()
        form = {
            "channel": "hotline", "subject": "fire", "caller": SEATS[0], "called": [SEATS[1]],
            "on": date.today().isoformat(), "started": "10:15", "ended": "10:30",
            "title": "Shots heard", "text": "Both posts heard single shots.", "agreed": "To look again.",
            "step1": "Call back", "owner1": SEATS[1], "due1": in_days(3),
        }  # fmt: skip
        user.ask("act: log a call", "/liaison/new/", form)

    def deposit(self, user: User) -> None:
        words = {"title": f"Note of {user.name}", "text": "Written down at the post by the officer on duty."}
        user.act(self.opened, "deposited", what="document", **words)

    def weigh(self, user: User) -> None:
        weight = random.choice(("supports", "contradicts", "neutral"))
        user.act(self.opened, "weighed", hypothesis="1", evidence="1", weight=weight, text="As it looks.")

    def comment(self, user: User) -> None:
        user.act(self.drafted, "commented", text="The second sentence should name the hour.")


def pause() -> None:
    """Somebody reads, or types."""
    time.sleep(random.uniform(*PAUSE))


def work_until(end: float, user: User, work: Work) -> None:
    """One user's time; an error is noted, and the user goes on."""
    time.sleep(random.uniform(0, PAUSE[1]))
    pieces = work.of(user.role)
    while time.monotonic() < end:
        try:
            random.choice(pieces)(user)
        except Exception as problem:
            user.errors.append(f"{type(problem).__name__}: {problem}")
            user.line.close()
        pause()


def make_accounts(home: str, users: list[User]) -> None:
    """The users' accounts, as `holdfire account add` makes them, in one process."""
    made = (
        "import sys, django; django.setup()\n"
        "from holdfire.site.accounts import create_account\n"
        "for name, seat, role, password in (line.rstrip('\\n').split('\\t') for line in sys.stdin):\n"
        "    create_account(name, password, seat, role)\n"
    )
    lines = "".join(f"{u.name}\t{u.seat}\t{u.role}\t{PASSWORD}\n" for u in users)
    settings = {"HOLDFIRE_HOME": home, "DJANGO_SETTINGS_MODULE": "holdfire.site.settings"}
    subprocess.run(
        [sys.executable, "-c", made], input=lines, text=True, check=True, env=os.environ | settings
    )


def row(name: str, times: list[float]) -> str:
    """One line of the table."""
    times = sorted(times)
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    spread = f"p50 {statistics.median(times):6.0f}  p95 {p95:6.0f}  max {times[-1]:6.0f} ms"
    return f"{name:24s} {len(times):5d}  {spread}"


def processor(pid: int) -> float:
    """Seconds of processor a process has used: what a busy machine does not change."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(users: list[User], loads: list[float]) -> int:
    """Prints the table and gives the number of errors."""
    every: Times = defaultdict(list)
    for user in users:
        for what, times in user.times.items():
            if what not in ("prepare", "sign in"):
                every[what] += times
    for what in sorted(every, key=lambda w: (w.startswith("act: "), w)):
        print(row(what, every[what]))
    print(row("every page", [t for w, ts in every.items() if not w.startswith("act: ") for t in ts]))
    print(row("every act", [t for w, ts in every.items() if w.startswith("act: ") for t in ts]))
    errors = [e for u in users for e in u.errors]
    print(f"errors: {len(errors)}")
    for error in errors[:10]:
        print(f"  {error}")
    if loads:
        print(f"load average of a minute: {min(loads):.1f} to {max(loads):.1f}")
    return len(errors)


def main() -> None:
    """Loads, serves, works, reports, verifies."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    random.seed(7)
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([HOLDFIRE, "demo", "--home", home], check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        users = [
            User(address, f"user-{n}-{role}", role, seat)
            for n in range(count)
            for role, seat in [ROLES[n % len(ROLES)]]
        ]
        make_accounts(home, users)
        server = subprocess.Popen([HOLDFIRE, "serve", address, "--home", home], stderr=subprocess.DEVNULL)
        try:
            errors = at_work(address, users, minutes, server.pid)
        finally:
            server.terminate()
            server.wait()
        bad = sum(
            subprocess.run([HOLDFIRE, *command, "--home", home], check=False).returncode
            for command in (["verify"], ["rebuild", "--check"])
        )
    raise SystemExit(1 if errors or bad else 0)


def at_work(address: str, users: list[User], minutes: float, server: int) -> int:
    """Everybody works for the minutes given; gives the number of errors."""
    for _ in range(240):
        try:
            users[0].ask("prepare", "/")
            break
        except OSError:
            users[0].line.close()
            time.sleep(0.5)
    for n, user in enumerate(users):
        user.sign_in()
        if n >= 25:
            time.sleep(2.1)  # thirty a minute from one address sign in, no more
    heads = [u for u in users if u.role == "head"][:3]
    names = [u for u in users if u.role == "investigator" or (u.role == "head" and u not in heads)]
    opened = open_case(heads, names, "A case under way")
    drafted = open_case(heads, names, "A case in comment")
    draft = {
        "outcome": "not-attributable", "standard": "balance", "attribution": "1", "severity": "minor",
        "intent": "undetermined", "text": "Fire was opened.", "reasoning": "The marks show it [E1].",
        "comments_until": in_days(30), "clauses": [load(THEATRE).agreements[0].obligations[0].id],
    }  # fmt: skip
    heads[1].act(drafted, "drafted", **draft)
    for user in users:
        user.times.clear()
    work = Work(demo_reports(find(THEATRE)), opened, drafted)
    used, end = processor(server), time.monotonic() + minutes * 60
    threads = [threading.Thread(target=work_until, args=(end, user, work), daemon=True) for user in users]
    loads = []
    for thread in threads:
        thread.start()
    while time.monotonic() < end:
        time.sleep(min(30.0, max(0.1, end - time.monotonic())))
        loads.append(os.getloadavg()[0])
    for thread in threads:
        thread.join(timeout=150)
    pages = sum(len(t) for u in users for t in u.times.values())
    print(f"{len(users)} users, {minutes:g} minutes, {pages} requests, {work.filed} reports filed")
    print(f"processor used by the server: {(processor(server) - used) / pages * 1000:.0f} ms a request")
    return report(users, loads)


if __name__ == "__main__":
    main()
