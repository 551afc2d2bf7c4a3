"""What each kind of entry makes of the register's tables: one function a kind, entry to rows.

The same functions write live and in a rebuild (see `reported` and `desk`). What compares and links across
reports is set once after each entry, or once at the end of `once()`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import partial
from itertools import islice

from holdfire.record.entries import ReportShredded
from holdfire.record.incidents import OnIncident
from holdfire.record.period import PeriodLocked, PeriodUnlocked
from holdfire.register import deciding, models, periods, readings, rows
from holdfire.register.derived import Opened, Source
from holdfire.register.desk import Desk, Live
from holdfire.register.instance import Instance, Written, written_in
from holdfire.register.models import Receipt
from holdfire.register.reported import FILED, Means, OfReport, ReportRows, Told, means, opened_as
from holdfire.register.rooms import room_of

_waiting: ContextVar[bool | None] = ContextVar("waiting", default=None)  # None: nobody collects


def project(instance: Instance, written: Written, number: int) -> None:
    """Writes the rows that follow from one entry; the caller holds the write lock."""
    entry = written.entry
    if isinstance(entry, OfReport):
        at_hand, id = means(instance), entry.report
        report = ReportRows.load(id)
        report.take((number, written), lambda: _before(id, number), at_hand)
        report.save(at_hand.names)
        readings.store(at_hand.kept.added)
    else:
        lay_down(instance, written, number, Live())
    if isinstance(entry, ReportShredded):
        deciding.forget(entry.objects)
    if not changes_claims(entry):
        return
    if _waiting.get() is None:
        rows.set_across(instance.theatre)
    else:
        _waiting.set(True)


def changes_claims(entry: object) -> bool:
    """Whether what is compared and linked across reports may be otherwise after an entry."""
    return isinstance(entry, OfReport | OnIncident)


def lay_down(instance: Instance, written: Written, number: int, desk: Desk) -> None:
    """Lays down the rows of an entry that is about no one report."""
    match written.entry:
        case OnIncident() as entry:
            deciding.project(instance, entry, written, number, desk)
        case PeriodLocked() | PeriodUnlocked() as entry:
            periods.project(entry, written, number, desk)
        case entry:
            if room := room_of(entry):
                room.project(instance, written, number, desk)
            # a genesis or a key makes no rows


def replay(id: str, told: Sequence[Told], at_hand: Means) -> ReportRows:
    """One report's rows from all the entries about it."""
    report = ReportRows(id)
    for at, one in enumerate(told):
        report.take(one, partial(islice, told, at), at_hand)
    return report


@contextmanager
def once() -> Iterator[None]:
    """Compares and links across reports once at the end, if anything inside called for it."""
    from holdfire.register.instance import open_instance

    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set(False)
    try:
        yield
        needed = _waiting.get()
    finally:
        _waiting.reset(token)
    if needed:
        rows.set_across(open_instance().theatre)


def prepare(
    instance: Instance, report: str, *, filename: str = "", published: date | None = None, basis: str = ""
) -> Opened:
    """Opens and reads a report before the transaction, so that the projection finds it done."""
    first = Receipt.objects.filter(report=report).order_by("entry").first()
    source = Source(fetch=instance.fetch_to_read, opens=instance.vault.opens, theatre=instance.theatre)
    return opened_as(source, report, first.filename if first else filename, published, basis or FILED)


def _before(report: str, number: int) -> Iterable[Told]:
    found = models.Entry.objects.filter(subject=report, index__lt=number).order_by("index")
    for row in found.filter(kind__in=("report-received", "date-set")):
        yield row.index, written_in(row)
