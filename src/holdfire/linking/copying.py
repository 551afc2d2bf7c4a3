"""Copies: a report whose words are an earlier one's is no second voice, whoever prints it.

Runs of four words (shingles); a later report copies an earlier one when most of its runs stand there.
"""

import re
from collections import Counter, defaultdict
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
    value = 14695981039346656037
    for byte in " ".join(words).encode():
        value = ((value ^ byte) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return value


def copies(reports: Sequence[tuple[str, str]], said: Mapping[str, frozenset[int]]) -> dict[str, str]:
    """Each report that copies an earlier one of another source → the one it copies.

    `reports` are (report, source) in the order they came; `said` the runs of each.
    """
    found: dict[str, str] = {}
    where: dict[int, list[int]] = defaultdict(list)  # run: which reports it stands in, earliest first
    for n, (report, source) in enumerate(reports):
        mine = said[report]
        if len(mine) >= SHORTEST:
            shared = Counter(earlier for run in mine for earlier in where.get(run, ()))
            enough = [
                (-count, earlier)
                for earlier, count in shared.items()
                if count / len(mine) >= COPIED and not (source and reports[earlier][1] == source)
            ]
            if enough:
                first = reports[min(enough)[1]][0]  # most of it, the earliest among equals
                found[report] = found.get(first, first)
        for run in mine:
            where[run].append(n)
    return found
