"""Repetition is not corroboration: one accusation made several times in one report by one speaker.

One check lists the claims. Two accusations are one when the same speaker makes them against the same
target with words of the same meaning: what is left of them when speaker, target and grammar are taken
away overlaps.
"""

import re
from collections import defaultdict

from holdfire.checking.check import Check
from holdfire.checking.headlines import headline_end
from holdfire.reading.claim import Claim, Reading

_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = re.compile(r"(?:ings?|ed|es|s|ion|ions)$")
EMPTY = frozenset(
    "the and that this these those for with from which who whom whose has have had been being are was"
    " were is its their his her our not but also first foremost several certain some other such said"
    " says say accuse accused accuses accusing blame blamed see seen what where when would could"
    " should into onto over under".split()
)


def check(reading: Reading) -> tuple[Check, ...]:
    """One check for every accusation a report makes more than once."""
    groups: dict[tuple[str, str], list[tuple[int, Claim]]] = defaultdict(list)
    # A headline announces what the report tells: that is no second time.
    body = headline_end(reading.text)
    for index, claim in enumerate(reading.claims):
        if claim.start < body:
            continue
        if claim.stance in ("accuse", "condemn") and claim.target and claim.polarity == "asserts":
            groups[claim.speaker or "", claim.target].append((index, claim))
    found = []
    for (speaker, target), claims in groups.items():
        for same in _alike(claims):
            times = {2: "twice", 3: "three times"}.get(len(same), f"{len(same)} times")
            found.append(
                Check(
                    kind="repeat",
                    sentence=(
                        f"{speaker or 'The report'} makes one accusation against {target} {times} in this"
                        " report: it is one position, not more sources."
                    ),
                    claims=tuple(i for i, _ in same),
                    spans=tuple((c.start, c.end) for _, c in same),
                )
            )
    return tuple(sorted(found, key=lambda c: c.spans[0]))


def _alike(claims: list[tuple[int, Claim]]) -> list[list[tuple[int, Claim]]]:
    """Groups of claims whose words meet, each claim in at most one group."""
    groups: list[list[tuple[int, Claim]]] = []
    for item in claims:
        mine = _words(item[1])
        home = next((g for g in groups if any(_meet(mine, _words(c)) for _, c in g)), None)
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    return [g for g in groups if len(g) > 1]


def _words(claim: Claim) -> frozenset[str]:
    names = {w for name in (claim.target or "", claim.speaker or "") for w in _stems(name)}
    return frozenset(_stems(claim.content)) - names


def _stems(text: str) -> list[str]:
    return [_ENDINGS.sub("", w) for w in _WORD.findall(text.casefold()) if w not in EMPTY]


def _meet(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether the shorter accusation is mostly in the longer, or shares its head word when very short."""
    shorter = min(len(a), len(b))
    return bool(shorter) and len(a & b) / shorter >= 0.3
