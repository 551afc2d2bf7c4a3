"""Patrols as entries: planned for a day, then carried out, changed or refused, and what was observed on them.

Where a patrol goes, who it is and what for lie in the vault: a plan that others read is no longer a check on
them. What became of it is a fact for all: a day without a patrol says nothing about the day.
"""

from typing import Annotated, Literal

import msgspec

from holdfire.record.field import Uuid
from holdfire.record.fields import Count, Day, Id, Kept, Name

Outcome = Literal["carried-out", "changed", "refused", "not-made"]


class PatrolPlanned(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="patrol-planned"
):
    """A seat plans a patrol for a day. A plan made for a site visit of an inquiry says which."""

    patrol: Id
    day: Day  # in the theatre's time
    inquiry: Name = ""
    visit: Count = 0  # its number in the inquiry; 0: none
    words: Kept | None = None  # team, purpose, posts and places, route
    demo: bool = False


class PatrolEnded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="patrol-ended"):
    """What became of a patrol. `refused` is access refused by others; `not-made` is the seat's own reason."""

    patrol: Id
    outcome: Outcome
    by: Name = ""  # party that refused access
    words: Kept | None = None  # where it went instead, who refused, and why


class PatrolObserved(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="patrol-observed"
):
    """Observations of the seat were made on this patrol."""

    patrol: Id
    observations: Annotated[tuple[Uuid, ...], msgspec.Meta(min_length=1, max_length=200)]


AnyPatrol = PatrolPlanned | PatrolEnded | PatrolObserved
