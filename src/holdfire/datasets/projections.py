"""What the record's entries about data sets make of the register's tables."""

from typing import Any

import msgspec

from holdfire.datasets.models import Table
from holdfire.record.dataset import TableReceived
from holdfire.register.desk import Desk
from holdfire.register.rooms import Room


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What came with a table and may name people: in the vault, not on the record."""

    title: str = ""
    filename: str = ""
    url: str = ""


def project(instance: Any, written: Any, number: int, desk: Desk) -> None:
    """Lays down the row of a table received."""
    entry: TableReceived = written.entry
    data = instance.vault.fetch(entry.details.object) if entry.details else None
    details = msgspec.json.decode(data, type=Details) if data else Details()
    desk.add(
        Table(
            entry=number,
            data_set=entry.data_set,
            table=entry.table,
            mapping=entry.mapping.object,
            title=details.title[:300],
            filename=details.filename[:255],
            url=details.url[:500],
            licence=entry.licence,
            whole=entry.whole,
            taken=entry.taken,
            rejected=entry.rejected,
            received_at=written.at,
            author=written.author,
            demo=entry.demo,
        )
    )


ROOM = Room(name="datasets", kinds=(TableReceived,), project=project, models=(Table,))
