"""Requests to parties and visits to sites: an answer, a silence and a refusal are all facts of the case."""

from typing import Any

from msgspec.structs import replace

from holdfire.inquiry.rules import (
    a_day,
    found,
    needs_words,
    next_number,
    not_before,
    of_investigator,
    refuse,
)
from holdfire.inquiry.state import Inquiry, Mark, Request, Stamp, Visit
from holdfire.record.acts import Answered, Reminded, Requested, Silent, VisitPlanned, VisitReported


def request(inquiry: Inquiry, act: Requested, by: Stamp) -> Inquiry:
    """Asks a seat or a party something, by a day."""
    of_investigator(inquiry, by, "send a request")
    next_number(act.number, inquiry.requests, "request")
    needs_words(act.words, "what is asked")
    if not act.to:
        refuse("Say whom the request is for.")
    not_before(act.due, by, "the day of the answer")
    asked = Request(number=act.number, to=act.to, due=act.due, by=by, words=act.words)
    return replace(inquiry, requests=(*inquiry.requests, asked))


def remind(inquiry: Inquiry, act: Reminded, by: Stamp) -> Inquiry:
    """Reminds of a request that is still open."""
    of_investigator(inquiry, by, "send a reminder")
    asked = _open(inquiry, act.number)
    return _put(inquiry, asked, reminders=(*asked.reminders, Mark(by=by, words=act.words)))


def answer(inquiry: Inquiry, act: Answered, by: Stamp) -> Inquiry:
    """Answers a request: a seat for itself, an investigator for a party without a seat."""
    asked = found(act.number, inquiry.requests, "request")
    if asked.answer:
        refuse(
            f"Request R{asked.number} was answered on {asked.answer.by.day}: deposit what is new as evidence."
        )
    if asked.to in inquiry.seats:
        if by.seat != asked.to:
            refuse(f"Request R{asked.number} is for another seat: nobody answers for it.")
    else:
        of_investigator(inquiry, by, "put down a party's answer")
    needs_words(act.words, "what the answer is")
    for number in act.evidence:
        found(number, inquiry.items, "item of evidence")
    # A late answer counts, and the silence before it stays on record.
    return _put(inquiry, asked, answer=Mark(by=by, words=act.words, evidence=act.evidence))


def put_silence(inquiry: Inquiry, act: Silent, by: Stamp) -> Inquiry:
    """Puts on record that the day passed without an answer."""
    of_investigator(inquiry, by, "put a silence on record")
    asked = _open(inquiry, act.number)
    if by.day <= asked.due:
        refuse(
            f"Request R{asked.number} may be answered until {asked.due}: "
            "silence is put on record after that day."
        )
    return _put(inquiry, asked, silence=Mark(by=by, words=act.words))


def plan_visit(inquiry: Inquiry, act: VisitPlanned, by: Stamp) -> Inquiry:
    """Plans a visit to a site."""
    of_investigator(inquiry, by, "plan a visit")
    next_number(act.number, inquiry.visits, "visit")
    needs_words(act.words, "where the visit goes and what it is to establish")
    not_before(act.start, by, "the first day of the visit")
    a_day(act.end, "the last day of the visit")
    if act.end < act.start:
        refuse(f"The visit cannot begin on {act.start} and end on {act.end}: exchange the days or mend one.")
    visit = Visit(
        number=act.number,
        by=by,
        words=act.words,
        start=act.start,
        end=act.end,
        place=act.place,
        controlled_by=act.controlled_by,
    )
    return replace(inquiry, visits=(*inquiry.visits, visit))


def report_visit(inquiry: Inquiry, act: VisitReported, by: Stamp) -> Inquiry:
    """Says what became of a visit."""
    of_investigator(inquiry, by, "report on a visit")
    visit = found(act.number, inquiry.visits, "visit")
    if visit.access:
        refuse(f"Visit V{visit.number} was reported on before: plan a new visit, or deposit what is new.")
    if by.day < visit.start:
        refuse(f"Visit V{visit.number} begins on {visit.start}: it is reported on from that day.")
    needs_words(act.words, "what was seen, or who refused or delayed access and with what reason")
    seen = replace(visit, access=act.access, report=Mark(by=by, words=act.words))
    visits = tuple(seen if v.number == visit.number else v for v in inquiry.visits)
    return replace(inquiry, visits=visits)


def _open(inquiry: Inquiry, number: int) -> Request:
    asked = found(number, inquiry.requests, "request")
    if not asked.open:
        refuse(f"Request R{asked.number} is closed: it was answered, or its silence is on record.")
    return asked


def _put(inquiry: Inquiry, asked: Request, **changes: Any) -> Inquiry:
    changed = replace(asked, **changes)
    return replace(
        inquiry, requests=tuple(changed if r.number == asked.number else r for r in inquiry.requests)
    )
