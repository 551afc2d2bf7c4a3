"""How anything is put into a dossier: the right and the seat are asked, then one signed entry is written."""

from datetime import UTC, datetime

from holdfire.errors import DossierError
from holdfire.record.dossier import Filing
from holdfire.register.account import Account
from holdfire.register.commands import write
from holdfire.register.rights import Right, may
from holdfire.register.writing import writing


def allowed(by: Account, right: Right = Right.FILE) -> None:
    """Refuses an account without the right, or without a seat to speak for."""
    if not may(by.role, right):
        raise DossierError(f"This account may not {right.value}: ask your seat for a role that may.")
    if not by.seat:
        raise DossierError(
            "This account sits with no seat, and only a seat speaks in a dossier: use an account of one."
        )


def put(entry: Filing, by: Account, at: datetime | None) -> int:
    """Appends one entry and projects it; gives its number."""
    with writing():
        return write(entry, by, utc(at))


def utc(moment: datetime | None) -> datetime:
    """A moment in UTC, whole seconds; a moment without a zone is UTC."""
    moment = moment or datetime.now(UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
