"""What each kind of entry makes of the register's tables: one function a kind, entry to rows.

The same functions write live and in a rebuild. What compares and links across reports is set once after
each entry, or once at the end of `once()`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from holdfire.record.entries import ClaimDecided, DateSet, ReportReceived, ReportShredded
from holdfire.record.incidents import OnIncident
from holdfire.record.period import PeriodLocked, PeriodUnlocked
from holdfire.register import deciding, models, periods, rows
from holdfire.register.derived import Opened, Received, as_claim, forget_readings, open_received
from holdfire.register.instance import Instance, Written, written_in
from holdfire.register.models import Claim, ClaimState, Decision, Receipt, Report
from holdfire.register.rooms import room_of

STATES = {
    "confirm": ClaimState.CONFIRMED,
    "correct": ClaimState.CORRECTED,
    "reject": ClaimState.REJECTED,
}

_waiting: ContextVar[bool | None] = ContextVar("waiting", default=None)  # None: nobody collects


def project(instance: Instance, written: Written, number: int) -> None:
    """Writes the rows that follow from one entry; the caller holds the write lock."""
    match written.entry:
        case ReportReceived() as entry:
            _receive(instance, entry, written, number)
        case DateSet() as entry:
            _set_date(instance, entry, written)
        case ClaimDecided() as entry:
            _decide(instance, entry, written, number)
        case OnIncident() as entry:
            deciding.project(instance, entry, written, number)
        case ReportShredded() as entry:
            _shred(instance, entry)
        case PeriodLocked() | PeriodUnlocked() as entry:
            periods.project(entry, written, number)
            return  # it changes no claim
        case entry:
            if room := room_of(entry):
                room.project(instance, written, number)
            return  # a genesis or a key makes no rows
    if _waiting.get() is None:
        rows.set_across(instance.theatre)
    else:
        _waiting.set(True)


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
    return _opened(instance, report, first.filename if first else filename, published, basis or BASIS)


BASIS = "as filed"


def date_basis(author: str) -> str:
    """How a date that a person set came about, in words."""
    return f"set by {author}"


def _receive(instance: Instance, entry: ReportReceived, written: Written, number: int) -> None:
    details = instance.details(entry)
    published = date.fromisoformat(entry.published) if entry.published else None
    report = Report.objects.filter(id=entry.report).first()
    if report is None:
        size = instance.vault.size(entry.report)
        report = Report(
            id=entry.report,
            source_id=entry.source,
            url=details.url,
            demo=entry.demo,
            first_entry=number,
            received_at=written.at,
            size=entry.size if size is None else size,
        )
        opened = _opened(instance, entry.report, details.filename, published, BASIS, entry.media_type)
        rows.set_opened(report, opened, instance.names)
    elif published and report.published is None:
        _read_again(instance, report, published, BASIS)
    Receipt.objects.create(
        entry=number,
        report=report,
        received_at=written.at,
        via=entry.via,
        filename=details.filename[:255],
        author=written.author,
    )


def _set_date(instance: Instance, entry: DateSet, written: Written) -> None:
    report = Report.objects.get(id=entry.report)
    _read_again(instance, report, date.fromisoformat(entry.published), date_basis(written.author))


def _decide(instance: Instance, entry: ClaimDecided, written: Written, number: int) -> None:
    report = Report.objects.get(id=entry.report)
    decided = instance.decided(entry)
    if decided is None:  # shredded: that it was decided is left, and the claim goes by what the reader reads
        if not Claim.objects.filter(id=entry.claim).update(state=STATES[entry.verb]):
            return
    else:
        claim = as_claim(decided.claim)
        rows.set_decided(report, entry.claim, claim, STATES[entry.verb], instance.names)
    rows.set_report_checks(report)
    Decision.objects.create(
        entry=number,
        claim_id=entry.claim,
        verb=entry.verb,
        author=written.author,
        seat=written.seat,
        reason=decided.reason if decided else "",
        changes=decided.changes if decided else {},
        at=written.at,
    )


def _shred(instance: Instance, entry: ReportShredded) -> None:
    """Sets a report's rows to what its entries give once its bytes, and what was kept of them, are gone."""
    with instance.vault.hiding(entry.objects), once():
        forget_readings()
        Report.objects.filter(id=entry.report).delete()
        deciding.forget(entry.objects)
        said = models.Entry.objects.filter(subject=entry.report, kind__in=("report-received", "date-set"))
        for row in said.order_by("index"):
            project(instance, written_in(row), row.index)
        forget_readings()


def _read_again(instance: Instance, report: Report, published: date, basis: str) -> None:
    first = report.receipts.order_by("entry").first()
    opened = _opened(
        instance, report.id, first.filename if first else "", published, basis, report.media_type
    )
    rows.set_opened(report, opened, instance.names)


def _opened(
    instance: Instance, report: str, filename: str, published: date | None, basis: str, media_type: str = ""
) -> Opened:
    """A report opened and read. The media type the entry names counts only where the bytes are gone."""
    opened = open_received(
        Received(report=report, filename=filename),
        instance.fetch_to_read,
        published,
        basis if published else "",
        instance.theatre_name,
    )
    if opened.document.media_type or not media_type:
        return opened
    return open_received(
        Received(report=report, filename=filename, media_type=media_type),
        instance.fetch_to_read,
        published,
        basis if published else "",
        instance.theatre_name,
    )
