"""What each entry of a dossier makes of its tables: entry to rows, the same live and in a rebuild."""

from typing import Any

import msgspec

from holdfire.dossiers import ledger
from holdfire.dossiers.models import Assessment, FiledText, Missing, Movement, Person, PersonReading, Progress
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
from holdfire.register.instance import Instance, Written
from holdfire.register.rooms import Room


def project(instance: Instance, written: Written, number: int) -> None:
    """Writes the rows of one entry; the caller holds the write lock."""
    match written.entry:
        case Assessed() as entry:
            Assessment.objects.create(
                agreement=entry.agreement, obligation=entry.obligation, level=entry.level, on=entry.on,
                **filed(entry, written, number),
            )  # fmt: skip
        case TextFiled() as entry:
            FiledText.objects.create(
                agreement=entry.agreement, report=entry.report, publisher=entry.publisher,
                status=entry.status, **filed(entry, written, number),
            )  # fmt: skip
        case ProgressNoted() as entry:
            Progress.objects.create(
                undertaking=entry.undertaking, standing=entry.standing, percent=entry.percent, on=entry.on,
                **filed(entry, written, number),
            )  # fmt: skip
        case Moved() as entry:
            _move(entry, written, number)
        case PersonOpened() as entry:
            before = Person.objects.filter(id=entry.person).first()
            Person.objects.update_or_create(
                id=entry.person,
                defaults={
                    "entry": before.entry if before else number,
                    "of": entry.of,
                    "seat": before.seat if before else written.seat,
                    "at": before.at if before else written.at,
                    "seats": list(entry.seats),
                    "file": msgspec.to_builtins(entry.file),
                    "demo": entry.demo,
                },
            )
        case PersonRead() as entry:
            PersonReading.objects.create(
                person=entry.person, need=entry.need, **filed(entry, written, number)
            )
        case MissingOpened() as entry:
            if not Missing.objects.filter(person=entry.person, closed_entry=None).exists():
                Missing.objects.create(
                    person=entry.person, since=entry.since, **filed(entry, written, number)
                )
        case MissingClosed() as entry:
            Missing.objects.filter(person=entry.person, closed_entry=None).update(
                closed_entry=number, how=entry.how, closed_on=entry.on, closed_by=written.seat
            )


def standing() -> list[ledger.Posting]:
    """Every posting of the custody ledger that counts."""
    found: list[ledger.Posting] = []
    for row in Movement.objects.filter(refused="").order_by("entry"):
        moved = msgspec.convert(
            {"movement": row.movement, "kind": row.kind, "on": row.on.isoformat(), "lines": row.lines,
             "type": "custody-moved"},
            Moved,
        )  # fmt: skip
        found += ledger.postings(moved, row.entry)
    return found


def _move(entry: Moved, written: Written, number: int) -> None:
    if Movement.objects.filter(movement=entry.movement).exists():
        return  # a movement is posted once; a second entry of the same number says nothing new
    Movement.objects.create(
        movement=entry.movement,
        kind=entry.kind,
        on=entry.on,
        lines=msgspec.to_builtins(entry.lines),
        refused=ledger.refusal(entry, standing()),
        **filed(entry, written, number),
    )


def filed(entry: Filing, written: Written, number: int) -> dict[str, Any]:
    """The columns every row has."""
    return {
        "entry": number,
        "author": written.author,
        "seat": written.seat,
        "at": written.at,
        "evidence": msgspec.to_builtins(entry.evidence),
        "words": msgspec.to_builtins(entry.words),
        "demo": entry.demo,
    }


ROOM = Room(
    name="dossiers",
    kinds=(Filing,),
    project=project,
    models=(Assessment, FiledText, Movement, Person, PersonReading, Missing, Progress),
)
