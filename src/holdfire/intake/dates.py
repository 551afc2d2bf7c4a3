"""The day a document says it was published, found where documents say it: a label, a line, a dateline.

A day and month that could be read either way (05/06/2021, 05.06.2021) are no date. A day inside a sentence
is what the sentence is about, never the day of publication.
"""

import re
from datetime import date, datetime

_MONTHS = (
    "january jan января январь yanvar hunvari հունվարի հունվար січня ocak",
    "february feb февраля февраль fevral փետրվարի փետրվար лютого şubat",
    "march mar марта март mart մարտի մարտ березня mart",
    "april apr апреля апрель aprel ապրիլի ապրիլ квітня nisan",
    "may мая май մայիսի մայիս травня mayıs",
    "june jun июня июнь iyun հունիսի հունիս червня haziran",
    "july jul июля июль iyul հուլիսի հուլիս липня temmuz",
    "august aug августа август avqust օգոստոսի օգոստոս серпня ağustos",
    "september sep sept сентября сентябрь sentyabr սեպտեմբերի սեպտեմբեր вересня eylül",
    "october oct октября октябрь oktyabr հոկտեմբերի հոկտեմբեր жовтня ekim",
    "november nov ноября ноябрь noyabr նոյեմբերի նոյեմբեր листопада kasım",
    "december dec декабря декабрь dekabr դեկտեմբերի դեկտեմբեր грудня aralık",
)
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?!\w)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|-ի)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_AFTER = r"(?:\s*(?:г\.|года|թ\.|թվականի|-cı il|il\b))?"
_WRITTEN = (
    r"(?P<iso>(?:19|20)\d{2}-\d{2}-\d{2})(?!\d)",
    rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}{_AFTER}",
    rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}{_AFTER}",
    rf"{_YEAR}\s*(?:թ\.|թվականի|-cı il)?,?\s+{_MONTH}\s+{_DAY}(?!\d)",
    r"(?P<a>\d{1,2})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<y>(?:19|20)\d{2})(?!\d)",
)
_ANY = [re.compile(r"(?<!\d)" + p, re.I) for p in _WRITTEN]
_WEEKDAY = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье),?\s+",
    re.I,
)
_CLOCK = re.compile(
    r"[\s,|–—-]*(?:(?:at|в)\s+)?(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:[A-Z]{2,4}|(?:GMT|UTC)[+-]\d+)?[\s.]*$"
)
_LABEL = re.compile(
    r"\s*[\[(]?(?:date(?:\s+of\s+(?:issue|publication|report))?|publication\s+date|"
    r"(?:dated|published|posted|issued)(?:\s+on)?|дата(?:\s+публикации)?|опубликовано|tarix|dərc edilib|"
    r"ամսաթիվ|հրապարակված)\s*[:=–—-]?\s+",
    re.I,
)
_CITY = re.compile(
    r"\s*[^\W\d_a-zа-яա-ֆ][\w’'.-]*(?:[ ,/]+[^\W\d_a-zа-яա-ֆ][\w’'.-]*){0,3},?\s*[-–—/(,]?\s*$"
)
_AFTER_CAPITALS = re.compile(r"\s*[.,)/–—(:-]")
_AFTER_PLACE = re.compile(r"\s*(?:[–—(/]|\.?\s+[–—-]\s|\)\s*[–—:-])")
_HEAD = 4_000  # characters
_LINES = 6  # within so many lines of the head does a document say its date
_LONG = 160


def read_day(written: str) -> tuple[date, int] | None:
    """A day written at the very start of these words, and where it ends. None: no day, or not one alone."""
    weekday = _WEEKDAY.match(written)
    for pattern in _ANY:
        if (m := pattern.match(written, weekday.end() if weekday else 0)) and (day := _day(m)):
            return day, m.end()
    return None


def read_stamp(stamp: str) -> date | None:
    """The calendar day of a stamp written for machines, in the zone it is written in; None: no day."""
    m = re.match(r"\s*((?:19|20)\d{2})-?(\d{2})-?(\d{2})(?!\d)", stamp)
    if m:
        return _calendar(int(m[1]), int(m[2]), int(m[3]))
    words = stamp.split()
    for pattern in ("%a, %d %b %Y", "%d %b %Y"):
        try:
            return datetime.strptime(" ".join(words[: pattern.count("%")]), pattern).date()
        except ValueError:
            continue
    found = read_day(stamp.strip())
    return found[0] if found else None


def find_published(text: str) -> tuple[date, str] | None:
    """The day a text says it was published, and in words how it says so; None: it does not."""
    seen = 0
    for line in text[:_HEAD].splitlines():
        if not line.strip():
            continue
        seen += 1
        if seen > _LINES:
            return None
        if label := _LABEL.match(line):
            if found := read_day(line[label.end() :]):
                words = line[: label.end() + found[1]].strip()
                return found[0], f"from the words “{words}” at the head of the text"
            continue
        bare = line.strip(" \t*_#|•[]()")
        if (found := read_day(bare)) and _CLOCK.match(bare[found[1] :]):
            return found[0], f"from the line “{bare[:60]}” at the head of the text"
        if dateline := _dateline(line):
            return dateline
    return None


def strip_day(line: str) -> str:
    """A line without the label and day it opens with: what is left of it may be a title."""
    label = _LABEL.match(line)
    rest = line[label.end() :] if label else line.strip()
    found = read_day(rest)
    if found is None:
        return line
    rest = rest[found[1] :]
    return "" if _CLOCK.match(rest) else rest.lstrip(" \t,.:–—-")


def _dateline(line: str) -> tuple[date, str] | None:
    """“BAKU, October 21, 2021 (Agency) — …”: a place, a day, then a dash, a bracket, a stop or a slash."""
    for pattern in _ANY:
        m = pattern.search(line[:_LONG])
        if not m or m.start() < 3 or not (day := _day(m)):
            continue
        before, after = line[: m.start()], line[m.end() : m.end() + 40]
        place = before.strip(" ,–—-/(")
        if not _CITY.match(before):
            continue
        # In capitals a comma or a stop is enough; else “Sochi, 26 November 2021, …” may open a sentence.
        ends = _AFTER_CAPITALS if place.isupper() else _AFTER_PLACE
        if ends.match(after):
            return day, f"from the dateline “{line[: m.end()].strip()}”"
    return None


def _day(m: "re.Match[str]") -> date | None:
    groups = m.groupdict()
    if groups.get("iso"):
        year, month, day = (int(p) for p in groups["iso"].split("-"))
        return _calendar(year, month, day)
    if groups.get("y"):
        a, b, year = int(groups["a"]), int(groups["b"]), int(groups["y"])
        if a == b or b > 12:
            return _calendar(year, a, b)
        return _calendar(year, b, a) if a > 12 else None
    return _calendar(int(groups["year"]), MONTHS[groups["month"].lower()], int(groups["day"]))


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
