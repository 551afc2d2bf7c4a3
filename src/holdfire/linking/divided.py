"""Accounts as people's decisions leave them: cut where claims of one report stay apart.

A claim that somebody decided about belongs to an incident even where its own words would make none: a person
said that it tells of an event.
"""

from collections import defaultdict
from collections.abc import Sequence

from holdfire.linking.decided import Bonds
from holdfire.linking.mentions import Mention, account
from holdfire.linking.people import Sides
from holdfire.reading.claim import FiledClaim
from holdfire.theatre import Theatre


def divided(
    accounts: Sequence[Mention], filed: Sequence[FiledClaim], bonds: Bonds, theatre: Theatre, sides: Sides
) -> list[Mention]:
    """The accounts of `filed`, none of which holds claims that stay apart; each claim of `bonds` is in one.

    Afterwards the bonds also hold what stays together because one account tells it.
    """
    found = [part for one in accounts for part in _cut(one, bonds, theatre, sides)]
    told = {f.id for m in found for f in m.claims}
    left = [f for f in filed if f.id in bonds and f.id not in told]
    return found + [account("fire", [f], theatre, sides) for f in left]


def _cut(one: Mention, bonds: Bonds, theatre: Theatre, sides: Sides) -> list[Mention]:
    if not any(f.id in bonds for f in one.claims):
        return [one]
    first = one.claims[0].id
    # Claims decided on find their groups first; what nobody decided on goes with the first it may go with.
    for named in (True, False):
        for f in one.claims:
            if (f.id in bonds) is named:
                bonds.join_any(f.id, [first, *(g.id for g in one.claims if g.id in bonds)])
    parts: dict[str, list[FiledClaim]] = defaultdict(list)
    for f in one.claims:
        parts[bonds.group(f.id)].append(f)
    if len(parts) == 1:
        return [one]
    return [account(one.family, claims, theatre, sides) for claims in parts.values()]


def bound_pairs(
    accounts: Sequence[Mention], bonds: Bonds
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs of accounts that stay together, and pairs that stay apart."""
    at: dict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(accounts):
        if any(f.id in bonds for f in one.claims):
            at[bonds.group(one.claims[0].id)].append(i)
    together = [(own[0], j) for own in at.values() for j in own[1:]]
    apart = [
        (i, j)
        for group, own in at.items()
        for other in bonds.groups_apart(group)
        if group < other
        for i in own
        for j in at.get(other, ())
    ]
    return together, apart
