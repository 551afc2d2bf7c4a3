"""Days known by a name everywhere: Christmas, New Year, Easter and the like. Days of one country stay out."""

from datetime import date, timedelta

from dateutil.easter import easter

from holdfire.reading.times import moments
from holdfire.reading.times.expression import OF_YEAR, Found, Seen, State, nearest, rules, unplaced
from holdfire.reading.times.moments import Moment

FIXED = {"christmas": (12, 25), "halloween": (10, 31), "new year": (1, 1), "valentine": (2, 14)}
MOVED = frozenset({"easter", "thanksgiving"})


def day_of(name: str, year: int) -> date:
    """The day a holiday falls on in a year."""
    if name == "easter":
        return easter(year)
    if name == "thanksgiving":
        return date(year, 11, 22 + (3 - date(year, 11, 1).weekday()) % 7)
    return date(year, *FIXED[name])


@rules(
    f"(?P<name>HOLIDAY)(?: (?P<part>UNIT|EVE|WEEKDAY))?(?: {OF_YEAR})?",
    "(?P<name>NEW UNIT)(?: APOS ESS?)? (?P<part>UNIT|EVE)",
    "(?P<name>VALENTINE)(?: APOS ESS?)? (?P<part>UNIT)",
)
def holiday(seen: Seen) -> Found | None:
    """Christmas, New Year's Eve, Easter 2021: the nearest, or of the year named."""
    name, part, year = seen.said("name"), seen.said("part"), seen.said("year")
    name = name.removesuffix("s")  # valentine's
    name = "christmas" if name == "christma" else name
    if (name not in FIXED and name not in MOVED) or part not in ("", "day", "eve", "sunday"):
        return None
    back = timedelta(1 if part == "eve" else 0)

    def read(state: State) -> Moment:
        if year:
            return moments.day(day_of(name, int(year)) - back)
        if state.published is None:
            return unplaced("XXXX-XX-XX")
        return moments.day(
            nearest(state, [day_of(name, state.published.year + k) - back for k in (-1, 0, 1)])
        )

    return "day", read


RULES = holiday
