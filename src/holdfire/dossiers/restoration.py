"""Restoration: projects, visits and missions, each planned, held, under way or done as somebody said it.

Planned is not done. A plan stays a plan until a confirmed claim says that it happened; when its day has
passed without one, the dossier says exactly that. What seats saw of a work or visit (`progress.py`) stands
beside what is claimed of it; where the two differ, that is said, and neither is chosen.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from holdfire.dossiers.confirmed import Said, confirmed, in_order
from holdfire.dossiers.progress import Noted
from holdfire.theatre import Theatre

WILLING = re.compile(r"\b(ready|willing|prepared|interested|would like|hopes? to)\b", re.IGNORECASE)
EVENT = re.compile(
    r"\b(visit|mission|delegation|ceremony|groundbreaking|meeting|trip|opening|talks)", re.IGNORECASE
)
# "found no report of a visit" is no visit, nor a denial of one.
NEGATED = re.compile(r"\b(?:no|not|never|nobody|none|neither|nor|nothing|without)\b", re.IGNORECASE)
VISIT = re.compile(r"\b(visit|mission|delegation|trip|come to|businessm)", re.IGNORECASE)
# A sum of money, as a claim writes it: the reader's quantities leave money out.
MONEY = re.compile(
    r"[$€£₼₽֏]\s?\d[\d., ]*(?:\s?(?:thousand|million|billion|mln|bn)\b)?"
    r"|\b\d[\d., ]*(?:\s?(?:thousand|million|billion|mln|bn))?\s?(?:US\s)?"
    r"(?:dollars?|euros?|manats?|roubles?|rubles?|drams?|pounds?|USD|EUR|AZN|AMD|RUB)\b",
    re.IGNORECASE,
)
SLACK = timedelta(days=3)
COMMON = frozenset(
    (
        "that",
        "this",
        "with",
        "from",
        "have",
        "been",
        "were",
        "will",
        "also",
        "again",
        "year",
        "which",
        "their",
    )
)


class Undertaking(msgspec.Struct, frozen=True, kw_only=True):
    """A project, visit or mission, and how far it is said to have come."""

    said: Said
    actors: tuple[str, ...]
    places: tuple[str, ...]
    start: date | None
    end: date | None
    modality: str  # planned, held, done, under way, denied
    status: str  # the words shown
    overdue: bool  # planned, its day has passed, and nobody confirmed says that it happened
    confirmed_by: tuple[Said, ...]  # later claims that it happened
    kind: str = "project"  # project, visit, fund
    funds: tuple[str, ...] = ()  # sums of money, as the claim gives them
    observed: tuple[Noted, ...] = ()  # what seats saw of it, oldest first
    apart: str = ""  # what is claimed and what was seen last, where they differ


class Restoration(msgspec.Struct, frozen=True, kw_only=True):
    """Undertakings in the order of their days, and what was said in general: readiness, interest."""

    undertakings: tuple[Undertaking, ...]
    general: tuple[Said, ...]


def restoration(
    on: date,
    theatre: Theatre,
    said: Sequence[Said] | None = None,
    seen: Mapping[str, tuple[Noted, ...]] | None = None,
) -> Restoration:
    """The dossier as it stood on a day, from confirmed claims (all of them unless given).

    `seen` is what seats observed, by the claim that tells of the undertaking; without it nobody saw anything.
    """
    known = [
        s
        for s in (confirmed(theatre) if said is None else said)
        if s.claim.kind == "restoration" and (s.said_on is None or s.said_on <= on)
    ]
    concrete = [s for s in known if _is_undertaking(s)]
    rows = [_undertaking(s, concrete, (seen or {}).get(s.claim_id, ()), on) for s in in_order(concrete)]
    return Restoration(
        undertakings=tuple(sorted(rows, key=lambda u: u.start or u.said.said_on or date.max)),
        general=tuple(s for s in known if s not in concrete),
    )


def _is_undertaking(said: Said) -> bool:
    """A dated event, or a plan or work at a named place; readiness alone is not one, nor is its absence."""
    if NEGATED.search(said.quote) and said.claim.modality != "denied" and said.claim.polarity != "denies":
        return False
    if said.happens != (None, None):
        return True
    if WILLING.search(said.quote) or said.claim.modality == "possible":
        return False
    return said.claim.modality in ("planned", "conditional", "ongoing", "done", "denied") and bool(
        EVENT.search(said.quote) or _places(said)
    )


def _undertaking(said: Said, others: Sequence[Said], seen: tuple[Noted, ...], on: date) -> Undertaking:
    start, end = said.happens
    modality = _modality(said)
    kept = tuple(o for o in others if modality == "planned" and o is not said and _fulfils(o, said))
    overdue = bool(modality == "planned" and not kept and end and end < on)
    return Undertaking(
        said=said,
        actors=tuple(a.name for a in said.claim.actors),
        places=_places(said),
        start=start,
        end=end,
        modality=modality,
        status=_status(modality, end, kept, on),
        overdue=overdue,
        confirmed_by=kept,
        kind="visit" if VISIT.search(said.quote) else "fund" if _funds(said) else "project",
        funds=_funds(said),
        observed=seen,
        apart=_apart(_status(modality, end, kept, on), modality, seen),
    )


def _funds(said: Said) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m[0].strip(" .,") for m in MONEY.finditer(said.quote)))


def _apart(status: str, modality: str, seen: Sequence[Noted]) -> str:
    """Claimed against observed, in words; empty while they agree or nobody looked."""
    if not seen:
        return ""
    last = seen[-1]
    agree = {
        "planned": ("not-begun",), "under way": ("begun", "under-way"), "done": ("done",), "held": ("done",),
        "denied": ("not-begun", "stopped"),
    }  # fmt: skip
    if last.standing in agree.get(modality, ()):
        return ""
    return f"claimed: {status}; observed: {last.words} on {last.on}, by {last.name}"


def _modality(said: Said) -> str:
    if said.claim.modality in ("planned", "conditional", "possible"):
        return "planned"
    if said.claim.modality == "denied" or said.claim.polarity == "denies":
        return "denied"
    start, _ = said.happens
    if said.claim.modality != "done" and start and said.said_on and start > said.said_on:
        return "planned"  # said in advance of its own day, so nobody can have seen it done
    if said.claim.modality == "ongoing":
        return "under way"
    return "held" if EVENT.search(said.quote) else "done"


def _status(modality: str, end: date | None, kept: Sequence[Said], on: date) -> str:
    if modality != "planned":
        return modality
    if kept:
        return f"planned; said by {kept[0].speaker} to have happened"
    if end is None:
        return "planned; no day named; no confirmation since"
    return "planned" if end >= on else "planned; no confirmation since"


def _fulfils(later: Said, plan: Said) -> bool:
    """A later claim that the same thing happened: days that meet, if known, and a party or place shared."""
    if _modality(later) not in ("held", "done"):
        return False
    if later.said_on and plan.said_on and later.said_on < plan.said_on:
        return False
    (first, last), (start, end) = later.happens, plan.happens
    dated = first and last and start and end
    if first and last and start and end and not (first - SLACK <= end and start - SLACK <= last):
        return False
    shared = set(_places(later)) & set(_places(plan)) or _parties(later) & _parties(plan)
    # Without days to compare, the words must also meet: two projects in one town are two projects.
    return bool(shared) and (bool(dated) or len(_words(later) & _words(plan)) >= 3)


def _places(said: Said) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.name for p in said.claim.places if not p.government))


def _parties(said: Said) -> set[str]:
    return {a.party_id or a.name for a in said.claim.actors}


def _words(said: Said) -> set[str]:
    return set(re.findall(r"\w{4,}", said.quote.lower())) - COMMON
