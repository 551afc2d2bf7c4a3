"""`holdfire import … --register`: a data set's table, or a feed's items as reports, onto the record."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from holdfire.cli.fetching import feed_bytes, is_address
from holdfire.cli.home import open_home
from holdfire.errors import RegisterError

if TYPE_CHECKING:
    from holdfire.datasets.commands import Received
    from holdfire.intake.tables import Mapping


def receive(
    name: str,
    *,
    home: Path | None,
    by: str,
    licence: str,
    url: str,
    newer: bool,
    more: bool,
    as_json: bool,
    source: str,
    mapping: Callable[[], "Mapping | None"],
) -> None:
    """Receives a table, with progress, or a feed, and says what became of it. Raises HoldfireError."""
    if newer and more:
        raise RegisterError("--newer is all of the data set and --more further rows of it: give one of them.")
    open_home(home)
    from holdfire.cli.instance import account_named
    from holdfire.datasets.commands import receive_table

    if _is_feed(name):
        _receive_feed(name, by, source, as_json)
        return
    file = Path(name)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]:,} rows"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=1.0, rows=0)
        got = receive_table(
            file, by=account_named(by), mapping=mapping(), licence=licence, url=url,
            whole=newer or (False if more else None),
            told=lambda doing, share, rows: bar.update(
                task, description=doing, rows=rows, completed=share, total=1.0 if share else None
            ),
        )  # fmt: skip
    if as_json:
        sys.stdout.write(msgspec.json.encode(got, enc_hook=str).decode() + "\n")
        return
    typer.echo(_sentence(got))


def _is_feed(name: str) -> bool:
    """An address, or a file whose rows are articles with words of their own."""
    from holdfire.intake.tables.source import open_table

    if is_address(name):
        return True
    found = open_table(Path(name)).mapping
    return found is not None and found.source in ("feed", "reliefweb")


def _receive_feed(name: str, by: str, source: str, as_json: bool) -> None:
    from holdfire.cli.instance import account_named
    from holdfire.register.feeds import receive_feed

    fed = receive_feed(feed_bytes(name), by=account_named(by), source_id=source)
    if as_json:
        sys.stdout.write(msgspec.json.encode(fed).decode() + "\n")
        return
    for problem in fed.problems:
        typer.echo(f"{name}: {problem}", err=True)
    typer.echo(f"{len(fed.received):,} items are on the record as reports; {fed.known:,} were here before.")


def _sentence(got: "Received") -> str:
    if got.loaded is None:
        return f"This very table of {got.data_set} is entry {got.entry} already: nothing was received twice."
    n = got.changes
    said = [f"{got.loaded.taken:,} rows of {got.data_set} are on the record as entry {got.entry}"]
    said.append(
        f"{n['new']:,} new, {n['unchanged']:,} unchanged, {n['changed']:,} changed ({n['moved']:,} moved)"
    )
    if n["gone"]:
        said.append(f"{n['gone']:,} gone from the source, which stay with their last words and count no more")
    if got.loaded.rejected:
        said.append(f"{got.loaded.rejected:,} rejected, each with its mend in {got.loaded.rejects}")
    if got.loaded.repeated:
        said.append(f"{got.loaded.repeated:,} met twice and taken once")
    return "; ".join(said) + "."
