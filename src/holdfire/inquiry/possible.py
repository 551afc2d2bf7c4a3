"""Which acts an account may try now: what the pages offer. The machine still has the last word.

Each act waits for its stage, asks a right of the role, and a standing of the account in the inquiry.
"""

from collections.abc import Callable

from holdfire.inquiry.commands import RIGHT_OF
from holdfire.inquiry.rules import TURNS
from holdfire.inquiry.state import Inquiry
from holdfire.record import acts
from holdfire.register.account import Account
from holdfire.register.rights import may


def _votes(state: Inquiry, by: Account) -> bool:
    return by.seat in state.voting


def _takes_part(state: Inquiry, by: Account) -> bool:
    return by.seat in state.seats


def _investigates(state: Inquiry, by: Account) -> bool:
    return (by.seat, by.id) in state.investigators


def _alleged(state: Inquiry, by: Account) -> bool:
    return by.seat == state.by.seat


def _has_judged(state: Inquiry, by: Account) -> bool:
    return not _alleged(state, by)


def _open_request(state: Inquiry, by: Account) -> bool:
    mine = [r for r in state.requests if not r.answer]
    return any(r.to == by.seat or (r.to not in state.seats and _investigates(state, by)) for r in mine)


def _holds(state: Inquiry, by: Account) -> bool:
    return any(i.holder == by.id and not i.offered_to for i in state.items)


def _unspoken(state: Inquiry, by: Account) -> bool:
    return by.seat in state.unheard


def _appeals(state: Inquiry, by: Account) -> bool:
    if any(a.decided is None for a in state.appeals):
        return False
    return _alleged(state, by) if state.stage == "inadmissible" else _votes(state, by)


def _decides_appeal(state: Inquiry, by: Account) -> bool:
    if state.stage != "inadmissible" and not _votes(state, by):
        return False
    return any(a.decided is None and a.by.seat != by.seat for a in state.appeals)


STANDING: dict[type[acts.Act], Callable[[Inquiry, Account], bool]] = {
    acts.Judged: _has_judged,
    acts.Withdrawn: lambda s, by: _alleged(s, by) and s.withdrawn is None,
    acts.Named: lambda s, by: _votes(s, by) if s.opened else True,
    acts.Released: lambda s, by: any(seat == by.seat for seat, _ in s.investigators),
    acts.Opened: lambda s, by: True,
    acts.Deposited: _votes,
    acts.Offered: _holds,
    acts.TookOver: lambda s, by: any(i.offered_to == by.id for i in s.items),
    acts.Inspected: lambda s, by: _investigates(s, by) and any(i.holder for i in s.items),
    acts.Returned: _holds,
    acts.Requested: _investigates,
    acts.Reminded: lambda s, by: _investigates(s, by) and any(r.open for r in s.requests),
    acts.Answered: _open_request,
    acts.Silent: lambda s, by: _investigates(s, by) and any(r.open for r in s.requests),
    acts.VisitPlanned: _investigates,
    acts.VisitReported: lambda s, by: _investigates(s, by) and any(not v.access for v in s.visits),
    acts.Supposed: _investigates,
    acts.Weighed: lambda s, by: _investigates(s, by) and bool(s.items) and bool(s.hypotheses),
    acts.DraftKept: _votes,
    acts.Drafted: _investigates,
    acts.Commented: _takes_part,
    acts.Submitted: _investigates,
    acts.Recalled: _investigates,
    acts.Signed: _unspoken,
    acts.Dissented: _unspoken,
    acts.Published: _votes,
    acts.ErratumProposed: _votes,
    acts.ErratumReviewed: lambda s, by: (
        _votes(s, by) and any(e.decided is None and e.by.seat != by.seat for e in s.errata)
    ),
    acts.Appealed: _appeals,
    acts.AppealDecided: _decides_appeal,
}


def possible(state: Inquiry, by: Account) -> tuple[type[acts.Act], ...]:
    """The acts to offer, in the order of an inquiry's life."""
    if not by.seat:
        return ()
    return tuple(
        kind
        for kind, stands in STANDING.items()
        if state.stage in TURNS[_tag(kind)] and may(by.role, RIGHT_OF[kind]) and stands(state, by)
    )


def _tag(kind: type[acts.Act]) -> str:
    return str(kind.__struct_config__.tag).removeprefix("inquiry-")
