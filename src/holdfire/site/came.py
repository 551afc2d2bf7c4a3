"""What came with a report's bytes, as its page shows it: where somebody was is for few eyes."""

from itertools import groupby
from typing import Any

import msgspec

from holdfire.errors import HoldfireError
from holdfire.intake.accompanying.found import Item
from holdfire.record.entries import ReportReceived
from holdfire.register.account import Account
from holdfire.register.instance import open_instance, written_in
from holdfire.register.models import Entry
from holdfire.register.rights import Right, may

GROUPS = {
    "photograph": "The photograph",
    "provenance": "Who says they made it (C2PA)",
    "letter": "The way of the letter",
    "archive": "In the web archive",
}


class Group(msgspec.Struct, frozen=True):
    """The items of one kind."""

    name: str
    items: tuple[Item, ...]


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """The section of the page."""

    groups: tuple[Group, ...]
    notes: tuple[str, ...]
    withheld: int  # items that this account is not shown
    count: int


def came_with(report: str, by: Account) -> Came | None:
    """What came with a report; None where nothing did, or it was shredded."""
    row = Entry.objects.filter(kind="report-received", subject=report).order_by("index").first()
    try:
        entry: Any = written_in(row).entry if row else None
        found = open_instance().details(entry).came if isinstance(entry, ReportReceived) else None
    except HoldfireError:
        return None
    if found is None:
        return None
    reads = bool(by.seat) and may(by.role, Right.FOLLOW)
    shown = [one for one in found.items if reads or not one.sealed]
    groups = tuple(
        Group(GROUPS.get(name, name), tuple(items)) for name, items in groupby(shown, lambda one: one.group)
    )
    withheld = len(found.items) - len(shown)
    return Came(groups=groups, notes=found.notes, withheld=withheld, count=len(found.items))
