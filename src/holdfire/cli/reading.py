"""`holdfire read`: claims and checks of one report on the screen, or of a folder as lines or a table."""

import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from holdfire.cli import ALONE, app
from holdfire.errors import IntakeError, ReadingError

if TYPE_CHECKING:
    from holdfire.chain import Counts, Report
    from holdfire.checking import Check
    from holdfire.reading.claim import Claim, PlaceMention, Quantity, TimeSpan
    from holdfire.reading.second import SecondReader
    from holdfire.theatre import Theatre

STANCE_WORDS = {
    "state": "states", "announce": "announces", "accuse": "accuses", "deny": "denies", "admit": "admits",
    "confirm": "confirms", "warn": "warns", "threaten": "threatens", "demand": "demands",
    "propose": "proposes", "support": "supports", "oppose": "opposes", "welcome": "welcomes",
    "condemn": "condemns", "regret": "regrets", "pledge": "pledges", "believe": "believes",
    "cite": "cites", "ask": "asks",
}  # fmt: skip


class Engine(StrEnum):
    """What a folder is read with."""

    LOCAL = "local"
    SPARK = "spark"


@app.command("read", rich_help_panel=ALONE)
def read_command(
    source: Annotated[
        str,
        typer.Argument(
            metavar="REPORT",
            help="A report (.txt .html .pdf .docx .eml), a folder of them, or - for pasted text.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Argument(
            metavar="OUT",
            help="Where a folder's readings go: one line a report (.jsonl) or one row a report (.parquet).",
        ),
    ] = None,
    published: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="The day the report was published, when it does not say.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Print everything as JSON, with the spans read.")
    ] = False,
    theatre: Annotated[
        str | None, typer.Option(metavar="THEATRE", help="The theatre whose names and places are used.")
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="NUMBER", help="How many processors a folder may use; all of them if left out."
        ),
    ] = None,
    engine: Annotated[
        Engine,
        typer.Option(metavar="ENGINE", help="What a folder is read with: this machine, or a Spark cluster."),
    ] = Engine.LOCAL,
    master: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Spark's master; what Spark is configured with if left out."),
    ] = None,
    second: Annotated[
        bool,
        typer.Option(
            "--second",
            metavar="",
            help="Show the report to the model at HOLDFIRE_SECOND_URL too, and mark what it reads.",
        ),
    ] = False,
) -> None:
    """Read a report into claims, and show the sums that fail.

    Who says what, with what stance, about what, when, where, and with which figures.

    Nothing is stored. Everything printed is machine-read: it is what the report says somebody says.

    Examples: [bold]holdfire read briefing.txt[/bold], [bold]holdfire read note.pdf --date 2021-10-21[/bold],
    [bold]holdfire read reports/ readings.jsonl[/bold]

    --second needs HOLDFIRE_SECOND_URL, HOLDFIRE_SECOND_MODEL and, if the endpoint wants one,
    HOLDFIRE_SECOND_KEY. The report's text is sent there.

    A folder's run that was interrupted goes on where it stopped when it is started again.

    With --engine spark the folder, or a Parquet table of path and content, is read on a Spark cluster.
    """
    from holdfire.chain import read
    from holdfire.theatre import load

    it = load(theatre)
    day = published.date() if published else None
    reader = _second_reader() if second else None
    if engine is Engine.SPARK:
        if out is None or source == "-" or second:
            raise IntakeError(
                "Spark reads a folder or a Parquet table: name it, say where its readings go, "
                "and leave --second out, as in holdfire read --engine spark reports/ readings.jsonl."
            )
        from holdfire.chain.spark import read_with_spark

        told = read_with_spark(source, str(out), date=day, theatre=it, master=master)
        _print_counts(told, out)
        return
    if source != "-" and Path(source).is_dir():
        if reader is not None:
            raise IntakeError(f"“{source}” is a folder: --second reads one report at a time, so name a file.")
        if out is None:
            raise IntakeError(
                f"“{source}” is a folder: say where its readings go, as in holdfire read {source} OUT.jsonl."
            )
        _read_folder(Path(source), out, day, it, processes)
        return
    if source == "-":
        report = read(sys.stdin.buffer.read(), date=day, theatre=it, second=reader)
    else:
        path = Path(source)
        if not path.exists():
            raise IntakeError(f"There is no file “{source}”: check the name, or use - to paste a text.")
        if out is not None:
            raise IntakeError(
                f"“{source}” is one report, so its reading is printed: "
                f"leave “{out}” out, or add --json > {out}."
            )
        report = read(path, date=day, theatre=it, second=reader)
    if as_json:
        sys.stdout.write(report.to_json() + "\n")
        return
    name = "Pasted text" if source == "-" else source
    _print_report(report.document.title or name, report, Console(highlight=False))


def _read_folder(
    folder: Path, out: Path, day: date | None, theatre: "Theatre", processes: int | None
) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from holdfire.chain import read_folder

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("loading the reader", total=None)

        def show(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name[-40:])

        counts = read_folder(folder, out, date=day, theatre=theatre, progress=show, processes=processes)
    _print_counts(counts, out)


def _print_counts(counts: "Counts", out: Path) -> None:
    typer.echo(
        f"{_count(counts.read, 'report')} read into {out}: {_count(counts.claims, 'claim')}, "
        f"{_count(counts.checks, 'check')} raised.",
        err=True,
    )
    if counts.kept:
        typer.echo(f"{counts.kept} of them stood there from an earlier run.", err=True)
    if counts.failed:
        typer.echo(
            f"{_count(counts.failed, 'file')} could not be read: each line's “problem” says why.", err=True
        )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _second_reader() -> "SecondReader":
    from holdfire.reading.second import MODEL, URL, from_environment

    reader = from_environment()
    if reader is None:
        raise ReadingError(f"No second reader is set: put its address in {URL} and its model in {MODEL}.")
    return reader


def _print_report(title: str, report: "Report", console: Console) -> None:
    reading = report.reading
    basis = report.document.published_basis
    console.print()
    console.print(Text(title, style="bold"))
    when = f"Published {_day(reading.published)}" if reading.published else "No publication date found"
    how = f" ({basis})" if basis and reading.published else ""
    console.print(
        Text(f"{when}{how}. Machine-read: every line is what somebody is said to say.", style="dim")
    )
    for note in report.notes:
        console.print(Text(note, style="yellow"))
    if not reading.published and reading.times:
        console.print(Text("Say the day it was published with --date YYYY-MM-DD.", style="yellow"))
    console.print()
    speaker: str | None = ""
    for number, claim in enumerate(report.claims, 1):
        if claim.speaker != speaker:
            speaker = claim.speaker
            console.print(Text(speaker or "Not attributed in the text", style="bold underline"))
        console.print(_claim_block(number, claim))
    if not report.claims:
        console.print("No attributed claims were read.")
    _print_checks(report.checks, console)


def _claim_block(number: int, claim: "Claim") -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", width=3, style="dim")
    grid.add_column(width=10, style="bold")
    grid.add_column(ratio=1)
    quote = Text(f"“{claim.content.strip()}”" if claim.mode == "direct" else claim.content.strip())
    grid.add_row(str(number), STANCE_WORDS[claim.stance], Group(quote, *_facts(claim)))
    return grid


def second_opinion(claim: "Claim") -> str:
    """What the second reader has to do with a claim, in words; empty where it has nothing."""
    if claim.why.startswith("second reader"):
        return f"read by the {claim.why} alone"
    return next(
        (part for part in claim.why.split("; ")[1:] if " reads the same" in part or " takes it for " in part),
        "",
    )


def _facts(claim: "Claim") -> list[Padding]:
    lines: list[str] = []
    about: list[str] = [claim.kind]
    if claim.violation_type:
        about.append(claim.violation_type.replace("-", " "))
    if claim.target:
        about.append(f"against {claim.target}")
    if claim.modality and claim.modality != "done":
        about.append(claim.modality)
    if claim.polarity == "denies":
        about.append("a denial")
    if claim.reported_through:
        about.append(f"as reported by {claim.reported_through}")
    lines.append(" · ".join(about))
    if said := second_opinion(claim):
        lines.append(said)
    if claim.hedge:
        lines.append(f"hedged: “{claim.hedge}”")
    if claim.time:
        lines.append(f"when: {_when(claim.time)}")
    # One place named twice ("Mekhakavan (Jebrail)") is one line; a capital that is a government stands below.
    lines += dict.fromkeys(f"where: {_where(place)}" for place in claim.places if not place.government)
    if claim.governments:
        lines.append(f"governments, named by their capitals: {', '.join(claim.governments)}")
    if claim.quantities:
        lines.append("figures: " + "; ".join(_figure(q) for q in claim.quantities))
    if claim.members:
        lines.append(f"members: {', '.join(claim.members)}")
    if claim.contested_terms:
        lines.append(
            "the speaker's or the writer's word: " + ", ".join(f"“{t}”" for t in claim.contested_terms)
        )
    return [
        Padding(Text(line, style="cyan" if i == 0 else "dim"), (0, 0, 0, 2)) for i, line in enumerate(lines)
    ]


def _when(time: "TimeSpan") -> str:
    if not time.start and not time.end:
        return f"“{time.text}”, not resolved"
    start, end = _day(time.start), _day(time.end)
    interval = start if start == end else f"{start or '…'} to {end or '…'}"
    of = ", when it was said" if time.of == "utterance" else ""
    return f"{interval} (“{time.text}”{of})"


def _day(value: str | None) -> str:
    if not value:
        return ""
    if len(value) == 10:
        return date.fromisoformat(value).strftime("%-d %B %Y")
    return datetime.fromisoformat(value).strftime("%-d %B %Y %H:%M %Z").rstrip()


def _where(place: "PlaceMention") -> str:
    other = [n for n in place.names if n.casefold() != place.name.casefold()][:6]
    names = f"{place.name} ({' / '.join(other)})" if other else place.name
    if place.lat is None or place.lon is None:
        return f"{names}, not located"
    radius = f" ± {place.radius_km:g} km" if place.radius_km else ""
    relation = f"{place.relation} " if place.relation else ""
    return f"{relation}{names}  {place.lat:.3f}, {place.lon:.3f}{radius}"


def _figure(quantity: "Quantity") -> str:
    bounds = ""
    if quantity.low != quantity.high and (quantity.low is not None or quantity.high is not None):
        low, high = ("…" if bound is None else f"{bound:,}" for bound in (quantity.low, quantity.high))
        bounds = f" ({low} to {high})"
    parts = [f"{quantity.value:,}{bounds} {quantity.unit}".strip()]
    if quantity.role:
        parts.append(quantity.role)
    if quantity.to:
        parts.append(f"to {quantity.to}")
    if quantity.from_:
        parts.append(f"from {quantity.from_}")
    return ", ".join(parts)


def _print_checks(checks: "tuple[Check, ...]", console: Console) -> None:
    console.print()
    if not checks:
        console.print(Text("Checks: nothing raised.", style="dim"))
        return
    console.print(Text("Checks", style="bold"))
    for check in checks:
        if check.computed is not None and check.stated is not None:
            sum_line = (
                f"{' + '.join(f'{p:,}' for p in check.parts)} = {check.computed:,}, not {check.stated:,}"
            )
            console.print(Text(f"  ✗ {sum_line}", style="bold red"))
            console.print(Padding(check.sentence, (0, 0, 0, 4)))
        else:
            console.print(Padding(Text(f"• {check.sentence}"), (0, 0, 0, 2)))
