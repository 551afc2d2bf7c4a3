"""Whose voice a claim is. Ten papers that print one ministry are one voice: the ministry's.

A voice is a party of the theatre, else a speaker by name, else the independence group of the outlet.
"The ministry", "the statement", "it" are whoever was named just before in the same report.
"""

import re
from collections.abc import Sequence

from holdfire.linking.people import Sides
from holdfire.reading.claim import FiledClaim

UNNAMED = re.compile(r"$|[a-z]|(?:The|That|This|It|Its|They|He|She|His|Her|Their)(?: [a-z][\w ]*)?$")


def voices(claims: Sequence[FiledClaim], sides: Sides) -> dict[str, str]:
    """The voice of each claim, by claim id; claims of a report in the order of its text."""
    found: dict[str, str] = {}
    spoke: dict[str, str] = {}
    for one in claims:
        if one.claim.speaker_party is None and UNNAMED.match(one.claim.speaker or ""):
            found[one.id] = spoke.get(one.report, one.group)
        else:
            found[one.id] = spoke[one.report] = _voice(one, sides)
    return found


def _voice(filed: FiledClaim, sides: Sides) -> str:
    """A source's independence group stands for its party and for whoever answers to it."""
    chain = sides.names.ancestors(filed.claim.speaker_party)
    for party in chain:
        if source := sides.names.source(party.id):
            return source.group or source.id
    if chain:
        return chain[0].id
    return filed.claim.speaker or filed.group
