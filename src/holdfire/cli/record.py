"""Commands of proof: verify here or from a copy, export a copy, prove one entry."""

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from holdfire.cli import PROOF, app
from holdfire.cli.home import Home, open_home
from holdfire.errors import RecordError

AsJson = Annotated[bool, typer.Option("--json", metavar="", help="Print the result as JSON.")]


@app.command("verify", rich_help_panel=PROOF)
def verify_command(
    export: Annotated[
        str | None,
        typer.Option(
            "--export",
            metavar="FOLDER|ADDRESS",
            help="Verify a copy, or a log where it is served; on nobody's trust.",
        ),
    ] = None,
    vkey: Annotated[
        str, typer.Option("--vkey", metavar="KEY", help="The record's public key, as your seat was given it.")
    ] = "",
    since: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A checkpoint you kept: the record must continue it."),
    ] = None,
    vault: Annotated[
        bool, typer.Option("--vault", metavar="", help="Open every object of the vault too.")
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Prove that nothing on the record was changed or dropped.

    Recomputes every hash and signature, and names the first entry that does not hold. Ends with 1 when
    something does not hold.
    """
    from holdfire.record.verify import verify

    mine = read_text(since) if since else None
    witnessed: list[str] = []
    objects: Any = None
    if export is None:
        open_home(home)
        from holdfire.register.instance import open_instance

        instance = open_instance()
        rule = instance.policy()
        found = verify(instance.store, vkey or instance.vkey, mine, rule, _others(instance.store.size()))
        if vault and found.ok:
            objects = instance.scrub()
    elif vault:
        raise RecordError("A copy holds no vault: leave out --vault, or verify where the register is.")
    else:
        found, witnessed = _verify_copy(export, vkey, mine)
    ok = found.ok and (objects is None or objects.ok)
    if as_json:
        said = msgspec.to_builtins(found) | {"ok": ok, "witnessed": witnessed}
        typer.echo(json.dumps(said | {"vault": msgspec.to_builtins(objects)}, ensure_ascii=False))
    elif not found.ok:
        typer.echo(found.problem)
    else:
        for line in in_words(found, witnessed, own_key=bool(vkey) or export is None, since=bool(since)):
            typer.echo(line)
        for problem in objects.problems if objects else ():
            typer.echo(problem)
        if objects and objects.ok:
            told = f"; {objects.shredded} are shredded, and open to nobody" if objects.shredded else ""
            typer.echo(f"All {objects.objects} objects of the vault are what the entries commit to{told}.")
    if not ok:
        raise typer.Exit(1)


MANY = 20_000  # entries from which on other processes are worth starting


def _others(size: int) -> int:
    return (os.cpu_count() or 1) if size >= MANY else 0


def _verify_copy(folder: str, vkey: str, since: str | None) -> tuple[Any, list[str]]:
    from holdfire.record import bag, policy
    from holdfire.record.verify import Verification, verify

    if "://" in folder:
        return _verify_address(folder, vkey, since)
    try:
        store = bag.opened(Path(folder))
    except RecordError as problem:
        return Verification(ok=False, size=0, problem=str(problem)), []
    rule = policy.read(store.policy())
    if not vkey and len(rule.logs) != 1:
        raise RecordError("The copy's policy names not one log but several: say which with --vkey.")
    rule = msgspec.structs.replace(rule, logs=(vkey or rule.logs[0],))
    found = verify(store, rule.logs[0], since, rule, _others(store.size()))
    if not found.ok:
        return found, []
    judged = policy.judge(next(iter(store.checkpoints())), rule)
    return found, sorted(judged.cosigned)


def _verify_address(address: str, vkey: str, since: str | None) -> tuple[Any, list[str]]:
    from holdfire.record.folder import FolderStore
    from holdfire.record.replica import pull
    from holdfire.record.verify import verify

    with tempfile.TemporaryDirectory(prefix="holdfire-") as place:
        pulled = pull(address, Path(place), vkey, processes=0)
        if not pulled.ok or since is None:
            return pulled.verification, list(pulled.cosigned)
        return verify(FolderStore(Path(place)), vkey, since), list(pulled.cosigned)


def in_words(found: Any, witnessed: list[str], *, own_key: bool, since: bool) -> list[str]:
    """What a verification that holds means, for a lay reader."""
    if not found.size:
        return ["The record is empty: there is nothing to verify yet."]
    all_hold = (
        f"All {found.size} entries hold: each signature is its author's, and their tree gives the root that "
        "the latest checkpoint signs."
    )
    lines = [all_hold]
    if since:
        lines.append("The record continues the checkpoint you kept: nothing before it was changed.")
    if witnessed:
        lines.append(f"The checkpoint is cosigned by {', '.join(witnessed)}: each saw this same history.")
    if found.doubted:
        which = ", ".join(map(str, found.doubted[:20]))
        lines.append(
            f"{len(found.doubted)} entries were signed while their author's key was compromised and need a "
            f"second look: {which}{' …' if len(found.doubted) > 20 else ''}."
        )
    if found.expired:
        which = ", ".join(map(str, found.expired[:20]))
        lines.append(
            f"{len(found.expired)} entries were signed with keys that have expired since, and no witness "
            f"shows that it was before: {which}{' …' if len(found.expired) > 20 else ''}."
        )
    if not own_key:
        lines.append(
            "The key came with the copy. Compare it with the one your seat was given, or give that with "
            f"--vkey; the log calls itself {found.origin}."
        )
    return lines


@app.command("export", rich_help_panel=PROOF)
def export_command(
    folder: Annotated[Path, typer.Argument(help="Where the copy goes; a copy there is brought up to date.")],
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Write a copy of the record that anyone can verify without this machine.

    Holds every entry, the tree, the checkpoint, published findings with their dissents and instructions, as
    a BagIt bag of published formats. What is private stays in the vault: entries hold only commitments to it.
    """
    open_home(home)
    from holdfire.publishing import findings
    from holdfire.record import bag
    from holdfire.register.instance import open_instance

    instance = open_instance()
    size = bag.export(instance.store, folder, instance.store.latest(), instance.policy(), findings.files())
    if as_json:
        typer.echo(json.dumps({"folder": str(folder), "entries": size, "vkey": instance.vkey}))
        return
    typer.echo(f"{size} entries are in {folder}. Anyone may check them: holdfire verify --export {folder}")
    typer.echo(f"Give its readers this key by another way: {instance.vkey}")


@app.command("prove", rich_help_panel=PROOF)
def prove_command(
    entry: Annotated[int, typer.Argument(help="The entry's number.", min=0)],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the proof goes.")] = Path(),
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Prove one entry to somebody who has nothing but a browser.

    Writes entry-N.html, which verifies itself without a network; entry-N.tlog-proof (C2SP tlog-proof) and
    entry-N.json, the entry's exact bytes, for other software.
    """
    open_home(home)
    from holdfire.record import evidence, proof
    from holdfire.record.folder import replace
    from holdfire.register.instance import open_instance

    instance = open_instance()
    signed = instance.store.latest()
    gathered = evidence.gather(instance.store, entry, signed, instance.vkey)
    files = {
        f"entry-{entry}.html": evidence.page(gathered).encode(),
        f"entry-{entry}.tlog-proof": proof.prove(instance.store, entry, signed).text().encode(),
        f"entry-{entry}.json": next(instance.store.envelopes(entry, entry + 1)),
    }
    for name, data in files.items():
        replace(out / name, data)
    if as_json:
        typer.echo(json.dumps({"entry": entry, "files": [str(out / name) for name in files]}))
    else:
        typer.echo(f"Entry {entry} proves itself in any browser: {out / f'entry-{entry}.html'}")


def read_text(path: Path) -> str:
    """A small text file. Raises RecordError naming it."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise RecordError(f"“{path}” cannot be read: {problem}.") from problem
