"""How likely two accounts tell of one event: a score in natural log-odds, with a sentence for each reason.

The weights are read off what each agreement is worth among events of one ceasefire, not fitted to any
list of incidents: two accounts of one day in one theatre are about as likely one event as not; the same
place within its own uncertainty makes them so; another day unmakes them. What people decide in a theatre
moves them (`taught`).
"""

import math
from collections import Counter
from collections.abc import Sequence

import msgspec

from holdfire.linking.mentions import Mention, distance
from holdfire.linking.moments import DAY, When, as_date

PRIOR = -2.2
MISSING = -4.0  # a pair nobody could score: another time altogether
SPOKE_AGAIN = -0.7  # one voice that speaks twice speaks of two events more often than two voices do
FAR = 6.0
TELLING = 0.2  # words that two accounts share are named from this cosine on


REASONS = ("time", "place", "figures", "sides", "type", "words")


class Alike(msgspec.Struct, frozen=True):
    """A score and the reasons for it."""

    score: float
    why: tuple[str, ...] = ()
    by: tuple[float, ...] = ()  # what each of REASONS gives, where the score is of all of them


class Rarity:
    """How telling each word is among all accounts (inverse document frequency)."""

    def __init__(self, accounts: Sequence[Mention]) -> None:
        count = len(accounts)
        used = Counter(t for m in accounts for t in m.terms)
        self._weights = {term: math.log((count + 1) / (n + 0.5)) for term, n in used.items()}
        self._squares = {term: max(0.0, weight) ** 2 for term, weight in self._weights.items()}
        self._whole: dict[int, float] = {}  # an account's own square, by the account's identity

    def weight(self, term: str) -> float:
        """Zero for a word that everybody uses."""
        return self._weights.get(term, 0.0)

    def cosine(self, a: Mention, b: Mention) -> tuple[float, list[str]]:
        """How much two accounts share of what not everybody shares; if it is much, the words that do it."""
        shared = a.terms & b.terms
        if not shared:
            return 0.0, []
        norm = math.sqrt(self._own(a) * self._own(b))
        value = self._square(shared) / norm if norm else 0.0
        if value < TELLING:
            return value, []
        return value, sorted(shared, key=lambda t: (-self.weight(t), t))[:4]

    def _own(self, mention: Mention) -> float:
        key = id(mention)
        if key not in self._whole:
            self._whole[key] = self._square(mention.terms)
        return self._whole[key]

    def _square(self, words: set[str]) -> float:
        # Summed exactly, so that the order in which a set gives its words leaves no trace.
        return math.fsum(map(self._squares.__getitem__, words))


class Parts(msgspec.Struct, frozen=True):
    """What two accounts agree in, apart from their words: it depends on these two alone."""

    by: tuple[float, ...]  # what each of REASONS but the last gives
    again: bool  # one voice or one source tells both
    why: tuple[str, ...] = ()


def alike(a: Mention, b: Mention, rarity: Rarity, parts: Parts) -> Alike:
    """The score of two accounts, from what they agree in and from the words they share."""
    words = _words(a, b, rarity)
    by = (*parts.by, words.score)
    score = PRIOR + sum(by)
    if parts.again:
        score += SPOKE_AGAIN
    return Alike(score, parts.why + words.why, by)


def compare(a: Mention, b: Mention) -> Parts | None:
    """What two accounts agree in, or None when they cannot be one event at all."""
    if a.family != b.family:
        return None
    time = _time(a, b)
    if time is None:
        return None
    dated = a.window is not None and b.window is not None and a.window.stated and b.window.stated
    if not dated and not (a.places and b.places):
        # Neither a day nor a place that both tell: alike words alone do not make one event.
        return None
    parts = [time, _place(a, b), _figures(a, b), _sides(a, b), _type(a, b)]
    return Parts(
        by=tuple(p.score for p in parts),
        again=a.voice == b.voice or a.source == b.source != "",
        why=tuple(w for p in parts for w in p.why),
    )


def _time(a: Mention, b: Mention) -> Alike | None:
    mine, theirs = a.window, b.window
    if mine is None or theirs is None:
        return Alike(-0.5)
    gap = mine.gap(theirs)
    if not (mine.stated and theirs.stated):
        # One gives no day: the days up to its report are all that is known.
        return Alike(0.3) if gap == 0 else None
    if max(mine.length, theirs.length) > 3 * DAY:
        return Alike(0.8, ("The days given meet.",)) if gap == 0 else None
    if gap > 1.5 * DAY:
        return None
    if gap > 0:
        return _clocks(mine, theirs, gap)
    precise = max(mine.length, theirs.length) < 6
    if precise:
        return Alike(3.0, (f"The same hours of {_day(max(mine.start, theirs.start))}.",))
    # A night's summary touches the next day without telling of it.
    share = (min(mine.end, theirs.end) - max(mine.start, theirs.start)) / min(mine.length, theirs.length)
    if share < 0.5 and max(mine.length, theirs.length) <= 1.5 * DAY:
        return Alike(-1.0)
    return Alike(2.4, (f"The same day: {_day(max(mine.start, theirs.start))}.",))


def _clocks(mine: When, theirs: When, gap: float) -> Alike:
    """Two clock times that do not meet: sides seldom agree on the hour, a night later is another event."""
    same_day = as_date(mine.start) == as_date(theirs.start)
    if gap <= 3:
        return Alike(2.0, (f"Within {max(1, round(gap))} hours of one another.",))
    return Alike((0.0 if gap <= 6 else -1.5) if same_day else -3.5)


def _place(a: Mention, b: Mention) -> Alike:
    """The same place weighs by how narrow it is; long lists must share a good part of their places."""
    if not a.places or not b.places:
        return Alike(0.0)
    shared = sorted(set(a.places) & set(b.places), key=lambda p: (a.places[p].radius_km or 0, p))
    if shared:
        one, other = a.places[shared[0]], b.places[shared[0]]
        share = len(shared) / max(1, min(_narrow(a), _narrow(b)))
        both = len(shared) / (len(a.places) + len(b.places) - len(shared))
        weight = _worth(max(one.radius_km or 5.0, other.radius_km or 5.0))
        if min(len(a.places), len(b.places)) > 1 and (share < 0.5 or both < 0.25):
            weight = min(0.5, weight) - 1.0
        elif both < 0.25:
            weight *= 0.5
        names = one.name if one.text == other.text else f"{one.text} and {other.text} are one place"
        return Alike(weight, (f"The same place: {names}.",))
    nearest: tuple[float, float, str] | None = None
    for p in a.places.values():
        for q in b.places.values():
            d = distance(p, q)
            if d is None:
                continue
            spread = (p.radius_km or 0) + (q.radius_km or 0) + 5
            if nearest is None or d / spread < nearest[0]:
                why = f"{p.name} and {q.name} lie {d:.0f} km apart, within what is known of each."
                nearest = (d / spread, spread, why)
    if nearest is None:
        return Alike(0.0)
    if nearest[0] > 1:
        return Alike(-min(FAR, 1.2 * nearest[0]))
    weight = 0.7 * _worth(nearest[1])
    return Alike(weight if max(len(a.places), len(b.places)) <= 3 else weight - 1.0, (nearest[2],))


def _worth(km: float) -> float:
    """What agreeing within a radius is worth: a village much, a district little (log of the area)."""
    return max(0.2, min(2.5, 0.55 * 2 * math.log(60.0 / max(km, 2.0))))


def _narrow(mention: Mention) -> int:
    return sum((p.radius_km or 0) <= 15 for p in mention.places.values())


def _figures(a: Mention, b: Mention) -> Alike:
    if a.family == "persons":
        shared = {c for c in a.counts & b.counts if c > 0}
        if shared:
            return Alike(2.0, (f"The same figure: {max(shared):n}.",))
        return Alike(-2.0 if a.counts and b.counts else 0.0)
    score, why = 0.0, []
    for mine in sorted(a.losses, key=lambda x: (x.kind, x.value)):
        for theirs in b.losses:
            if mine.kind != theirs.kind or (mine.side and theirs.side and mine.side != theirs.side):
                continue
            if mine.value == theirs.value and mine.value > 0:
                score += 1.0
                why.append(f"The same figure: {mine.value:n} {mine.kind}.")
    return Alike(min(score, 2.2), tuple(dict.fromkeys(why)))


def _sides(a: Mention, b: Mention) -> Alike:
    if not a.accused or not b.accused:
        return Alike(0.0)
    if a.accused & b.accused:
        return Alike(0.5, ("Both name the same side as the one that did it.",))
    return Alike(0.8, ("Each names the other side: two accounts of one exchange can do so.",))


def _type(a: Mention, b: Mention) -> Alike:
    if not a.types or not b.types:
        return Alike(0.0)
    return Alike(0.6, ("The same kind of violation.",)) if set(a.types) & set(b.types) else Alike(-0.4)


def _words(a: Mention, b: Mention, rarity: Rarity) -> Alike:
    cosine, shared = rarity.cosine(a, b)
    why = (f"Words they share and others do not: {', '.join(shared)}.",) if cosine >= TELLING else ()
    return Alike(min(3.0, 5.0 * cosine), why)


def _day(at: float) -> str:
    day = as_date(at)
    return f"{day.day} {day:%B %Y}"
