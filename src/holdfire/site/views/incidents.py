"""Incidents: map, timeline and table under one filter; one incident with each side in its column."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from holdfire.inquiry.models import Inquiry
from holdfire.inquiry.sighted import observations_of
from holdfire.publishing.filtered import CLAIMS, TABLES, box_of, filtered
from holdfire.publishing.filtered import asked as asked_for
from holdfire.register.incidents import addresses, first_claim, standing_at, stood
from holdfire.register.models import Claim, Incident, IncidentClaim
from holdfire.site import tabled, words
from holdfire.site.accounts import account_of
from holdfire.site.cards import card_of_row, check_card
from holdfire.site.corroborating import panel
from holdfire.site.decisions import decided_on, moved, rejected
from holdfire.site.nearest import Near, nearest
from holdfire.site.roles import Right, needs
from holdfire.site.timeline import lay_out
from holdfire.site.views.field import shown
from holdfire.site.watched import party_name, place_names, seat_name, source_name, theatre, type_name
from holdfire.theatre.types import Theatre, Zone

LARGEST = 500  # incidents shown at once; the filter narrows further
VOICES = {
    "both": "told by more than one side",
    "one": "told by one side only",
    "denied": "denied by somebody",
    "copied": "with a copied report",
}


@needs(Right.READ)
def listing(request: HttpRequest) -> HttpResponse:
    """The three views over the same filtered incidents."""
    asked = asked_for(request.GET)
    found = list(filtered(asked, theatre())[: LARGEST + 1])
    types = sorted(
        set(Incident.objects.exclude(type="").order_by().values_list("type", flat=True).distinct())
    )
    rows = [summary(i) for i in found[:LARGEST]]
    data = tabled.shown(asked, request.GET.get("after", ""))
    return render(
        request,
        "incidents/list.html",
        {
            "asked": asked,
            "rows": rows,
            "more": len(found) > LARGEST,
            "timeline": lay_out(found[:LARGEST]),
            "data": data,
            "of": ((CLAIMS, "claims of reports"), (TABLES, "data sets")),
            "box": box_of(asked["box"]),
            "types": [
                *((t, type_name(t)) for t in types),
                *(one for one in (data["types"] if data else ()) if one[0] not in types),
            ],
            "groups": words.GROUPS,
            "voices": VOICES,
            "seats": theatre().seats,
            "query": request.GET.urlencode(),
            "unplaced": sum(i.lat is None for i in found[:LARGEST]),
        },
    )


@needs(Right.READ)
def drawing(request: HttpRequest) -> JsonResponse:
    """What the map draws: the same filtered incidents, the zones and the names of towns."""
    watched = theatre()
    asked = asked_for(request.GET)
    spots = []
    for incident in filtered(asked, watched)[:LARGEST]:
        if incident.lat is None or incident.lon is None:
            continue
        row = summary(incident)
        spots.append(
            {
                "id": incident.id,
                "title": incident.title,
                "when": row["when"],
                "where": " / ".join(row["names"]),
                "voices": row["voices"],
                "url": reverse("incident", args=[incident.id]),
                "lat": incident.lat,
                "lon": incident.lon,
                "radius_km": incident.radius_km,
            }
        )
    first, last = _days(asked)
    zones = [
        {
            "type": "Feature",
            "properties": {
                "id": z.id,
                "name": z.name,
                "said": f"as stated by {party_name(z.stated_by) or 'a source not named'}",
            },
            "geometry": z.geometry,
        }
        for z in watched.zones
        if _stood(z, first, last)
    ]
    return JsonResponse(
        {
            "bounds": watched.bounds,
            "extent": tabled.extent(asked),
            "incidents": spots,
            "labels": town_labels(watched),
            "zones": {"type": "FeatureCollection", "features": zones},
        }
    )


def town_labels(watched: Theatre) -> list[dict[str, Any]]:
    """The names a map writes: countries and towns, each with its other names."""
    ranks = {"country": 0, "town": 1}
    return [
        {
            "name": p.name,
            "lat": p.lat,
            "lon": p.lon,
            "rank": ranks[p.kind],
            "other": " / ".join([n for n in place_names(p.id, p.name)[1:] if n][:3]),
        }
        for p in watched.places
        if p.kind in ranks
    ]


def _days(asked: dict[str, str]) -> tuple[str, str]:
    """The days shown: the filter's, else from the first incident to the last."""
    dated = (
        Incident.objects.exclude(time_start="").order_by("time_start").values_list("time_start", flat=True)
    )
    return asked["from"] or (dated.first() or "")[:10], asked["to"] or (dated.last() or "")[:10]


def _stood(zone: Zone, first: str, last: str) -> bool:
    """Whether a line is said to have stood on any of the days shown."""
    if not first or not last:
        return zone.end is None
    return (zone.start is None or zone.start.isoformat() <= last) and (
        zone.end is None or zone.end.isoformat() >= first
    )


def summary(incident: Incident, given: list[IncidentClaim] | None = None) -> dict[str, Any]:
    """An incident as lists show it: when, where, what, who tells and who denies it."""
    members = list(incident.members.all()) if given is None else given
    return {
        "incident": incident,
        "when": words.interval(incident.time_start or None, incident.time_end or None),
        "names": place_names(incident.place_id, incident.place_name),
        "type": type_name(incident.type) if incident.type else words.GROUPS.get(incident.group, ""),
        "sides": sorted({seat_name(m.side) for m in members if m.role == "asserts" and m.side}),
        "denied": sorted({seat_name(m.side) for m in members if m.role == "denies"}),
        "copies": sum(m.role == "copies" for m in members),
        "voices": voices(incident.voices),
        "reports": len({m.claim.report_id for m in members}),
    }


def voices(count: int) -> str:
    """How many independent origins assert it."""
    return {0: "no independent voice", 1: "1 voice"}.get(count, f"{count} independent voices")


@needs(Right.READ)
def detail(request: HttpRequest, id: str) -> HttpResponse:
    """One incident: columns by side, denials beside what they deny, copies, why linked, what people decided.

    An address of an incident that was merged, or whose first claim is linked elsewhere or rejected, leads
    on; one of which nothing is left says why.
    """
    incident = standing_at(id)
    if incident is None:
        return _fallen(request, id)
    if incident.id != id:
        return redirect(f"{reverse('incident', args=[incident.id])}?was={quote(id)}")
    members = list(
        incident.members.select_related("claim__report")
        .defer("claim__report__text", "claim__report__notes", "claim__machine")
        .prefetch_related("claim__checks")
        .order_by("claim__report__published", "claim__report_id", "claim__ordinal")
    )
    columns: dict[str, list[dict[str, Any]]] = {}
    seen = {}
    for member in members:
        columns.setdefault(member.side, []).append(
            {
                "member": member,
                "row": member.claim,
                "card": card_of_row(member.claim, member.claim.ordinal + 1),
                "source": source_name(member.claim.report.source_id),
            }
        )
        for check in member.claim.checks.all():
            seen[check.id] = check
    by = account_of(request)
    observed = [shown(row, by) | {"why": why} for row, why in observations_of(incident, theatre())]
    order = [s.id for s in theatre().seats]
    headed = sorted(columns.items(), key=lambda c: order.index(c[0]) if c[0] in order else len(order))
    return render(
        request,
        "incidents/detail.html",
        {
            "incident": incident,
            "facts": summary(incident, members),
            "count": len(members),
            "columns": [(seat_name(side) if side else "No seat", items) for side, items in headed],
            "checks": [check_card(c.data) for c in seen.values()],
            "inquiries": Inquiry.objects.filter(
                incidents__incident__in=[incident.id, *addresses([m.claim_id for m in members])]
            ).distinct(),
            "decided": decided_on(incident),
            "panel": panel(incident, theatre(), seen.values()),
            "moved": moved(incident, request.GET.get("was", "")),
            "observed": observed,
            "observers": sorted({seat_name(o["row"].seat) for o in observed}),
        },
    )


def _fallen(request: HttpRequest, id: str) -> HttpResponse:
    """The page of an incident of which no claim is left: what it was, why it stands no more, what is near.

    It is a page as any other: whoever confirms the claim after all finds the incident here again.
    """
    if not stood(id):
        raise Http404("There is no such incident: its address may be cut short.")
    claim = Claim.objects.filter(id=first_claim(id)).select_related("report").first()
    near: list[Near] = []
    if claim is not None:
        was = Incident(
            id=id,
            time_start=claim.time_start,
            time_end=claim.time_end,
            place_id=claim.place_id,
            lat=claim.lat,
            lon=claim.lon,
        )
        near = nearest(was, 5)
    return render(
        request,
        "incidents/fallen.html",
        {
            "claim": claim,
            "rejected": rejected(id),
            "source": source_name(claim.report.source_id) if claim else "",
            "near": [{"near": n, **summary(n.incident)} for n in near],
        },
    )
