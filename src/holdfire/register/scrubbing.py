"""The vault scrubbed by and by: each day a share is opened and held to the record, and the result is kept.

After `ROUND` days everything was opened once. What was found stays on the Record page until the damaged
object is opened again and whole; nothing waits for a scrub, and a scrub waits for nobody.
"""

import logging
import time
from datetime import UTC, datetime, timedelta

import msgspec
from django.db import close_old_connections

from holdfire.errors import HoldfireError
from holdfire.register.instance import open_instance
from holdfire.register.models import Scrub

ROUND = 30  # days in which every object is opened once
DRAFTS = 24 * 3600  # seconds after which a draft is nobody's any more
LOOK = 600  # seconds between looking whether a day has passed
KEPT = 400  # results that are kept


class Latest(msgspec.Struct, frozen=True, kw_only=True):
    """What the Record page says of the last scrub."""

    at: datetime
    size: int
    opened: int
    of: int
    problems: tuple[str, ...]  # as each object was found last
    since: datetime | None  # everything was opened since then; None before a first round is through


def scrub_share(share: int = ROUND) -> Scrub:
    """Opens the next share of the vault, one part of `share`, and keeps the result. Raises RecordError."""
    instance = open_instance()
    before = Scrub.objects.first()
    found = instance.scrub(None if share <= 1 else before.last if before else "", share)
    instance.vault.storage.sweep(time.time() - DRAFTS)
    row = Scrub.objects.create(
        at=datetime.now(UTC).replace(microsecond=0),
        size=instance.store.head().size,
        opened=found.objects,
        of=found.of,
        last=found.last,
        problems=list(found.problems),
    )
    for old in Scrub.objects.all()[KEPT:]:
        old.delete()
    return row


def latest() -> Latest | None:
    """The last scrub, and what is damaged as each object was found last; None before the first."""
    rows = list(Scrub.objects.all()[:KEPT])
    if not rows:
        return None
    problems: dict[str, None] = {}
    seen = 0
    for row in rows:
        problems |= dict.fromkeys(row.problems)
        seen += row.opened
        if seen >= rows[0].of:
            break
    return Latest(
        at=rows[0].at, size=rows[0].size, opened=rows[0].opened, of=rows[0].of, problems=tuple(problems),
        since=row.at if seen >= rows[0].of else None,
    )  # fmt: skip


def is_due(hours: float = 24) -> bool:
    """Whether the last scrub was longer ago than that."""
    row = Scrub.objects.first()
    return row is None or row.at <= datetime.now(UTC) - timedelta(hours=hours)


def keep_scrubbing() -> None:
    """Scrubs a share whenever a day has passed, for as long as the process lives; never raises."""
    while True:
        time.sleep(LOOK)
        try:
            close_old_connections()
            if is_due():
                scrub_share()
        except (HoldfireError, OSError) as problem:
            logging.getLogger(__name__).warning("The vault was not scrubbed: %s", problem)
        except Exception:
            logging.getLogger(__name__).exception("The vault was not scrubbed.")
        finally:
            close_old_connections()
