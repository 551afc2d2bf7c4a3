"""How far seats saw that works and visits had come: written as entries, and asked by undertaking."""

from collections import defaultdict
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from holdfire.dossiers import evidence, sealed
from holdfire.dossiers.assessing import day
from holdfire.dossiers.filing import allowed, put, utc
from holdfire.dossiers.models import Progress
from holdfire.errors import DossierError
from holdfire.record.dossier import ProgressNoted
from holdfire.register.account import Account
from holdfire.register.models import Claim
from holdfire.register.periods import refuse_locked
from holdfire.theatre import Theatre

STANDINGS = {
    "not-begun": "not begun",
    "begun": "begun",
    "under-way": "under way",
    "done": "done",
    "stopped": "stopped",
}


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """One seat's observation of an undertaking as of one day."""

    entry: int
    seat: str
    name: str
    standing: str
    percent: int | None
    on: date
    why: str
    rests_on: tuple[evidence.Shown, ...]
    demo: bool

    @property
    def words(self) -> str:
        """“under way, 40 %”."""
        share = f", {self.percent} %" if self.percent is not None else ""
        return STANDINGS[self.standing] + share


def note(noted: ProgressNoted, what: str, *, by: Account, at: datetime | None = None) -> int:
    """Says how far an undertaking was seen to have come; gives the entry's number.

    Raises DossierError for a claim that is not there or not about restoration, a day to come, a share that
    does not fit the standing, or nothing to rest on.
    """
    allowed(by)
    claim = Claim.objects.filter(id=noted.undertaking).first()
    if claim is None or claim.kind != "restoration":
        raise DossierError(
            f"There is no claim “{noted.undertaking}” about restoration: choose one from the page."
        )
    on = day(noted.on)
    if on > utc(at).date():
        raise DossierError(f"{on} has not come yet: what was seen was seen by today.")
    if noted.percent is not None and (noted.standing == "done") != (noted.percent == 100):
        raise DossierError("What is done is done to 100 %, and nothing else is: mend one of the two.")
    if not what.strip():
        raise DossierError("Say in a few words what was seen.")
    evidence.check(noted.evidence)
    refuse_locked(on, on, f"The {on} of this observation")
    return put(replace(noted, words=sealed.note(what)), by, at)


def seen(on: date, theatre: Theatre) -> dict[str, tuple[Noted, ...]]:
    """What seats saw by a day, by the claim that tells of the undertaking, oldest first."""
    names = {s.id: s.name for s in theatre.seats}
    found: dict[str, list[Noted]] = defaultdict(list)
    for row in Progress.objects.filter(on__lte=on).order_by("on", "entry"):
        found[row.undertaking].append(
            Noted(
                entry=row.entry,
                seat=row.seat,
                name=names.get(row.seat, row.seat),
                standing=row.standing,
                percent=row.percent,
                on=row.on,
                why=sealed.text_of(row.words),
                rests_on=evidence.shown(row.evidence),
                demo=row.demo,
            )
        )
    return {id: tuple(rows) for id, rows in found.items()}
