"""`holdfire demo`: a theatre's demonstration as a register of its own, loaded once and served.

Its reports come in as everything does: kept, signed, read; the decisions of its files are signed by the
accounts they name. The folder is marked, and with it every page. Loading it again changes nothing.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from holdfire.cli import ALONE, app
from holdfire.cli.home import DEMONSTRATION, Home, folder_of, holds_register, make_home
from holdfire.errors import HoldfireError, RegisterError
from holdfire.theatre import find
from holdfire.theatre.demo import DemoDecision, DemoReport, demo_accounts, demo_reports

DEFAULT_HOME = ".demo"


@app.command("demo", rich_help_panel=ALONE)
def demo_command(
    home: Home = None,
    address: Annotated[
        str, typer.Option("--serve", help="Serve it at this address once loaded.", metavar="ADDRESS")
    ] = "",
) -> None:
    """Load a demonstration, and serve it.

    It goes into a folder of its own, .demo if left out; loading it again changes nothing.

    Example: [bold]holdfire demo --serve 127.0.0.1:8000[/bold]
    """
    os.environ.pop("DATABASE_URL", None)  # never into a database somebody works with
    folder = folder_of(home, DEFAULT_HOME)
    if holds_register(folder) and not (folder / DEMONSTRATION).exists():
        raise RegisterError(
            f"“{folder}” holds a register of its own, which no demonstration is loaded into: "
            "name another folder with --home."
        )
    _mark(folder)
    make_home(folder)
    from holdfire.site import serve

    server = serve.listen(address) if address else None
    load_demonstration()
    from holdfire.cli.welcome import welcome

    typer.echo("\n".join(welcome(address, folder)))
    if server is not None:
        serve.run(server)


def load_demonstration() -> None:
    """Loads accounts, then reports with their decisions, then inquiries: each all or none, and once."""
    from django.conf import settings

    from holdfire.register.models import Report

    folder = find(settings.HOLDFIRE_THEATRE)
    reports = demo_reports(folder)
    if not reports:
        raise HoldfireError(f"The theatre in {folder} has no demonstration: it needs files demo/*.toml.")
    _make_accounts(folder)
    if not Report.objects.filter(demo=True).exists():
        _receive(reports)
    _inquire(folder)


def _receive(reports: Sequence[DemoReport]) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from holdfire.register import commands
    from holdfire.register.account import Account

    importer = Account(id="demonstration", name="Import of the demonstration")
    columns = (TextColumn("Reading the demonstration's reports"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar, commands.batch():
        for report in bar.track(reports):
            received = commands.receive(
                f"{report.title}\n\n{report.text}\n".encode(),
                by=importer,
                filename=f"{report.slug}.txt",
                via="demo",
                source_id=report.source,
                url=report.url,
                published=report.published,
                received_at=report.received,
                demo=True,
            )
            for decision in report.decisions:
                _decide(report, received.report_id, decision)


def _inquire(folder: Path) -> None:
    """The demonstration's inquiries and dossiers, after its incidents are linked."""
    from holdfire.cli.instance import account_named
    from holdfire.dossiers.demo import load as load_dossiers
    from holdfire.inquiry.demo import load
    from holdfire.register import commands

    with commands.batch():
        load(folder, account_named)
        load_dossiers(folder, account_named)


def _decide(report: DemoReport, report_id: str, decision: DemoDecision) -> None:
    from holdfire.cli.instance import account_named
    from holdfire.register import commands
    from holdfire.register.models import Claim

    found = [
        claim
        for claim in Claim.objects.filter(report_id=report_id)
        if decision.match in claim.content and decision.speaker in (None, claim.speaker)
    ]
    if not found:
        raise HoldfireError(f"demo/{report.slug}.toml: no claim holds the words “{decision.match}”.")
    claim = min(found, key=lambda c: (c.end - c.start, c.ordinal))
    commands.decide(
        claim.id,
        decision.verb,
        by=account_named(decision.by),
        reason=decision.reason,
        changes=decision.changes or None,
    )


def _make_accounts(folder: Path) -> None:
    from django.conf import settings

    from holdfire.site.accounts import create_account
    from holdfire.site.models import Member

    known = set(Member.objects.values_list("user__username", flat=True))
    for one in demo_accounts(folder):
        if one.name in known:
            continue
        user = create_account(one.name, settings.HOLDFIRE_DEMO_PASSWORD, one.seat, one.role)
        user.first_name = one.shown[:150]
        user.save(update_fields=["first_name"])


def _mark(folder: Path) -> None:
    """Marks the folder before settings are read, so that no page of it is ever without its mark."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / DEMONSTRATION).touch()
    except OSError as problem:
        raise RegisterError(
            f"“{folder}” cannot be written ({problem.strerror or problem}): name another folder with --home."
        ) from problem
