"""What linking keeps from one run to the next, so that a new report costs what is new in it.

What depends on nothing but the claims at hand, and is dear, is kept: the accounts that one report tells, the
runs of its words, and what a pair of accounts agrees in apart from how rare its words are. Accounts are kept
for as long as the claims are the same objects; a `FiledClaim` is frozen, so the same object says the same.
Everything else depends on all accounts and is done anew: the result is that of a run without memory. What is
not among the claims of a run is forgotten with it.
"""

from collections.abc import Callable, Sequence

from holdfire.linking.alike import Parts
from holdfire.linking.copying import runs
from holdfire.linking.mentions import Mention
from holdfire.reading.claim import FiledClaim

Key = tuple[str, int, str, int]  # report and place in it, of both accounts


class Memory:
    """One process's memory of one theatre. Not for two threads at once."""

    def __init__(self) -> None:
        self._theatre = ""
        self._told: dict[str, tuple[list[FiledClaim], list[Mention]]] = {}
        self._runs: dict[str, tuple[str, frozenset[int]]] = {}
        self._pairs: dict[Key, tuple[Mention, Mention, Parts | None]] = {}
        self._fresh: dict[Key, tuple[Mention, Mention, Parts | None]] = {}

    def begin(self, theatre: str) -> None:
        """Begins a run for a theatre, named by its digest; another one's memory is dropped."""
        if theatre != self._theatre:
            self._theatre, self._told, self._pairs, self._runs = theatre, {}, {}, {}
        self._fresh = {}

    def told(
        self, report: str, claims: list[FiledClaim], tell: Callable[[list[FiledClaim]], list[Mention]]
    ) -> list[Mention]:
        """The accounts of a report, as they were while its claims are the same."""
        known = self._told.get(report)
        if known is None or list(map(id, known[0])) != list(map(id, claims)):
            known = self._told[report] = (claims, tell(claims))
        return known[1]

    def runs(self, report: str, text: str) -> frozenset[int]:
        """The runs of a report's words."""
        known = self._runs.get(report)
        if known is None or known[0] != text:
            known = self._runs[report] = (text, runs(text))
        return known[1]

    def parts(
        self, key: Key, a: Mention, b: Mention, compare: Callable[[Mention, Mention], Parts | None]
    ) -> Parts | None:
        """What two accounts agree in, as it was while both are the same."""
        known = self._pairs.get(key)
        if known is None or known[0] is not a or known[1] is not b:
            known = (a, b, compare(a, b))
        self._fresh[key] = known
        return known[2]

    def end(self, reports: Sequence[str]) -> None:
        """Ends a run over these reports: what it did not ask for is forgotten."""
        here = set(reports)
        self._told = {report: known for report, known in self._told.items() if report in here}
        self._runs = {report: known for report, known in self._runs.items() if report in here}
        self._pairs, self._fresh = self._fresh, {}
