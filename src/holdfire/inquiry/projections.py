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
from holdfire.register.instance import Instance, Written
from holdfire.register.rooms import Room


def project(instance: Instance, written: Written, number: int) -> None:
    """Writes the rows of one entry; the caller holds the write lock."""
    match written.entry:
        case acts.Act() as act:
            _act(act, written, number)
        case CallLogged() as call:
            _call(call, written, number)
        case FollowupClosed() as closed:
            _close(closed, written, number)
        case Observed() as observed:
            _observe(observed, written, number)
        case MatterShredded():
            sealing.forget()  # the tables hold no words
        case Submitted() as submitted:
            _submit(submitted, written, number)
        case PatrolPlanned() | PatrolEnded() | PatrolObserved() as patrol:
            _patrol(patrol, written, number)


def state_of(row: Inquiry | None) -> State | None:
    """The machine's state, as a row keeps it."""
    return msgspec.convert(row.state, State) if row else None


def _act(act: Any, written: Written, number: int) -> None:
    row = Inquiry.objects.filter(id=act.inquiry).first()
    by = Stamp(account=written.author, seat=written.seat, at=entries.spell(written.at), entry=number)
    refused = ""
    try:
        state = step(state_of(row), act, by)
    except InquiryError as problem:
        refused = str(problem)
    Act.objects.create(
        entry=number,
        inquiry=act.inquiry,
        kind=tag(act),
        author=written.author,
        seat=written.seat,
        at=written.at,
        data=msgspec.to_builtins(act),
        refused=refused,
    )
    if refused:
        return
    alleged = state.alleged
    Inquiry.objects.update_or_create(
        id=state.id,
        defaults={
            "stage": state.stage,
            "seat": state.by.seat,
            "against": alleged.against,
            "start": alleged.start or "",
            "end": alleged.end or "",
            "demo": alleged.demo,
            "first_entry": state.by.entry,
            "last_at": written.at,
            "state": msgspec.to_builtins(state),
        },
    )
    if row is None:
        InquiryIncident.objects.bulk_create(
            InquiryIncident(inquiry_id=state.id, incident=one) for one in dict.fromkeys(alleged.incidents)
        )


def _call(call: CallLogged, written: Written, number: int) -> None:
    if Call.objects.filter(id=call.call).exists():
        return  # a call is logged once; a second entry of the same name says nothing new
    Call.objects.create(
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
    Followup.objects.bulk_create(
        Followup(call_id=call.call, number=n, owner=one.owner, due=one.due)
        for n, one in enumerate(call.followups, 1)
    )


def _close(closed: FollowupClosed, written: Written, number: int) -> None:
    Followup.objects.filter(call_id=closed.call, number=closed.number, closed_entry=None).update(
        closed_entry=number,
        closed_at=written.at,
        closed_by=written.author,
        closed_words=msgspec.to_builtins(closed.words),
    )


def _observe(observed: Observed, written: Written, number: int) -> None:
    if FieldObservation.objects.filter(id=observed.observation).exists():
        return  # sent twice: it is received once
    lat, lon, area = place_of(observed)
    FieldObservation.objects.create(
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


def _submit(submitted: Submitted, written: Written, number: int) -> None:
    Submission.objects.create(
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
    Attachment.objects.bulk_create(
        Attachment(submission_id=number, number=n, object=one.bytes.object, media_type=one.media_type)
        for n, one in enumerate(submitted.attached, 1)
    )


def _patrol(entry: PatrolPlanned | PatrolEnded | PatrolObserved, written: Written, number: int) -> None:
    match entry:
        case PatrolPlanned():
            if not Patrol.objects.filter(id=entry.patrol).exists():  # planned once
                Patrol.objects.create(
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
        case PatrolEnded():
            Patrol.objects.filter(id=entry.patrol, outcome="").update(
                outcome=entry.outcome,
                ended_entry=number,
                ended_at=written.at,
                refused_by=entry.by,
                ended_words=msgspec.to_builtins(entry.words),
            )
        case PatrolObserved():
            known = FieldObservation.objects.filter(id__in=entry.observations, patrol_link=None)
            if Patrol.objects.filter(id=entry.patrol).exists():
                PatrolLink.objects.bulk_create(
                    PatrolLink(observation=one, patrol_id=entry.patrol, entry=number) for one in known
                )


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
