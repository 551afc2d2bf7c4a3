"""What each act and each call makes of the tables: entry to rows, the same live and in a rebuild.

An act the rules refuse (written past the commands, or under older rules) is kept with the sentence that
refuses it, and changes nothing.
"""

from datetime import date
from typing import Any

import msgspec

from holdfire.errors import InquiryError
from holdfire.inquiry import sealing
from holdfire.inquiry.field import place_of
from holdfire.inquiry.machine import step
from holdfire.inquiry.models import (
    Act,
    Attachment,
    Call,
    FieldObservation,
    Followup,
    Inquiry,
    InquiryIncident,
    Patrol,
    PatrolLink,
    Submission,
)
from holdfire.inquiry.rules import tag
from holdfire.inquiry.state import Inquiry as State
from holdfire.inquiry.state import Stamp
from holdfire.record import acts, entries
from holdfire.record.access import MatterShredded
from holdfire.record.calls import CallLogged, FollowupClosed
from holdfire.record.field import Observed, Submitted
from holdfire.record.patrols import PatrolEnded, PatrolObserved, PatrolPlanned
from holdfire.register.desk import Desk
from holdfire.register.instance import Instance, Written
from holdfire.register.rooms import Room


def project(instance: Instance, written: Written, number: int, desk: Desk) -> None:
    """Lays down the rows of one entry; the caller holds the write lock."""
    match written.entry:
        case acts.Act() as act:
            _act(act, written, number, desk)
        case CallLogged() as call:
            _call(call, written, number, desk)
        case FollowupClosed() as closed:
            _close(closed, written, number, desk)
        case Observed() as observed:
            _observe(observed, written, number, desk)
        case MatterShredded():
            sealing.forget()  # the tables hold no words
        case Submitted() as submitted:
            _submit(submitted, written, number, desk)
        case PatrolPlanned() | PatrolEnded() | PatrolObserved() as patrol:
            _patrol(patrol, written, number, desk)


def state_of(row: Inquiry | None) -> State | None:
    """The machine's state, as a row keeps it."""
    return msgspec.convert(row.state, State) if row else None


def _act(act: Any, written: Written, number: int, desk: Desk) -> None:
    row = desk.find(Inquiry, id=act.inquiry)
    by = Stamp(account=written.author, seat=written.seat, at=entries.spell(written.at), entry=number)
    refused = ""
    try:
        state = step(state_of(row), act, by)
    except InquiryError as problem:
        refused = str(problem)
    desk.add(
        Act(
            entry=number,
            inquiry=act.inquiry,
            kind=tag(act),
            author=written.author,
            seat=written.seat,
            at=written.at,
            data=msgspec.to_builtins(act),
            refused=refused,
        )
    )
    if refused:
        return
    alleged = state.alleged
    stands = row or Inquiry(id=state.id)
    stands.stage, stands.seat, stands.against = state.stage, state.by.seat, alleged.against
    stands.start, stands.end, stands.demo = alleged.start or "", alleged.end or "", alleged.demo
    stands.first_entry, stands.last_at = state.by.entry, written.at
    stands.state = msgspec.to_builtins(state)
    if row is not None:
        desk.change(stands)
        return
    desk.add(stands)
    desk.add(*(InquiryIncident(inquiry_id=state.id, incident=i) for i in dict.fromkeys(alleged.incidents)))


def _call(call: CallLogged, written: Written, number: int, desk: Desk) -> None:
    if desk.find(Call, id=call.call):
        return  # a call is logged once; a second entry of the same name says nothing new
    desk.add(
        Call(
            id=call.call,
            entry=number,
            author=written.author,
            channel=call.channel,
            subject=call.subject,
            caller=call.caller,
            called=list(call.called),
            started=entries.moment(call.started),
            ended=entries.moment(call.ended) if call.ended else None,
            demo=call.demo,
            words=msgspec.to_builtins(call.words),
        )
    )
    desk.add(
        *(
            Followup(call_id=call.call, number=n, owner=one.owner, due=one.due)
            for n, one in enumerate(call.followups, 1)
        )
    )


def _close(closed: FollowupClosed, written: Written, number: int, desk: Desk) -> None:
    for row in desk.all(Followup, call_id=closed.call, number=closed.number):
        if row.closed_entry is None:
            row.closed_entry, row.closed_at, row.closed_by = number, written.at, written.author
            row.closed_words = msgspec.to_builtins(closed.words)
            desk.change(row)


def _observe(observed: Observed, written: Written, number: int, desk: Desk) -> None:
    if desk.find(FieldObservation, id=observed.observation):
        return  # sent twice: it is received once
    lat, lon, area = place_of(observed)
    desk.add(
        FieldObservation(
            id=observed.observation,
            entry=number,
            author=written.author,
            seat=written.seat,
            at=written.at,
            started=entries.moment(observed.started),
            ended=entries.moment(observed.ended) if observed.ended else None,
            lat=lat,
            lon=lon,
            radius_km=area.major_km if area else None,
            ellipse=msgspec.to_builtins(area),
            demo=observed.demo,
            data=msgspec.to_builtins(observed),
        )
    )


def _submit(submitted: Submitted, written: Written, number: int, desk: Desk) -> None:
    desk.add(
        Submission(
            entry=number,
            submission=submitted.submission,
            device=submitted.device,
            author=written.author,
            seat=written.seat,
            at=written.at,
            observation=submitted.observation,
            object=submitted.bytes.object,
            details=msgspec.to_builtins(submitted.details),
        )
    )
    desk.add(
        *(
            Attachment(submission_id=number, number=n, object=one.bytes.object, media_type=one.media_type)
            for n, one in enumerate(submitted.attached, 1)
        )
    )


def _patrol(
    entry: PatrolPlanned | PatrolEnded | PatrolObserved, written: Written, number: int, desk: Desk
) -> None:
    row = desk.find(Patrol, id=entry.patrol)
    match entry:
        case PatrolPlanned() if row is None:  # planned once
            desk.add(
                Patrol(
                    id=entry.patrol,
                    entry=number,
                    author=written.author,
                    seat=written.seat,
                    day=date.fromisoformat(entry.day),
                    inquiry=entry.inquiry,
                    visit=entry.visit,
                    words=msgspec.to_builtins(entry.words),
                    demo=entry.demo,
                )
            )
        case PatrolEnded() if row is not None and not row.outcome:
            row.outcome, row.ended_entry, row.ended_at = entry.outcome, number, written.at
            row.refused_by, row.ended_words = entry.by, msgspec.to_builtins(entry.words)
            desk.change(row)
        case PatrolObserved() if row is not None:
            for one in dict.fromkeys(entry.observations):
                known = desk.find(FieldObservation, id=one)
                if known and not desk.find(PatrolLink, observation_id=one):
                    desk.add(PatrolLink(observation_id=one, patrol_id=entry.patrol, entry=number))


ROOM = Room(
    name="inquiry",
    kinds=(
        acts.Act,
        CallLogged,
        FollowupClosed,
        Observed,
        Submitted,
        MatterShredded,
        PatrolPlanned,
        PatrolEnded,
        PatrolObserved,
    ),
    project=project,
    models=(
        Inquiry,
        InquiryIncident,
        Act,
        Call,
        Followup,
        FieldObservation,
        Submission,
        Attachment,
        Patrol,
        PatrolLink,
    ),
)
