"""Locked periods, as entries: nothing inside one is decided about until it is unlocked with a reason."""

import msgspec

from holdfire.record.fields import Day, Id, Kept


class PeriodLocked(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="period-locked"
):
    """From here on the days from first to last, both included, are locked; their reports stand."""

    period: Id
    first: Day
    last: Day
    reports: Kept | None = None  # the reports of the period and of its days, as they stood
    words: Kept | None = None
    demo: bool = False


class PeriodUnlocked(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="period-unlocked"
):
    """A period is open again; the reason is in the vault."""

    period: Id
    words: Kept


AnyPeriod = PeriodLocked | PeriodUnlocked
