"""Commands of the vault: who else may open what, and receipts of copies that shredded."""

from pathlib import Path
from typing import Annotated

import typer

from holdfire.cli import PROOF, app
from holdfire.cli.home import Home, open_home
from holdfire.cli.instance import OPERATOR, account_named
from holdfire.errors import RecordError

vault = typer.Typer(name="vault", no_args_is_help=True, help="Say who else may open what the vault keeps.")
app.add_typer(vault, rich_help_panel=PROOF)

What = Annotated[
    str, typer.Argument(metavar="WHAT", help="A report, an inquiry's number, or an object of the vault.")
]
By = Annotated[str, typer.Option(help="The account that says so.", metavar="ACCOUNT")]


@vault.command("grant")
def grant(
    what: What,
    recipient: Annotated[
        str, typer.Argument(metavar="RECIPIENT", help="Whose it is to be open to: age1…, as age-keygen says.")
    ],
    ground: Annotated[
        str, typer.Option(metavar="GROUND", help="Why: seat, inquiry, expert, court or replica.")
    ] = "seat",
    seat: Annotated[str, typer.Option(metavar="SEAT", help="Whose key it is.")] = "",
    by: By = OPERATOR,
    home: Home = None,
) -> None:
    """Let somebody else open a report, an inquiry's words and files, or one object, with a key of their own.

    The record says to which key, by whom and on which ground. They need stock age, and the object's folder.
    """
    open_home(home)
    from holdfire.register import access

    entry, count = access.grant(what, recipient, ground=ground, seat=seat, by=account_named(by))
    typer.echo(f"{count} objects are open to {recipient[:14]}… from entry {entry} on.")


@vault.command("withdraw")
def withdraw(
    what: What,
    recipient: Annotated[
        str, typer.Argument(metavar="RECIPIENT", help="Whose envelopes go: age1…, or its fingerprint.")
    ],
    ground: Annotated[
        str, typer.Option(metavar="GROUND", help="Why: ended, left, lost or mistake.", prompt=True)
    ],
    by: By = OPERATOR,
    home: Home = None,
) -> None:
    """Take away what was granted: the envelopes go, here and with the next backup there.

    What was read, or copied with its envelope before, cannot be taken back.
    """
    open_home(home)
    from holdfire.register import access

    entry, count = access.withdraw(what, recipient, ground=ground, by=account_named(by))
    typer.echo(
        f"{count} objects have no envelope for it any more, as entry {entry} says. "
        "What was read or copied before stays read."
    )


@vault.command("readers")
def readers(what: What, home: Home = None) -> None:
    """Show who may open something beside the vault's own key."""
    open_home(home)
    from holdfire.register import access

    id, objects = access.things(what)
    found = access.readers(id)
    for one in found:
        typer.echo(f"{one.to}  {one.seat or 'no seat'}  since entry {one.entry}")
    if not found:
        typer.echo(f"Nobody but the vault's own key opens its {len(objects)} objects.")


@vault.command("receipt")
def receipt(
    copy: Annotated[Path, typer.Argument(metavar="COPY", help="A backup: its record and its vault.")],
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="The entry that had something shredded.")],
    key: Annotated[
        Path, typer.Option("--key", metavar="FILE", help="The copy's signing key; made if it is not there.")
    ],
    name: Annotated[str, typer.Option(metavar="NAME", help="What a fresh key is called.")] = "replica",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where to write it.")] = None,
) -> None:
    """Shred in a copy of the vault what an entry says is shredded, and sign that nobody opens it there.

    For whoever keeps the copy; carry the receipt to the record's operator, who confirms it. Ends with 1
    where the entry shredded nothing.
    """
    from holdfire.record.receipts import shred_copy, signer_in

    signer = signer_in(key, name)
    text = shred_copy(copy, entry, signer)
    if out is None:
        typer.echo(text, nl=False)
    else:
        try:
            out.write_text(text, "utf-8")
        except OSError as problem:
            raise RecordError(f"{out} cannot be written: {problem.strerror}.") from problem
    typer.echo(f"The copy's public key, to confirm it with: {signer.vkey}", err=True)


@vault.command("confirm")
def confirm(
    file: Annotated[Path, typer.Argument(metavar="RECEIPT", help="What the copy's keeper signed.")],
    replica: Annotated[
        str, typer.Option("--replica", metavar="KEY", help="The copy's public key, from its keeper.")
    ],
    by: By = OPERATOR,
    home: Home = None,
) -> None:
    """Put a copy's receipt on the record, so that anybody can verify that it shredded too."""
    open_home(home)
    from holdfire.register import access

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise RecordError(f"{file} cannot be read as a receipt: {problem}.") from problem
    entry = access.confirm(text, replica, account_named(by))
    typer.echo(f"Entry {entry} says that this copy shredded it too.")
