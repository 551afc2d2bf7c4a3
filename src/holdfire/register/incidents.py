"""A person's word on incidents: merge two, split one, grade one, take that back. Each is a signed entry.

An incident's address is that of its first claim, so it leads on wherever that claim belongs now; where the
claim was rejected, or is read no more, wherever those belong that stood beside it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from holdfire.errors import RegisterError
from holdfire.record.incidents import (
    MOST,
    DecisionUndone,
    IncidentGraded,
    IncidentsMerged,
    IncidentSplit,
    OnIncident,
)
from holdfire.register import deciding, periods
from holdfire.register.account import Account
from holdfire.register.commands import write
from holdfire.register.instance import open_instance
from holdfire.register.models import (
    Claim,
    DecidedClaim,
    Incident,
    IncidentClaim,
    IncidentDecision,
    LeftClaim,
)
from holdfire.register.rights import Right, may
from holdfire.register.writing import writing

DAYS = ("time_start", "time_end", "report__published")


class OnRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it went on the record, and the incident to look at now ("" where there is none)."""

    entry: int
    incident: str


def standing_at(id: str) -> Incident | None:
    """The incident of this id, else what became of it: where its first claim, or its others, belong now."""
    found = Incident.objects.filter(id=id).first()
    claim, seen = first_claim(id), set[str]()
    while found is None and claim and claim not in seen:
        seen.add(claim)
        found = Incident.objects.filter(members__claim=claim).first()
        claim = LeftClaim.objects.filter(claim=claim).values_list("fellow", flat=True).first() or ""
    return found


def first_claim(id: str) -> str:
    """The claim that an incident's address is named after."""
    return "c" + id.removeprefix("i")


def stood(id: str) -> bool:
    """Whether this was ever the address of an incident here, as far as anything is left of it."""
    claim = first_claim(id)
    return Claim.objects.filter(id=claim).exists() or LeftClaim.objects.filter(claim=claim).exists()


def addresses(claims: Sequence[str]) -> list[str]:
    """Every id that an incident of these claims has had or may have had."""
    every, added = list(claims), list(claims)
    while added:
        lost = LeftClaim.objects.filter(fellow__in=added).exclude(claim__in=every)
        lost = lost.exclude(claim__in=IncidentClaim.objects.values("claim"))
        added = list(lost.values_list("claim", flat=True))
        every += added
    return ["i" + claim.removeprefix("c") for claim in every]


def history(incident: Incident) -> list[IncidentDecision]:
    """Every decision that names a claim of this incident, the latest first, each with what took it back."""
    claims = incident.members.values_list("claim_id", flat=True)
    named = DecidedClaim.objects.filter(claim__in=list(claims)).values("decision")
    rows = IncidentDecision.objects.filter(entry__in=named).exclude(verb="undo")
    return list(rows.select_related("undone_by").prefetch_related("claims").order_by("-entry"))


def merge(incident_id: str, other_id: str, *, by: Account, reason: str) -> OnRecord:
    """Says that two incidents are one event; their claims stay together until somebody decides otherwise.

    Raises RegisterError for a role that may not, no reason, an incident that is no more, or twice the same.
    """
    reason = _permitted(by, reason, "merged")
    kept = deciding.keep(open_instance(), reason)
    with writing():
        one, other = _incident(incident_id), _incident(other_id)
        if one.id == other.id:
            raise RegisterError("These two are one incident already: choose another one to merge it with.")
        claims = _few(sorted({*_claims(one), *_claims(other)}))
        entry = IncidentsMerged(incident=one.id, other=other.id, claims=claims, words=kept)
        return _decided(entry, by, claims)


def split(incident_id: str, out: Sequence[str], *, by: Account, reason: str) -> OnRecord:
    """Says that the claims `out` tell of another event than the incident's others; gives the new incident.

    Raises RegisterError for a role that may not, no reason, no claims or all of them, or a claim that is not
    of this incident any more.
    """
    reason = _permitted(by, reason, "split")
    kept = deciding.keep(open_instance(), reason)
    with writing():
        one = _incident(incident_id)
        here, chosen = _claims(one), sorted(set(out))
        if not chosen:
            raise RegisterError("Choose at least one claim that tells of another event.")
        if not set(chosen) <= set(here):
            raise RegisterError(
                "A claim you chose is no longer in this incident: it was linked anew; look at it again."
            )
        rest = sorted(set(here) - set(chosen))
        if not rest:
            raise RegisterError("Leave at least one claim: with all of them taken out nothing is split.")
        _few([*chosen, *rest])
        entry = IncidentSplit(incident=one.id, out=tuple(chosen), rest=tuple(rest), words=kept)
        return _decided(entry, by, chosen)


def grade(incident_id: str, credibility: int, *, proposed: int, by: Account, reason: str) -> OnRecord:
    """Says how credible it is that it happened as told: Admiralty 1 to 6, beside what was `proposed`.

    A later grade replaces it. Raises RegisterError for a role that may not, a number that is no grade, no
    reason, or an incident that is no more.
    """
    reason = _permitted(by, reason, "graded so")
    if credibility not in range(1, 7) or proposed not in range(1, 7):
        raise RegisterError("Choose a credibility from 1 to 6.")
    kept = deciding.keep(open_instance(), reason)
    with writing():
        one = _incident(incident_id)
        claims = _few(_claims(one))
        given: Any = {"credibility": credibility, "proposed": proposed}
        return _decided(IncidentGraded(incident=one.id, claims=claims, words=kept, **given), by, claims)


def grade_of(incident: Incident) -> IncidentDecision | None:
    """The latest grade that stands of an incident, or of one that holds some of its claims; None without."""
    claims = list(incident.members.values_list("claim_id", flat=True))
    rows = IncidentDecision.objects.filter(verb="grade", undone_by=None, claims__claim__in=claims)
    return rows.prefetch_related("claims").order_by("-entry").first()


def undo(of: int, *, by: Account, reason: str) -> OnRecord:
    """Takes a merge, a split or a grade back; gives the incident where the first of its claims stands then.

    Raises RegisterError for a role that may not, no reason, or a decision that does not exist or is taken
    back already.
    """
    reason = _permitted(by, reason, "taken back")
    kept = deciding.keep(open_instance(), reason)
    with writing():
        row = IncidentDecision.objects.exclude(verb="undo").filter(entry=of).first()
        if row is None:
            raise RegisterError(f"Entry {of} of the record is no decision about incidents.")
        if IncidentDecision.objects.filter(undoes=row).exists():
            raise RegisterError(f"The decision of entry {of} was taken back already.")
        claims = [c.claim for c in row.claims.order_by("-out", "claim")]
        return _decided(DecisionUndone(incident=row.incident, of=of, words=kept), by, claims)


def _permitted(by: Account, reason: str, done: str) -> str:
    """The reason, trimmed, of somebody who may decide."""
    if not may(by.role, Right.LINK):
        raise RegisterError(f"This account may not {Right.LINK.value}: ask your seat for a role that may.")
    if not (reason := reason.strip()):
        raise RegisterError(f"Say in a few words why it is {done}: others will rely on the reason.")
    return reason


def _incident(id: str) -> Incident:
    if (found := standing_at(id)) is None:
        raise RegisterError(f"There is no incident “{id}” any more: choose it from the list of incidents.")
    return found


def _claims(incident: Incident) -> list[str]:
    return list(incident.members.order_by("claim_id").values_list("claim_id", flat=True))


def _few(claims: Sequence[str]) -> tuple[str, ...]:
    if len(claims) > MOST:
        raise RegisterError(f"One decision names at most {MOST} claims, and these are {len(claims)}.")
    return tuple(claims)


def _decided(entry: OnIncident, by: Account, claims: Sequence[str]) -> OnRecord:
    for claim in Claim.objects.filter(id__in=list(claims)).select_related("report").only(*DAYS):
        periods.refuse_locked(*periods.days_of(claim), "What is told of here")
    index = write(entry, by, datetime.now(UTC).replace(microsecond=0))
    at = dict(IncidentClaim.objects.filter(claim__in=list(claims)).values_list("claim_id", "incident_id"))
    return OnRecord(entry=index, incident=next((at[c] for c in claims if c in at), ""))
