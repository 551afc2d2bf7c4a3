"""What a Russian claim is about, its modality, and what its content itself does: by words in any case.

The kinds and their order are those of the English reader (see `reading.kinds`).
"""
# ruff: noqa: E501

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from holdfire.reading.claim import Kind, Modality, Stance
from holdfire.reading.russian.parse import Parsed, Token


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(words) + ")", re.I)


DETAINEES = _any(r"(?:военно)?пленн", r"задержанн", r"заложник", r"удерживаем", r"обмен\w*\s+(?:пленн|тел|военнослужащ)", r"плен\b", r"плену\b", r"пропавш\w+ без вести", r"военнопленн", r"тел\w*\s+погибш", r"репатриац", r"(?:переда(?:л|н)\w*|верн\w+|возвращ\w+|освобо\w+)\s+(?:\w+\s+){0,4}(?:военнослужащ|солдат|военных|военного|гражданск)", r"возвращен\w*\s+(?:\w+\s+){0,2}военнослужащ")  # fmt: skip
VIOLATION = _any(r"откры\w+\s+огонь", r"огонь", r"(?<!прекращени[яией] )(?<!прекращение )огн[яюе]м?\b", r"обстрел", r"стрельб", r"выстрел", r"наруш\w+\s+(?:режим|перемири|прекращени|соглашени)", r"нарушени\w*\s+(?:режима|перемирия|соглашения)", r"атаков\w+", r"напад[ае]н", r"провокац", r"снайпер", r"миномет", r"миномёт", r"артиллери", r"вторж", r"вторг", r"диверс", r"ракетн", r"беспилотник", r"бпла", r"взрыв(?!оопасн|чат|ник)", r"перестрел", r"заминир", r"подорва", r"продвин", r"вклин")  # fmt: skip
CASUALTY = _any(r"погиб", r"убит", r"ранен", r"пострада", r"потер[ьи]\b", r"жертв", r"скончал")
DISPLACEMENT = _any(
    r"беженц",
    r"перемещенн",
    r"перемещённ",
    r"вынужденн\w+ переселен",
    r"возвращени\w+\s+(?:жител|населен|граждан|люд)",
    r"эвакуац",
)
MONITORING = _any(
    r"мониторинг",
    r"наблюдател",
    r"наблюдательн\w+\s+пост",
    r"расследовани",
    r"механизм\w*\s+(?:расследован|контрол|мониторинг)",
    r"патрул",
    r"верификац",
    r"миротворц\w+\s+(?:зафиксир|осуществл|продолжа)",
)
RESTORATION = _any(
    r"восстановлени",
    r"реконструкц",
    r"разминир",
    r"обезвре",
    r"разблокирован",
    r"железн\w+\s+дорог",
    r"транспортн\w+\s+(?:коммуникац|связ|коридор|сообщен)",
    r"строительств",
    r"инфраструктур",
    r"инвестиц",
    r"гуманитарн\w+\s+(?:помощ|груз)",
    r"экономическ\w+\s+(?:сотруднич|связ|проект)",
    r"компани",
    r"бизнес",
    r"завод",
)
MEETING = _any(
    r"встреч",
    r"переговор",
    r"визит",
    r"консультац",
    r"саммит",
    r"телефонн\w+\s+разговор",
    r"заседани",
    r"обсуд",
    r"обсужд",
    r"посети",
)
LIAISON = _any(
    r"горяч\w+\s+лини",
    r"прям\w+\s+(?:лини|связ|контакт)",
    r"(?:постоянн|регулярн|ежедневн|тесн)\w*\s+(?:контакт|связ|обсужда|взаимодейств)",
    r"взаимодейств\w+\s+с\s+генеральн",
    r"координац",
)
AGREEMENT = _any(
    r"(?:трехсторонн|трёхсторонн)\w+\s+(?:заявлени|соглашени|договоренн|договорённ)",
    r"соглашени",
    r"договоренност",
    r"договорённост",
    r"заявлени\w+\s+(?:от\s+\d|лидеров)",
    r"пункт\w*\s+\d",
    r"обязательств",
    r"договор\b",
    r"меморандум",
)
FORMAT = _any(
    r"формат",
    r"инициатив",
    r"платформ",
    r"минск\w+\s+групп",
    r"сопредседател",
    r"рабоч\w+\s+групп",
    r"комисси\w+\s+по\s+делимитац",
)
POSITION = _any(
    r"интерес",
    r"отношени",
    r"нормализац",
    r"\bмир[ау]?\b",
    r"позици",
    r"территориальн\w+\s+целостност",
    r"суверенитет",
    r"статус",
    r"готов",
    r"сотруднич",
    r"поддерж",
    r"призна",
    r"должн",
    r"необходимо",
    r"урегулирован",
)
_HELD = re.compile(
    r"\b(?:состоял|прош[её]л|прошл|провел|провёл|обсуди|встретил|побывал|пройдет|пройдёт)", re.I
)
WEAPON = re.compile(
    r"\b(?:стрелков\w+\s+оружи\w*|крупнокалиберн\w+\s+(?:пулем[её]т\w*|оружи\w*)|миномет\w*|миномёт\w*|гранатомет\w*|гранатомёт\w*|снайперск\w+\s+винтовк\w*|снайпер\w*|"
    r"артиллери\w*|пулемет\w*|пулемёт\w*|беспилотник\w*|бпла|дрон\w*|танк\w*|ракет\w*|рсзо|мин\b|гранат\w*|птур\w*|гаубиц\w*)",
    re.I,
)
FIRE = re.compile(
    r"\b(?:откры\w+\s+огонь|обстрел\w+|наруш\w+|атаков\w+|вторг\w+|стрел\w+|препятств\w+|срыва\w+|провоцир\w+|провокац\w+)",
    re.I,
)


def kind_of(content: str, *, stance: Stance, format_id: str | None, clauses: Sequence[str]) -> Kind:
    """The kind of a claim."""
    if DETAINEES.search(content):
        return "detainees"
    if LIAISON.search(content):
        return "liaison"
    if stance in ("propose", "demand") and MONITORING.search(content):
        return "monitoring"
    if VIOLATION.search(content) and not (MEETING.search(content) and not CASUALTY.search(content)):
        return "violation"
    if CASUALTY.search(content):
        return "casualty"
    if DISPLACEMENT.search(content):
        return "displacement"
    if _HELD.search(content) and MEETING.search(content):
        return "meeting"
    if stance not in ("accuse", "condemn", "believe") and (format_id or FORMAT.search(content)):
        return "format"
    if MONITORING.search(content) and not AGREEMENT.search(content):
        return "monitoring"
    if RESTORATION.search(content):
        return "restoration"
    if AGREEMENT.search(content) or clauses:
        return "agreement"
    if MEETING.search(content):
        return "meeting"
    return "position" if POSITION.search(content) or stance not in ("state", "announce") else "other"


_PLANNED = re.compile(
    r"\b(?:планиру\w+|намерен\w*|собира(?:ет|ют)ся|запланирован\w*|предстоит|готовится|ожидается|будет|будут|должн\w+\s+(?:быть|состояться))\b",
    re.I,
)
_POSSIBLE = re.compile(r"\b(?:мож(?:ет|но)|могут|возможно|вероятно|предположительно|якобы)\b", re.I)
_HEDGES = re.compile(
    r"\b(?:насколько\s+(?:я\s+)?(?:понимаю|известно)|по\s+предварительн\w+\s+данным|предположительно|вероятно|возможно|якобы|на\s+(?:мой|наш)\s+взгляд|по\s+(?:моему|нашему)\s+мнению)\b",
    re.I,
)


def modality_of(page: Parsed, content: str, root: Token | None, *, denied: bool) -> Modality | None:
    """Done, planned, possible, conditional or denied; None where the words do not say."""
    if denied:
        return "denied"
    if root is not None:
        if root.low == "нет" or any(page.tokens[c].low in ("не", "нет") for c in page.children[root.i]):
            return "denied"
        if re.match(r"\s*(?:если|в\s+случае)\b", content, re.I) or any(
            page.tokens[c].low == "бы" for c in page.children[root.i]
        ):
            return "conditional"
        if root.feats.get("Tense") == "Fut":
            return "planned"
    if _PLANNED.search(content):
        return "planned"
    if _POSSIBLE.search(content):
        return "possible"
    if (
        root is not None
        and root.pos in ("VERB", "ADJ")
        and (root.feats.get("Tense") == "Past" or root.feats.get("Aspect") == "Perf")
    ):
        return "done"
    return None


def hedge_of(content: str) -> str | None:
    """The words that soften a claim."""
    m = _HEDGES.search(content)
    return m.group() if m else None


@lru_cache(maxsize=20_000)
def in_any_case(words: str) -> re.Pattern[str] | None:
    """A Russian phrase as a pattern that matches it in any case; None for another script."""
    if not re.search(r"[а-яё]", words, re.I):
        return None
    parts = []
    for word in words.split():
        stem = re.sub(
            r"(?:ими|ыми|ого|его|ому|ему|ой|ей|ый|ий|ая|яя|ое|ее|ые|ие|ых|их|ым|им|ом|ем|ами|ями|ов|ев|ах|ях|ам|ям|ть|[аеиоуыэюяйь])$",
            "",
            word,
            flags=re.I,
        )
        parts.append(re.escape(stem if len(stem) > 2 else word) + r"\w*")
    return re.compile(r"(?<!\w)" + r"\s+".join(parts).replace("ё", "[её]"), re.I)


def first_code(content: str, coded: Iterable[tuple[str, Iterable[str]]]) -> str | None:
    """The first code one of whose words occurs, in any case."""
    for code, words in coded:
        for word in words:
            pattern = in_any_case(word)
            if (pattern is not None and pattern.search(content)) or (
                pattern is None and not word.isascii() and word in content
            ):
                return code
    return None
