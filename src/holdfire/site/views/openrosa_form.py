"""The observation form as an XForm for ODK Collect and KoboCollect, built by pyxform from the field form.

Question for question it is the form of `field_form.py`: the same names, choices, limits and hints, in every
language there is a catalogue for. A date-time of a phone carries its offset, so no question asks for
the time zone; a point asks at once for latitude, longitude and how well they are known. XLSForm is said at
https://xlsform.org, OpenRosa at https://docs.getodk.org/openrosa/.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from django import forms
from django.conf import settings
from django.utils.translation import gettext, override
from pyxform.xls2xform import convert

from holdfire.record.field import Observed
from holdfire.site.views.field_form import Observe
from holdfire.site.watched import theatre
from holdfire.theatre.types import Place

FORM = "holdfire-observation"
TITLE = "Holdfire: observation"
POSTS = "posts.csv"
OWN = {"observation", "zone", "lat", "lon", "accuracy"}  # asked in the phone's own way, or not at all
DIRECTION = "regex(., '^ *([nNeEsSwW][nNeEsSwW]?[nNeEsSwW]?|[0-2]?[0-9]?[0-9]|3[0-5][0-9]|360) *$')"  # XPath
DEFAULTS = {
    f.name: f.default for f in msgspec.structs.fields(Observed) if isinstance(f.default, str) and f.default
}
MEDIA = {"photo": "image", "photo2": "image", "sound": "audio", "film": "video"}
LABELS = {
    "post": "Your position, if it is a known post",
    "point": "Your position on the map",
    "photo": "Photograph",
    "photo2": "Another photograph",
    "sound": "Sound recording",
    "film": "Film",
}
SAYS = {  # why a phone does not take what was written
    "bounds": "Outside what can be: mend the figure.",
    "length": "Too long: say it shorter.",
    "bearing": "Write a compass point (NNE) or degrees from 0 to 360.",
    "farthest": "The far end is nearer than the near one: exchange the two.",
    "started": "It cannot begin in the future: mend the time.",
    "ended": "It cannot end before it began, or in the future: mend the time.",
}


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form as phones fetch it."""

    id: str
    title: str
    version: str
    xml: bytes
    media: dict[str, bytes]


def languages() -> tuple[tuple[str, str], ...]:
    """(code, name) of each language there is a catalogue for, English first."""

    def there(code: str) -> bool:
        at = (Path(p) / code.replace("-", "_") / "LC_MESSAGES" / "django.mo" for p in settings.LOCALE_PATHS)
        return any(one.exists() for one in at)

    return (("en", "English"), *((c, str(n)) for c, n in settings.LANGUAGES if c != "en" and there(c)))


def form() -> Form:
    """The form for the theatre watched; a change of the form or the theatre is a new version."""
    return _form(theatre().digest, languages())


@lru_cache(maxsize=4)
def _form(_digest: str, spoken: tuple[tuple[str, str], ...]) -> Form:
    media = {POSTS: posts(p for p in theatre().places if p.kind == "post")}
    if not media[POSTS].count(b"\n") > 1:
        media = {}
    book = sheets(spoken, with_posts=bool(media))
    version = hashlib.sha256(json.dumps(book, sort_keys=True).encode()).hexdigest()[:12]
    book["settings"] = [{**book["settings"][0], "version": version}]
    made = convert(xlsform=book, validate=False, form_name="data")
    return Form(id=FORM, title=TITLE, version=version, xml=made.xform.encode(), media=media)


def posts(places: Iterable[Place]) -> bytes:
    """The known posts for the phone's list, each under all its names, so that any of them finds it."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("name", "label"))
    for place in sorted(places, key=lambda p: p.name):
        names = dict.fromkeys((place.name, *(n.text for n in place.names)))
        rows.writerow((place.id, " / ".join(names)))
    return out.getvalue().encode()


def sheets(spoken: tuple[tuple[str, str], ...], *, with_posts: bool) -> dict[str, Any]:
    """The XLSForm: the sheets survey, choices and settings as rows."""
    survey: list[dict[str, Any]] = []
    choices: list[dict[str, Any]] = []

    def said(column: str, text: str) -> dict[str, str]:
        """A text in every language."""
        found = {}
        for code, name in spoken:
            with override(code):
                found[f"{column}::{name} ({code})"] = gettext(str(text))
        return found if text else {}

    def ask(name: str, kind: str, label: str, **more: Any) -> None:
        survey.append({"type": kind, "name": name, **said("label", label), **more})

    for name, field in Observe().fields.items():
        if name == "position":
            if with_posts:
                ask("post", f"select_one_from_file {POSTS}", LABELS["post"], appearance="autocomplete")
            ask(
                name, "text", str(field.label), **said("hint", str(field.help_text)),
                required="${post} = ''" if with_posts else "yes",
            )  # fmt: skip
            ask("point", "geopoint", LABELS["point"])
        elif name not in OWN:
            kind, more = _kind(name, field)
            ask(name, kind, str(field.label), **said("hint", str(field.help_text)), **more)
            if "constraint" in more:
                otherwise = SAYS["length" if kind == "text" else "bounds"]
                survey[-1] |= said("constraint_message", SAYS.get(name, otherwise))
            if field.required:
                survey[-1]["required"] = "yes"
            if name in DEFAULTS:
                survey[-1]["default"] = DEFAULTS[name]
            if isinstance(field, forms.ChoiceField):
                offered: Any = field.choices
                choices.extend(
                    {"list_name": name, "name": code, **said("label", str(word))}
                    for code, word in offered
                    if code
                )
    for name, kind in MEDIA.items():
        ask(name, kind, LABELS[name], **({"relevant": "${photo} != ''"} if name == "photo2" else {}))
    first = f"{spoken[0][1]} ({spoken[0][0]})"
    return {
        "survey": survey,
        "choices": choices,
        "settings": [{"form_title": TITLE, "form_id": FORM, "default_language": first}],
    }


def _kind(name: str, field: forms.Field) -> tuple[str, dict[str, Any]]:
    """The XLSForm's type of a question, and what limits it."""
    match field:
        case forms.ChoiceField():
            return f"select_one {name}", {}
        case forms.DateTimeField():
            later = " and . >= ${started}" if name == "ended" else ""
            return "dateTime", {"constraint": f". <= now(){later}"}
        case forms.IntegerField():  # a DecimalField is one, too
            bounds = f". >= {field.min_value} and . <= {field.max_value}"
            far = " and (${nearest} = '' or . >= ${nearest})" if name == "farthest" else ""
            return (
                "decimal" if isinstance(field, forms.DecimalField) else "integer",
                {"constraint": bounds + far},
            )
        case _ if name == "bearing":
            return "text", {"constraint": DIRECTION}
        case forms.CharField() if isinstance(field.widget, forms.Textarea):
            return "text", {"appearance": "multiline"}
        case _:
            return "text", {"constraint": f"string-length(.) <= {getattr(field, 'max_length', None) or 200}"}
