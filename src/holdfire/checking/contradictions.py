"""Contradictions: a denial stands beside what it denies.

One check for every incident that somebody denies, listing the denial and the claims it meets. It says
that two statements cannot both be right, never which.
"""

from collections.abc import Sequence

from holdfire.checking.check import Check
from holdfire.linking import LinkedIncident
from holdfire.reading.claim import FiledClaim

SHOWN = 12


def check(filed: Sequence[FiledClaim], incidents: Sequence[LinkedIncident]) -> tuple[Check, ...]:
    """Denials within an incident, each with what its speaker's side does not itself assert."""
    by_id = {f.id: f for f in filed}
    found = []
    for incident in incidents:
        told = [(by_id[m.claim], m) for m in incident.members]
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for denial, member in told:
            if member.role != "denies":
                continue
            denied = [f for f, m in told if m.role == "asserts" and f.id in member.against]
            if not denied:
                continue
            who = _name(denial)
            others = tuple(dict.fromkeys(_name(f) for f in denied))
            if (who, others) in seen:
                continue
            seen.add((who, others))
            found.append(
                Check(
                    kind="contradiction",
                    sentence=(
                        f"{who} denies what {_listed(others)} say{'s' if len(others) == 1 else ''}:"
                        f" {incident.title}."
                    ),
                    claims=(denial.id, *(f.id for f in denied[:SHOWN])),
                )
            )
    return tuple(found)


def _name(filed: FiledClaim) -> str:
    return filed.claim.speaker or filed.source or "A report"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
