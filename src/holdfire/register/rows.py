"""Writes what follows from readings: a report's text, checks and incidents, as a function of what stands now.

Each function here sets the rows of its kind to what the record and the reader say, whatever was there
before: so the order in which entries came, or a reader that changed on the way, leaves no trace, and a
rebuild gives exactly the live rows. Called by `projections` and `reported` only.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from holdfire.checking import Check as Finding
from holdfire.checking import check_across
from holdfire.linking import LinkedIncident, Memory, link
from holdfire.register import deciding
from holdfire.register.derived import Opened, as_json
from holdfire.register.filed import filed_claims
from holdfire.register.models import Check, Incident, IncidentClaim, LeftClaim, Report
from holdfire.theatre import Theatre

TITLE = 12  # words
BATCH = 500  # rows in one statement


def set_opened(report: Report, opened: Opened) -> None:
    """Sets a report's text and date to what opening and reading it gives."""
    document, reading = opened.document, opened.reading
    report.title = (document.title or opening_words(document.text))[:300]
    report.text = document.text
    report.media_type = document.media_type[:100]
    report.language = (reading.language if reading else document.language)[:8]
    report.published = opened.published
    report.published_basis = opened.basis[:200]
    report.problem = document.problem or ""
    report.notes = [*document.notes, *(reading.notes if reading else ())]
    report.reader = reading.reader if reading else ""


def opening_words(text: str) -> str:
    """What a report without a title is called by: the words it begins with."""
    words = text.split(maxsplit=TITLE)
    return " ".join(words[:TITLE]) + (" …" if len(words) > TITLE else "")


def set_across(theatre: Theatre) -> None:
    """Sets the checks across reports and the incidents, over every claim nobody rejected.

    Incidents are linked anew, within what people decided about them. What linking worked out before is used
    again where the claims are the same, so that an entry costs what is new in it; the rows are those that
    the whole gives.
    """
    filed = filed_claims(theatre)
    linked = link(filed, theatre, deciding.standing(), _memory)
    set_checks(Check.objects.filter(report=None), named(check_across(filed, theatre, linked), ""), None)
    set_incidents(linked, {f.id: f.side or "" for f in filed})


_memory = Memory()  # whoever links holds the write lock


def set_incidents(linked: Iterable[LinkedIncident], sides: dict[str, str]) -> None:
    """Sets the incidents and who belongs to which."""
    linked = list(linked)
    kept = {one.id for one in linked}
    gone = [id for id in Incident.objects.order_by().values_list("id", flat=True) if id not in kept]
    members = [
        IncidentClaim(
            incident_id=one.id, claim_id=m.claim, role=m.role, side=sides.get(m.claim, ""), why=list(m.why)
        )
        for one in linked
        for m in one.members
    ]
    belong = {m.claim_id for m in members}
    stood = IncidentClaim.objects.order_by().values_list("pk", "claim_id", "incident_id")
    left = [row for row in stood if row[1] not in belong]
    # A claim that is shredded, or read no more, took its row with it: its incident's id still names it.
    lost = {"c" + id.removeprefix("i"): id for id in gone} | {claim: id for _, claim, id in left}
    _note_lost({claim: id for claim, id in lost.items() if claim not in belong}, belong)
    Incident.objects.filter(id__in=gone).delete()
    put(Incident, [_incident(one) for one in linked])
    IncidentClaim.objects.filter(pk__in=[row[0] for row in left]).delete()
    put(IncidentClaim, members, key="claim")


def _note_lost(lost: dict[str, str], belong: set[str]) -> None:
    """Keeps, of each claim that its incident lost, the first of that incident's claims that still belongs."""
    if not lost:
        return
    were = dict(Incident.objects.filter(id__in=set(lost.values())).values_list("id", "data"))
    rows = []
    for claim, id in lost.items():
        beside = [str(m["claim"]) for m in were[id].get("members", ()) if m["claim"] in belong]
        rows.append(LeftClaim(claim=claim, fellow=beside[0] if beside else ""))
    put(LeftClaim, rows)


def _incident(one: LinkedIncident) -> Incident:
    time, place = one.time, one.place
    return Incident(
        id=one.id,
        title=one.title[:300],
        group=one.group or "",
        type=one.type or "",
        time_start=(time.start or "") if time else "",
        time_end=(time.end or "") if time else "",
        place_id=(place.place_id or "") if place else "",
        place_name=place.name[:200] if place else "",
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        radius_km=place.radius_km if place else None,
        voices=one.voices,
        data=as_json(one),
    )


def named(findings: Iterable[Finding], report: str) -> dict[str, Finding]:
    """Findings within a report, or across reports where it is "", by the ids of their rows."""
    found: dict[str, Finding] = {}
    for one in findings:
        words = [one.kind, report, *map(str, one.claims), one.sentence]
        found["k" + hashlib.sha256("\n".join(words).encode()).hexdigest()[:20]] = one
    return dict(sorted(found.items()))


def check_rows(found: dict[str, Finding], report: str | None) -> list[Check]:
    """The rows of findings."""
    return [
        Check(id=id, kind=f.kind, sentence=f.sentence, data=as_json(f), report_id=report)
        for id, f in found.items()
    ]


def check_claims(found: dict[str, Finding]) -> list[Any]:
    """The rows that say which claims findings are about."""
    wanted = {(id, str(claim)): None for id, f in found.items() for claim in f.claims}
    return [Check.claims.through(check_id=id, claim_id=claim) for id, claim in wanted]


def set_checks(standing: QuerySet[Check], found: dict[str, Finding], report: str | None) -> None:
    """Sets the checks that stand to these findings."""
    standing.exclude(id__in=found).delete()
    put(Check, check_rows(found, report))
    through, wanted = Check.claims.through, check_claims(found)
    pairs = {(row.check_id, row.claim_id) for row in wanted}
    there = through.objects.filter(check_id__in=found).values_list("check_id", "claim_id", "pk")
    known = {(check, claim): pk for check, claim, pk in there}
    through.objects.filter(pk__in=[pk for pair, pk in known.items() if pair not in pairs]).delete()
    through.objects.bulk_create([row for row in wanted if (row.check_id, row.claim_id) not in known])


def put(model: type[Model], rows: Sequence[Any], *, key: str = "") -> None:
    """Inserts rows, or sets the columns of those whose key is there; what stands as it should is left alone.

    `key` is a unique field to go by instead of the primary key.
    """
    name = key or model._meta.pk.name
    fields = [f for f in model._meta.concrete_fields if f.name == name or not f.primary_key]
    columns = [f.attname for f in fields]
    at = model._meta.get_field(name).attname  # type: ignore[union-attr]
    said = {getattr(row, at): tuple(getattr(row, c) for c in columns) for row in rows}
    known: dict[Any, tuple[Any, ...]] = {}
    for some in batched(list(said), BATCH):
        there = model._default_manager.order_by().filter(**{f"{at}__in": some})
        known |= {row[columns.index(at)]: row for row in there.values_list(*columns)}
    model._default_manager.bulk_create(
        [row for row in rows if known.get(getattr(row, at)) != said[getattr(row, at)]],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=[name],
        update_fields=[f.name for f in fields if f.name != name],
    )


def batched(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Items in runs of a size."""
    return (items[n : n + size] for n in range(0, len(items), size))
