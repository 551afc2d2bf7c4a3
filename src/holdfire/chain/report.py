"""One report: opened, read and checked."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from holdfire.chain.sheet import Sheet, sheet_of
from holdfire.checking import Check, check_report
from holdfire.errors import IntakeError
from holdfire.intake import Document, open_report
from holdfire.reading import read as read_text
from holdfire.reading.claim import Claim, Reading
from holdfire.reading.second import SecondReader, read_again
from holdfire.theatre import Theatre, load

GIVEN = "given"  # the basis of a date that whoever asked for the reading gave


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it was opened, read and checked. A check's `claims` are places in `claims`."""

    document: Document
    reading: Reading
    checks: tuple[Check, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the report says somebody says."""
        return self.reading.claims

    @property
    def text(self) -> str:
        """The text every offset counts in."""
        return self.reading.text

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the person: how it was decoded, what was left out, what could not be read."""
        return (*self.document.notes, *self.reading.notes)

    def sheet(self) -> Sheet:
        """All of it but the text, as it is written down."""
        return sheet_of(self.document, self.reading, self.checks)

    def to_json(self) -> str:
        """All of it but the text, as JSON."""
        return msgspec.json.format(msgspec.json.encode(self.sheet()), indent=2).decode()


def read(
    source: str | bytes | Path,
    *,
    date: dt.date | str | None = None,
    theatre: Theatre | str | Path | None = None,
    second: SecondReader | None = None,
) -> Report:
    """Reads a report: a `str` is its text, `bytes` are a file's content, a `Path` names a file.

    `date` is the day it was published, where the report does not say it or says it wrongly; `theatre` whose
    names and places are used, the first one if left out. `second` is an endpoint that is shown the text
    and reads it too. Raises IntakeError when it cannot be read.
    """
    data, filename, media_type = _bytes_of(source)
    document = open_report(data, filename=filename, media_type=media_type)
    watched = theatre if isinstance(theatre, Theatre) else load(theatre)
    return read_document(document, day(date), watched, second)


def read_document(
    document: Document, published: dt.date | None, theatre: Theatre, second: SecondReader | None = None
) -> Report:
    """Reads a report that was opened. Raises IntakeError with its problem, if it has one."""
    if document.problem:
        raise IntakeError(document.problem)
    if published is not None:
        document = msgspec.structs.replace(document, published=published, published_basis=GIVEN)
    reading = read_text(document.text, published=document.published, theatre=theatre)
    # Checks stand on the first reader alone, whose claims come first: a figure read twice is no sum.
    checks = check_report(reading)
    if second is not None:
        reading = read_again(reading, second, theatre)
    return Report(document=document, reading=reading, checks=checks)


def day(value: dt.date | str | None) -> dt.date | None:
    """A day, given as one or written as 2021-10-21. Raises IntakeError."""
    if isinstance(value, dt.datetime):
        return value.date()
    if not isinstance(value, str):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise IntakeError(f"“{value}” is not a day: write it as 2021-10-21.") from None


def _bytes_of(source: str | bytes | Path) -> tuple[bytes, str | None, str | None]:
    if isinstance(source, bytes):
        return source, None, None
    if isinstance(source, str):
        return source.encode("utf-8", "replace"), None, "text/plain"
    return file_bytes(source), source.name, None


def file_bytes(path: Path) -> bytes:
    """A file's content. Raises IntakeError with a sentence where the system says an error."""
    with opened_file(path) as given:
        try:
            return given.read()
        except OSError as problem:
            raise IntakeError(
                f"“{path}” cannot be read to its end ({problem.strerror or problem}): copy it anew."
            ) from problem


@contextmanager
def opened_file(path: Path) -> Iterator[BinaryIO]:
    """A file to be read piece by piece. Raises IntakeError with a sentence where the system says an error."""
    try:
        given = path.open("rb")
    except FileNotFoundError:
        raise IntakeError(f"There is no file “{path}”: check the name.") from None
    except IsADirectoryError:
        raise IntakeError(f"“{path}” is a folder: name a file in it.") from None
    except OSError as problem:
        raise IntakeError(
            f"“{path}” cannot be opened ({problem.strerror or problem}): check that you may read it."
        ) from problem
    with given:
        yield given
