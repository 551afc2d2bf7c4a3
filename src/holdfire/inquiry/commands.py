"""The only ways an inquiry or the liaison log is written: each checks the right, then the rules, then signs.

An act's words go into the vault first; then, under the write lock, the machine is asked, and the entry
appended and projected in one transaction. What may not be done is refused with an InquiryError, in one
sentence, and leaves no trace on the record.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from holdfire.errors import InquiryError
from holdfire.inquiry import redacting, sealing, versions
from holdfire.inquiry.machine import step
from holdfire.inquiry.models import Act, Call, Followup, Inquiry
from holdfire.inquiry.projections import state_of
from holdfire.inquiry.state import Inquiry as State
from holdfire.inquiry.state import Stamp
from holdfire.inquiry.words import Words
from holdfire.record import acts, calls, entries
from holdfire.record.fields import Kept
from holdfire.record.streams import Reader
from holdfire.register.account import Account
from holdfire.register.commands import write
from holdfire.register.instance import open_instance
from holdfire.register.rights import Right, may
from holdfire.register.writing import writing

# What each act asks of the role; what it asks of the seat, the machine knows.
RIGHT_OF: dict[type[acts.Act], Right] = {
    acts.Alleged: Right.ALLEGE,
    acts.Withdrawn: Right.ALLEGE,
    acts.Judged: Right.LEAD,
    acts.Named: Right.LEAD,
    acts.Released: Right.LEAD,
    acts.Opened: Right.LEAD,
    acts.Deposited: Right.ANSWER,
    acts.Redacted: Right.INVESTIGATE,
    acts.Offered: Right.ANSWER,
    acts.TookOver: Right.ANSWER,
    acts.Inspected: Right.INVESTIGATE,
    acts.Returned: Right.ANSWER,
    acts.Requested: Right.INVESTIGATE,
    acts.Reminded: Right.INVESTIGATE,
    acts.Answered: Right.ANSWER,
    acts.Silent: Right.INVESTIGATE,
    acts.VisitPlanned: Right.INVESTIGATE,
    acts.VisitReported: Right.INVESTIGATE,
    acts.Supposed: Right.INVESTIGATE,
    acts.Weighed: Right.INVESTIGATE,
    acts.DraftKept: Right.INVESTIGATE,
    acts.Drafted: Right.INVESTIGATE,
    acts.Commented: Right.ANSWER,
    acts.Submitted: Right.INVESTIGATE,
    acts.Recalled: Right.INVESTIGATE,
    acts.Signed: Right.SIGN,
    acts.Dissented: Right.SIGN,
    acts.Published: Right.LEAD,
    acts.ErratumProposed: Right.INVESTIGATE,
    acts.ErratumReviewed: Right.LEAD,
    acts.Appealed: Right.LEAD,
    acts.AppealDecided: Right.LEAD,
    acts.Read: Right.FOLLOW,
}

# An act that begins something carries number 0 until its turn: the next number is known only under the lock.
NEXT: dict[type[acts.Act], tuple[str, str]] = {
    acts.Deposited: ("number", "items"),
    acts.Requested: ("number", "requests"),
    acts.VisitPlanned: ("number", "visits"),
    acts.Supposed: ("number", "hypotheses"),
    acts.Drafted: ("version", "findings"),
    acts.ErratumProposed: ("number", "errata"),
    acts.Appealed: ("number", "appeals"),
}


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """An act as it went on the record, and the inquiry after it."""

    inquiry: str
    entry: int
    state: State


def allege(alleged: acts.Alleged, *, by: Account, words: Words, at: datetime | None = None) -> Done:
    """Makes an allegation; `alleged.inquiry` is replaced by the next number of the year."""
    return _do(alleged, by=by, words=words, at=at)


def do(
    act: acts.AnyAct, *, by: Account, words: Words | Kept | None = None, at: datetime | None = None
) -> Done:
    """Carries out one act of an inquiry that exists; `words` may have been kept before, for a passkey.

    Raises InquiryError in one sentence.
    """
    if isinstance(act, acts.Published):
        raise InquiryError("A finding is published with its versions: use publish.")
    if isinstance(act, acts.Drafted):
        act = replace(act, cites=tuple(s.cites for s in words.sentences) if isinstance(words, Words) else ())
    return _do(act, by=by, words=words, at=at)


def deposit(
    act: acts.Deposited,
    data: bytes | Path | Reader | None,
    *,
    by: Account,
    words: Words,
    at: datetime | None = None,
) -> Done:
    """Deposits evidence; its bytes, a file's or a stream's, are kept as they came, if it has any."""
    _check_right(act, by)
    kept = open_instance().vault.keep(data) if data else None
    return _do(replace(act, bytes=kept), by=by, words=words, at=at)


def redact(
    inquiry: str,
    number: int,
    areas: Sequence[acts.Area],
    *,
    by: Account,
    words: Words,
    at: datetime | None = None,
) -> Done:
    """Makes the version of an item's file that is published: areas painted over, nothing else carried over.

    `words.text` says why it may be published, `words.steps` what each area protects, in order.
    """
    _check_right(acts.Redacted, by)
    state = standing(inquiry)
    item = next((i for i in state.items if i.number == number), None)
    if item is None or item.bytes is None:
        raise InquiryError(f"Item E{number} has no file here to redact: choose one from the inquiry's page.")
    if (by.seat, by.id) not in state.investigators:
        raise InquiryError(
            "Only an investigator of this inquiry may redact evidence: the head of your seat can name you."
        )
    vault = open_instance().vault
    data = vault.fetch(item.bytes.object)
    if data is None:
        raise InquiryError(f"The file of item E{number} was shredded: nothing is left to redact.")
    painted = redacting.redact(data, areas)
    media_type: Any = painted.media_type
    act = acts.Redacted(
        inquiry=inquiry,
        number=number,
        original=item.bytes,
        file=vault.keep(painted.data),
        public=hashlib.sha256(painted.data).hexdigest(),
        media_type=media_type,
        areas=tuple(areas),
    )
    return _do(act, by=by, words=words, at=at)


def publish(inquiry: str, *, by: Account, at: datetime | None = None) -> Done:
    """Publishes the finding on the table: its public version, and the confidential one, are fixed here."""
    state = standing(inquiry)
    if state.finding is None:
        raise InquiryError("There is no finding on the table to publish: draft one first.")
    _check_right(acts.Published, by)
    public = versions.write(state, public=True)
    confidential = versions.write(state, public=False)
    vault = open_instance().vault
    act = acts.Published(
        inquiry=inquiry,
        version=state.finding.version,
        signed=tuple(s for s in state.voting if (v := state.finding.voice_of(s)) and not v.dissents),
        dissented=tuple(s for s in state.voting if (v := state.finding.voice_of(s)) and v.dissents),
        silent=state.unheard,
        public=versions.digest(public),
        page=vault.keep(public),
        confidential=vault.keep(confidential),
    )
    return _do(act, by=by, words=None, at=at)


def read(inquiry: str, of: int, *, by: Account) -> Kept | None:
    """Opens sealed evidence: that it was read, by whom and when, goes on the record first."""
    row = Act.objects.filter(entry=of, inquiry=inquiry, refused="").first()
    if row is None:
        raise InquiryError("There is nothing sealed at this entry: choose an item from the inquiry's page.")
    if not sees(standing(inquiry), by):
        raise InquiryError(
            "Your seat does not take part in this inquiry: its sealed matter is not yours to read."
        )
    if row.kind == "draft-kept" and row.seat != by.seat:
        raise InquiryError("This is another seat's own draft: nobody else reads it.")
    _do(acts.Read(inquiry=inquiry, of=of), by=by, words=None, at=None)
    data = row.data.get("bytes") or row.data.get("words")
    return msgspec.convert(data, Kept) if data else None


def log_call(call: calls.CallLogged, *, by: Account, words: Words, at: datetime | None = None) -> str:
    """Writes a call or meeting into the liaison log; `call.call` becomes the next number of its day."""
    if not may(by.role, Right.LOG):
        raise InquiryError(f"This account may not {Right.LOG.value}: ask your seat for a role that may.")
    if not words.text and not words.agreed:
        raise InquiryError("Say what the call was about, or what was agreed.")
    if len(words.steps) != len(call.followups):
        raise InquiryError("Each next step has its text, its owner and its day: fill in or clear the row.")
    if call.ended and call.ended < call.started:
        raise InquiryError("The call cannot end before it began: mend one of the times.")
    kept = sealing.keep(words)
    moment = utc(at)
    with writing():
        day = call.started[:10]
        number = Call.objects.filter(id__startswith=f"{day}-").count() + 1
        named = replace(call, call=f"{day}-{number}", words=kept)
        write(named, by, moment)
    return named.call


def close_followup(
    call: str, number: int, *, by: Account, words: Words | None = None, at: datetime | None = None
) -> None:
    """Closes a next step: done, or given up, with a word on how."""
    if not may(by.role, Right.LOG):
        raise InquiryError(f"This account may not {Right.LOG.value}: ask your seat for a role that may.")
    step = Followup.objects.filter(call_id=call, number=number).first()
    if step is None or step.closed_entry is not None:
        raise InquiryError("This next step is closed, or does not exist: load the page again.")
    if step.owner and by.seat != step.owner:
        raise InquiryError("The seat that owns a next step closes it.")
    kept = sealing.keep(words)
    with writing():
        write(calls.FollowupClosed(call=call, number=number, words=kept), by, utc(at))


def standing(inquiry: str) -> State:
    """An inquiry as it stands. Raises InquiryError when there is none of that number."""
    state = state_of(Inquiry.objects.filter(id=inquiry).first())
    if state is None:
        raise InquiryError(f"There is no inquiry “{inquiry}”: open it from the list of inquiries.")
    return state


def sees(state: State, by: Account) -> bool:
    """Whether an account may read an inquiry's words: of a seat that takes part, in a role that may."""
    if not by.seat or not may(by.role, Right.FOLLOW):
        return False
    return by.seat in state.seats if state.opened else True


def _check_right(act: acts.Act | type[acts.Act], by: Account) -> None:
    right = RIGHT_OF[act if isinstance(act, type) else type(act)]
    if not may(by.role, right):
        raise InquiryError(
            f"This account may not {right.value}: ask the head of your seat for a role that may."
        )


def _do(act: Any, *, by: Account, words: Words | Kept | None, at: datetime | None) -> Done:
    _check_right(act, by)
    kept = words if isinstance(words, Kept) else sealing.keep(words)
    with writing():
        moment = utc(at)  # when its turn has come: while it waited another act may have been carried out
        if isinstance(act, acts.Alleged):
            act = replace(act, inquiry=_next_id(moment))
        row = Inquiry.objects.filter(id=act.inquiry).first()
        state = state_of(row)
        act = replace(act, words=kept)
        if (numbered := NEXT.get(type(act))) and state is not None and getattr(act, numbered[0]) == 0:
            act = replace(act, **{numbered[0]: len(getattr(state, numbered[1])) + 1})
        stamp = Stamp(account=by.id, seat=by.seat, at=entries.spell(moment), entry=0)
        after = step(state, act, stamp)  # refused here, nothing is written
        entry = write(act, by, moment)
        after = state_of(Inquiry.objects.get(id=act.inquiry)) or after
    return Done(inquiry=act.inquiry, entry=entry, state=after)


def _next_id(moment: datetime) -> str:
    year = f"{moment:%Y}-"
    last = Inquiry.objects.filter(id__startswith=year).order_by("-id").values_list("id", flat=True).first()
    return f"{year}{int(last.removeprefix(year)) + 1 if last else 1:03d}"


def utc(moment: datetime | None) -> datetime:
    moment = moment or datetime.now(UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
