"""What the keeper of a copy does: shreds there what the record had shredded, and signs that it did.

A copy is a folder with `record/` and `vault/`, as a backup is; its key is a file of its own that the
record's operator never sees.
"""

import os
from pathlib import Path

from holdfire.errors import RecordError
from holdfire.record import entries, envelope, note
from holdfire.record.access import MatterShredded, receipt_text
from holdfire.record.bag import opened
from holdfire.record.entries import ReportShredded
from holdfire.record.note import Signer
from holdfire.record.storage import OBJECT, Folder


def shred_copy(copy: Path, entry: int, signer: Signer) -> str:
    """Removes every envelope of what an entry shredded, and gives the signed receipt. Raises RecordError."""
    store = opened(copy / "record")
    data = next(store.envelopes(entry, entry + 1), None) if 0 <= entry < store.size() else None
    payload = entries.decode(envelope.unseal(data).payload) if data else None
    if payload is None or not isinstance(payload.entry, ReportShredded | MatterShredded):
        raise RecordError(f"Entry {entry} of this copy shredded nothing: bring the copy up to date first.")
    storage = Folder(copy / "vault")
    try:
        for one in payload.entry.objects:
            for name in storage.names(one) - {OBJECT}:
                storage.remove(one, name)
    except OSError as problem:
        raise RecordError(
            f"An envelope in {copy} could not be removed ({problem.strerror}): mend that, and run it again."
        ) from problem
    return note.sign(receipt_text(payload.log, entry, payload.entry.objects), [signer])


def signer_in(file: Path, name: str) -> Signer:
    """The key in a file; a fresh one under this name where there is none. Raises RecordError."""
    try:
        if not file.exists():
            made = Signer.generate(name)
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(made.skey + "\n")
        return Signer(file.read_text("ascii").strip())
    except (OSError, UnicodeDecodeError) as problem:
        raise RecordError(f"The key {file} cannot be read or made: {problem}.") from problem
    except ValueError:
        raise RecordError(f"“{name}” cannot name a key: leave out spaces and plus signs.") from None
