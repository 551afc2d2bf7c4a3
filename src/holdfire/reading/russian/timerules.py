"""The grammar of Russian time expressions: patterns and what each stands for.

«14 октября 2021 года», «с 17 по 18 ноября», «в 09:00 мск», «вчера», «на этой неделе», «в ночь на 15 октября»,
«с декабря 2020 года» (up to the publication), «три дня назад», «за последние сутки».
"""
# ruff: noqa: E501

import re
from collections.abc import Callable
from datetime import date, timedelta

from holdfire.reading.russian.numerals import WORDS, value_of
from holdfire.reading.times import moments
from holdfire.reading.times.clocks import offset_of
from holdfire.reading.times.dates import month_day_of
from holdfire.reading.times.expression import State, nearest, unplaced
from holdfire.reading.times.moments import Moment

MONTHS = "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр".split()
_MONTH = r"(?P<{0}>январ[ьяею]|феврал[ьяею]|март[ае]?|апрел[ьяею]|ма[йяе]|июн[ьяею]|июл[ьяею]|август[ае]?|сентябр[ьяею]|октябр[ьяею]|ноябр[ьяею]|декабр[ьяею])"
WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
_WEEKDAY = r"(?P<weekday>понедельник[ау]?|вторник[ау]?|сред[ауы]|четверг[ау]?|пятниц[ауы]|суббот[ауы]|воскресень[еяю])"
_UNITS = {"минут": "minute", "час": "hour", "дн": "day", "ден": "day", "сут": "day", "недел": "week", "месяц": "month", "квартал": "quarter", "год": "year", "лет": "year", "десятилет": "decade", "век": "century"}  # fmt: skip
_UNIT = r"(?P<unit>минут[ауы]?|час(?:а|ов|ам)?|дн(?:я|ей|и|ю|ям)|день|сут(?:ки|ок)|недел[юьяиь]|месяц(?:а|ев|ам)?|квартал(?:а|ов)?|год(?:а|у)?|лет|десятилети(?:е|я|й)|век(?:а|ов)?)"
_WORD = "|".join(sorted(WORDS, key=len, reverse=True)).replace("е", "[её]")
_COUNT = rf"(?P<count>\d+|полтор[аы]|полгода|несколько|пару|(?:{_WORD})(?:\s(?:{_WORD}))*)"
_YEAR = r"(?:\s+(?P<year>\d{4})\s*(?:г\.?(?:ода)?|года?|году)?|\s+(?P<which>этого|текущего|прошлого|минувшего|того\s+же|следующего|будущего)\s+года)"
PARTS = {"утр": "morning", "дн": "afternoon", "вечер": "evening", "ноч": "night"}
_PART = r"(?P<part>утром|днем|днём|вечером|ночью|утра|вечера|ночи)"
_ZONE = r"(?:\s*\(?(?:по\s+(?P<zone>местному|московскому|бакинскому|ереванскому|гринвичу)\s+времени|(?P<mark>мск|utc|gmt))\)?)?"
_CLOCK = rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?!\d|[.:]\d){_ZONE}"
_HOURS = r"(?P<hour>\d{1,2})\s+час(?:ов|а)?(?:\s+(?P<minute>\d{1,2})\s+минут[аы]?)?"
BACK = {"прошл": -1, "минувш": -1, "прошедш": -1, "предыдущ": -1, "последн": -1, "эт": 0, "текущ": 0, "нынешн": 0, "следующ": 1, "будущ": 1, "ближайш": 1}  # fmt: skip
SEASONS = {"весн": "spring", "лет": "summer", "осен": "autumn", "зим": "winter"}
Built = tuple[str, Callable[[State], Moment]]
RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Built | None]]] = []


Builder = Callable[[re.Match[str]], Built | None]


def _rule(*patterns: str) -> Callable[[Builder], Builder]:
    """Makes a function read what any of the patterns matches as whole words."""

    def keep(build: Builder) -> Builder:
        for pattern in patterns:
            RULES.append((re.compile(r"(?<!\w)(?:" + pattern + r")(?!\w)", re.I), build))
        return build

    return keep


def month_of(word: str) -> int:
    """The month a case form names: «октября» is 10."""
    low = word.lower()
    return max(
        (k for k, stem in enumerate(MONTHS, 1) if low.startswith(stem)), key=lambda k: len(MONTHS[k - 1])
    )


def unit_of(word: str) -> str:
    """The unit a case form names: «суток» are days."""
    low = word.lower()
    return next(unit for stem, unit in _UNITS.items() if low.startswith(stem))


def _year(m: re.Match[str], state: State) -> int | None:
    groups = m.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    which = (groups.get("which") or "").lower()
    if not which or state.published is None:
        return None
    if which.startswith("того"):
        return (
            state.last.day.year
            if state.last is not None and state.last.day is not None
            else state.published.year
        )
    return state.published.year + (
        -1 if which[:3] in ("про", "мин") else 1 if which[:3] in ("сле", "буд") else 0
    )


@_rule(
    rf"(?:с\s+)?(?P<first>\d{{1,2}})(?:-го)?\s*(?:по|до|[-–—]|и)\s*(?P<last>\d{{1,2}})(?:-го)?\s+{_MONTH.format('month')}(?:{_YEAR})?"
)
def _days(m: re.Match[str]) -> Built | None:
    month, first, last = month_of(m["month"]), int(m["first"]), int(m["last"])
    if not 0 < first < last < 32:
        return None

    def read(state: State) -> Moment:
        a = month_day_of(month, first, _year(m, state), state)
        return moments.between(a, month_day_of(month, last, a.day.year, state)) if a.day else a

    return "range", read


@_rule(
    rf"(?P<part>в\s+ночь|утром|вечером|ночью|днем|днём)\s+(?:(?P<onto>на|с)\s+)?(?P<day>\d{{1,2}})(?:\s+(?:на|по)\s+(?P<next>\d{{1,2}}))?\s+{_MONTH.format('month')}(?:{_YEAR})?"
)
def _part_of_day(m: re.Match[str]) -> Built | None:
    """вечером 14 октября; в ночь на 15 октября; в ночь с 14 на 15 октября."""
    month, day = month_of(m["month"]), int(m["day"])
    night = m["part"].lower().endswith("ночь")
    word = (
        "night"
        if night
        else PARTS[next(k for k in PARTS if m["part"].lower().replace("ё", "е").startswith(k))]
    )

    def read(state: State) -> Moment:
        at = month_day_of(month, day, _year(m, state), state)
        if at.day is None:
            return at
        begins = at.day - timedelta(1) if night and (m["onto"] or "").lower() == "на" else at.day
        return moments.part(begins, word, state.offset)

    return "part", read


@_rule(rf"(?P<day>\d{{1,2}})(?:-го|-е)?\s+{_MONTH.format('month')}(?:{_YEAR})?")
def _month_day(m: re.Match[str]) -> Built | None:
    month, day = month_of(m["month"]), int(m["day"])
    return ("day", lambda s: month_day_of(month, day, _year(m, s), s)) if 0 < day < 32 else None


@_rule(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d{2})(?:\s*г\.?)?|(?P<iso>\d{4}-\d{2}-\d{2})")
def _numeric(m: re.Match[str]) -> Built | None:
    try:
        if m["iso"]:
            at = date.fromisoformat(m["iso"])
        else:
            y = int(m["y"])
            at = date(y if y > 99 else 2000 + y if y < 70 else 1900 + y, int(m["m"]), int(m["d"]))
    except ValueError:
        return None
    return "day", lambda s: moments.day(at)


@_rule(
    rf"(?:(?P<lead>в|с|со|до|к|за|по|на|после|начале|середине|конце|между|и)\s+)?{_MONTH.format('month')}(?P<tail>{_YEAR})?"
)
def _month(m: re.Match[str]) -> Built | None:
    # «мая», «март» and the like stand alone only after a preposition; with a year they need none.
    if not m["tail"] and not m["lead"]:
        return None
    month = month_of(m["month"])

    def read(state: State) -> Moment:
        year = _year(m, state)
        if year is not None:
            return moments.month(year, month)
        if state.published is None:
            return unplaced(f"XXXX-{month:02d}", "month")
        if month == state.published.month:
            return moments.month(state.published.year, month)
        return moments.month(
            nearest(state, [date(state.published.year + k, month, 15) for k in (-1, 0, 1)]).year, month
        )

    return "month", read


@_rule(
    r"(?P<year>(?:1[89]|20)\d{2})(?:\s*[-–]\s*(?P<to>(?:1[89]|20)\d{2}))?\s*(?:г\.|гг\.|год(?:а|у|ом|ах|ов|ы)?)"
)
def _bare_year(m: re.Match[str]) -> Built | None:
    year, to = int(m["year"]), int(m["to"] or m["year"])
    if to > year:
        return "range", lambda s: moments.between(moments.year(year), moments.year(to))
    return "year", lambda s: moments.year(year)


@_rule(r"(?P<decade>(?:1[89]|20)\d0)-х(?:\s+год(?:ах|ов|ы))?")
def _decade(m: re.Match[str]) -> Built | None:
    first = int(m["decade"])
    return "decade", lambda s: moments.decade(first)


@_rule(r"позавчера|вчера|сегодня|завтра|послезавтра|накануне")
def _deictic(m: re.Match[str]) -> Built | None:
    said = m.group().lower()
    by = {"позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1, "послезавтра": 2, "накануне": -1}[said]

    def read(state: State) -> Moment:
        return moments.day(state.published + timedelta(by)) if state.published else unplaced("XXXX-XX-XX")

    return "day", read


@_rule(rf"(?:(?P<which>прошл\w+|минувш\w+|эт[уо]\w*|следующ\w+|ближайш\w+)\s+)?{_WEEKDAY}")
def _weekday(m: re.Match[str]) -> Built | None:
    low = m["weekday"].lower()
    number = next(k for k, stem in enumerate(WEEKDAYS) if low.startswith(stem))
    which = (m["which"] or "").lower()
    # «среда» is also surroundings: the day stands in the accusative, or with a word that says which.
    if stem_is_wednesday(low) and low != "среду" and not which:
        return None

    def read(state: State) -> Moment:
        if state.published is None:
            return unplaced(f"XXXX-WXX-{number + 1}")
        back, ahead = (state.published.weekday() - number) % 7, (number - state.published.weekday()) % 7
        if which.startswith(("прошл", "минувш")):
            return moments.day(state.published - timedelta(back or 7))
        if which.startswith(("следующ", "ближайш")) or state.forward:
            return moments.day(
                state.published + timedelta(ahead if state.forward and not which else ahead or 7)
            )
        return moments.day(state.published - timedelta(back))

    return "day", read


def stem_is_wednesday(low: str) -> bool:
    return low.startswith("сред")


@_rule(
    rf"(?:(?P<same>тот\s+же|того\s+же|этот\s+же|тем\s+же)\s+(?P<same_unit>день|дня|вечер|вечером|месяц)|(?P<which>прошл\w+|минувш\w+|прошедш\w+|предыдущ\w+|последн\w+|эт(?:ой|ом|от|у|о|их|и)|текущ\w+|нынешн\w+|следующ\w+|будущ\w+|ближайш\w+)\s+(?:{_COUNT}\s+)?(?:{_UNIT[:-1]}|неделе|месяце|году|годы|дни|сутках|выходные|весной|летом|осенью|зимой)))"
)
def _which_unit(m: re.Match[str]) -> Built | None:
    """на этой неделе, в прошлом месяце, на следующий день, за последние сутки, в последние дни."""
    if m["same"]:
        return (
            "unit",
            lambda s: moments.day(s.at or s.published) if (s.at or s.published) else unplaced("XXXX-XX-XX"),
        )
    said = m.group().lower().split()
    which, word = said[0], said[-1]
    by = next((v for k, v in BACK.items() if which.startswith(k)), None)
    if by is None:
        return None
    season = next((v for k, v in SEASONS.items() if word in (k + "ой", k + "ом", k + "ью")), None)
    if season is not None:
        return (
            "season",
            lambda s: (
                moments.season(s.published.year + by, season) if s.published else unplaced("XXXX", "quarter")
            ),
        )
    if word == "выходные":
        return (
            "weekend",
            lambda s: (
                moments.weekend(s.published + timedelta(7 * by))
                if s.published
                else unplaced("XXXX-WXX-WE", "interval")
            ),
        )
    unit = unit_of(
        "недел"
        if word.startswith("недел")
        else "месяц"
        if word.startswith("месяц")
        else "год"
        if word.startswith("год")
        else "сут"
        if word.startswith("сут")
        else word
    )
    count = value_of(m["count"]) if m["count"] else None
    over = which.startswith(("последн", "ближайш", "прошедш", "минувш"))
    if (
        over
        and (count or word in ("сутки", "неделю", "месяц", "год", "час"))
        and not word.endswith(("е", "у"))
    ) or (over and word == "неделю"):
        amount = float(count or 1)

        def window(state: State) -> Moment:
            value = f"P{'T' if unit in ('minute', 'hour') else ''}{amount:g}{'MHDWMQYEC'[['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year', 'decade', 'century'].index(unit)]}"
            if state.published is None:
                return unplaced(value, "interval")
            days = 1 if unit in ("minute", "hour") else None
            other = (
                state.published + timedelta(days * (1 if by > 0 else -1))
                if days
                else moments.back(state.published, amount * (-1 if by > 0 else 1), unit)
            )
            first, last = sorted((state.published, other))
            return Moment(value, first.isoformat(), last.isoformat(), "interval", state.published)

        return "window", window
    if unit in ("minute", "hour"):
        return None
    if word in ("дни", "дней", "годы", "лет", "недели", "месяцы", "недель", "месяцев") or (
        over and word.endswith(("и", "ы", "ей", "ев"))
    ):
        return "ref", lambda s: unplaced("PAST_REF" if by <= 0 else "FUTURE_REF")
    step = by

    def read(state: State) -> Moment:
        base = (state.at if unit == "day" else None) or state.published
        if base is None:
            return unplaced(
                {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX"}.get(unit, "XXXX"), "interval"
            )
        return moments.shift(base, step, unit)

    return "unit", read


@_rule(
    r"(?:до\s+|к\s+|в\s+)?(?P<edge>конца|концу|конце|начала|начале|середине)\s+(?:(?P<which>этого|следующего|прошлого)\s+)?(?P<span>года|месяца|недели)"
)
def _edge(m: re.Match[str]) -> Built | None:
    """до конца года, в начале месяца: the period, up to its end when it is still to come."""
    unit = unit_of(m["span"])
    by = {"с": 1, "п": -1}.get((m["which"] or "э")[0].lower(), 0)
    until = m.group().lower().startswith(("до", "к ")) and m["edge"].lower().startswith("кон")

    def read(state: State) -> Moment:
        if state.published is None:
            return unplaced("XXXX", "interval")
        whole = moments.shift(state.published, by, unit)
        if until and whole.end is not None and whole.end >= state.published.isoformat():
            return Moment(whole.value, state.published.isoformat(), whole.end, "interval", state.published)
        return whole

    return "unit", read


@_rule(r"за\s+(?:(?:последни|минувши|прошедши)[ей]\s+)?(?P<span>сутки|неделю|месяц|год)")
def _over(m: re.Match[str]) -> Built | None:
    """за сутки, за неделю: up to the publication."""
    unit = unit_of(m["span"])
    value = {"day": "P1D", "week": "P1W", "month": "P1M", "year": "P1Y"}[unit]

    def read(state: State) -> Moment:
        if state.published is None:
            return unplaced(value, "interval")
        first = moments.back(state.published, 1, unit).isoformat()
        return Moment(value, first, state.published.isoformat(), "interval", state.published)

    return "window", read


@_rule(
    rf"(?P<ahead>спустя|через)\s+(?:{_COUNT}\s+)?{_UNIT}", rf"{_COUNT}\s+{_UNIT}\s+назад", rf"{_UNIT}\s+назад"
)
def _away(m: re.Match[str]) -> Built | None:
    """три дня назад, через неделю, спустя два месяца."""
    groups = m.groupdict()
    unit, said, back = unit_of(groups["unit"]), (groups.get("count") or "").lower(), not groups.get("ahead")
    since = (groups.get("ahead") or "").lower() == "спустя"
    amount = (
        0.5
        if said == "полгода"
        else 1.5
        if said.startswith("полтор")
        else 2
        if said == "пару"
        else value_of(said)
        if said
        else 1
    )
    if amount is None:
        return (
            ("ref", lambda s: unplaced("PAST_REF" if back else "FUTURE_REF")) if said == "несколько" else None
        )
    number = float(amount)

    def read(state: State) -> Moment:
        base = (state.at if since else None) or state.published
        if base is None:
            return unplaced("PAST_REF" if back else "FUTURE_REF")
        if unit in ("minute", "hour"):
            return moments.day(base)
        if unit == "week":
            return moments.day(base + timedelta(days=round(7 * number) * (-1 if back else 1)))
        return moments.shift(base, -number if back else number, unit)

    return "away", read


@_rule(
    rf"(?P<lead>(?:в|около|примерно\s+в|к|с|до)\s+)?{_CLOCK}(?:\s+{_PART})?",
    rf"(?P<lead>(?:в|около|примерно\s+в|к|с|до)\s+){_HOURS}{_ZONE}(?:\s+{_PART})?",
)
def _clock(m: re.Match[str]) -> Built | None:
    """в 09:15 мск, в 10 часов утра, 14:30 по местному времени."""
    hour, minute = int(m["hour"]), int(m["minute"] or 0)
    part = (m["part"] or "").lower()
    if part.startswith("вечер") and hour < 12:
        hour += 12
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    zone = (m["zone"] or m["mark"] or "").lower()
    # «10.15» alone is a figure.
    if not m["lead"] and ":" not in m.group() and not zone:
        return None
    said = {
        "московскому": "moscow time",
        "бакинскому": "baku time",
        "ереванскому": "yerevan time",
        "гринвичу": "gmt",
        "мск": "msk",
    }.get(zone, zone)

    def read(state: State) -> Moment:
        base = state.at or state.published
        if base is None:
            return Moment(
                f"XXXX-XX-XXT{hour % 24:02d}:{minute:02d}", precision="minute", clock=(hour % 24, minute)
            )
        if hour == 24:
            base += timedelta(1)
        offset = offset_of(said, base, hour % 24, minute) if said and said != "местному" else ""
        return moments.clock(base, hour % 24, minute, offset or state.offset)

    return "clock", read


@_rule(
    r"утром|вечером|ночью|сейчас|недавно|ранее|в\s+настоящее\s+время|на\s+данный\s+момент|в\s+ближайшее\s+время|в\s+(?:прошлом|будущем)(?!\s+(?:год|месяц|квартал|век))"
)
def _other(m: re.Match[str]) -> Built | None:
    low = m.group().lower()
    if low in ("утром", "вечером", "ночью"):
        word = PARTS[next(k for k in PARTS if low.startswith(k))]

        def read(state: State) -> Moment:
            base = state.at or state.published
            return (
                moments.part(base, word, state.offset)
                if base
                else unplaced(f"XXXX-XX-XX{moments.PARTS[word][0]}", "part-of-day")
            )

        return "part", read
    value = (
        "PAST_REF"
        if low in ("недавно", "ранее", "в прошлом")
        else "FUTURE_REF"
        if "ближайш" in low or "будущ" in low
        else "PRESENT_REF"
    )
    return "ref", lambda s: unplaced(value)
