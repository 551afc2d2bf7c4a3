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
_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|-ի)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_AFTER = r"(?:\s*(?:г\.|года|թ\.|թվականի|-cı il|il))?"
_WRITTEN = (
    r"(?P<iso>(?:19|20)\d{2}-\d{2}-\d{2})(?!\d)",
    rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}{_AFTER}",
    rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}{_AFTER}",
    rf"{_YEAR}\s*(?:թ\.|թվականի|-cı il)?,?\s+{_MONTH}\s+{_DAY}",
    r"(?P<a>\d{1,2})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<y>(?:19|20)\d{2})(?!\d)",
)
_ANY = [re.compile(p, re.I) for p in _WRITTEN]
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_CLOCK = re.compile(
    r"[\s,|–—-]*(?:(?:at|в)\s+)?(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:[A-Z]{2,4}|GMT?[+-]\d+)?[\s.]*$", re.I
)
_LABEL = re.compile(
    r"\s*[\[(]?(?:date(?:\s+of\s+(?:issue|publication|report))?|dated|published(?:\s+on)?|publication\s+date|posted(?:\s+on)?|issued(?:\s+on)?|"
    r"updated|дата(?:\s+публикации)?|опубликовано|tarix|dərc edilib|ամսաթիվ|հրապարակված)\s*[:=–—-]?\s+",
    re.I,
)
_CITY = re.compile(
    r"\s*(?:[A-ZА-ЯԱ-Ֆ][\w’'.-]*(?:[ ,/]+[A-ZА-ЯԱ-Ֆ][\w’'.-]*){0,3}|[^\W\d_]+\.?),?\s*[-–—/(,]?\s*$"
)  # fmt: skip
_LINES = 6  # within so many lines of the head does a document say its date
_LONG = 160


def read_day(written: str) -> tuple[date, int] | None:
    """A day written at the very start of these words, and where it ends. None: no day, or not one alone."""
    opening = re.match(_WEEKDAY, written)
    for start in dict.fromkeys((0, opening.end() if opening else 0)):
        for pattern in _ANY:
            if (m := pattern.match(written, start)) and (day := _day(m)):
                return day, m.end()
    return None


def read_iso(stamp: str) -> date | None:
    """The calendar day a machine-written stamp begins with, in the zone it is written in; None: it has none."""
    m = re.match(r"\s*((?:19|20)\d{2})-?(\d{2})-?(\d{2})(?!\d)", stamp)
    if m:
        return _calendar(int(m[1]), int(m[2]), int(m[3]))
    for pattern in ("%a, %d %b %Y", "%d %b %Y"):
        try:
            return datetime.strptime(
                " ".join(stamp.split(":")[0].split()[: pattern.count("%")]), pattern
            ).date()
        except ValueError:
            continue
    found = read_day(stamp.strip())
    return found[0] if found else None


def find_published(text: str) -> tuple[date, str] | None:
    """The day a text says it was published, and in words how it says so; None: it does not."""
    seen = 0
    for line in text[:4000].splitlines():
        if not line.strip():
            continue
        seen += 1
        if seen > _LINES:
            return None
        if label := _LABEL.match(line):
            if found := read_day(line[label.end() :]):
                return found[
                    0
                ], f"from the words “{line[: label.end() + found[1]].strip()}” at the head of the text"
            continue
        bare = line.strip(" \t*_#|•[]()")
        if (found := read_day(bare)) and _CLOCK.match(bare[found[1] :]):
            return found[0], f"from the line “{bare[:60]}” at the head of the text"
        if found := _dateline(line):
            return found
    return None


def _dateline(line: str) -> tuple[date, str] | None:
    """“BAKU, October 21, 2021 (Agency) — …”: a place, a day, then a dash, a bracket, a stop or a slash."""
    for pattern in _ANY:
        m = pattern.search(line[:_LONG])
        if not m or m.start() < 3 or not (day := _day(m)):
            continue
        before, after = line[: m.start()], line[m.end() : m.end() + 40]
        place = before.strip(" ,–—-/(")
        if not (_CITY.match(before) and len(place.split()) <= 4 and place[:1].isupper()):
            continue
        if (place.isupper() and re.match(r"\s*[.,)/–—(:-]", after)) or re.match(
            r"\s*(?:[–—(/]|\.?\s+[–—-]\s|\)\s*[–—:-])", after
        ):
            return day, f"from the dateline “{line[: m.end()].strip()}”"
    return None


def _day(m: "re.Match[str]") -> date | None:
    groups = m.groupdict()
    if groups.get("iso"):
        return _calendar(*(int(p) for p in groups["iso"].split("-")))
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


def strip_day(line: str) -> str:
    """A line without the label and day it opens with: what is left of it may be a title."""
    label = _LABEL.match(line)
    rest = line[label.end() :] if label else line.strip()
    found = read_day(rest)
    if found is None:
        return line
    rest = rest[found[1] :]
    return "" if _CLOCK.match(rest) else rest.lstrip(" \t,.:–—-")
