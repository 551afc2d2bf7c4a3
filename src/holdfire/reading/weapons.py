"""Weapons as reports name them, with calibre; who fired at whom, and from where to where.

Kinds follow the weapon column of the OSCE SMM's table of ceasefire violations. A designation brings
its calibre where makers give one (D-30: 122 mm); a calibre said in the text wins over it.
"""
# ruff: noqa: E501

import re
from collections.abc import Sequence
from typing import NamedTuple

from holdfire.reading.claim import Actor, PlaceMention

# kind, its words; the first kind whose words match at a place in the text wins.
_KINDS: tuple[tuple[str, str], ...] = (
    ("MLRS", r"(?:multiple[- ]launch(?:er)?[- ]rocket(?:[- ]systems?)?|multiple rocket launch(?:ers?|er systems?)|MLRS|Grad(?: rockets?| systems?)?|BM-21|Smerch|Uragan|BM-30|Tornado-[GS]|РСЗО)"),
    ("anti-tank missile", r"(?:anti-tank (?:guided )?(?:missiles?|rockets?)(?: systems?)?|ATGMs?|Spike missiles?|Kornet|Fagot|Konkurs|ПТУР)"),
    ("recoilless gun", r"(?:recoilless (?:guns?|rifles?)|SPG-9)"),
    ("anti-aircraft gun", r"(?:anti-aircraft (?:guns?|cannons?|artillery)|ZU-23(?:-2)?|AZP[ -]S-60|S-60)"),
    ("infantry fighting vehicle cannon", r"(?:infantry fighting vehicles?(?: \(?(?:IFV|BMP-[123])\)?)?(?: cannons?)?|BMP-[123](?: cannons?)?|IFV(?: cannons?)?)"),
    ("automatic cannon", r"(?:auto(?:matic )?[- ]?cannons?|cannon fire|cannons?)"),
    ("grenade launcher", r"(?:(?:automatic |under-barrel |rocket-propelled |hand-held )?grenade[- ]launchers?|rocket-propelled grenades?|AGS-17|AGLs?|RPGs?(?:-\d+)?|гранатом[её]т\w*)"),
    ("heavy machine gun", r"(?:(?:heavy|large[- ]calib(?:re|er))[- ]machine[- ]?guns?|HMGs?|DShK|Utyos|NSV|large[- ]calib(?:re|er) weapons?|крупнокалиберн\w+ пулем[её]т\w*)"),
    ("sniper rifle", r"(?:sniper[- ](?:rifles?|fire|shots?|weapons?)|snipers?|снайпер\w*)"),
    ("mortar", r"(?:mortars?|mortar (?:rounds?|shells?|mines?|bombs?)|минома?[её]т\w*|миномет\w*)"),
    ("howitzer", r"(?:(?:towed |self-propelled )?howitzers?|D-30|D-20|2S1|2S3|2S19|Msta(?:-[SB])?|Gvozdika|Akatsiya)"),
    ("tank", r"(?:main battle tanks?|tanks?|T-(?:55|64|72|80|90)\w?|танк\w*)"),
    ("artillery", r"(?:artillery|cannon artillery|артиллери\w+)"),
    ("UAV", r"(?:(?:strike |combat |kamikaze |reconnaissance |mini-)?(?:UAVs?|UCAVs?|drones?|quadcopters?|unmanned aerial vehicles?)|loitering munitions?|Bayraktar(?: TB2)?|Harop|БПЛА|беспилотник\w*)"),
    ("missile", r"(?:(?:ballistic |cruise |guided |surface-to-surface )?missiles?|Iskander(?:-M)?|Tochka(?:-U)?|LORA)"),
    ("cluster munition", r"(?:cluster (?:munitions?|bombs?|rockets?))"),
    ("rocket", r"(?:(?:unguided )?rockets?)"),
    ("mine", r"(?:(?:anti-tank|anti-personnel|land)[- ]?mines?|landmines?|mines?|IEDs?|improvised explosive devices?)"),
    ("hand grenade", r"(?:(?:hand )?grenades?)"),
    ("machine gun", r"(?:(?:light |general-purpose )?machine[- ]?guns?|PKM|пулем[её]т\w*)"),
    ("small arms", r"(?:small[- ]arms(?: fire| weapons?)?|(?:assault )?rifles?|firearms?|AK-?(?:47|74)|automatic weapons?|weapons of various calib(?:re|er)s?|стрелков\w+ оружи\w+)"),
)  # fmt: skip
_CALIBRES = {
    "d-30": 122, "2s1": 122, "gvozdika": 122, "d-20": 152, "2s3": 152, "akatsiya": 152, "2s19": 152, "msta": 152, "msta-s": 152,
    "msta-b": 152, "bm-21": 122, "grad": 122, "smerch": 300, "bm-30": 300, "uragan": 220, "dshk": 12.7, "utyos": 12.7, "nsv": 12.7,
    "ags-17": 30, "zu-23": 23, "zu-23-2": 23, "spg-9": 73, "s-60": 57, "bmp-1": 73, "bmp-2": 30, "t-64": 125, "t-72": 125, "t-80": 125,
    "t-90": 125, "t-55": 100,
}  # fmt: skip
_MM = r"\d{1,3}(?:[.,]\d{1,2})?"
_BEFORE = re.compile(
    rf"(?:\b(?:an? |the )?)?(?P<mm>{_MM})[ -]?(?:mm|millimet(?:re|er)|мм)[ -]?(?:calib(?:re|er)[ -])?$", re.I
)
_AFTER = re.compile(
    rf"^(?:[ -](?:fire|rounds?|systems?|cannons?|shells?))?\s?(?:\((?:[^)]{{0,30}}?)|of |with a calib(?:re|er) of )(?P<mm>{_MM})[ -]?(?:mm|millimet)",
    re.I,
)
_ANY = re.compile(
    "|".join(f"(?P<k{i}>(?<![\\w-]){words}(?![\\w]))" for i, (_, words) in enumerate(_KINDS)), re.I
)

_FIRE = r"(?:open(?:ed|s|ing)? (?:\w+ ){0,2}fire|fir(?:ed|es|ing)|shell(?:ed|s|ing)|shot|shoot(?:s|ing)?|target(?:ed|s|ing)|attack(?:ed|s|ing)|fire (?:was|has been|had been) (?:opened|directed)|bombard(?:ed|s|ing)|str(?:uck|ikes?|iking)|hit|violat(?:ed|es|ing))"
_AT = r"(?:at|on|upon|against|towards?|in the direction of|over)"


class Weapon(NamedTuple):
    """A weapon named in a text."""

    start: int
    end: int
    text: str
    kind: str
    calibre_mm: float | None = None


class Fire(NamedTuple):
    """Who fires at whom, from where to where; what the text does not say is None."""

    by: Actor | None
    at: Actor | None
    from_place: PlaceMention | None
    to_place: PlaceMention | None


def find_weapons(text: str) -> tuple[Weapon, ...]:
    """Every weapon named, in order, with its calibre where the text or its designation gives one."""
    found = []
    for m in _ANY.finditer(text):
        kind = _KINDS[int((m.lastgroup or "k0")[1:])][0]
        start, end, said = m.start(), m.end(), m.group()
        before = _BEFORE.search(text[max(0, start - 24) : start])
        after = _AFTER.match(text[end : end + 60])
        calibre: float | None = None
        if before:
            calibre = float(before["mm"].replace(",", "."))
            start -= len(before.group().lstrip()) if before.group().lstrip() else 0
        elif after:
            calibre = float(after["mm"].replace(",", "."))
        else:
            calibre = next(
                (
                    float(mm)
                    for name, mm in _CALIBRES.items()
                    if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w])", said.lower())
                ),
                None,
            )
        found.append(Weapon(start, end, text[start:end].strip(), kind, calibre))
    return tuple(found)


def weapon_of(text: str) -> Weapon | None:
    """The first weapon that a text says was fired; a weapon merely seen counts where no other is named."""
    found = find_weapons(text)
    fired = [
        w for w in found
        if re.search(r"(?:with|using|from|of|by) (?:\w+[ -]){0,3}$", text[max(0, w.start - 30) : w.start]) or re.match(r"s?[ -](?:fire|rounds?|shells?|strikes?|attacks?)\b", text[w.end :])
    ]  # fmt: skip
    return fired[0] if fired else (found[0] if found else None)


def fire_of(content: str, offset: int, actors: Sequence[Actor], places: Sequence[PlaceMention]) -> Fire:
    """Who fired at whom in a claim's content, whose characters begin at `offset` of the report.

    The doer stands before the verb or after "by" and "from the ... side"; the target after "at", "on" or
    "in the direction of". "Armenian positions" are Armenia's. Places likewise.
    """
    verb = re.search(rf"\b{_FIRE}\b", content, re.I)
    if verb is None:
        return Fire(None, None, None, None)

    def lead(at: int) -> str:
        return content[max(0, at - offset - 50) : at - offset]

    by = at = None
    passive = re.search(
        r"\b(?:was|were|been|being|came|come|comes|is|are) (?:\w+ )?$",
        content[max(0, verb.start() - 20) : verb.start()],
    )
    for actor in actors:
        before = lead(actor.char_start)
        where = actor.char_start - offset
        if re.search(
            r"\b(?:by|from) (?:the )?(?:(?!at\b|on\b|in\b|towards?\b|against\b)\w+ ){0,3}$", before
        ) and not re.search(r"\bfrom .{0,30}\bby\b", before):
            by = by or actor
        elif re.search(rf"\b{_AT} (?:the )?(?:\w+ ){{0,3}}$", before) and where > verb.start():
            at = at or actor
        elif where < verb.start():
            by, at = (by, at or actor) if passive else (by or actor, at)
        elif at is None and actor is not by:
            at = actor
    from_place = to_place = None
    for place in places:
        if place.use != "location" or place.government:
            continue
        before = lead(place.char_start)
        if re.search(r"\bfrom (?:the )?(?:[\w-]+ ){0,7}$", before) and not re.search(
            rf"\bfrom\b.*\b{_AT} ", before
        ):
            from_place = from_place or place
        elif re.search(rf"\b{_AT}\b(?: [\w’'-]+){{0,8}} $", before):
            to_place = to_place or place
    return Fire(by, at, from_place, to_place)
