"""Running totals: a figure counted since a day, by one speaker, may not be lower in a later report.

Only figures about the same thing are compared: the same speaker's party, the same receiving or giving
side, the same count's first day. A narrower count (since a later day) may be lower.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from holdfire.checking.check import Check
from holdfire.checking.days import in_words
from holdfire.checking.units import family
from holdfire.reading.claim import Claim, FiledClaim, Quantity
from holdfire.theatre import Lookup, Theatre

SINCE = re.compile(
    r"\bsince\b|\bfrom the (?:start|beginning)\b|\bso far\b|\bto date\b|\boverall\b|\bin total\b|\ball told\b"
    r"|\baltogether\b|\bcumulativ\w*|\balready\b|\bsince then\b|\bс начала\b",
    re.I,
)
HELD = re.compile(r"\b(?:still|remain(?:s|ing)?|currently|are held|is held|in custody|missing)\b", re.I)
_WORD = re.compile(r"[^\W\d_]{4,}")
_ENDINGS = re.compile(r"(?:ings?|ed|es|s)$")
_PLAIN = frozenset("have been since december were that with from they their will said also through".split())


def check(filed: Sequence[FiledClaim], theatre: Theatre) -> tuple[Check, ...]:
    """Running totals that fell, each against the highest the same speaker gave before."""
    names = Lookup(theatre)
    lines: dict[tuple[str, str, str, str], list[tuple[FiledClaim, Quantity]]] = defaultdict(list)
    for one in filed:
        if (figure := running(one.claim)) is not None and one.published:
            lines[_speaker(one, names), family(figure), figure.to or "", figure.from_ or ""].append(
                (one, figure)
            )
    found = []
    for (speaker, *_), line in sorted(lines.items()):
        for n, (later, figure) in enumerate(line):
            earlier = [
                (o, q)
                for o, q in line[:n]
                if o.report != later.report
                and (o.published or "") <= (later.published or "")
                and _same_count(o.claim, later.claim)
            ]
            if not earlier:
                continue
            before, was = max(earlier, key=lambda p: p[1].value)
            if (figure.high or figure.value) >= was.value:
                continue
            difference = was.value - figure.value
            found.append(
                Check(
                    kind="total-fell",
                    sentence=(
                        f"{speaker} counted {was.value:n} {was.unit} on {in_words(before.published)} and"
                        f" {figure.value:n} on {in_words(later.published)}: a running total fell by"
                        f" {difference:n}."
                    ),
                    claims=(before.id, later.id),
                    stated=was.value,
                    computed=figure.value,
                    difference=difference,
                )
            )
    return tuple(found)


def running(claim: Claim) -> Quantity | None:
    """The claim's cumulative figure, if it gives one."""
    if (
        not claim.quantities
        or claim.polarity == "denies"
        or HELD.search(claim.content)
        or not SINCE.search(claim.content)
    ):
        return None
    if claim.modality in ("planned", "conditional", "possible"):
        return None
    counted = [q for q in claim.quantities if family(q) not in ("", "share")]
    totals = [q for q in counted if q.role == "total"]
    found = totals or counted
    return found[0] if found else None


def _same_count(a: Claim, b: Claim) -> bool:
    """The same thing counted from the same first day, as far as both say; most words meet."""
    since_a, since_b = _since(a), _since(b)
    if since_a and since_b and since_a[:7] != since_b[:7]:
        return False
    mine, theirs = _words(a.content), _words(b.content)
    return bool(mine and theirs) and len(mine & theirs) / min(len(mine), len(theirs)) >= 0.5


def _words(text: str) -> set[str]:
    return {_ENDINGS.sub("", w) for w in _WORD.findall(text.casefold()) if w not in _PLAIN}


def _since(claim: Claim) -> str:
    return (claim.time.start or "") if claim.time and claim.time.of == "event" else ""


def _speaker(one: FiledClaim, names: Lookup) -> str:
    top = names.state_of(one.claim.speaker_party)
    return top.name if top else one.claim.speaker or one.source or one.report
