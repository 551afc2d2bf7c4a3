"""Commands of a register: init, serve, receive, rebuild, and its accounts.

Django is set up only inside a command, so that `holdfire read` and `--help` stay quick.
"""

import getpass
import json
import sys
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from holdfire.cli import PROOF, REGISTER, app
from holdfire.cli.home import Home, folder_of, holds_register, make_home, open_home
from holdfire.errors import HoldfireError, IntakeError, RegisterError

OPERATOR = "operator"  # who signs what is done on this machine by no account

account = typer.Typer(name="account", no_args_is_help=True, help="Say who may sign in to the register.")
app.add_typer(account, rich_help_panel=REGISTER)

Address = Annotated[str, typer.Argument(help="Where it listens.")]
SignWith = Annotated[
    Path | None,
    typer.Option("--sign-with", metavar="KEY", help="The account's own SSH key, where it was granted."),
]
AsJson = Annotated[bool, typer.Option("--json", metavar="", help="Print the result as JSON.")]


@app.command("init", rich_help_panel=REGISTER)
def init(home: Home = None) -> None:
    """Make a register: its folder, its tables, its keys.

    Run again, it brings the tables of an earlier Holdfire up to date and changes nothing else.
    """
    folder = folder_of(home)
    first = not holds_register(folder)
    make_home(folder)
    from holdfire.register.instance import open_instance

    instance = open_instance()
    typer.echo(f"{'A register is made' if first else 'The register is up to date'} in {folder}.")
    typer.echo(f"The record's public key: {instance.vkey}")
    if first:
        typer.echo(
            "Keep a backup of the folder's keys apart from it. Next: holdfire account add, holdfire serve."
        )


@app.command("serve", rich_help_panel=REGISTER)
def serve_command(address: Address = "127.0.0.1:8000", home: Home = None) -> None:
    """Serve the register's pages until interrupted.

    For other machines put it behind a proxy with HTTPS and set HOLDFIRE_HOSTS and HOLDFIRE_SECURE=1.
    """
    open_home(home)
    from holdfire.datasets import store
    from holdfire.site.serve import listen, run

    server = listen(address)
    store.ensure(lambda doing: typer.echo(f"Data sets: {doing}.", err=True))
    typer.echo(f"Holdfire is served at http://{address}/ (Ctrl-C ends it).", err=True)
    run(server)


@app.command("receive", rich_help_panel=REGISTER)
def receive(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Reports, or - for pasted text.")],
    by: Annotated[str, typer.Option(help="The account that received them.", metavar="ACCOUNT")] = OPERATOR,
    source: Annotated[
        str, typer.Option(metavar="SOURCE", help="Who supplied them: an id in the theatre's sources.csv.")
    ] = "",
    url: Annotated[str, typer.Option(metavar="ADDRESS", help="Where they were published.")] = "",
    published: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="The day published, when they do not say it.",
        ),
    ] = None,
    sign_with: SignWith = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Receive reports into the record and read them.

    What cannot be read is kept all the same. Ends with 1 when a file was not found or could not be
    read; the others are received.
    """
    open_home(home)
    who = signing_as(by, sign_with)
    day = published.date() if published else None
    wrong = 0
    for name in files:
        got = _receive(name, who, source=source, url=url, published=day)
        wrong += bool(got["problem"])
        if as_json:
            typer.echo(json.dumps(got, ensure_ascii=False))
        elif got["report"]:
            again = "" if got["first"] else ", which was received before"
            typer.echo(f"{name}: on the record as report {got['report'][:12]}{again}.")
        if got["problem"]:
            typer.echo(f"{name}: {got['problem']}", err=True)
    if wrong:
        raise typer.Exit(1)


def _receive(name: str, who: Any, *, source: str, url: str, published: date | None) -> dict[str, Any]:
    from holdfire.chain.report import opened_file
    from holdfire.register import commands

    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else opened_file(Path(name)) as given:
            got = commands.receive(
                given,
                by=who,
                filename="" if name == "-" else Path(name).name,
                via="paste" if name == "-" else "upload",
                source_id=source,
                url=url,
                published=published,
            )
    except IntakeError as problem:
        return {"file": name, "report": "", "first": False, "problem": str(problem)}
    return {"file": name, "report": got.report_id, "first": got.first, "problem": got.problem or ""}


@app.command("shred", rich_help_panel=REGISTER)
def shred_command(
    report: Annotated[
        str, typer.Argument(metavar="WHAT", help="A report's id, or how it begins; or an inquiry's number.")
    ],
    ground: Annotated[
        str, typer.Option(metavar="GROUND", help="Why: safety, consent, law or mistake.", prompt=True)
    ],
    act: Annotated[
        int | None, typer.Option("--act", metavar="ENTRY", help="Of an inquiry, only what this act kept.")
    ] = None,
    by: Annotated[str, typer.Option(help="The account that has it shredded.", metavar="ACCOUNT")] = OPERATOR,
    sign_with: SignWith = None,
    home: Home = None,
) -> None:
    """Shred a report, or an inquiry's words and files, so that nobody opens them any more.

    Its bytes, its text, its claims and what was decided of them are gone here and, with the next backup,
    there.
    That it was received, and who had it shredded on which ground, stays on the record. Of an inquiry stay
    its acts and the public version of a finding that was published.
    """
    open_home(home)
    from holdfire.register import access, commands
    from holdfire.register.models import Entry, Report

    if Entry.objects.filter(kind__startswith="inquiry-", subject=report).exists():
        entry = access.shred_matter(report, ground, account_named(by), act)
        typer.echo(
            f"What inquiry {report} kept is shredded: entry {entry} says so, and nobody opens it any more."
        )
        return
    found = list(Report.objects.filter(id__startswith=report).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise RegisterError(
            f"{'Several reports begin' if found else 'No report begins'} with “{report}”: give its whole id."
        )
    entry = commands.shred(found[0], ground, signing_as(by, sign_with))
    typer.echo(f"Report {found[0][:12]} is shredded: entry {entry} says so, and nobody opens it any more.")


@app.command("rebuild", rich_help_panel=PROOF)
def rebuild_command(
    check: Annotated[
        bool, typer.Option("--check", metavar="", help="Only compare; leave everything as it is.")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", metavar="", help="Open and read every report again; this takes longer.")
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Replay the record into the register's tables, and compare.

    Says whether the register was exactly what the record gives. With --check nothing is changed, and it
    ends with 1 when something differs. How a report was read before is kept, sealed with the home's keys, and
    used again; with --anew nothing that was kept is trusted, and every report is read.
    """
    open_home(home)
    from rich.console import Console
    from rich.progress import Progress

    from holdfire.register.rebuild import rebuild

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("replaying the record", total=None)
        found = rebuild(
            check=check,
            anew=anew,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    from holdfire.datasets import store

    if check:
        found = msgspec.structs.replace(found, differences=(*found.differences, *store.check()))
    else:
        store.ensure(lambda doing: typer.echo(f"Data sets: {doing}.", err=True), anew=True)
    if as_json:
        typer.echo(json.dumps({"ok": found.ok, **msgspec.to_builtins(found)}, ensure_ascii=False))
    else:
        typer.echo(f"{found.entries} entries were replayed and give {found.rows} rows.")
        if found.ok:
            typer.echo("The register was exactly what the record gives.")
        for difference in found.differences:
            typer.echo(difference)
        if not found.ok and not check:
            typer.echo("It is what the record gives now.")
    if check and not found.ok:
        raise typer.Exit(1)


@account.command("add")
def add_account(
    name: Annotated[str, typer.Argument(help="The user name; it is the author's name on the record.")],
    role: Annotated[
        str,
        typer.Option(
            metavar="ROLE",
            help="head signs for its seat, investigator investigates, analyst decides about claims, "
            "reporter and keeper receive, observer reads.",
        ),
    ],
    seat: Annotated[
        str, typer.Option(metavar="SEAT", help="The seat acted for, an id of the theatre; none if left out.")
    ] = "",
    home: Home = None,
) -> None:
    """Let somebody sign in; an account that exists gets this role, seat and password.

    The password is asked for, or read from standard input: echo … | holdfire account add …
    """
    open_home(home)
    from holdfire.site.accounts import create_account
    from holdfire.site.watched import theatre

    seats = {s.id for s in theatre().seats}
    if seat and seat not in seats:
        raise RegisterError(f"The theatre has no seat “{seat}”: use one of {', '.join(sorted(seats))}.")
    create_account(name, _ask_password(), seat, role)
    typer.echo(f"{name} may sign in as {role}{f' for {seat}' if seat else ''}.")


@account.command("list")
def list_accounts(as_json: AsJson = False, home: Home = None) -> None:
    """Say who may sign in, with seat and role."""
    open_home(home)
    from holdfire.site.models import Member

    members = Member.objects.select_related("user").order_by("user__username")
    rows = [{"name": m.user.username, "role": m.role, "seat": m.seat} for m in members]
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        typer.echo(f"{row['name']:20} {row['role']:10} {row['seat'] or 'no seat'}")
    if not rows:
        typer.echo("Nobody may sign in yet: holdfire account add NAME --role analyst", err=True)


def signing_as(name: str, key: Path | None) -> Any:
    """The account, which signs with its own SSH key where one is given."""
    who = account_named(name)
    if key:
        from holdfire.register import keyring

        keyring.sign_with(who.id, key)
    return who


def account_named(name: str) -> Any:
    """The account as an author on the record. Raises RegisterError when nobody has this name."""
    from holdfire.register.account import Account
    from holdfire.site.models import Member
    from holdfire.site.roles import RIGHTS, Right

    if name == OPERATOR:
        return Account(id=OPERATOR, name="Operator of this machine")
    member = Member.objects.select_related("user").filter(user__username=name).first()
    if member is None:
        raise RegisterError(f"There is no account “{name}”: make it with holdfire account add {name}.")
    if Right.RECEIVE not in RIGHTS.get(member.role, frozenset()):
        raise RegisterError(f"“{name}” may not receive reports: an analyst or a record keeper may.")
    return Account(id=name, name=member.user.get_full_name() or name, seat=member.seat, role=member.role)


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password (12 letters or more): ")
    if getpass.getpass("The same again: ") != password:
        raise HoldfireError("The two passwords differ: run the command again.")
    return password
