"""A correction form's fields as the changes they make to a claim; only what differs is a change.

Places are written as `Jabrayil; Hadrut (39.52, 47.03 ± 3 km)`: a name the theatre knows needs no more.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from django.http import QueryDict
from msgspec.structs import replace

from holdfire.errors import RegisterError
from holdfire.reading.claim import Claim, PlaceMention, Quantity
from holdfire.site.watched import theatre

PLAIN = (
    "stance", "kind", "polarity", "modality", "target", "hedge", "violation_type", "weapon",
    "reported_through",
)  # fmt: skip
LOCATED = re.compile(
    r"(?P<name>.*?)\s*\(\s*(?P<lat>-?\d+(?:\.\d+)?)\s*,\s*(?P<lon>-?\d+(?:\.\d+)?)"
    r"(?:\s*(?:±|\+-)\s*(?P<radius>\d+(?:\.\d+)?)\s*(?:km)?)?\s*\)"
)
UNSURE_KM = 10.0  # of a place given by its degrees alone


def changes_in(form: QueryDict, claim: Claim) -> dict[str, Any]:
    """The fields a person set otherwise than they stand. Raises RegisterError naming a time that is none."""
    changes: dict[str, Any] = {}
    for field in PLAIN:
        if field in form:
            value = str(form[field]).strip() or None
            if value != getattr(claim, field):
                changes[field] = value
    if "speaker" in form and (str(form["speaker"]).strip() or None) != claim.speaker:
        speaker = str(form["speaker"]).strip() or None
        changes["speaker"] = speaker
        changes["speaker_party"] = _party(speaker)
    if "places" in form and (places := _places(str(form["places"]), claim)) is not None:
        changes["places"] = places
    if "figure-0-value" in form and (figures := _figures(form, claim)) is not None:
        changes["quantities"] = figures
    if "start" in form or "end" in form:
        changes |= _time(form.get("start", "").strip() or None, form.get("end", "").strip() or None, claim)
    return changes


def spell_places(places: Iterable[PlaceMention]) -> str:
    """The places of a claim as a person writes them in the form."""
    return "; ".join(dict.fromkeys(_spell(p) for p in places if not p.government))


def _spell(place: PlaceMention) -> str:
    if place.lat is None or place.lon is None or place.place_id:
        return place.name
    return f"{place.name} ({place.lat:g}, {place.lon:g} ± {place.radius_km or UNSURE_KM:g} km)"


def _places(text: str, claim: Claim) -> list[dict[str, Any]] | None:
    """The places as the form has them; None where it has them as they stand."""
    if text.strip() == spell_places(claim.places):
        return None
    standing = {_spell(p): p for p in claim.places}
    found: list[PlaceMention] = [p for p in claim.places if p.government]
    for words in filter(None, (part.strip() for part in text.split(";"))):
        found.append(standing.get(words) or _place(words, claim))
    return [msgspec.to_builtins(p) for p in found]


def _place(words: str, claim: Claim) -> PlaceMention:
    """A place a person names: one the theatre knows by any of its names, or one with its degrees."""
    named = PlaceMention(text="", char_start=claim.start, char_end=claim.start, name=words)
    if found := LOCATED.fullmatch(words):
        lat, lon = float(found["lat"]), float(found["lon"])
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise RegisterError(
                f"“{words}” lies nowhere: latitude is within ±90 degrees, longitude within ±180."
            )
        radius = float(found["radius"] or UNSURE_KM)
        return replace(named, name=found["name"] or words, lat=lat, lon=lon, radius_km=radius)
    for place in theatre().places:
        names = tuple(dict.fromkeys((place.name, *(n.text for n in place.names))))
        if words.casefold() in (n.casefold() for n in names):
            return replace(
                named, name=place.name, names=names, place_id=place.id, lat=place.lat, lon=place.lon,
                radius_km=place.radius_km,
            )  # fmt: skip
    return named


def _figures(form: QueryDict, claim: Claim) -> list[dict[str, Any]] | None:
    """The figures of the form's rows; an empty value takes a figure away. None where nothing differs."""
    found: list[Quantity] = []
    for row in range(len(claim.quantities) + 1):
        value, unit, role, to, source = (
            form.get(f"figure-{row}-{part}", "").strip() for part in ("value", "unit", "role", "to", "from")
        )
        if not value:
            continue
        try:
            number = float(value.replace(",", "").replace(" ", ""))
        except ValueError:
            raise RegisterError(f"“{value}” is not a number: write it in figures, as 1200 or 3.5.") from None
        stands = claim.quantities[row] if row < len(claim.quantities) else None
        was = stands or Quantity(text=value, char_start=claim.start, char_end=claim.start, value=number)
        same = stands is not None and number == stands.value
        found.append(
            replace(
                was,
                value=was.value if same else int(number) if number.is_integer() else number,
                low=was.low if same else None,
                high=was.high if same else None,
                unit=unit,
                role=role or None,
                to=to or None,
                from_=source or None,
            )
        )
    return None if tuple(found) == claim.quantities else [msgspec.to_builtins(q) for q in found]


def _time(start: str | None, end: str | None, claim: Claim) -> dict[str, Any]:
    for text in (start, end):
        if text is not None and not _is_time(text):
            raise RegisterError(
                f"“{text}” is not a day: write it as 2021-10-21, or with a time as 2021-10-21T14:30+04:00."
            )
    before = claim.time
    if (start, end) == ((before.start, before.end) if before else (None, None)):
        return {}
    if start and end and start[:10] > end[:10]:
        raise RegisterError(f"The claim cannot begin on {start} and end on {end}: exchange them or mend one.")
    stands: dict[str, Any] = (
        msgspec.to_builtins(before)
        if before
        else {"text": "", "char_start": claim.start, "char_end": claim.start}
    )
    stands.pop("value", None)  # the resolved value no longer says the interval
    return {"time": stands | {"start": start or end, "end": end or start}}


def _is_time(text: str) -> bool:
    try:
        date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _party(name: str | None) -> str | None:
    """The party that goes by a name in any language."""
    wanted = (name or "").casefold()
    if not wanted:
        return None
    for party in theatre().parties:
        if wanted in (party.name.casefold(), *(n.text.casefold() for n in party.names)):
            return party.id
    return None
