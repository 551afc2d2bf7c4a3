"""Copies: a report whose words are an earlier one's is no second voice, whoever prints it.

Runs of four words (shingles); a later report copies an earlier one when most of its runs stand there.
"""

import hashlib
import re
from array import array
from collections.abc import Mapping, Sequence

import numpy as np

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
    where: dict[int, array[int]] = {}  # run: which reports it stands in, earliest first
    for n, (report, source) in enumerate(reports):
        mine = said[report]
        if len(mine) >= SHORTEST:
            shared = _shared(mine, where)
            enough = [
                (-int(shared[earlier]), earlier)
                for earlier in map(int, np.flatnonzero(shared / len(mine) >= COPIED))
                if not (source and reports[earlier][1] == source)
            ]
            if enough:
                first = reports[min(enough)[1]][0]  # most of it, the earliest among equals
                found[report] = found.get(first, first)
        for run in mine:
            where.setdefault(run, array("I")).append(n)
    return found


def _shared(mine: frozenset[int], where: Mapping[int, "array[int]"]) -> np.ndarray:
    """How many of these runs stand in each earlier report, counted at once: some runs stand in most."""
    lists = [np.frombuffer(where[run], dtype=np.uint32) for run in mine if run in where]
    return np.bincount(np.concatenate(lists)) if lists else np.zeros(0)
