"""Letters of what is new: one for each account that asked, no oftener than it asked.

What presses comes sooner, as a reminder, once a day at most: what waits for the seat with its day two days
away or past (a request, a finding to sign or dissent from), and whatever somebody reminded it of. An account
that asked for no letters gets none.

Sent by `holdfire digest`, which the operator's scheduler calls; nothing is sent where no mail server is set.
"""

from datetime import timedelta
from email.utils import formataddr

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from holdfire.register.account import Account
from holdfire.register.rights import RIGHTS, Right
from holdfire.site import news
from holdfire.site.models import Letters, Notice
from holdfire.site.watched import present_day, theatre

# Somewhat less than the period, so that a scheduler that runs a little early is not a day late.
AFTER = {Letters.DAILY: timedelta(hours=20), Letters.WEEKLY: timedelta(days=6, hours=12)}


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it would go out."""

    account: str
    to: str
    subject: str
    text: str


def due() -> list[tuple[Notice, Letter]]:
    """The letters that are due now; an account with nothing new or waiting gets none."""
    moment, on = news.now(), present_day()
    found = []
    for notice in Notice.objects.exclude(letters=Letters.NONE).select_related("user__member"):
        user, member = notice.user, getattr(notice.user, "member", None)
        if not (user.is_active and user.email and member and Right.READ in RIGHTS[member.role]):
            continue
        period = AFTER[Letters(notice.letters)]
        since = notice.sent_at or moment - period
        early = moment - since < period
        if early and moment - since < AFTER[Letters.DAILY]:
            continue
        by = Account(id=user.get_username(), seat=member.seat, role=member.role)
        digest = news.digest(by, since, on)
        if early and not any(w.presses(on, since) for w in digest.waiting):
            continue
        if not digest.empty:
            found.append((notice, _letter(by, user.email, digest, reminder=early)))
    return found


def send(letters: list[tuple[Notice, Letter]]) -> int:
    """Sends them, each with its own note that it went; gives how many. Raises OSError, SMTPException."""
    sender = formataddr((f"Holdfire, {theatre().name}", settings.DEFAULT_FROM_EMAIL))
    with get_connection() as connection:
        for notice, letter in letters:
            EmailMessage(letter.subject, letter.text, sender, [letter.to], connection=connection).send()
            notice.sent_at = news.now()
            notice.save(update_fields=["sent_at"])
    return len(letters)


def _letter(by: Account, to: str, digest: news.Digest, *, reminder: bool = False) -> Letter:
    mine = [w for w in digest.waiting if w.mine]
    count = sum(n for _, n in digest.reports)
    subject = f"{count} new report{'' if count == 1 else 's'}, {len(mine)} waiting for your seat"
    if reminder:
        subject = f"Reminder: {subject}"
    text = render_to_string(
        "notices/letter.txt",
        {
            "theatre": theatre().name,
            "digest": digest,
            "mine": mine,
            "late": [w for w in digest.waiting if w.overdue and not w.mine],
            "address": settings.HOLDFIRE_ADDRESS,
            "demo": settings.HOLDFIRE_DEMO,
        },
    )
    return Letter(account=by.id, to=to, subject=subject, text=text)
