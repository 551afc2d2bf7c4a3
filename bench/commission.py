"""A commission's record of any length, made up here through the commands that people use.

    python bench/commission.py FOLDER [ENTRIES]      (5,000 entries if not given)

Kinds come in the proportions of the demonstration: in each round 49 reports and 45 decisions about their
claims, then its two inquiries, patrols with observations, calls, movements of custody, assessments and grades
of incidents. Rounds lie four days apart, so that about twelve reports come a day, however long the record is.
Reports are of three to five short sentences about the theatre's places; several tell of one event.
"""

import os
import random
import sys
import tomllib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

REPORTS, DECISIONS, EVERY, TOGETHER = 49, 45, 4, 10  # of a round; days between rounds; rounds a transaction
FIRST = date(2021, 10, 1)


def make(folder: Path, least: int) -> int:
    """Makes a record of at least so many entries in a fresh folder; gives how many there are."""
    os.environ |= {"HOLDFIRE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "holdfire.site.settings"}
    os.environ.pop("DATABASE_URL", None)
    folder.mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return fill(least)


def fill(least: int) -> int:
    """Adds rounds to the register at hand until it has at least so many entries."""
    from holdfire.register import commands
    from holdfire.register.models import Entry, Report

    number = -(-Report.objects.count() // REPORTS)  # goes on where an earlier run stopped
    chance = random.Random(number)
    while (size := Entry.objects.count()) < least:
        with commands.batch():
            for _ in range(TOGETHER):
                if Entry.objects.count() < least:
                    _round(number, chance)
                    number += 1
        _on_incidents(chance, TOGETHER)
        print(f"{Entry.objects.count():,} entries", file=sys.stderr, flush=True)
    return size


def _round(number: int, chance: random.Random) -> None:
    from holdfire.register import commands
    from holdfire.register.account import Account
    from holdfire.register.models import Claim

    later = timedelta(days=EVERY * number)
    by, reports = Account(id="monitor", role="analyst"), []
    for n, (text, source, day) in enumerate(_reports(number, later, chance)):
        at = datetime(day.year, day.month, day.day, 18, n, tzinfo=UTC)
        got = commands.receive(
            text.encode(),
            by=by,
            filename=f"{number}-{n}.txt",
            source_id=source,
            published=day,
            received_at=at,
        )
        reports.append(got.report_id)
    claims = list(Claim.objects.filter(report__in=reports).order_by("id"))
    for claim in chance.sample(claims, min(DECISIONS, len(claims))):
        verb: Any = chance.choices(("confirm", "correct", "reject"), (7, 2, 1))[0]
        changes = {"hedge": f"about {number}"} if verb == "correct" else None
        commands.decide(claim.id, verb, by=by, reason=f"Read beside entry {number}.", changes=changes)
    _rooms(number, later, chance.choice(claims))


def _reports(number: int, later: timedelta, chance: random.Random) -> list[tuple[str, str, date]]:
    """Texts with their source and day: events, each told by one to four of those who tell of them."""
    from holdfire.register.instance import open_instance

    theatre = open_instance().theatre
    places = [p.name for p in theatre.places if p.kind in ("village", "town", "city") and "/" not in p.name]
    told: list[tuple[str, str, date]] = []
    while len(told) < REPORTS:
        place, hour = chance.choice(places), chance.randrange(1, 23)
        day = FIRST + later + timedelta(days=chance.randrange(EVERY))
        hurt, shots = chance.randrange(0, 5), chance.randrange(3, 60)
        when = f"{hour:02d}:{chance.randrange(60):02d} on {day.day} {day:%B %Y}"
        for source, who, other in chance.sample(TELLERS, chance.randrange(1, 5)):
            lines = [
                f"The {who} said that {other} opened fire at positions near {place} at {when}.",
                f"It said that {hurt or 'no'} servicemen were wounded and that {shots} shots were counted.",
                f"The {who} accused {other} of violating the ceasefire.",
                f"Residents of {place} said that a house was damaged on {day.day} {day:%B}.",
                f"The {who} denied that its own units had fired.",
            ]
            count = chance.randrange(3, 6)
            text = f"{place}, report {number}-{len(told)}.\n\n" + " ".join(lines[:count])
            told.append((text, source, day + timedelta(days=chance.randrange(2))))
    return told[:REPORTS]


TELLERS = (
    ("armenia-mod", "Ministry of Defence of Armenia", "Azerbaijani units"),
    ("azerbaijan-mod", "Ministry of Defence of Azerbaijan", "Armenian units"),
    ("russia-mod", "command of the peacekeepers", "unknown persons"),
    ("", "village council", "armed men"),
)


def _rooms(number: int, later: timedelta, claim: Any) -> None:
    """What the rooms above the register write in a round: as in the demonstration, so many days later."""
    from holdfire.dossiers import assessing, custody
    from holdfire.inquiry import demo
    from holdfire.record.dossier import Assessed, Cited, Line, Moved
    from holdfire.register.instance import open_instance
    from holdfire.theatre import find
    from holdfire.theatre.demo import demo_accounts

    folder = find("south-caucasus")
    who = {a.name: a for a in demo_accounts(folder)}
    account = _accounts(who)
    inquiry = ""
    for file in sorted((folder / "demo/inquiries").glob("[0-9]*.toml")):
        inquiry = ""
        for cells in _later(tomllib.loads(file.read_text("utf-8"))["acts"], later):
            cells.pop("incident_match", None)
            if cells.pop("report_match", None):
                cells["report"] = claim.report_id
            if "file" in cells:
                cells["file"] += f" {number}"
            inquiry = demo._carry_out(cells, inquiry, account)
    for cells in _later(
        tomllib.loads((folder / "demo/inquiries/calls.toml").read_text("utf-8"))["calls"], later
    ):
        demo._log(cells, account)
    ways = _later(
        tomllib.loads((folder / "demo/inquiries/patrols.toml").read_text("utf-8"))["patrols"], later
    )
    for cells in ways:
        cells.pop("inquiry", None), cells.pop("visit", None)
        demo._patrol(cells, account)
    cited = (Cited(kind="claim", id=claim.id),)
    agreement, at = open_instance().theatre.agreements[0], datetime(2021, 11, 15, tzinfo=UTC) + later
    on = (at.date() - timedelta(days=1)).isoformat()
    levels: Any = ("none", "minimum", "intermediate", "full")
    for n, obligation in enumerate((agreement.obligations * 9)[:18]):
        assessed = Assessed(
            agreement=agreement.id, obligation=obligation.id, level=levels[n % 4], on=on, evidence=cited
        )
        by = account(("observer-arm", "observer-az", "mediator")[n % 3])
        assessing.assess(assessed, f"As seen on {on}, {n}.", by=by, at=at)
    for n in range(6):

        def line(side: Any, where: Any, by: str = "", n: int = n) -> Line:
            return Line(side=side, of="armenia", where=where, by=by, count=1 + n // 2)

        kind: Any = ("capture", "release")[n % 2]
        lines = (
            (line("debit", "free"), line("credit", "held", "azerbaijan"))
            if kind == "capture"
            else (line("debit", "held", "azerbaijan"), line("credit", "returned"))
        )
        moved = Moved(movement="new", kind=kind, on=on, lines=lines, evidence=cited)
        custody.move(moved, f"As told, {number}.", by=account("head-mission"), at=at)


def _accounts(who: dict[str, Any]) -> Callable[[str], Any]:
    from holdfire.register.account import Account

    return lambda name: Account(id=name, seat=who[name].seat, role=who[name].role)


def _later(value: Any, by: timedelta) -> Any:
    """The same values with every day and moment so much later."""
    match value:
        case dict():
            return {k: _later(v, by) for k, v in value.items()}
        case list():
            return [_later(v, by) for v in value]
        case date():
            return value + by
        case str():
            with suppress(ValueError):
                return (date.fromisoformat(value) + by).isoformat()
    return value


def _on_incidents(chance: random.Random, count: int) -> None:
    """Grades of incidents, and now and then two that are merged; linked once, at the end."""
    from holdfire.register import commands, incidents
    from holdfire.register.account import Account
    from holdfire.register.models import Incident

    by = Account(id="monitor", role="analyst")
    found = list(Incident.objects.order_by("-time_start")[: 20 * count])
    with commands.batch():
        for one in chance.sample(found, min(count, len(found))):
            incidents.grade(one.id, chance.randrange(1, 7), proposed=3, by=by, reason="As the rules propose.")
        for one, other in zip(found[: count // 5], found[count // 5 :], strict=False):
            incidents.merge(one.id, other.id, by=by, reason="One event.")


if __name__ == "__main__":
    made = make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5_000)
    print(f"{made:,} entries in {sys.argv[1]}")
