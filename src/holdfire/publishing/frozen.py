"""The reports of a locked period stand: kept when it was locked, shown until it is unlocked.

Kept are the report of the whole period and of each of its days; any other stretch of days is reckoned anew.
"""

from datetime import date, datetime, timedelta

import msgspec

from holdfire.publishing.daily import Daily, daily
from holdfire.register import periods
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.models import PeriodLock
from holdfire.theatre import Theatre


def lock_period(
    first: date, last: date, why: str, theatre: Theatre, *, by: Account, demo: bool = False,
    at: datetime | None = None,
) -> str:  # fmt: skip
    """Locks a period and keeps its reports as they stand; gives its number. Raises RegisterError."""
    if first <= last and (last - first).days < periods.LONGEST:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        stretches = dict.fromkeys([(first, last), *((d, d) for d in days)])
        reports = {f"{one}/{two}": daily(one, two, theatre) for one, two in stretches}
        kept: bytes | None = msgspec.json.encode(reports)
    else:
        kept = None  # refused below, with the sentence that says why
    return periods.lock(first, last, why, by=by, reports=kept, demo=demo, at=at)


def report(first: date, last: date, theatre: Theatre) -> tuple[Daily, PeriodLock | None]:
    """The report of these days, and the lock under which it stands; None: reckoned now."""
    for row in PeriodLock.objects.filter(unlocked_entry=None, first__lte=first, last__gte=last):
        data = open_instance().fetch(row.reports["object"]) if row.reports else None
        found = msgspec.json.decode(data, type=dict[str, Daily]).get(f"{first}/{last}") if data else None
        if found is not None:
            return found, row
    return daily(first, last, theatre), None
