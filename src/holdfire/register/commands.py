"""The only ways anything is written: receive bytes, set a date, decide about a claim.

Each command computes what it can before the transaction, then appends one signed entry and projects it in
that transaction: after a crash there is either the entry with its rows, or neither. What a person may not
do is refused with a RegisterError, in a sentence.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from holdfire.errors import RegisterError
from holdfire.record import entries
from holdfire.record.streams import Reader
from holdfire.register import cosigning, periods, projections, shredding
from holdfire.register.account import Account
from holdfire.register.derived import as_claim, as_json
from holdfire.register.instance import open_instance
from holdfire.register.models import Claim, Entry, Report
from holdfire.register.reported import date_basis
from holdfire.register.writing import writing

Via = Literal["paste", "upload", "mail", "feed", "demo"]
Verb = Literal["confirm", "correct", "reject"]

# What the report says is the report's; a correction may say only how it is to be understood.
WORDS = ("start", "end", "content", "spans", "why")


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """What became of bytes that came in: their report, whether they came first, and any problem."""

    report_id: str
    first: bool
    problem: str | None


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it went on the record."""

    claim_id: str
    state: str
    entry: int


def receive(
    data: bytes | Path | Reader,
    *,
    by: Account,
    filename: str = "",
    via: Via = "paste",
    source_id: str = "",
    url: str = "",
    published: date | None = None,
    received_at: datetime | None = None,
    demo: bool = False,
) -> Received:
    """Keeps bytes, a file or a stream as a report and reads it; the same bytes again are received twice.

    Bytes that cannot be read are kept all the same, with the sentence that says why. Raises RegisterError
    for a way of receiving or a source that does not exist.
    """
    instance = open_instance()
    if via not in get_args(Via):
        raise RegisterError(f"“{via}” is no way of receiving: use one of {', '.join(get_args(Via))}.")
    if source_id and instance.names.source(source_id) is None:
        raise RegisterError(
            f"The theatre has no source “{source_id}”: add it to sources.csv, or leave it out."
        )
    at = _utc(received_at)
    # The vault is filled first: a crash before the commit leaves an object nothing refers to, and no entry.
    kept = instance.keep(data)
    known = Report.objects.filter(id=kept.report).first()
    if known is None:
        opened = projections.prepare(instance, kept.report, filename=filename, published=published)
    came = instance.look(kept.report) if known is None else None
    media_type = known.media_type if known else opened.document.media_type[:100]
    with writing():
        first = not Report.objects.filter(id=kept.report).exists()
        entry = instance.received_entry(
            kept, filename=filename, via=via, source_id=source_id, url=url, published=published,
            received_at=at, demo=demo, media_type=media_type, came=came,
        )  # fmt: skip
        write(entry, by, at)
        report = Report.objects.only("problem").get(id=kept.report)
    return Received(report_id=kept.report, first=first, problem=report.problem or None)


def set_date(report_id: str, published: date, by: Account) -> None:
    """Says when a report was published; its relative times are read again against that day.

    Raises RegisterError for a report that does not exist.
    """
    instance = open_instance()
    known = Report.objects.filter(id=report_id).only("published").first()
    if known is None:
        raise RegisterError(f"There is no report “{report_id}”: open it from the list of reports.")
    periods.refuse_locked(known.published, published, "The day of this report")
    projections.prepare(instance, report_id, published=published, basis=date_basis(by.id))
    with writing():
        write(entries.DateSet(report=report_id, published=published.isoformat()), by, _utc(None))


def decide(
    claim_id: str, verb: Verb, *, by: Account, reason: str = "", changes: dict[str, Any] | None = None
) -> Decided:
    """Confirms, corrects or rejects a claim: a person's word that the report does, or does not, say this.

    `changes` are the fields a correction sets. Raises RegisterError for an unknown claim, an illegal change
    or a rejection without a reason.
    """
    instance = open_instance()
    if verb not in get_args(Verb):
        raise RegisterError(f"“{verb}” is no decision: confirm, correct or reject.")
    reason = reason.strip()
    if verb == "reject" and not reason:
        raise RegisterError("Say in a few words why this claim is rejected: others will rely on the reason.")
    if changes and verb != "correct":
        raise RegisterError(
            f"Only a correction changes a claim: choose “correct”, or {verb} it as it stands."
        )
    with writing():
        row = Claim.objects.select_related("report").filter(id=claim_id).first()
        if row is None:
            raise RegisterError(
                f"There is no claim “{claim_id}”: its report may have been read again; "
                "reload it and choose the claim."
            )
        periods.refuse_locked(*periods.days_of(row), "What this claim tells of")
        stands = corrected(row, changes or {}) if verb == "correct" else as_claim(row.data)
        entry = instance.decided_entry(
            claim_id=claim_id, report=row.report.id, verb=verb, claim=as_json(stands), machine=row.machine,
            reason=reason, changes=changes or {},
        )  # fmt: skip
        index = write(entry, by, _utc(None))
        row.refresh_from_db(fields=["state"])
    return Decided(claim_id=claim_id, state=row.state, entry=index)


def corrected(row: Claim, changes: dict[str, Any]) -> Any:
    """The claim with a person's changes. Raises RegisterError naming the field at fault."""
    if not changes:
        raise RegisterError("A correction changes something: set a field, or confirm the claim as it stands.")
    before = as_json(as_claim(row.data))
    known = {f.encode_name for f in msgspec.structs.fields(type(as_claim(row.data)))}
    for field in changes:
        if field not in known:
            raise RegisterError(f"A claim has no field “{field}”: correct one of {', '.join(sorted(known))}.")
        if field in WORDS and changes[field] != before.get(field):
            raise RegisterError(
                f"“{field}” belongs to the report's own words, which nobody changes: "
                "reject this claim with a reason instead."
            )
    try:
        after = as_claim(before | as_json(changes))
    except msgspec.ValidationError as problem:
        raise RegisterError(
            f"This correction cannot be kept: {problem}. Set the field to a value it knows."
        ) from problem
    if as_json(after) == before:
        raise RegisterError("Nothing is different after this correction: confirm the claim as it stands.")
    return after


def shred(report_id: str, ground: str, by: Account) -> int:
    """Shreds a report; gives the entry that says so. Run again, it finishes what was begun.

    Raises RegisterError for a report or a ground that does not exist.
    """
    instance = open_instance()
    if ground not in shredding.GROUNDS:
        raise RegisterError(f"“{ground}” is no ground: give one of {', '.join(shredding.GROUNDS)}.")
    if not Report.objects.filter(id=report_id).exists():
        raise RegisterError(f"There is no report “{report_id}”: open it from the list of reports.")
    known: Any = ground
    with writing():
        said = Entry.objects.filter(kind="report-shredded", subject=report_id).order_by("index").first()
        if said is not None:
            index = said.index
        else:
            objects = shredding.objects_of(report_id)
            entry = entries.ReportShredded(report=report_id, objects=objects, ground=known)
            index = write(entry, by, _utc(None))
    shredding.finish(instance)
    return index


@contextmanager
def batch() -> Iterator[None]:
    """Many commands in one transaction: linked and compared once, at the end; all of it, or none."""
    with writing(), projections.once():
        yield


def write(entry: Any, by: Account, at: datetime) -> int:
    """Appends and projects one entry; the caller holds the write lock. For the rooms above, too."""
    instance = open_instance()
    cosigning.start(instance)
    index = None
    for number, written in instance.append(entry, by=by, at=at):
        projections.project(instance, written, number)
        index = number
    if index is None:  # pragma: no cover - append always yields the entry itself last
        raise RegisterError("Nothing was written.")
    return index


def _utc(moment: datetime | None) -> datetime:
    """A moment in UTC, whole seconds, as entries keep them; a moment without a zone is UTC."""
    moment = moment or datetime.now(UTC)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(microsecond=0)
