"""The one way an observation from the field is written: each arrives once, however often it is sent."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from holdfire.errors import InquiryError
from holdfire.inquiry import sealing
from holdfire.inquiry.commands import utc
from holdfire.inquiry.models import FieldObservation
from holdfire.inquiry.words import Words
from holdfire.record.field import Observed
from holdfire.record.fields import Kept
from holdfire.register.account import Account
from holdfire.register.commands import write
from holdfire.register.rights import Right, may
from holdfire.register.writing import writing


def observe(observed: Observed, *, by: Account, words: Words, at: datetime | None = None) -> bool:
    """Puts an observation on the record; True if it is new, False if this very one was received before.

    Raises InquiryError for a role that may not, an end before its start, a start after now, half a position,
    or an id that stands for something else.
    """
    if not may(by.role, Right.OBSERVE):
        raise InquiryError(f"This account may not {Right.OBSERVE.value}: ask your seat for a role that may.")
    now = utc(at)
    if observed.ended and observed.ended < observed.started:
        raise InquiryError("The observation cannot end before it began: mend one of the times.")
    if observed.started > now.strftime("%Y-%m-%dT%H:%M:%SZ"):
        raise InquiryError("The observation begins in the future: mend its time, or its time zone.")
    if (observed.lat is None) != (observed.lon is None):
        raise InquiryError("Give both latitude and longitude of your position, or neither.")
    kept = None if FieldObservation.objects.filter(id=observed.observation).exists() else sealing.keep(words)
    with writing():
        known = FieldObservation.objects.filter(id=observed.observation).first()
        if known is None:
            write(replace(observed, words=kept or sealing.keep(words)), by, now)
            return True
        if known.author == by.id and _same(known, observed, words):
            return False
    raise InquiryError(
        "Another observation was received under this number: open a new form and write this one there."
    )


def words_of(row: FieldObservation) -> Words:
    """Patrol, position and note of an observation."""
    kept = row.data.get("words")
    return sealing.said(msgspec.convert(kept, Kept)) if kept else Words()


def _same(known: FieldObservation, observed: Observed, words: Words) -> bool:
    def bare(data: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in data.items() if k != "words"}

    before = replace(words_of(known), salt="")
    if known.data.get("words") and before == sealing.SHREDDED:  # what is left to compare is the entry
        before = words
    return bare(known.data) == bare(msgspec.to_builtins(observed)) and before == words
