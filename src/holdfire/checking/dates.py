"""Dates that cannot be: a day no calendar has, an hour no clock shows, a thing told as done before its day.

A report of 8 November that tells of 8 December as done has a date that is wrong somewhere; the same day
in a plan, a wish or a deadline raises nothing.
"""

import re
from datetime import date

from holdfire.checking.check import Check
from holdfire.checking.days import day_of, in_words
from holdfire.reading.claim import Claim, Reading, TimeSpan

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan января", "february feb февраля", "march mar марта", "april apr апреля", "may мая",
            "june jun июня", "july jul июля", "august aug августа", "september sept sep сентября",
            "october oct октября", "november nov ноября", "december dec декабря",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
LONGEST = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b\.?(?:,? (\d{{4}}))?", re.I)
_MONTH_DAY = re.compile(rf"\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,? (\d{{4}}))?", re.I)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}):(\d{2})(?!\d|:\d)(?=\s|[,.;)”\"]|$)")
_AT = re.compile(r"\b(?:at|from|by|until|till|around|about|to|between|and|since|в|около|с|до)\s+$", re.I)
OPEN = ("planned", "conditional", "possible")
AHEAD = re.compile(
    r"\b(?:will|shall|would|to be|is to|are to|plans?|planned|planning|scheduled|slated|due|expected"
    r"|until|till|by|deadline|no later than|before|from|starting|next|upcoming|should|must|may|can|demand\w*"
    r"|call\w*|propos\w*|agreed to|intends?)\b",
    re.I,
)


def check(reading: Reading) -> tuple[Check, ...]:
    """Impossible days and hours anywhere in a report's claims, and days after the report told as done."""
    found: list[Check] = []
    for start, end, sentence in impossible(reading.text):
        claims = [i for i, c in enumerate(reading.claims) if c.start <= start < c.end]
        found.append(
            Check(kind="impossible-date", sentence=sentence, claims=tuple(claims[:1]), spans=((start, end),))
        )
    published = day_of(reading.published)
    if published is not None:
        found += _after(reading, published)
    return tuple(found)


def impossible(text: str) -> list[tuple[int, int, str]]:
    """Every day or hour written in a text that cannot exist, with why."""
    found = []
    for pattern, day_group, month_group in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        for m in pattern.finditer(text):
            month, day = MONTHS[m[month_group].casefold()], int(m[day_group])
            year = int(m[3]) if m[3] else None
            if (why := _no_such_day(year, month, day)) is not None:
                found.append((m.start(), m.end(), f"“{m[0].strip()}” is no day: {why}."))
    for m in _ISO.finditer(text):
        year, month, day = (int(g) for g in m.groups())
        if month > 12:
            found.append((m.start(), m.end(), f"“{m[0]}” is no day: there is no month {month}."))
        elif (why := _no_such_day(year, month, day)) is not None:
            found.append((m.start(), m.end(), f"“{m[0]}” is no day: {why}."))
    for m in _CLOCK.finditer(text):
        hour, minute = int(m[1]), int(m[2])
        # 24:00 is the end of a day (ISO 8601); a score such as 30:20 has no word of time before it.
        if (hour > 24 or minute > 59 or (hour == 24 and minute > 0)) and _AT.search(text[: m.start()][-12:]):
            found.append((m.start(), m.end(), f"“{m[0]}” is no time of day."))
    return sorted(set(found))


def _no_such_day(year: int | None, month: int, day: int) -> str | None:
    longest = LONGEST.get(month, 31)
    name = date(2000, month, 1).strftime("%B")
    if day == 0 or day > longest:
        return f"{name} has {longest} days"
    if month == 2 and day == 29 and year is not None and not _leap(year):
        return f"February {year} has 28 days"
    return None


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _after(reading: Reading, published: date) -> list[Check]:
    found = []
    seen: set[tuple[int, int]] = set()
    for index, claim in enumerate(reading.claims):
        for time in dict.fromkeys((claim.time, *claim.times)):
            if time is None or (time.char_start, time.char_end) in seen:
                continue
            day = day_of(time.start)
            if day is None or day <= published or not _told_as_done(claim, time, reading.text):
                continue
            seen.add((time.char_start, time.char_end))
            days = (day - published).days
            found.append(
                Check(
                    kind="date-after-report",
                    sentence=(
                        f"“{time.text}” is {in_words(day)}, {days} day{'s' if days != 1 else ''} after this"
                        f" report of {in_words(published)}, yet it is told as done."
                    ),
                    claims=(index,),
                    difference=days,
                    spans=((time.char_start, time.char_end),),
                )
            )
    return found


def _told_as_done(claim: Claim, time: TimeSpan, text: str) -> bool:
    if claim.modality in OPEN or claim.stance in ("propose", "pledge", "demand", "threaten", "warn", "ask"):
        return False
    start = max(claim.start, text.rfind(". ", 0, time.char_start) + 1)
    stop = text.find(". ", time.char_end)
    clause = text[start : min(claim.end, stop if stop >= 0 else len(text))] or claim.content
    if claim.modality == "done":
        # The claim is done; this one time of it may still belong to a plan it mentions.
        return (
            not AHEAD.search(text[max(start, time.char_start - 40) : time.char_start]) or claim.time == time
        )
    return not AHEAD.search(clause)
