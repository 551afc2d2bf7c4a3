"""Reads a theatre's demonstration: short reports in our own words, with what people decided about them.

Each file `demo/NN-slug.toml` is one report. Its text is ours, from public facts; `url` is the public
source cited and `basis` says which facts, and whether anything was constructed to show a point. A
decision names the claim it is about by `match`: words that stand in the report and inside one claim.
`demo/accounts.csv` says who may sign in.
"""

import csv
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from holdfire.errors import TheatreError

DecisionVerb = Literal["confirm", "correct", "reject"]


class DemoDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What an observer decided about the claim that holds the words `match`."""

    match: str
    verb: DecisionVerb
    by: str  # account name
    speaker: str | None = None  # tells claims apart whose contents share the words
    reason: str = ""
    changes: dict[str, Any] = {}


class DemoReport(msgspec.Struct, frozen=True, kw_only=True):
    """One report of the demonstration, as if it had come in."""

    slug: str  # the file's name without its ending
    id: str
    title: str
    source: str  # id in sources.csv
    published: date
    received: datetime
    url: str
    basis: str
    text: str
    decisions: tuple[DemoDecision, ...] = ()


class DemoAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may sign in to the demonstration, with the seat acted for ("": none) and role."""

    name: str
    role: str
    seat: str = ""
    shown: str = ""


def demo_accounts(theatre_dir: str | Path) -> tuple[DemoAccount, ...]:
    """Who may sign in, in the order of the file; nobody when there is none. Raises TheatreError."""
    path = Path(theatre_dir) / "demo" / "accounts.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for line, row in enumerate(rows, 2):
        if not row.get("name") or not row.get("role"):
            raise TheatreError(f"demo/accounts.csv, line {line}: name and role are needed: fill them in.")
    return tuple(
        DemoAccount(
            name=row["name"], role=row["role"], seat=row.get("seat") or "", shown=row.get("shown") or ""
        )
        for row in rows
    )


def demo_reports(theatre_dir: str | Path) -> tuple[DemoReport, ...]:
    """The demonstration's reports in the order of their file names; none when there is no `demo` folder.

    Raises TheatreError naming the file and the field at fault.
    """
    reports = tuple(_read(path) for path in sorted((Path(theatre_dir) / "demo").glob("*.toml")))
    seen: dict[str, str] = {}
    for report in reports:
        if report.id in seen:
            raise TheatreError(
                f"demo/{report.slug}.toml, id: “{report.id}” is already the id of "
                f"demo/{seen[report.id]}.toml: give each report its own."
            )
        seen[report.id] = report.slug
    return reports


def _read(path: Path) -> DemoReport:
    file = f"demo/{path.name}"
    try:
        cells = tomllib.loads(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise TheatreError(f"{file} is not UTF-8 at byte {error.start}: save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise TheatreError(f"{file} cannot be read as TOML: {error}.") from None
    text = _text(cells, "text", file)
    received = cells.get("received")
    if not isinstance(received, datetime) or received.tzinfo is None:
        raise TheatreError(
            f"{file}, received: write a date-time with its offset, as 2021-10-21T16:30:00+04:00."
        )
    published = cells.get("published")
    if not isinstance(published, date) or isinstance(published, datetime):
        raise TheatreError(f"{file}, published: write a day, as 2021-10-21.")
    decisions = cells.get("decisions", [])
    if not isinstance(decisions, list) or not all(isinstance(d, dict) for d in decisions):
        raise TheatreError(f"{file}, decisions: write each one as a [[decisions]] table.")
    return DemoReport(
        slug=path.stem,
        id=_text(cells, "id", file),
        title=_text(cells, "title", file),
        source=_text(cells, "source", file),
        published=published,
        received=received,
        url=_text(cells, "url", file),
        basis=_text(cells, "basis", file),
        text=text,
        decisions=tuple(_decision(d, text, f"{file}, decisions {n}") for n, d in enumerate(decisions, 1)),
    )


def _decision(cells: Mapping[str, Any], text: str, where: str) -> DemoDecision:
    match = _text(cells, "match", where)
    if text.count(match) != 1:
        raise TheatreError(
            f"{where}, match: “{match}” stands {text.count(match)} times in the text: "
            "choose words that stand once."
        )
    verb = _text(cells, "verb", where)
    if verb not in get_args(DecisionVerb):
        raise TheatreError(f"{where}, verb: “{verb}” is no decision: use confirm, correct or reject.")
    reason = str(cells.get("reason", "")).strip()
    changes = cells.get("changes", {})
    if not isinstance(changes, dict) or bool(changes) != (verb == "correct"):
        raise TheatreError(
            f"{where}, changes: a correction sets fields in a table, and only a correction does."
        )
    if verb == "reject" and not reason:
        raise TheatreError(f"{where}, reason: is empty: say why the claim is rejected.")
    return DemoDecision(
        match=match,
        verb=verb,  # type: ignore[arg-type]
        by=_text(cells, "by", where),
        speaker=str(cells["speaker"]) if cells.get("speaker") else None,
        reason=reason,
        changes=changes,
    )


def _text(cells: Mapping[str, Any], field: str, where: str) -> str:
    value = cells.get(field)
    if not isinstance(value, str) or not value.strip():
        raise TheatreError(f"{where}, {field}: is empty: fill it in.")
    return value.strip()
