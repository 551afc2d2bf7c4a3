"""Commands that publish: the report of a day, and how the reader does against people's decisions."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from holdfire.cli import REGISTER, app
from holdfire.cli.home import Home, open_home
from holdfire.errors import HoldfireError

AsJson = Annotated[bool, typer.Option("--json", metavar="", help="Print the result as JSON.")]
File = Path | None


@app.command("report", rich_help_panel=REGISTER)
def report_command(
    day: Annotated[str, typer.Option("--day", metavar="DAY", help="The day, or the first: 2021-11-16.")],
    to: Annotated[str, typer.Option("--to", metavar="DAY", help="The last day of a period.")] = "",
    pdf: Annotated[File, typer.Option("--pdf", metavar="FILE", help="Write it as a PDF.")] = None,
    html: Annotated[File, typer.Option("--html", metavar="FILE", help="Write it as a page.")] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """The report of a day or a period: what is told, by whom, and who was silent.

    Example: [bold]holdfire report --day 2021-11-16 --pdf report.pdf[/bold]
    """
    first = _day(day)
    last = _day(to) if to else first
    if last < first:
        raise HoldfireError(f"The period ends on {last}, before it begins on {first}: exchange the days.")
    open_home(home)
    from holdfire.publishing.frozen import report
    from holdfire.site.watched import theatre

    found, _ = report(first, last, theatre())
    if pdf:
        from holdfire.publishing.paper import missing_fonts, to_pdf

        if problem := missing_fonts():
            typer.echo(problem, err=True)
        _write(pdf, to_pdf(found))
    if html:
        from holdfire.site.views.publish import alone

        _write(html, alone(found).encode())
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
    elif not pdf and not html:
        typer.echo(
            f"{found.first} to {found.last}: {found.total} incidents told, {found.total_before} before."
        )
        for one in found.counts:
            typer.echo(f"  {one.area}, told by {one.side}: {one.now} ({one.before} before)")
        typer.echo(f"Reported: {', '.join(found.reported) or 'nobody'}. No report is not no incident.")


@app.command("evaluate", rich_help_panel=REGISTER)
def evaluate_command(as_json: AsJson = False, home: Home = None) -> None:
    """Score the present reader against what people confirmed, corrected and rejected here."""
    open_home(home)
    from holdfire.publishing.evaluation import evaluate
    from holdfire.site.watched import theatre

    found = evaluate(theatre())
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(found), ensure_ascii=False))
        return
    typer.echo(f"{found.reader}\n{found.reports} reports that people decided about, read again:\n")
    for name, right, asked in (
        ("found by span", found.spans, found.decided),
        ("found by span and speaker", found.found, found.decided),
        ("rejected, and read again", found.read_again, found.rejected),
        *((f.field, f.right, f.asked) for f in found.fields),
    ):
        share = f"{right / asked:.2f}" if asked else "–"
        typer.echo(f"  {name:<26}{right:>5} of {asked:<5}{share:>6}")
    typer.echo(
        "\nPeople decided about what a reader had read: a claim that no reader found is not counted here."
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise HoldfireError(f"“{text}” is not a day: write it as 2021-11-16.") from problem


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as problem:
        raise HoldfireError(
            f"“{file}” cannot be written ({problem.strerror}): choose a place you may write to."
        ) from problem
    typer.echo(f"Written: {file}", err=True)


@app.command("digest", rich_help_panel=REGISTER)
def digest_command(
    show: Annotated[
        bool, typer.Option("--show", metavar="", help="Print the letters that are due, and send none.")
    ] = False,
    home: Home = None,
) -> None:
    """Send the letters of what is new, to each account that asked and no oftener than it asked.

    For a scheduler, once an hour: it sends only what is due. HOLDFIRE_MAIL names the mail server,
    HOLDFIRE_ADDRESS where the pages are.
    """
    open_home(home)
    from smtplib import SMTPException

    from django.conf import settings

    from holdfire.site import letters

    found = letters.due()
    if show:
        for _, letter in found:
            typer.echo(f"To: {letter.to}\nSubject: {letter.subject}\n\n{letter.text}")
    elif not settings.EMAIL_HOST:
        raise HoldfireError(
            "No mail server is set: put its address in HOLDFIRE_MAIL, as in smtp://user:password@host:587, "
            "or read the letters with --show."
        )
    else:
        try:
            letters.send(found)
        except (OSError, SMTPException) as problem:
            raise HoldfireError(
                f"The mail server “{settings.EMAIL_HOST}” did not take a letter ({problem}): "
                "what was not sent is sent the next time."
            ) from problem
    typer.echo(f"{len(found)} letter{'' if len(found) == 1 else 's'} due.", err=True)
