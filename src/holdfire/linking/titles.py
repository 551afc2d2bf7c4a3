"""An incident's title: what kind, where under every name a side uses, and when. No adjective, no blame."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from holdfire.reading.claim import PlaceMention, TimeSpan
from holdfire.theatre import Lookup, Theatre

PERSONS = "Persons handed over"
HARM = "Casualties"
SHOWN = 3


def title(
    theatre: Theatre,
    names: Lookup,
    *,
    family: str,
    type: str | None,
    places: Sequence[PlaceMention],
    time: TimeSpan | None,
) -> str:
    """ "Small arms: Norshen / Yenikend, 14 October 2021"."""
    label = next((t.label for t in theatre.violation_types if t.code == type), None)
    what = label or (PERSONS if family == "persons" else HARM)
    where = _where(places, names)
    when = _when(time)
    return f"{what}: {', '.join(w for w in (where, when) if w)}" if where or when else what


def most_told(items: Sequence[str]) -> str | None:
    """The commonest, the first told among equals."""
    return Counter(items).most_common(1)[0][0] if items else None


def place_names(mention: PlaceMention, names: Lookup) -> tuple[str, ...]:
    """The names the sides use in Latin script, the canonical one first, at most three."""
    place = names.place(mention.place_id)
    if place is None:
        return (mention.name,)
    used = [n.text for n in place.names if n.used_by and n.text.isascii()]
    plain = [n.text for n in place.names if n.lang == "en"]
    shown: dict[str, str] = {}
    for name in (place.name, *used, *plain, mention.text):
        if (name.isascii() and "(" not in name) or name == place.name:
            shown.setdefault(name.casefold().replace("-", " "), name)
    return tuple(shown.values())[:SHOWN]


def _where(places: Sequence[PlaceMention], names: Lookup) -> str:
    if not places:
        return "place not said"
    first = " / ".join(place_names(places[0], names))
    others = len({p.place_id or p.name for p in places[1:]})
    return f"{first} and {others} other place{'s' if others > 1 else ''}" if others else first


def _when(time: TimeSpan | None) -> str:
    if time is None or not time.start:
        return "day not said"
    start = date.fromisoformat(time.start[:10])
    end = date.fromisoformat((time.end or time.start)[:10])
    if start == end:
        return f"{start.day} {start:%B %Y}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {end.day} {end:%B %Y}"
    return f"{start.day} {start:%B} to {end.day} {end:%B %Y}"
