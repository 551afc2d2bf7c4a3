"""Russian figures: «112 задержанных», «двое убиты и пятеро ранены», with bounds, unit, whose, role and where to.

The unit is the noun the numeral counts, in the form the text has it. Years, dates, clock times, money,
calibres and distances count nothing.
"""
# ruff: noqa: E501

import re
from collections.abc import Sequence

from holdfire.reading.claim import Actor, Quantity, TimeSpan
from holdfire.reading.parts import RUSSIAN, total_and_parts
from holdfire.reading.russian.numerals import NUMBER, PLENTY, value_of
from holdfire.reading.russian.parse import Parsed, Token

ROLES = {
    "killed": r"погиб\w*|убит\w*|уби(?:л|ли|т)|скончал\w*|гибел\w*|застрел\w*|жертв\w*",
    "wounded": r"ранен\w*|ранил\w*|пострадал\w*|ранени\w*|травмир\w*",
    "captured": r"взят\w*\s+в\s+плен|пленен\w*|захвачен\w*|захватил\w*|попал\w*\s+в\s+плен",
    "missing": r"пропал\w*(?:\s+без\s+вести)?|без\s+вести",
    "returned": r"возвращен\w*|возвращени\w*|вернул\w*|вернет|передал\w*|передан\w*|передач\w*|освобожд\w*|освободил\w*|обменян\w*|обмен\w*|выдан\w*|репатриир\w*",
}
_ROLE = re.compile("|".join(f"(?P<{role}>{words})" for role, words in ROLES.items()), re.I)
_LOW = re.compile(r"(?:не\s+мен(?:ее|ьше)(?:\s+чем)?|как\s+минимум|минимум|по\s+меньшей\s+мере)\s+$", re.I)
_ABOVE = re.compile(r"(?:более|больше|свыше)(?:\s+чем)?\s+$", re.I)
_HIGH = re.compile(r"(?:не\s+более|до|максимум|почти|(?<!не\s)менее|(?<!не\s)меньше)(?:\s+чем)?\s+$", re.I)
_ABOUT = re.compile(r"(?:около|порядка|примерно|приблизительно|ориентировочно)\s+$", re.I)
_RANGE = re.compile(r"\s*[-–—]\s*(\d+)|\s+до\s+(\d+)", re.I)
_NUMBERED = re.compile(
    r"(?:№|N|п\.|ст\.|стать[яиею]|пункт\w*|статьей|высот\w+|пост\w?|номер\w*|резолюци\w+|указ\w*|закон\w*|шосс\w*|трасс\w*|часть|канал\w*)\s*$",
    re.I,
)
_MEASURE = re.compile(
    r"\s*(?:-?\s*мм|см|м|км|кг|°|метр\w*|километр\w*|миллиметр\w*|процент\w*|рубл\w*|доллар\w*|евро|манат\w*|драм\w*|калибр\w*|градус\w*|час(?:а|ов)?|минут\w*|"
    r"лет|год\w*|сут\w*|дн(?:я|ей|и)|день|недел\w*|месяц\w*)\b",
    re.I,
)
_SHARE = re.compile(r"\s?(?:%|процент\w*)", re.I)
_PLENTY = re.compile(r"\b(десятк|сотн|дюжин|тысяч)(?:и|ами|ам|ах|а|у)\b", re.I)


def find_quantities(
    page: Parsed, times: Sequence[TimeSpan], parties: Sequence[Actor], spans: Sequence[tuple[int, int]]
) -> tuple[Quantity, ...]:
    """Every figure that counts something in the Russian part of a text, in order."""
    text = page.text
    hits: list[tuple[int, int, int | float]] = []
    for start, end in spans:
        for m in NUMBER.finditer(text, start, end):
            value = value_of(m.group())
            if value is not None:
                hits.append((m.start(), m.end(), value))
        for m in _PLENTY.finditer(text, start, end):
            hits.append((m.start(), m.end(), PLENTY[m.group(1).lower()]))
    found: list[Quantity] = []
    for start, end, value in sorted(hits):
        if found and start < found[-1].char_end:
            continue
        if any(t.char_start < end and start < t.char_end for t in times):
            continue
        one = _quantity(page, start, end, value, parties, found)
        if one is not None:
            found.append(one)
    return total_and_parts(text, found, RUSSIAN)


def _quantity(
    page: Parsed, start: int, end: int, value: int | float, parties: Sequence[Actor], found: list[Quantity]
) -> Quantity | None:
    text = page.text
    said = text[start:end].lower()
    before, after = text[max(0, start - 24) : start], text[end : end + 12]
    share = _SHARE.match(text, end)
    if (before[-1:] in ("-", "+", "№", ".", ",", "/", "$", "«") and before[-1:] != "«") or before.rstrip()[
        -1:
    ] == "+":
        return None
    if re.match(r"\s*\+|-[а-яёА-ЯЁA-Z]|[-:/.]\d", after) or (_NUMBERED.search(before) and said.isdigit()):
        return None
    if share is None and _MEASURE.match(text, end):
        return None
    token = page.at(start)
    if token is None or (value == 1 and (token.pos in ("DET", "PRON") or before.lower().endswith("ни "))):
        return None
    first = start
    low: int | float | None = None
    high: int | float | None = None
    far = _RANGE.match(text, end)
    if far and (upper := int(far.group(1) or far.group(2))) > value and not _MEASURE.match(text, far.end()):
        opening = re.search(r"\bот\s+$", before)
        first = start - len(before) + opening.start() if opening else start
        low, high, end = value, upper, far.end()
        value = (low + high) // 2 if isinstance(low, int) else (low + high) / 2
    elif value in PLENTY.values() and _PLENTY.fullmatch(said):
        low = value
    else:
        for known, bound in ((_HIGH, "high"), (_LOW, "low"), (_ABOVE, "above"), (_ABOUT, "")):
            q = known.search(before)
            if q:
                first = start - len(before) + q.start()
                high = value if bound == "high" else None
                low = (
                    value
                    if bound == "low"
                    else value + 1
                    if bound == "above" and isinstance(value, int)
                    else None
                )
                break
    if share is not None:
        return Quantity(
            text=text[first : share.end()],
            char_start=first,
            char_end=share.end(),
            value=value,
            low=low,
            high=high,
            unit="%",
        )
    noun = _noun(page, token)
    if noun is not None and noun.start < end:  # «26 тысяч предметов»: the scale's own noun
        noun = next(
            (page.tokens[c] for c in page.children[noun.i] if c > noun.i and page.tokens[c].pos == "NOUN"),
            None,
        )
    stop, unit, of = _unit(page, end, noun, parties)
    role = _role(page, token, noun, start, stop)
    if value == 1 and not role and (noun is None or noun.feats.get("Animacy") != "Anim"):
        return None
    if (
        not unit
        and found
        and start - found[-1].char_end < 120
        and "." not in text[found[-1].char_end : start]
    ):
        unit = found[-1].unit
    given = role == "returned" or (
        role is None and found and found[-1].to is not None and start - found[-1].char_end < 60
    )
    to, from_ = _whereto(page, token, noun, parties) if given else (None, None)
    return Quantity(
        text=text[first:stop],
        char_start=first,
        char_end=stop,
        value=value,
        low=low,
        high=high,
        unit=unit,
        role=role,
        to=to,
        from_=from_,
        of=of,
    )


def _noun(page: Parsed, numeral: Token) -> Token | None:
    """What a numeral counts."""
    head = page.tokens[numeral.head]
    if (
        numeral.rel.startswith(("nummod", "compound", "amod", "det"))
        and head.i > numeral.i
        and head.pos in ("NOUN", "PROPN", "VERB", "ADJ")
    ):
        if head.pos == "VERB" and head.feats.get("VerbForm") != "Part":
            return None
        return head
    for c in page.children[numeral.i]:
        child = page.tokens[c]
        if c > numeral.i and child.rel in ("nmod", "obl") and child.pos in ("NOUN", "PROPN"):
            return child
    for token in page.tokens[numeral.i + 1 : numeral.i + 4]:
        if token.pos == "NOUN":
            return token
        if token.pos not in ("ADJ", "NUM"):
            break
    return None


def _unit(
    page: Parsed, end: int, noun: Token | None, parties: Sequence[Actor]
) -> tuple[int, str, str | None]:
    """Where the words of the unit end, the unit, and whose it is by an adjective before the noun."""
    if noun is None or noun.start < end or noun.start - end > 60:
        return end, "", None
    words = [t for t in page.between(end, noun.end) if t.pos != "PUNCT"]
    owners = [
        t.text
        for t in words[:-1]
        if any(a.role == "demonym" and a.char_start <= t.start < a.char_end for a in parties)
    ]
    unit = " ".join(t.text for t in words if t.text not in owners)
    return noun.end, unit, " ".join(owners) or None


def _role(page: Parsed, numeral: Token, noun: Token | None, start: int, stop: int) -> str | None:
    inside = _ROLE.search(page.text, start, stop)
    if inside:
        return inside.lastgroup
    counted = noun if noun is not None else numeral
    head = counted
    for _ in range(4):
        if head.pos in ("VERB",) and head is not counted:
            break
        nxt = page.tokens[head.head]
        if nxt.i == head.i:
            break
        head = nxt
    if head.pos in ("VERB", "ADJ") or head.rel == "root":
        m = _ROLE.match(head.low)
        if m:
            return m.lastgroup
        if head.low in ("взяты", "взят"):
            return "captured"
    # «убиты двое», «двое убиты», «погибли пять»: the nearest word in the clause.
    near = re.compile(
        r"[\s,]*(?:\w+\s+){0,2}?(?:" + "|".join(f"(?P<{r}>{w})" for r, w in ROLES.items()) + ")", re.I
    ).match(page.text, stop, min(len(page.text), stop + 40))
    if near:
        return near.lastgroup
    before = list(_ROLE.finditer(page.text, max(0, start - 30), start))
    return before[-1].lastgroup if before and start - before[-1].end() < 3 else None


def _whereto(
    page: Parsed, numeral: Token, noun: Token | None, parties: Sequence[Actor]
) -> tuple[str | None, str | None]:
    """To whom (dative, в + accusative) and from whom (the subject, из + genitive) by the verb that governs the figure."""
    verb = noun if noun is not None else numeral
    for _ in range(4):
        nxt = page.tokens[verb.head]
        short = verb.feats.get("Variant") == "Short" or verb.feats.get("VerbForm") in ("Fin", None)
        if (verb.pos in ("VERB", "ADJ") and short) or nxt.i == verb.i:
            break
        verb = nxt
    to: str | None = None
    from_: str | None = None
    for c in page.children[verb.i]:
        token = page.tokens[c]
        actor = next(
            (a for a in parties if a.role != "demonym" and a.char_start <= token.start < a.char_end), None
        )
        name = actor.name if actor is not None else token.text if token.pos == "PROPN" else None
        if name is None:
            continue
        case = page.child(c, "case")
        if (
            token.rel == "iobj"
            or (token.rel in ("obl", "nmod", "obj") and token.feats.get("Case") == "Dat" and case is None)
            or (case is not None and case.low in ("в", "во") and token.feats.get("Case") == "Acc")
        ):
            to = name
        elif (case is not None and case.low in ("из", "от")) or (
            token.rel == "nsubj" and verb.feats.get("Voice") == "Act" and token is not noun
        ):
            from_ = name
    return _beside(page, (noun or numeral).end, parties) or to, from_


def _beside(page: Parsed, end: int, parties: Sequence[Actor]) -> str | None:
    """«17 – Азербайджану»: the receiver set right after a figure, in the dative or after «в»."""
    m = re.compile(r"\s*(?:[–—-]\s*)?(?:(?:были?\s+)?\w+ены?\s+)?(?P<to>(?:в|во)\s+)?").match(page.text, end)
    at = m.end() if m else end
    actor = next((a for a in parties if a.role != "demonym" and a.char_start == at), None)
    token = page.at(at)
    if actor is None or token is None or m is None:
        return None
    return (
        actor.name
        if (m["to"] and token.feats.get("Case") == "Acc")
        or (not m["to"] and token.feats.get("Case") == "Dat")
        else None
    )
