"""How many incidents nobody told of, from how the lists of those who tell overlap.

Each side, and each source that speaks for none, is a list. Chao's lower bound (Chao 1987,
doi:10.2307/2531532, in the bias-corrected form) needs no belief that all incidents are as easy to hear of:
incidents that differ in that, and lists that follow one another, both make it too low. So the answer is
always "at least". Lists that avoid one another, as two sides may who each report only the other's fire,
make it too high; that is told beside it.
"""

import math
from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

FEWEST_TWICE = 10  # incidents on two lists, under which the overlap is too thin to say anything
ONE_SIDED = 1.645  # of the normal distribution: one in twenty lies beyond


class Unseen(msgspec.Struct, frozen=True, kw_only=True):
    """What the overlap says; `refused` says why it says nothing."""

    lists: int
    seen: int  # incidents on one list at least
    once: int  # on one alone
    twice: int  # on exactly two
    estimate: float | None = None  # of all, seen and unseen
    at_least: int | None = None  # what the estimate stays above nineteen times in twenty
    refused: str = ""


def unseen(told_by: Iterable[Iterable[str]]) -> Unseen:
    """The lower bound from each incident's lists."""
    on = [frozenset(names) for names in told_by]
    on = [names for names in on if names]
    lists = sorted(set().union(*on)) if on else []
    times = Counter(len(names) for names in on)
    seen, once, twice = len(on), times[1], times[2]
    known = Unseen(lists=len(lists), seen=seen, once=once, twice=twice)
    if len(lists) < 2:
        return replace(known, refused="One list alone says nothing about what it leaves out.")
    if twice < FEWEST_TWICE:
        return replace(
            known,
            refused=f"Only {twice} incidents are told by exactly two of the {len(lists)}: fewer than "
            f"{FEWEST_TWICE} is too thin an overlap to estimate from.",
        )
    share = (len(lists) - 1) / len(lists)
    missed = share * once * (once - 1) / (2 * (twice + 1))
    # The variance of the bias-corrected estimator, and its log-normal interval.
    variance = (
        share * once * (once - 1) / (2 * (twice + 1))
        + share**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + share**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    if missed <= 0:
        return replace(known, estimate=float(seen), at_least=seen)
    factor = math.exp(ONE_SIDED * math.sqrt(math.log(1 + variance / missed**2)))
    return replace(known, estimate=seen + missed, at_least=math.floor(seen + missed / factor))
