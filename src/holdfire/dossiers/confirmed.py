"""What people confirmed, as dossiers see it: a claim with its report, its words and who confirmed it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

import msgspec

from holdfire.reading.claim import Claim
from holdfire.register.models import Claim as ClaimRow
from holdfire.register.models import ClaimState, Decision
from holdfire.theatre import Lookup, Theatre

CONFIRMED = (ClaimState.CONFIRMED.value, ClaimState.CORRECTED.value)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One confirmed claim: a person says the report says this. Nobody says here that it is true."""

    claim_id: str
    report_id: str
    report_title: str
    report_url: str
    published: date | None
    source_id: str
    side: str  # seat whose view the speaker voices, or ""
    state: str  # confirmed, corrected
    confirmed_by: str
    claim: Claim
    paragraph: str = ""  # the report's paragraph around it, for what is said in one breath

    @property
    def quote(self) -> str:
        """The report's own words."""
        return self.claim.content

    @property
    def speaker(self) -> str:
        """Who says it, by name, else in the report's words."""
        return self.claim.speaker or self.claim.speaker_text or "unattributed"

    @property
    def through(self) -> str:
        """Through whom it reached the report, when somebody else told it."""
        return self.claim.reported_through or ""

    @property
    def said_on(self) -> date | None:
        """The day it was said: the day the report gives, else the day the report was published."""
        for time in (self.claim.time, *self.claim.times):
            if time and time.of == "utterance" and (day := day_of(time.start)):
                return day
        return self.published

    @property
    def happens(self) -> tuple[date | None, date | None]:
        """First and last day of the event claimed; (None, None) when no day is said."""
        time = self.claim.time
        if not time or time.of != "event":
            return (None, None)
        return day_of(time.start), day_of(time.end)


class _Dated(Protocol):
    @property
    def said_on(self) -> date | None: ...


T = TypeVar("T", bound=_Dated)


def day_of(iso: str | None) -> date | None:
    """The calendar day of an ISO 8601 date or date-time, as stated."""
    try:
        return date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


def in_order(items: Iterable[T]) -> list[T]:
    """Oldest first; what has no day comes last."""
    return sorted(items, key=lambda item: item.said_on or date.max)


def confirmed(theatre: Theatre | None = None, *, kinds: Sequence[str] = ()) -> tuple[Said, ...]:
    """Every confirmed or corrected claim, oldest report first, in the order of its text."""
    rows = ClaimRow.objects.filter(state__in=CONFIRMED).select_related("report").defer("machine")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    rows = rows.order_by("report__published", "report__received_at", "report_id", "ordinal")
    by: dict[str, str] = dict(
        Decision.objects.filter(claim__in=rows.values("id"))
        .order_by("entry")
        .values_list("claim_id", "author")
    )
    return tuple(
        Said(
            claim_id=row.id,
            report_id=row.report.id,
            report_title=row.report.title,
            report_url=row.report.url,
            published=row.report.published,
            source_id=row.report.source_id,
            side=row.side,
            state=row.state,
            confirmed_by=by.get(row.id, ""),
            claim=msgspec.convert(row.data, Claim),
            paragraph=_paragraph(row.report.text, row.start, row.end),
        )
        for row in rows
    )


def _paragraph(text: str, start: int, end: int) -> str:
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return text[first : last if last >= 0 else len(text)]


def party_name(theatre: Theatre, party_id: str | None) -> str:
    """A party's name, or its id where the theatre does not know it."""
    party = Lookup(theatre).party(party_id)
    return party.name if party else party_id or ""


def speaks_for(said: Said, names: Lookup) -> str:
    """The state or body a speaker speaks for; the speaker's own name when none is known."""
    top = names.state_of(said.claim.speaker_party)
    return top.name if top else said.speaker
