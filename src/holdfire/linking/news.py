"""Links whole reports, of any news, into the events they tell of: what they say alike, and when.

Each report is a list of terms: its words, and what is the same under every name, the places, parties, days
and figures it speaks of. Terms weigh by how few reports have them (Spärck Jones 1972), so that what everybody
writes joins nothing; names weigh more than other words. Two reports' likeness is the cosine of their terms,
less for days between them; groups are made by average linkage: a chain of follow-ups is not one event.
The same text printed twice on a day is one report here: a copy makes no word commoner.
"""

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec
import numpy as np

from holdfire.linking.core.linkage import average_groups
from holdfire.reading.parties import party_index
from holdfire.reading.places import PlaceIndex
from holdfire.reading.times import find_times
from holdfire.theatre import Theatre

# Letters with the marks that belong to them (vowel signs of Indic scripts, Arabic and combining accents).
WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0980-\u0dff]*){3,}")
# Scripts that put no space between words: every two letters in a row stand for a word (Nie and others 1999).
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{2,}")
NAME = re.compile(r"(?<=[^\W\d_A-Z][ ,])([^\W\d_]{3,})")  # a word inside a sentence, where capitals are meant
FIGURE = re.compile(r"(?<![\w.,])\d{1,3}(?:[,.\s]?\d{3})*(?![\w])")
WEIGHT = {"place": 2.0, "party": 1.0, "day": 1.5, "figure": 0.8, "word": 1.0, "name": 1.4}
ALIKE = 0.24  # the cosine at which one event is as likely as two
SLOPE = 14.0  # log odds for each unit of cosine
DAY_COST = 0.35  # log odds for each day between reports beyond the first
OTHER_DAYS = 2.0  # log odds against reports that name days and none in common
REACH_DAYS = 10  # reports further apart are not compared
COMMON = 0.12  # a term that more than this share of reports has is no key to a candidate
FEW, MANY = 20, 300  # what so few have always is one; what so many have never is
FAINT = 0.04  # candidates whose keys alone give less of the cosine are not compared
KEYS = 40  # the rarest terms of a report by which candidates are found
NEVER = -3.0  # log odds of a pair that no rare term brought together


class NewsReport(msgspec.Struct, frozen=True, kw_only=True):
    """One report to be linked. `place`, `time` and `source` are in the sender's words; all may be empty."""

    id: str
    text: str
    published: date | None = None
    place: str = ""
    time: str = ""
    source: str = ""


class NewsLink(msgspec.Struct, frozen=True, kw_only=True):
    """Where a report belongs: the event, named by its earliest report; and what it shares with it most."""

    id: str
    incident: str
    likest: str | None = None  # the report of the same event that is most like it
    score: float | None = None  # log odds that the two tell of one event
    why: tuple[str, ...] = ()


def link_news(reports: Sequence[NewsReport], theatre: Theatre | None = None) -> tuple[NewsLink, ...]:
    """The event of each report, in the reports' order; the same reports in any order give the same events."""
    order = sorted(range(len(reports)), key=lambda i: (reports[i].published or date.max, reports[i].id))
    ordered = [reports[i] for i in order]
    first = _first_of_each(ordered)
    told = [n for n, f in enumerate(first) if n == f]
    single = [ordered[n] for n in told]
    vectors = _weighed(_names([_terms(one, theatre) for one in single], single))
    pairs = dict(_pairs(single, vectors))
    one, other = (np.array([p[k] for p in pairs], dtype=np.int64) for k in (0, 1))
    group = average_groups(
        len(single), one, other, np.array(list(pairs.values()), dtype=np.float64), missing=NEVER
    )
    by_first = dict(zip(told, _links(single, vectors, pairs, group), strict=True))
    links = [by_first[f] if n == f else _copy(ordered[n], by_first[f]) for n, f in enumerate(first)]
    return tuple(links[i] for i in np.argsort(order))


def _first_of_each(ordered: Sequence[NewsReport]) -> list[int]:
    """For each report the first with the same words of the same day; a report without words is its own."""
    seen: dict[tuple[object, ...], int] = {}
    first = []
    for n, one in enumerate(ordered):
        words = " ".join(one.text.casefold().split())
        key = (words, one.published, one.place, one.time) if words else (n,)
        first.append(seen.setdefault(key, n))
    return first


def _copy(report: NewsReport, first: NewsLink) -> NewsLink:
    return NewsLink(
        id=report.id,
        incident=first.incident,
        likest=first.id,
        score=round(SLOPE * (1 - ALIKE), 2),
        why=("the same words on the same day",),
    )


def _terms(report: NewsReport, theatre: Theatre | None) -> Counter[str]:
    """What a report speaks of, each as `kind:value`, with how much it speaks of it."""
    head, _, body = report.text.partition("\n")
    terms: Counter[str] = Counter()
    for part, times in ((head, 2), (body, 1)):
        for word in WORD.findall(part):
            terms[f"word:{word.casefold()}"] += times
        for run in UNSPACED.findall(part):
            for k in range(len(run) - 1):
                terms[f"word:{run[k : k + 2]}"] += times
    whole = "\n".join(p for p in (report.place, report.time, report.text) if p)
    for place in _places(theatre).find(whole):
        if place.place_id and not place.government:
            terms[f"place:{place.place_id}"] += 1
    if theatre is not None:
        for party in party_index(theatre).find(report.text):
            terms[f"party:{party.party_id}"] += 1
    offset = theatre.utc_offset if theatre else None
    for time in find_times(whole, published=report.published, utc_offset=offset):
        if time.start and time.end and time.start[:10] == time.end[:10]:
            terms[f"day:{time.start[:10]}"] += 1
    for figure in FIGURE.findall(report.text):
        terms[f"figure:{re.sub(r'[^0-9]', '', figure)}"] += 1
    return terms


_indexes: dict[str, PlaceIndex] = {}


def _places(theatre: Theatre | None) -> PlaceIndex:
    key = theatre.digest if theatre else ""
    if key not in _indexes:
        _indexes[key] = PlaceIndex(theatre)
    return _indexes[key]


def _names(counted: Sequence[Counter[str]], reports: Sequence[NewsReport]) -> list[Counter[str]]:
    """The terms with those words told as names that inside sentences mostly begin with a capital."""
    capital: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for report in reports:
        for word in NAME.findall(report.text):
            inside[word.casefold()] += 1
            capital[word.casefold()] += word[0].isupper()
    named = {f"word:{word}": f"name:{word}" for word, n in capital.items() if 2 * n > inside[word]}
    told = []
    for one in counted:
        terms: Counter[str] = Counter()
        for term, n in one.items():
            terms[named.get(term, term)] += n
        told.append(terms)
    return told


def _weighed(counted: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """Terms weighed by rarity and kind, each report's vector of length one."""
    having: Counter[str] = Counter(term for one in counted for term in one)
    # A handful of reports shows little of what is rare: the counts are drawn towards a larger collection.
    total = len(counted) + 1.0
    vectors = []
    for one in counted:
        vector = {
            term: (1 + math.log(n)) * math.log(1 + total / having[term]) * WEIGHT[term.partition(":")[0]]
            for term, n in one.items()
        }
        length = math.sqrt(sum(w * w for w in vector.values())) or 1.0
        vectors.append({term: w / length for term, w in vector.items()})
    return vectors


def _pairs(
    reports: Sequence[NewsReport], vectors: Sequence[dict[str, float]]
) -> Iterator[tuple[tuple[int, int], float]]:
    """Reports that share a rare term within reach, with the log odds that they tell of one event."""
    having: dict[str, list[int]] = defaultdict(list)
    count: Counter[str] = Counter(term for one in vectors for term in one)
    most = min(MANY, max(FEW, COMMON * len(vectors)))
    days = [frozenset(t for t in v if t.startswith("day:")) for v in vectors]
    earliest = 0  # reports come by date, those without one last: what is out of reach once stays so
    for j, vector in enumerate(vectors):
        while reports[j].published is not None and _gap(reports[earliest], reports[j]) > REACH_DAYS:
            earliest += 1
        start = earliest if reports[j].published is not None else 0
        keys = sorted((t for t in vector if 1 < count[t] <= most), key=lambda t: (-vector[t], t))[:KEYS]
        shared: dict[int, float] = defaultdict(float)
        for term in keys:
            weight = vector[term]
            known = having[term]
            for i in known[bisect_left(known, start) :]:
                shared[i] += weight * vectors[i][term]
            known.append(j)
        for i in sorted(i for i, part in shared.items() if part >= FAINT):
            gap = _gap(reports[i], reports[j])
            if gap <= REACH_DAYS:
                cosine = _cosine(vectors[i], vectors[j])
                other_days = bool(days[i] and days[j] and not days[i] & days[j])
                against = DAY_COST * max(0.0, gap - 1) + OTHER_DAYS * other_days
                yield (i, j), SLOPE * (cosine - ALIKE) - against


def _gap(one: NewsReport, other: NewsReport) -> float:
    if one.published is None or other.published is None:
        return 1.0
    return abs((one.published - other.published).days)


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    if len(other) < len(one):
        one, other = other, one
    # fsum: the same whatever the order, so that the order of reports decides nothing.
    return math.fsum(weight * other[term] for term, weight in one.items() if term in other)


def _links(
    reports: Sequence[NewsReport],
    vectors: Sequence[dict[str, float]],
    pairs: dict[tuple[int, int], float],
    group: np.ndarray,
) -> list[NewsLink]:
    likest: dict[int, tuple[float, int]] = {}
    for (i, j), score in pairs.items():
        if group[i] == group[j]:
            for one, other in ((i, j), (j, i)):
                likest[one] = max(likest.get(one, (-math.inf, -1)), (score, other))
    links = []
    for n, report in enumerate(reports):
        incident = reports[int(group[n])].id
        if n not in likest:
            links.append(NewsLink(id=report.id, incident=incident))
            continue
        score, other = likest[n]
        why = _why(vectors[n], vectors[other])
        links.append(
            NewsLink(
                id=report.id, incident=incident, likest=reports[other].id, score=round(score, 2), why=why
            )
        )
    return links


def _why(one: dict[str, float], other: dict[str, float]) -> tuple[str, ...]:
    """What two reports share that tells most, in words."""
    shared = sorted(((one[t] * other[t], t) for t in one.keys() & other.keys()), reverse=True)[:12]
    named: dict[str, list[str]] = defaultdict(list)
    for _, term in shared:
        kind, _, value = term.partition(":")
        named[kind].append(value)
    said = {
        "place": "the same place",
        "party": "the same party",
        "day": "the same day",
        "figure": "the same figure",
        "name": "names they share and few others do",
    }
    lines = [f"{said[kind]}: {', '.join(values[:6])}" for kind, values in named.items() if kind in said]
    if words := named.get("word"):
        lines.append(f"words they share and few others do: {', '.join(words[:6])}")
    return tuple(lines)
