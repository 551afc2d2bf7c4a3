"""What monitors heard, saw or recorded: sentences in the style of the OSCE SMM's reports, as its table's columns.

Columns: position, event location (distance and direction from it), means, number, observation,
description, weapon, start and end. From position, distance and direction follow a point and an error
ellipse (`bearings`); both are kept beside the words. Only sentences whose subject is a monitor, a
patrol, a camera or a sensor are read: what a party says it heard is a claim, not an observation.
"""
# ruff: noqa: E501

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from holdfire.reading import bearings, numbers
from holdfire.reading.claim import Description, Ellipse, Means, Observation, PlaceMention, Sighted, TimeSpan
from holdfire.reading.weapons import weapon_of


class _Where(NamedTuple):
    words: str
    low: float | None
    high: float | None
    directions: tuple[str, ...]
    start: int
    end: int


_MONITOR = (
    r"(?:SMM|OSCE|EUMM|[Mm]ission|[Mm]onitors?|[Mm]onitoring (?:team|group|officers?)|[Oo]bservers?|[Pp]atrols?|[Cc]amera|[Ss]ensors?|"
    r"mini-UAV|(?:SMM|mission|OSCE) (?:\w+-range )?UAV|[Pp]eacekeepers?|[Oo]bservation post|[Tt]eam)"
)
_SENSE = re.compile(
    r"\b(?P<verb>heard|hear|saw|seen|observed|recorded|registered|detected|spotted|picked up|noted)\b(?: and (?:in some cases (?:also )?)?(?:also )?(?P<also>heard|saw|recorded))?"
)
_SUBJECT = re.compile(rf"\b{_MONITOR}\b")
_NUMBER_WORDS = numbers.WORDS
_COUNT = (
    rf"(?:(?P<hedge>[Aa]t least|up to|more than|over|about|around|approximately|approx\.|some|nearly|almost|fewer than|less than|no fewer than|in total|a total of|another)\s+)?"
    rf"(?P<count>{numbers.FIGURE}(?:\s?[-–]\s?{numbers.FIGURE})?|{_NUMBER_WORDS}|an?|several|numerous|multiple|dozens of|uncountable|sporadic|no)"
)
_DESCRIBED = r"undetermined|outgoing|incoming|unattributed|controlled|uncontrolled|large|loud|single|sporadic|intense|overlapping|possible|distant|mortar|artillery|tank|small-arms|heavy-machine-gun|automatic-grenade-launcher|anti-aircraft gun|MLRS|rocket|RPG|[\d.]+\s?mm|mortar or artillery|tracer"
_THING = (
    r"(?P<thing>explosions?|detonations?|bursts?|shots?|projectiles?|muzzle flashes|muzzle flash|(?:illumination )?flares?|tracer rounds?|tracers?|"
    r"rockets?|rounds?|missiles?|impacts?|salvos?|volleys?|exchanges? of fire)"
)
_ITEM = re.compile(
    rf"(?<![\w-])(?:{_COUNT}\s+)?(?P<described>(?:(?:{_DESCRIBED})\s+)*)(?:ceasefire violations?[^,.;]{{0,12}})?{_THING}(?![\w-])"
    rf"(?P<more>(?: and (?:bursts|shots|explosions|rounds))?)"
)
_KINDS: dict[str, Sighted] = {
    "explosion": "explosion", "detonation": "explosion", "burst": "burst", "shot": "shot", "projectile": "projectile",
    "muzzle flash": "muzzle flash", "flare": "illumination flare", "illumination flare": "illumination flare", "tracer": "tracer",
    "tracer round": "tracer", "rocket": "rocket", "round": "round", "missile": "missile", "impact": "impact", "salvo": "salvo",
    "volley": "salvo", "exchange of fire": "exchange of fire", "muzzle flashe": "muzzle flash",
}  # fmt: skip
_ASSESSED = re.compile(
    r"\b(?P<what>undetermined|outgoing|incoming|impacts?|airbursts?|live-fire (?:training )?exercises?|controlled (?:detonation|explosion)s?|uncontrolled (?:detonation|explosion)s?)\b"
)
_PART = re.compile(
    rf"(?P<count>{numbers.FIGURE}|{_NUMBER_WORDS}|an?)\s+(?:assessed as\s+)?(?P<what>undetermined|outgoing|incoming|impacts?|airbursts?)\b"
)
_FLIGHT = re.compile(
    rf"\bin (?:vertical )?flight(?:\s+from (?P<from>{bearings.COMPASS})\s+to (?:the )?(?P<to>{bearings.COMPASS}))?|(?:flying|moving|travelling) from (?P<from2>{bearings.COMPASS}) to (?P<to2>{bearings.COMPASS})"
)
_SIDE = rf"(?:(?:to|in|towards) the )?(?:{bearings.COMPASS})(?![\w-])"
_RANGE = re.compile(
    rf"(?:(?:all |both )?(?:at |from )?(?:an? |assessed |estimated |unknown )*(?:distances?|ranges?)(?: of)?(?: between)? )?"
    rf"(?:(?:about|approximately|around|some|roughly|over|more than) )?"
    rf"(?P<low>\d+(?:[.,]\d+)?)(?:\s?(?:-|–|to|and)\s?(?P<high>\d+(?:[.,]\d+)?))?\s?(?P<unit>km|kilomet(?:re|er)s?|m|met(?:re|er)s?)\b"
    rf"(?:\s+(?:away\s+)?(?P<sides>{_SIDE}(?:(?:,\s+(?:and )?|\s+and\s+){_SIDE})*))?(?!\s+of\b)(?!\s+from\b)"
)
_POSITION = re.compile(
    rf"\b(?:[Pp]ositioned|[Ww]hile(?: positioned)?|[Ll]ocated|[Ff]rom (?:its|their|an?) (?:position|location)s?|{_MONITOR}(?: (?:camera|officers|members|patrol))?|camera)\b[^.;]{{0,40}}?\b(?:in|at|on|near|from|outside|about|approximately|of|\d)"
)
_SAME = re.compile(r"\b(?:same|that) (?:location|position|place)\b|\bthere\b", re.I)
_SENTENCE = re.compile(
    r"[^\n.!?]*(?:[.!?](?=\d|[A-Za-z]\.)[^\n.!?]*|\b(?:approx|No|St|Mt|hrs)\.[^\n.!?]*)*(?:[.!?\n]+|$)"
)


def find_observations(
    text: str, *, places: Sequence[PlaceMention], times: Sequence[TimeSpan]
) -> tuple[Observation, ...]:
    """Every observation a monitors' report tells; positions and windows carry over within a paragraph."""
    if not _SENSE.search(text):
        return ()
    found: list[Observation] = []
    position: PlaceMention | None = None
    window: TimeSpan | None = None
    monitor = False  # the sentence before spoke of a monitor, so "it heard" is theirs
    stop = 0
    for m in _SENTENCE.finditer(text):
        start, end = m.span()
        if start == end:
            continue
        if "\n" in text[stop:start] or text[max(0, start - 2) : start] == "\n\n":
            position, window, monitor = None, None, False  # a new paragraph stands elsewhere
        stop = end
        sentence = text[start:end]
        inside = [
            p for p in places if start <= p.char_start < end and p.use == "location" and not p.government
        ]
        position = _position(sentence, start, inside) or position
        said = [t for t in times if start <= t.char_start < end and t.start is not None]
        window = _window(said) or window
        sense = _sense(sentence, monitor)
        monitor = bool(_SUBJECT.search(sentence)) or (monitor and sense is not None)
        if sense is not None:
            found += _rows(text, start, sentence, *sense, position, _window(said) or window)
    return tuple(found)


def _sense(sentence: str, monitor: bool) -> tuple[int, tuple[Means, ...]] | None:
    """Where the things perceived begin in a sentence that says a monitor perceived them, and the means."""
    for m in _SENSE.finditer(sentence):
        before, after = sentence[: m.start()], sentence[m.end() : m.end() + 90]
        passive = (
            re.match(rf"[^.;]*?\bby (?:the |an? )?{_MONITOR}\b", after)
            if re.search(r"\b(?:was|were|been) $", before)
            else None
        )
        own = _SUBJECT.search(before) or (
            monitor and re.search(r"(?:^|\s)(?:[Ii]t|[Tt]hey|also) (?:also )?$", before)
        )
        begins = 0 if passive else m.end()
        if not (own or passive) or not _ITEM.search(sentence, begins):
            continue
        near = (before[-140:] + (passive.group() if passive else "")).lower()
        if re.search(r"\bdid not\b|\bnot$", near[-14:]):
            continue
        means: list[Means] = []
        if "camera" in near and m["verb"] not in ("heard", "hear"):
            means.append("camera")
        elif re.search(r"\buav\b|\bdrone\b", near) and m["verb"] not in ("heard", "hear"):
            means.append("UAV")
        else:
            for verb in filter(None, (m["verb"], m["also"])):
                kind: Means = (
                    "heard"
                    if verb.startswith("hear")
                    else "saw"
                    if verb in ("saw", "seen", "observed", "spotted")
                    else "recorded"
                )
                if kind not in means:
                    means.append(kind)
        for word, other in (
            ("radar", "radar"),
            ("seismic", "seismic"),
            ("acoustic", "acoustic"),
            ("satellite", "satellite"),
        ):
            if word in near:
                means = [other]  # type: ignore[list-item]
        return begins, tuple(means)
    return None


def _position(sentence: str, offset: int, inside: list[PlaceMention]) -> PlaceMention | None:
    """The place a sentence says its observer stood at; the bracket locates a village no gazetteer knows."""
    if _SAME.search(sentence):
        return None
    for m in _POSITION.finditer(sentence):
        after = [
            p
            for p in inside
            if p.char_start - offset >= m.end() - 1 and p.char_start - offset - m.end() < 110
        ]
        if not after:
            continue
        first = after[0]
        if first.lat is not None:
            return first
        second = next((p for p in after[1:] if p.lat is not None and p.relation), None)
        if second is None:
            return first
        return msgspec.structs.replace(
            first, lat=second.lat, lon=second.lon, radius_km=second.radius_km,
            relation=f"{second.relation} {second.name}", names=first.names or (first.text,),
        )  # fmt: skip
    return None


def _window(said: Sequence[TimeSpan]) -> TimeSpan | None:
    """The finest time of a sentence: a clock window before a day."""
    rank = {"minute": 0, "interval": 1, "hour": 2, "part-of-day": 3, "day": 4}
    timed = [t for t in said if t.precision in rank]
    return min(
        timed,
        key=lambda t: rank[t.precision] if t.precision != "interval" or "T" in (t.start or "") else 3.5,
        default=None,
    )


def _rows(
    text: str,
    offset: int,
    sentence: str,
    after: int,
    means: tuple[Means, ...],
    position: PlaceMention | None,
    window: TimeSpan | None,
) -> list[Observation]:
    items = [m for m in _ITEM.finditer(sentence, after) if _is_thing(sentence, m)]
    wheres = _wheres(sentence, after)
    rows: list[Observation] = []
    for number, item in enumerate(items):
        begin, end = item.span()
        follows = items[number + 1].start() if number + 1 < len(items) else len(sentence)
        tail = sentence[end:follows]
        # A distance after a list of things is that of all of them.
        where = next((w for w in wheres if w.start >= end), None)
        said = sentence[begin:follows]
        weapon = weapon_of(re.split(r"\bconsistent with\b", said)[-1])
        either = re.search(
            r"\b(mortar|artillery|tank|rocket|MLRS) or (mortar|artillery|tank|rocket|MLRS)\b", said
        )
        flight = _FLIGHT.search(tail)
        whole = (
            (_number(item["count"], item["hedge"]) if item["count"] else (None, None, None))
            if item["thing"]
            else (None, None, None)
        )
        kind = _KINDS.get(
            item["thing"].lower().rstrip("s")
            if item["thing"].lower() != "exchanges of fire"
            else "exchange of fire",
            "explosion",
        )
        description = _description(item["described"], tail, flight is not None)
        parts = list(_PART.finditer(tail))
        split = (
            len(parts) > 1
            and whole[0] is not None
            and sum(_number(p["count"], None)[0] or 0 for p in parts) == whole[0]
        )
        shares: list[tuple[tuple[int | None, int | None, int | None], Description | None]] = (
            [(_number(p["count"], None), _named(p["what"])) for p in parts]
            if split
            else [(whole, description)]
        )
        for (count, low, high), what in shares:
            row = Observation(
                text=text[offset + begin : offset + end],
                char_start=offset + begin,
                char_end=offset + end,
                position=position,
                means=means,
                count=count,
                count_low=low,
                count_high=high,
                observation="impact"
                if kind == "explosion" and what == "impact" and item["thing"].startswith("impact")
                else kind,
                description=what,
                weapon=either.group() if either else weapon.kind if weapon else None,
                calibre_mm=weapon.calibre_mm if weapon else None,
                flight=_from_to(flight),
                time=window,
                start=window.start if window else None,
                end=window.end if window else None,
            )
            rows.append(_placed(row, where) if where else row)
    return rows


def _is_thing(sentence: str, item: re.Match[str]) -> bool:
    """A thing perceived; not what it was taken for ("assessed as impacts of 82mm mortar rounds"), nor "no shots"."""
    if item["count"] is not None and item["count"].lower() == "no":
        return False
    return not re.search(
        r"\b(?:assessed (?:as|to be)|consistent with|(?<!followed )by|of|as) (?:an? |the )?$",
        sentence[: item.start()],
    )


def _number(said: str, hedge: str | None) -> tuple[int | None, int | None, int | None]:
    """A count with its bounds; words that do not count ("several") give None."""
    if re.search(r"[-–]", said) and re.match(r"\d", said):
        low, high = (int(float(x.replace(",", ""))) for x in re.split(r"\s?[-–]\s?", said)[:2])
        return None, low, high
    word = said.lower()
    value = 1 if word in ("a", "an") else numbers.value_of(word)
    if value is None:
        return None, None, None
    count, hedge = int(value), (hedge or "").lower()
    if hedge in ("at least", "more than", "over", "no fewer than"):
        return count, count, None
    if hedge in ("up to", "fewer than", "less than", "nearly", "almost"):
        return count, None, count
    return count, None, None


def _description(described: str, tail: str, flies: bool) -> Description | None:
    m = _ASSESSED.search(described) or _ASSESSED.search(
        re.split(r"\band (?:a|an|\d|\w+) ", tail)[0] if "assessed" not in tail else tail
    )
    if flies:
        return "in flight"
    return _named(m["what"]) if m else None


def _named(what: str) -> Description:
    for name in ("undetermined", "outgoing", "incoming", "impact", "airburst"):
        if what.startswith(name):
            return name
    if what.startswith("live-fire"):
        return "live-fire exercise"
    return "uncontrolled detonation" if what.startswith("uncontrolled") else "controlled detonation"


def _from_to(flight: re.Match[str] | None) -> tuple[str, str] | None:
    if flight is None:
        return None
    start, end = flight["from"] or flight["from2"], flight["to"] or flight["to2"]
    if not start or not end:
        return None
    return _point(start), _point(end)


def _point(side: str) -> str:
    found = bearings.bearing_of(side)
    return bearings.POINTS[round(found[0] / 22.5) % 16] if found else side


def _wheres(sentence: str, after: int) -> list[_Where]:
    found = []
    for m in _RANGE.finditer(sentence, after):
        if re.match(r"[^()]*\)", sentence[m.end() :]) and "(" in sentence[max(0, m.start() - 3) : m.start()]:
            continue  # "(63km north-west of Luhansk)" locates a place
        low = bearings.kilometres(m["low"], m["unit"])
        high = bearings.kilometres(m["high"], m["unit"]) if m["high"] else low
        sides = tuple(
            dict.fromkeys(
                _point(s) for s in re.findall(bearings.COMPASS, m["sides"] or "") if bearings.bearing_of(s)
            )
        )
        found.append(_Where(m.group().strip(), min(low, high), max(low, high), sides, m.start(), m.end()))
    return found


def _placed(row: Observation, where: _Where) -> Observation:
    """The row with its point and error ellipse, as far as position, distance and direction give them."""
    low, high = where.low or 0.0, where.high or 0.0
    row = msgspec.structs.replace(
        row, location=where.words, low_km=low, high_km=high, directions=where.directions
    )
    at = row.position
    if at is None or at.lat is None or at.lon is None:
        return row
    own = at.radius_km or 0.0
    if len(where.directions) != 1:  # somewhere within reach, all round or in several directions
        return msgspec.structs.replace(row, lat=at.lat, lon=at.lon, radius_km=round(high + own, 2))
    bearing, sector = bearings.bearing_of(where.directions[0]) or (0.0, 45.0)
    lat, lon = bearings.destination(at.lat, at.lon, bearing, (low + high) / 2)
    ellipse = bearings.error_ellipse(low, high, bearing, sector, own)
    return msgspec.structs.replace(
        row,
        lat=round(lat, 5),
        lon=round(lon, 5),
        radius_km=round(max(ellipse.along_km, ellipse.across_km), 2),
        ellipse=Ellipse(
            along_km=round(ellipse.along_km, 2), across_km=round(ellipse.across_km, 2), bearing=bearing
        ),
    )
