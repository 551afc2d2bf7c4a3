"""Whether two figures count the same kind of thing: units of people, units of events, units of measure."""

import re

from holdfire.reading.claim import Quantity

PEOPLE = frozenset(
    "people person persons man men woman women child children civilian civilians soldier soldiers"
    " troop troops serviceman servicemen servicewoman fighter fighters militant militants detainee"
    " detainees prisoner prisoners hostage hostages captive captives pow pows resident residents"
    " worker workers villager villagers officer officers victim victims private privates conscript"
    " conscripts peacekeeper peacekeepers passenger passengers casualty casualties refugee refugees"
    " wounded killed dead injured missing captured returned".split()
)
EVENTS = frozenset(
    "time times violation violations incident incidents case cases breach breaches shelling shellings"
    " explosion explosions burst bursts shot shots projectile projectiles flare flares round rounds".split()
)
SHARES = re.compile(r"%|per\s?cent|percentage", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def family(quantity: Quantity) -> str:
    """What a figure counts, coarsely: "people", "events", a unit's own head word, or "" when unsaid."""
    unit = quantity.unit.casefold()
    if SHARES.search(unit) or SHARES.search(quantity.text):
        return "share"
    words = _WORD.findall(unit)
    if any(w in PEOPLE for w in words):
        return "people"
    if words and words[-1] in EVENTS:
        return "events"
    return words[-1].removesuffix("s") if words else ""


def agree(a: Quantity, b: Quantity) -> bool:
    """Whether two figures may be added or compared: one may leave its unit unsaid, shares never mix."""
    first, second = family(a), family(b)
    if "share" in (first, second):
        return first == second
    return first == second or not first or not second
