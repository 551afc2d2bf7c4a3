"""What people's decisions about incidents make of the register's tables, and which of them stand.

A decision's reason lies in the vault; once that is shredded, that somebody decided is left, and it holds.
"""

import secrets
from collections.abc import Iterable

import msgspec

from holdfire.linking.decided import Merged, Split
from holdfire.record.fields import Kept
from holdfire.record.incidents import (
    DecisionUndone,
    IncidentGraded,
    IncidentsMerged,
    IncidentSplit,
    OnIncident,
)
from holdfire.register.desk import Desk
from holdfire.register.instance import Instance, Written
from holdfire.register.models import DecidedClaim, IncidentDecision


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A decision's reason as the vault keeps it; the salt makes it an object of its own."""

    reason: str
    salt: str


def keep(instance: Instance, reason: str) -> Kept:
    """Puts a reason into the vault."""
    said = Reason(reason=reason, salt=secrets.token_hex(16))
    return instance.vault.keep(msgspec.json.encode(said, order="deterministic"))


def project(instance: Instance, entry: OnIncident, written: Written, number: int, desk: Desk) -> None:
    """Lays down the rows of one decision; linking anew is the caller's to do."""
    row = IncidentDecision(
        entry=number,
        incident=entry.incident,
        author=written.author,
        seat=written.seat,
        reason=_said(instance, entry.words),
        words=entry.words.object,
        at=written.at,
    )
    kept: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    match entry:
        case IncidentsMerged():
            row.verb, row.other, kept = "merge", entry.other, entry.claims
        case IncidentSplit():
            row.verb, kept, out = "split", entry.rest, entry.out
        case IncidentGraded():
            row.verb, kept = "grade", entry.claims
            row.credibility, row.proposed = entry.credibility, entry.proposed
        case DecisionUndone():
            row.verb, row.undoes_id = "undo", entry.of
    desk.add(row)
    desk.add(
        *(
            DecidedClaim(decision_id=number, claim=c, out=taken)
            for taken, cs in ((False, kept), (True, out))
            for c in cs
        )
    )


def standing() -> tuple[Merged | Split, ...]:
    """The merges and splits that nobody took back, in the order they were made."""
    found: list[Merged | Split] = []
    rows = IncidentDecision.objects.filter(verb__in=("merge", "split"), undone_by=None)
    for row in rows.prefetch_related("claims").order_by("entry"):
        out = tuple(c.claim for c in row.claims.all() if c.out)
        rest = tuple(c.claim for c in row.claims.all() if not c.out)
        if row.verb == "merge":
            found.append(Merged(entry=row.entry, claims=rest))
        else:
            found.append(Split(entry=row.entry, out=out, rest=rest))
    return tuple(found)


def forget(objects: Iterable[str]) -> None:
    """Empties the reasons whose vault objects are shredded."""
    IncidentDecision.objects.filter(words__in=list(objects)).update(reason="")


def _said(instance: Instance, kept: Kept) -> str:
    data = instance.vault.fetch(kept.object)
    return msgspec.json.decode(data, type=Reason).reason if data else ""
