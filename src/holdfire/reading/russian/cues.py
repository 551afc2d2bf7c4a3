"""Russian words of saying: verbs by their stems with the stance they take, and phrases that name a source.

Stems are matched from the start of a word with ё written е.
"""
# ruff: noqa: E501

import re

from holdfire.reading.claim import Stance

# Stem, stance. Longer stems first where one begins another.
_VERBS: tuple[tuple[str, Stance], ...] = (
    ("сообща", "state"), ("сообщи", "state"), ("заяви", "state"), ("заявля", "state"), ("сказа", "state"), ("говор", "state"),
    ("отмети", "state"), ("отмеча", "state"), ("подчеркн", "state"), ("подчеркива", "state"), ("добави", "state"), ("добавля", "state"),
    ("рассказ", "state"), ("поясни", "state"), ("поясня", "state"), ("уточни", "state"), ("уточня", "state"), ("объясни", "state"),
    ("объясня", "state"), ("указа", "state"), ("указыва", "state"), ("напомни", "state"), ("напомина", "state"), ("констатир", "state"),
    ("информир", "state"), ("проинформир", "state"), ("написа", "state"), ("пишет", "state"), ("пишут", "state"), ("утвержда", "state"),
    ("доложи", "state"), ("докладыва", "state"), ("извести", "state"), ("уведоми", "state"), ("оповести", "state"), ("замети", "state"),
    ("объяви", "announce"), ("объявля", "announce"), ("анонсир", "announce"),
    ("обвини", "accuse"), ("обвиня", "accuse"), ("опроверг", "deny"), ("опроверга", "deny"), ("отрица", "deny"), ("отверг", "oppose"),
    ("отверга", "oppose"), ("подтверди", "confirm"), ("подтвержда", "confirm"), ("призна", "admit"), ("предупреди", "warn"),
    ("предупрежда", "warn"), ("предостер", "warn"), ("пригрози", "threaten"), ("угрожа", "threaten"), ("потребова", "demand"),
    ("требу", "demand"), ("призва", "demand"), ("призыва", "demand"), ("предложи", "propose"), ("предлага", "propose"),
    ("поддержа", "support"), ("поддержива", "support"), ("приветств", "welcome"), ("осуди", "condemn"), ("осужда", "condemn"),
    ("пообеща", "pledge"), ("обеща", "pledge"), ("счита", "believe"), ("полага", "believe"), ("надеет", "believe"), ("надею", "believe"),
    ("спроси", "ask"), ("выступи", "support"), ("выступа", "support"), ("вырази", "state"), ("выража", "state"), ("процитир", "cite"), ("упомян", "cite"),
)  # fmt: skip
_BY_STEM = sorted(_VERBS, key=lambda v: -len(v[0]))
_FIRST = {stem[:3] for stem, _ in _VERBS}

# Verbs read with what they take as object or infinitive, not only with a clause.
TAKES_OBJECT: frozenset[str] = frozenset(
    {
        "accuse",
        "deny",
        "oppose",
        "confirm",
        "demand",
        "propose",
        "support",
        "welcome",
        "condemn",
        "pledge",
        "admit",
        "announce",
        "cite",
    }
)

# "по словам Захаровой": the words that open a source, and the stance of what is so told.
ACCORDING = re.compile(
    r"\b(?:по|со)\s+(?:его\s+|е[её]\s+|их\s+)?(?:(?P<words>слов(?:ам)?|данным|информации|сообщению|сообщениям|заявлению|утверждению|сведениям|версии|свидетельству)"
    r"|(?P<opinion>мнению|оценке|оценкам|убеждению))\b|\b(?P<law>согласно)\b(?!\s+с\b)",
    re.I,
)
# Passive and impersonal: said by nobody named.
IMPERSONAL = re.compile(
    r"^(?:сообщается|отмечается|говорится|указывается|утверждается|подчеркивается|уточняется|известно|сообщалось)$"
)


def stance_of(word: str) -> Stance | None:
    """The stance of a verb of saying by its form; None when the word is none."""
    if word[:3] not in _FIRST:
        return None
    for stem, stance in _BY_STEM:
        if word.startswith(stem):
            return stance
    return None
