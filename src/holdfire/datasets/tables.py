"""The rows of each table received, as Parquet: made from the vault's bytes wherever they are not yet.

A file's name says what it follows from: table, mapping and theatre. It can be deleted at any time.
"""

import tempfile
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from holdfire.datasets.models import Table
from holdfire.errors import RegisterError
from holdfire.intake.tables import Loaded, Mapping, load_table
from holdfire.intake.tables.load import Progress
from holdfire.register.instance import Instance


def folder(instance: Instance) -> Path:
    """Where everything of this room lies."""
    return instance.home / "datasets"


def rows_path(instance: Instance, table: str, mapping: str) -> Path:
    """The Parquet file of a table read by a mapping in this theatre."""
    name = f"{table[:20]}-{mapping[:12]}-{instance.theatre.digest[:12]}.parquet"
    return folder(instance) / "rows" / name


def load_rows(
    instance: Instance, file: Path, mapping: Mapping, out: Path, progress: Progress | None = None
) -> Loaded:
    """Reads a table into its Parquet file, rejects beside it."""
    out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return load_table(file, out, mapping=mapping, theatre=instance.theatre, progress=progress)


def rows_of(instance: Instance, row: Table, progress: Progress | None = None) -> Path | None:
    """The Parquet file of a table on the record, made anew if need be; None once the table is shredded."""
    out = rows_path(instance, row.table, row.mapping)
    if out.exists():
        return out
    data = instance.vault.fetch(row.table)
    if data is None:
        return None
    mapping = mapping_of(instance, row)
    with tempfile.TemporaryDirectory(dir=instance.home) as scratch:
        file = Path(scratch) / (Path(row.filename).name or "table")
        try:
            file.write_bytes(data)
        except OSError as problem:
            raise RegisterError(
                f"The rows of {row.data_set} cannot be read again ({problem.strerror}): make room in "
                f"{instance.home} and run holdfire rebuild."
            ) from problem
        load_rows(instance, file, mapping, out, progress)
    return out


def mapping_of(instance: Instance, row: Table) -> Mapping:
    """Which column of a table is what, as its entry says. Raises RegisterError where the vault lacks it."""
    said = instance.vault.fetch(row.mapping)
    if said is None:
        raise RegisterError(
            f"The vault lacks the mapping of entry {row.entry}: bring the vault back from a backup."
        )
    return msgspec.json.decode(said, type=Mapping)


def original(instance: Instance, row: Table, id: str) -> str | None:
    """A row of a table as received, as JSON; None where its file or the row is not there."""
    path = rows_path(instance, row.table, row.mapping)
    if not path.exists():
        return None
    found = pq.read_table(path, columns=["original"], filters=[("id", "=", id)])["original"]
    return str(found[0]) if len(found) else None
