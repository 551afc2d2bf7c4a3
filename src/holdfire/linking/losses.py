"""Losses a claim tells: how many killed, wounded, captured or missing, and of which side."""

import re

import msgspec

from holdfire.linking.people import Sides
from holdfire.reading.claim import Claim, Quantity

KINDS = ("killed", "wounded", "captured", "missing")
_SAID = {
    "killed": re.compile(r"\b(?:killed|dead|died|deaths?|shot dead|fatalit\w+|погиб\w*|убит\w*)\b", re.I),
    "wounded": re.compile(r"\b(?:wounded|injured|hurt|ранен\w*)\b", re.I),
    "captured": re.compile(r"\b(?:captured|taken prisoner|taken captive|capture)\b", re.I),
    "missing": re.compile(r"\b(?:missing|out of contact|contact with)\b", re.I),
}


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of losses. `side` is None when the words do not say whose."""

    kind: str
    side: str | None
    value: int | float
    low: int | float
    high: int | float


def of(claim: Claim, sides: Sides, until: int | None = None) -> tuple[Loss, ...]:
    """The losses a claim gives, a denial none; `until` ends the part of it that is about its own event."""
    if claim.polarity == "denies" or claim.modality in ("planned", "conditional", "possible", "denied"):
        return ()
    found = []
    for quantity in claim.quantities:
        if until is not None and quantity.char_start >= until:
            continue
        kind = quantity.role if quantity.role in KINDS else _kind(claim, quantity)
        if kind is None or quantity.role in ("total", "part", "returned"):
            continue
        found.append(
            Loss(
                kind=kind,
                side=_whose(claim, quantity, sides),
                value=quantity.value,
                low=quantity.low
                if quantity.low is not None
                else 0
                if quantity.high is not None
                else quantity.value,
                high=quantity.high
                if quantity.high is not None
                else float("inf")
                if quantity.low is not None
                else quantity.value,
            )
        )
    return tuple(found)


def _kind(claim: Claim, quantity: Quantity) -> str | None:
    """The loss word nearest after a figure of people, else before it."""
    if claim.kind not in ("casualty", "violation", "other", "detainees") or not re.search(
        r"[^\W\d_]", quantity.unit
    ):
        return None
    text, at = claim.content, quantity.char_end - claim.start
    after = [(m.start() - at, k) for k, p in _SAID.items() if (m := p.search(text, max(0, at)))]
    near = [(d, k) for d, k in after if d < 60]
    return min(near)[1] if near else None


def _whose(claim: Claim, quantity: Quantity, sides: Sides) -> str | None:
    if quantity.of and (side := sides.of_name(quantity.of)):
        return side
    near = [
        a
        for a in claim.actors
        if quantity.char_start <= a.char_start < quantity.char_end + 40 and sides.names.side_of(a.party_id)
    ]
    if near:
        return sides.names.side_of(near[0].party_id)
    others = {s for a in claim.actors if (s := sides.names.side_of(a.party_id))}
    own = sides.names.side_of(claim.speaker_party)
    # A ministry that counts losses and names nobody else counts its own.
    return own if own and others <= {own} else None
