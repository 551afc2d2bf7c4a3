"""Rooms above the register that keep tables of their own: which entries are theirs, and what projects them.

The register knows nothing of these rooms; each adds itself when it is loaded. Their tables are written, and
rebuilt, exactly as the register's own.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from django.db.models import Model

from holdfire.register.desk import Desk


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """One room's share of the record."""

    name: str
    kinds: tuple[type, ...]  # entry types
    project: Callable[[Any, Any, int, Desk], None]  # (instance, written, number, desk): rows of one entry
    models: tuple[type[Model], ...]  # every table it projects; who is referred to comes first


_rooms: dict[str, Room] = {}


def add_room(room: Room) -> None:
    """Makes a room's entries and tables known."""
    _rooms[room.name] = room


def rooms() -> tuple[Room, ...]:
    """Every room, in the order of their names."""
    return tuple(_rooms[name] for name in sorted(_rooms))


def room_of(entry: object) -> Room | None:
    """The room an entry belongs to; None where it is the register's own."""
    return next((room for room in rooms() if isinstance(entry, room.kinds)), None)
