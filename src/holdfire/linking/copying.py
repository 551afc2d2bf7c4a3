"""Copies: a report whose words are an earlier one's is no second voice, whoever prints it.

Runs of four words (shingles); a later report copies an earlier one when most of its runs stand there.
"""

import re
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


def copies(reports: Sequence[tuple[str, str]], texts: Mapping[str, str]) -> dict[str, str]:
    """Each report that copies an earlier one of another source → the one it copies.

    `reports` are (report, source) in the order they came; `texts` what each says.
    """
    found: dict[str, str] = {}
    seen: list[tuple[str, str, frozenset[int]]] = []
    for report, source in reports:
        mine = runs(texts[report])
        best: tuple[float, str] | None = None
        for earlier, other, theirs in seen:
            if (other == source and source) or len(mine) < SHORTEST:
                continue
            share = len(mine & theirs) / len(mine)
            if share >= COPIED and (best is None or share > best[0]):
                best = (share, earlier)
        if best is not None:
            found[report] = found.get(best[1], best[1])
        seen.append((report, source, mine))
    return found
