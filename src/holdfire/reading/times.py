"""Time expressions of an English text, each resolved to an interval against the publication date and the discourse.

Values are TIMEX3 (ISO-TimeML): a range of two is written as an ISO 8601 interval. "since", "until" and
ranges carry their opening word, since it makes the interval; other prepositions stay outside.
"""
# ruff: noqa: E501

import re
from datetime import date, timedelta
from typing import Any

from holdfire.reading import moments
from holdfire.reading.claim import TimeSpan
from holdfire.reading.moments import Moment
from holdfire.reading.tense import Tenses
from holdfire.reading.timerules import Expression, State, between, find_expressions

_DAYS = {"day", "part"}
_CLOCKS = {"clock", "midnight"}
_PLACED = {
    "day",
    "range",
    "month",
    "year",
    "quarter",
    "season",
    "half",
    "clock",
    "midnight",
    "moment",
    "part",
    "unit",
    "weekend",
    "away",
}
_JOIN = re.compile(
    r"\s*(?:,\s*)?(?:(?:on|at|around|about|at around|at about|at approximately|by|in the|on the|of|of the)\s+)?(?:the\s+)?(?:local time(?:,)?\s*(?:on\s+)?)?",
    re.I,
)
_RANGE = re.compile(
    r"\s*(?:,\s*)?(?:(?:to|until|till|through|and)|[-–—])\s*(?:the\s+)?(?:around\s+|about\s+)?", re.I
)
_OPENS = re.compile(
    r"\b(from|between|since|until|till)\s+(?:(?:around|about|at least|the|early|late|mid-?|at)\s*)*$", re.I
)
_WIDER = re.compile(
    r"(?:\b(?:early|late|earlier|later|mid)[ -](?:on )?(?:in )?|\b(?:the )?(?:beginning|start|end|middle|close) of (?:the )?)$",
    re.I,
)


def find_times(
    text: str, *, published: date | None, utc_offset: str | None = None, doc: Any = None
) -> tuple[TimeSpan, ...]:
    """Every time expression of a text, in order; relative ones stay unresolved without a publication date."""
    expressions = find_expressions(text)
    if not expressions:
        return ()
    tenses = Tenses(text, doc)
    state = State(published, utc_offset or "")
    found: list[TimeSpan] = []
    i = 0
    while i < len(expressions):
        start, end, moment, taken = _one(text, expressions, i, state, tenses)
        i += taken
        if moment is None:
            continue
        found.append(_span(text, start, end, moment))
    return tuple(found)


def _read(text: str, expression: Expression, state: State, tenses: Tenses) -> Moment:
    state.forward = tenses.forward(expression.start)
    try:
        moment = expression.read(state)
    except (ValueError, OverflowError):
        return Moment("XXXX")
    if moment.start is not None and expression.kind in _PLACED:
        state.last = moment
        if moment.day is not None and moment.precision in ("day", "part-of-day", "minute", "interval"):
            state.at = moment.day
    return moment


def _one(
    text: str, expressions: tuple[Expression, ...], i: int, state: State, tenses: Tenses
) -> tuple[int, int, Moment | None, int]:
    """The time that starts at an expression, with the day, clock time or other end that belongs to it."""
    start, end, moment, taken = _joined(text, expressions, i, state, tenses)
    if moment is None:
        return start, end, None, taken
    opening = _OPENS.search(text, max(0, start - 30), start)
    word = opening.group(1).lower() if opening else ""
    kind = expressions[i].kind
    if i + taken < len(expressions):
        other = expressions[i + taken]
        gap = text[end : other.start]
        if _RANGE.fullmatch(gap) and _rangeable(kind) and _rangeable(other.kind):
            joined = gap.strip().lower().split()[:1]
            if (word == "between") == (joined == ["and"]) and (
                word in ("from", "between") or (joined and joined[0] in "-–—")
            ):
                _, last, far, more = _joined(text, expressions, i + taken, state, tenses)
                if far is not None:
                    near = _same_day(moment, far, taken, more)
                    opened = opening.start() if opening and word in ("from", "between") else start
                    return opened, last, between(*near), taken + more
    if kind == "range" and opening is not None and word in ("from", "between"):
        return opening.start(), end, moment, taken
    wider = _WIDER.search(text, max(0, start - 24), start)
    if wider:
        start = wider.start()
    if word == "since" and opening is not None and moment.start is not None and state.published is not None:
        start = opening.start()
        today = state.published.isoformat()
        if moment.start[:10] <= today:
            moment = moment._replace(start=moment.start[:10], end=today, precision="interval")
    elif (
        word in ("until", "till")
        and opening is not None
        and moment.end is not None
        and state.published is not None
    ):
        today = state.published.isoformat()
        if moment.end[:10] >= today and moment.start is not None and moment.start[:10] > today:
            start = opening.start()
            moment = moment._replace(start=today, end=moment.end[:10], precision="interval")
    return start, end, moment, taken


def _rangeable(kind: str) -> bool:
    return kind in ("day", "clock", "midnight", "moment", "month", "year", "part", "quarter", "unit")


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
        return a, moments.clock(day, b.clock[0], b.clock[1], offset)
    return a, b


def _joined(
    text: str, expressions: tuple[Expression, ...], i: int, state: State, tenses: Tenses
) -> tuple[int, int, Moment | None, int]:
    """A clock time or part of a day with the day that stands beside it, else the expression alone."""
    one = expressions[i]
    two = expressions[i + 1] if i + 1 < len(expressions) else None
    if two is not None and two.start - one.end < 28 and _JOIN.fullmatch(text[one.end : two.start]):
        pair = {one.kind, two.kind}
        if "day" in pair and pair & (_CLOCKS | {"barepart"}):
            day, clock = (one, two) if one.kind == "day" else (two, one)
            if day is two and clock.kind == "barepart" and "," in text[one.end : two.start]:
                day, clock = one, one
            if day is not clock:
                moment = _read(text, day, state, tenses)
                if moment.day is not None:
                    if clock.kind == "midnight":
                        state.at = moment.day + timedelta(1) if day is two else moment.day
                    else:
                        state.at = moment.day
                value = _read(text, clock, state, tenses)
                if moment.day is None and moment.value.startswith("X"):
                    value = Moment(
                        moment.value + re.sub(r"^.*?T", "T", value.value), precision=value.precision
                    )
                return one.start, two.end, value, 2
    if one.kind == "barepart":
        return one.start, one.end, None, 1
    return one.start, one.end, _read(text, one, state, tenses), 1


def _span(text: str, start: int, end: int, moment: Moment) -> TimeSpan:
    return TimeSpan(
        text=text[start:end], char_start=start, char_end=end, start=moment.start, end=moment.end, value=moment.value,
        precision=moment.precision,
    )  # fmt: skip
