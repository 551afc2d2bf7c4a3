"""A form as a phone sent it, read back into the field form: the same checks, the same words on what is wrong.

The XML comes from outside: no document type, no entities, and limits on size, depth and number of answers.
"""

import io
import math
from datetime import datetime
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import ParseError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from holdfire.inquiry.submitting import File, Sent
from holdfire.site.views.field_form import TIME, Observe
from holdfire.site.views.openrosa_form import FORM, MEDIA
from holdfire.site.watched import theatre

XML = 256 * 1024  # bytes: a form with every answer at its longest has a tenth of it
DEPTH = 12
ELEMENTS = 400


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a submission, as far as it could be read; `problem` says why no further."""

    submission: str = ""
    form: str = ""
    version: str = ""
    given: dict[str, str] = {}
    problem: str = ""


def sent(xml: bytes, files: tuple[File, ...], program: str = "") -> Sent:
    """A submission as it is kept: what was observed, or one sentence on why nobody can tell."""
    found = answers(xml)
    whole = Sent(
        xml=xml,
        submission=found.submission,
        form=found.form,
        version=found.version,
        program=program,
        files=files,
        problem=found.problem,
    )
    if found.problem:
        return whole
    filled, problem = field_form(found)
    if not problem and filled.is_valid():
        observed, words = filled.observed()
        return msgspec.structs.replace(whole, observed=observed, words=words)
    wrong = [
        f"{filled[name].label}: {said[0]}"
        for name, said in (filled.errors if not problem else {}).items()
        if name in filled.fields
    ]
    return msgspec.structs.replace(whole, problem=problem or " ".join(wrong))


def field_form(found: Answers) -> tuple[Observe, str]:
    """The field form filled in with these answers, and what could not be carried over into it."""
    given, problem = found.given, ""
    data: dict[str, Any] = {k: v for k, v in given.items() if k not in MEDIA}
    data["observation"] = found.submission
    if not data.get("position"):
        post = next((p.name for p in theatre().places if p.id == given.get("post")), given.get("post", ""))
        data["position"] = post
    if given.get("point"):
        try:
            lat, lon, _, accuracy = (float(x) for x in given["point"].split())
            data |= {"lat": f"{lat:.7f}", "lon": f"{lon:.7f}", "accuracy": str(math.ceil(accuracy))}
        except (ValueError, OverflowError):
            problem = f"“{given['point'][:60]}” is no position: write latitude and longitude anew."
    zone = None
    for name in ("started", "ended"):
        if not given.get(name):
            continue
        try:
            at = datetime.fromisoformat(given[name])
            if at.tzinfo is None:
                raise ValueError
        except ValueError:
            problem = f"“{given[name][:40]}” is no time with its offset from UTC: write the time anew."
            continue
        zone = zone or at.tzinfo
        local = at.astimezone(zone)
        data |= {name: local.strftime(TIME), "zone": f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:5]}
    return Observe(data), problem


def answers(xml: bytes) -> Answers:
    """The answers of a submission by name. Whatever the bytes are, nothing is raised."""
    if len(xml) > XML:
        return Answers(problem=f"The form is larger than {XML // 1024} kB: send an observation only.")
    depth = count = 0
    root, given, doubled = None, {}, ""
    try:
        for event, element in iterparse(io.BytesIO(xml), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth, count = depth + 1, count + 1
                root = element if root is None else root
                if depth > DEPTH or count > ELEMENTS:
                    return Answers(problem="The form is built in another way than Holdfire's: send that one.")
                continue
            depth -= 1
            if len(element) == 0 and element is not root:
                name = element.tag.rpartition("}")[2]
                doubled = name if name in given else doubled
                given[name] = (element.text or "").strip()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return Answers(problem="This is no form that can be read: its XML is broken or not allowed.")
    if root is None:
        return Answers(problem="This is no form that can be read: it is empty.")
    instance, replaced = given.pop("instanceID", ""), given.pop("deprecatedID", "")
    found = Answers(
        submission=_uuid(instance),
        form=root.get("id") or root.tag.rpartition("}")[2],
        version=root.get("version") or "",
        given=given,
    )
    problem = ""
    if found.form != FORM:
        problem = f"“{found.form[:60]}” is not the form of this server: fetch its form and fill in that one."
    elif replaced:
        problem = "It changes an observation sent before, which stays as it was: write a new one instead."
    elif not found.submission:
        problem = "It has no number of its own (instanceID), so nobody could tell it from another."
    elif doubled:
        problem = f"“{doubled[:60]}” is answered twice."
    return msgspec.structs.replace(found, problem=problem)


def _uuid(text: str) -> str:
    """The number of `uuid:…`; "" where it is none."""
    try:
        return str(UUID(text.removeprefix("uuid:"))) if text else ""
    except ValueError:
        return ""
