"""A correction form's fields as the changes they make to a claim; only what differs is a change."""

from datetime import date, datetime
from typing import Any

import msgspec
from django.http import QueryDict

from holdfire.errors import RegisterError
from holdfire.reading.claim import Claim
from holdfire.site.watched import theatre

PLAIN = ("stance", "kind", "polarity", "modality", "target", "hedge")


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
    if "start" in form or "end" in form:
        changes |= _time(form.get("start", "").strip() or None, form.get("end", "").strip() or None, claim)
    return changes


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
