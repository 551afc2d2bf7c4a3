"""Events of data sets: map tiles under the page's filter, and one event with every row that tells of it."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from holdfire.datasets import asking, store, tables
from holdfire.datasets.models import Table
from holdfire.datasets.tiles import Tile
from holdfire.errors import RegisterError
from holdfire.publishing.filtered import asked as asked_for
from holdfire.publishing.filtered import of_tables
from holdfire.register.instance import open_instance
from holdfire.site import tabled, words
from holdfire.site.roles import Right, needs

ORIGINALS = 20  # rows of one event shown as received; the others have pages of their own
MVT = "application/vnd.mapbox-vector-tile"
STATUSES = {"new": "first met", "unchanged": "unchanged", "changed": "changed"}


@needs(Right.READ)
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """A tile of what is filtered; an address with the store's version may be kept by the browser."""
    at = Tile(z, x, y)
    if not at.exists():
        raise Http404(f"The map has no tile {z}/{x}/{y}.")
    wanted = of_tables(asked_for(request.GET))
    data = b""
    if wanted is not None and (path := store.here()) is not None:
        try:
            with store.reading(path) as db:
                known = asking.known(db)
                data = asking.tile_bytes(db, wanted, at, lambda one: _said(one, known))
        except RegisterError:
            pass  # the page says what is to be done
    answer = HttpResponse(data, content_type=MVT)
    answer.headers["Cache-Control"] = "private, max-age=3600" if "v" in request.GET else "private, no-store"
    return answer


@needs(Right.READ)
def event(request: HttpRequest, source: str, id: str) -> HttpResponse:
    """The event a row belongs to, with all its rows as received; for one that counts no more, its history."""
    try:
        with store.reading(store.here()) as db:
            known = asking.known(db)
            history = asking.history_of(db, source, id)
            if not history:
                raise Http404(f"No data set “{source}” has a row “{id}”.")
            found = asking.event_of(db, source, id)
            members = asking.rows_of(db, found["event"]) if found else []
    except RegisterError as problem:
        raise Http404(str(problem)) from problem
    received = {one.entry: one for one in Table.objects.all()}
    return render(
        request,
        "incidents/event.html",
        {
            "source": source,
            "id": id,
            "event": tabled.row(found, known) if found else None,
            "rows": [_row(one, received, n < ORIGINALS) for n, one in enumerate(members or history[-1:])],
            "history": [_version(one, received) for one in history],
        },
    )


def _said(one: Any, known: asking.Known) -> dict[str, str | int]:
    row = tabled.row(one, known)
    return {
        "title": f"{row['type']}, {row['actors']}" if row["actors"] else row["type"],
        "when": row["when"],
        "where": row["place"],
        "rows": row["rows"],
        "from": ", ".join(row["sources"]),
        "url": row["url"],
    }


def _row(one: dict[str, Any], received: dict[int, Table], whole: bool) -> dict[str, Any]:
    return {
        "source": one["source"],
        "id": one["id"],
        "entry": one["entry"],
        "line": one["row"],
        "table": received.get(one["entry"]),
        "when": f"{one['at_start']:%Y-%m-%d %H:%M} to {one['at_end']:%Y-%m-%d %H:%M} UTC",
        "place": one["place"],
        "lat": one["lat"],
        "lon": one["lon"],
        "radius_km": one["radius_km"],
        "type": one["source_type"] or one["type"],
        "actors": " / ".join(one["actors"] or ()),
        "killed": tabled.span(one["killed"], one["killed_low"], one["killed_high"]),
        "wounded": tabled.span(one["wounded"], one["wounded_low"], one["wounded_high"]),
        "text": one["text"],
        "url": one["url"] if one["url"].startswith(("https://", "http://")) else "",
        "remark": one["remark"],
        "original": _original(one, received) if whole else [],
        "address": reverse("event", args=[one["source"], one["id"]]),
    }


def _original(one: dict[str, Any], received: dict[int, Table]) -> list[tuple[str, str]]:
    """The row as received, a field a line; nothing once its table is shredded."""
    table = received.get(one["entry"])
    said = tables.original(open_instance(), table, one["id"]) if table else None
    fields = json.loads(said) if said else {}
    return [(str(name), str(value)) for name, value in fields.items() if value not in (None, "")]


def _version(one: dict[str, Any], received: dict[int, Table]) -> dict[str, Any]:
    table = received.get(one["entry"])
    moved = f", moved {words.number(one['moved_km'])} km" if one["moved_km"] else ""
    fields = f": {', '.join(f.replace('_', ' ') for f in one['fields'])}" if one["fields"] else ""
    return {
        "entry": one["entry"],
        "day": words.day(table.received_at.date()) if table else "",
        "said": f"{STATUSES[one['status']]}{fields}{moved}",
        "gone_in": one["gone_in"],
    }
