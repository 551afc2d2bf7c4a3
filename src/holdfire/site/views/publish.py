"""Publish: what is filtered on the Incidents page as files, and the report of a day or a period."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from holdfire.datasets import store
from holdfire.datasets.asking import Asked
from holdfire.publishing import events, exports, tables
from holdfire.publishing.daily import Daily, last_told
from holdfire.publishing.filtered import asked, filtered, in_words, of_tables
from holdfire.publishing.frozen import report as standing_report
from holdfire.publishing.naming import Naming
from holdfire.publishing.paper import to_pdf
from holdfire.publishing.standing import Standing, standing
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
OF_TABLES = {
    "events.csv": TYPES["incidents.csv"],
    "rows.csv": TYPES["incidents.csv"],
    "events.xlsx": TYPES["incidents.xlsx"],
    "events.geojson": TYPES["incidents.geojson"],
}


@needs(Right.READ)
def export(request: HttpRequest, file: str) -> HttpResponseBase:
    """Every incident of the filter, also beyond those the page has room for."""
    if file in OF_TABLES:
        return _of_tables(request, file)
    if file not in TYPES:
        raise Http404(f"There is no export “{file}”: take one of {', '.join(TYPES | OF_TABLES)}.")
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


def _of_tables(request: HttpRequest, file: str) -> HttpResponseBase:
    """The events of data sets, or their rows, sent as they are written: there may be millions."""
    filter = asked(request.GET)
    wanted = of_tables(filter)
    path = store.here()
    if wanted is None or path is None or not path.exists():
        raise Http404(
            "This filter leaves out every data set, or none is counted here yet: run holdfire rebuild."
        )
    stands = standing(in_words(filter))
    answer: HttpResponseBase
    if file == "events.xlsx":
        with store.reading(path) as db:
            answer = FileResponse(events.to_xlsx(events.event_lines(db, wanted, Naming(theatre())), stands))
    else:
        answer = StreamingHttpResponse(_parts(file, path, wanted, stands))
    answer.headers["Content-Type"] = OF_TABLES[file]
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


def _parts(file: str, path: Path, wanted: Asked, stands: Standing) -> Iterator[bytes]:
    with store.reading(path) as db:
        if file == "rows.csv":
            yield from events.to_csv(events.ROW, events.row_lines(db, wanted), stands)
            return
        lines = events.event_lines(db, wanted, Naming(theatre()))
        yield from (
            events.to_geojson(lines, stands)
            if file == "events.geojson"
            else events.to_csv(events.EVENT, lines, stands)
        )


@needs(Right.READ)
def show(request: HttpRequest) -> HttpResponse:
    """The report of a day or a period as a page."""
    first, last = _period(request)
    length = last - first + DAY
    today = last_told(as_of(request), theatre())
    near = (
        ("The period before", first - length, first - DAY),
        ("The period after", last + DAY, last + length),
        ("The last day told of", today, today),
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
    """The days asked for; where none is asked, the week that ends on the last day something is told of."""
    asked_first = _day(request.GET.get("day", ""))
    today = asked_first or last_told(as_of(request), theatre())
    first = asked_first or today - WEEK + DAY
    last = _day(request.GET.get("to", "")) or asked_first or today
    return (first, last) if first <= last else (last, first)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2199 else None
