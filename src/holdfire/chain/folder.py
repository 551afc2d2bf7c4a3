"""A folder of reports: one line each as JSON Lines, or one row each as Parquet.

The lines stand in the order of the paths, whatever the number of processes. Each names its file's digest,
the reader and the theatre, so a run that was interrupted goes on where it stopped, and a later run reads
only what is new, changed or would now be read differently. One broken file is one line with its `problem`.
"""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

import msgspec

from holdfire.chain.pool import in_order
from holdfire.chain.report import GIVEN, day, file_bytes, read_document
from holdfire.chain.sheet import Sheet
from holdfire.errors import HoldfireError, IntakeError
from holdfire.intake import open_report
from holdfire.reading import reader_version
from holdfire.theatre import Theatre, load

Progress = Callable[[int, int, str], None]  # how many are done, of how many, and the one just done


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder gave, the lines of an earlier run included (`kept` of them)."""

    read: int = 0
    claims: int = 0
    checks: int = 0
    failed: int = 0
    kept: int = 0


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What every file of a folder is read with."""

    folder: Path
    date: dt.date | None
    theatre: Theatre


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    """As much of a line as a resumed run must know."""

    path: str
    sha256: str | None = None
    problem: str | None = None
    reader: str = ""
    theatre: str | None = None
    published: str | None = None
    published_basis: str = ""
    claims: tuple[msgspec.Raw, ...] = ()
    checks: tuple[msgspec.Raw, ...] = ()


def read_folder(
    folder: str | Path,
    out: str | Path,
    *,
    date: dt.date | str | None = None,
    theatre: Theatre | str | Path | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Counts:
    """Reads every file of a folder and of the folders in it; OUT is Parquet when its name ends so.

    `date` and `theatre` are those of `read`; `processes` is all this machine allows if left out. Raises
    IntakeError when the folder or OUT cannot be used; a file that cannot be read does not stop the rest.
    """
    folder, out = Path(folder), Path(out)
    job = Job(
        folder=folder, date=day(date), theatre=theatre if isinstance(theatre, Theatre) else load(theatre)
    )
    table = out.suffix.lower() == ".parquet"
    lines = out.with_name(out.name + ".jsonl") if table else out
    files = files_in(folder, leave_out={out.resolve(), lines.resolve()})
    kept = _keep_standing(lines, files, job)
    todo = [path for name, path in files.items() if name not in kept]
    done = len(kept)
    with _opened(lines, "ab") as file:
        for path, line in in_order(read_line, _broken, todo, job, processes):
            file.write(line + b"\n")
            file.flush()
            done += 1
            if progress is not None:
                progress(done, len(files), path.name)
    counts = _in_path_order(lines, list(files), len(kept))
    if table:
        from holdfire.chain.parquet import write_parquet

        write_parquet(lines, out)
        lines.unlink()
    return counts


def read_line(path: Path, job: Job) -> bytes:
    """One file as its line, with the problem in the place of claims where it cannot be read."""
    return line_of(name_of(path, job.folder), lambda: file_bytes(path), job)


def line_of(name: str, content: Callable[[], bytes], job: Job) -> bytes:
    """One report as its line; `content` gives its bytes, or raises IntakeError, which is the problem then."""
    try:
        data = content()
    except IntakeError as problem:
        return msgspec.json.encode(Sheet(path=name, problem=str(problem)))
    digest = hashlib.sha256(data).hexdigest()
    try:
        report = read_document(open_report(data, filename=PurePosixPath(name).name), job.date, job.theatre)
        sheet = msgspec.structs.replace(report.sheet(), path=name, sha256=digest)
    except HoldfireError as problem:
        sheet = _failed(name, digest, str(problem), job)
    except Exception as error:
        words = (
            f"The reader failed on this file ({type(error).__name__}: {error}): please report it as a fault."
        )
        sheet = _failed(name, digest, words, job)
    return msgspec.json.encode(sheet)


def name_of(path: Path, folder: Path) -> str:
    """A file's name in the folder, with `/` between folders; bytes that are no text are spelled out."""
    return os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "backslashreplace")


def _failed(name: str, digest: str, problem: str, job: Job) -> Sheet:
    return Sheet(
        path=name,
        sha256=digest,
        problem=problem,
        reader=reader_version(),
        theatre=f"{job.theatre.id}@{job.theatre.digest}",
    )


def _broken(path: Path, job: Job) -> bytes:
    """The line of a file whose reading ended its process; without a digest, so that it is tried again."""
    words = "Reading this file ended the reader’s process, most likely for want of memory: give a part of it."
    return msgspec.json.encode(Sheet(path=name_of(path, job.folder), problem=words))


def files_in(folder: Path, leave_out: set[Path]) -> dict[str, Path]:
    """The files by name, in the order of their names; hidden ones are left out."""
    if not folder.is_dir():
        raise IntakeError(f"There is no folder “{folder}”: check the name.")
    found = {}
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(at, name)
            if not name.startswith(".") and (path.is_file() or path.is_symlink()):
                found[name_of(path, folder)] = path
    files = {name: path for name, path in sorted(found.items()) if path.resolve() not in leave_out}
    if not files:
        raise IntakeError(f"There is no file in “{folder}”: put reports into it, or name another folder.")
    return files


def _heads(lines: Path) -> Iterator[tuple[_Head, int, int]]:
    """The whole lines of a file with their offsets; a line cut short by an interruption ends it."""
    decoder = msgspec.json.Decoder(_Head)
    at = 0
    with _opened(lines, "rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                return
            try:
                head = decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                raise IntakeError(
                    f"“{lines}” is there already and holds something else than readings: "
                    "choose another name, or delete it."
                ) from None
            yield head, at, len(line)
            at += len(line)


def _keep_standing(lines: Path, files: dict[str, Path], job: Job) -> set[str]:
    """Leaves in the file only the lines that would be written again; says which files they are of."""
    if not lines.exists():
        return set()
    standing: dict[str, tuple[int, int]] = {}
    for head, at, length in _heads(lines):
        if head.path not in files:
            raise IntakeError(
                f"“{lines}” already holds readings of files that are not in this folder, such as "
                f"“{head.path}”: choose another name, or delete it to start again."
            )
        if _stands(head, files[head.path], job):
            standing[head.path] = (at, length)
    if sum(length for _, length in standing.values()) != lines.stat().st_size:
        _rewrite(lines, standing.values())
    return set(standing)


def _stands(head: _Head, path: Path, job: Job) -> bool:
    """Whether reading the file now would give this line again."""
    if head.sha256 is None or head.reader != reader_version():
        return False
    if head.theatre != f"{job.theatre.id}@{job.theatre.digest}":
        return False
    given = head.published if head.published_basis == GIVEN else None
    if not head.problem and given != (job.date.isoformat() if job.date else None):
        return False
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == head.sha256
    except OSError:
        return False


def _in_path_order(lines: Path, names: list[str], kept: int) -> Counts:
    """Puts the lines into the order of their paths, where a resumed run left another; counts them."""
    where: dict[str, tuple[int, int]] = {}
    claims = checks = failed = 0
    for head, at, length in _heads(lines):
        where[head.path] = (at, length)
        claims, checks = claims + len(head.claims), checks + len(head.checks)
        failed += head.problem is not None
    if list(where) != names:
        _rewrite(lines, (where[name] for name in names))
    return Counts(read=len(names) - failed, claims=claims, checks=checks, failed=failed, kept=kept)


def _rewrite(lines: Path, parts: Iterable[tuple[int, int]]) -> None:
    """Puts only these parts of the file, in this order, in its place, all at once."""
    beside = lines.with_name(f".{lines.name}.part")
    with _opened(lines, "rb") as old, _opened(beside, "wb") as new:
        for at, length in parts:
            old.seek(at)
            new.write(old.read(length))
    os.replace(beside, lines)


def _opened(path: Path, mode: str) -> IO[Any]:
    try:
        return path.open(mode)
    except OSError as problem:
        raise IntakeError(
            f"“{path}” cannot be opened ({problem.strerror or problem}): choose a place you may write to."
        ) from problem
