"""The grammar as a whole: every time expression of a text, in order, none overlapping.

Where several rules match at one word the longest wins, then the one named first.
"""
# ruff: noqa: E501

import re
from functools import lru_cache

from holdfire.reading.times import clocks, dates, holidays, lengths, periods, sets
from holdfire.reading.times.expression import Expression, Seen
from holdfire.reading.times.words import pattern, words_of

_RULES = [*dates.RULES, *holidays.RULES, *clocks.RULES, *periods.RULES, *sets.RULES, *lengths.RULES]
# A rule is tried only where a word of time or a figure stands, or an article that may lead to one.
_TRIGGER = re.compile(
    pattern(
        "(?:THE|AN) (?=UNIT|NUMWORD|ORDWORD|SECOND|ORDFIG|LAST|NEXT|LATEST|THIS|THAT|SOME|DAYNUM|FIGURE|YEARNUM|SEASON"
        "|WEEKEND|PART|TENS|DECADE|FILL|FISCAL|SCALE|HYPHEN|EARLY|NEAR|REF|WHILE|HALF|LENGTHY)"
        "|[ISO NUMERIC CLOCK TENS FRACTION ORDFIG FIGURE DAYNUM YEARNUM MONTH MAYBE WEEKDAY UNIT PART TODAY YESTERDAY"
        " TOMORROW TONIGHT OVERNIGHT NOON SCALE NUMWORD ORDWORD SECOND LAST NEXT THIS THAT EVERY LATEST SOME NOW REF FISCAL"
        " FILL SEASON EARLY HALF LONG HOLIDAY NEW VALENTINE WEEKEND OFTEN ONCE]"
    )
)


@lru_cache(maxsize=4)
def find_expressions(text: str) -> tuple[Expression, ...]:
    """Every time expression of a text."""
    words = words_of(text)
    classes, at = words.classes, 0
    found: list[Expression] = []
    while True:
        trigger = _TRIGGER.search(classes, at)
        if trigger is None:
            return tuple(found)
        best, end = None, -1
        for compiled, build in _RULES:
            match = compiled.match(classes, trigger.start())
            if match is None or match.end() <= end:
                continue
            built = build(Seen(words, match))
            if built is not None:
                best, end = built, match.end()
        if best is None:
            at = trigger.start() + 1
        else:
            found.append(Expression(words.starts[trigger.start()], words.ends[end - 1], *best))
            at = end
