"""Shredding a report: nobody opens its bytes again, and no table, page or backup holds what it said.

First the record says so, then the envelopes go: a crash between the two leaves a report that the record
calls shredded and that still opens, which `finish` mends when the register is next written to. What remains
is that something was received, when, from which source, and who had it shredded on which ground.
"""

from django.db import connection

from holdfire.record import entries, envelope
from holdfire.record.access import MatterShredded
from holdfire.record.entries import ReportShredded
from holdfire.register.derived import forget_readings
from holdfire.register.instance import Instance
from holdfire.register.models import Claim, Decision, Entry, IncidentDecision

GROUNDS: dict[str, str] = {
    "safety": "somebody named in it is in danger",
    "consent": "whoever gave it withdrew consent",
    "law": "a law or a court asks for it",
    "mistake": "it came in by mistake",
}


def finish(instance: Instance) -> int:
    """Deletes every envelope the record says is gone, and what a database keeps of it; gives how many."""
    gone = 0
    for row in Entry.objects.filter(kind__in=("report-shredded", "matter-shredded")).order_by("index"):
        entry = entries.decode(envelope.unseal(bytes(row.envelope)).payload).entry
        if isinstance(entry, ReportShredded | MatterShredded):
            gone += sum(instance.vault.shred(one) for one in entry.objects)
    if gone:
        forget_readings()
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                # Deleted rows are overwritten (secure_delete), but the log of changes still holds the old.
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return gone


def objects_of(report: str) -> tuple[str, ...]:
    """Everything the vault keeps of a report: its bytes, its names and addresses, what was decided of it."""
    found = [report]
    rows = Entry.objects.filter(kind="report-received", subject=report)
    decided = Decision.objects.filter(claim__report=report).values_list("entry", flat=True)
    for row in (*rows, *Entry.objects.filter(index__in=list(decided))):
        match entries.decode(envelope.unseal(bytes(row.envelope)).payload).entry:
            case entries.ReportReceived(details=kept) if kept is not None:
                found.append(kept.object)
            case entries.ClaimDecided(decided=kept):
                found.append(kept.object)
    claims = Claim.objects.filter(report=report).values_list("id", flat=True)
    on_incidents = IncidentDecision.objects.filter(claims__claim__in=list(claims))
    found += on_incidents.order_by("entry").values_list("words", flat=True)
    return tuple(dict.fromkeys(found))
