"""Commands of the roots: begin a record whose keys the parties hold, and have them sign offline.

Each writes a file, which every root signs where its key is: `ssh-keygen -Y sign -n holdfire -f KEY FILE`.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from holdfire.cli import PROOF, app
from holdfire.cli.home import Home, open_home
from holdfire.cli.keys import Doubt, Everything, Expires, Name, Seat, Site, Why, devices, key
from holdfire.cli.record import read_text
from holdfire.errors import RecordError, RegisterError

ceremony = typer.Typer(
    name="ceremony", no_args_is_help=True, help="Begin a record whose keys are granted by the parties."
)
app.add_typer(ceremony, rich_help_panel=PROOF)
propose = typer.Typer(
    name="propose", no_args_is_help=True, help="Write what the roots sign to grant, revoke or hand over."
)
key.add_typer(propose)

Root = Annotated[
    list[str],
    typer.Option("--root", metavar="NAME=FILE", help="A party and its root's ssh-ed25519 public key."),
]
Threshold = Annotated[int, typer.Option(metavar="N", help="How many of them must sign together.")]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where it goes: what every root signs.")]
Signatures = Annotated[list[Path], typer.Argument(metavar="SIGNATURE", help="What ssh-keygen wrote.")]
Signed = Annotated[Path, typer.Argument(metavar="FILE", help="What they signed.")]


@ceremony.command("begin")
def begin(root: Root, out: Out, threshold: Threshold = 2, home: Home = None) -> None:
    """Write the beginning of a record, for its roots to sign. Nothing is received until they have."""
    _write(out, _roots(home).begin(_named(root), threshold))


@ceremony.command("seal")
def seal_beginning(signed: Signed, signatures: Signatures, home: Home = None) -> None:
    """Begin the record with what every root signed."""
    _seal(signed, signatures, home)


@ceremony.command("abandon")
def abandon(home: Home = None) -> None:
    """Give a ceremony up: the record begins with this machine's own root when something is received."""
    _roots(home).abandon()
    typer.echo("The ceremony is given up. Nothing was written.")


@ceremony.command("show")
def show(signed: Signed) -> None:
    """Say in words what a file asks a root to sign. Needs no register: run it where the key is."""
    from holdfire.record import asked

    for line in asked.in_words(asked.read(_bytes(signed))):
        typer.echo(line)


@propose.command("grant")
def propose_grant(
    author: Name,
    out: Out,
    ssh: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Their ssh-ed25519 public key; else one is kept here.")
    ] = None,
    seat: Seat = "",
    expires: Expires = None,
    home: Home = None,
) -> None:
    """Grant an author a key. Where FILE holds such a proposal already, this one joins it."""
    proposing = _roots(home)
    from holdfire.register import keyring

    change = keyring.grant_of(author, seat, read_text(ssh) if ssh else "", expires)
    _write(out, proposing.propose([change], _earlier(out)))


@propose.command("revoke")
def propose_revoke(author: Name, reason: Why, out: Out, doubt_from: Doubt = None, home: Home = None) -> None:
    """Revoke an author's key. Where FILE holds such a proposal already, this one joins it."""
    proposing = _roots(home)
    from holdfire.register import keyring

    _write(out, proposing.propose([keyring.revocation_of(author, reason, doubt_from)], _earlier(out)))


@propose.command("passkey")
def propose_passkey(
    author: Name, site: Site, out: Out, everything: Everything = False, home: Home = None
) -> None:
    """Have an account's own devices sign what it decides. Where FILE holds a proposal, this one joins it."""
    proposing = _roots(home)
    from holdfire.register import keyring

    seat, keys = devices(author)
    change = keyring.passkey_of(author, seat, keys, site, everything=everything)
    _write(out, proposing.propose([change], _earlier(out)))


@propose.command("roots")
def propose_roots(root: Root, out: Out, threshold: Threshold = 2, home: Home = None) -> None:
    """Put other roots in the place of these. As many of the old sign it as must, and every new one."""
    _write(out, _roots(home).propose_roots(_named(root), threshold))


@key.command("seal")
def seal(
    signed: Signed,
    signatures: Annotated[
        list[Path] | None, typer.Argument(metavar="SIGNATURE", help="What ssh-keygen wrote.")
    ] = None,
    home: Home = None,
) -> None:
    """Append what the roots signed. Where this machine's own root is one of them, it signs now."""
    _seal(signed, signatures or [], home)


def _seal(signed: Path, signatures: list[Path], home: Path | None) -> None:
    proposed = _bytes(signed)
    number = _roots(home).seal(proposed, {str(path): read_text(path) for path in signatures})
    typer.echo(f"Entry {number} is on the record, signed by its roots.")


def _write(out: Path, data: bytes) -> None:
    from holdfire.record import asked
    from holdfire.record.folder import replace

    replace(out, data)
    for line in asked.in_words(asked.read(data)):
        typer.echo(line)
    typer.echo(f"Each root signs {out}: ssh-keygen -Y sign -n holdfire -f ITS-KEY {out.name}", err=True)


def _named(given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        name, is_, file = one.partition("=")
        if not name or not is_:
            raise RegisterError(f"“{one}” names no root: write --root NAME=FILE.")
        if name in found:
            raise RegisterError(f"The root “{name}” is named twice: each has a name of its own.")
        found[name] = read_text(Path(file))
    return found


def _earlier(out: Path) -> bytes | None:
    return _bytes(out) if out.exists() else None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise RecordError(f"“{path}” cannot be read: {problem.strerror}.") from problem


def _roots(home: Path | None) -> Any:
    open_home(home)
    from holdfire.register import roots

    return roots
