"""What stands of one report: the rows that its entries give, taken in one after another.

Live, what stands is loaded, one entry taken in, and what changed written. In a rebuild it begins with
nothing, takes in all its entries, and its rows are written with those of many others.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from django.db.models import Model

from holdfire.checking import check_report
from holdfire.reading.claim import Claim as ReadClaim
from holdfire.reading.claim import Reading
from holdfire.record.entries import ClaimDecided, DateSet, ReportReceived, ReportShredded
from holdfire.register import readings, rows
from holdfire.register.derived import (
    Opened,
    Received,
    Source,
    as_claim,
    as_json,
    claim_columns,
    claim_ids,
    forget_readings,
    open_received,
)
from holdfire.register.instance import Decided, Details, Instance, Written
from holdfire.register.models import Check, Claim, ClaimState, Decision, Receipt, Report
from holdfire.register.readings import Kept
from holdfire.theatre import Lookup

OfReport = ReportReceived | DateSet | ClaimDecided | ReportShredded
Told = tuple[int, Written]  # an entry's number, and what it says

STATES = {
    "confirm": ClaimState.CONFIRMED,
    "correct": ClaimState.CORRECTED,
    "reject": ClaimState.REJECTED,
}
FILED = "as filed"


@dataclass(frozen=True)
class Means:
    """What rows are made with: the commission, its theatre's names, and what is kept of earlier readings."""

    instance: Instance
    kept: Kept
    names: Lookup
    source: Source
    details: dict[str, Details] = field(default_factory=dict)  # by object: reading ahead asks for them first


def means(instance: Instance, reports: Sequence[str] = ()) -> Means:
    """The means at hand, with what is kept of these reports."""
    kept, vault = Kept(instance.vault, reports), instance.vault
    source = Source(fetch=instance.fetch_to_read, opens=vault.opens, theatre=instance.theatre, kept=kept)
    return Means(instance, kept, instance.names, source)


class Held(msgspec.Struct, frozen=True):
    """A claim as it stands."""

    claim: ReadClaim
    data: Any  # the same as plain values
    machine: Any  # as the reader read it; {} where it does not
    state: ClaimState


class ReportRows:
    """One report's rows in memory."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.report: Report | None = None
        self.claims: dict[str, Held] = {}
        self.receipts: list[Receipt] = []  # those to be written
        self.decisions: list[Decision] = []
        self._filename = ""  # of the first receipt
        self._loaded: frozenset[str] = frozenset()
        self._wiped = False

    @classmethod
    def load(cls, id: str) -> "ReportRows":
        """What the tables hold of it."""
        found = cls(id)
        found.report = Report.objects.filter(id=id).first()
        if found.report is not None:
            first = found.report.receipts.order_by("entry").first()
            found._filename = first.filename if first else ""
            for row in found.report.claims.all():
                found.claims[row.id] = Held(as_claim(row.data), row.data, row.machine, ClaimState(row.state))
            found._loaded = frozenset(found.claims)
        return found

    def take(self, told: Told, before: Callable[[], Iterable[Told]], means: Means) -> None:
        """Takes in one entry about it; `before` gives the entries about it that came earlier."""
        number, written = told
        match written.entry:
            case ReportReceived() as entry:
                self._receive(entry, written, number, means)
            case DateSet() as entry:
                by = date_basis(written.author)
                self._open(means, self._filename, date.fromisoformat(entry.published), by)
            case ClaimDecided() as entry:
                self._decide(entry, written, number, means)
            case ReportShredded() as entry:
                self._shred(entry, before(), means)

    def _receive(self, entry: ReportReceived, written: Written, number: int, means: Means) -> None:
        details = details_of(means, entry)
        published = date.fromisoformat(entry.published) if entry.published else None
        received_at = written.at
        if self.report is None:
            size = _size(means, entry.report)
            self.report = Report(
                id=entry.report,
                source_id=entry.source,
                url=details.url,
                demo=entry.demo,
                first_entry=number,
                received_at=received_at,
                size=entry.size if size is None else size,
            )
            self._open(means, details.filename, published, FILED, entry.media_type)
            self._filename = details.filename[:255]
        elif published and self.report.published is None:
            self._open(means, self._filename, published, FILED)
        self.receipts.append(
            Receipt(
                entry=number,
                report_id=self.id,
                received_at=received_at,
                via=entry.via,
                filename=details.filename[:255],
                author=written.author,
            )
        )

    def _open(
        self, means: Means, filename: str, published: date | None, basis: str, media_type: str = ""
    ) -> None:
        """Sets text, date and claims to what opening and reading gives; what a person decided stays."""
        report = self._here()
        media_type = media_type or report.media_type
        opened = opened_as(means.source, self.id, filename, published, basis, media_type)
        rows.set_opened(report, opened)
        claims = opened.reading.claims if opened.reading else ()
        stand = {}
        for id, claim in zip(claim_ids(self.id, claims), claims, strict=True):
            said = as_json(claim)
            stand[id] = Held(claim, said, said, ClaimState.MACHINE)
        for id, held in self.claims.items():
            if held.state != ClaimState.MACHINE:
                machine = stand[id].machine if id in stand else {}
                stand[id] = msgspec.structs.replace(held, machine=machine)
        self.claims = stand

    def _decide(self, entry: ClaimDecided, written: Written, number: int, means: Means) -> None:
        self._here()
        decided, before = decided_of(means, entry), self.claims.get(entry.claim)
        state = STATES[entry.verb]
        if decided is not None:
            claim = as_claim(decided.claim)
            machine = before.machine if before else {}
            self.claims[entry.claim] = Held(claim, as_json(claim), machine, state)
        elif before is not None:  # shredded: that it was decided is left, and the claim goes by what is read
            self.claims[entry.claim] = msgspec.structs.replace(before, state=state)
        else:
            return
        self.decisions.append(
            Decision(
                entry=number,
                claim_id=entry.claim,
                verb=entry.verb,
                author=written.author,
                seat=written.seat,
                reason=decided.reason if decided else "",
                changes=decided.changes if decided else {},
                at=written.at,
            )
        )

    def _shred(self, entry: ReportShredded, before: Iterable[Told], means: Means) -> None:
        """Sets it to what its entries give once its bytes, and what was kept of them, are gone."""
        forget_readings()
        self.report, self.claims, self.receipts, self.decisions = None, {}, [], []
        self._filename, self._wiped = "", True
        means.kept.drop(self.id)
        with means.instance.vault.hiding(entry.objects):
            for told in before:
                if isinstance(told[1].entry, ReportReceived | DateSet):
                    self.take(told, lambda: (), means)
        forget_readings()

    def _here(self) -> Report:
        if self.report is None:
            raise Report.DoesNotExist(f"An entry tells of report {self.id}, which was never received.")
        return self.report

    def save(self, names: Lookup) -> None:
        """Writes what is not as it should be; the caller holds the write lock."""
        if self._wiped:
            Report.objects.filter(id=self.id).delete()
            readings.forget(self.id)
        if gone := self._loaded - self.claims.keys():
            Claim.objects.filter(id__in=gone).delete()
        rows.put(Report, [self._here()])
        rows.put(Claim, self.claim_rows(names))
        Receipt.objects.bulk_create(self.receipts)
        Decision.objects.bulk_create(self.decisions)
        rows.set_checks(Check.objects.filter(report=self.id), self.findings(), self.id)

    def claim_rows(self, names: Lookup) -> list[Claim]:
        """The rows of its claims, in the order of the text."""
        return [
            Claim(
                id=id,
                report_id=self.id,
                ordinal=ordinal,
                data=held.data,
                machine=held.machine,
                state=held.state,
                **claim_columns(held.claim, names),
            )
            for ordinal, (id, held) in enumerate(self._ordered())
        ]

    def findings(self) -> dict[str, Any]:
        """The checks within it, over its claims as they stand; rejected claims are left out."""
        stand = [(id, held) for id, held in self._ordered() if held.state != ClaimState.REJECTED]
        if not stand:
            return {}
        report = self._here()
        standing = Reading(
            reader=report.reader,
            theatre=None,
            language=report.language,
            published=report.published.isoformat() if report.published else None,
            text=report.text,
            claims=tuple(held.claim for _, held in stand),
        )
        return rows.named(
            (
                msgspec.structs.replace(f, claims=tuple(stand[int(i)][0] for i in f.claims))
                for f in check_report(standing)
            ),
            self.id,
        )

    def all(self, names: Lookup) -> Iterator[Model]:
        """Every row, whoever is referred to first; for tables that hold nothing of it."""
        if self.report is not None:
            yield self.report
        yield from self.receipts
        yield from self.claim_rows(names)
        yield from self.decisions
        if self.report is not None:
            found = self.findings()
            yield from rows.check_rows(found, self.id)
            yield from rows.check_claims(found)

    def _ordered(self) -> list[tuple[str, Held]]:
        return sorted(self.claims.items(), key=lambda one: (one[1].claim.start, one[1].claim.end, one[0]))


def date_basis(author: str) -> str:
    """How a date that a person set came about, in words."""
    return f"set by {author}"


def opened_as(
    source: Source, report: str, filename: str, published: date | None, basis: str, media_type: str = ""
) -> Opened:
    """A report opened and read. The media type an entry names counts only where the bytes are gone."""
    basis = basis if published else ""
    opened = open_received(Received(report=report, filename=filename), source, published, basis)
    if opened.document.media_type or not media_type:
        return opened
    named = Received(report=report, filename=filename, media_type=media_type)
    return open_received(named, source, published, basis)


def details_of(means: Means, entry: ReportReceived) -> Details:
    """What came with bytes; nothing once it is shredded."""
    if entry.details is None:
        return Details(report=entry.report)
    known = means.details.pop(entry.details.object, None)
    if known is not None and means.source.opens(entry.details.object):
        return known
    data = _object(means, entry.report, entry.details.object)
    found = msgspec.json.decode(data, type=Details) if data else Details(report=entry.report)
    means.details[entry.details.object] = found
    return found


def decided_of(means: Means, entry: ClaimDecided) -> Decided | None:
    """A decision in full; None once it is shredded."""
    data = _object(means, entry.report, entry.decided.object)
    return msgspec.json.decode(data, type=Decided) if data else None


def _size(means: Means, report: str) -> int | None:
    """How long its bytes are; None once they are gone."""
    held = means.kept.find(report, "size")
    if held is not None and means.source.opens(report):
        return int(held)
    size = means.instance.vault.size(report)
    if size is not None:
        means.kept.add(b"%d" % size, report, "size")
    return size


def _object(means: Means, report: str, id: str) -> bytes | None:
    """What the vault holds under an id: from what is kept of it, for as long as the vault opens it."""
    data = means.kept.find(report, "object", id)
    if data is not None:
        return data if means.source.opens(id) else None
    data = means.instance.fetch(id)
    if data is not None:
        means.kept.add(data, report, "object", id)
    return data
