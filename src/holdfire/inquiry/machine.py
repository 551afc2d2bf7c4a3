"""The machine: one act at a time from state to state, and the fold that gives an inquiry from its entries."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from holdfire.errors import InquiryError
from holdfire.inquiry.rules import in_order, in_turn, of_a_seat, refuse
from holdfire.inquiry.state import Inquiry, Stamp
from holdfire.inquiry.steps import asking, evidence, finding, opening, publication, weighing
from holdfire.record import acts


def _read(inquiry: Inquiry, _act: acts.Read, _by: Stamp) -> Inquiry:
    return inquiry  # that something was read changes nothing but the log


STEPS: dict[type[acts.Act], Callable[[Inquiry, Any, Stamp], Inquiry]] = {
    acts.Judged: opening.judge,
    acts.Withdrawn: opening.withdraw,
    acts.Named: opening.name,
    acts.Released: opening.release,
    acts.Opened: opening.open_inquiry,
    acts.Deposited: evidence.deposit,
    acts.Redacted: evidence.redact,
    acts.Offered: evidence.offer,
    acts.TookOver: evidence.take_over,
    acts.Inspected: evidence.inspect,
    acts.Returned: evidence.give_back,
    acts.Requested: asking.request,
    acts.Reminded: asking.remind,
    acts.Answered: asking.answer,
    acts.Silent: asking.put_silence,
    acts.VisitPlanned: asking.plan_visit,
    acts.VisitReported: asking.report_visit,
    acts.Supposed: weighing.suppose,
    acts.Weighed: weighing.weigh,
    acts.DraftKept: weighing.keep_draft,
    acts.Drafted: finding.draft,
    acts.Commented: finding.comment,
    acts.Submitted: finding.submit,
    acts.Recalled: finding.recall,
    acts.Signed: finding.sign,
    acts.Dissented: finding.dissent,
    acts.Published: publication.publish,
    acts.ErratumProposed: publication.propose_erratum,
    acts.ErratumReviewed: publication.review_erratum,
    acts.Appealed: publication.appeal,
    acts.AppealDecided: publication.decide_appeal,
    acts.Read: _read,
}


def step(inquiry: Inquiry | None, act: acts.AnyAct, by: Stamp) -> Inquiry:
    """The state after an act. Raises InquiryError, in one sentence, where the act is not allowed."""
    if isinstance(act, acts.Alleged):
        if inquiry is not None:
            refuse("This allegation has been received before.")
        return opening.allege(act, by)
    if inquiry is None or act.inquiry != inquiry.id:
        refuse(f"There is no inquiry “{act.inquiry}”: open it from the list of inquiries.")
    if not isinstance(act, acts.Read):
        of_a_seat(by)
    in_order(inquiry, by)
    in_turn(inquiry, act)
    return replace(STEPS[type(act)](inquiry, act, by), last=by)


def fold(written: Iterable[tuple[acts.AnyAct, Stamp]]) -> Inquiry | None:
    """An inquiry from its acts in the order of the record; an act the rules refuse changes nothing."""
    inquiry = None
    for act, by in written:
        try:
            inquiry = step(inquiry, act, by)
        except InquiryError:
            continue
    return inquiry
