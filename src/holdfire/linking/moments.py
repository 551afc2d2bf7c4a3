"""When a claim's event was: an interval in hours of the theatre's clock, and how sure it is."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import msgspec

from holdfire.reading.claim import FiledClaim, TimeSpan
from holdfire.theatre import Theatre
from holdfire.theatre.days import zone_of

EPOCH = datetime(1970, 1, 1)
DAY = 24.0
DAYS = ("minute", "hour", "part-of-day", "day")


class When(msgspec.Struct, frozen=True, kw_only=True):
    """[start, end) in hours. `stated`: the report says it; else only the day of the report bounds it."""

    start: float
    end: float
    stated: bool
    span: TimeSpan | None = None

    @property
    def length(self) -> float:
        """Hours between its ends."""
        return self.end - self.start

    def gap(self, other: "When") -> float:
        """Hours between two intervals; 0 when they meet."""
        return max(0.0, self.start - other.end, other.start - self.end)


def stated(filed: FiledClaim, theatre: Theatre) -> When | None:
    """The event time a claim states: the shortest interval it gives that its report could know of."""
    published = _day(filed.published)
    latest = hours(published) + 1.5 * DAY if published else None
    signed = {a.signed for a in theatre.agreements} | {_day(a.in_force[:10]) for a in theatre.agreements}
    found = []
    for span in _event_times(filed):
        when = of_span(span, theatre)
        if when is None or (latest is not None and when.start >= latest):
            continue
        day = _day(span.start)
        # "The statement of 9 November 2020" dates the agreement, not what is told of now.
        if published and day in signed and (published - day).days > 30:  # type: ignore[operator]
            continue
        found.append(when)
    short = [w for w in found if w.length <= 3 * DAY]
    return min(short or found, key=lambda w: (w.length, w.span.char_start if w.span else 0), default=None)


def published_window(filed: FiledClaim) -> When | None:
    """Where a claim without an event time can lie: the two days up to its report."""
    published = _day(filed.published)
    if published is None:
        return None
    at = hours(published)
    return When(start=at - 2 * DAY, end=at + DAY, stated=False)


def distinct_days(filed: FiledClaim) -> int:
    """How many days a claim dates events on: a chronicle tells of several."""
    return len({t.start[:10] for t in _event_times(filed) if t.start and t.precision in DAYS})


def of_span(span: TimeSpan, theatre: Theatre) -> When | None:
    """An interval of the report in hours; a bare date is the whole local day."""
    start, end = _at(span.start, theatre), _at(span.end, theatre, last=True)
    if start is None and end is None:
        return None
    if start is None or end is None or end < start:
        start = end = start if start is not None else end
        assert start is not None and end is not None
    return When(start=start, end=max(end, start + 0.25), stated=True, span=span)


def of_moment(moment: datetime, theatre: Theatre) -> float:
    """A moment in hours of the theatre's clock; one without a zone is of that clock already."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(zone_of(theatre)).replace(tzinfo=None)
    return (moment - EPOCH).total_seconds() / 3600


def hours(day: date) -> float:
    """A local midnight in hours."""
    return (datetime.combine(day, time()) - EPOCH).total_seconds() / 3600


def as_date(at: float) -> date:
    """The local day an hour lies in."""
    return (EPOCH + timedelta(hours=at)).date()


def _event_times(filed: FiledClaim) -> Iterable[TimeSpan]:
    claim = filed.claim
    return dict.fromkeys(
        t for t in (claim.time, *claim.times) if t is not None and t.of == "event" and t.start
    )


def _at(iso: str | None, theatre: Theatre, *, last: bool = False) -> float | None:
    if not iso:
        return None
    try:
        if len(iso) == 10:
            return hours(date.fromisoformat(iso)) + (DAY if last else 0)
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return of_moment(moment, theatre)


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None
