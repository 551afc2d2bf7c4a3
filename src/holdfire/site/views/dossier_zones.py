"""Zones: the rules, what is measured against each with its sum, and the map of both."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from holdfire.checking.zonerules import Sighted
from holdfire.dossiers import zones
from holdfire.inquiry.models import FieldObservation
from holdfire.site.roles import Right, needs
from holdfire.site.views.dossiers import show_dossier
from holdfire.site.views.incidents import town_labels
from holdfire.site.watched import as_of, party_name, theatre, type_name

OUTGOING = "outgoing"


@needs(Right.READ)
def show(request: HttpRequest) -> HttpResponse:
    """The page."""
    on = as_of(request)
    found = zones.zones(on, theatre(), observed=observed())
    context: dict[str, Any] = {
        "on": on,
        "rules": found,
        "types": {t: type_name(t) for r in found for t in r.rule.types},
    }
    return show_dossier(request, "zones", context)


@needs(Right.READ)
def drawing(request: HttpRequest) -> JsonResponse:
    """What the map draws: the zones that rules are about, and what is certainly or possibly too near."""
    on = as_of(request)
    found = zones.zones(on, theatre(), observed=observed())
    spots = {}
    for ruled in found:
        for case in ruled.nearer:
            one = case.measured.sighted
            spots[one.id] = {
                "id": one.id,
                "title": f"{type_name(one.type)}: {case.measured.verdict}",
                "when": f"{one.on:%Y-%m-%d}" if one.on else "",
                "where": one.place,
                "voices": ruled.rule.title,
                "url": _url(case),
                "lat": one.lat,
                "lon": one.lon,
                "radius_km": one.radius_km,
            }
    drawn = {r.zone.id: r.zone for r in found}.values()
    features = [
        {
            "type": "Feature",
            "properties": {"id": z.id, "name": z.name, "said": f"as stated by {party_name(z.stated_by)}"},
            "geometry": z.geometry,
        }
        for z in drawn
    ]
    return JsonResponse(
        {
            "bounds": theatre().bounds,
            "incidents": list(spots.values()),
            "labels": town_labels(theatre()),
            "zones": {"type": "FeatureCollection", "features": features},
        }
    )


def observed() -> list[Sighted]:
    """Monitors' observations of weapons whose place is known; who fired, a monitor does not say."""
    return [
        Sighted(
            id=f"observation {row.entry}",
            on=row.started.date(),
            type=row.data["weapon"],
            party="",
            place=f"observation, entry {row.entry}",
            lat=row.lat,
            lon=row.lon,
            radius_km=row.radius_km or 0.0,
            at_weapon=row.data["description"] == OUTGOING,
        )
        for row in FieldObservation.objects.exclude(lat=None)
        if row.lat is not None and row.lon is not None and row.data["weapon"]
    ]


def _url(case: zones.Case) -> str:
    if case.said is not None:
        return f"{reverse('report', args=[case.said.report_id])}#{case.said.claim_id}"
    return reverse("entry", args=[case.measured.sighted.id.removeprefix("observation ")])
