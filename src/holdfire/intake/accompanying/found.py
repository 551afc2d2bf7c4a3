"""What is found: an item has a group, a name, its value as it stands; some are for few eyes."""

import msgspec


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that came with a report."""

    group: str  # photograph, provenance, letter, archive
    name: str
    value: str
    sealed: bool = False  # says where somebody was: shown to those who may read sealed matter


class Found(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of it, and sentences on what was not looked at or does not hold."""

    items: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()
