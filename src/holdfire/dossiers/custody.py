"""The ways the custody ledger and the files of persons are written, and the one way a file is read."""

import secrets
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from holdfire.dossiers import evidence, ledger, sealed
from holdfire.dossiers.assessing import day
from holdfire.dossiers.filing import allowed, put, utc
from holdfire.dossiers.models import Missing, Movement, Person
from holdfire.dossiers.projections import standing
from holdfire.errors import DossierError
from holdfire.record.dossier import MissingClosed, MissingOpened, Moved, Need, PersonOpened, PersonRead
from holdfire.record.fields import Kept
from holdfire.register.account import Account
from holdfire.register.commands import write
from holdfire.register.instance import open_instance
from holdfire.register.periods import refuse_locked
from holdfire.register.rights import Right
from holdfire.register.writing import writing


class PersonFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who a person is, as article 122 of the Third Geneva Convention lists it; only ever in the vault."""

    name: str
    fathers_name: str = ""
    born: str = ""
    birthplace: str = ""
    rank: str = ""
    number: str = ""  # army, regimental or personal number
    next_of_kin: str = ""
    address: str = ""
    notes: str = ""
    salt: str = ""


def move(moved: Moved, why: str = "", *, by: Account, at: datetime | None = None) -> str:
    """Posts a movement; `moved.movement` becomes the next number of its year, and is given back.

    Raises DossierError for a movement that does not balance, overdraws an account, moves a person from where
    the ledger does not have them, or rests on nothing.
    """
    allowed(by)
    on, moment = day(moved.on), utc(at)
    if on > moment.date():
        raise DossierError(f"{on} has not come yet: the ledger holds what happened, not what is planned.")
    names = open_instance().names
    for line in moved.lines:
        for party in filter(None, (line.of, line.by)):
            if names.party(party) is None:
                raise DossierError(f"The theatre has no party “{party}”: name one by its id.")
    evidence.check(moved.evidence)
    refuse_locked(on, on, f"The {on} of this movement")
    if persons := {p for line in moved.lines for p in line.persons}:
        allowed(by, Right.PERSONS)
        known = dict(Person.objects.filter(id__in=persons).values_list("id", "of"))
        if strange := persons - set(known):
            raise DossierError(f"There is no person “{min(strange)}”: open the person's file first.")
        for line in moved.lines:
            if odd := [p for p in line.persons if known[p] != line.of]:
                raise DossierError(
                    f"{odd[0]} is a person of {known[odd[0]]}, not of {line.of}: mend the line."
                )
    if moved.kind == "correction" and not why.strip():
        raise DossierError("A correction says what it corrects, and why.")
    kept = sealed.note(why)
    with writing():
        named = replace(moved, movement=_next(on), words=kept)
        if sentence := ledger.refusal(named, standing()):
            raise DossierError(sentence)
        write(named, by, moment)
    return named.movement


def open_person(
    of: str, file: PersonFile, seats: tuple[str, ...], *, by: Account, demo: bool = False,
    at: datetime | None = None,
) -> str:  # fmt: skip
    """Opens the file of a person of a party; gives the number it is known by everywhere else.

    `seats` may read it; the author's own always may. Raises DossierError without a name, or for a seat or
    party that does not exist.
    """
    allowed(by, Right.PERSONS)
    instance = open_instance()
    if not file.name.strip():
        raise DossierError("Give the name the person is known by.")
    if instance.names.party(of) is None:
        raise DossierError(f"The theatre has no party “{of}”: name one by its id.")
    known = {s.id for s in instance.theatre.seats}
    if strange := set(seats) - known:
        raise DossierError(f"There is no seat “{min(strange)}”: use {', '.join(sorted(known))}.")
    kept = sealed.seal(replace(file, salt=secrets.token_hex(16)))
    person = f"P-{secrets.token_hex(5)}"
    readers = tuple(sorted({by.seat, *seats}))
    put(PersonOpened(person=person, of=of, file=kept, seats=readers, demo=demo), by, at)
    return person


def read_person(person: str, need: Need, *, by: Account, at: datetime | None = None) -> PersonFile:
    """Reads a person's file: that it was read, by whom and what for, goes on the record first.

    Raises DossierError for a file that is not there, is shredded, or is not this seat's to read.
    """
    allowed(by, Right.PERSONS)
    row = _person(person, by)
    put(PersonRead(person=person, need=need), by, at)
    file = sealed.opened(msgspec.convert(row.file, Kept), PersonFile)
    if file is None:
        raise DossierError("This file was shredded: nobody opens it any more.")
    return replace(file, salt="")


def open_missing(opened: MissingOpened, *, by: Account, at: datetime | None = None) -> int:
    """Says that a person is missing since a day. Raises DossierError where the person already is."""
    allowed(by, Right.PERSONS)
    _person(opened.person, by)
    _past(day(opened.since), at)
    evidence.check(opened.evidence)
    refuse_locked(day(opened.since), None, f"{opened.since}, since when the person is missing,")
    if Missing.objects.filter(person=opened.person, closed_entry=None).exists():
        raise DossierError(f"{opened.person} is missing already: close that first.")
    return put(opened, by, at)


def close_missing(closed: MissingClosed, *, by: Account, at: datetime | None = None) -> int:
    """Says that a missing person was found, identified or returned. DossierError for one not missing."""
    allowed(by, Right.PERSONS)
    _person(closed.person, by)
    _past(day(closed.on), at)
    evidence.check(closed.evidence)
    refuse_locked(day(closed.on), None, f"{closed.on}, when the person was missing no more,")
    row = Missing.objects.filter(person=closed.person, closed_entry=None).first()
    if row is None:
        raise DossierError(f"{closed.person} is not missing: there is nothing to close.")
    if day(closed.on) < row.since:
        raise DossierError(f"{closed.on} lies before {row.since}, since when {closed.person} is missing.")
    return put(closed, by, at)


def _person(person: str, by: Account) -> Person:
    row = Person.objects.filter(id=person).first()
    if row is None:
        raise DossierError(f"There is no person “{person}”: choose one from the list of persons.")
    if by.seat not in row.seats:
        raise DossierError("This file is not your seat's to read: ask the seat that opened it.")
    return row


def _past(on: date, at: datetime | None) -> None:
    if on > utc(at).date():
        raise DossierError(f"{on} has not come yet: give the day it happened.")


def _next(on: date) -> str:
    return f"{on.year}-{Movement.objects.filter(movement__startswith=f'{on.year}-').count() + 1:03d}"
