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

    objects: int  # that were opened, or found to be shredded
    shredded: int = 0  # of them, that the record says nobody opens any more
    problems: tuple[str, ...] = ()
    of: int = 0  # objects that the record commits to
    last: str = ""  # the last one opened; the next share goes on after it, "" at the end of a round

    @property
    def ok(self) -> bool:
        """Whether every object is whole."""
        return not self.problems


def scrub(entries: Iterable[Any], vault: Vault, after: str | None = None, share: int = 1) -> Scrubbed:
    """Opens every object that these entries commit to and holds it to digest and commitment.

    With `after`, only a share of them in the order of their ids, one part of `share`, beginning after that
    one. What is shredded is looked at every time: that costs nothing.
    """
    problems: list[str] = []
    seen: dict[str, tuple[int, Kept]] = {}
    gone: dict[str, int] = {}
    for number, entry in enumerate(entries):
        for kept in kept_in(entry):
            seen.setdefault(kept.object, (number, kept))
        if isinstance(entry, ReportShredded | MatterShredded):
            gone |= dict.fromkeys(entry.objects, number)
    turn = _turn([one for one in seen if one not in gone], after, share)
    for object, (number, kept) in seen.items():
        if object in gone:
            if vault.size(object) is not None:
                problems.append(
                    f"Entry {gone[object]}: the vault's object {object[:16]}… still opens: shred it again."
                )
        elif object in turn and (problem := _problem(kept, vault)) is not None:
            problems.append(f"Entry {number}: {problem}")
    whole = len(turn) + len(gone.keys() & seen.keys()) == len(seen)
    return Scrubbed(
        objects=len(turn) + len(gone.keys() & seen.keys()),
        shredded=len(gone),
        problems=tuple(problems),
        of=len(seen),
        last="" if whole or not turn or max(turn) == max(seen.keys() - gone.keys()) else max(turn),
    )


def _turn(objects: list[str], after: str | None, share: int) -> frozenset[str]:
    """Whose turn it is: all of them, or the next part after that one, to the end of the round at most."""
    if after is None:
        return frozenset(objects)
    waiting = sorted(one for one in objects if one > after)
    return frozenset(waiting[: -(-len(objects) // share)])


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
