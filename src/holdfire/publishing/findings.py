"""Published findings as files to take along: each document byte for byte, and the proof that it is recorded.

The document of a finding is built with every seat's word in it, so no export can leave a dissent out.
"""

from collections.abc import Iterator

from holdfire.inquiry.models import Inquiry
from holdfire.inquiry.projections import state_of
from holdfire.record import evidence
from holdfire.register.instance import open_instance


def files() -> dict[str, bytes]:
    """Every published finding that can still be opened: path below an export, and content."""
    return dict(_files())


def _files() -> Iterator[tuple[str, bytes]]:
    instance = open_instance()
    for row in Inquiry.objects.order_by("id"):
        state = state_of(row)
        finding = state.standing if state else None
        if finding is None or finding.page is None or finding.published is None:
            continue
        data = instance.fetch(finding.page.object)
        if data is None:
            continue
        gathered = evidence.gather(
            instance.store, finding.published.entry, instance.store.latest(), instance.vkey
        )
        yield f"findings/{row.id}/finding.json", data
        yield f"findings/{row.id}/proof.html", evidence.page(gathered).encode()
