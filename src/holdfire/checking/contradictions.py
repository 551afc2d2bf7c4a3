"""Contradictions: a denial stands beside what it denies.

One check for every voice that denies an incident, listing its denials and the claims they meet. It says
that two statements cannot both be right, never which.
"""

from collections import defaultdict
from collections.abc import Sequence

from holdfire.checking.check import Check
from holdfire.linking import LinkedIncident, Member
from holdfire.linking.people import sides_of
from holdfire.theatre import Theatre

SHOWN = 12


def check(incidents: Sequence[LinkedIncident], theatre: Theatre) -> tuple[Check, ...]:
    """One check for every voice that denies what other voices assert of an incident."""
    sides = sides_of(theatre)
    found = []
    for incident in incidents:
        voice = {m.claim: m.voice for m in incident.members}
        denials: dict[str, list[Member]] = defaultdict(list)
        for member in incident.members:
            if member.role == "denies" and member.against:
                denials[member.voice].append(member)
        for denier, members in denials.items():
            denied = list(dict.fromkeys(c for m in members for c in m.against))
            others = list(dict.fromkeys(sides.voice_name(voice[c]) for c in denied))
            found.append(
                Check(
                    kind="contradiction",
                    sentence=(
                        f"{sides.voice_name(denier)} denies what {_listed(others)}"
                        f" say{'s' if len(others) == 1 else ''}: {incident.title}."
                    ),
                    claims=(*(m.claim for m in members), *denied[:SHOWN]),
                )
            )
    return tuple(found)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
