"""What an entry of a dossier rests on: whether it is there, and how a page names it."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from holdfire.errors import DossierError
from holdfire.record.dossier import Cited
from holdfire.register.incidents import standing_at
from holdfire.register.models import Claim, Entry, Report

GONE = "no longer in the register"


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One thing cited, as a page names it. `report` is where a claim stands."""

    kind: str
    id: str
    label: str
    report: str = ""
    gone: bool = False


def check(evidence: Sequence[Cited]) -> None:
    """Refuses evidence that is none, or that the register does not have, naming the first at fault."""
    if not evidence:
        raise DossierError(
            "Cite what this rests on: at least one claim, incident, finding or report of the register."
        )
    for one, found in zip(evidence, shown(msgspec.to_builtins(tuple(evidence))), strict=True):
        if found.gone:
            raise DossierError(
                f"There is no {one.kind} “{one.id}” in the register: cite one by the address of its page."
            )


def shown(evidence: Iterable[Any]) -> tuple[Shown, ...]:
    """Each thing cited, from the rows' plain values."""
    return tuple(_shown(str(one["kind"]), str(one["id"])) for one in evidence)


def _shown(kind: str, id: str) -> Shown:
    match kind:
        case "claim":
            claim = Claim.objects.filter(id=id).first()
            if claim is not None:
                label = f"{claim.speaker or 'unattributed'}: {claim.content}"
                return Shown(kind=kind, id=id, label=label, report=claim.report_id)
        case "incident":
            incident = standing_at(id)
            if incident is not None:
                return Shown(kind=kind, id=incident.id, label=incident.title)
        case "report":
            report = Report.objects.filter(id=id).only("title").first()
            if report is not None:
                return Shown(kind=kind, id=id, label=report.title or "Report")
        case "finding":  # inquiries lie in a room beside this one; that one was published, the record says
            if Entry.objects.filter(kind="inquiry-published", subject=id).exists():
                return Shown(kind=kind, id=id, label=f"Finding {id}")
    return Shown(kind=kind, id=id, label=GONE, gone=True)
