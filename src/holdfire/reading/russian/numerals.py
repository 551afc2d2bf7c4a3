"""Russian numbers in figures and words, in every case: «1960», «1 200», «пятерых», «двадцать пять», «двое», «десятки»."""
# ruff: noqa: E501

import re
from functools import lru_cache

_SIMPLE: dict[int, str] = {
    0: "ноль ноля нулю нулем", 1: "один одна одно одного одной одному одним одну одном", 2: "два две двух двум двумя двое двоих двоим двоими",
    3: "три трех трем тремя трое троих троим троими", 4: "четыре четырех четырем четырьмя четверо четверых четверым четверыми",
    5: "пять пяти пятью пятеро пятерых пятерым пятерыми", 6: "шесть шести шестью шестеро шестерых шестерым шестерыми",
    7: "семь семи семью семеро семерых семерым", 8: "восемь восьми восемью восьмеро восьмерых", 9: "девять девяти девятью девятеро девятерых",
    10: "десять десяти десятью десятеро десятерых", 40: "сорок сорока", 90: "девяносто девяноста", 100: "сто ста",
    200: "двести двухсот двумстам", 300: "триста трехсот тремстам", 400: "четыреста четырехсот",
}  # fmt: skip
_TEENS = "одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат".split()
_TENS = {20: "двадцат", 30: "тридцат"}
_COMPOUND = {
    50: "пятьдесят пятидесяти",
    60: "шестьдесят шестидесяти",
    70: "семьдесят семидесяти",
    80: "восемьдесят восьмидесяти",
}
_HUNDREDS = {
    500: "пятьсот пятисот",
    600: "шестьсот шестисот",
    700: "семьсот семисот",
    800: "восемьсот восьмисот",
    900: "девятьсот девятисот",
}
WORDS: dict[str, int] = {}
for _table in (_SIMPLE, _COMPOUND, _HUNDREDS):
    for _number, _forms in _table.items():
        for _form in _forms.split():
            WORDS[_form] = _number
for _k, _stem in enumerate(_TEENS, 11):
    for _ending in ("ь", "и", "ью"):
        WORDS[_stem + _ending] = _k
for _number, _stem in _TENS.items():
    for _ending in ("ь", "и", "ью"):
        WORDS[_stem + _ending] = _number
SCALES = {"тысяч": 1000, "тыс": 1000, "миллион": 10**6, "млн": 10**6, "миллиард": 10**9, "млрд": 10**9}
PLENTY = {"десятк": 20, "сотн": 200, "тысяч": 2000, "дюжин": 12}
_SCALE = re.compile(r"^(тысяч|тыс|миллион|млн|миллиард|млрд)(?:[аиыу]|ами|ами|ов|ам|ах|ей)?\.?$")
_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
FIGURE = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:,\d+)?"
SCALE_WORD = r"(?:тысяч[аиу]?|тыс\.?|миллион(?:а|ов)?|млн\.?|миллиард(?:а|ов)?|млрд\.?)"
NUMBER = re.compile(
    rf"(?<![\w,.])(?:{FIGURE}(?:\s{SCALE_WORD})?|(?:{_WORD})(?:\s(?:{_WORD}|{SCALE_WORD}))*)(?!\w)", re.I
)


@lru_cache(maxsize=4096)
def value_of(said: str) -> int | float | None:
    """The value of a Russian number: «пятерых» 5, «двадцать пять» 25, «1 960» 1960, «1,2 млн» 1200000."""
    low = said.strip().lower().replace("ё", "е").replace("\u00a0", " ").replace("\u202f", " ")
    m = re.fullmatch(rf"({FIGURE})(?:\s({SCALE_WORD}))?", low)
    if m:
        figure = m.group(1).replace(" ", "")
        number: int | float = float(figure.replace(",", ".")) if "," in figure else int(figure)
        if m.group(2):
            number *= next(v for k, v in SCALES.items() if m.group(2).startswith(k))
        return int(number) if float(number).is_integer() else number
    total = current = 0
    known = False
    for word in low.split():
        scale = _SCALE.match(word)
        if word in WORDS:
            current += WORDS[word]
        elif scale:
            total += (current or 1) * SCALES[scale.group(1)]
            current = 0
        else:
            return None
        known = True
    return total + current if known else None
