"""What a check is: a finding of the machine about claims: a sentence, its arithmetic, its spans."""

import msgspec

from holdfire.reading.claim import Span

Number = int | float


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """A finding about claims. It never says which claim is right.

    `claims` are indices into a reading's claims, or claim ids across reports. For arithmetic,
    `parts` give `computed`, which differs from `stated` by `difference`; `spans` are where the
    words stand in the report (empty across reports, where the claims say it).
    """

    kind: str
    sentence: str
    claims: tuple[int | str, ...]
    stated: Number | None = None
    parts: tuple[Number, ...] = ()
    computed: Number | None = None
    difference: Number | None = None
    spans: tuple[Span, ...] = ()
