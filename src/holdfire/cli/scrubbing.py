"""The command `scrub`: opens the vault, or a share of it, and says what is not whole."""

import json
import time
from typing import Annotated

import typer

from holdfire.cli import PROOF, app
from holdfire.cli.home import Home, open_home


@app.command("scrub", rich_help_panel=PROOF)
def scrub_command(
    share: Annotated[
        bool, typer.Option("--share", metavar="", help="Only the next thirtieth, as each day does.")
    ] = False,
    every: Annotated[
        float | None,
        typer.Option(min=0.01, metavar="HOURS", help="Go on: a share each so many hours, until interrupted."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print the result as JSON.")] = False,
    home: Home = None,
) -> None:
    """Open what was received and hold it, byte for byte, to the record.

    The result stands on the Record page. `holdfire serve` does a share of it each day by itself. Ends with
    1 when an object is damaged or gone.
    """
    open_home(home)
    from holdfire.register.scrubbing import ROUND, scrub_share

    while True:
        found = scrub_share(ROUND if share or every else 1)
        if as_json:
            said = {"at": found.at.isoformat(), "entries": found.size, "objects": found.opened}
            typer.echo(json.dumps(said | {"of": found.of, "problems": found.problems}, ensure_ascii=False))
        else:
            for problem in found.problems:
                typer.echo(problem)
            if not found.problems:
                typer.echo(f"{found.opened} of {found.of} objects were opened: nothing is damaged.")
        if every is None:
            raise typer.Exit(1 if found.problems else 0)
        time.sleep(every * 3600)
