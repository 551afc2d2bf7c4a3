"""Scrubbing: whether the vault still gives, byte for byte, everything the record commits to."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from holdfire.errors import RecordError
from holdfire.record.access import MatterShredded
from holdfire.record.entries import ReportShredded
from holdfire.record.fields import Kept
from holdfire.record.vault import Vault


class Scrubbed(msgspec.Struct, frozen=True, kw_only=True):
    """What a scrub found: how many objects there are, and a sentence for each that is not whole."""

    objects: int
    shredded: int = 0  # of them, that the record says nobody opens any more
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every object is whole."""
        return not self.problems


def scrub(entries: Iterable[Any], vault: Vault) -> Scrubbed:
    """Opens every object that these entries commit to and holds it to digest and commitment."""
    problems: list[str] = []
    seen: dict[str, tuple[int, Kept]] = {}
    gone: dict[str, int] = {}
    for number, entry in enumerate(entries):
        for kept in kept_in(entry):
            seen.setdefault(kept.object, (number, kept))
        if isinstance(entry, ReportShredded | MatterShredded):
            gone |= dict.fromkeys(entry.objects, number)
    for object, (number, kept) in seen.items():
        if object in gone:
            if vault.size(object) is not None:
                problems.append(
                    f"Entry {gone[object]}: the vault's object {object[:16]}… still opens: shred it again."
                )
        elif (problem := _problem(kept, vault)) is not None:
            problems.append(f"Entry {number}: {problem}")
    return Scrubbed(objects=len(seen), shredded=len(gone), problems=tuple(problems))


def kept_in(entry: Any) -> Iterator[Kept]:
    """Every commitment an entry holds, however deep."""
    if isinstance(entry, Kept):
        yield entry
    elif isinstance(entry, msgspec.Struct):
        for name in entry.__struct_fields__:
            yield from kept_in(getattr(entry, name))
    elif isinstance(entry, tuple):
        for one in entry:
            yield from kept_in(one)


def _problem(kept: Kept, vault: Vault) -> str | None:
    try:
        found = vault.find(kept.object)
    except RecordError as problem:
        return str(problem)
    if found is None:
        return f"the vault's object {kept.object[:16]}… is gone: restore it from a replica."
    if found != kept:
        return f"the vault's object {kept.object[:16]}… is not the one the entry commits to."
    return None
