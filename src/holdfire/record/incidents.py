"""What people decide about incidents, as entries: merged, split, graded, and a decision taken back.

An incident is what linking makes of claims, so a decision names the claims it was made on: those stay
together, or apart, however claims are linked anew. Its reason is a person's words and lies in the vault.
"""

from typing import Annotated, Literal

import msgspec

from holdfire.record.fields import Count, Id, Kept

MOST = 1000  # claims one decision may name, so that its entry stays far below the largest
Claims = Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=MOST)]
Credibility = Literal[1, 2, 3, 4, 5, 6]  # Admiralty code: 1 confirmed ... 5 improbable, 6 cannot be judged


class OnIncident(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Common to all: the incident as its page was called when somebody decided, and why they did."""

    incident: Id
    words: Kept


class IncidentsMerged(
    OnIncident, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="incidents-merged"
):
    """Two incidents are one event: these claims, those of both, stay together."""

    other: Id
    claims: Claims


class IncidentSplit(OnIncident, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="incident-split"):
    """These claims tell of another event than the rest: none of the one goes with one of the other."""

    out: Claims
    rest: Claims


class IncidentGraded(
    OnIncident, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="incident-graded"
):
    """A person grades how credible it is that this happened as told, having seen what was proposed."""

    claims: Claims  # what the incident held when it was graded
    credibility: Credibility
    proposed: Credibility  # by the rules, at that time


class DecisionUndone(
    OnIncident, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="decision-undone"
):
    """A merge, a split or a grade is taken back: linking goes on as if it had not been made."""

    of: Count  # its entry


AnyOnIncident = IncidentsMerged | IncidentSplit | IncidentGraded | DecisionUndone
