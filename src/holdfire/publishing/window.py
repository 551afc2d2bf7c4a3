"""The window of a compromised key: what was signed in it, what that changed, and what stands on it now.

A revocation may name the first entry that the key's owner does not vouch for. From there to the revocation
somebody else may have signed. Nothing is undone by that: people look at each entry and decide. Here is what
they look at, most of all the findings and dossiers that rest on one of them.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import msgspec

from holdfire.dossiers import agreement, detainees, formats, liaison, monitoring, restoration
from holdfire.dossiers.confirmed import confirmed
from holdfire.errors import RegisterError
from holdfire.inquiry.models import Inquiry
from holdfire.inquiry.projections import state_of
from holdfire.inquiry.state import Inquiry as State
from holdfire.record import acts, entries
from holdfire.record.entries import ClaimDecided, DateSet, KeyRevoked, ReportReceived, ReportShredded
from holdfire.register.instance import open_instance, written_in
from holdfire.register.models import Claim, Decision, Entry, IncidentClaim, Report

DOSSIERS: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("agreement", agreement.agreements),
    ("detainees", detainees.ledger),
    ("restoration", restoration.restoration),
    ("formats", formats.formats),
    ("liaison", liaison.liaison),
    ("monitoring", monitoring.monitoring),
)
Said = str  # a sentence for a lay reader


class Rests(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Something that stands on an entry: a claim, an incident, a dossier, an inquiry, a finding."""

    kind: str
    id: str
    words: Said


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the window."""

    entry: int
    kind: str
    subject: str
    at: datetime  # as its author claims, UTC
    words: Said  # what it changed, and whether somebody else has spoken to it since
    rests: tuple[Rests, ...] = ()


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """From the first entry in doubt to the revocation."""

    author: str
    start: int
    revoked: int | None  # the entry that says so; None: it is only asked what would be in doubt
    done: tuple[Done, ...] = ()

    @property
    def rests(self) -> tuple[Rests, ...]:
        """Everything that stands on the window, once each."""
        return tuple(sorted({one for done in self.done for one in done.rests}))


def named(author: str = "") -> tuple[tuple[str, int, int], ...]:
    """Every window that a revocation names, latest first: the author, its first entry, the revocation."""
    found = []
    for row in Entry.objects.filter(kind__in=("key-revoked", "keys-changed")).order_by("-index"):
        for said in entries.key_changes(written_in(row).entry):
            if isinstance(said, KeyRevoked) and said.doubt_from is not None:
                found.append((said.author, said.doubt_from, row.index))
    return tuple(one for one in found if author in ("", one[0]))


def windows(author: str = "") -> tuple[Window, ...]:
    """Every window that a revocation names, of one author or of all, latest first."""
    return tuple(_window(*one) for one in named(author))


def window(author: str, start: int | None = None) -> Window:
    """An author's window; `start` asks what would be in doubt from an entry on, before anything is revoked.

    Raises RegisterError where the author has none.
    """
    if start is not None:
        if not Entry.objects.filter(author=author).exists():
            raise RegisterError(
                f"“{author}” has signed nothing on this record: holdfire key list shows who may."
            )
        return _window(author, start, None)
    found = windows(author)
    if not found:
        raise RegisterError(
            f"No revocation of a key of “{author}” names an entry from which it is in doubt: ask with --from "
            "what would be, and say it with holdfire key revoke --doubt-from."
        )
    return found[0]


def _window(author: str, start: int, end: int | None) -> Window:
    rows = Entry.objects.filter(author=author, index__gte=start).order_by("index")
    if end is not None:
        rows = rows.filter(index__lt=end)
    asked = _Asked()
    return Window(
        author=author, start=start, revoked=end, done=tuple(_done(row, end, asked) for row in rows.iterator())
    )


class _Asked:
    """What many entries ask: the dossiers as they stand, and the inquiries."""

    def __init__(self) -> None:
        self._dossiers: dict[str, str] | None = None
        self.inquiries = [state for row in Inquiry.objects.all() if (state := state_of(row)) is not None]

    def dossiers(self) -> dict[str, str]:
        """Each dossier, written out: what it rests on is named in it."""
        if self._dossiers is None:
            theatre = open_instance().theatre
            said, today = confirmed(theatre), date.today()
            self._dossiers = {
                name: msgspec.json.encode(ask(today, theatre, said), enc_hook=str).decode()
                for name, ask in DOSSIERS
            }
        return self._dossiers


def _done(row: Entry, end: int | None, asked: _Asked) -> Done:
    written = written_in(row)
    words, rests = _told(row.index, end, written.entry, asked)
    return Done(
        entry=row.index, kind=row.kind, subject=row.subject, at=written.at,
        words=words, rests=tuple(sorted(set(rests))),
    )  # fmt: skip


def _told(index: int, end: int | None, entry: Any, asked: _Asked) -> tuple[Said, list[Rests]]:
    match entry:
        case ReportReceived():
            report = Report.objects.filter(id=entry.report).first()
            title = f"“{report.title}”" if report and report.title else entry.report[:12]
            first = report is not None and report.first_entry == index
            words = f"Filed the report {title}{'' if first else ', which was on the record already'}."
            return words, list(_on_report(entry.report, asked)) if first else []
        case DateSet():
            later = _others_spoke("date-set", entry.report, index, end)
            words = f"Set the day of the report {entry.report[:12]} to {entry.published}.{later}"
            return words, [] if later else list(_on_report(entry.report, asked))
        case ClaimDecided():
            later = _others_spoke("claim-decided", entry.claim, index, end)
            claim = Claim.objects.filter(id=entry.claim).first()
            what = f"“{claim.content[:100]}”" if claim else entry.claim
            verb = {"confirm": "Confirmed", "correct": "Corrected", "reject": "Rejected"}[entry.verb]
            return f"{verb} the claim {what}.{later}", [] if later else list(_on_claim(entry.claim, asked))
        case ReportShredded():
            return f"Had the report {entry.report[:12]} shredded, which nobody can undo.", []
        case acts.Act():
            state = next((one for one in asked.inquiries if one.id == entry.inquiry), None)
            rests = list(_on_inquiry(state)) if state else []
            return f"Acted in the inquiry {entry.inquiry}: {_act(entry)}.", rests
        case _:
            kind, subject = entries.kind_of(entry).replace("-", " "), entries.subject_of(entry)
            return f"Signed: {kind} {subject}.", []


def _others_spoke(kind: str, subject: str, index: int, end: int | None) -> Said:
    """Whether somebody spoke to the same thing after the window, or another author within it."""
    author = Entry.objects.get(index=index).author
    later = Entry.objects.filter(kind=kind, subject=subject, index__gt=index).order_by("-index")
    for row in later:
        if row.author != author or (end is not None and row.index > end):
            return f" {row.author} has decided it anew since, in entry {row.index}."
    return ""


def _act(entry: acts.Act) -> str:
    kind = entries.kind_of(entry).removeprefix("inquiry-").replace("-", " ")  # type: ignore[arg-type]
    version = getattr(entry, "version", None) or getattr(entry, "number", None)
    return f"{kind} {version}" if version else kind


def _on_report(report: str, asked: _Asked) -> Iterator[Rests]:
    decided = Decision.objects.filter(claim__report_id=report).values_list("claim_id", flat=True).distinct()
    for claim in decided:
        yield from _on_claim(claim, asked)
    for state in asked.inquiries:
        if any(item.report == report for item in state.items):
            yield from _on_inquiry(state)


def _on_claim(claim: str, asked: _Asked) -> Iterator[Rests]:
    for name, text in asked.dossiers().items():
        if f'"{claim}"' in text:
            yield Rests(kind="dossier", id=name, words=f"the dossier “{name}” rests on the claim {claim}")
    part = IncidentClaim.objects.select_related("incident").filter(claim_id=claim).first()
    if part is not None:
        title = f"the incident “{part.incident.title}” has the claim {claim} in it"
        yield Rests(kind="incident", id=part.incident_id, words=title)
        for state in asked.inquiries:
            if part.incident_id in state.alleged.incidents:
                yield from _on_inquiry(state)


def _on_inquiry(state: State) -> Iterator[Rests]:
    if (standing := state.standing) is not None:
        words = f"the finding of the inquiry {state.id}, published {standing.published.day}"  # type: ignore[union-attr]
        yield Rests(kind="finding", id=state.id, words=words)
    else:
        yield Rests(kind="inquiry", id=state.id, words=f"the inquiry {state.id} is going on")
