"""How the discourse moves on: the day, the year and the period a text speaks of, from one expression to the next.

A year other than the publication's holds for the paragraph (of a whole date) or the sentence (of a month)
it is named in, for dates that come after it.
"""
# ruff: noqa: E501

import re

from holdfire.reading.times import moments
from holdfire.reading.times.expression import Expression, State
from holdfire.reading.times.moments import Moment

# Kinds that take a place in the calendar, and those that may name a year for what follows.
_PLACED = frozenset(
    "day range month year quarter season half clock midnight moment part unit weekend away period".split()
)
_DATED = frozenset({"day", "month"})
_PARTED = {"day": re.compile(r"\n"), "month": re.compile(r"\n|[.!?][”\"]? ")}
# "on November 20, 2020 the district was returned" tells; "the statement signed on November 9, 2020" only cites.
_TELLS = re.compile(
    r"(?<!signed )(?<!agreed )(?<!dated )(?<!reached )(?<!adopted )\b[Oo]n\s+(?:the\s+)?$|(?:^|[.!?]\s+|\n)$"
)
_NEAR = 31  # days before the publication in which a clock time without a day may still lie


def arrive(state: State, expression: Expression, text: str) -> None:
    """Lets go of what no longer holds where an expression stands."""
    if state.year is not None and _PARTED[state.year_told].search(text, state.year_at, expression.start):
        state.year = None
    # A clock time alone is not of a day named long ago in another paragraph ("the statement of 2020").
    if (
        expression.kind in ("clock", "midnight", "told part")
        and state.at is not None
        and state.published is not None
    ):
        away = abs((state.published - state.at).days) > _NEAR
        if away and "\n" in text[state.at_said : expression.start]:
            state.at = None


def move_on(state: State, expression: Expression, moment: Moment, text: str) -> None:
    """Makes an expression what the next may refer to."""
    if expression.kind in _PLACED and moment.start is not None:
        state.last = moment
        if moments.names_day(moment):
            state.at, state.at_said = moment.day, expression.end
    said = text[expression.start : expression.end]
    if (
        expression.kind in _DATED
        and moment.day is not None
        and state.published is not None
        and str(moment.day.year) in said
    ):
        told = expression.kind == "month" or _TELLS.search(
            text, max(0, expression.start - 16), expression.start
        )
        state.year = moment.day.year if told and moment.day.year < state.published.year else None
        state.year_at, state.year_told = expression.end, expression.kind
        if expression.kind == "day":
            state.dated[(moment.day.month, moment.day.day)] = moment.day.year
    if expression.kind == "quarter" and moment.day is not None and state.published is not None:
        if abs((state.published - moment.day).days) < 300:
            state.topic = moment
    elif expression.kind in ("length", "window") and moment.value in ("P9M", "P6M", "P1Y"):
        state.topic = None
