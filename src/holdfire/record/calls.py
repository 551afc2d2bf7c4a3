"""Calls and meetings between commands, as the liaison log keeps them: who, when, about what, what follows.

What was said and agreed lies in the vault; the entry commits to it. Fields after the hotline logs of
monitoring missions: caller and called, channel, subject, times, action requested, next step and its owner.
"""

from typing import Annotated, Literal

import msgspec

from holdfire.record.fields import Count, Day, Id, Kept, Moment, Name

Channel = Literal["hotline", "radio", "in-person", "written"]
Subject = Literal["fire", "detention", "crossing", "notification", "meeting", "other"]


class Followup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A next step: who owns it and by when. What it is stands in the call's words, in the same order."""

    owner: Name = ""  # seat
    due: Day | None = None


class CallLogged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="call-logged"):
    """A call or a meeting took place."""

    call: Id
    channel: Channel
    subject: Subject
    caller: Name  # seat or party id
    called: Annotated[tuple[Id, ...], msgspec.Meta(max_length=16)]
    started: Moment
    ended: Moment | None = None
    words: Kept | None = None  # agenda, message, what was agreed, and the followups' texts
    followups: Annotated[tuple[Followup, ...], msgspec.Meta(max_length=32)] = ()
    demo: bool = False


class FollowupClosed(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="followup-closed"
):
    """A next step was done, or given up, with a word on how."""

    call: Id
    number: Count  # from 1, in the order of the call
    words: Kept | None = None


AnyCall = CallLogged | FollowupClosed
