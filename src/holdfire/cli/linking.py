"""`holdfire link`: news, a JSON object a line, or a table of coded reports, into the events they tell of."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from holdfire.cli import ALONE, app
from holdfire.cli.reading import Engine
from holdfire.errors import IntakeError

if TYPE_CHECKING:
    from holdfire.linking.news import NewsReport


@app.command("link", rich_help_panel=ALONE)
def link_command(
    reports: Annotated[
        str,
        typer.Argument(metavar="REPORTS", help="One report a line (.jsonl), or coded reports (.parquet)."),
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="Where the events go, a line or row for each report.")
    ],
    theatre: Annotated[
        str | None,
        typer.Option(metavar="NAME|none", help="Whose places and parties are used; none: no one's."),
    ] = "none",
    engine: Annotated[
        Engine,
        typer.Option(metavar="ENGINE", help="What a table is linked with: this machine, or a Spark cluster."),
    ] = Engine.LOCAL,
    master: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Spark's master; what Spark is configured with if left out."),
    ] = None,
) -> None:
    """Link reports into events, and say why.

    A line holds id, text and, where known, published, place, time and source. A line that cannot be
    taken goes to OUT.rejects.jsonl with the mend; the rest goes on.

    A table holds place and time, each with its error, kind, actor, target, deaths and source; it becomes
    a table of id and event, and the same one with --engine spark.

    Example: [bold]holdfire link news.jsonl events.jsonl[/bold]
    """
    if reports.rstrip("/").endswith(".parquet"):
        _link_table(reports, out, master or "" if engine is Engine.SPARK else None)
        return
    if engine is Engine.SPARK:
        raise IntakeError(
            "Spark links tables: give it a .parquet of coded reports, or leave --engine out for news."
        )
    from holdfire.linking.news import link_news
    from holdfire.theatre import load

    try:
        lines = Path(reports).read_bytes().splitlines()
    except OSError as problem:
        raise IntakeError(
            f"{reports} cannot be read ({problem.strerror}): give a file of one JSON object a line."
        ) from problem
    taken: list[NewsReport] = []
    rejects: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            report = _report(line)
            if report.id in seen:
                raise IntakeError(
                    f"id {report.id!r} stands in line {seen[report.id]} too: give each its own."
                )
        except IntakeError as problem:
            rejects.append(
                {"line": number, "problem": str(problem), "received": line.decode("utf-8", "replace")}
            )
            typer.echo(f"line {number}: {problem}", err=True)
            continue
        seen[report.id] = number
        taken.append(report)
    links = link_news(taken, None if theatre == "none" else load(theatre))
    _write(
        out,
        [
            {"id": one.id, "incident": one.incident, "likest": one.likest, "score": one.score, "why": one.why}
            for one in links
        ],
    )
    rejected = out.with_suffix(".rejects.jsonl")
    rejected.unlink(missing_ok=True)
    if rejects:
        _write(rejected, rejects)
    events = len({one.incident for one in links})
    alone = sum(one.likest is None for one in links)
    said = f"{len(links):,} reports tell of {events:,} events; {alone:,} stand alone. They are in {out}."
    if rejects:
        said += f" {len(rejects):,} lines were not taken: {rejected} says why."
    typer.echo(said, err=True)


def _link_table(source: str, out: Path, engine: str | None) -> None:
    """A table into a table; an address with a scheme is Spark's to read."""
    from holdfire.linking.core import link_table

    if out.suffix != ".parquet":
        raise IntakeError(f"{out} would hold a table: let its name end in .parquet.")
    if "://" not in source and not Path(source).exists():
        raise IntakeError(f"{source} cannot be read: give a Parquet table of reports.")
    linked = link_table(source, out, engine=engine)
    typer.echo(
        f"{linked.reports:,} reports tell of {linked.events:,} events, by {linked.pairs:,} pairs. "
        f"They are in {out}.",
        err=True,
    )


def _report(line: bytes) -> "NewsReport":
    """The report of a line, or one sentence on what to mend."""
    from holdfire.linking.news import NewsReport

    try:
        row = json.loads(line)
    except ValueError as problem:
        raise IntakeError("this is not JSON in UTF-8: write one whole object a line.") from problem
    if not isinstance(row, dict):
        raise IntakeError('this is not an object: write {"id": …, "text": …}.')
    id = row.get("id")
    if isinstance(id, bool) or not isinstance(id, str | int) or id == "":
        raise IntakeError("id is missing: give each report a text or whole number of its own.")
    if not isinstance(row.get("text"), str):
        raise IntakeError("text is missing: give the report's words, headline first.")
    for name in ("place", "time", "source"):
        if row.get(name) is not None and not isinstance(row[name], str):
            raise IntakeError(f"{name} is not text: write it in words, or leave it out.")
    return NewsReport(
        id=str(id),
        text=row["text"],
        published=_day(row.get("published")),
        **{name: row.get(name) or "" for name in ("place", "time", "source")},
    )


def _day(value: Any) -> date | None:
    if value is None or value == "":
        return None
    try:
        return datetime.fromisoformat(value).date()
    except (TypeError, ValueError) as problem:
        raise IntakeError(
            f"published {value!r} is no date: write 2021-10-14 or 2021-10-14T09:00:00Z, or leave it out."
        ) from problem


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    try:
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    except OSError as problem:
        raise IntakeError(
            f"{path} cannot be written ({problem.strerror}): choose another place."
        ) from problem
