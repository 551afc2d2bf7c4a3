"""What each entry of a dossier makes of its tables: entry to rows, the same live and in a rebuild."""

from datetime import date
from typing import TypeVar

import msgspec

from holdfire.dossiers import ledger
from holdfire.dossiers.models import (
    Assessment,
    Filed,
    FiledText,
    Missing,
    Movement,
    Person,
    PersonReading,
    Progress,
)
from holdfire.record.dossier import (
    Assessed,
    Filing,
    MissingClosed,
    MissingOpened,
    Moved,
    PersonOpened,
    PersonRead,
    ProgressNoted,
    TextFiled,
)
from holdfire.register.desk import Desk, Live
from holdfire.register.instance import Instance, Written
from holdfire.register.rooms import Room

F = TypeVar("F", bound=Filed)


def project(instance: Instance, written: Written, number: int, desk: Desk) -> None:
    """Lays down the rows of one entry; the caller holds the write lock."""
    match written.entry:
        case Assessed() as entry:
            row: Filed = Assessment(
                agreement=entry.agreement, obligation=entry.obligation, level=entry.level, on=entry.on
            )
            desk.add(filed(row, entry, written, number))
        case TextFiled() as entry:
            row = FiledText(
                agreement=entry.agreement, report=entry.report, publisher=entry.publisher, status=entry.status
            )
            desk.add(filed(row, entry, written, number))
        case ProgressNoted() as entry:
            row = Progress(
                undertaking=entry.undertaking, standing=entry.standing, percent=entry.percent, on=entry.on
            )
            desk.add(filed(row, entry, written, number))
        case Moved() as entry:
            if not desk.find(Movement, movement=entry.movement):
                # A movement is posted once; a second entry of the same number says nothing new.
                row = Movement(
                    movement=entry.movement,
                    kind=entry.kind,
                    on=date.fromisoformat(entry.on),
                    lines=msgspec.to_builtins(entry.lines),
                    refused=ledger.refusal(entry, standing(desk)),
                )
                desk.add(filed(row, entry, written, number))
        case PersonOpened() as entry:
            _open(entry, written, number, desk)
        case PersonRead() as entry:
            desk.add(filed(PersonReading(person=entry.person, need=entry.need), entry, written, number))
        case MissingOpened() as entry:
            if not _missing(entry.person, desk):
                desk.add(filed(Missing(person=entry.person, since=entry.since), entry, written, number))
        case MissingClosed() as entry:
            for one in _missing(entry.person, desk):
                one.closed_entry, one.closed_by = number, written.seat
                one.how, one.closed_on = entry.how, date.fromisoformat(entry.on)
                desk.change(one)


def standing(desk: Desk | None = None) -> list[ledger.Posting]:
    """Every posting of the custody ledger that counts."""
    rows = (desk or Live()).all(Movement, refused="")
    return [posting for row in rows for posting in _postings(row)]


def _postings(row: Movement) -> tuple[ledger.Posting, ...]:
    known = row.__dict__.get("_postings")  # a row at the desk is asked again for every movement after it
    if known is None:
        moved = msgspec.convert(
            {"movement": row.movement, "kind": row.kind, "on": row.on.isoformat(), "lines": row.lines,
             "type": "custody-moved"},
            Moved,
        )  # fmt: skip
        known = row.__dict__["_postings"] = ledger.postings(moved, row.entry)
    return known


def _open(entry: PersonOpened, written: Written, number: int, desk: Desk) -> None:
    known = desk.find(Person, id=entry.person)
    row = known or Person(id=entry.person, entry=number, seat=written.seat, at=written.at)
    row.of, row.seats, row.demo = entry.of, list(entry.seats), entry.demo
    row.file = msgspec.to_builtins(entry.file)
    if known:
        desk.change(row)
    else:
        desk.add(row)


def _missing(person: str, desk: Desk) -> list[Missing]:
    return [row for row in desk.all(Missing, person=person) if row.closed_entry is None]


def filed(row: F, entry: Filing, written: Written, number: int) -> F:
    """A row with the columns that every row has."""
    row.entry, row.author, row.seat, row.at = number, written.author, written.seat, written.at
    row.evidence, row.words = msgspec.to_builtins(entry.evidence), msgspec.to_builtins(entry.words)
    row.demo = entry.demo
    return row


ROOM = Room(
    name="dossiers",
    kinds=(Filing,),
    project=project,
    models=(Assessment, FiledText, Movement, Person, PersonReading, Missing, Progress),
)
