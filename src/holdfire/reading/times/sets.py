"""Times that come again (TIMEX3 SET): daily, every two weeks, each Thursday, Sundays, twice a month.

ISO-TimeML writes a set as the form of the times in it (XXXX-WXX-4, each Thursday) or as its period (P2W).
"""

from holdfire.reading.times import moments
from holdfire.reading.times.expression import NUMBER, ORDINAL, Found, Seen, rules, unplaced
from holdfire.reading.times.lengths import amount_of, length_value
from holdfire.reading.times.words import MONTHS, PARTS_OF_DAY, UNITS, WEEKDAYS

_ADVERBS = {
    "hourly": "PT1H", "daily": "XXXX-XX-XX", "nightly": "XXXX-XX-XXTNI", "weekly": "XXXX-WXX",
    "monthly": "XXXX-XX", "yearly": "XXXX", "annually": "XXXX",
}  # fmt: skip


def _set(value: str) -> Found:
    return "set", lambda s: unplaced(value, "interval")


def _code(part: str) -> str:
    return moments.PARTS[PARTS_OF_DAY[part]][0]


def _form(said: str) -> str:
    """The form of the times a word names: a weekday, a month, a season, a part of a day, weekends."""
    word = said.rstrip(".")
    if word in WEEKDAYS:
        return f"XXXX-WXX-{WEEKDAYS[word] + 1}"
    if word in MONTHS:
        return f"XXXX-{MONTHS[word]:02d}"
    if word in PARTS_OF_DAY:
        return f"XXXX-XX-XX{_code(word)}"
    if word.startswith("weekend"):
        return "XXXX-WXX-WE"
    return f"XXXX-{moments.SEASONS[word.removesuffix('s')][0]}"


@rules("EVERY (?P<day>WEEKDAY) (?P<part>PART)", "EVERY (?P<named>WEEKDAY|PART|MONTH|SEASON|WEEKEND)")
def every_named(seen: Seen) -> Found | None:
    """each Thursday, every Friday night, every summer."""
    if seen.has("part"):
        return _set(_form(seen.said("day")) + _code(seen.said("part")))
    return _set(_form(seen.said("named")))


@rules(f"EVERY (?:(?P<number>{NUMBER}|{ORDINAL}|SOME)|(?P<other>OTHER))? (?P<unit>UNIT)")
def every_unit(seen: Seen) -> Found | None:
    """every month, every two weeks, every other day, every few years."""
    number = 2 if seen.has("other") else seen.number("number")
    amount, written = amount_of(seen.said("number")) if number is None else (float(number), f"{number:g}")
    if not seen.has("number") and not seen.has("other"):
        amount, written = 1, "1"
    return _set(length_value(UNITS[seen.said("unit")], amount, written))


@rules("(?P<day>WEEKDAY) (?P<part>PART)", "(?P<many>WEEKDAY|WEEKEND)")
def plural(seen: Seen) -> Found | None:
    """Tuesday nights; on Sundays; weekends."""
    said = seen.said("part") or seen.said("many")
    if not said.endswith("s") or len(said) < 6:
        return None
    return _set(_form(seen.said("day")) + _code(said) if seen.has("part") else _form(said))


@rules(f"(?:ONCE|(?:{NUMBER}|SOME) TIMES) (?:AN|EVERY|PER) (?P<unit>UNIT)", "(?P<often>OFTEN)")
def often(seen: Seen) -> Found | None:
    """twice a week, three times a day; daily, annually."""
    if not seen.has("often"):
        return _set(length_value(UNITS[seen.said("unit")], 1, "1"))
    at = seen.words.starts[seen.match.start()]
    # "the Daily News" is a name.
    return _set(_ADVERBS[seen.said("often")]) if seen.words.text[at].islower() else None


RULES = [*every_named, *every_unit, *plural, *often]
