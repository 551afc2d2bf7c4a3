"""What each entry of a dossier makes of its tables: entry to rows, the same live and in a rebuild."""

from typing import Any

import msgspec

from holdfire.dossiers.models import Assessment, FiledText
from holdfire.record.dossier import Assessed, Filing, TextFiled
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


ROOM = Room(name="dossiers", kinds=(Filing,), project=project, models=(Assessment, FiledText))
