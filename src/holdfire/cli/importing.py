"""`holdfire import`: a table, feed or export to Parquet, with a look at it first and rejects beside it."""

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from holdfire.cli import ALONE, app
from holdfire.errors import IntakeError

if TYPE_CHECKING:
    from holdfire.intake.tables import Loaded, Mapping, Observation, Preview
    from holdfire.intake.tables.revision import Revision

INTO = "Into a register"


@app.command("import", rich_help_panel=ALONE)
def import_command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="CSV, XLSX, JSON, GeoJSON, RSS or Atom; .gz is unpacked. With --register a "
            "feed's address, too.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Argument(metavar="OUT.parquet", help="Where the rows go; without it, a few are shown."),
    ] = None,
    known_as: Annotated[
        str, typer.Option("--as", metavar="NAME", help="A known data set: ucdp, acled, gdelt, firms, smm, …")
    ] = "",
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Which column is what: a TOML or JSON file.")
    ] = None,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Save the mapping shown, to mend and use again.")
    ] = None,
    source: Annotated[str, typer.Option(help="Who supplies the rows, in place of the mapping's.")] = "",
    group: Annotated[str, typer.Option(help="Sources of one group are one voice.")] = "",
    year: Annotated[int | None, typer.Option(help="The year of dates that are written without one.")] = None,
    known: Annotated[
        Path | None, typer.Option(metavar="OLD.parquet", help="An earlier release: say what changed.")
    ] = None,
    theatre: Annotated[
        str | None, typer.Option(help="Its vocabulary, places and UTC offset are used.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print the counts as JSON.")] = False,
    register: Annotated[
        bool,
        typer.Option("--register", metavar="", help="Receive it into the register.", rich_help_panel=INTO),
    ] = False,
    newer: Annotated[
        bool,
        typer.Option("--newer", metavar="", help="All of the data set as it now is.", rich_help_panel=INTO),
    ] = False,
    more: Annotated[
        bool, typer.Option("--more", metavar="", help="Further rows of the data set.", rich_help_panel=INTO)
    ] = False,
    licence: Annotated[
        str, typer.Option(metavar="NAME", help="Its licence, as CC-BY-4.0.", rich_help_panel=INTO)
    ] = "",
    url: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where it was published.", rich_help_panel=INTO)
    ] = "",
    by: Annotated[
        str, typer.Option(metavar="ACCOUNT", help="Who received it.", rich_help_panel=INTO)
    ] = "operator",
    home: Annotated[
        Path | None,
        typer.Option(
            "--home", metavar="FOLDER", help="The register's folder, as for the others.", rich_help_panel=INTO
        ),
    ] = None,
) -> None:
    """Import rows of a data set as observations, each with the time and place it may lie in.

    Rows that cannot be taken go to OUT.rejects.csv with the row, the field and the mend; the rest goes on.
    With --register all goes on the record as one entry, and to the page of incidents.

    Look: [bold]holdfire import ged.csv[/bold]. Take all: [bold]holdfire import ged.csv ged.parquet[/bold]
    Your own table: [bold]holdfire import patrols.xlsx patrols.parquet --mapping patrols.toml[/bold]
    Into the register: [bold]holdfire import ged.csv --register --licence CC-BY-4.0[/bold]
    A feed's items, each as a report: [bold]holdfire import https://…/rss --register[/bold]
    """
    from holdfire.intake.tables import load_table, preview, save_mapping
    from holdfire.theatre import load

    file = Path(name)
    if register or home or newer or more:
        from holdfire.cli import into_register

        if out or known or save or theatre:
            raise IntakeError(
                "With --register nothing else is written: leave out OUT, --known, --save and --theatre."
            )
        into_register.receive(
            name, home=home, by=by, licence=licence, url=url, newer=newer, more=more, as_json=as_json,
            source=source, mapping=lambda: _mapping(file, known_as, mapping, source, group, year),
        )  # fmt: skip
        return
    if licence or url:
        raise IntakeError("--licence and --url are for the register: add --register.")
    it = load(theatre)
    chosen = _mapping(file, known_as, mapping, source, group, year)
    if out is None:
        seen = preview(file, mapping=chosen, theatre=it)
        _show(seen, file)
        if save:
            save_mapping(seen.mapping, save)
            typer.echo(f"The mapping is in {save}: mend it there and give it with --mapping.", err=True)
        return
    columns = (
        TextColumn("reading"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=1.0, rows=0)
        counts = load_table(
            file, out, mapping=chosen, theatre=it,
            progress=lambda share, rows: bar.update(task, completed=share, rows=rows),
        )  # fmt: skip
    revision = _compare(known, out) if known else None
    if as_json:
        told = {"loaded": counts, "revision": revision and revision.count()}
        sys.stdout.write(msgspec.json.encode(told, enc_hook=str).decode() + "\n")
        return
    typer.echo(_sentence(counts, out))
    if revision:
        n = revision.count()
        typer.echo(
            f"Against {known}: {n['new']:,} new, {n['unchanged']:,} unchanged, {n['changed']:,} changed "
            f"({n['moved']:,} moved), {n['gone']:,} gone from the source; each in {_changes(out)}."
        )


def _mapping(
    file: Path, known_as: str, path: Path | None, source: str, group: str, year: int | None
) -> "Mapping | None":
    from holdfire.intake.tables import load_mapping, shipped
    from holdfire.intake.tables.source import open_table

    if known_as and path:
        raise IntakeError("--as and --mapping both say which column is what: give one of them.")
    found = shipped(known_as) if known_as else load_mapping(path) if path else None
    if not (source or group or year):
        return found
    found = found or open_table(file).mapping
    if found is None:
        raise IntakeError("Nobody knows this table's columns: give its mapping with --mapping.")
    found = msgspec.structs.replace(found, source=source or found.source, group=group or found.group)
    time = msgspec.structs.replace(found.time, year=year) if year else found.time
    return msgspec.structs.replace(found, time=time)


def _sentence(counts: "Loaded", out: Path) -> str:
    said = [f"{counts.taken:,} rows of {counts.source} in {out}"]
    if counts.rejected:
        said.append(f"{counts.rejected:,} rejected, each with its mend in {counts.rejects}")
    if counts.repeated:
        said.append(f"{counts.repeated:,} met twice and taken once")
    if counts.unplaced:
        said.append(f"{counts.unplaced:,} without a place")
    if counts.untyped:
        said.append(f"{counts.untyped:,} whose type the vocabulary leaves open")
    return "; ".join(said) + "."


def _show(seen: "Preview", file: Path) -> None:
    console = Console(highlight=False)
    told = "proposed from the header; look at it before you rely on it" if seen.guessed else "known"
    console.print(f"[bold]{file.name}[/bold]: {seen.mapping.title or seen.mapping.source}, mapping {told}.")
    for o in seen.observations:
        console.print(_block(o))
    for bad in seen.rejected:
        console.print(
            f"[yellow]row {bad.row}, {bad.field or 'the row'}[/yellow] “{bad.value}” {bad.sentence}"
        )
    if seen.unused:
        console.print(f"[dim]Kept as received, not used: {', '.join(seen.unused)}[/dim]")


def _block(o: "Observation") -> Padding:
    """One row, a line a field; what it does not say is left out."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", width=6)
    grid.add_column(ratio=1)
    lines: dict[str, str | Text] = {
        f"row {o.row}": Text(o.type or o.source_type or "of no type", style="bold"),
        "when": _when(o),
        "where": _where(o),
        "who": " · ".join(o.actors),
        "killed": _span(o.killed, o.killed_low, o.killed_high),
        "hurt": _span(o.wounded, o.wounded_low, o.wounded_high),
        "words": o.text[:200],
        "odd": o.remark,
    }
    for name, value in lines.items():
        if value:
            grid.add_row(name, value)
    return Padding(grid, (0, 0, 1, 0))


def _when(o: "Observation") -> str:
    start = f"{o.at_start:%Y-%m-%d %H:%M}"
    return f"{start} UTC" if o.at_start == o.at_end else f"{start} to {o.at_end:%Y-%m-%d %H:%M} UTC"


def _where(o: "Observation") -> str:
    if o.lat is None or o.lon is None:
        return f"{o.place}, no point" if o.place else "no place"
    point = f"{o.lat:.4f}, {o.lon:.4f}" + (f" ± {o.radius_km:g} km" if o.radius_km else "")
    return f"{o.place}  {point}" if o.place else point


def _span(best: int | None, low: int | None, high: int | None) -> str:
    if low == high:
        return "" if best is None else str(best)
    ends = f"{'…' if low is None else low} to {'…' if high is None else high}"
    return ends if best is None else f"{best} ({ends})"


def _changes(out: Path) -> Path:
    return out.with_suffix(".changes.csv")


def _compare(known: Path, out: Path) -> "Revision":
    """Compares with the earlier release and writes every change, before and after, beside the output."""
    from holdfire.intake.neutral import neutral
    from holdfire.intake.tables.columns import read_observations
    from holdfire.intake.tables.revision import revise

    if not known.exists():
        raise IntakeError(f"There is no file “{known}”: give the Parquet file of the earlier release.")
    revision = revise(read_observations(known), read_observations(out))
    with _changes(out).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "status", "changed", "moved_km", "written differently", "before", "after"))
        for c in revision.changes:
            if c.status == "unchanged":
                continue
            cells = (
                c.id, c.status, " ".join(c.fields), c.moved_km, " ".join(c.rewritten),
                c.before.original if c.before else "", c.after.original if c.after else "",
            )  # fmt: skip
            writer.writerow([neutral(cell) for cell in cells])
    return revision
