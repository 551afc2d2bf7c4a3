"""What linking yields: an incident, its members and their parts in it."""

from typing import Literal

import msgspec

from holdfire.reading.claim import PlaceMention, TimeSpan

Role = Literal["asserts", "denies", "copies"]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A claim's part in an incident. `why` holds one sentence per reason, for the person who checks."""

    claim: str
    role: Role
    voice: str = ""  # whose it is: a party, a name or an independence group
    why: tuple[str, ...] = ()
    against: tuple[str, ...] = ()  # of a denial: the claims it denies


class LinkedIncident(msgspec.Struct, frozen=True, kw_only=True):
    """Claims about one event. `voices` counts the independent origins that assert it, copies left out.

    The id is that of the incident's earliest claim, so it stays while later reports join.
    """

    id: str
    title: str
    group: str | None = None  # A to G
    type: str | None = None  # vocabulary code
    time: TimeSpan | None = None
    place: PlaceMention | None = None
    voices: int = 0
    origins: tuple[str, ...] = ()  # the voices, named
    members: tuple[Member, ...] = ()
