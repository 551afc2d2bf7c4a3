"""What a newer release of a data set changes: which rows are new, the same, changed, or gone from the source.

Rows are told by the source's own id, so nothing is counted twice, and nothing known is lost: a row that is
gone stays with its last words. Values are compared, not letters: 48.0 and 48.000000 are one latitude. That
a column was only written differently is kept apart, in `rewritten`.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

import msgspec
import orjson

from holdfire.intake.tables.bearings import distance_km
from holdfire.intake.tables.observation import Observation

Status = Literal["new", "unchanged", "changed", "gone"]

COMPARED = (
    "at_start", "at_end", "time_precision", "lat", "lon", "radius_km", "place", "source_type", "actors",
    "killed", "killed_low", "killed_high", "wounded", "wounded_low", "wounded_high", "text", "url",
)  # fmt: skip


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One row between two releases."""

    source: str
    id: str
    status: Status
    fields: tuple[str, ...] = ()  # whose values differ, of COMPARED
    rewritten: tuple[str, ...] = ()  # columns of the source whose letters differ, whatever they mean
    moved_km: float | None = None  # how far the point moved; None: it did not
    before: Observation | None = None  # None: new, or of the same values as `after`
    after: Observation | None = None


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """A newer release against what is known, in the order of the newer; what is gone comes last."""

    changes: tuple[Change, ...]

    def count(self) -> dict[str, int]:
        """How many rows of each status, and how many of the known ones moved."""
        found = Counter(change.status for change in self.changes)
        statuses: tuple[Status, ...] = ("new", "unchanged", "changed", "gone")
        return {s: found[s] for s in statuses} | {
            "known": found["unchanged"] + found["changed"],
            "moved": sum(c.moved_km is not None for c in self.changes),
        }

    def standing(self) -> tuple[Observation, ...]:
        """The rows of the newer release, each once."""
        return tuple(c.after for c in self.changes if c.after is not None)


def revise(old: Iterable[Observation], new: Iterable[Observation]) -> Revision:
    """Compares two releases. An id met twice in one release stands as it was met last."""
    known = {(o.source, o.id): o for o in old}
    found: dict[tuple[str, str], Change] = {}
    for o in new:
        found[o.source, o.id] = _compare(known.get((o.source, o.id)), o)
    gone = (o for key, o in known.items() if key not in found)
    changes = [*found.values(), *(Change(source=o.source, id=o.id, status="gone", before=o) for o in gone)]
    return Revision(changes=tuple(changes))


def _compare(before: Observation | None, after: Observation) -> Change:
    if before is None:
        return Change(source=after.source, id=after.id, status="new", after=after)
    fields = tuple(name for name in COMPARED if getattr(before, name) != getattr(after, name))
    return Change(
        source=after.source,
        id=after.id,
        status="changed" if fields else "unchanged",
        fields=fields,
        rewritten=() if before.original == after.original else _rewritten(before, after),
        moved_km=_moved(before, after) if {"lat", "lon"} & set(fields) else None,
        before=before if fields else None,
        after=after,
    )


def _rewritten(before: Observation, after: Observation) -> tuple[str, ...]:
    """Columns both releases have, whose letters differ."""
    old: dict[str, Any] = orjson.loads(before.original)
    new: dict[str, Any] = orjson.loads(after.original)
    return tuple(column for column in old if column in new and old[column] != new[column])


def _moved(before: Observation, after: Observation) -> float | None:
    if before.lat is None or before.lon is None or after.lat is None or after.lon is None:
        return None
    return round(distance_km(before.lat, before.lon, after.lat, after.lon), 3)
