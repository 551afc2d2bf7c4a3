"""Locked periods: what lies inside one is not decided about until it is unlocked, with a reason.

What comes in always comes in: reports, calls, observations and allegations of a locked period are received as
ever. A thing lies inside a period when it begins or ends on one of its days; a count that runs across the
whole of it does not.
"""

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from holdfire.errors import RegisterError
from holdfire.record.period import PeriodLocked, PeriodUnlocked
from holdfire.register.account import Account
from holdfire.register.desk import Desk
from holdfire.register.instance import Written, open_instance
from holdfire.register.models import Claim, PeriodLock
from holdfire.register.rights import Right, may
from holdfire.register.writing import writing

LONGEST = 92  # days: a quarter


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """A reason, in the vault; the number makes each its own object."""

    text: str
    period: str


def lock_of(first: date | None, last: date | None) -> PeriodLock | None:
    """The lock that something of these days lies inside, if any."""
    days = [d for d in (first, last) if d is not None]
    for row in PeriodLock.objects.filter(unlocked_entry=None) if days else ():
        if any(row.first <= d <= row.last for d in days):
            return row
    return None


def refuse_locked(first: date | None, last: date | None, what: str) -> None:
    """Raises RegisterError where these days lie inside a locked period, naming it and who may unlock it."""
    if (row := lock_of(first, last)) is not None:
        raise RegisterError(
            f"{what} lies in the period {row.first} to {row.last}, which is locked since {row.at:%Y-%m-%d}: "
            "a head of seat or the record keeper may unlock it, with a reason."
        )


def days_of(row: Claim) -> tuple[date | None, date | None]:
    """The first and last day of what a claim tells of; of no day it tells, the day of its report."""

    def day(text: str) -> date | None:
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            return None

    first, last = day(row.time_start), day(row.time_end)
    return (first, last) if first or last else (row.report.published, row.report.published)


def lock(
    first: date, last: date, why: str, *, by: Account, reports: bytes | None = None, demo: bool = False,
    at: datetime | None = None,
) -> str:  # fmt: skip
    """Locks the days from first to last; gives the period's number.

    `reports` are kept as the reports that stand. Raises RegisterError for a role that may not, days
    that are not over, more than a quarter, or days that are locked already.
    """
    from holdfire.register.commands import write

    _allowed(by)
    moment = _utc(at)
    if first > last:
        raise RegisterError(f"The period ends on {last}, before it begins on {first}: mend one of the days.")
    if last >= moment.date():
        raise RegisterError(f"{last} is not over: a period is locked once its last day has passed.")
    if (last - first).days >= LONGEST:
        raise RegisterError(f"{first} to {last} is more than a quarter: lock it in parts.")
    vault = open_instance().vault
    kept = vault.keep(reports) if reports else None
    with writing():
        locked = PeriodLock.objects.filter(unlocked_entry=None, first__lte=last, last__gte=first).first()
        if locked is not None:
            raise RegisterError(
                f"The days {locked.first} to {locked.last} of it are locked already: leave them out."
            )
        number = f"{first}/{last}/{PeriodLock.objects.filter(first=first, last=last).count() + 1}"
        words = vault.keep(msgspec.json.encode(Why(text=why.strip(), period=number))) if why.strip() else None
        entry = PeriodLocked(
            period=number,
            first=first.isoformat(),
            last=last.isoformat(),
            reports=kept,
            words=words,
            demo=demo,
        )
        write(entry, by, moment)
    return number


def unlock(period: str, why: str, *, by: Account, at: datetime | None = None) -> None:
    """Unlocks a period. Raises RegisterError without a reason, or for one that is not locked."""
    from holdfire.register.commands import write

    _allowed(by)
    if not why.strip():
        raise RegisterError("Say why the period is unlocked: its published reports rested on the lock.")
    words = open_instance().vault.keep(
        msgspec.json.encode(Why(text=why.strip(), period=f"{period} {_utc(at).isoformat()}"))
    )
    with writing():
        if not PeriodLock.objects.filter(id=period, unlocked_entry=None).exists():
            raise RegisterError(f"The period “{period}” is not locked: choose one from the list.")
        write(PeriodUnlocked(period=period, words=words), by, _utc(at))


def reason(words: Any) -> str:
    """A lock's reason, from the commitment its row keeps; empty where it is shredded or none was given."""
    data = open_instance().fetch(words["object"]) if words else None
    return msgspec.json.decode(data, type=Why).text if data else ""


def project(entry: Any, written: Written, number: int, desk: Desk) -> None:
    """Lays down the rows of one entry."""
    row = desk.find(PeriodLock, id=entry.period)
    if isinstance(entry, PeriodLocked) and row is None:
        desk.add(
            PeriodLock(
                id=entry.period, first=date.fromisoformat(entry.first), last=date.fromisoformat(entry.last),
                entry=number, author=written.author, seat=written.seat, at=written.at,
                reports=msgspec.to_builtins(entry.reports), words=msgspec.to_builtins(entry.words),
                demo=entry.demo,
            )
        )  # fmt: skip
    elif isinstance(entry, PeriodUnlocked) and row is not None and row.unlocked_entry is None:
        row.unlocked_entry, row.unlocked_at, row.unlocked_by = number, written.at, written.author
        row.unlocked_words = msgspec.to_builtins(entry.words)
        desk.change(row)


def _allowed(by: Account) -> None:
    if not may(by.role, Right.LOCK):
        raise RegisterError(f"This account may not {Right.LOCK.value}: a head of seat or record keeper may.")


def _utc(moment: datetime | None) -> datetime:
    moment = moment or datetime.now(UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
