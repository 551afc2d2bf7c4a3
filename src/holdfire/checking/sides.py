"""One side's count against the other's: the same losses of the same side in one incident, counted apart."""

from collections import defaultdict
from collections.abc import Sequence

from holdfire.checking.check import Check
from holdfire.linking import LinkedIncident, losses
from holdfire.linking.losses import Loss
from holdfire.linking.people import sides_of
from holdfire.reading.claim import FiledClaim
from holdfire.theatre import Theatre


def check(
    filed: Sequence[FiledClaim], incidents: Sequence[LinkedIncident], theatre: Theatre
) -> tuple[Check, ...]:
    """Where two sides' latest figures for one kind of loss of one side do not meet."""
    whose = sides_of(theatre)
    seats = {s.id: s.name for s in theatre.seats}
    by_id = {f.id: f for f in filed}
    found = []
    for incident in incidents:
        latest: dict[tuple[str, str], dict[str, tuple[FiledClaim, Loss]]] = defaultdict(dict)
        for member in incident.members:
            one = by_id[member.claim]
            if member.role != "asserts" or not one.side:
                continue
            for loss in losses.of(one.claim, whose):
                if loss.side:
                    # Filed oldest first: a side's later count of the same loss replaces its earlier one.
                    latest[loss.kind, loss.side][one.side] = (one, loss)
        for (kind, side), counted in sorted(latest.items()):
            given = sorted(counted.items())
            for n, (one_side, (first, mine)) in enumerate(given):
                for other_side, (second, theirs) in given[n + 1 :]:
                    if mine.low <= theirs.high and theirs.low <= mine.high:
                        continue
                    difference = abs(mine.value - theirs.value)
                    one_name, other_name = (seats.get(s, s) for s in (one_side, other_side))
                    what = f"{kind.capitalize()}, {seats.get(side, side)}"
                    found.append(
                        Check(
                            kind="counts-differ",
                            sentence=(
                                f"{what}: {one_name} says {mine.value:n} and {other_name} says"
                                f" {theirs.value:n}; they differ by {difference:n}. {incident.title}."
                            ),
                            claims=(first.id, second.id),
                            stated=mine.value,
                            computed=theirs.value,
                            difference=difference,
                        )
                    )
    return tuple(found)
