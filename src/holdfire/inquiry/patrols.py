"""The only ways a patrol is written: planned, told what became of it, and given what was observed on it."""

from datetime import datetime

from msgspec.structs import replace

from holdfire.errors import InquiryError
from holdfire.inquiry import sealing
from holdfire.inquiry.commands import standing, utc
from holdfire.inquiry.models import FieldObservation, Patrol
from holdfire.inquiry.words import Words
from holdfire.record.patrols import PatrolEnded, PatrolObserved, PatrolPlanned
from holdfire.register.account import Account
from holdfire.register.commands import write
from holdfire.register.instance import open_instance
from holdfire.register.rights import Right, may
from holdfire.register.writing import writing
from holdfire.theatre.days import bounds, day_of


def plan(planned: PatrolPlanned, *, by: Account, words: Words, at: datetime | None = None) -> str:
    """Plans a patrol; `planned.patrol` becomes the next number of its day, which is returned.

    Raises InquiryError for a role that may not, a day gone by, or a plan that says neither who nor where.
    """
    now = _allowed(by, at)
    if not words.patrol or not words.position:
        raise InquiryError("Say which team goes and to which posts or places.")
    if planned.day < day_of(now, open_instance().theatre).isoformat():
        raise InquiryError(f"{planned.day} has gone by: a patrol is planned for today or a later day.")
    if planned.inquiry:
        visits = {v.number for v in standing(planned.inquiry).visits}
        if planned.visit not in visits:
            raise InquiryError(
                f"Inquiry {planned.inquiry} has no visit V{planned.visit}: choose one of its visits."
            )
    kept = sealing.keep(words)
    with writing():
        number = Patrol.objects.filter(id__startswith=f"{planned.day}-").count() + 1
        named = replace(planned, patrol=f"{planned.day}-{number}", words=kept)
        write(named, by, now)
    return named.patrol


def end(ended: PatrolEnded, *, by: Account, words: Words, at: datetime | None = None) -> None:
    """Says what became of a patrol, once.

    Raises InquiryError for another seat's patrol, one told of before, a day yet to come, or no reason given
    where the patrol did not go as planned.
    """
    now = _allowed(by, at)
    row = _mine(ended.patrol, by)
    if row.day > day_of(now, open_instance().theatre):
        raise InquiryError(f"The patrol is planned for {row.day}: say from that day on what became of it.")
    if ended.outcome != "carried-out" and not words.text:
        raise InquiryError("Say why the patrol did not go as planned: a refusal, its words and who gave it.")
    kept = sealing.keep(words)
    with writing():
        row.refresh_from_db()
        if row.outcome:
            raise InquiryError("What became of this patrol is on the record already: load the page again.")
        write(replace(ended, words=kept), by, now)


def put_under(observed: PatrolObserved, *, by: Account, at: datetime | None = None) -> None:
    """Puts observations of the seat under a patrol. Raises InquiryError for another seat's."""
    now = _allowed(by, at)
    row = _mine(observed.patrol, by)
    with writing():
        rows = FieldObservation.objects.filter(id__in=observed.observations)
        if {o.id for o in rows} != set(observed.observations) or any(not same_seat(o, by) for o in rows):
            raise InquiryError("Only observations of your own seat go under its patrol: load the page again.")
        if rows.filter(patrol_link__isnull=False).exists():
            raise InquiryError("One of them is under a patrol already: load the page again.")
        write(replace(observed, patrol=row.id), by, now)


def free(row: Patrol) -> list[FieldObservation]:
    """The observations of the seat on a patrol's day that are under no patrol yet."""
    theatre = open_instance().theatre
    begin, end = bounds(row.day, row.day, theatre)
    near = FieldObservation.objects.filter(
        seat=row.seat, patrol_link=None, started__gte=begin, started__lt=end
    )
    return list((near if row.seat else near.filter(author=row.author)).order_by("started"))


def same_seat(row: Patrol | FieldObservation, by: Account) -> bool:
    """Whether a row is of an account's seat, or its own where it sits with none."""
    return row.seat == by.seat if row.seat else row.author == by.id


def _allowed(by: Account, at: datetime | None) -> datetime:
    if not may(by.role, Right.OBSERVE):
        raise InquiryError(f"This account may not {Right.OBSERVE.value}: ask your seat for a role that may.")
    return utc(at)


def _mine(patrol: str, by: Account) -> Patrol:
    row = Patrol.objects.filter(id=patrol).first()
    if row is None or not same_seat(row, by):
        raise InquiryError(
            "The seat that planned a patrol tells of it: there is none of this number of yours."
        )
    return row
