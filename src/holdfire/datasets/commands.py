"""The one way a table of a data set is received: kept whole, read into rows, one entry."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from holdfire.datasets import store, tables
from holdfire.datasets.models import Table
from holdfire.datasets.projections import Details
from holdfire.errors import IntakeError, RegisterError
from holdfire.intake.tables import Loaded, Mapping
from holdfire.intake.tables.source import open_table
from holdfire.record import entries
from holdfire.record.dataset import TableReceived
from holdfire.register.account import Account
from holdfire.register.commands import write
from holdfire.register.instance import open_instance
from holdfire.register.writing import writing

Told = Callable[[str, float, int], None]  # what is being done, share of it done, rows so far


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a table: its entry, whether it was new, its rows, and what it changed."""

    data_set: str
    entry: int
    first: bool  # False: this very table is the latest of its data set already, and nothing was written
    loaded: Loaded | None
    changes: dict[str, int]  # new, unchanged, changed, moved, gone against what was known


def receive_table(
    file: Path,
    *,
    by: Account,
    mapping: Mapping | None = None,
    whole: bool | None = None,
    licence: str = "",
    url: str = "",
    demo: bool = False,
    at: datetime | None = None,
    told: Told | None = None,
) -> Received:
    """Takes a table into the register. `whole`: it is the data set as it now is; False: more rows of it.

    Raises IntakeError for what is no table or whose columns nobody knows, RegisterError where it is not said
    whether a second table of a data set is a newer release or holds further rows.
    """
    instance = open_instance()
    mapping = mapping or open_table(file).mapping
    if mapping is None:
        raise IntakeError(
            f"The columns of “{file.name}” are those of no known data set: see what holdfire import "
            f"{file.name} --save MAPPING.json proposes, mend it, and give it with --mapping."
        )
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", mapping.source):
        raise RegisterError(
            f"“{mapping.source}” cannot name a data set on the record: use small letters, digits, dot, "
            "hyphen and underscore, with --source or in the mapping."
        )
    data = file.read_bytes()
    said = msgspec.json.encode(mapping, order="deterministic")
    table, how = instance.vault.id_of(data), instance.vault.id_of(said)
    latest = Table.objects.filter(data_set=mapping.source).order_by("entry").last()
    if latest is not None and (latest.table, latest.mapping) == (table, how):
        return Received(data_set=mapping.source, entry=latest.entry, first=False, loaded=None, changes={})
    if latest is not None and whole is None:
        raise RegisterError(
            f"{latest.taken:,} rows of “{mapping.source}” are here already: say --newer if this file is a "
            "newer release of all of it (rows that it lacks are gone from the source), or --more if it holds "
            "further rows."
        )
    out = tables.rows_path(instance, table, how)
    loaded = tables.load_rows(
        instance, file, mapping, out, (lambda share, rows: told("reading", share, rows)) if told else None
    )
    # The vault is filled first: a crash before the commit leaves an object nothing refers to, and no entry.
    kept, kept_how = instance.vault.keep(data), instance.vault.keep(said)
    details = Details(title=mapping.title, filename=file.name, url=url)
    entry = TableReceived(
        data_set=mapping.source, table=table, bytes=kept, mapping=kept_how,
        details=instance.vault.keep(msgspec.json.encode(details, order="deterministic")),
        licence=licence, size=instance.vault.stored(table), taken=loaded.taken, rejected=loaded.rejected,
        whole=bool(whole), received_at=entries.coarse(at or datetime.now(UTC)), demo=demo,
    )  # fmt: skip
    with writing():
        index = write(entry, by, (at or datetime.now(UTC)).replace(microsecond=0))
    if told:
        told("linking", 0.0, loaded.taken)
    with store.reading(store.ensure()) as db:
        changes = store.changes(db, index)
    return Received(data_set=mapping.source, entry=index, first=True, loaded=loaded, changes=changes)
