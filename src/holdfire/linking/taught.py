"""What people's merges and splits teach about the accounts nobody decided on: how much each reason counts.

A logistic regression over the reasons of `alike`, whose weights there are the prior belief (maximum a
posteriori, Newton's method; Bishop 2006, 4.3.3 and 4.4). A decision counts once, however many accounts it
holds. People only touch what they find wrong, so what they left alone counts too, a little for each pair, for
the chance it was given: a few odd cases do not unsettle a thousand good links. Ten decisions are needed
before anything moves, and no reason comes to count for nothing or for double.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, product

import msgspec
import numpy as np

from holdfire.linking.alike import REASONS, Alike
from holdfire.linking.decided import Bonds, Merged, Split
from holdfire.linking.mentions import Mention

LEAST = 10  # decisions; the first ones of a theatre are of its odd cases
LEFT_ALONE = 0.1  # how much a pair nobody touched counts, beside 1 for a decision
SHIFT_SD = 1.0  # how far off the odds before any reason may be, in natural log-odds
TIMES_SD = 0.3  # how far off the worth of a reason may be, as a share of it
SHIFT, TIMES = 2.0, (0.4, 1.6)
ROUNDS, TINY = 50, 1e-9

Pairs = Mapping[tuple[int, int], Alike]  # accounts by their places in the list, the smaller first


class Worth(msgspec.Struct, frozen=True):
    """What the odds before any reason, and each reason, have come to be worth."""

    shift: float = 0.0  # natural log-odds
    times: tuple[float, ...] = (1.0,) * len(REASONS)


def moved(pair: Alike, worth: Worth) -> Alike:
    """A pair's score as what was learned moves it."""
    more = worth.shift + sum((times - 1) * by for times, by in zip(worth.times, pair.by, strict=True))
    if not more:
        return pair
    said = f"What people decided of others makes one event {'likelier' if more > 0 else 'less likely'} here."
    return msgspec.structs.replace(pair, score=pair.score + more, why=(*pair.why, said))


def learn(
    decided: Sequence[Merged | Split], bonds: Bonds, accounts: Sequence[Mention], pairs: Pairs
) -> Worth:
    """What the reasons are worth after these decisions; `pairs` are scored as if nothing were learned."""
    at = {f.id: i for i, one in enumerate(accounts) for f in one.claims}
    lessons = [_lessons(one, bonds, at, pairs) for one in sorted(decided, key=lambda d: d.entry)]
    lessons = [one for one in lessons if one]
    if len(lessons) < LEAST:
        return Worth()
    touched = {pair for lesson in lessons for pair in lesson}
    left = sorted(pairs.keys() - touched)
    told = [*(pair for lesson in lessons for pair in lesson), *left]
    rows = np.array([(1.0, *pairs[pair].by) for pair in told])
    given = np.array([pairs[pair].score for pair in told])
    one = _chance(given)
    one[: len(told) - len(left)] = [same for lesson in lessons for same in lesson.values()]
    counts = [1 / len(lesson) for lesson in lessons for _ in lesson] + [LEFT_ALONE] * len(left)
    found = _fit(rows, given, one, np.array(counts))
    # Rounded, so that another processor's last digit decides no incident.
    shift = round(float(np.clip(found[0], -SHIFT, SHIFT)), 3)
    return Worth(shift=shift, times=tuple(round(float(w), 3) for w in np.clip(1 + found[1:], *TIMES)))


def _lessons(
    decision: Merged | Split, bonds: Bonds, at: dict[str, int], pairs: Pairs
) -> dict[tuple[int, int], bool]:
    """Pairs of accounts a decision is of, as far as later ones let it stand, and whether they are one."""
    match decision:
        case Merged(claims=claims):
            sides, same = list(combinations(sorted(claims), 2)), True
        case Split(out=out, rest=rest):
            sides, same = list(product(sorted(out), sorted(rest))), False
    found = {}
    for a, b in sides:
        stands = bonds.group(a) == bonds.group(b) if same else bonds.are_apart(a, b)
        if stands and a in at and b in at:
            pair = min(at[a], at[b]), max(at[a], at[b])
            if pair in pairs:
                found[pair] = same
    return found


def _fit(rows: np.ndarray, given: np.ndarray, one: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """How far the shift and each reason's worth are from the prior, at the most probable point."""
    belief = np.array([1 / SHIFT_SD**2] + [1 / TIMES_SD**2] * len(REASONS))

    def cost(found: np.ndarray) -> float:
        score = given + rows @ found
        return float(counts @ (np.logaddexp(0, score) - one * score) + belief @ found**2 / 2)

    found = np.zeros(len(belief))
    for _ in range(ROUNDS):
        chance = _chance(given + rows @ found)
        slope = rows.T @ (counts * (chance - one)) + belief * found
        bend = (rows * (counts * chance * (1 - chance))[:, None]).T @ rows + np.diag(belief)
        step = np.linalg.solve(bend, slope)
        # Far from even odds the bend is flat, and the full step leads beyond the valley.
        while cost(found - step) > cost(found) and np.abs(step).max() > TINY:
            step = step / 2
        found = found - step
        if np.abs(step).max() < TINY:
            break
    return found


def _chance(score: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0, -score))
