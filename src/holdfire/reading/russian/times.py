"""Russian time expressions, each to an interval with its TIMEX3 value.

«14 октября 2021 года», «с 17 по 18 ноября», «в 09:00 мск», «вчера», «на этой неделе», «в ночь на 15 октября»,
«с декабря 2020 года» (up to the publication), «три дня назад», «за последние сутки».
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from holdfire.reading.claim import TimeSpan
from holdfire.reading.russian.timerules import RULES
from holdfire.reading.times import moments
from holdfire.reading.times.expression import State
from holdfire.reading.times.moments import Moment

_FORWARD = re.compile(
    r"\b(?:будет|будут|буду|состоится|состоятся|пройдет|пройдёт|планиру\w+|намерен\w*|предстоит|должн\w+|запланирован\w*|собирается|ожидается|начнется|начнётся|"
    r"продлится|истекает|посетит|прибудет|приедет|вернется|вернётся)\b",
    re.I,
)
_SINCE = re.compile(r"(?:начиная\s+)?(?:с|со)\s+(?:начала\s+|конца\s+)?$", re.I)
_UNTIL = re.compile(r"(?:до|по)\s+(?:конца\s+)?$", re.I)
_JOIN = re.compile(r"\s*,?\s*(?:в\s+|около\s+|примерно\s+в\s+)?", re.I)
_LINK = re.compile(r"\s*(?:до|по|[-–—])\s+|\s*[-–—]\s*", re.I)
_PLACED = frozenset("day range month year clock part unit away season".split())


def find_times(
    text: str, spans: list[tuple[int, int]], *, published: date | None, utc_offset: str | None
) -> list[TimeSpan]:
    """Every time expression in the given spans of a text, in order."""
    found: list[tuple[int, int, str, Callable[[State], Moment]]] = []
    for start, end in spans:
        hits = []
        for k, (pattern, build) in enumerate(RULES):
            for m in pattern.finditer(text, start, end):
                hits.append((m.start(), -m.end(), k, m, build))
        at = start
        for begin, minus_end, _, m, build in sorted(hits, key=lambda h: h[:3]):
            if begin < at:
                continue
            built = build(m)
            if built is not None:
                lead = re.match(
                    r"(?:в|около|примерно\s+в|к|с|со|до|за|по|на|после|и|между)\s+", m.group(), re.I
                )
                skip = lead.end() if lead and built[0] in ("month", "clock") else 0
                found.append((begin + skip, -minus_end, *built))
                at = -minus_end
    state = State(published, utc_offset or "")
    times: list[TimeSpan] = []
    i = 0
    while i < len(found):
        span, i = _one(text, found, i, state)
        times.append(span)
    return times


def _one(
    text: str, found: list[tuple[int, int, str, Callable[[State], Moment]]], i: int, state: State
) -> tuple[TimeSpan, int]:
    start, end, moment, nxt = _with_day(text, found, i, state)
    before = text[max(0, start - 20) : start]
    opening, limit = _SINCE.search(before), _UNTIL.search(before)
    if (
        nxt < len(found)
        and opening is not None
        and found[nxt][0] - end < 8
        and _LINK.fullmatch(text[end : found[nxt][0]])
    ):
        _, far_end, far, after = _with_day(text, found, nxt, state)
        if far.end is not None and moment.start is not None:
            if (
                moment.clock is not None
                and far.clock is not None
                and moment.day is not None
                and after - nxt == 1
            ):
                day = moment.day + timedelta(1 if far.clock < moment.clock else 0)
                far = moments.clock(day, far.clock[0], far.clock[1], (moment.start or "")[16:])
            return _span(
                text, start - len(before) + opening.start(), far_end, moments.between(moment, far)
            ), after
    if state.published is not None and moment.start is not None and moment.end is not None:
        today = state.published.isoformat()
        since, until = moment.start[:10], moment.end[:10]
        if opening is not None and since <= today and moment.clock is None:
            start = start - len(before) + opening.start()
            moment = moment._replace(start=since, end=today, precision="interval")
        elif limit is not None and since > today:
            start = start - len(before) + limit.start()
            moment = moment._replace(start=today, end=until, precision="interval")
    return _span(text, start, end, moment), nxt


def _with_day(
    text: str, found: list[tuple[int, int, str, Callable[[State], Moment]]], i: int, state: State
) -> tuple[int, int, Moment, int]:
    """A clock time with the day beside it, else the expression alone."""
    start, end, kind, read = found[i]
    if i + 1 < len(found):
        start2, end2, kind2, read2 = found[i + 1]
        if (
            start2 - end < 16
            and {kind, kind2} in ({"day", "clock"}, {"day", "part"})
            and _JOIN.fullmatch(text[end:start2])
        ):
            day, other = (read, read2) if kind == "day" else (read2, read)
            at = _resolve(text, start, "day", day, state)
            if at.day is not None:
                state.at = at.day
            return start, end2, _resolve(text, start, kind2 if kind == "day" else kind, other, state), i + 2
    return start, end, _resolve(text, start, kind, read, state), i + 1


def _resolve(text: str, at: int, kind: str, read: Callable[[State], Moment], state: State) -> Moment:
    sentence = text[max(0, at - 120) : at + 120]
    state.forward = (
        True
        if _FORWARD.search(sentence.rpartition(". ")[2] if ". " in sentence[:120] else sentence)
        else None
    )
    try:
        moment = read(state)
    except (ValueError, OverflowError):
        return Moment("XXXX")
    if kind in _PLACED and moment.start is not None:
        state.last = moment
        if moments.names_day(moment):
            state.at = moment.day
    return moment


def _span(text: str, start: int, end: int, moment: Moment) -> TimeSpan:
    return TimeSpan(
        text=text[start:end],
        char_start=start,
        char_end=end,
        start=moment.start,
        end=moment.end,
        value=moment.value,
        precision=moment.precision,
    )
