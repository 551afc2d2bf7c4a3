"""Every claim that stands, with where it was filed, as linking and checking across reports take it.

Turning a row into a claim is dear, and from one entry to the next most rows say what they said. So what a row
says is compared with what it said last time, and the same words give the same object, by which linking knows
it again. Nothing is taken for unchanged because nobody said that it changed.
"""

import hashlib
from collections.abc import Iterable

import msgspec
from django.db.models import TextField
from django.db.models.functions import Cast

from holdfire.reading.claim import Claim as ReadClaim
from holdfire.reading.claim import FiledClaim
from holdfire.register.models import Claim, ClaimState
from holdfire.theatre import Lookup, Theatre

PERSONS_WORD = (ClaimState.CONFIRMED, ClaimState.CORRECTED)

_known: dict[str, tuple[tuple[object, ...], FiledClaim]] = {}  # claim id: what its row said, and the claim


def filed_claims(theatre: Theatre, only: Iterable[str] | None = None) -> tuple[FiledClaim, ...]:
    """Every claim that stands, or those of the ids given, with where it was filed, oldest report first."""
    names = Lookup(theatre)
    rows = (
        Claim.objects.exclude(state=ClaimState.REJECTED)
        .order_by("report__published", "report_id", "ordinal")
        .annotate(said=Cast("data", TextField()))
        .values_list("id", "state", "side", "report_id", "report__published", "report__source_id", "said")
    )
    known, stand = dict(_known), {}
    if only is not None:
        rows = rows.filter(id__in=list(only))
    for id, state, side, report, published, source, said in rows.iterator(chunk_size=2000):
        digest = hashlib.blake2b(said.encode(), digest_size=16).digest()
        row = (state, side, report, published, source, digest, theatre.digest)
        before = known.get(id)
        if before is None or before[0] != row:
            described = names.source(source)
            before = (
                row,
                FiledClaim(
                    id=id,
                    report=report,
                    published=published.isoformat() if published else None,
                    source=source,
                    side=side or None,
                    # Of a source nobody described we know no independence: each report is its own voice.
                    group=(described.group or described.id) if described else source or report,
                    claim=msgspec.json.decode(said, type=ReadClaim),
                    confirmed=state in PERSONS_WORD,
                ),
            )
        stand[id] = before
    if only is None:
        _known.clear()  # what is rejected or shredded is not kept here either
        _known.update(stand)
    return tuple(sorted((one for _, one in stand.values()), key=lambda f: (f.published or "", f.report)))
