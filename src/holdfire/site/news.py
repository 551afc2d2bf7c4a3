"""What is new for an account, in words that may leave the building: for feeds, calendars and letters.

A feed is kept by a reader's provider and a letter travels open, so nothing is in them that was said inside an
inquiry, a call or a draft: an inquiry is its number, a call its number, and what waits is said by its kind.
"""

from datetime import UTC, date, datetime, timedelta

import msgspec
from django.db.models import Count
from django.urls import reverse

from holdfire.inquiry import terms
from holdfire.inquiry.models import Followup, Inquiry
from holdfire.inquiry.projections import state_of
from holdfire.register.account import Account
from holdfire.register.models import Check, Receipt
from holdfire.site.views.inquiry import waiting_for
from holdfire.site.views.inquiry_version import whom
from holdfire.site.views.today import CONFLICTS
from holdfire.site.watched import source_name

MOST = 100  # items of a feed
NEAR = timedelta(days=2)  # a day that is so near presses


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of news: an identity that stays, words, where to look, and since when it is so."""

    key: str
    title: str
    path: str
    at: datetime


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be done: for this account's seat or for others, by a day or by none."""

    key: str
    what: str
    who: str
    path: str
    due: date | None
    mine: bool
    overdue: bool
    reminded: date | None = None  # the last day on which somebody reminded of it

    def presses(self, on: date, since: datetime) -> bool:
        """Whether this seat hears of it before its next letter: its day is near, or it was reminded of it."""
        if not self.mine:
            return False
        near = self.due is not None and self.due <= on + NEAR
        return near or (self.reminded is not None and self.reminded >= since.date())


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter says: counts of what came in by source, figures that do not hold, what waits."""

    since: datetime
    reports: tuple[tuple[str, int], ...]
    conflicts: int
    waiting: tuple[Waiting, ...]
    findings: tuple[Item, ...]

    @property
    def empty(self) -> bool:
        """Nothing came in, and nothing waits for this seat or is late."""
        return not (self.reports or self.findings or any(w.mine or w.overdue for w in self.waiting))


def published() -> tuple[Item, ...]:
    """The findings that stand published, the latest first; public."""
    found = []
    for row in Inquiry.objects.all():
        state = state_of(row)
        if state is None or state.standing is None or state.standing.published is None:
            continue
        at = datetime.fromisoformat(state.standing.published.at)
        found.append(
            Item(
                key=f"finding-{row.id}-{state.standing.version}",
                title=f"Finding {row.id} is published: {terms.OUTCOMES[state.standing.draft.outcome]}",
                path=reverse("finding", args=[row.id]),
                at=at,
            )
        )
    return tuple(sorted(found, key=lambda i: i.at, reverse=True))


def arrived() -> tuple[Item, ...]:
    """The reports that came in last, by their source; their words stay inside."""
    receipts = Receipt.objects.select_related("report").order_by("-entry")[:MOST]
    return tuple(
        Item(
            key=f"receipt-{r.entry}",
            title=f"A report of {source_name(r.report.source_id)}"
            + (f", {r.report.published:%-d %B %Y}" if r.report.published else ""),
            path=reverse("report", args=[r.report_id]),
            at=r.received_at,
        )
        for r in receipts
    )


def waiting(by: Account, on: date) -> tuple[Waiting, ...]:
    """What waits in inquiries and out of calls, earliest first; what has no day last."""
    found = [
        Waiting(
            key=f"{row['id']}-{row['duty'].kind}-{row['duty'].number}-{row['who']}",
            what=f"Inquiry {row['id']}: {row['what'][:1].lower()}{row['what'][1:]}",
            who=row["who"],
            path=reverse("inquiry", args=[row["id"]]),
            due=date.fromisoformat(row["duty"].due) if row["duty"].due else None,
            mine=row["mine"],
            overdue=row["overdue"],
            reminded=date.fromisoformat(row["duty"].reminded) if row["duty"].reminded else None,
        )
        for row in waiting_for(by, on.isoformat())
    ]
    for step in Followup.objects.filter(closed_entry=None).select_related("call"):
        found.append(
            Waiting(
                key=f"call-{step.call_id}-{step.number}",
                what=f"Call {step.call_id}: next step {step.number}",
                who=whom(step.owner) if step.owner else "",
                path=reverse("call", args=[step.call_id]),
                due=step.due,
                mine=bool(by.seat) and step.owner == by.seat,
                overdue=bool(step.due and step.due < on),
            )
        )
    return tuple(sorted(found, key=lambda w: (w.due or date.max, w.key)))


def digest(by: Account, since: datetime, on: date) -> Digest:
    """What a letter to this account says of the time since."""
    counted = (
        Receipt.objects.filter(received_at__gt=since)
        .order_by()
        .values_list("report__source_id")
        .annotate(n=Count("entry"))
    )
    return Digest(
        since=since,
        reports=tuple(sorted(((source_name(s), n) for s, n in counted), key=lambda r: (-r[1], r[0]))),
        conflicts=Check.objects.filter(kind__in=CONFLICTS).count(),
        waiting=waiting(by, on),
        findings=tuple(i for i in published() if i.at > since),
    )


def now() -> datetime:
    """This moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
