"""Web archives: which addresses a WARC (ISO 28500) or WACZ file holds, from when, and whether digests hold.

Read with warcio where it is installed (the extra `evidence`), within bounds: a bomb is left alone.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from holdfire.intake.accompanying.found import Item

RECORDS = 300  # listed
LOOKED_AT = 5_000  # records
UNPACKED = 128 * 1024 * 1024  # bytes read of all records together
MEMBERS = 2_000  # files of a WACZ
NO_WARCIO = "It is a web archive, whose pages are not listed: this machine has no warcio."


class _TooMuch(Exception):
    """More than is read."""


def read(data: bytes) -> Iterator[Item | str]:
    """The pages of a web archive."""
    if data.startswith(b"PK\x03\x04") and b"datapackage.json" in data:
        yield from _wacz(data)
    elif data.startswith(b"WARC/") or (data.startswith(b"\x1f\x8b") and _unpacks_to_warc(data)):
        yield from _warc(io.BytesIO(data), [UNPACKED])


def _unpacks_to_warc(data: bytes) -> bool:
    import zlib

    try:
        return zlib.decompressobj(31).decompress(data[:4096], 16).startswith(b"WARC/")
    except zlib.error:
        return False


def _warc(source: Any, left: list[int], name: str = "") -> Iterator[Item | str]:
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        yield NO_WARCIO
        return
    listed = seen = good = bad = unsaid = 0
    where = f" in {name}" if name else ""
    try:
        for record in ArchiveIterator(source, check_digests=True):
            seen += 1
            if seen > LOOKED_AT:
                raise _TooMuch
            _drain(record.content_stream(), left)
            passed = record.digest_checker.passed
            good, bad, unsaid = good + (passed is True), bad + (passed is False), unsaid + (passed is None)
            address = record.rec_headers.get_header("WARC-Target-URI")
            if record.rec_type in ("response", "resource", "revisit") and address:
                listed += 1
                if listed <= RECORDS:
                    when = record.rec_headers.get_header("WARC-Date") or "no date"
                    wrong = ", digest does not hold" if passed is False else ""
                    yield Item(group="archive", name=when, value=f"{address}{wrong}")
    except _TooMuch:
        yield "The archive is larger than is read: what follows in it is not listed."
    except (ArchiveLoadFailed, EOFError, OSError, ValueError):
        yield f"The archive breaks off, or is damaged, after {seen} records{where}."
    yield Item(
        group="archive", name=f"Records{where}",
        value=f"{seen}; digests: {good} hold, {bad} do not, {unsaid} records have none",
    )  # fmt: skip


def _drain(stream: Any, left: list[int]) -> None:
    while piece := stream.read(65536):
        left[0] -= len(piece)
        if left[0] < 0:
            raise _TooMuch


def _wacz(data: bytes) -> Iterator[Item | str]:
    left = [UNPACKED]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if len(package.infolist()) > MEMBERS:
                yield "It holds more files than are looked at."
                return
            described = json.loads(_member(package, "datapackage.json", left))
            for name in ("title", "software", "created"):
                if isinstance(described, dict) and described.get(name):
                    yield Item(group="archive", name=name.capitalize(), value=str(described[name]))
            yield from _resources(package, described, left)
            if "datapackage-digest.json" in package.namelist():
                signed = json.loads(_member(package, "datapackage-digest.json", left))
                yield Item(
                    group="archive", name="Signature",
                    value=f"recorded, not verified: {json.dumps(signed.get('signedData', {}))}",
                )  # fmt: skip
            for info in package.infolist():
                if info.filename.startswith("archive/") and info.filename.endswith((".warc", ".warc.gz")):
                    with package.open(info) as inside:
                        yield from _warc(inside, left, info.filename)
    except _TooMuch:
        yield "The archive is larger than is read: what follows in it is not listed."
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, AttributeError, EOFError, RuntimeError):
        yield "The archive is damaged, or larger than is looked at: the rest of it is not listed."


def _resources(package: zipfile.ZipFile, described: Any, left: list[int]) -> Iterator[Item]:
    good, bad = 0, []
    for one in (described.get("resources") or [])[:MEMBERS]:
        name, said = str(one.get("path", "")), str(one.get("hash", ""))
        if name in package.namelist() and said.startswith("sha256:"):
            if hashlib.sha256(_member(package, name, left)).hexdigest() == said.removeprefix("sha256:"):
                good += 1
            else:
                bad.append(name)
    wrong = f", not of {', '.join(bad[:10])}" if bad else ""
    yield Item(group="archive", name="Digests of its files", value=f"{good} hold{wrong}")


def _member(package: zipfile.ZipFile, name: str, left: list[int]) -> bytes:
    with package.open(name) as inside:
        found = inside.read(max(left[0], 0) + 1)
    left[0] -= len(found)
    if left[0] < 0:
        raise _TooMuch
    return found
