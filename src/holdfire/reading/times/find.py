"""Time expressions joined where two make one ("at 14:30 on October 9", "from Monday to Friday"), and resolved in order.

Values are TIMEX3 (ISO-TimeML); a range of two is written as an ISO 8601 interval and keeps its two ends, which
are two expressions there. "since", "until" and ranges keep their opening word, since it makes the interval;
other prepositions stay outside.
"""
# ruff: noqa: E501

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from holdfire.reading.claim import RangeEnd, TimeSpan
from holdfire.reading.times import discourse, moments
from holdfire.reading.times.expression import Expression, State
from holdfire.reading.times.grammar import find_expressions
from holdfire.reading.times.moments import Moment
from holdfire.reading.times.tense import Tenses

# Kinds that may begin or end a range.
_RANGED = frozenset("day clock midnight moment month year part quarter".split())
_ASIDE = re.compile(r"\s*\(")
_CLOSED = re.compile(r"\)\s*,?\s*(?:on\s+)?", re.I)
_CLOCKS = frozenset({"clock", "midnight"})
_JOIN = re.compile(
    r"\s*(?:,\s*)?(?:(?:on|at|around|about|at around|at about|at approximately|by|in|during|of)\s+)?(?:the\s+)?"
    r"(?:local time,?\s*(?:on\s+)?)?",
    re.I,
)
_RANGE = re.compile(
    r"\s*,?\s*(?:(?P<word>to|until|till|through|and)\s|[-–—])\s*(?:the\s+)?(?:at\s+)?(?:around\s+|about\s+)?",
    re.I,
)
_OPENS = re.compile(
    r"\b(from|between|since|until|till)\s+(?:(?:around|about|at least|the|early|late|mid-?|at)\s*)*$", re.I
)
_WIDER = re.compile(
    r"(?:\b(?:early|late|earlier|later|mid)[ -](?:on )?(?:in )?|\b(?:the )?(?:beginning|start|end|middle|close) of (?:the )?)$",
    re.I,
)


_WEEKDAY = re.compile(r"day\b", re.I)


class _Read(NamedTuple):
    """One or two expressions read as one time: its characters, and how many expressions it took."""

    start: int
    end: int
    moment: Moment | None
    taken: int
    ends: tuple["_Read", ...] = ()  # the two expressions of a range, each with its own time


def find_times(
    text: str, *, published: date | None, utc_offset: str | None = None, doc: Any = None
) -> tuple[TimeSpan, ...]:
    """Every time expression of a text, in order; relative ones stay unresolved without a publication date."""
    expressions = find_expressions(text)
    tenses = Tenses(text, doc)
    state = State(published, utc_offset or "")
    found: list[TimeSpan] = []
    i = 0
    while i < len(expressions):
        one = _read_at(text, expressions, i, state, tenses)
        i += one.taken
        if one.moment is not None:
            found.append(_span(text, one, one.moment))
    return tuple(found)


def _span(text: str, one: _Read, moment: Moment) -> TimeSpan:
    return TimeSpan(
        text=text[one.start : one.end],
        char_start=one.start,
        char_end=one.end,
        start=moment.start,
        end=moment.end,
        value=moment.value,
        precision=moment.precision,
        ends=tuple(
            RangeEnd(
                text=text[end.start : end.end],
                char_start=end.start,
                char_end=end.end,
                start=end.moment.start,
                end=end.moment.end,
                value=end.moment.value,
            )
            for end in one.ends
            if end.moment is not None
        ),
    )


def _resolve(expression: Expression, state: State, tenses: Tenses) -> Moment:
    """What an expression stands for; the discourse moves on to it."""
    state.forward = tenses.forward(expression.start)
    discourse.arrive(state, expression, tenses.text)
    try:
        moment = expression.read(state)
    except (ValueError, OverflowError):
        return Moment("XXXX")
    discourse.move_on(state, expression, moment, tenses.text)
    return moment


def _read_at(text: str, expressions: Sequence[Expression], i: int, state: State, tenses: Tenses) -> _Read:
    """The time that starts at an expression, with the clock time, day or other end that belongs to it."""
    one = _joined(text, expressions, i, state, tenses)
    if one.moment is None:
        return one
    opening = _OPENS.search(text, max(0, one.start - 30), one.start)
    word = opening.group(1).lower() if opening else ""
    opened = opening.start() if opening else one.start
    if word in ("from", "between") and expressions[i].kind == "range":
        return one._replace(start=opened)
    after = i + one.taken
    if after < len(expressions) and expressions[i].kind in _RANGED and expressions[after].kind in _RANGED:
        link = _RANGE.fullmatch(text[one.end : expressions[after].start])
        if link is not None and _makes_range(word, (link.group("word") or "").lower()):
            two = _joined(text, expressions, after, state, tenses)
            if two.moment is not None:
                first, last = _same_day(one.moment, two.moment, one.taken, two.taken)
                first = _same_year(text[one.start : one.end], first, last)
                start = opened if word in ("from", "between") else one.start
                ends = (one._replace(moment=first), two._replace(moment=last))
                return _Read(start, two.end, moments.between(first, last), one.taken + two.taken, ends)
    if word in ("since", "until", "till") and (bounded := _bounded(word, one.moment, state.published)):
        return one._replace(start=opened, moment=bounded)
    wider = _WIDER.search(text, max(0, one.start - 24), one.start)
    return one._replace(start=wider.start()) if wider else one


def _makes_range(opening: str, link: str) -> bool:
    """from A to B, between A and B, A–B; "A and B" alone are two times."""
    if opening == "between":
        return link == "and"
    return link != "and" and (opening == "from" or not link)


def _bounded(word: str, moment: Moment, published: date | None) -> Moment | None:
    """Since a past time: up to the publication; until one to come: from the publication."""
    if published is None or moment.start is None or moment.end is None:
        return None
    today = published.isoformat()
    if word == "since" and moment.start[:10] <= today:
        return moment._replace(start=moment.start[:10], end=today, precision="interval")
    if word != "since" and moment.start[:10] > today:
        return moment._replace(start=today, end=moment.end[:10], precision="interval")
    return None


def _same_day(a: Moment, b: Moment, first: int, second: int) -> tuple[Moment, Moment]:
    """Two clock times of a range share the day one of them names (it is made of two expressions then).

    Past midnight the second is the next day's.
    """
    if (
        a.clock is None
        or b.clock is None
        or a.day is None
        or b.day is None
        or a.start is None
        or b.end is None
    ):
        return a, b
    offset = b.end[16:] or a.start[16:]
    if first == 1 and second > 1:
        day = b.day - timedelta(1 if a.clock > b.clock else 0)
        return moments.clock(day, a.clock[0], a.clock[1], offset), b
    if second == 1:
        day = a.day + timedelta(1 if b.clock < a.clock else 0)
        return moments.clock(a.day, a.clock[0], a.clock[1], offset), moments.clock(
            day, b.clock[0], b.clock[1], offset
        )
    return a, b


def _same_year(said: str, a: Moment, b: Moment) -> Moment:
    """The first end of a range takes the year of the second when it names none: "from September to December 2014"."""
    if a.day is None or b.day is None or re.search(r"\d{4}", said) or a.precision not in ("month", "day"):
        return a
    year = b.day.year - (1 if (a.day.month, a.day.day) > (b.day.month, b.day.day) else 0)
    if a.precision == "month":
        return moments.month(year, a.day.month)
    return (
        moments.day(a.day.replace(year=year))
        if (a.day.month, a.day.day) != (2, 29) and re.search(r"[A-Za-z]", said) and not _WEEKDAY.search(said)
        else a
    )


def _joined(text: str, expressions: Sequence[Expression], i: int, state: State, tenses: Tenses) -> _Read:
    """A clock time or part of a day with the day beside it, else the expression alone."""
    one = expressions[i]
    two = expressions[i + 1] if i + 1 < len(expressions) else None
    if two is not None and two.start - one.end < 28 and _JOIN.fullmatch(text, one.end, two.start):
        day, other = (one, two) if one.kind == "day" else (two, one)
        listed = day is two and other.kind not in _CLOCKS and "," in text[one.end : two.start]
        if day.kind == "day" and other.kind in (*_CLOCKS, "bare part", "told part") and not listed:
            moment = _resolve(day, state, tenses)
            if moment.day is not None:
                # "midnight Friday" is the end of Friday, "Friday, 00:00" its start.
                ends = other.kind == "midnight" and day is two
                state.at = moment.day + timedelta(1 if ends else 0)
            value = _resolve(other, state, tenses)
            if moment.day is not None and ends:
                value = value._replace(value=f"{moment.day.isoformat()}T24:00")
            if moment.day is None:
                value = Moment(moment.value + re.sub(r"^.*?T", "T", value.value), precision=value.precision)
            return _Read(one.start, two.end, value, 2)
    if one.kind == "bare part":
        return _Read(one.start, one.end, None, 1)
    if two is not None and i + 2 < len(expressions) and _two_zones(text, one, two, expressions[i + 2]):
        state.at = _resolve(expressions[i + 2], state, tenses).day or state.at
    return _Read(one.start, one.end, _resolve(one, state, tenses), 1)


def _two_zones(text: str, one: Expression, two: Expression, day: Expression) -> bool:
    """ "10:35 a.m. (0735 GMT) Friday": one moment in two zones, on the day after both."""
    return (
        (one.kind, two.kind, day.kind) == ("clock", "clock", "day")
        and _ASIDE.fullmatch(text, one.end, two.start) is not None
        and _CLOSED.fullmatch(text, two.end, day.start) is not None
    )
