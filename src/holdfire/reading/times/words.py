"""The words English tells time with, and a text as the classes of its words.

Every word and figure of a text becomes one letter, so that a rule of the calendar is a short regular
expression over classes ("MONTH DAY COMMA? YEAR") and a whole article is searched at once. Words that tell
no time are all one class.
"""
# ruff: noqa: E501

import re
from functools import lru_cache
from typing import NamedTuple

from holdfire.reading.numbers import ONES, ORDINALS, SCALES, TENS

MONTHS = {
    m: i
    for i, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1,
    )
    for m in names.split()
}  # fmt: skip
WEEKDAYS = {
    w: i
    for i, names in enumerate(
        ("monday mondays mon", "tuesday tuesdays tue tues", "wednesday wednesdays wed", "thursday thursdays thu thurs",
         "friday fridays fri", "saturday saturdays sat", "sunday sundays sun"),
    )
    for w in names.split()
}  # fmt: skip
UNITS = {
    w: names.split()[0]
    for names in (
        "second seconds secs", "minute minutes mins", "hour hours hrs hr", "day days", "week weeks", "fortnight fortnights",
        "month months", "quarter quarters", "year years yr yrs", "decade decades", "century centuries",
    )
    for w in names.split()
}  # fmt: skip
PARTS_OF_DAY = {
    w: names.split()[0]
    for names in (
        "morning mornings", "afternoon afternoons", "evening evenings", "night nights nighttime", "dawn daybreak", "dusk",
    )
    for w in names.split()
}  # fmt: skip
DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90,
}  # fmt: skip

# One class a line; a word belongs to the first that names it.
CLASSES: dict[str, str] = {
    "SECOND": "second",
    "UNIT": " ".join(UNITS),
    "PART": " ".join(PARTS_OF_DAY),
    "SEASON": "spring summer autumn fall winter summers winters springs",
    "WEEKEND": "weekend weekends",
    "TODAY": "today",
    "YESTERDAY": "yesterday",
    "TOMORROW": "tomorrow",
    "TONIGHT": "tonight",
    "OVERNIGHT": "overnight",
    "NOON": "noon midday midnight",
    "DECADE": " ".join(DECADES),
    "SCALE": "hundred thousand million billion dozen",
    "PLENTY": "dozens scores hundreds thousands millions tens",
    "NUMWORD": " ".join([*ONES, *TENS]),
    "ORDWORD": " ".join(ORDINALS) + " thirtieth",
    "LAST": "last past previous preceding",
    "NEXT": "next coming following upcoming",
    "THIS": "this current",
    "THAT": "that same these those",
    "EVERY": "every each",
    "LATEST": "latest recent",
    "THE": "the its their his her our",
    "AN": "a an",
    "OF": "of in",
    "ON": "on",
    "AT": "at around about approximately circa",
    "FROM": "from",
    "TO": "to until till through",
    "BETWEEN": "between",
    "SINCE": "since",
    "AND": "and",
    "OR": "or",
    "AGO": "ago",
    "EARLIER": "earlier",
    "LATER": "later",
    "BEFORE": "before after",
    "HENCE": "hence",
    "NOW": "now",
    "SOME": "several few couple many some",
    "FILL": "trading business more consecutive straight full whole additional calendar fiscal financial successive",
    "AM": "am pm a.m p.m a.m. p.m.",
    "OCLOCK": "o'clock oclock",
    "ZONE": "gmt utc est edt pst pdt cst cdt cet cest eet msk bst ist z",
    "LOCAL": "local",
    "TIME": "time",
    "HALF": "half halves",
    "FISCAL": "fiscal",
    "PERIOD": "period periods",
    "END": "end beginning start middle close",
    "EARLY": "early late mid mid- midway",
    "OLD": "old",
    "NEAR": "near short",
    "TERM": "term",
    "LENGTHY": "long",
    "WHILE": "while",
    "LONG": "daylong weeklong monthlong yearlong decadelong hourlong nightlong",
    "HOLIDAY": "christmas easter halloween thanksgiving",
    "NEW": "new",
    "EVE": "eve",
    "VALENTINE": "valentine valentines",
    "OTHER": "other",
    "OFTEN": "hourly daily nightly weekly monthly yearly annually",
    "ONCE": "once twice thrice",
    "TIMES": "times",
    "PER": "per",
    "AHEAD": "ahead",
}
REFERENCES = "currently nowadays presently recently lately soon future".split()

_FIGURES = {
    "ISO": r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\d-])",
    "NUMERIC": r"\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?![\d./]\d)|\d{1,2}-\d{1,2}-\d{4}(?!\d)",
    "CLOCK": r"\d{1,2}:\d{2}(?::\d{2})?(?!:?\d)",
    "TENS": r"(?:1\d|20)\d0['’]?s\b|['’]\d0s\b",
    "FRACTION": r"\d+/\d+",
    "ORDFIG": r"\d{1,2}(?:st|nd|rd|th)\b",
    "FIGURE": r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+",
}
# Words come first, being most of any text; abbreviations keep their full stop.
_TOKEN = re.compile(
    r"(?P<WORD>(?:[AaPp]\.[Mm]\b\.?|[Oo]['’]clock|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.)|[^\W\d_]+)|"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _FIGURES.items())
    + r"|(?P<GAP>\n[^\S\n]*\n)|(?P<MARK>[^\w\s])"
)
_MARKS = {
    ",": "COMMA",
    "-": "HYPHEN",
    "–": "DASH",
    "—": "DASH",
    "‑": "HYPHEN",
    "(": "OPEN",
    ")": "CLOSE",
    "'": "APOS",
    "’": "APOS",
    "/": "SLASH",
    ".": "DOT",
    "!": "STOP",
    "?": "STOP",
    ";": "STOP",
    ":": "STOP",
}
_NAMES = [
    *CLASSES, *_FIGURES, "DAYNUM", "YEARNUM", "MONTH", "MAYBE", "WEEKDAY", "WORDY", "STOP", "COMMA", "HYPHEN", "DASH",
    "OPEN", "CLOSE", "APOS", "SLASH", "ESS", "REF", "MARK", "DOT",
]  # fmt: skip
CODE = {name: chr(0xC0 + i) for i, name in enumerate(dict.fromkeys(_NAMES))}
_WORD_CLASS: dict[str, str] = {}
for _name, _words in CLASSES.items():
    for _word in _words.split():
        _WORD_CLASS.setdefault(_word, CODE[_name])
for _word in REFERENCES:
    _WORD_CLASS.setdefault(_word, CODE["REF"])
# "may", "march", "sun", "sat", "second" and "mar" are also other words: months and weekdays are capitalised here.
for _word in MONTHS:
    _WORD_CLASS[_word.capitalize()] = (
        CODE["MAYBE"] if _word in ("may", "march", "mar", "jan", "dec", "sep") else CODE["MONTH"]
    )
    _WORD_CLASS[_word.upper()] = _WORD_CLASS[_word.capitalize()]
    if len(_word) < 5:
        _WORD_CLASS[_word.capitalize() + "."] = CODE["MONTH"] if _word != "may" else CODE["MAYBE"]
for _word in WEEKDAYS:
    _WORD_CLASS[_word.capitalize()] = CODE["WEEKDAY"]
    if len(_word) < 6:
        _WORD_CLASS[_word.capitalize() + "."] = CODE["WEEKDAY"]
    if len(_word) > 4:
        _WORD_CLASS[_word.upper()] = CODE["WEEKDAY"]
for _word in ("mon", "sat", "sun", "wed"):
    del _WORD_CLASS[_word.capitalize()]
_WORD_CLASS["s"] = CODE["ESS"]
_MARK_CLASS = {mark: CODE[name] for mark, name in _MARKS.items()}
_OTHER, _STOP, _MARK = CODE["WORDY"], CODE["STOP"], CODE["MARK"]


class Words(NamedTuple):
    """A text's words, figures and marks: where each starts and ends, and one letter of class for each."""

    text: str
    starts: list[int]
    ends: list[int]
    classes: str


def _code_of(kind: str, said: str) -> str:
    """The class of a figure or a mark."""
    if kind == "MARK":
        return _MARK_CLASS.get(said, _MARK)
    if kind != "FIGURE":
        return _STOP if kind == "GAP" else CODE[kind]
    if len(said) == 4 and said.isdigit() and "1000" <= said <= "2199":
        return CODE["YEARNUM"]
    return CODE["DAYNUM"] if len(said) <= 2 and 1 <= int(said) <= 31 else CODE["FIGURE"]


@lru_cache(maxsize=4)
def words_of(text: str) -> Words:
    """The words of a text with their classes."""
    starts: list[int] = []
    ends: list[int] = []
    classes: list[str] = []
    known = _WORD_CLASS.get
    for m in _TOKEN.finditer(text):
        said = m.group()
        if m.lastindex == 1:
            code = known(said) or known(said.lower(), _OTHER)
        else:
            code = _code_of(m.lastgroup or "MARK", said)
        starts.append(m.start())
        ends.append(m.end())
        classes.append(code)
    return Words(text, starts, ends, "".join(classes))


def pattern(rule: str) -> str:
    """A rule over class names as a regular expression over class letters."""
    return re.sub(r"\b[A-Z][A-Z]+\b", lambda m: CODE[m.group()], rule).replace(" ", "")


__all__ = ["MONTHS", "PARTS_OF_DAY", "SCALES", "UNITS", "WEEKDAYS", "Words", "pattern", "words_of"]
