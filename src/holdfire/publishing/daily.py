"""The report of a day or a period: what is told of it, by whom, beside the period before.

Counts are of incidents as sides tell them, never of who did what. An incident counts in a period when the
time told of it touches the period, so one told of a whole week counts on each of its days. No report is not
no incident: who reported and who was silent stands beside the counts.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec
from django.db.models import Max, QuerySet

from holdfire.dossiers.agreement import agreements
from holdfire.dossiers.confirmed import confirmed
from holdfire.inquiry.models import FieldObservation
from holdfire.publishing.field import NOT_SAID, Violation, observed, when
from holdfire.publishing.filtered import asked, filtered
from holdfire.publishing.naming import NO_SEAT, Naming
from holdfire.publishing.patrols import Coverage, coverage
from holdfire.publishing.standing import Standing, standing
from holdfire.reading.claim import Claim
from holdfire.register.models import Check, Incident, IncidentClaim, Report
from holdfire.register.models import Claim as RegisteredClaim
from holdfire.theatre import Theatre
from holdfire.theatre.days import bounds, zone_of

SUMS = ("sum", "total-fell")
TOO_FEW = 3  # words of a content that are shown only with their speaker and cue
DAY = timedelta(days=1)
AHEAD = 30  # days of deadlines told in advance


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents one side tells of in one area, and in the period before."""

    area: str
    side: str
    now: int
    before: int


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """What one side says of a disputed incident, in its words."""

    side: str
    speaker: str
    words: str
    source: str


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """An incident that some assert and others deny, both at equal length of type."""

    incident: str
    title: str
    asserted: tuple[Version, ...]
    denied: tuple[Version, ...]


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """An obligation with a deadline, by the calendar alone."""

    agreement: str
    clause: str
    text: str
    obligors: str
    status: str


class Daily(msgspec.Struct, frozen=True, kw_only=True):
    """The whole report."""

    theatre: str
    first: date
    last: date
    before: tuple[date, date]
    total: int
    total_before: int
    counts: tuple[Count, ...]
    violations: tuple[Violation, ...]
    disputes: tuple[Dispute, ...]
    sums: tuple[str, ...]
    deadlines: tuple[Due, ...]
    reported: tuple[str, ...]  # sources with a report published in the period
    silent: tuple[str, ...]
    posts_named: tuple[str, ...]
    posts_silent: tuple[str, ...]
    patrols: Coverage
    standing: Standing


def daily(first: date, last: date, theatre: Theatre) -> Daily:
    """The report of the days from first to last, both included."""
    naming = Naming(theatre)
    before = (first - (last - first) - timedelta(days=1), first - timedelta(days=1))
    now, then = list(_told(first, last, theatre)), list(_told(*before, theatre))
    reports = Report.objects.filter(published__range=(first, last))
    heard = set(reports.order_by().values_list("source_id", flat=True))
    posts = {p.id: p.name for p in theatre.places if p.kind == "post"}
    named = {p for p in reports.values_list("claims__place_id", flat=True) if p in posts}
    days = f"{first}" if first == last else f"{first} to {last}"
    return Daily(
        theatre=theatre.name,
        first=first,
        last=last,
        before=before,
        total=len(now),
        total_before=len(then),
        counts=_counts(now, then, naming),
        violations=(*observed(first, last, naming), *_violations(now, naming)),
        disputes=tuple(_disputes(now, naming)),
        sums=tuple(
            Check.objects.filter(kind__in=SUMS, report__in=reports).values_list("sentence", flat=True)
        ),
        deadlines=tuple(_deadlines(last, theatre)),
        reported=tuple(sorted(naming.source(s) for s in heard)),
        silent=tuple(s.name for s in theatre.sources if s.id not in heard),
        posts_named=tuple(sorted(posts[p] for p in named)),
        posts_silent=tuple(sorted(name for id, name in posts.items() if id not in named)),
        patrols=coverage(first, last, naming),
        standing=standing(f"incidents told of {days}"),
    )


def last_told(on: date, theatre: Theatre) -> date:
    """The last day, up to `on`, on which something is told to have begun or was observed; else `on`."""
    begun = Incident.objects.exclude(time_start="").filter(time_start__lt=(on + DAY).isoformat())
    days = [date.fromisoformat(at[:10]) for at in begun.aggregate(at=Max("time_start")).values() if at]
    seen = FieldObservation.objects.filter(started__lt=bounds(on, on, theatre)[1])
    days += [
        at.astimezone(zone_of(theatre)).date() for at in seen.aggregate(at=Max("started")).values() if at
    ]
    return max(days, default=on)


def _told(first: date, last: date, theatre: Theatre) -> QuerySet[Incident]:
    return filtered(asked({"from": first.isoformat(), "to": last.isoformat()}), theatre)


def _counts(now: list[Incident], then: list[Incident], naming: Naming) -> tuple[Count, ...]:
    new, old = Counter(_cells(now, naming)), Counter(_cells(then, naming))
    return tuple(
        Count(area=area, side=side, now=new[area, side], before=old[area, side])
        for area, side in sorted(new.keys() | old.keys())
    )


def _cells(incidents: Iterable[Incident], naming: Naming) -> Iterable[tuple[str, str]]:
    for one in incidents:
        sides = {naming.seat(m.side) for m in one.members.all() if m.role == "asserts"}
        for side in sides or {NO_SEAT}:
            yield naming.area(one.place_id, one.place_name), side


def _violations(incidents: Iterable[Incident], naming: Naming) -> Iterable[Violation]:
    members = IncidentClaim.objects.filter(incident__in=[i.id for i in incidents], claim__kind="violation")
    for member in members.select_related("claim__report").order_by("claim__time_start", "claim_id"):
        row = member.claim
        claim = msgspec.convert(row.data, Claim)
        numbers = [q.text if q.unit in q.text else f"{q.text} {q.unit}" for q in claim.quantities]
        yield Violation(
            incident=member.incident_id,
            told_by=f"{row.speaker or 'nobody named'} ({naming.seat(member.side)})",
            part=_part(member.role, claim.modality),
            position=NOT_SAID,  # a claim names no monitors' position; only an observation does
            location=" / ".join(naming.places(row.place_id, row.place_name)) or NOT_SAID,
            means=NOT_SAID,
            number=", ".join(dict.fromkeys(numbers)) or NOT_SAID,
            observation=naming.type(row.violation_type) or NOT_SAID,
            description=NOT_SAID,  # outgoing, incoming, impact: only an observation says it
            weapon=claim.weapon or NOT_SAID,
            when=when(row.time_start, row.time_end) or NOT_SAID,
            words=row.content,
            source=naming.source(row.report.source_id),
            state=row.get_state_display(),
        )


def _part(role: str, modality: str | None) -> str:
    said = {"asserts": "says so", "denies": "denies it"}.get(role, "a copy")
    return f"{said} ({modality})" if modality in ("planned", "conditional", "possible") else said


def _disputes(incidents: Iterable[Incident], naming: Naming) -> Iterable[Dispute]:
    for one in incidents:
        told: dict[str, list[Version]] = {"asserts": [], "denies": []}
        for member in one.members.all():
            if member.role in told:
                row = member.claim
                version = Version(
                    side=naming.seat(member.side),
                    speaker=row.speaker or "nobody named",
                    words=_words(row),
                    source=naming.source(row.report.source_id),
                )
                told[member.role].append(version)
        if told["denies"]:
            yield Dispute(
                incident=one.id,
                title=one.title,
                asserted=tuple(told["asserts"]),
                denied=tuple(told["denies"]),
            )


def _words(row: RegisteredClaim) -> str:
    """What is said; with who says it and how where that alone means nothing ("Stepanakert denied that")."""
    if len(row.content.split()) >= TOO_FEW:
        return row.content
    spans = msgspec.convert(row.data, Claim).spans
    edges = [edge for span in (*spans.source, *spans.cue, *spans.content) for edge in span]
    whole = row.report.text[min(edges) : max(edges)] if edges else ""
    return " ".join(whole.split()) or row.content


def _deadlines(on: date, theatre: Theatre) -> Iterable[Due]:
    for dossier in agreements(on, theatre, confirmed(theatre)):
        for one in dossier.obligations:
            if one.days is not None and one.days <= AHEAD:
                yield Due(
                    agreement=dossier.name,
                    clause=one.obligation.id,
                    text=one.obligation.text,
                    obligors=", ".join(one.obligors),
                    status=one.status,
                )
