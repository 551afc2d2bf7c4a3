"""Commands of replicas: a copy that pulls and verifies, and the operator's list of those it asks at start."""

import json
import os
import time
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from holdfire.cli import PROOF, app
from holdfire.cli.home import Home, open_home
from holdfire.errors import RecordError


@app.command("replica", rich_help_panel=PROOF)
def replica(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the copy lies, or will.")],
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The log's, or an export's folder.")],
    vkey: Annotated[
        str, typer.Option(metavar="KEY", help="The record's public key; needed the first time.")
    ] = "",
    every: Annotated[
        int, typer.Option(metavar="MINUTES", min=0, help="Pull again and again; 0 pulls once.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print the result as JSON.")] = False,
) -> None:
    """Pull what is new on a record into a copy of your own, and verify all of it.

    Ends with 1 when the record does not hold, or does not continue the copy: then nothing was taken in.
    """
    from holdfire.record.replica import pull

    while True:
        try:
            found = pull(address, folder, vkey, processes=os.cpu_count() or 0)
        except RecordError as problem:
            if not every:
                raise
            typer.echo(f"holdfire: {problem}", err=True)
        else:
            _say(found, folder, as_json)
            if not found.ok:
                raise typer.Exit(1)
        if not every:
            return
        time.sleep(every * 60)


def _say(found: Any, folder: Path, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(found) | {"ok": found.ok}, ensure_ascii=False))
    elif not found.ok:
        typer.echo(f"Not taken in: {found.verification.problem}")
        if (folder / "refused").exists():
            typer.echo(f"What the log signed is kept in {folder / 'refused'}.")
    else:
        new = found.verification.size - found.before
        what = f"{new} new {'entry' if new == 1 else 'entries'}" if new else "Nothing new"
        who = f", cosigned by {', '.join(found.cosigned)}" if found.cosigned else ""
        typer.echo(f"{what}; all {found.verification.size} in {folder} hold{who}.")


@app.command("replicas", rich_help_panel=PROOF)
def replicas(
    addresses: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ADDRESS]…", help="Where replicas are served."),
    ] = None,
    home: Home = None,
) -> None:
    """Say which replicas are asked before this record is written on, or name them anew."""
    open_home(home)
    from holdfire.register import cosigning
    from holdfire.register.instance import open_instance

    instance = open_instance()
    if addresses:
        cosigning.name_replicas(instance, addresses)
    for address, said in cosigning.replicas(instance):
        typer.echo(f"{address:40} {said}")
