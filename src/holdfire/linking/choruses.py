"""Sources that say the same of so many incidents that one may copy another: a hint, with its figures.

The facts compared are those that sources can disagree on: whether it happened, who is said to have done it,
of what kind it was, and each figure of losses. Reports already known as copies by their words are left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

import msgspec
import numpy as np

from holdfire.linking.dependence import UNKNOWN, agreement, estimate
from holdfire.linking.incident import LinkedIncident
from holdfire.linking.losses import of as losses_of
from holdfire.linking.people import Sides, sides_of
from holdfire.reading.claim import FiledClaim
from holdfire.theatre import Theatre

ENOUGH = 12  # facts that a group's sources must share, each two of them


class Chorus(msgspec.Struct, frozen=True, kw_only=True):
    """Independence groups of sources that seem to depend on one another, and why, in a sentence."""

    groups: tuple[str, ...]
    names: tuple[str, ...]
    sentence: str


def choruses(
    incidents: Iterable[LinkedIncident], filed: Iterable[FiledClaim], theatre: Theatre
) -> tuple[Chorus, ...]:
    """The groups of sources that agree beyond what the truth explains; none without much in common."""
    sides = sides_of(theatre)
    facts = _facts(incidents, {f.id: f for f in filed}, sides)
    told = [fact for fact in facts.values() if len(fact) > 1]
    sources = sorted({source for fact in told for source in fact})
    if len(sources) < 3 or not told:
        return ()
    said = np.full((len(told), len(sources)), UNKNOWN)
    for row, fact in enumerate(told):
        values = {value: n for n, value in enumerate(sorted(set(fact.values())))}
        for source, value in fact.items():
            said[row, sources.index(source)] = values[value]
    share, shared = agreement(said)
    found = []
    for group in estimate(said, max(2, int(said.max()) + 1)).groups:
        pairs = [(a, b) for a in group.members for b in group.members if a < b]
        if min(int(shared[p]) for p in pairs) < ENOUGH:
            continue
        others = [p for p in combinations(range(len(sources)), 2) if p not in pairs]
        names = tuple(sides.voice_name(sources[m]) for m in group.members)
        found.append(
            Chorus(
                groups=tuple(sources[m] for m in group.members),
                names=names,
                sentence=_sentence(names, pairs, others, share, shared),
            )
        )
    return tuple(found)


def _facts(
    incidents: Iterable[LinkedIncident], claims: Mapping[str, FiledClaim], sides: Sides
) -> dict[tuple[str, str], dict[str, str]]:
    """What each source says of each fact; the first thing it said counts."""
    facts: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for incident in incidents:
        for member in incident.members:
            one = claims.get(member.claim)
            if one is None or member.role == "copies":
                continue
            said: dict[str, str] = {"happened": member.role}
            if member.role == "asserts":
                if accused := sides.accused(one.claim):
                    said["by"] = accused
                if one.claim.violation_type:
                    said["kind"] = one.claim.violation_type
                said |= {f"{loss.kind} {loss.side}": str(loss.value) for loss in losses_of(one.claim, sides)}
            for fact, value in said.items():
                facts[incident.id, fact].setdefault(one.group, value)
    return facts


def _sentence(
    names: tuple[str, ...],
    pairs: list[tuple[int, int]],
    others: list[tuple[int, int]],
    share: np.ndarray,
    shared: np.ndarray,
) -> str:
    def mean(of: list[tuple[int, int]]) -> float:
        both = sum(int(shared[p]) for p in of)
        return sum(float(share[p] * shared[p]) for p in of) / both if both else 0.0

    facts = sum(int(shared[p]) for p in pairs)
    beside = f", where other sources agree on {mean(others):.0%}" if any(shared[p] for p in others) else ""
    named = f"{', '.join(names[:-1])} and {names[-1]}"
    return (
        f"{named} agree on {mean(pairs):.0%} of the {facts} facts that two of "
        f"them tell{beside}: more than telling the truth explains, so one may copy another."
    )
