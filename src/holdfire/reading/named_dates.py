"""Dates in Armenian and Azerbaijani texts, by the names of months and days: there is no reader for them yet.

«2020 թվականի նոյեմբերի 9-ին», «17 նոյեմբերի», «ժամը 18:30-ին»; "9 noyabr 2020-ci il", "oktyabrın 14-də saat 22:20".
"""
# ruff: noqa: E501

import re
from collections.abc import Sequence
from datetime import date, timedelta

from holdfire.reading.claim import TimeSpan
from holdfire.reading.times import moments
from holdfire.reading.times.dates import month_day_of
from holdfire.reading.times.expression import State, unplaced
from holdfire.reading.times.moments import Moment

MONTHS = {
    "hy": "հունվար փետրվար մարտ ապրիլ մայիս հունիս հուլիս օգոստոս սեպտեմբեր հոկտեմբեր նոյեմբեր դեկտեմբեր".split(),
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr".split(),
}
DAYS = {
    "hy": {"այսօր": 0, "երեկ": -1, "վաղը": 1},
    "az": {"bu gün": 0, "dünən": -1, "sabah": 1},
}
_YEAR = {"hy": r"(?:թվականի?ն?|թ\.|թ․)", "az": r"-?(?:ci|cı|cu|cü)\s+il(?:in|də|dən)?"}
_CLOCK = {"hy": r"ժամը", "az": r"saat"}


def _pattern(language: str) -> re.Pattern[str]:
    months = "|".join(sorted(MONTHS[language], key=len, reverse=True))
    year, case = rf"(?P<%s>\d{{4}})\s*{_YEAR[language]}", r"\w*"
    clock = rf"(?:{_CLOCK[language]}\s+)(?P<hour>\d{{1,2}})[:։․.](?P<minute>\d{{2}})(?:-\w+)?"
    days = "|".join(DAYS[language])
    return re.compile(
        rf"(?<!\w)(?:(?:{year % 'year'}\s+)?(?P<month>{months}){case}\s+(?P<day>\d{{1,2}})(?:-\w+)?(?![\d:])"
        rf"|(?P<day2>\d{{1,2}})\s+(?P<month2>{months}){case}(?:\s+(?P<year2>\d{{4}})(?:\s*{_YEAR[language]})?)?"
        rf"|{clock}|(?P<word>{days})|{year % 'only'})(?!\w)",
        re.I,
    )


_PATTERNS = {language: _pattern(language) for language in MONTHS}


def find_named_dates(
    text: str, spans: Sequence[tuple[int, int, str]], *, published: date | None, utc_offset: str | None
) -> list[TimeSpan]:
    """Every date and clock time in the Armenian and Azerbaijani spans (start, end, language) of a text."""
    state = State(published, utc_offset or "")
    found = []
    for start, end, language in spans:
        for m in _PATTERNS[language].finditer(text, start, end) if language in _PATTERNS else ():
            moment = _moment(m, language, state)
            if moment is None:
                continue
            if moments.names_day(moment):
                state.at = moment.day
            found.append(
                TimeSpan(
                    text=m.group(),
                    char_start=m.start(),
                    char_end=m.end(),
                    start=moment.start,
                    end=moment.end,
                    value=moment.value,
                    precision=moment.precision,
                )
            )
    return found


def _moment(m: re.Match[str], language: str, state: State) -> Moment | None:
    if m["word"]:
        by = DAYS[language][m["word"].lower()]
        return moments.day(state.published + timedelta(by)) if state.published else unplaced("XXXX-XX-XX")
    if m["only"]:
        return moments.year(int(m["only"])) if int(m["only"]) > 0 else None
    if m["hour"]:
        hour, minute, at = int(m["hour"]), int(m["minute"]), state.at or state.published
        if hour > 23 or minute > 59:
            return None
        if at is None:
            return Moment(f"XXXX-XX-XXT{hour:02d}:{minute:02d}", precision="minute")
        return moments.clock(at, hour, minute, state.offset)
    name, day, year = (m["month"] or m["month2"]).lower(), int(m["day"] or m["day2"]), m["year"] or m["year2"]
    month = MONTHS[language].index(name) + 1
    return month_day_of(month, day, int(year) if year else None, state) if 0 < day < 32 else None
