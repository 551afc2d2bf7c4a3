"""`holdfire theatre`: checks a theatre's data and imports places beside it."""

from pathlib import Path
from typing import Annotated

import typer

from holdfire.cli import DATA, app

theatre = typer.Typer(
    name="theatre", no_args_is_help=True, help="Check a theatre's data, or import places into it."
)
app.add_typer(theatre, rich_help_panel=DATA)


@theatre.command("check")
def check_theatre(
    folder: Annotated[
        str | None, typer.Argument(help="A theatre's folder or name; the first theatre if left out.")
    ] = None,
) -> None:
    """Look through a theatre's files and name every mistake by file, row and field."""
    from holdfire.theatre import check, find, load

    path = find(folder)
    problems = check(path)
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        typer.echo(f"{len(problems)} to mend in {path}.", err=True)
        raise typer.Exit(1)
    it = load(path)
    obligations = sum(len(agreement.obligations) for agreement in it.agreements)
    typer.echo(
        f"{it.name}: nothing to mend. {len(it.seats)} seats, {len(it.parties)} parties, "
        f"{len(it.places)} places, {len(it.zones)} zones, {obligations} obligations, "
        f"{len(it.formats)} formats, {len(it.sources)} sources."
    )


@theatre.command("places")
def import_theatre_places(
    file: Annotated[
        Path, typer.Argument(help="A GeoNames dump (.txt or .zip) or a Who's On First table (.csv, .csv.gz).")
    ],
    into: Annotated[
        str | None, typer.Option("--theatre", metavar="THEATRE", help="The theatre's folder or name.")
    ] = None,
) -> None:
    """Import a gazetteer beside the curated places; curated rows win, bad rows are named."""
    from holdfire.theatre import find, import_places

    result = import_places(find(into), file)
    for problem in result.problems:
        typer.echo(str(problem), err=True)
    typer.echo(str(result))
