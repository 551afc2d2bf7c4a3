"""The ways something is put into the dossier of an agreement: a seat's assessment, and a published text."""

from datetime import date, datetime

from msgspec.structs import replace

from holdfire.dossiers import evidence, sealed
from holdfire.dossiers.filing import allowed, put, utc
from holdfire.errors import DossierError
from holdfire.record.dossier import Assessed, TextFiled
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.models import Report
from holdfire.register.periods import refuse_locked
from holdfire.theatre.types import Agreement


def assess(assessed: Assessed, why: str, *, by: Account, at: datetime | None = None) -> int:
    """Says how far an obligation was met as of a day, for the author's seat; gives the entry's number.

    Raises DossierError for what the theatre does not have, a day outside the agreement's life, an assessment
    without reasons, and evidence that is not in the register.
    """
    allowed(by)
    found = agreement(assessed.agreement)
    if assessed.obligation not in {o.id for o in found.obligations}:
        raise DossierError(
            f"{found.name} has no obligation “{assessed.obligation}”: "
            f"use one of {', '.join(o.id for o in found.obligations)}."
        )
    on, today = day(assessed.on), utc(at).date()
    if on < found.signed:
        raise DossierError(f"{on} lies before {found.name} was signed on {found.signed}: give a later day.")
    if on > today:
        raise DossierError(f"{on} has not come yet: an obligation is assessed as of today or a day past.")
    if not why.strip():
        raise DossierError("Say in a few words why: other seats will answer the reason.")
    evidence.check(assessed.evidence)
    refuse_locked(on, on, f"The {on} of this assessment")
    return put(replace(assessed, words=sealed.note(why)), by, at)


def file_text(filed: TextFiled, *, by: Account, at: datetime | None = None) -> int:
    """Says that a report on file is a published text of an agreement; gives the entry's number.

    Raises DossierError for an agreement, report or publisher that does not exist.
    """
    allowed(by)
    agreement(filed.agreement)
    names = open_instance().names
    if not Report.objects.filter(id=filed.report).exists():
        raise DossierError(f"There is no report “{filed.report}”: receive the text as a report first.")
    if names.source(filed.publisher) is None and names.party(filed.publisher) is None:
        raise DossierError(
            f"The theatre has no source or party “{filed.publisher}”: name who published the text by its id."
        )
    return put(filed, by, at)


def agreement(id: str) -> Agreement:
    """An agreement of the theatre. Raises DossierError where there is none."""
    known = open_instance().theatre.agreements
    found = next((a for a in known if a.id == id), None)
    if found is None:
        raise DossierError(f"The theatre has no agreement “{id}”: use {', '.join(a.id for a in known)}.")
    return found


def day(text: str) -> date:
    """A day as entries spell it. Raises DossierError for one that does not exist."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise DossierError(f"“{text}” is not a day: write it as 2021-10-21.") from problem
