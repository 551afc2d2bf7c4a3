"""Dossiers: what confirmed claims say, one standing file a subject."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from holdfire.dossiers import (
    agreement,
    assessments,
    detainees,
    evidence,
    formats,
    liaison,
    monitoring,
    reconcile,
    sealed,
)
from holdfire.dossiers.confirmed import confirmed
from holdfire.dossiers.models import Missing, Movement
from holdfire.dossiers.projections import standing
from holdfire.register.models import Claim, ClaimState
from holdfire.site.roles import Right, needs
from holdfire.site.watched import as_of, party_name, theatre

DOSSIERS = (
    ("dossier-agreement", "Agreement", "Each obligation, its deadline, and what each side says of it."),
    ("dossier-detainees", "Detainees", "Every total claimed, whether its parts give it, and how it changed."),
    ("dossier-zones", "Zones", "Who may have what where, and how far what was told of stood from each line."),
    ("dossier-restoration", "Restoration", "Works and visits: what is planned, what is said to be done."),
    ("dossier-formats", "Formats", "Who proposes, supports or is accused of obstructing a format of talks."),
    ("dossier-liaison", "Liaison", "Meetings and standing contacts between the commands."),
    ("dossier-monitoring", "Monitoring", "Proposals to monitor and investigate, and the answers to them."),
)


@needs(Right.READ)
def index(request: HttpRequest) -> HttpResponse:
    """The standing files."""
    said = confirmed(theatre())
    on = as_of(request)
    ledger = detainees.ledger(on, theatre(), said)
    return render(
        request,
        "dossiers/index.html",
        {
            "dossiers": DOSSIERS,
            "confirmed": len(said),
            "on": on,
            "failing": ledger.failing,
            "waiting": Claim.objects.filter(state=ClaimState.MACHINE).count(),
        },
    )


@needs(Right.READ)
def show_agreement(request: HttpRequest) -> HttpResponse:
    """The agreement by obligation."""
    on = as_of(request)
    return show_dossier(
        request,
        "agreement",
        {
            "on": on,
            "agreements": agreement.agreements(
                on, theatre(), confirmed(theatre()), assessments.all_views(on, theatre())
            ),
        },
    )


@needs(Right.READ)
def show_detainees(request: HttpRequest) -> HttpResponse:
    """The detainee ledger with its sums."""
    on = as_of(request)
    public = detainees.ledger(on, theatre(), confirmed(theatre()))
    posted = standing()
    missing = Missing.objects.filter(since__lte=on)
    closed = missing.filter(closed_on__lte=on)
    ways = {how: closed.filter(how=how).count() for how in ("found", "identified", "returned")}
    return show_dossier(
        request,
        "detainees",
        {
            "on": on,
            "ledger": public,
            "custody": reconcile.party_ledgers(posted, on, theatre()),
            "reconciled": reconcile.reconcile(public.series, posted, theatre()),
            "movements": [
                movement_row(m) for m in Movement.objects.filter(on__lte=on).order_by("-on", "-entry")
            ],
            "missing": {"opened": missing.count(), "closed": sum(ways.values()), "ways": ways},
            "missing_still": missing.count() - sum(ways.values()),
        },
    )


@needs(Right.READ)
def show_formats(request: HttpRequest) -> HttpResponse:
    """Negotiation formats and positions on them."""
    on = as_of(request)
    found = formats.formats(on, theatre(), confirmed(theatre()))
    return show_dossier(request, "formats", {"on": on, "formats": found})


@needs(Right.READ)
def show_liaison(request: HttpRequest) -> HttpResponse:
    """Meetings and standing contacts."""
    on = as_of(request)
    return show_dossier(
        request, "liaison", {"on": on, "log": liaison.liaison(on, theatre(), confirmed(theatre()))}
    )


@needs(Right.READ)
def show_monitoring(request: HttpRequest) -> HttpResponse:
    """Proposals to monitor."""
    on = as_of(request)
    return show_dossier(
        request,
        "monitoring",
        {"on": on, "dossier": monitoring.monitoring(on, theatre(), confirmed(theatre()))},
    )


ACCOUNTS = {
    "free": "free, before capture",
    "returned": "returned",
    "died": "died in custody",
    "escaped": "escaped",
}


def movement_row(row: Movement) -> dict[str, Any]:
    """A movement of the ledger as a page shows it; its reason is for those who read persons' files."""
    lines = [
        {
            "side": line["side"],
            "of": party_name(line["of"]),
            "account": f"held by {party_name(line['by'])}" if line["by"] else ACCOUNTS[line["where"]],
            "count": line["count"],
            "persons": line["persons"],
        }
        for line in row.lines
    ]
    return {
        "row": row,
        "debits": [x for x in lines if x["side"] == "debit"],
        "credits": [x for x in lines if x["side"] == "credit"],
        "rests_on": evidence.shown(row.evidence),
        "why": sealed.text_of(row.words),
    }


def show_dossier(
    request: HttpRequest, name: str, context: dict[str, object], *, under: str = "", status: int = 200
) -> HttpResponse:
    """A page of a dossier under the tabs; `under` names the tab where the page has none of its own."""
    tabs = {"dossiers": DOSSIERS, "here": f"dossier-{under or name}"}
    return render(request, f"dossiers/{name}.html", context | tabs, status=status)
