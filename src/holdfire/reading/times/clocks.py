"""Clock times with their zones, and parts of a day.

Zone letters are the usual ones; "Moscow time" is the zone of that name in the IANA data, so that no place
is named here.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from holdfire.reading.numbers import value_of
from holdfire.reading.times import moments
from holdfire.reading.times.expression import BACK, Found, Seen, State, rules, unplaced
from holdfire.reading.times.moments import Moment
from holdfire.reading.times.words import PARTS_OF_DAY

ZONE = "(?:ZONE|OPEN ZONE CLOSE|LOCAL TIME|WORDY TIME)"
ZONES = {
    "gmt": "+00:00", "utc": "+00:00", "z": "+00:00", "est": "-05:00", "edt": "-04:00", "pst": "-08:00",
    "pdt": "-07:00", "cst": "-06:00", "cdt": "-05:00", "cet": "+01:00", "cest": "+02:00", "eet": "+02:00",
    "msk": "+03:00", "bst": "+01:00", "ist": "+05:30",
}  # fmt: skip


@rules("(?P<which>THIS|LAST|THAT|NEXT) (?:FILL |EARLY )?(?P<part>PART)|(?P<only>TONIGHT|OVERNIGHT)")
def part_named(seen: Seen) -> Found | None:
    """this morning, last night, that evening, tonight, overnight."""
    only, which = seen.said("only"), seen.said("which")
    word = "night" if only else PARTS_OF_DAY[seen.said("part")]

    def read(state: State) -> Moment:
        told = which in ("that", "same", "next", "following", "these")
        base = (state.at if told else None) or state.published
        if base is None:
            return unplaced(f"XXXX-XX-XX{moments.PARTS[word][0]}", "part-of-day")
        if which in BACK or only == "overnight":
            base -= timedelta(1)
        elif which in ("next", "following"):
            base += timedelta(1)
        return moments.part(base, word, state.offset)

    return "part", read


@rules("(?:THE |AN )?(?:EARLY HYPHEN? )?(?P<part>PART)")
def part_alone(seen: Seen) -> Found | None:
    """evening: a part of the day that stands beside it, or of the day spoken of after "in the", "by"."""
    said = seen.said("part")
    if said.endswith("s") or seen.after() == "-":
        return None
    word = PARTS_OF_DAY[said]

    def read(state: State) -> Moment:
        base = state.at or state.published
        if base is None:
            return unplaced(f"XXXX-XX-XX{moments.PARTS[word][0]}", "part-of-day")
        return moments.part(base, word, state.offset)

    alone = seen.before() in ("in", "by", "during") and seen.word(seen.match.start()) in (
        "the",
        "mid",
        "late",
        "early",
        "dawn",
        "daybreak",
    )
    return ("told part" if alone else "bare part"), read


@rules(
    f"(?P<clock>CLOCK)(?: (?P<half>AM))?(?: (?P<zone>{ZONE}))?",
    f"(?P<clock>DAYNUM|NUMWORD|FIGURE)(?: (?P<half>AM)| OCLOCK)(?: (?P<zone>{ZONE}))?",
    f"(?P<hundred>YEARNUM|FIGURE) (?P<hours>UNIT)(?: (?P<zone>{ZONE}))?",
    "(?P<hundred>YEARNUM|FIGURE) (?P<zone>ZONE)",
    f"(?P<named>NOON)(?: (?P<zone>{ZONE}))?",
)
def clock(seen: Seen) -> Found | None:
    """14:30, 2 p.m., five o'clock, 0915 hours, noon, with "local time", "GMT" or "Moscow time"."""
    at = _hour_minute(seen)
    if at is None or at[0] > 24 or at[1] > 59 or (at[0] == 24 and at[1]):
        return None
    hour, minute = at
    zone = seen.said("zone")
    if zone.endswith(" time") and zone != "local time" and zone_of(zone) is None:
        zone = ""

    def read(state: State) -> Moment:
        base = state.at or state.published
        if base is None:
            return Moment(
                f"XXXX-XX-XXT{hour % 24:02d}:{minute:02d}", precision="minute", clock=(hour % 24, minute)
            )
        if hour == 24:
            base += timedelta(1)
        return moments.clock(
            base, hour % 24, minute, offset_of(zone, base, hour % 24, minute) or state.offset
        )

    return ("midnight" if seen.said("named") == "midnight" else "clock"), read


def _hour_minute(seen: Seen) -> tuple[int, int] | None:
    if seen.has("named"):
        return (0 if seen.said("named") == "midnight" else 12), 0
    if seen.has("hundred"):
        said = seen.said("hundred")
        told = seen.said("hours").startswith("h") or (not seen.has("hours") and seen.said("zone") != "z")
        return (int(said[:2]), int(said[2:])) if re.fullmatch(r"\d{4}", said) and told else None
    said = seen.said("clock")
    m = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::\d{2})?", said)
    number = value_of(said)
    if m:
        hour, minute = int(m.group(1)), int(m.group(2))
    elif isinstance(number, int):
        hour, minute = number, 0
    else:
        return None
    half = seen.said("half")
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return hour, minute


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    return {key.rsplit("/", 1)[-1].replace("_", " ").lower(): key for key in sorted(available_timezones())}


def zone_of(said: str) -> str | None:
    """The time zone of "Moscow time": the city of that name in the IANA data, or None."""
    return _cities().get(said.removesuffix(" time"))


def offset_of(said: str, at: date, hour: int, minute: int) -> str:
    """The UTC offset a zone had at a time: "+03:00"; empty when the zone is not known."""
    said = said.strip("() ")
    if said in ZONES:
        return ZONES[said]
    key = zone_of(said) if said.endswith(" time") else None
    if key is None:
        return ""
    away = datetime(at.year, at.month, at.day, hour, minute, tzinfo=ZoneInfo(key)).utcoffset()
    minutes = int(away.total_seconds() // 60) if away is not None else 0
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


RULES = [*part_named, *part_alone, *clock]
