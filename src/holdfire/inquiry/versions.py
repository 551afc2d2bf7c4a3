"""The finding as it is published: one source, a public and a confidential version, each fixed byte for byte.

Both are the same document; in the public one what is marked `[[so]]` is withheld, and so is the description
of restricted evidence. Of a file in evidence only its redacted version is published, beside the document that
names its digest; the original is in neither. Dissents are in both, of equal rank with signatures, and no
version can be written without them: the document is built from the state, not chosen.
"""

import hashlib

import msgspec

from holdfire.inquiry import sealing
from holdfire.inquiry.state import Inquiry, digest_of
from holdfire.inquiry.words import WITHHELD, unmark, withhold
from holdfire.record import passkeys


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """Something a sentence may cite: an item of evidence, a request or a visit."""

    ref: str
    kind: str
    what: str
    note: str = ""
    file: str = ""  # SHA-256 of the redacted version of an item's file, published beside this document
    media_type: str = ""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence and what it cites."""

    text: str
    cites: tuple[str, ...] = ()


class SeatsWord(msgspec.Struct, frozen=True, kw_only=True):
    """A seat's signature, dissent or silence. All three are rows of one table."""

    seat: str
    word: str  # signed, dissents, silent
    by: str = ""
    on: str = ""
    entry: int | None = None
    reasons: str = ""
    outcome: str = ""
    attribution: int = 0
    party: str = ""
    passkey: str = ""  # fingerprint of the key that said it; "": the account's key alone


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A published finding, whole."""

    format: str
    inquiry: str
    version: int
    edition: str  # public, confidential
    demonstration: bool
    title: str
    allegation: str
    alleged_by: str
    against: str
    days: tuple[str, str]
    outcome: str
    standard: str
    attribution: int
    party: str
    clauses: tuple[str, ...]
    severity: str
    intent: str
    limits: tuple[str, ...]
    duplicate_of: str
    summary: str
    reasoning: tuple[Said, ...]
    recommends: str
    sources: tuple[Cited, ...]
    seats: tuple[SeatsWord, ...]
    witnesses: tuple[str, ...]
    draft_entry: int
    draft_digest: str  # what the seats signed


FORMAT = "holdfire-finding/1"


def write(state: Inquiry, *, public: bool) -> bytes:
    """The version's bytes: UTF-8 JSON with sorted keys, so that its SHA-256 can be checked by anybody."""
    data = msgspec.json.encode(build(state, public=public), order="sorted")
    return msgspec.json.format(data, indent=1) + b"\n"


def digest(data: bytes) -> str:
    """SHA-256 of a version."""
    return hashlib.sha256(data).hexdigest()


def read(data: bytes | None) -> Version | None:
    """A version from its bytes; None where they are gone."""
    return msgspec.json.decode(data, type=Version) if data is not None else None


def build(state: Inquiry, *, public: bool) -> Version:
    """The document of the finding on the table, or of the one that stands."""
    finding = state.finding or state.standing
    if finding is None:  # pragma: no cover - callers ask only where there is one
        raise ValueError("there is no finding")
    shown = withhold if public else unmark
    draft, words, alleged = (
        finding.draft,
        sealing.said(finding.draft.words),
        sealing.said(state.alleged.words),
    )
    return Version(
        format=FORMAT,
        inquiry=state.id,
        version=finding.version,
        edition="public" if public else "confidential",
        demonstration=state.alleged.demo,
        title=shown(alleged.title),
        allegation=shown(alleged.text),
        alleged_by=state.by.seat,
        against=state.alleged.against,
        days=(state.alleged.start or "", state.alleged.end or ""),
        outcome=draft.outcome,
        standard=draft.standard,
        attribution=draft.attribution,
        party=draft.party,
        clauses=draft.clauses,
        severity=draft.severity,
        intent=draft.intent,
        limits=draft.limits,
        duplicate_of=draft.duplicate_of,
        summary=shown(words.text),
        reasoning=tuple(Said(text=shown(s.text), cites=s.cites) for s in words.sentences),
        recommends=shown(words.recommends),
        sources=_sources(state, {c for s in draft.cites for c in s}, public),
        seats=_seats(state, public),
        witnesses=state.witnesses,
        draft_entry=finding.by.entry,
        draft_digest=digest_of(draft),
    )


def _seats(state: Inquiry, public: bool) -> tuple[SeatsWord, ...]:
    finding = state.finding or state.standing
    rows = []
    for seat in state.voting:
        voice = finding.voice_of(seat) if finding else None
        if voice is None:
            rows.append(SeatsWord(seat=seat, word="silent", on=finding.sign_until if finding else ""))
            continue
        reasons = sealing.said(voice.words).text
        rows.append(
            SeatsWord(
                seat=seat,
                word="dissents" if voice.dissents else "signed",
                by=voice.by.account,
                on=voice.by.day,
                entry=voice.by.entry,
                reasons=withhold(reasons) if public else unmark(reasons),
                outcome=voice.outcome or "",
                attribution=voice.attribution,
                party=voice.party,
                passkey=passkeys.fingerprint(voice.passkey) if voice.passkey else "",
            )
        )
    return tuple(rows)


def _sources(state: Inquiry, cited: set[str], public: bool) -> tuple[Cited, ...]:
    shown = withhold if public else unmark
    found = []
    for item in state.items:
        words = sealing.said(item.words)
        what = WITHHELD if public and item.restricted else shown(words.title or words.text)
        made = item.redaction
        found.append(
            Cited(
                ref=f"E{item.number}",
                kind=item.kind,
                what=what,
                note=item.by.day,
                file=made.public if made else "",
                media_type=made.media_type if made else "",
            )
        )
    for asked in state.requests:
        note = "silent" if asked.silence and not asked.answer else "late" if asked.late else "answered"
        words = sealing.said(asked.words)
        found.append(Cited(ref=f"R{asked.number}", kind=note, what=shown(words.text), note=asked.to))
    for visit in state.visits:
        words = sealing.said(visit.words)
        found.append(
            Cited(
                ref=f"V{visit.number}",
                kind=visit.access or "planned",
                what=shown(words.title or words.text),
                note=visit.start,
            )
        )
    return tuple(one for one in found if one.ref in cited)
