"""What people decided about incidents, as bonds that linking keeps: claims that stay together or apart.

A merge says that the claims of two incidents are of one event; a split, that the claims taken out are of
another event than the rest. Where two decisions contradict one another the later counts, pair by pair, and
what it leaves of the earlier still stands. What nobody decided is left to the machine.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """These claims are of one event. `entry`: where it stands on the record; a larger one is later."""

    entry: int
    claims: tuple[str, ...]


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """The claims taken `out` are of one event, those of the `rest` are not of that event."""

    entry: int
    out: tuple[str, ...]
    rest: tuple[str, ...]


class Bonds:
    """Claims in groups that stay together, and which groups stay apart; never both of one pair."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        self.because: dict[str, list[str]] = defaultdict(list)  # claim: a sentence for each decision on it
        self.overruled: set[int] = set()  # entries of decisions of which a later one left only a part

    def __contains__(self, claim: str) -> bool:
        """Whether anybody decided about this claim."""
        return claim in self.because

    def group(self, claim: str) -> str:
        """The group a claim stays in, named by one of its claims."""
        while (above := self._above.get(claim, claim)) != claim:
            claim = above
        return claim

    def groups_apart(self, group: str) -> frozenset[str]:
        """The groups that a group never goes with."""
        return frozenset(self._apart.get(group, ()))

    def are_apart(self, a: str, b: str) -> bool:
        """Whether two claims stay apart."""
        return self.group(b) in self._apart.get(self.group(a), ())

    def join(self, a: str, b: str) -> bool:
        """Lets two claims stay together; False where they must stay apart."""
        a, b = self.group(a), self.group(b)
        if b in self._apart.get(a, ()):
            return False
        if a != b:
            keep, gone = (a, b) if a < b else (b, a)
            self._above[gone] = keep
            for other in self._apart.pop(gone, ()):
                self._apart[other].discard(gone)
                self._apart[other].add(keep)
                self._apart[keep].add(other)
        return True

    def join_any(self, claim: str, others: Iterable[str]) -> bool:
        """Lets a claim stay with the first of the others that it may go with; False where there is none."""
        return any(self.join(other, claim) for other in others)

    def part(self, a: str, b: str) -> bool:
        """Lets two claims stay apart; False where they must stay together."""
        a, b = self.group(a), self.group(b)
        if a == b:
            return False
        self._apart[a].add(b)
        self._apart[b].add(a)
        return True


def bind(decisions: Sequence[Merged | Split]) -> Bonds:
    """The bonds of all decisions that stand, the latest first: an earlier one yields where it contradicts."""
    bonds = Bonds()
    for one in sorted(decisions, key=lambda d: d.entry, reverse=True):
        whole = True
        match one:
            case Merged(claims=claims):
                whole = _together(bonds, claims)
            case Split(out=out, rest=rest):
                whole = _together(bonds, out)
                for a in out:
                    for b in rest:
                        whole &= bonds.part(a, b)
        if not whole:
            bonds.overruled.add(one.entry)
    for one in sorted(decisions, key=lambda d: d.entry):
        match one:
            case Merged(claims=claims):
                _say(
                    bonds, claims, f"Somebody merged it into this incident: entry {one.entry} of the record."
                )
            case Split(out=out, rest=rest):
                _say(
                    bonds, out, f"Somebody split it out of another incident: entry {one.entry} of the record."
                )
                _say(bonds, rest, f"Somebody split others away from it: entry {one.entry} of the record.")
    return bonds


def _together(bonds: Bonds, claims: Sequence[str]) -> bool:
    """Joins claims as far as later decisions let them; whether all of them are together."""
    ordered = sorted(claims)
    for n, claim in enumerate(ordered[1:], 1):
        bonds.join_any(claim, ordered[:n])
    return len({bonds.group(claim) for claim in ordered}) == 1


def _say(bonds: Bonds, claims: Iterable[str], sentence: str) -> None:
    for claim in claims:
        bonds.because[claim].append(sentence)
