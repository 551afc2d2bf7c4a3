"""What a rule of the grammar finds, how it asks its match, and the discourse it is read in."""
# ruff: noqa: E501

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from holdfire.reading.numbers import ORDINALS, value_of
from holdfire.reading.times.moments import Moment, Precision
from holdfire.reading.times.words import UNITS, Words, pattern

FORWARD = frozenset({"next", "coming", "following", "upcoming"})
BACK = frozenset({"last", "past", "previous", "preceding"})


@dataclass
class State:
    """Where the discourse is when an expression is read."""

    published: date | None
    offset: str = ""
    at: date | None = None  # the day last spoken of
    at_said: int = 0  # where
    dated: dict[tuple[int, int], int] = field(default_factory=dict)  # years named with a day: (11, 9) in 2020
    last: Moment | None = None  # the time last spoken of that has a place in the calendar
    topic: Moment | None = None  # the quarter or year the text is about
    year: int | None = None  # another year than the publication's, named in this paragraph
    year_at: int = 0  # where
    year_told: str = "day"  # in a date of which kind
    forward: bool | None = None  # whether the sentence speaks of what is to come; None: it does not say


Reader = Callable[[State], Moment]
Found = tuple[str, Reader]


class Expression(NamedTuple):
    """A time expression found, not yet placed: its characters, its kind, and how to read it."""

    start: int
    end: int
    kind: str
    read: Reader


class Seen:
    """One match of a rule, asked by the names of its groups."""

    def __init__(self, words: Words, match: re.Match[str]) -> None:
        self.words, self.match = words, match
        self._groups = match.re.groupindex

    def has(self, group: str) -> bool:
        return (
            group in self._groups
            and self.match.start(group) >= 0
            and self.match.end(group) > self.match.start(group)
        )

    def said(self, group: str) -> str:
        """The words of a group in lower case; empty when it has none."""
        if not self.has(group):
            return ""
        a, b = self.match.span(group)
        return self.words.text[self.words.starts[a] : self.words.ends[b - 1]].lower()

    def number(self, group: str) -> int | float | None:
        said = self.said(group)
        if said.endswith(("st", "nd", "rd", "th")) and said[:-2].isdigit():
            return int(said[:-2])
        m = re.fullmatch(r"(twenty|thirty)[- ](\w+)", said)
        if m and m.group(2) in ORDINALS:
            return (20 if m.group(1) == "twenty" else 30) + ORDINALS[m.group(2)]
        return ORDINALS.get(said) or (30 if said == "thirtieth" else None) or value_of(said)

    def before(self) -> str:
        return self.word(self.match.start() - 1)

    def after(self) -> str:
        return self.word(self.match.end())

    def word(self, i: int) -> str:
        return (
            self.words.text[self.words.starts[i] : self.words.ends[i]].lower()
            if 0 <= i < len(self.words.starts)
            else ""
        )


Builder = Callable[[Seen], Found | None]
Rule = tuple[re.Pattern[str], Builder]


def rules(*patterns: str) -> Callable[[Builder], list[Rule]]:
    """The rules that one function builds expressions for."""

    def keep(build: Builder) -> list[Rule]:
        return [(re.compile(pattern(p)), build) for p in patterns]

    return keep


# Parts of patterns that several rules share.
NUMBER = (
    "(?:(?:FIGURE|DAYNUM|YEARNUM)(?: FRACTION| SCALE)?|FRACTION|AN SCALE"
    "|(?:NUMWORD|SCALE)(?: (?:HYPHEN|AND)? (?:NUMWORD|SCALE))*)"
)
ORDINAL = "(?:ORDFIG|ORDWORD|SECOND)"
DAY = "(?:DAYNUM|ORDFIG|SECOND|ORDWORD|NUMWORD HYPHEN? (?:ORDWORD|SECOND))"
MONTH = "(?:MONTH|MAYBE)"
OF_YEAR = "(?:COMMA? (?:OF )?(?P<year>YEARNUM(?! UNIT))|OF? (?:THE )?(?P<which>THIS|LAST|NEXT|THAT) (?P<yearunit>UNIT))"


def unplaced(value: str, precision: Precision = "day") -> Moment:
    """A value that has no place in the calendar, or none that is known."""
    return Moment(value, precision=precision)


def names_year(seen: Seen) -> bool:
    """Whether the unit after "this", "last" or "next", if one is there, is a year."""
    return not seen.has("yearunit") or UNITS.get(seen.said("yearunit")) == "year"


def year_said(seen: Seen, state: State) -> int | None:
    """The year an expression names, directly or as "of this year"; None when it names none."""
    said = seen.said("year")
    if said.isdigit():
        return int(said)
    which = seen.said("which")
    if not which or state.published is None:
        return None
    if which in ("that", "same"):
        known = state.last is not None and state.last.value[:4].isdigit()
        return int(state.last.value[:4]) if known and state.last is not None else state.published.year
    return state.published.year + (-1 if which in BACK else 1 if which in FORWARD else 0)


def nearest(state: State, candidates: list[date]) -> date:
    """The candidate nearest to the publication date, on the side the sentence speaks of if it does."""
    today = state.published or date.today()
    spoken = state.last.day if state.last is not None else None
    if state.year is not None and spoken is not None and not state.forward:
        # A paragraph about another year goes on from the day it last spoke of.
        told = [c for c in candidates if spoken <= c <= today and c.year <= state.year + 1]
        if told:
            return min(told)

    def cost(at: date) -> float:
        gap = (at - today).days
        if state.forward is None:
            return abs(gap) * (1.2 if gap > 0 else 1)
        against = gap < 0 if state.forward else gap > 0
        return abs(gap) * (6 if against else 1)

    return min(candidates, key=cost)
