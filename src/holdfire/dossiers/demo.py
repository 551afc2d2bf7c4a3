"""A demonstration's dossiers: read from `demo/dossiers/*.toml`, and put on the record through the commands.

What an entry rests on is found by words: `claim` and `incident` by those a claim holds, `report` by those its
title holds; `finding` is an inquiry's number. Every entry is marked as constructed.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from holdfire.dossiers import assessing, custody, progress
from holdfire.dossiers.models import Assessment
from holdfire.errors import HoldfireError, TheatreError
from holdfire.record.dossier import (
    Assessed,
    Cited,
    Line,
    MissingClosed,
    MissingOpened,
    Moved,
    ProgressNoted,
    TextFiled,
)
from holdfire.register.account import Account
from holdfire.register.models import Claim, Report

Cells = dict[str, Any]
Find = Callable[[str], Account]


def load(theatre_dir: Path, account: Find) -> int:
    """Puts every dossier of a demonstration on the record, once; gives how many entries there were."""
    folder = theatre_dir / "demo" / "dossiers"
    if Assessment.objects.filter(demo=True).exists() or not folder.is_dir():
        return 0
    count = 0
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text("utf-8"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            raise TheatreError(f"demo/dossiers/{path.name} cannot be read as TOML: {problem}.") from problem
        for table, rows in tables.items():
            for number, cells in enumerate(rows, 1):
                try:
                    WRITERS[table](cells, account(cells["by"]))
                except (HoldfireError, msgspec.ValidationError, KeyError) as problem:
                    raise TheatreError(f"demo/dossiers/{path.name}, {table} {number}: {problem}") from problem
                count += 1
    return count


def _assess(cells: Cells, by: Account) -> None:
    agreements = assessing.open_instance().theatre.agreements
    assessed = Assessed(
        agreement=cells.get("agreement", agreements[0].id),
        obligation=cells["obligation"],
        level=cells["level"],
        on=cells["on"].isoformat(),
        evidence=evidence_of(cells),
        demo=True,
    )
    assessing.assess(assessed, cells["why"], by=by, at=cells["at"])


def _text(cells: Cells, by: Account) -> None:
    filed = TextFiled(
        agreement=cells["agreement"],
        report=_report(cells["report"]),
        publisher=cells["publisher"],
        status=cells["status"],
        demo=True,
    )
    assessing.file_text(filed, by=by, at=cells["at"])


def _move(cells: Cells, by: Account) -> None:
    named = tuple(_persons[p] for p in cells.get("persons", ()))
    lines: list[Line] = []
    for of, out, into, count in cells["moves"]:
        lines += [_line("debit", of, out, count, named), _line("credit", of, into, count, named)]
    moved = Moved(
        movement="new", kind=cells["kind"], on=cells["on"].isoformat(), lines=tuple(lines),
        evidence=evidence_of(cells), demo=True,
    )  # fmt: skip
    custody.move(moved, cells.get("why", ""), by=by, at=cells["at"])


def _line(side: Any, of: str, account: str, count: int, persons: tuple[str, ...]) -> Line:
    where, _, holder = account.partition(" ")
    place: Any = where
    return Line(side=side, of=of, where=place, by=holder, count=count, persons=persons)


def _person(cells: Cells, by: Account) -> None:
    file = custody.PersonFile(name=cells["name"], notes=cells.get("notes", ""))
    seats = tuple(cells.get("seats", ()))
    _persons[cells["name"]] = custody.open_person(cells["of"], file, seats, by=by, demo=True, at=cells["at"])


def _missing(cells: Cells, by: Account) -> None:
    person, cited = _persons[cells["person"]], evidence_of(cells)
    on = cells["on"].isoformat()
    if "how" in cells:
        closed = MissingClosed(person=person, how=cells["how"], on=on, evidence=cited, demo=True)
        custody.close_missing(closed, by=by, at=cells["at"])
    else:
        opened = MissingOpened(person=person, since=on, evidence=cited, demo=True)
        custody.open_missing(opened, by=by, at=cells["at"])


def _note(cells: Cells, by: Account) -> None:
    noted = ProgressNoted(
        undertaking=_claim(cells["undertaking"]).id, standing=cells["standing"],
        percent=cells.get("percent"), on=cells["on"].isoformat(), evidence=evidence_of(cells), demo=True,
    )  # fmt: skip
    progress.note(noted, cells["what"], by=by, at=cells["at"])


_persons: dict[str, str] = {}  # the numbers drawn for invented persons, by their invented names


def evidence_of(cells: Cells) -> tuple[Cited, ...]:
    """What a row rests on."""
    cited = []
    if words := cells.get("claim"):
        cited.append(Cited(kind="claim", id=_claim(words).id))
    if words := cells.get("incident"):
        membership = getattr(_claim(words), "membership", None)
        if membership is None:
            raise TheatreError(f"the claim “{words}” is in no incident.")
        cited.append(Cited(kind="incident", id=membership.incident_id))
    if words := cells.get("report"):
        cited.append(Cited(kind="report", id=_report(words)))
    if finding := cells.get("finding"):
        cited.append(Cited(kind="finding", id=finding))
    return tuple(cited)


def _claim(words: str) -> Claim:
    claims = Claim.objects.filter(content__contains=words).select_related("membership")
    found = min(claims, key=lambda c: (c.end - c.start, c.id), default=None)
    if found is None:
        raise TheatreError(f"no claim holds the words “{words}”.")
    return found


def _report(words: str) -> str:
    found = Report.objects.filter(title__contains=words).order_by("first_entry").first()
    if found is None:
        raise TheatreError(f"no report has “{words}” in its title.")
    return str(found.id)


WRITERS: dict[str, Callable[[Cells, Account], None]] = {
    "assessments": _assess,
    "texts": _text,
    "persons": _person,
    "movements": _move,
    "missing": _missing,
    "progress": _note,
}
