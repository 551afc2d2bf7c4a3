"""Publish: what is filtered on the Incidents page as files, and the report of a day or a period."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from holdfire.publishing import exports, tables
from holdfire.publishing.daily import Daily
from holdfire.publishing.filtered import asked, filtered, in_words
from holdfire.publishing.frozen import report as standing_report
from holdfire.publishing.naming import Naming
from holdfire.publishing.paper import to_pdf
from holdfire.publishing.standing import standing
from holdfire.site.roles import Right, needs
from holdfire.site.templatetags.register_words import STATIC
from holdfire.site.watched import as_of, theatre

DAY, WEEK = timedelta(days=1), timedelta(days=7)
TYPES = {
    "incidents.csv": "text/csv; charset=utf-8",
    "claims.csv": "text/csv; charset=utf-8",
    "incidents.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "incidents.geojson": "application/geo+json",
}


@needs(Right.READ)
def export(request: HttpRequest, file: str) -> HttpResponse:
    """Every incident of the filter, also beyond those the page has room for."""
    if file not in TYPES:
        raise Http404(f"There is no export “{file}”: take one of {', '.join(TYPES)}.")
    wanted = asked(request.GET)
    naming = Naming(theatre())
    found = list(filtered(wanted, theatre()))
    incidents, claims = tables.incident_rows(found, naming), tables.claim_rows(found, naming)
    stands = standing(in_words(wanted))
    if file == "incidents.csv":
        data = exports.to_csv(tables.INCIDENT, incidents, stands)
    elif file == "claims.csv":
        data = exports.to_csv(tables.CLAIM, claims, stands)
    elif file == "incidents.xlsx":
        data = exports.to_xlsx(incidents, claims, stands)
    else:
        data = exports.to_geojson(incidents, claims, stands)
    answer = HttpResponse(data, content_type=TYPES[file])
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


@needs(Right.READ)
def show(request: HttpRequest) -> HttpResponse:
    """The report of a day or a period as a page."""
    first, last = _period(request)
    length = last - first + DAY
    today = as_of(request)
    near = (
        ("The period before", first - length, first - DAY),
        ("The period after", last + DAY, last + length),
        ("The last day", today, today),
        ("The last week", today - WEEK + DAY, today),
        ("The last thirty days", today - timedelta(days=29), today),
    )
    found, lock = standing_report(first, last, theatre())
    return render(request, "publish/show.html", {"d": found, "near": near, "lock": lock})


@needs(Right.READ)
def pdf(request: HttpRequest) -> HttpResponse:
    """The same report on paper."""
    first, last = _period(request)
    answer = HttpResponse(to_pdf(standing_report(first, last, theatre())[0]), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="report-{first}.pdf"'
    return answer


def alone(report: Daily) -> str:
    """The report as one file that needs no server: the site's style sheet is written into it."""
    return render_to_string("publish/alone.html", {"d": report, "css": (STATIC / "holdfire.css").read_text()})


def _period(request: HttpRequest) -> tuple[date, date]:
    """The days asked for; the week that ends on the day the register is read as of where none is asked."""
    today = as_of(request)
    asked_first = _day(request.GET.get("day", ""))
    first = asked_first or today - WEEK + DAY
    last = _day(request.GET.get("to", "")) or asked_first or today
    return (first, last) if first <= last else (last, first)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2199 else None
