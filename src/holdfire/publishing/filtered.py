"""The one filter over incidents: what the page, its map and every export show for the same question.

Incidents linked from claims lie in the register, events of data sets in the store of `holdfire.datasets`.
Side and voices are what claims have: with either, or one incident's id, no data set is shown.
"""

from collections.abc import Mapping
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from holdfire.datasets.asking import Asked, Box
from holdfire.register.models import Incident, IncidentClaim
from holdfire.theatre import Theatre

FIELDS = ("id", "q", "from", "to", "type", "group", "side", "voices", "of", "box")
CLAIMS, TABLES = "claims", "tables"  # what `of` may be, beside the name of a data set; empty: everything


def asked(given: Mapping[str, str]) -> dict[str, str]:
    """The filter as asked; what is left out is empty."""
    return {field: given.get(field, "").strip() for field in FIELDS}


def in_words(asked: Mapping[str, str]) -> str:
    """The filter as a file names it."""
    return "; ".join(f"{field}: {value}" for field, value in asked.items() if value) or "every incident"


def filtered(asked: Mapping[str, str], theatre: Theatre) -> QuerySet[Incident]:
    """The incidents asked for, the latest first, with their claims."""
    found = Incident.objects.prefetch_related(
        Prefetch(
            "members",
            IncidentClaim.objects.select_related("claim__report").defer(
                "claim__report__text", "claim__machine", "claim__data", "claim__report__notes"
            ),
        )
    )
    if asked["of"] not in ("", CLAIMS):
        return found.none()
    if (box := box_of(asked["box"])) is not None:
        found = found.filter(lon__range=(box[0], box[2]), lat__range=(box[1], box[3]))
    if asked["id"]:
        found = found.filter(id=asked["id"])
    if asked["q"]:
        known = [
            p.id for p in theatre.places if any(asked["q"].casefold() in n.text.casefold() for n in p.names)
        ]
        found = found.filter(
            Q(title__icontains=asked["q"]) | Q(place_name__icontains=asked["q"]) | Q(place_id__in=known)
        )
    if asked["from"]:
        found = found.filter(time_end__gte=asked["from"])
    if asked["to"]:
        found = found.filter(time_start__lte=asked["to"] + "T99", time_start__gt="")
    if asked["type"]:
        found = found.filter(type=asked["type"])
    if asked["group"]:
        found = found.filter(group=asked["group"])
    if asked["side"]:
        found = found.filter(members__side=asked["side"]).distinct()
    if asked["voices"] == "denied":
        found = found.filter(members__role="denies").distinct()
    if asked["voices"] == "copied":
        found = found.filter(members__role="copies").distinct()
    if asked["voices"] in ("both", "one"):
        several = [
            i.id
            for i in found
            if (len({m.side for m in i.members.all() if m.role == "asserts" and m.side}) > 1)
            == (asked["voices"] == "both")
        ]
        found = found.filter(id__in=several)
    return found.order_by("-time_start", "id")


def of_tables(asked: Mapping[str, str]) -> Asked | None:
    """The same filter for events of data sets; None where it leaves out all of them."""
    if asked["of"] == CLAIMS or asked["id"] or asked["side"] or asked["voices"]:
        return None
    return Asked(
        first=_day(asked["from"]),
        last=_day(asked["to"]),
        box=box_of(asked["box"]),
        type=asked["type"],
        group=asked["group"],
        source="" if asked["of"] in ("", TABLES) else asked["of"],
        words=asked["q"],
    )


def box_of(text: str) -> Box | None:
    """West, south, east, north as the map writes them: 46.1,39.2,47.5,40; None for what is no box."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    whole = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if whole else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
