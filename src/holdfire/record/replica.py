"""A replica: a copy of a log that pulls what is new, verifies all and keeps all (C2SP tlog-tiles).

It trusts the log with nothing. A checkpoint is taken in only after every entry, signature, hash and tile
under it was verified and the one held before is continued; until then the folder stays the record it was.
What was not taken in is kept beside it with the checkpoint held: where the two contradict, they are proof.

    checkpoint, tile/…, policy     a record's folder (see `folder`), which any web server may serve on
    checkpoints/SIZE               every checkpoint ever taken in
    refused/…                      checkpoints that the log signed and that were not taken in
"""

import hashlib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from holdfire.errors import RecordError
from holdfire.record import checkpoint, note
from holdfire.record import policy as policies
from holdfire.record.folder import FolderStore, replace
from holdfire.record.merkle import SIZE
from holdfire.record.tiles import LARGEST_ENTRY, WIDTH, Tree, path, tiles_of, width_at
from holdfire.record.verify import Verification, verify

SECONDS = 20  # to wait for the log
TRIES = 3
AT_ONCE = 8  # files fetched side by side
NOTE_MOST = 64 * 1024  # bytes of a checkpoint or a policy
BUNDLE_MOST = WIDTH * (2 + LARGEST_ENTRY)

Fetch = Callable[[str, int], bytes]  # path below the log's address, most bytes: the file


class Pulled(msgspec.Struct, frozen=True, kw_only=True):
    """What one pull found: the sizes before and after, and what verifying said of the whole."""

    before: int
    verification: Verification
    files: int  # fetched
    cosigned: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the log's record holds and continues the copy."""
        return self.verification.ok


def pull(address: str, folder: Path, vkey: str = "", *, processes: int = 0) -> Pulled:
    """Brings a replica up to date with the log at an address, or in a folder brought here, or makes one.

    `vkey` is the log's public key, needed for the first time and kept in the folder's policy from then on.
    Raises RecordError where the log cannot be reached, gives no record, or the folder cannot be written.
    """
    fetch = over_http(address) if "://" in address else from_folder(Path(address))
    return pull_by(fetch, folder, vkey, processes=processes)


def pull_by(fetch: Fetch, folder: Path, vkey: str = "", *, processes: int = 0) -> Pulled:
    """As `pull`, by any way of getting the files."""
    held = FolderStore(folder) if (folder / "checkpoint").exists() else None
    rule = _policy(fetch, held, vkey)
    signed = _text(fetch("checkpoint", NOTE_MOST), "checkpoint")
    judged = policies.judge(signed, rule)
    if held and judged.checkpoint.size < held.size():
        return _refused(folder, held, signed, _rolled_back(held, judged.checkpoint), 0)
    before, files = held.size() if held else 0, 0
    since = next(iter(held.checkpoints())) if held else None
    for last in (False, True):
        files += _bring(fetch, folder, judged.checkpoint.size)
        found = verify(_Draft(folder, signed), rule.logs[0], since, rule, processes)
        if found.ok:
            break
        if held and not (own := verify(held, rule.logs[0], None, rule)).ok:
            problem = f"This copy was damaged, take another into a new folder: {own.problem}"
            own = msgspec.structs.replace(own, problem=problem)
            return Pulled(before=before, verification=own, files=files)
        for name in _beyond(judged.checkpoint.size, before):  # from a pull that broke off, or from a liar
            (folder / name).unlink(missing_ok=True)
        if last:
            return _refused(folder, held, signed, found, files)
    replace(folder / "policy", policies.write(rule).encode())
    replace(folder / "checkpoints" / str(judged.checkpoint.size), signed.encode())
    replace(folder / "checkpoint", signed.encode())
    return Pulled(before=before, verification=found, files=files, cosigned=tuple(sorted(judged.cosigned)))


def head_of(address: str, log: note.Verifier) -> int:
    """How many entries a replica at an address holds of this log. Raises RecordError."""
    signed = _text(over_http(address)("checkpoint", NOTE_MOST), "checkpoint")
    return checkpoint.opened(signed, log).size


def over_http(address: str) -> Fetch:
    """Fetches below an http or https address, and nothing else. Raises RecordError in a sentence."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise RecordError(f"“{address}” is no address of a log: write it as https://….")

    def fetch(name: str, most: int) -> bytes:
        asked = urllib.request.Request(f"{address.rstrip('/')}/{name}", headers={"User-Agent": "holdfire"})  # noqa: S310
        problem: Exception | None = None
        for _ in range(TRIES):
            try:
                with closing(urllib.request.urlopen(asked, timeout=SECONDS)) as answer:  # noqa: S310
                    data: bytes = answer.read(most + 1)
            except urllib.error.HTTPError as refused:
                raise RecordError(
                    f"The log at {_host(address)} does not give {name}: it answers {refused.code}."
                ) from refused
            except (OSError, ValueError) as failed:
                problem = failed
                continue
            if len(data) > most:
                raise RecordError(f"The log's file {name} is larger than it may be: it was not taken.")
            return data
        why = getattr(problem, "reason", problem)
        raise RecordError(
            f"The log at {_host(address)} cannot be reached: {why}. Try again later."
        ) from problem

    return fetch


def from_folder(where: Path) -> Fetch:
    """Fetches from an export that was carried here. Raises RecordError in a sentence."""
    root = where / "data" if (where / "data" / "checkpoint").exists() else where
    if not (root / "checkpoint").exists():
        raise RecordError(f"{where} holds no record: give a log's address, or the folder of an export.")

    def fetch(name: str, most: int) -> bytes:
        try:
            if (root / name).stat().st_size > most:
                raise RecordError(f"The export's file {name} is larger than it may be: it was not taken.")
            return (root / name).read_bytes()
        except OSError as problem:
            raise RecordError(f"The export's file {name} cannot be read: {problem.strerror}.") from problem

    return fetch


class _Draft(FolderStore):
    """The folder as the checkpoint that is being taken in describes it."""

    def __init__(self, folder: Path, signed: str) -> None:
        self._folder, self._note = folder, signed
        self._size = checkpoint.read(note.parse(signed).text).size


def _policy(fetch: Fetch, held: FolderStore | None, vkey: str) -> policies.Policy:
    """Whose signatures count: as the folder says, or the key that was brought, with the log's witnesses."""
    if held:
        rule = policies.read(held.policy())
        if vkey and vkey not in rule.logs:
            raise RecordError("This folder is a replica of another log than the one with that key.")
        return rule
    if not vkey:
        raise RecordError(
            "A new replica needs the log's public key, from somewhere else than the log: give it with --vkey."
        )
    try:
        said = policies.read(_text(fetch("policy", NOTE_MOST), "policy"))
    except RecordError:
        said = policies.Policy(logs=(vkey,))
    return msgspec.structs.replace(said, logs=(vkey,))


def _bring(fetch: Fetch, folder: Path, size: int) -> int:
    """Fetches what is not there yet; gives how many files. Raises RecordError."""
    wanted = [
        (path(level, index, width), width * SIZE)
        for level, index, width in tiles_of(size)
    ] + [
        (path("entries", index, width_at(0, index, size)), BUNDLE_MOST)
        for index in range(-(-size // WIDTH))
    ]  # fmt: skip
    missing = [(name, most) for name, most in wanted if not (folder / name).exists()]

    def bring(one: tuple[str, int]) -> None:
        replace(folder / one[0], fetch(*one))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(bring, missing):
            pass
    return len(missing)


def _rolled_back(held: FolderStore, theirs: checkpoint.Checkpoint) -> Verification:
    """What a checkpoint over less than the copy holds means."""
    if Tree(theirs.size, held.tile).root() == theirs.root:
        problem = (
            f"The log shows {theirs.size} entries and this copy holds {held.size()} that it signed: it was "
            "rolled back. Nothing is lost here; its keeper must restore it from this copy."
        )
    else:
        problem = (
            f"The log shows another history of {theirs.size} entries than the one it signed before: keep "
            "both checkpoints, they prove that it lied."
        )
    return Verification(ok=False, size=theirs.size, problem=problem)


def _refused(folder: Path, held: FolderStore | None, signed: str, found: Verification, files: int) -> Pulled:
    """Keeps a checkpoint that was not taken in, and the one held."""
    name = hashlib.sha256(signed.encode()).hexdigest()[:16]
    replace(folder / "refused" / f"{name}-theirs", signed.encode())
    if held:
        replace(folder / "refused" / f"{name}-held", next(iter(held.checkpoints())).encode())
    return Pulled(before=held.size() if held else 0, verification=found, files=files)


def _beyond(theirs: int, held: int) -> Iterator[str]:
    """The files of a tree of one size that a tree of the other does not have."""
    ours = {path(*one) for one in tiles_of(held)}
    ours |= {path("entries", n, width_at(0, n, held)) for n in range(-(-held // WIDTH))}
    yield from (name for one in tiles_of(theirs) if (name := path(*one)) not in ours)
    for index in range(-(-theirs // WIDTH)):
        if (name := path("entries", index, width_at(0, index, theirs))) not in ours:
            yield name


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise RecordError(f"The log's {name} is no text: it gives no record.") from problem


def _host(address: str) -> str:
    return urlsplit(address).netloc
