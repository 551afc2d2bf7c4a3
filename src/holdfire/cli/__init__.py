"""The `holdfire` command: results on standard output, progress and trouble on standard error.

Exit status: 0 done; 1 it could not be done, and one sentence says why and what to do; 2 the command
was not understood. `verify` and `theatre check` also end with 1 when they find something wrong.
"""

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from holdfire.errors import HoldfireError

# The order in which a newcomer needs them; what is not named here follows.
ORDER = (
    "read", "link", "demo", "import", "init", "account", "receive", "shred", "serve", "verify", "scrub",
    "rebuild", "report", "digest", "evaluate", "export", "prove", "backup", "restore", "cosign", "witness",
    "key", "ceremony", "vault", "replica", "replicas", "theatre",
)  # fmt: skip
ALONE, REGISTER, PROOF, DATA = "Without set-up", "A register of one's own", "Proof", "What is watched"


class InOrder(TyperGroup):
    """Lists the commands in our order."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        return sorted(
            self.commands, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)
        )


app = typer.Typer(
    name="holdfire",
    cls=InOrder,
    add_completion=False,
    help=(
        "A ceasefire commission's open record.\n\n"
        "Holdfire reads reports into claims (who says what, about what, where and when), checks their "
        "figures, links the claims that tell of one incident, and keeps everything on a signed record "
        "that anyone can verify.\n\n"
        "Start with [bold]holdfire read REPORT[/bold]: it needs no set-up and stores nothing."
    ),
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from holdfire import __version__
        from holdfire.reading import reader_version

        typer.echo(f"holdfire {__version__}\nreader {reader_version()}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, metavar="", help="Print versions and stop."
        ),
    ] = False,
) -> None:
    pass


def run() -> None:
    """Runs the command; what a person can mend is one sentence on standard error, never a traceback."""
    from holdfire.cli import (  # noqa: F401  (importing registers the commands)
        backup,
        ceremony,
        demo,
        importing,
        instance,
        keys,
        linking,
        publishing,
        reading,
        record,
        replica,
        scrubbing,
        theatre,
        vault,
        witness,
    )  # fmt: skip

    try:
        app()
    except HoldfireError as problem:
        typer.echo(f"holdfire: {problem}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("holdfire: stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
