"""Commands of witnessing: run a witness for somebody's record, and ask witnesses to cosign this one."""

import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from holdfire.cli import PROOF, app
from holdfire.cli.home import Home, open_home
from holdfire.cli.record import read_text
from holdfire.errors import RecordError

KEY, LOGS, STATE = "witness.key", "logs", "witness.sqlite3"

witness = typer.Typer(
    name="witness", no_args_is_help=True, help="Watch another's record, and cosign what continues."
)
cosign = typer.Typer(name="cosign", no_args_is_help=True, help="Ask witnesses to cosign this record.")
app.add_typer(witness, rich_help_panel=PROOF)
app.add_typer(cosign, rich_help_panel=PROOF)

Folder = Annotated[Path, typer.Option("--folder", metavar="FOLDER", help="The witness's own folder.")]
Picture = Annotated[
    Path | None,
    typer.Option("--picture", metavar="FILE", help="Also write it as a QR code, for a camera: .png or .svg."),
]
AsJson = Annotated[bool, typer.Option("--json", metavar="", help="Print the result as JSON.")]


@witness.command("init")
def init(
    name: Annotated[str, typer.Argument(help="What the witness calls itself, as seat.example/witness.")],
    log: Annotated[
        list[str], typer.Option("--log", metavar="KEY", help="The public key of a record to watch.")
    ],
    folder: Folder = Path(".witness"),
) -> None:
    """Make a witness: its key, and the records it watches. Run again, it adds records."""
    from nacl.signing import SigningKey

    from holdfire.record.cosignature import Cosigner
    from holdfire.record.folder import replace
    from holdfire.record.note import Verifier

    for vkey in log:
        Verifier(vkey)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / KEY).exists():
        if not name or "+" in name or any(c.isspace() for c in name):
            raise RecordError(f"“{name}” cannot name a witness: leave out spaces and plus signs.")
        text = f"{name}\n{bytes(SigningKey.generate()).hex()}\n"
        with open(os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text)
    known = read_text(folder / LOGS).splitlines() if (folder / LOGS).exists() else []
    replace(folder / LOGS, "".join(f"{one}\n" for one in dict.fromkeys([*known, *log])).encode())
    signer: Cosigner = _signer(folder)
    typer.echo(f"The witness {signer.name} watches {len(dict.fromkeys([*known, *log]))} records.")
    typer.echo(f"Its public key, for the record's policy: {signer.vkey}")


@witness.command("serve")
def serve(
    address: Annotated[str, typer.Argument(help="Where it listens.")] = "127.0.0.1:8100",
    folder: Folder = Path(".witness"),
) -> None:
    """Answer requests for cosignatures (C2SP tlog-witness) until interrupted."""
    import waitress

    from holdfire.site.serve import parse_address

    host, port = parse_address(address)
    application = wsgi(open_witness(folder))
    typer.echo(f"The witness answers at http://{host}:{port}/add-checkpoint (Ctrl-C ends it).", err=True)
    try:
        waitress.serve(application, host=host, port=port, threads=4, ident="holdfire", _quiet=True)
    except OSError as problem:
        raise RecordError(f"Cannot listen at {address}: {problem.strerror or problem}.") from problem


@witness.command("sign")
def sign(
    request: Annotated[Path, typer.Argument(help="The text that holdfire cosign request wrote.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where the answer goes.")] = None,
    picture: Picture = None,
    folder: Folder = Path(".witness"),
) -> None:
    """Cosign a request that was carried here, with no network. Ends with 1 when it is refused."""
    from holdfire.record import witness as protocol
    from holdfire.record.folder import replace

    body = read_text(request)
    answer = open_witness(folder).add_checkpoint(body, int(time.time()))
    if answer.status != 200:
        said = answer.body.strip()
        if answer.status == 409:
            said = (
                f"This witness cosigned {said} entries last: ask with --from {said}. If the sizes are the "
                "same, the record shows two histories: keep both checkpoints."
            )
        raise RecordError(f"Not cosigned: {said}")
    signed = protocol.with_lines(protocol.read(body).checkpoint, answer.body.splitlines())
    if picture:
        _draw(signed, picture)
    if out is None:
        typer.echo(signed, nl=False)
    else:
        replace(out, signed.encode())
        typer.echo(f"Cosigned. Carry {out} back: holdfire cosign accept {out}")


def open_witness(folder: Path) -> Any:
    """The witness in a folder. Raises RecordError where there is none."""
    from holdfire.record.note import Verifier
    from holdfire.record.witness import Witness

    signer = _signer(folder)
    logs = [Verifier(line) for line in read_text(folder / LOGS).splitlines() if line]
    return Witness(signer, {one.name: one for one in logs}, folder / STATE)


def _signer(folder: Path) -> Any:
    from nacl.signing import SigningKey

    from holdfire.record.cosignature import Cosigner

    if not (folder / KEY).exists():
        raise RecordError(f"There is no witness in {folder}: make one with holdfire witness init.")
    try:
        name, seed = read_text(folder / KEY).split("\n")[:2]
        return Cosigner(name, SigningKey(bytes.fromhex(seed)))
    except ValueError as problem:
        raise RecordError(f"The witness's key in {folder} cannot be read: restore it.") from problem


def wsgi(witness: Any) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """The witness as a WSGI application with its one address."""

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/add-checkpoint" or environ["REQUEST_METHOD"] != "POST":
            start("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"POST /add-checkpoint\n"]
        body = environ["wsgi.input"].read(64 * 1024).decode("utf-8", "replace")
        answer = witness.add_checkpoint(body, int(time.time()))
        start(f"{answer.status} -", [("Content-Type", answer.content_type)])
        return [answer.body.encode()]

    return application


@cosign.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What the policy calls it: the seat, say.")],
    vkey: Annotated[str, typer.Argument(metavar="KEY", help="The public key the witness gave.")],
    url: Annotated[
        str, typer.Argument(metavar="[ADDRESS]", help="Where it answers, if it is on a network.")
    ] = "",
    home: Home = None,
) -> None:
    """Name a witness in the record's policy. More than half of all named make a quorum."""
    from holdfire.record.policy import write

    changed = _cosigning(home).add_witness(_instance(), name, vkey, url)
    typer.echo(write(changed), nl=False)


@cosign.command("ask")
def ask(as_json: AsJson = False, home: Home = None) -> None:
    """Ask every witness with an address to cosign now. Ends with 1 when one did not."""
    found = _cosigning(home).ask(_instance())
    _say(found, as_json)
    if any(one.problem for one in found):
        raise typer.Exit(1)


@cosign.command("show")
def show(as_json: AsJson = False, home: Home = None) -> None:
    """Say what each witness cosigned last, and when."""
    _say(_cosigning(home).standings(_instance()), as_json)


@cosign.command("request")
def request(
    name: Annotated[str, typer.Argument(help="The witness, as the policy calls it.")],
    old: Annotated[
        int | None, typer.Option("--from", metavar="SIZE", help="The size it cosigned last, if it says so.")
    ] = None,
    picture: Picture = None,
    home: Home = None,
) -> None:
    """Print what to carry to a witness without a network."""
    cosigning = _cosigning(home)
    standing = next((s for s in cosigning.standings(_instance()) if s.name == name), None)
    if standing is None:
        raise RecordError(f"The policy names no witness “{name}”: add it with holdfire cosign add.")
    asked = cosigning.request(_instance(), standing.size if old is None else old)
    if picture:
        _draw(asked, picture)
    typer.echo(asked, nl=False)


@cosign.command("accept")
def accept(
    answer: Annotated[Path, typer.Argument(help="The file that came back from the witness.")],
    home: Home = None,
) -> None:
    """Keep a cosigned checkpoint that was carried back."""
    judged = _cosigning(home).accept(_instance(), read_text(answer))
    names = ", ".join(sorted(judged.cosigned))
    quorum = "a quorum" if judged.quorum else "not yet a quorum"
    typer.echo(f"The checkpoint over {judged.checkpoint.size} entries is cosigned by {names}: {quorum}.")


def _draw(text: str, file: Path) -> None:
    """Writes a text as a picture that a camera reads back."""
    from holdfire.record import picture
    from holdfire.record.folder import replace

    if file.suffix not in (".png", ".svg"):
        raise RecordError(f"“{file.name}” names no kind of picture: end it in .png or .svg.")
    replace(file, picture.png(text) if file.suffix == ".png" else picture.svg(text).encode())


def _cosigning(home: Path | None) -> Any:
    open_home(home)
    from holdfire.register import cosigning

    return cosigning


def _instance() -> Any:
    from holdfire.register.instance import open_instance

    return open_instance()


def _say(found: Iterable[Any], as_json: bool) -> None:
    found = list(found)
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(found), ensure_ascii=False))
        return
    for one in found:
        when = f"{one.size} entries, {one.at:%Y-%m-%d %H:%M} UTC" if one.at else "nothing yet"
        typer.echo(f"{one.name:20} {when}{f'. {one.problem}' if one.problem else ''}")
    if not found:
        typer.echo("The policy names no witness: holdfire cosign add NAME KEY [ADDRESS].", err=True)
