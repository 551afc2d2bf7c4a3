"""The theatre's days: a day runs from midnight to midnight in the theatre's own time, not in UTC."""

from datetime import date, datetime, time, timedelta, timezone

from holdfire.theatre.types import Theatre


def zone_of(theatre: Theatre) -> timezone:
    """The theatre's offset from UTC."""
    sign = -1 if theatre.utc_offset.startswith("-") else 1
    hours, _, minutes = theatre.utc_offset.lstrip("+-").partition(":")  # “+4” and “+04:00” alike
    return timezone(sign * timedelta(hours=int(hours or 0), minutes=int(minutes or 0)))


def day_of(at: datetime, theatre: Theatre) -> date:
    """The theatre's day at a moment."""
    return at.astimezone(zone_of(theatre)).date()


def bounds(first: date, last: date, theatre: Theatre) -> tuple[datetime, datetime]:
    """The moments at which the days from first to last, both included, begin and end."""
    zone = zone_of(theatre)
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)
