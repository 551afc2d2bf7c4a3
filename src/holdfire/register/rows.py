"""Writes what follows from a reading: claims, checks and incidents, as a function of what stands now.

Each function here sets the rows of its kind to what the record and the reader say, whatever was there
before: so the order in which entries came, or a reader that changed on the way, leaves no trace, and a
rebuild gives exactly the live rows. Called by `projections` only.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db.models import Model, QuerySet

from holdfire.checking import Check as Finding
from holdfire.checking import check_across, check_report
from holdfire.linking import LinkedIncident, link
from holdfire.reading.claim import Claim as ReadClaim
from holdfire.reading.claim import FiledClaim, Reading
from holdfire.register import deciding
from holdfire.register.derived import Opened, as_claim, as_json, claim_columns, claim_ids
from holdfire.register.models import Check, Claim, ClaimState, Incident, IncidentClaim, Report
from holdfire.theatre import Lookup, Theatre

TITLE = 12  # words


def set_opened(report: Report, opened: Opened, names: Lookup) -> None:
    """Sets a report's text, date and claims to what opening and reading it gives."""
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
    report.save()
    set_claims(report, reading, names)
    set_report_checks(report)


def opening_words(text: str) -> str:
    """What a report without a title is called by: the words it begins with."""
    words = text.split(maxsplit=TITLE)
    return " ".join(words[:TITLE]) + (" …" if len(words) > TITLE else "")


def set_claims(report: Report, reading: Reading | None, names: Lookup) -> None:
    """Sets a report's claims: as read, but what a person decided stays as the person left it."""
    claims = reading.claims if reading else ()
    machine = dict(zip(claim_ids(report.id, claims), claims, strict=True))
    decided = {c.id: c for c in report.claims.exclude(state=ClaimState.MACHINE)}
    stand: dict[str, ReadClaim] = machine | {id: as_claim(row.data) for id, row in decided.items()}
    report.claims.exclude(id__in=stand).delete()
    ordered = sorted(stand.items(), key=lambda item: (item[1].start, item[1].end, item[0]))
    put(
        Claim,
        [
            Claim(
                id=id,
                report=report,
                ordinal=ordinal,
                data=decided[id].data if id in decided else as_json(claim),
                machine=as_json(machine[id]) if id in machine else {},
                state=decided[id].state if id in decided else ClaimState.MACHINE,
                **claim_columns(claim, names),
            )
            for ordinal, (id, claim) in enumerate(ordered)
        ],
    )


def set_decided(report: Report, id: str, claim: ReadClaim, state: ClaimState, names: Lookup) -> Claim:
    """Sets one claim to what a person decided; makes it where the present reader does not read it."""
    before = report.claims.filter(id=id).first()
    row = Claim(
        id=id,
        report=report,
        ordinal=before.ordinal if before else 0,
        data=as_json(claim),
        machine=before.machine if before else {},
        state=state,
        **claim_columns(claim, names),
    )
    put(Claim, [row])
    if before is None:
        for ordinal, one in enumerate(report.claims.order_by("start", "end", "id")):
            if one.ordinal != ordinal:
                Claim.objects.filter(id=one.id).update(ordinal=ordinal)
    return row


def set_report_checks(report: Report) -> None:
    """Sets the checks within one report, over its claims as they stand; rejected claims are left out."""
    rows = list(report.claims.exclude(state=ClaimState.REJECTED).order_by("ordinal"))
    standing = Reading(
        reader=report.reader,
        theatre=None,
        language=report.language,
        published=report.published.isoformat() if report.published else None,
        text=report.text,
        claims=tuple(as_claim(row.data) for row in rows),
    )
    findings = check_report(standing) if rows else ()
    ids = [row.id for row in rows]
    named = [msgspec.structs.replace(f, claims=tuple(ids[int(i)] for i in f.claims)) for f in findings]
    _set_checks(report.checks.all(), named, report)


def set_across(theatre: Theatre) -> None:
    """Sets the checks across reports and the incidents, over every claim nobody rejected.

    Incidents are linked anew, within what people decided about them.
    """
    filed = filed_claims(theatre)
    _set_checks(Check.objects.filter(report=None), check_across(filed, theatre), None)
    set_incidents(link(filed, theatre, deciding.standing()), {f.id: f.side or "" for f in filed})


def filed_claims(theatre: Theatre, only: Iterable[str] | None = None) -> tuple[FiledClaim, ...]:
    """Every claim that stands, or those of the ids given, with where it was filed, oldest report first."""
    names = Lookup(theatre)
    rows = (
        Claim.objects.exclude(state=ClaimState.REJECTED)
        .select_related("report")
        .defer("machine", "report__text")
    )
    if only is not None:
        rows = rows.filter(id__in=list(only))
    found = []
    for row in rows.order_by("report__published", "report_id", "ordinal"):
        source = names.source(row.report.source_id)
        published = row.report.published
        found.append(
            FiledClaim(
                id=row.id,
                report=row.report.id,
                published=published.isoformat() if published else None,
                source=row.report.source_id,
                side=row.side or None,
                # Of a source nobody described we know no independence: each report is its own voice.
                group=(source.group or source.id) if source else row.report.source_id or row.report.id,
                claim=as_claim(row.data),
                confirmed=row.state in (ClaimState.CONFIRMED, ClaimState.CORRECTED),
            )
        )
    return tuple(sorted(found, key=lambda f: (f.published or "", f.report)))


def set_incidents(linked: Iterable[LinkedIncident], sides: dict[str, str]) -> None:
    """Sets the incidents and who belongs to which."""
    linked = list(linked)
    Incident.objects.exclude(id__in=[i.id for i in linked]).delete()
    put(Incident, [_incident(one) for one in linked])
    IncidentClaim.objects.all().delete()
    IncidentClaim.objects.bulk_create(
        [
            IncidentClaim(
                incident_id=one.id,
                claim_id=m.claim,
                role=m.role,
                side=sides.get(m.claim, ""),
                why=list(m.why),
            )
            for one in linked
            for m in one.members
        ]
    )


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


def _set_checks(standing: QuerySet[Check], findings: Iterable[Finding], report: Report | None) -> None:
    found = {_check_id(f, report): f for f in findings}
    standing.exclude(id__in=found).delete()
    put(
        Check,
        [
            Check(id=id, kind=f.kind, sentence=f.sentence, data=as_json(f), report=report)
            for id, f in sorted(found.items())
        ],
    )
    through = Check.claims.through
    through.objects.filter(check_id__in=found).delete()
    through.objects.bulk_create(
        [
            through(check_id=id, claim_id=str(claim))
            for id, f in sorted(found.items())
            for claim in dict.fromkeys(f.claims)
        ]
    )


def _check_id(finding: Finding, report: Report | None) -> str:
    words = [finding.kind, report.id if report else "", *map(str, finding.claims), finding.sentence]
    return "k" + hashlib.sha256("\n".join(words).encode()).hexdigest()[:20]


def put(model: type[Model], rows: Sequence[Any]) -> None:
    """Inserts rows, or sets every column of those whose key is there."""
    key = model._meta.pk.name
    columns = [f.name for f in model._meta.concrete_fields if f.name != key]
    model._default_manager.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=[key], update_fields=columns
    )
