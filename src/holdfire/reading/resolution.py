"""Decides between places of one name: by what the text says they lie in, by the other places, by size.

Each name of a text gets one meaning ("one sense per discourse") unless a mention says otherwise beside
itself ("Paris, Texas"). Scores are sums of evidence: people, the countries and provinces the text names,
the district named (for a theatre's villages), and how near a candidate lies to some candidate of
every other name, in a few rounds so that sure names settle unsure ones.
"""
# ruff: noqa: E501

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from holdfire.reading.candidates import Candidate

MOST = 24  # candidates of one name that are compared
ROUNDS = 3
NEAR_KM = 120.0
FAR_KM = 900.0
# Weights of the evidence for one meaning of a name.
PEOPLE, FAME, FIRST, CAPITAL = 0.7, 0.5, 2.0, 1.5
COUNTRY, DIVISION, DISTRICT = 2.2, 3.0, 2.5
NEAR, FAR = 2.5, 0.8
THEATRE, AREA, WITHIN = 8.0, 4.0, 2.0


def distances(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Kilometres between every two points."""
    p, q = np.radians(lat), np.radians(lon)
    h = np.sin((p[:, None] - p) / 2) ** 2 + np.cos(p[:, None]) * np.cos(p) * np.sin((q[:, None] - q) / 2) ** 2
    return 12742.0 * np.arcsin(np.sqrt(np.clip(h, 0, 1)))


def prior(candidate: Candidate) -> float:
    """How likely a name means this place before the rest of the text is looked at."""
    if candidate.origin == "theatre":
        return THEATRE + {"town": 1.5, "region": 1.0, "district": 0.5}.get(candidate.kind, 0.0)
    if candidate.origin == "world":
        return AREA + {"country": 3.5, "continent": 3.0, "division": 2.0, "county": 0.0}.get(
            candidate.kind, 1.5
        )
    size = PEOPLE * math.log10(candidate.people + 100) + FAME * candidate.fame
    return size - (0.0 if candidate.first else FIRST) + (CAPITAL if candidate.capital else 0.0)


def choose(
    named: Sequence[tuple[Candidate, ...]],
    *,
    countries: Mapping[str, float],
    divisions: Mapping[tuple[str, str], float],
    districts: Mapping[str, float],
    famous: Collection[int] = (),
    bounds: tuple[float, float, float, float] | None = None,
) -> list[Candidate | None]:
    """One candidate for each distinct name of a text. The mappings weigh what the text names (0 to 1).

    `famous` numbers the names that stand alone in a dateline, as only well-known cities do; `bounds` are
    the theatre's (west, south, east, north).
    """
    kept = [tuple(sorted(c, key=lambda x: -prior(x))[:MOST]) for c in named]
    flat = [c for many in kept for c in many]
    if not flat:
        return [None for _ in named]
    owner = np.array([i for i, many in enumerate(kept) for _ in many])
    own = np.array([_evidence(c, countries, divisions, districts, bounds) for c in flat])
    if famous:
        own += np.array([prior(c) if o in famous else 0.0 for c, o in zip(flat, owner, strict=True)])
    apart = distances(np.array([c.lat for c in flat]), np.array([c.lon for c in flat]))
    wide = np.array(
        [1.0 if c.kind in ("town", "village", "district", "height", "post", "county") else 0.3 for c in flat]
    )
    close = (NEAR * np.exp(-apart / NEAR_KM) + FAR * np.exp(-apart / FAR_KM)) * wide[None, :]
    close[owner[:, None] == owner] = 0.0
    score = own.copy()
    for _ in range(ROUNDS):
        sure = _share(score, owner)
        # What another name adds is its best candidate, weighed by how sure that name is of it.
        support = np.zeros(len(flat))
        total = 0
        for i in range(len(kept)):
            mine = owner == i
            if mine.any():
                support += (close[:, mine] * sure[mine]).sum(axis=1)
                total += 1
        score = own + support / math.sqrt(max(1, total - 1))
    best: list[Candidate | None] = []
    at = 0
    for many in kept:
        best.append(many[int(np.argmax(score[at : at + len(many)]))] if many else None)
        at += len(many)
    return best


def _evidence(
    c: Candidate,
    countries: Mapping[str, float],
    divisions: Mapping[tuple[str, str], float],
    districts: Mapping[str, float],
    bounds: tuple[float, float, float, float] | None,
) -> float:
    score = prior(c)
    if bounds is not None and bounds[0] <= c.lon <= bounds[2] and bounds[1] <= c.lat <= bounds[3]:
        score += WITHIN
    if c.kind != "country":
        score += COUNTRY * countries.get(c.country, 0.0)
    if c.kind not in ("country", "division"):
        score += DIVISION * divisions.get((c.country, c.division), 0.0)
    if c.district:
        score += DISTRICT * districts.get(c.district, 0.0)
    return score


def _share(score: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Each candidate's share of its name: a softmax within the name."""
    share = np.exp(score - np.array([score[owner == o].max() for o in owner]))
    sums = np.bincount(owner, weights=share)
    return share / sums[owner]


def beside(candidates: Sequence[Candidate], holder: Candidate) -> tuple[Candidate, ...]:
    """The candidates that lie in the country, province or district said beside the name; all when none does."""
    inside = [
        c
        for c in candidates
        if c.key != holder.key
        and (
            (holder.kind == "country" and c.country == holder.country)
            or (holder.kind == "division" and (c.country, c.division) == (holder.country, holder.division))
            or (holder.kind == "district" and c.district and c.district == holder.district)
        )
    ]
    return tuple(inside)
