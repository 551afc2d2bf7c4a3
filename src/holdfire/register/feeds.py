"""A feed's items received as reports: each kept as it stood and read like any other, and none twice.

An item is known by its bytes; one whose bytes differ only in what nobody reads (a count of comments) is known
by its address and words. An item whose words changed is a report of its own.
"""

import msgspec

from holdfire.intake import open_report
from holdfire.intake.item import split_feed
from holdfire.register import commands, projections
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.models import Report


class Fed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a feed: reports received now, items known before, and items that could not be read."""

    received: tuple[str, ...]
    known: int
    problems: tuple[str, ...]  # one sentence each, of items that are kept all the same


def receive_feed(data: bytes, *, by: Account, source_id: str = "") -> Fed:
    """Receives the items of a feed that are not here yet. Raises IntakeError for what is no feed."""
    instance = open_instance()
    new, seen, known = [], set(), 0
    for item in split_feed(data):
        id = instance.vault.id_of(item.data)
        if id in seen or Report.objects.filter(id=id).exists():
            known += 1
            continue
        document = open_report(item.data)
        told = (item.url, document.text)
        if item.url and (
            told in seen or Report.objects.filter(url=item.url[:500], text=document.text).exists()
        ):
            known += 1
            continue
        seen |= {id, told}
        new.append(item)
    for item in new:  # read before the record is held, so that others may write meanwhile
        projections.prepare(instance, instance.keep(item.data).report)
    received, problems = [], []
    with commands.batch():
        for item in new:
            got = commands.receive(item.data, by=by, via="feed", source_id=source_id, url=item.url[:500])
            received.append(got.report_id)
            if got.problem:
                problems.append(got.problem)
    return Fed(received=tuple(received), known=known, problems=tuple(problems))
