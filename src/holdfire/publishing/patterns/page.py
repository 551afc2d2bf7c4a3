"""The patterns of what is filtered: the register's incidents seen through every arithmetic of this room."""

from collections import Counter
from datetime import date, timedelta

import msgspec
from django.db.models import Count

from holdfire.publishing.filtered import filtered
from holdfire.publishing.naming import Naming
from holdfire.publishing.patterns.changes import Level, levels
from holdfire.publishing.patterns.hotspots import Hot, hot_spots
from holdfire.publishing.patterns.series import Happening, Series, series
from holdfire.publishing.patterns.unseen import Unseen, unseen
from holdfire.register.models import Incident, Report
from holdfire.theatre import Theatre

LONGEST = timedelta(days=3 * 366)  # a longer period is cut to its end


class Patterns(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the page shows of one period and filter."""

    first: date
    last: date
    total: int
    undated: int  # incidents of the filter that no day is told of
    series: Series
    levels: tuple[Level, ...]
    hot: Hot
    unseen: Unseen


def patterns(asked: dict[str, str], first: date, last: date, theatre: Theatre) -> Patterns:
    """The patterns of the incidents asked for that touch the days from first to last, both included."""
    first = max(first, last - LONGEST)
    asked = {**asked, "from": first.isoformat(), "to": last.isoformat()}
    naming = Naming(theatre)
    voices = _voices(naming)
    found = [_happening(i, naming, voices) for i in filtered(asked, theatre)]
    published = Report.objects.filter(published__range=(first, last)).order_by().values_list("published")
    reports: Counter[date] = Counter(dict(published.annotate(Count("id"))))
    counted = series(found, reports, first, last)
    return Patterns(
        first=first,
        last=last,
        total=len(found),
        undated=filtered({**asked, "from": "", "to": ""}, theatre).filter(time_start="").count(),
        series=counted,
        levels=levels(first, [d.incidents for d in counted.days]),
        hot=hot_spots(
            ((h.lat, h.lon, h.radius_km) for h in found),
            ((p.lat, p.lon) for p in theatre.places if p.kind not in ("country", "region", "district")),
        ),
        unseen=unseen(h.lists for h in found),
    )


def _happening(incident: Incident, naming: Naming, voices: dict[str, str]) -> Happening:
    told, asserted = [], set()
    for member in incident.members.all():
        source = member.claim.report.source_id
        voice = naming.seat(member.side) if member.side else voices.get(source, naming.source(source))
        told.append(voice)
        if member.role == "asserts":
            asserted.add(voice)
    return Happening(
        first=_day(incident.time_start),
        last=_day(incident.time_end),
        lat=incident.lat,
        lon=incident.lon,
        radius_km=incident.radius_km,
        area=naming.area(incident.place_id, incident.place_name),
        type=naming.type(incident.type) or "no type said",
        told=tuple(told),
        lists=frozenset(asserted),
    )


def _voices(naming: Naming) -> dict[str, str]:
    """For whom each source tells: its side; else itself, or the first of those that copy one another."""
    sources = naming.theatre.sources
    firsts = {s.group: s.name for s in reversed(sources) if s.group}
    return {s.id: naming.seat(s.side) if s.side else firsts.get(s.group, s.name) for s in sources}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
