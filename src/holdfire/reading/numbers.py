"""Numbers in figures and words: "1,960", "1.2 million", "twenty-five", "two dozen", "dozens of"."""

import re

ONES = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    w: 10 * i
    for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
SCALES = {
    "dozen": 12,
    "score": 20,
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
ORDINALS = {
    w: i
    for i, w in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        1,
    )
}
_SMALL = "|".join(sorted([*ONES, *TENS], key=len, reverse=True))
_BIG = "hundred|thousand|million|billion|trillion|dozen"
FIGURE = r"(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+)(?:\.\d+)?"
WORDS = rf"(?:(?:{_SMALL})(?:[- ](?:(?:and )?(?:{_SMALL})|{_BIG})\b)*)"
NUMBER = rf"(?:{FIGURE}(?: (?:{_BIG}))?|{WORDS})"


def value_of(said: str) -> int | float | None:
    """The value of figures or number words: "1,960" is 1960, "twenty-five" 25; None when it is neither."""
    low = re.sub(r"[\u00a0\u202f]", ",", said.strip().lower())
    m = re.match(rf"({FIGURE})(?:[ -]({_BIG}))?$", low)
    if m:
        figure = m.group(1).replace(",", "")
        number: int | float = float(figure) if "." in figure else int(figure)
        number *= SCALES[m.group(2)] if m.group(2) else 1
        return int(number) if float(number).is_integer() else number
    total = current = 0
    known = False
    for word in re.split(r"[\s-]+", low):
        if word in ("and", "of"):
            continue
        if word in ("a", "an"):
            current += 1
        elif word in ONES:
            current += ONES[word]
        elif word in TENS:
            current += TENS[word]
        elif word in ("hundred", "dozen", "score"):
            current = (current or 1) * SCALES[word]
        elif word in SCALES:
            total += (current or 1) * SCALES[word]
            current = 0
        else:
            return None
        known = True
    return total + current if known else None
