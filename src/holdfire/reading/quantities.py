"""Numbers that count something: how many, of what and of whom, and where they go.

A figure is kept with its bounds when the text bounds it ("at least 12", "10 to 15"). Years, clock times,
dates, money, calibres, lengths, ages, ordinals and the numbers of articles, posts and weapons count nothing here;
shares keep the unit "%". With a parse the unit is read by parts of speech, without one by the words' shape.
"""
# ruff: noqa: E501

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from holdfire.reading.claim import Quantity
from holdfire.reading.counts import role_of, whereto
from holdfire.reading.numbers import value_of
from holdfire.reading.parts import total_and_parts
from holdfire.reading.times.grammar import find_expressions
from holdfire.reading.times.words import MONTHS, Words, pattern, words_of

_NUMBER = re.compile(
    pattern(
        "(?:FIGURE|DAYNUM|YEARNUM)(?: SCALE)?|AN SCALE|PLENTY|(?:NUMWORD|SCALE)(?: HYPHEN? NUMWORD| SCALE (?:AND )?(?:NUMWORD)?)*"
    )
)
PLENTY = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "millions": 2 * 10**6, "tens": 20}
_AT_LEAST = re.compile(
    r"\b(?:at least|not less than|no (?:fewer|less) than|a minimum of|as many as)\s+$", re.I
)
_ABOVE = re.compile(r"\b(?:more than|over|upwards of|above|exceeding|in excess of)\s+$", re.I)
_AT_MOST = re.compile(
    r"\b(?:(?<!add )(?<!adds )(?<!added )up to|at most|no more than|not more than|a maximum of)\s+$", re.I
)
_BELOW = re.compile(r"\b(?:fewer than|less than|under|nearly|almost|close to)\s+$", re.I)
_ABOUT = re.compile(
    r"\b(?:about|around|some|approximately|roughly|an estimated|estimated|the (?=\w))\s*$", re.I
)
_BETWEEN = re.compile(r"\b(?:between|from)\s+$", re.I)
_NUMBERED = re.compile(
    r"\b(?:no|nos|number|art|article|articles|clause|clauses|point|points|paragraph|para|section|chapter|resolution|page|pages|phase|"
    r"item|annex|protocol|aged|age|room|flight|route|highway|brigade|height|hill|post|outpost|checkpoint|version|level|class|grade|"
    r"category|stage|volume|figure|table|channel|sector|decree|order|law|fiscal|type|model|top|group of|gate|km)\.?\s*$",
    re.I,
)
_SHARE = re.compile(r"\s?(?:%|per ?cent\b|percent\b|percentage points?\b)", re.I)
_MEASURE = re.compile(
    r"[\s-]*(?:mm|cm|m|km|kms|km2|km²|ha|met(?:er|re)s?|kilomet(?:er|re)s?|millimet(?:er|re)s?|centimet(?:er|re)s?|miles?|feet|foot|ft|yards?|inch(?:es)?|"
    r"kg|kph|mph|kwh?|mw|degrees?|calib(?:er|re)s?|cal|dollars?|euros?|cents?|pounds?|roubles?|rubles?|manats?|drams?|lira|"
    r"francs?|yen|yuan|usd|eur|amd|azn|rub|gbp|hours? local|o['’]clock|(?:square|sq|cubic)\b|gmt|utc|am|pm|a\.m|p\.m|points?|times (?:more|as|higher|larger|the))\b",
    re.I,
)
_STOPPED = re.compile(
    r"(?:were|was|have|has|had|are|is|be|been|being|will|would|in|on|at|and|or|but|by|from|to|with|for|of|off|as|after|before|since|during|"
    r"who|that|which|when|while|where|out|into|near|killed|wounded|injured|returned|released|captured|missing|dead|died|can|could|may|"
    r"the|a|an|this|these|those|their|his|her|its|than|then|not|also|there|more|other|others|each|per|against|inside|under|over|across|within)$",
    re.I,
)
_PLURAL = {
    "people",
    "men",
    "women",
    "children",
    "servicemen",
    "servicewomen",
    "personnel",
    "cattle",
    "police",
    "troops",
    "staff",
    "aircraft",
    "policemen",
}
_PERSON = re.compile(
    r"(?:soldier|serviceman|servicewoman|civilian|person|man|woman|child|boy|girl|officer|fighter|militant|detainee|prisoner|hostage|captive|"
    r"worker|villager|resident|farmer|shepherd|driver|journalist|policeman|peacekeeper|commander|citizen|conscript|medic|volunteer|teacher|"
    r"violation|shot|burst|explosion|incident|case|shell|rocket|projectile|tank|vehicle|drone|uav|house|body|missile|post|position)s?$",
    re.I,
)


class Figure(NamedTuple):
    """A number found in the text with its bounds, before what it counts is known."""

    start: int  # of the qualifying words ("at least"), if any
    number_start: int
    end: int
    value: int | float
    low: int | float | None
    high: int | float | None
    word: str


class Counted(NamedTuple):
    """What a figure counts: the end of its words, the unit and whose."""

    end: int
    unit: str
    of: str | None


def find_quantities(text: str, doc: Any = None) -> tuple[Quantity, ...]:
    """Every number of a text that counts something, in order."""
    figures = list(_figures(text))
    if not figures:
        return ()
    starts = doc.to_array("IDX").tolist() if doc is not None else None
    found: list[Quantity] = []
    for figure in figures:
        if found and figure.start < found[-1].char_end:
            continue
        share = _SHARE.match(text, figure.end)
        if share:
            counted = Counted(share.end(), "%", None)
        else:
            counted = (
                _by_parse(text, doc, starts, figure.end)
                if starts is not None
                else _by_words(text, figure.end)
            )
        role = None if share else role_of(text, figure.start, counted.end, doc, starts)
        if figure.word == "one" and not (_PERSON.search(counted.unit) or role):
            continue
        unit, of = re.sub(r"^(?:more|other|additional|further)\s+(?=\w)", "", counted.unit), counted.of
        if unit in ("", "others", "more") and found and _carries(text, found[-1], figure.start, role):
            unit = found[-1].unit if found[-1].value != 1 or figure.value == 1 else _plural(found[-1].unit)
        to, from_ = (
            (None, None) if share else whereto(text, figure.start, counted.end, _next(figures, figure))
        )
        words = text[figure.start : counted.end]
        found.append(
            Quantity(
                text=words,
                char_start=figure.start,
                char_end=counted.end,
                value=figure.value,
                low=figure.low,
                high=figure.high,
                unit=unit,
                role=role,
                to=to,
                from_=from_,
                of=of,
            )
        )
    return total_and_parts(text, found)


def _plural(unit: str) -> str:
    """The plural of a unit carried over: "one worker was killed and three wounded"."""
    if re.search(r"(?:man|woman)$", unit):
        return unit[:-2] + "en"
    if unit.endswith("child"):
        return unit + "ren"
    return unit[:-1] + "ies" if re.search(r"[^aeiou]y$", unit) else unit if unit.endswith("s") else unit + "s"


def _next(figures: list[Figure], figure: Figure) -> int:
    at = figures.index(figure) + 1
    return figures[at].start if at < len(figures) else figure.end + 400


def _carries(text: str, last: Quantity, start: int, role: str | None) -> bool:
    """Whether a figure without a noun counts what the one before it did: told of like it, or a part of it."""
    between = text[last.char_end : start]
    if last.unit == "%" or len(between) > 120 or re.search(r"[.!?]\s|\n", between):
        return False
    return (
        role is not None
        or last.role is not None
        or re.search(r"[(:]|\bof (?:whom|which|them)\b|\bto \w+", between) is not None
    )


def _figures(text: str) -> Iterator[Figure]:
    """Numbers that may count something, with their bounds."""
    words = words_of(text)
    times = find_expressions(text)
    starts = [t.start for t in times]
    done = -1
    for m in _NUMBER.finditer(words.classes):
        start, end = words.starts[m.start()], words.ends[m.end() - 1]
        near = bisect_right(starts, start) - 1
        if (
            start < done
            or (near >= 0 and times[near].end > start)
            or (near + 1 < len(times) and times[near + 1].start < end)
        ):
            continue
        said = text[start:end].lower()
        value = PLENTY.get(said) if said in PLENTY else value_of(re.sub(r"^an? ", "one ", said))
        if value is None or not _counts(words, text, start, end, said):
            continue
        if said == "tens" and not re.match(r" of (?:thousands|millions)", text[end:]):
            continue
        low: int | float | None = None
        high: int | float | None = None
        first = start
        far = _other_end(text, end)
        if (
            far is not None
            and far[1] > value
            and not _MEASURE.match(text, far[0])
            and not _SHARE.match(text, far[0])
        ):
            opening = _BETWEEN.search(text, max(0, start - 12), start)
            first = opening.start() if opening else start
            low, high, end = value, far[1], far[0]
            value = (low + high) // 2 if isinstance(low, int) and isinstance(high, int) else (low + high) / 2
        elif said in PLENTY:
            low = value
            over = re.match(r" of (thousands|hundreds|millions)\b", text[end:])
            if over:
                end += over.end()
                value = low = (
                    {"tens": 20, "hundreds": 200, "dozens": 24, "scores": 40}.get(said, 2)
                    * PLENTY[over.group(1)]
                    // 2
                )
        else:
            before = text[max(0, start - 24) : start]
            for known, bound in ((_AT_LEAST, "low"), (_ABOVE, "above"), (_AT_MOST, "high"), (_BELOW, "high")):
                q = known.search(before)
                if q:
                    first = start - len(before) + q.start()
                    if bound == "high":
                        high = value
                    else:
                        low = value + 1 if bound == "above" and isinstance(value, int) else value
                    break
            else:
                about = _ABOUT.search(before)
                if about and about.group().strip().lower() not in ("", "the"):
                    first = start - len(before) + about.start()
        done = end
        yield Figure(first, start, end, value, low, high, said)


_FAR = re.compile(
    r"(?:\s+(?:to|and)\s+|\s?[-–]\s?)(\d{1,3}(?:,\d{3})+|\d+|[a-z]+(?:-[a-z]+)?)\b(?![.,]\d|%)", re.I
)


def _other_end(text: str, end: int) -> tuple[int, int | float, int] | None:
    """The upper end of "10 to 15", "10-15": where it ends, its value, where it starts. "and" only after "between"."""
    m = _FAR.match(text, end)
    if m is None:
        return None
    if " and " in m.group().lower() and not re.search(
        r"\bbetween\s+\S+$", text[max(0, end - 30) : end], re.I
    ):
        return None
    number = value_of(m.group(1))
    return (m.end(), number, m.start(1)) if number is not None else None


def _counts(words: Words, text: str, start: int, end: int, said: str) -> bool:
    """Whether a number may count something, by what stands right before and after it."""
    before, after = text[max(0, start - 20) : start], text[end : end + 24]
    last, next_ = before[-1:], after[:1]
    if (
        (last in "$€£¥₽#№°/+.,:'’" and last)
        or before.rstrip()[-1:] in ("+", "№", "#", "$", "€", "£")
        or after.lstrip()[:1] in ("+", "°", "′")
    ):
        return False
    if last == "-" and before[-2:-1].isalnum():
        return False
    if (
        last.isalpha()
        or (next_ and next_ in "°/:'’" and not next_.isspace())
        or re.match(r"-[A-Za-z]|[A-Za-z]", after)
    ):
        return False
    if re.match(r"[.,]\d", after):
        return False
    if _MEASURE.match(after) or (_NUMBERED.search(before) and said != "one"):
        return False
    if said != "one":
        return True
    idle = re.match(r"\s+(?:of|another|more|can|could|must|day|that|who|by|thing|side|or)\b", after, re.I)
    return idle is None and not before.lower().endswith(("no ", "every ", "any "))


# "152 of them explosions"
_OF_THEM = re.compile(
    r"\s+of\s+(?:them|these|those|whom|which)\s+([a-z]+s)\b(?!\s+(?:were|was|are|have|had))", re.I
)


def _by_parse(text: str, doc: Any, starts: list[int], end: int) -> Counted:
    """The noun phrase right after a figure, by parts of speech."""
    i = bisect_right(starts, end - 1)
    if m := re.match(r"\s+of\s+(?:the\s+|its\s+|their\s+)?", text[end:]):
        if re.match(r"(?:them|these|those|whom|which|this|that)\b", text[end + m.end() :], re.I):
            named = _OF_THEM.match(text, end)
            return Counted(named.end(), named.group(1), None) if named else Counted(end, "", None)
        i = bisect_right(starts, end + m.end() - 1)
    first, last, seen_noun = i, -1, False
    while i < len(doc) and i < first + 7:
        token = doc[i]
        pos = token.pos_
        if pos in ("NOUN", "PROPN") and (
            pos == "NOUN" or token.tag_ == "NNPS" or token.dep_ in ("compound", "amod", "nmod", "poss")
        ):
            seen_noun = pos == "NOUN" or token.tag_ == "NNPS"
            last = i if seen_noun else last
        elif (
            (pos == "PROPN" and last < 0)
            or (pos == "ADJ" and last < 0)
            or (token.tag_ in ("VBN", "VBG") and last < 0 and _noun_soon(doc, i))
            or (token.text in ("-", "’s", "'s") and i > first)
            or (pos == "ADV" and last < 0 and i + 1 < len(doc) and doc[i + 1].pos_ == "ADJ")
            or (
                token.text == ","
                and last < 0
                and i > first
                and doc[i - 1].pos_ == "ADJ"
                and i + 1 < len(doc)
                and doc[i + 1].pos_ == "ADJ"
            )
        ):
            pass
        else:
            break
        i += 1
    if last < 0:
        return Counted(end, "", None)
    j = last + 1
    if j + 1 < len(doc) and doc[j].lower_ == "of" and doc[j + 1].pos_ == "NOUN":
        last = j + 1
    tokens = [doc[k] for k in range(first, last + 1)]
    stop = tokens[-1].idx + len(tokens[-1].text)
    return _counted(text, end, text[tokens[0].idx : stop], stop)


def _noun_soon(doc: Any, i: int) -> bool:
    return i + 1 < len(doc) and doc[i + 1].pos_ in ("NOUN", "ADJ")


_CAPITAL = re.compile(r"^[A-Z][\w’'-]+$")
_WHOSE = re.compile(r"\s+of\s+(?:the\s+)?((?:[A-Z][\w’'-]+)(?:\s+(?:[A-Z][\w’'-]+))*)(?!\w)")


def _counted(text: str, end: int, phrase: str, stop: int) -> Counted:
    """Unit and whose, of a noun phrase: "Armenian prisoners of war" are prisoners of war, Armenian."""
    words = phrase.split()
    owners = [w for w in words[:-1] if _CAPITAL.match(w) and not w.isupper()]
    unit = " ".join(w for w in words if w not in owners)
    of = " ".join(owners) or None
    if of is None and (m := _WHOSE.match(text, stop)) and m.group(1).split()[0].lower() not in MONTHS:
        of = m.group(1)
    return Counted(stop, unit, of)


_NEXT = re.compile(r"(?:\s+|-)([A-Za-z’'-]+)")


def _by_words(text: str, end: int) -> Counted:
    """The noun phrase right after a figure, by the shape of its words: up to the first plural."""
    named = _OF_THEM.match(text, end)
    if named:
        return Counted(named.end(), named.group(1), None)
    at = end
    m = re.match(r"\s+of\s+(?:the\s+)?(?!them|these|those|whom|which)", text[end:], re.I)
    if m:
        at = end + m.end() - 1
    first = at
    for _ in range(5):
        n = _NEXT.match(text, at)
        if n is None or _STOPPED.match(n.group(1)):
            break
        at = n.end()
        word = n.group(1)
        if (
            word.lower() in _PLURAL
            or (word.endswith("s") and not word.endswith("ss") and not word[0].isupper())
            or _PERSON.match(word)
        ):
            of = re.match(r"\s+of\s+(war|ammunition|fire)\b", text[at:])
            stop = at + of.end() if of else at
            return _counted(text, end, text[first:stop].strip(), stop)
    return Counted(end, "", None)
