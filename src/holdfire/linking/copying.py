"""Copies: a report whose words are an earlier one's is no second voice, whoever prints it.

Runs of four words (shingles); a later report copies an earlier one when most of its runs stand there.
"""

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

RUN = 4
COPIED = 0.5  # share of the later report's runs; paraphrases of one statement share under a fifth
SHORTEST = 12  # runs; below it two short reports may agree by chance
_WORD = re.compile(r"\w+")


def runs(text: str) -> frozenset[int]:
    """The runs of four words of a text, hashed."""
    words = _WORD.findall(text.casefold())
    return frozenset(hash_words(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def hash_words(words: Sequence[str]) -> int:
    """A run's hash: the same in every process."""
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest())


def copies(reports: Sequence[tuple[str, str]], said: Mapping[str, frozenset[int]]) -> dict[str, str]:
    """Each report that copies an earlier one of another source → the one it copies.

    `reports` are (report, source) in the order they came; `said` the runs of each.
    """
    found: dict[str, str] = {}
    where: dict[int, list[int]] = defaultdict(list)  # run: which reports it stands in, earliest first
    for n, (report, source) in enumerate(reports):
        mine = said[report]
        if len(mine) >= SHORTEST:
            shared = ((len(mine & said[reports[e][0]]), e) for e in _likely(mine, where))
            enough = [
                (-count, earlier)
                for count, earlier in shared
                if count / len(mine) >= COPIED and not (source and reports[earlier][1] == source)
            ]
            if enough:
                first = reports[min(enough)[1]][0]  # most of it, the earliest among equals
                found[report] = found.get(first, first)
        for run in mine:
            where[run].append(n)
    return found


def _likely(mine: frozenset[int], where: Mapping[int, list[int]]) -> set[int]:
    """Every report that may hold enough of these runs, found by those that stand in fewest reports.

    A report that holds enough lacks so few that it holds one of any handful larger than what it lacks. Runs
    that everybody uses are not looked up then, which would cost as much as there are reports.
    """
    lacks = len(mine) - math.ceil(COPIED * len(mine) - 1e-9)
    rarest = sorted(mine, key=lambda run: len(where.get(run, ())))[: lacks + 1]
    return {earlier for run in rarest for earlier in where.get(run, ())}
