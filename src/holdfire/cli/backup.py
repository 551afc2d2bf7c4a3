"""Commands that keep a register safe: backup while it runs, restore into a new folder."""

import getpass
import os
import secrets
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfire.cli import PROOF, app
from holdfire.cli.home import Home, folder_of, make_home, open_home
from holdfire.errors import RegisterError

if TYPE_CHECKING:
    from holdfire.register.backup import Backup

PASSPHRASE = "HOLDFIRE_PASSPHRASE"  # noqa: S105  (the name of a variable)


@app.command("backup", rich_help_panel=PROOF)
def backup_command(
    folder: Annotated[Path, typer.Argument(help="Where it goes; a backup there is brought up to date.")],
    keys: Annotated[
        bool, typer.Option("--keys", metavar="", help="Put the keys in too, under a passphrase you give.")
    ] = False,
    home: Home = None,
) -> None:
    """Back the register up while it runs.

    Nothing private in it can be read without the register's keys. Keep those apart from it, or give
    --keys and remember the passphrase (asked for, or read from HOLDFIRE_PASSPHRASE). A later run copies
    only what is new, and what was shredded since is shredded there too.
    """
    open_home(home)
    from holdfire.register.backup import back_up

    made = back_up(folder, _passphrase("Passphrase for the keys: ", twice=True) if keys else "")
    typer.echo(f"{made.size} entries and {made.objects} objects of the vault are backed up in {folder}.")
    if not made.keys:
        typer.echo("The keys are not in it: without them it cannot be restored. Keep a copy of them apart.")


@app.command("restore", rich_help_panel=PROOF)
def restore_command(
    folder: Annotated[Path, typer.Argument(help="The backup.")],
    keys_from: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the keys were kept, if not in the backup.")
    ] = None,
    home: Home = None,
) -> None:
    """Restore a backup into a new folder: whole, or not at all.

    Every signature of the record is checked before, and every table follows from it anew. What was written
    after the backup is not in it: before it signs, the register asks the witnesses whether it is behind.

    Example: [bold]holdfire restore /media/backup --home /srv/holdfire[/bold]
    """
    target = folder_of(home)
    if target.exists() and any(target.iterdir()):
        raise RegisterError(f"“{target}” is not empty: restore into a new folder, and put it in place after.")
    phrase = "" if keys_from else _passphrase("Passphrase of the keys: ")
    draft = target.with_name(f".{target.name}.restoring-{secrets.token_hex(4)}")
    try:
        made = _restored(folder, draft, phrase, keys_from)
        if target.exists():
            target.rmdir()
        draft.rename(target)
    except OSError as problem:
        raise RegisterError(
            f"“{target}” was not restored ({problem.strerror or problem}): make room, or choose another."
        ) from problem
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    typer.echo(f"{made.size} entries of {made.made_at} are restored in {target}. Their tables follow anew.")
    typer.echo("Ask the witnesses, before anything is written, whether it is behind: holdfire cosign")


def _restored(folder: Path, draft: Path, phrase: str, keys: Path | None) -> "Backup":
    """A backup laid out and replayed in a folder that is put in place only when all of it is there."""
    make_home(draft)
    from django.db import connections

    from holdfire.register.backup import fill, lay_out

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty() and (done % 50 == 0 or done == total):
            typer.echo(f"\r{done} of {total} entries replayed", nl=done == total, err=True)

    try:
        lay_out(folder, draft, phrase, keys)
        return fill(folder, show)
    finally:
        connections.close_all()


def _passphrase(ask: str, *, twice: bool = False) -> str:
    """From the environment, or asked for. Raises RegisterError where there is none to ask."""
    if given := os.environ.get(PASSPHRASE):
        return given
    if not sys.stdin.isatty():
        raise RegisterError(f"There is nobody to ask for the passphrase: set {PASSPHRASE}.")
    given = getpass.getpass(ask)
    if not given or (twice and given != getpass.getpass("Again: ")):
        raise RegisterError("No passphrase was given, or the two differ: nothing was done.")
    return given
