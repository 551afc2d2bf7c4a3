"""Publish: what is filtered on the Incidents page as files, and the report of a day or a period."""

from django.http import Http404, HttpRequest, HttpResponse

from holdfire.publishing import exports, tables
from holdfire.publishing.filtered import asked, filtered, in_words
from holdfire.publishing.naming import Naming
from holdfire.publishing.standing import standing
from holdfire.site.roles import Right, needs
from holdfire.site.watched import theatre

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
