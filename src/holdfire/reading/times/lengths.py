"""Lengths of time, and days told by a length: ago, later, the past three months; weeks and years told as last or next."""
# ruff: noqa: E501

import re
from datetime import date, timedelta

from holdfire.reading.numbers import value_of
from holdfire.reading.times import moments
from holdfire.reading.times.expression import (
    BACK,
    FORWARD,
    NUMBER,
    Found,
    Seen,
    State,
    rules,
    unplaced,
)
from holdfire.reading.times.moments import Moment
from holdfire.reading.times.words import UNITS

LETTER = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "week": "W", "fortnight": "W", "month": "M", "quarter": "Q",
    "year": "Y", "decade": "E", "century": "C",
}  # fmt: skip
CLOCKED = frozenset({"second", "minute", "hour"})
VAGUE = frozenset({"several", "some", "many", "few", "a few", "the few"})
# "a week" is a length after these; elsewhere it is a rate ("four flights a week").
_LASTS = frozenset(
    "for within in over after before than nearly almost about least most of once every lasted lasts last takes took up to until under "
    "around approximately by only just barely roughly half during".split()
)
COUNT = f"(?P<number>{NUMBER}|(?:AN )?SOME(?: OF)?|AN)"


def amount_of(said: str) -> tuple[float | None, str]:
    """How many units, and how a value writes it: "X" when the text does not say."""
    if not said or said in VAGUE:
        return None, "X"
    if said in ("a", "an", "one"):
        return 1, "1"
    if said.startswith(("couple", "a couple")):
        return 2, "2"
    m = re.fullmatch(r"(\d+)?\s*(\d+)/(\d+)", said)
    if m and int(m.group(3)):
        number: float | int | None = int(m.group(1) or 0) + int(m.group(2)) / int(m.group(3))
    else:
        number = value_of(re.sub(r"^an? ", "one ", said))
    if number is None or number > 10**6:
        return None, "X"
    return float(number), f"{number:g}"


def length_value(unit: str, amount: float | None, written: str) -> str:
    """P3D, PT2H, P2Y6M, PXW."""
    if unit == "fortnight" and amount:
        return f"P{amount * 2:g}W"
    if amount is not None and amount - int(amount) == 0.5:
        whole = int(amount)
        if unit == "year":
            return f"P{whole}Y6M" if whole else "P6M"
        if unit == "hour":
            return f"PT{whole}H30M" if whole else "PT30M"
        if unit == "minute":
            return f"PT{whole}M30S" if whole else "PT30S"
    return f"P{'T' if unit in CLOCKED else ''}{written}{LETTER[unit]}"


@rules(f"{COUNT} (?:FILL )?(?P<unit>UNIT) (?P<where>AGO|EARLIER|LATER|FROM NOW|HENCE)")
def away(seen: Seen) -> Found | None:
    """two years ago, a day earlier, five days later, three weeks from now."""
    amount, written = amount_of(seen.said("number"))
    unit, where = UNITS[seen.said("unit")], seen.said("where")
    sign = -1 if where in ("ago", "earlier") else 1
    if where in ("earlier", "later") and (unit in CLOCKED or amount is None):
        return "length", lambda s: unplaced(length_value(unit, amount, written), "interval")

    def read(state: State) -> Moment:
        if amount is None:
            return unplaced("PAST_REF" if sign < 0 else "FUTURE_REF", "interval")
        base = _told_from(state, unit) if where in ("earlier", "later") else state.published
        if base is None:
            return unplaced(length_value(unit, amount, written), "interval")
        if unit in CLOCKED:
            return moments.day(_moved(base, sign * amount, unit) if unit == "hour" and amount >= 12 else base)
        if unit == "year" and amount == 1 and sign < 0:
            return year_before(state, where_told=where == "earlier")
        return moments.shift(base, sign * amount, unit)

    return "compared" if unit == "year" and amount == 1 and sign < 0 else "away", read


def _told_from(state: State, unit: str) -> date | None:
    """Where "two years later" counts from: years and months from any time spoken of ("in 1949"), days from a day."""
    if (
        unit in ("year", "month", "decade", "quarter")
        and state.last is not None
        and state.last.day is not None
    ):
        return state.last.day
    return state.at or state.published


def year_before(state: State, *, where_told: bool = False) -> Moment:
    """The quarter or year the text is about, a year before; without one, the year before the publication."""
    if state.topic is not None and (m := re.match(r"(\d{4})-Q(\d)$", state.topic.value)):
        return moments.quarter(int(m.group(1)) - 1, int(m.group(2)))
    if where_told and state.year is not None:
        return moments.year(state.year - 1)
    return moments.year(state.published.year - 1) if state.published else unplaced("XXXX", "year")


@rules(
    "(?:THE )?(?P<unit>UNIT) HYPHEN (?P<where>EARLIER|AGO)(?: (?:ORDWORD |SECOND )?(?:PERIOD|UNIT))?",
    "AN (?P<unit>UNIT) HYPHEN (?P<where>EARLIER|AGO)",
)
def unit_before(seen: Seen) -> Found | None:
    """the year-earlier quarter, year-ago."""
    return ("compared", year_before) if UNITS[seen.said("unit")] == "year" else None


@rules(
    f"(?:THE )?(?P<which>LAST|NEXT|LATEST) (?P<number>{NUMBER}|(?:AN )?SOME(?: OF)?) (?:FILL )?(?P<unit>UNIT)",
    "(?:THE )?(?P<number>SOME) (?P<which>LAST|NEXT) (?P<unit>UNIT)",
)
def window(seen: Seen) -> Found | None:
    """the past three months, the next two weeks: a length that ends or starts at the publication date."""
    amount, written = amount_of(seen.said("number"))
    unit, which = UNITS[seen.said("unit")], seen.said("which")

    def read(state: State) -> Moment:
        value = length_value(unit, amount, written)
        if state.published is None or amount is None:
            return unplaced(value, "interval")
        first, last = sorted(
            (state.published, _moved(state.published, amount if which in FORWARD else -amount, unit))
        )
        return Moment(value, first.isoformat(), last.isoformat(), "interval", state.published)

    return "window", read


def _moved(at: date, amount: float, unit: str) -> date:
    if unit in CLOCKED:
        days = -(-abs(amount) * {"second": 1, "minute": 60, "hour": 3600}[unit] // 86400)
        return at + timedelta(days if amount > 0 else -days)
    return moments.back(at, -amount, unit)


@rules(
    f"(?:THE )?{COUNT} (?:FILL )?(?:HYPHEN )?(?P<unit>UNIT)(?P<old> HYPHEN OLD| OLD)?(?P<half> AND AN HALF)?",
    f"(?P<number>{NUMBER}) HYPHEN (?P<second>SECOND)",
)
def length(seen: Seen) -> Found | None:
    """nine months, three-day, a couple of years, a minute and a half."""
    said = seen.said("number")
    amount, written = amount_of(said)
    unit = "second" if seen.has("second") else UNITS[seen.said("unit")]
    told = seen.before() in _LASTS or seen.after() in ("after", "before", "apart") or seen.has("half")
    if said in ("a", "an") and not told:
        return None
    if (
        unit == "quarter"
        and (said in ("a", "three") or seen.said("unit") == "quarter")
        and "ago" not in seen.after()
    ):
        return None
    # An age is no time of the report.
    if "old" in seen.said("old") and unit == "year":
        return None
    if said == "one" and seen.said("unit") == "day" and not told:
        return "length", lambda s: unplaced("FUTURE_REF") if s.forward else unplaced("P1D", "interval")
    if seen.has("half") and amount:
        amount += 0.5
        written = f"{amount:g}"
    return "length", lambda s: unplaced(length_value(unit, amount, written), "interval")


@rules(
    f"(?P<number>{NUMBER}) (?P<half>AND AN HALF) (?P<unit>UNIT)",
    "(?:AN )?(?P<half>HALF) (?:AN |HYPHEN )?(?P<unit>UNIT)",
    "(?P<long>LONG)|(?P<unit>UNIT) HYPHEN LENGTHY",
)
def half_length(seen: Seen) -> Found | None:
    """two and a half years, half an hour, half a century; weeklong, a year-long."""
    if seen.has("long"):
        return "length", lambda s: unplaced(
            length_value(seen.said("long").removesuffix("long"), 1, "1"), "interval"
        )
    unit = UNITS[seen.said("unit")]
    if not seen.has("half"):
        return "length", lambda s: unplaced(length_value(unit, 1, "1"), "interval")
    if seen.said("unit").endswith("s") and not seen.has("number"):
        return None
    amount = (amount_of(seen.said("number"))[0] or 0) + 0.5
    smaller = {"decade": ("year", 10), "century": ("year", 100), "day": ("hour", 24)}.get(unit)
    if smaller is not None:
        unit, amount = smaller[0], amount * smaller[1]
    return "length", lambda s: unplaced(length_value(unit, amount, f"{amount:g}"), "interval")


@rules("(?:THE )?(?P<unit>UNIT)(?: (?:AND|OR) UNIT)?(?P<where> AGO| AHEAD)?")
def some_units(seen: Seen) -> Found | None:
    """for centuries, within weeks, months of talks, months ago, the weeks ahead."""
    said, leads = seen.said("unit"), seen.before()
    told = leads in ("for", "within", "in") or seen.has("where") or (seen.after() == "of" and leads != "of")
    the = seen.word(seen.match.start()) == "the"
    if not said.endswith("s") or not told or (the and not seen.has("where")) or UNITS[said] == "quarter":
        return None
    return "length", lambda s: unplaced(length_value(UNITS[said], None, "X"), "interval")


@rules(
    "(?:THE )?(?P<which>THIS|LAST|NEXT|THAT|LATEST) (?:FILL |FISCAL )?(?P<unit>UNIT|PERIOD)(?! APOS ESS (?:ORDWORD|ORDFIG|SECOND))"
)
def which_unit(seen: Seen) -> Found | None:
    """last week, this year, next month, the following day, that same week, recent years."""
    which, said = seen.said("which"), seen.said("unit")
    if said not in UNITS:
        return ("about", _about) if which == "latest" and said == "period" else None
    unit, plural = UNITS[said], said.endswith("s")
    if unit in CLOCKED:
        return (
            ("length", lambda s: unplaced(f"PT{'X' if plural else '1'}{LETTER[unit]}", "interval"))
            if which in BACK and (unit == "hour" or plural)
            else None
        )
    if plural:
        return _some_lately(which, unit)
    the = seen.word(seen.match.start()) == "the"
    # "ABC's This Week" is a name; "the last week of October" is not last week.
    if (which == "this" and _name(seen)) or seen.after() == "of":
        return None
    if which == "latest":
        return ("about", _about) if unit == "quarter" else None

    def read(state: State) -> Moment:
        today = state.published
        # "the next year" is told from the year spoken of, "next year" from the report.
        told = which in ("following", "same", "that", "previous", "preceding") or (
            which == "next" and (unit == "day" or (the and not state.forward))
        )
        spoken = state.last.day if unit in ("month", "year") and state.last is not None else state.at
        base = (spoken if told else None) or today
        if unit == "quarter" and which in ("that", "same"):
            return _about(state)
        if base is None:
            return unplaced(_UNKNOWN.get(unit, "XXXX"), "interval")
        return moments.shift(base, -1 if which in BACK else 1 if which in FORWARD else 0, unit)

    return "unit", read


_UNKNOWN = {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX"}


def _name(seen: Seen) -> bool:
    a, b = seen.match.start("which"), seen.match.start("unit")
    text, starts = seen.words.text, seen.words.starts
    return text[starts[a]].isupper() and text[starts[b]].isupper() and text[starts[a] + 1].islower()


def _some_lately(which: str, unit: str) -> Found | None:
    if which == "these":
        return "ref", lambda s: unplaced("PRESENT_REF")
    if which in ("those", "same", "that", "latest", "this"):
        return None
    if which in ("recent", "past"):
        return "ref", lambda s: unplaced("PAST_REF")
    value = length_value(unit, None, "X")
    return "ref", lambda s: unplaced(value if which in BACK else "FUTURE_REF", "interval")


def _about(state: State) -> Moment:
    """The quarter the text is about, else the one that ended last before the publication."""
    if state.topic is not None and "-Q" in state.topic.value:
        return state.topic
    if state.published is None:
        return unplaced("P1Q", "interval")
    return moments.shift(state.published, 0 if state.forward else -1, "quarter")


@rules("(?P<the>THE) (?:FILL |FISCAL )?(?P<unit>UNIT)(?! APOS)")
def the_unit(seen: Seen) -> Found | None:
    """the year, the quarter, the month: the one spoken of; the year ended March 31: a length."""
    said = seen.said("unit")
    unit = UNITS[said]
    if unit == "day" and said == "day" and seen.before() == "in" and seen.said("the") == "the":
        # "later in the day": the day spoken of.
        return "unit", lambda s: moments.day(at) if (at := s.at or s.published) else unplaced("XXXX-XX-XX")
    if unit not in ("year", "quarter", "week", "month") or said.endswith("s") or seen.said("the") != "the":
        return None
    if seen.after() in ("-", "of", "when", "that", "after", "before"):
        return None
    if unit == "year" and seen.after() in ("ended", "ending"):
        return "length", lambda s: unplaced("P1Y", "interval")
    if unit == "quarter":
        return "about", _about

    def read(state: State) -> Moment:
        if state.published is None:
            return unplaced(f"P1{LETTER[unit]}", "interval")
        if unit == "year" and state.year is not None:
            return moments.year(state.year)
        return moments.shift(state.published, 0, unit)

    return "unit", read


@rules(
    "(?P<word>NOW|REF|LATEST|THIS)|THE (?P<the>LAST|REF)|THE (?:NEAR|LATEST|LENGTHY) (?P<near>REF|TERM)|(?P<while>AN WHILE|SOME TIME)"
)
def reference(seen: Seen) -> Found | None:
    """now, currently, recently, soon, the past, the near future, some time."""
    word, the = seen.said("word"), seen.said("the")
    if seen.has("while"):
        said = seen.said("while")
        return "ref", lambda s: unplaced("PXX" if said == "a while" else "PXM", "interval")
    if seen.has("near"):
        return "ref", lambda s: unplaced("FUTURE_REF")
    if the == "past":
        return (
            ("ref", lambda s: unplaced("PAST_REF"))
            if seen.before() in ("in", "of", "from", "about", "to")
            else None
        )
    if the == "future":
        return ("ref", lambda s: unplaced("FUTURE_REF")) if seen.after() != "of" else None
    if the:
        return None
    value = {
        "now": "PRESENT_REF", "currently": "PRESENT_REF", "nowadays": "PRESENT_REF", "presently": "PRESENT_REF", "current": "PRESENT_REF",
        "recently": "PAST_REF", "lately": "PAST_REF", "recent": "PAST_REF",
    }.get(word)  # fmt: skip
    if (
        word == "soon"
        and seen.before() != "as"
        and seen.after() not in ("as", "after", "enough", "before", "-")
    ):
        value = "FUTURE_REF"
    return ("ref", lambda s: unplaced(value)) if value else None


RULES = [
    *away,
    *unit_before,
    *window,
    *length,
    *half_length,
    *some_units,
    *which_unit,
    *the_unit,
    *reference,
]
