"""Commands of keys: whose sign on this record, granted, rotated and revoked as entries."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from holdfire.cli import PROOF, app
from holdfire.cli.home import Home, open_home
from holdfire.cli.record import read_text

key = typer.Typer(name="key", no_args_is_help=True, help="Say whose keys sign on the record.")
app.add_typer(key, rich_help_panel=PROOF)

Name = Annotated[str, typer.Argument(help="The author, as their entries name them.")]
Seat = Annotated[str, typer.Option(metavar="SEAT", help="The seat they act for.")]
Why = Annotated[str, typer.Option("--reason", metavar="REASON", help="left, lost, rotated or compromised.")]
Expires = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"], metavar="DAY",
        help="From this day on, in UTC, the key signs no more.",
    ),
]  # fmt: skip
Doubt = Annotated[
    int | None,
    typer.Option("--doubt-from", metavar="ENTRY", help="The first entry its owner does not vouch for."),
]


@key.command("list")
def list_keys(
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print the result as JSON.")] = False,
    home: Home = None,
) -> None:
    """Say whose keys sign, who keeps them, and which were revoked."""
    found = _keyring(home).keys()
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(found)))
        return
    for one in found:
        state = f"revoked: {one.revoked}" if one.revoked else f"kept by the {one.custody}"
        state += f", until {one.expires}" if one.expires and not one.revoked else ""
        typer.echo(f"{one.author:20} {state}, entry {one.entry}. {one.public}")
    if not found:
        typer.echo("No key was granted yet: an author's is granted with their first entry.", err=True)


@key.command("grant")
def grant(
    author: Name,
    ssh: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Their ssh-ed25519 public key; else one is kept here.")
    ] = None,
    seat: Seat = "",
    expires: Expires = None,
    home: Home = None,
) -> None:
    """Grant an author a key. With --ssh only they can sign from now on: holdfire receive --sign-with."""
    keyring = _keyring(home)
    number = keyring.grant(author, seat, read_text(ssh) if ssh else "", expires)
    typer.echo(f"Entry {number} grants {author} {'their own key' if ssh else 'a fresh key kept here'}.")


@key.command("rotate")
def rotate(author: Name, home: Home = None) -> None:
    """Put a fresh key in the place of one that is kept here."""
    number = _keyring(home).rotate(author)
    typer.echo(f"Entry {number} grants {author} a fresh key; the old one signs no more.")


@key.command("revoke")
def revoke(
    author: Name,
    reason: Why,
    doubt_from: Doubt = None,
    home: Home = None,
) -> None:
    """Revoke an author's key. With --doubt-from, verify lists what was signed in that window."""
    number = _keyring(home).revoke(author, reason, doubt_from)
    typer.echo(f"Entry {number} revokes the key of {author}.")


def _keyring(home: Path | None) -> Any:
    open_home(home)
    from holdfire.register import keyring

    return keyring


@key.command("window")
def window(
    author: Name,
    start: Annotated[
        int | None,
        typer.Option("--from", metavar="ENTRY", help="Ask what would be in doubt from this entry on."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print the result as JSON.")] = False,
    home: Home = None,
) -> None:
    """Say what was signed while a key was compromised, what it changed and what stands on it."""
    open_home(home)
    from holdfire.publishing.window import window

    found = window(author, start)
    if as_json:
        said = msgspec.to_builtins(found) | {"rests": msgspec.to_builtins(found.rests)}
        typer.echo(json.dumps(said, ensure_ascii=False))
        return
    until = f"their key was revoked in entry {found.revoked}" if found.revoked is not None else "now"
    typer.echo(f"{len(found.done)} entries are signed by {author} from entry {found.start} until {until}.")
    for one in found.done:
        typer.echo(f"  Entry {one.entry}, claimed {one.at:%Y-%m-%d %H:%M} UTC: {one.words}")
    typer.echo("On them stand:" if found.rests else "No finding, incident or dossier stands on them.")
    for rest in found.rests:
        typer.echo(f"  {rest.words}")
    if found.done:
        typer.echo("Nothing is undone by this. Look at each, and decide it anew where it was not theirs.")
