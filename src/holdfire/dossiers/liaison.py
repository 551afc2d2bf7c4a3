"""Liaison: meetings, and the standing contacts between commands, each as somebody said it."""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from holdfire.dossiers.confirmed import Said, confirmed
from holdfire.theatre import Theatre

STANDING = re.compile(
    r"\b(regular|constant|continu|daily|weekly|permanent|standing|ongoing"
    r"|hotline|direct line|in (close )?contact)",
    re.IGNORECASE,
)


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting, call or talks on a day; planned until somebody confirmed says it took place."""

    start: date | None
    end: date | None
    places: tuple[str, ...]
    participants: tuple[str, ...]
    planned: bool
    said: Said


class StandingContact(msgspec.Struct, frozen=True, kw_only=True):
    """A contact said to be kept up between commands or offices, without a day of its own."""

    between: tuple[str, ...]
    said: Said


class LiaisonLog(msgspec.Struct, frozen=True, kw_only=True):
    """Meetings in the order of their days, and standing contacts in the order they were said."""

    meetings: tuple[Meeting, ...]
    standing: tuple[StandingContact, ...]


def liaison(on: date, theatre: Theatre, said: Sequence[Said] | None = None) -> LiaisonLog:
    """The log as it stood on a day, from confirmed claims (all of them unless given)."""
    known = [
        s
        for s in (confirmed(theatre) if said is None else said)
        if s.claim.kind in ("meeting", "liaison") and (s.said_on is None or s.said_on <= on)
    ]
    standing = [s for s in known if _stands(s)]
    meetings = [_meeting(s) for s in known if s not in standing]
    return LiaisonLog(
        meetings=tuple(sorted(meetings, key=lambda m: m.start or m.said.said_on or date.max)),
        standing=tuple(StandingContact(between=_parties(s), said=s) for s in standing),
    )


def _stands(said: Said) -> bool:
    return said.happens == (None, None) and (
        said.claim.kind == "liaison" or said.claim.modality == "ongoing" or bool(STANDING.search(said.quote))
    )


def _meeting(said: Said) -> Meeting:
    start, end = said.happens
    ahead = bool(start and said.said_on and start > said.said_on)
    return Meeting(
        start=start,
        end=end,
        places=tuple(dict.fromkeys(p.name for p in said.claim.places if not p.government)),
        participants=_parties(said),
        planned=ahead or said.claim.modality in ("planned", "conditional", "possible"),
        said=said,
    )


def _parties(said: Said) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a.name for a in said.claim.actors))
