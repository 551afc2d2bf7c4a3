"""Every check across reports, in the order a person should see them."""

from collections.abc import Sequence

from holdfire.checking import contradictions, deadlines, previous, sides, totals, zones
from holdfire.checking.check import Check
from holdfire.linking import LinkedIncident, link
from holdfire.reading.claim import FiledClaim
from holdfire.theatre import Theatre


def check_across(
    filed: Sequence[FiledClaim], theatre: Theatre, incidents: Sequence[LinkedIncident] | None = None
) -> tuple[Check, ...]:
    """What does not hold between claims that were filed, oldest first. `claims` of a check are claim ids.

    `incidents` are what `link` makes of these claims, where the caller has them.
    """
    if incidents is None:
        incidents = link(filed, theatre)
    return (
        *totals.check(filed, theatre),
        *previous.check(filed),
        *contradictions.check(incidents, theatre),
        *sides.check(filed, incidents, theatre),
        *zones.check(filed, theatre),
        *deadlines.check(filed, theatre),
    )
