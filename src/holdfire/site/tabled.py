"""Events of data sets as the Incidents page shows them beside the incidents linked from claims."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from holdfire.datasets import asking, store
from holdfire.datasets.models import Table
from holdfire.errors import RegisterError
from holdfire.publishing.filtered import of_tables
from holdfire.site import steps, words
from holdfire.site.watched import type_name

PER_PAGE = 100
NOT_COUNTED = {
    "article": "articles",
    "detection": "a sensor's detections",
    "gone": "rows gone from their source",
}


def shown(asked: Mapping[str, str], after: str) -> dict[str, Any] | None:
    """What the template needs; None where no table was ever received."""
    if not Table.objects.exists():
        return None
    wanted = of_tables(asked)
    path = store.here()
    try:
        with store.reading(path) as db:
            known = asking.known(db)
            base: dict[str, Any] = {
                "sources": known.sources,
                "types": _types(known),
                "left_out": wanted is None,
            }
            if wanted is None:
                return base
            found = asking.totals(db, wanted)
            start = int(after) if after.isdigit() and len(after) < 10 else 0
            page = asking.page(db, wanted, start, PER_PAGE)
            rest = {k: v for k, v in asked.items() if v}
            return base | {
                "totals": found,
                "timeline": steps.draw(asking.timeline(db, wanted, found)),
                "rows": [row(one, known) for one in page],
                "start": start,
                "first": urlencode(rest),
                "next": urlencode(rest | {"after": page[-1]["n"]}) if len(page) == PER_PAGE else "",
                "spans": urlencode({k: v for k, v in rest.items() if k not in ("from", "to")}),
                "not_counted": [(n, NOT_COUNTED[kind]) for kind, n in asking.not_counted(db).items()
                                if kind in NOT_COUNTED],
                "version": path.stem if path else "",
            }  # fmt: skip
    except RegisterError as problem:
        return {"problem": str(problem), "sources": (), "types": (), "left_out": False}


def extent(asked: Mapping[str, str]) -> asking.Box | None:
    """The box the map shows for the data sets' events; None where there are none."""
    wanted = of_tables(asked)
    if wanted is None or (path := store.here()) is None or not path.exists():
        return None
    with store.reading(path) as db:
        return asking.extent(db, wanted)


def row(one: Mapping[str, Any], known: asking.Known) -> dict[str, Any]:
    """An event in words."""
    code, own = known.types[one["type"]]
    return {
        "when": words.interval(one["day"].isoformat(), one["until"].isoformat()),
        "type": own_type(code, own),
        "group": words.GROUPS.get(chr(one["grp"]), "") if one["grp"] else "",
        "place": one["place"],
        "actors": one["actors"],
        "lat": one["lat"],
        "lon": one["lon"],
        "radius_km": one["radius_km"],
        "killed": span(one["killed"], one["killed_low"], one["killed_high"]),
        "rows": one["rows"],
        "sources": [name for n, name in enumerate(known.sources) if one["sources"] >> n & 1],
        "url": reverse("event", args=[one["source"], one["id"]]),
    }


def own_type(code: str, own: bool) -> str:
    """A type in words; a source's own stands as it wrote it."""
    return (f"“{code}”" if code else "no type said") if own else type_name(code)


def span(best: int | None, low: int | None, high: int | None) -> str:
    """A figure with its bounds: 3 (2 to 5)."""
    ends = "" if low == high or (low is None and high is None) else (
        f"{'…' if low is None else words.number(low)} to {'…' if high is None else words.number(high)}"
    )  # fmt: skip
    if best is None:
        return ends or (words.number(low) if low is not None else "")
    return f"{words.number(best)} ({ends})" if ends else words.number(best)


def _types(known: asking.Known) -> list[tuple[str, str]]:
    found = {code: own_type(code, own) for code, own in sorted(known.types, key=lambda t: t[1]) if code}
    return list(found.items())
