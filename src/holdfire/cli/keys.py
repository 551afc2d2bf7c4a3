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
        held = f"kept by the {one.custody}" if one.custody else "no key but their passkey"
        state = f"revoked: {one.revoked}" if one.revoked else held
        state += f", until {one.expires}" if one.expires and not one.revoked else ""
        if one.passkeys:
            what = ", ".join(one.by_passkey) or "everything"
            state += f"; by passkey {', '.join(one.passkeys)}: {what}"
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


Site = Annotated[
    str, typer.Option(metavar="NAME", help="The name in the address of the pages, as localhost.")
]
Everything = Annotated[
    bool, typer.Option("--everything", metavar="", help="All they write, and not only what they decide.")
]


@key.command("passkey")
def passkey(author: Name, site: Site, everything: Everything = False, home: Home = None) -> None:
    """Have an account's own devices sign what it decides from now on: nobody else can, the operator least.

    The account adds the devices under Security, signed in to the pages. With --everything its device signs
    whatever it writes.
    """
    keyring = _keyring(home)
    seat, keys = devices(author)
    number = keyring.grant_passkey(author, seat, keys, site, everything=everything)
    what = "everything" if everything else "what they decide"
    typer.echo(f"Entry {number}: from here on only the passkey of {author} signs {what}.")


def devices(author: str) -> tuple[str, tuple[str, ...]]:
    """An account's seat and the public keys of its devices. Raises RegisterError for no account."""
    from holdfire.errors import RegisterError
    from holdfire.site.models import Member
    from holdfire.site.touching import passkeys_of

    member = Member.objects.select_related("user").filter(user__username=author).first()
    if member is None:
        raise RegisterError(f"There is no account “{author}”: make it with holdfire account add {author}.")
    return member.seat, passkeys_of(member.user)


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
        typer.echo(f"  Entry {one.entry}, written {one.at:%Y-%m-%d %H:%M} UTC: {one.words}")
    typer.echo("On them stand:" if found.rests else "No finding, incident or dossier stands on them.")
    for rest in found.rests:
        typer.echo(f"  {rest.words}")
    if found.done:
        typer.echo("Nothing is undone by this. Look at each, and decide it anew where it was not theirs.")
