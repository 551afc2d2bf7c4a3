"""The one way a form filled in on a phone comes in: kept whole, then taken as the observation it is.

What cannot be taken is kept all the same, with the sentence that says why; the same form sent again, or in
parts with its files, arrives once.
"""

import secrets
from datetime import datetime
from typing import Any, cast

import msgspec

from holdfire.errors import InquiryError
from holdfire.inquiry.commands import utc
from holdfire.inquiry.models import Attachment, FieldObservation, Submission
from holdfire.inquiry.observing import observe
from holdfire.inquiry.words import Words
from holdfire.record import entries
from holdfire.record.field import Attached, Observed, Submitted
from holdfire.record.fields import Kept
from holdfire.register.account import Account
from holdfire.register.commands import write
from holdfire.register.instance import open_instance
from holdfire.register.rights import Right, may
from holdfire.register.writing import writing


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file as a phone sent it."""

    name: str
    data: bytes
    media_type: str = ""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A form as a phone sent it. Either `observed` is what it says, or `problem` why nobody can tell."""

    xml: bytes
    submission: str = ""  # the instance's id; "": it could not be read
    form: str = ""
    version: str = ""
    program: str = ""  # that sent it
    files: tuple[File, ...] = ()
    observed: Observed | None = None
    words: Words = Words()
    problem: str = ""


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What came with a submission and may name people: in the vault, not on the record."""

    form: str = ""
    version: str = ""
    program: str = ""
    names: tuple[str, ...] = ()  # of the files, in the order of the entry
    problem: str = ""
    salt: str = ""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a submission: its id, the observation, or why there is none."""

    submission: str
    first: bool  # False: all of it was received before
    observation: str = ""
    problem: str = ""


def take(sent: Sent, *, by: Account, device: str, at: datetime | None = None) -> Taken:
    """Puts a submission on the record, with the observation it is. Raises InquiryError for a role that may
    not, RecordError for bytes that were shredded."""
    if not may(by.role, Right.OBSERVE):
        raise InquiryError(f"This account may not {Right.OBSERVE.value}: ask your seat for a role that may.")
    now, vault = utc(at), open_instance().vault
    # A form nobody can read has the number its bytes have in this vault, which tells nothing of them.
    submission = sent.submission or _spelled(vault.id_of(sent.xml))
    whole = vault.keep(sent.xml)
    files = [(one, vault.keep(one.data)) for one in sent.files]
    with writing():
        before = list(Submission.objects.filter(submission=submission, object=whole.object, author=by.id))
        known = set(Attachment.objects.filter(submission__in=before).values_list("object", flat=True))
        files = [(one, kept) for one, kept in files if kept.object not in known]
        if before and not files:
            return Taken(
                submission=submission,
                first=False,
                observation=before[0].observation,
                problem=details_of(before[0]).problem,
            )
        observation, problem = (before[0].observation, details_of(before[0]).problem) if before else ("", "")
        if not before:
            observation, problem = _observe(sent, by, now)
        details = Details(
            form=sent.form[:128],
            version=sent.version[:128],
            program=sent.program[:300],
            names=tuple(one.name[:255] for one, _ in files),
            problem=problem,
            salt=secrets.token_hex(16),
        )
        entry = Submitted(
            submission=submission,
            device=device,
            bytes=whole,
            attached=tuple(Attached(bytes=kept, media_type=one.media_type[:128]) for one, kept in files),
            observation=observation,
            details=vault.keep(msgspec.json.encode(details)),
            received_at=entries.coarse(now),
        )
        write(entry, by, now)
    return Taken(submission=submission, first=True, observation=observation, problem=problem)


def _observe(sent: Sent, by: Account, now: datetime) -> tuple[str, str]:
    """(observation, problem), one of them empty."""
    if sent.problem or sent.observed is None:
        return "", sent.problem or "Nothing in it says what was observed."
    try:
        observe(sent.observed, by=by, words=sent.words, at=now)
    except InquiryError as problem:
        return "", str(problem)
    return sent.observed.observation, ""


def details_of(row: Submission) -> Details:
    """What came with a submission; empty once it was shredded."""
    kept = cast(Any, row.details)
    data = open_instance().fetch(msgspec.convert(kept, Kept).object) if kept else None
    return msgspec.json.decode(data, type=Details) if data else Details()


def not_taken() -> list[Submission]:
    """The submissions that became no observation, and that nobody has written down since; newest first."""
    parts = Submission.objects.filter(observation="").order_by("-entry")
    rows = {number_of(row): row for row in parts}  # the first part of each
    settled = set(FieldObservation.objects.filter(id__in=rows).values_list("id", flat=True))
    return [row for number, row in rows.items() if number not in settled]


def number_of(row: Submission) -> str:
    """The number under which a person writes down what could not be taken: the one its bytes have."""
    return _spelled(row.object)


def files_of(row: Submission) -> list[Attachment]:
    """Every file that came with a submission, in whichever part."""
    return list(
        Attachment.objects.filter(submission__object=row.object, submission__author=row.author).order_by(
            "submission_id", "number"
        )
    )


def _spelled(digest: str) -> str:
    """32 hexadecimal digits as a UUID is spelled."""
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
