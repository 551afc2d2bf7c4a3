"""The one filter over incidents: what the page, its map and every export show for the same question."""

from collections.abc import Mapping

from django.db.models import Prefetch, Q, QuerySet

from holdfire.register.models import Incident, IncidentClaim
from holdfire.theatre import Theatre

FIELDS = ("id", "q", "from", "to", "type", "group", "side", "voices")


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
