"""Whether a place's name stands for something else: a government, a body of that place, a person, a people.

A capital that says, agrees or denies, or that has relations with another, is a government; one that
somebody is in, comes to or leaves is a place. A name inside a body's name ("Kentucky State Police")
locates the body; inside a person's, a paper's or a team's name it is no place at all.
"""
# ruff: noqa: E501

import re

GOVERNMENT, PLACE = True, False

_SPEECH = (
    r"(?:say|said|says|claim|announc|accus|den(?:y|ies|ied)|agree|reject|call(?:s|ed)? (?:on|for)|demand|warn|insist|believ|want|"
    r"support|oppos|condemn|welcom|refus|recogni[sz]|sign(?:s|ed)?\b|propos|offer|hope|respond|react|confirm|admit|threaten|"
    r"urg(?:e|es|ed)|ask|declare|stat(?:e|es|ed)\b|express|decid|plan|intend|seek|sought|pledg|promis|violat|provok|attack|"
    r"continu|consider|view|regard|maintain|stress|note[sd]?\b|argu|expect|remain|is (?:ready|interested|trying|preparing|"
    r"seeking|making|using|not)|was (?:ready|trying|not)|has (?:not|never)|does|did|do\b|will\b|would\b|must\b|should\b|can\b|"
    r"could\b|may\b|might\b|took|takes|made|makes|need|tr(?:y|ies|ied)\b|pursu|blam|fail|prepar|deliver|supply|suppl|send|sent|back)"
)
_SUBJECT = re.compile(
    rf"^(?:,? (?:and|or|nor|as well as) [A-Z][\w-]+)?(?:,[^,.;]{{1,60}},)?(?: (?:has|have|had|also|again|earlier|later|"
    rf"officially|repeatedly|always|now|still|never|both|already|reportedly|strongly|once|actually|itself))*\s+{_SPEECH}",
)
_AND_SUBJECT = re.compile(r"^ (?:and|or) [A-Z]")
_POSSESSED = re.compile(
    r"^[’'](?:s)? (?:\w+ )?(?:position|stance|view|policy|policies|proposal|demand|approach|decision|refusal|intention|claim|"
    r"accusation|statement|response|reaction|readiness|interests?|role|efforts?|actions?|side|offer|plan|opinion|commitment|"
    r"aggression|provocation|allies|ally|relations|ties|support|desire|attempts?|behalf|leadership|rhetoric|obligations?|"
    r"concerns?|request|initiative|goals?|aims?|attitude|consent|silence|pressure|influence|ambitions?|threats?)",
)
_DEALINGS = (
    r"(?:relations?|talks|negotiations?|ties|agreements?|dialogue|contacts?|cooperation|tensions?|dispute|treaty|peace|mediat\w+|"
    r"disagreements?|consultations?|normali[sz]ation|rapprochement|conflict|exchange of views|deal|partnership|differences|"
    r"understandings?|confrontation|meetings?|communication|settlement|trust|war)"
)
_BETWEEN = re.compile(rf"{_DEALINGS}[^.;]{{0,40}} between (?:[A-Z][\w-]+,? (?:and )?)?(?:official )?$")
_BETWEEN_PLAIN = re.compile(r"\bbetween (?:[A-Z][\w-]+,? (?:and )?)?$")
_WAY = re.compile(
    r"(?:road|route|highway|flight|flights|train|trains|railway|distance|line|bus|km|kilomet\w+|miles|travel\w*|fly|flew)\b[^.;]{0,40}$"
)
_TOWARDS = re.compile(
    r"(?:(?:talks|negotiations|relations|ties|agreement|agreed|dialogue|contacts|cooperation|deal|alliance|peace|war|met|"
    r"consultations|negotiate|negotiated|negotiating|coordinat\w+|side[sd]?|dispute|cooperat\w+|break|border) with|"
    r"(?:pressure|sanctions|pressured|call(?:s|ed)?|influence|blame|blamed|impose\w*) (?:on|upon)|"
    r"(?:accus\w+|urg\w+|blam\w+|condemn\w+|criti[cs]i[sz]\w+|ask\w*|warn\w*|press\w*|forc\w+|persuad\w+|support\w*|help\w*|"
    r"told|assure\w*|inform\w*|remind\w*|thank\w*|supply|back\w*|by official|official|against|between official)|"
    r"(?:attack|provocation|aggression|violation|statement|claims?|decision|proposal|proposed|refusal|demands?|accusation|"
    r"actions?|initiative|steps|signed|committed|violated|rejected|accepted|adopted|made|taken|used|supported|shelling)s? (?:by|of|from)|"
    r"(?:appeal\w*|message|response|proposal|loyal|close|demands?|concessions?|support|aid|assistance|note|according|thanks|"
    r"clear|signal\w*|ultimatum) to|(?:according to|in the eyes of|on the part of|on behalf of|loyal to)) $",
    re.I,
)  # fmt: skip
_AT = re.compile(
    r"\b(?:in|at|near|outside|inside|around|from|to|towards?|via|through|into|of|across|over|visit(?:s|ed|ing)?|left|leave|"
    r"leaving|reach(?:ed)?|city|capital|downtown|central|arriv\w+ in) (?:the )?$",
    re.I,
)
_RUSSIAN = re.compile(
    r"^\s+(?:заяв|обвин|сообщ|отказ|считает|счита|готов|призв|подтверд|опроверг|требу|намерен|поддерж|соглас|выступ|предлага|настаива)"
)
_RUSSIAN_BETWEEN = re.compile(
    r"(?:отношени\w+|переговор\w+|соглашени\w+|диалог\w*|связ\w+) между (?:[А-Я][\w-]+ и )?$"
)

_LOCATED = re.compile(
    r"(?:\b(?:in|at|near|inside|within|across|throughout|around|into|to|from|towards?|outside|over|via|through|visit(?:s|ed|ing)?|"
    r"leav(?:e|es|ing)|left|enter(?:s|ed|ing)?|reach(?:ed)?|(?:territor\w+|borders?|regions?|provinces?|districts?|part|parts|north|south|east|west|centre|center|"
    r"soil|villages?|towns?|cit(?:y|ies)|airspace|area|areas|coast|rest|half|most|inhabitants|capital) of|border with|border of)|,) "
    r"(?:(?:both|either|mainland|northern|southern|eastern|western|central|neighbou?ring|and) )?(?:the )?$",
    re.I,
)
_DEALT = re.compile(
    r"(?:\b(?:appeal\w*|accord\w*|respon\w+|proposal|message|support|aid|assistance|loyal|close|note|ambassador|envoy|thanks|due|relation|concessions?|"
    r"proposed|demand\w*|threat\w*|object\w*|address\w*|guarantee\w*) (?:to|from)|(?:leaders?|ministers?|presidents?|representatives?|officials|people|foreign ministers) (?:in|from)) (?:the )?$",
    re.I,
)


def is_state(text: str, start: int, end: int) -> bool:
    """Whether a country named here acts or is dealt with, and is no location: "Armenia signed", "with Iran"."""
    before, after = text[max(0, start - 60) : start], text[end : end + 30]
    if _DEALT.search(before):
        return True
    if re.match(r"[’']s? (?:\w+ )?(?:border|territor|capital|north|south|east|west|[A-Z])", after):
        return False
    m = re.search(r"((?:[A-Z][\w-]+(?:, | and |, and | or ))+)$", before)
    if m:  # "to Armenia and Azerbaijan": a list stands as its first member does
        before = text[max(0, start - 60 - len(m.group(1))) : start - len(m.group(1))]
        if _DEALT.search(before):
            return True
    if before.endswith(", ") and re.match(r"[,.;)]", after) and not m:
        return False  # "Aleppo, Syria."
    return not _LOCATED.search(before) and not before.endswith("(")


BODIES = frozenset(
    "police government department sheriff sheriff's court county university college ministry parliament embassy ems fire state "
    "council authority authorities assembly legislature senate premier governor mayor coroner coroner's hospital school schools district "
    "highway patrol troopers army navy air force coast guard crown traders' traders association press film festival church "
    "cathedral board commission homeless coalition consulate office embassy's minister bureau patriarchate observatory centre center city town borough region regional".split()
)  # fmt: skip
NOT_PLACES = frozenset(
    "post times herald tribune journal globe news star gazette mail telegraph group process formula street-journal celtics lakers "
    "united rovers yankees fc bank airlines airways agreement accords summit protocol convention treaty process commission "
    "agreements declaration principles hydro insurance motors championship cup marathon hilton report format review".split()
)  # fmt: skip


def is_government(text: str, start: int, end: int, other_capital_after: bool) -> bool:
    """Whether a capital named here stands for its government."""
    before, after = text[max(0, start - 90) : start], text[end : end + 120]
    if _BETWEEN.search(before):
        return GOVERNMENT
    if _BETWEEN_PLAIN.search(before):
        return not _WAY.search(before)
    if _TOWARDS.search(before):
        return GOVERNMENT
    if _POSSESSED.match(after):
        return GOVERNMENT
    if _RUSSIAN.match(after) or _RUSSIAN_BETWEEN.search(before):
        return GOVERNMENT
    if _AT.search(before):
        return PLACE
    if _SUBJECT.match(after) and not re.search(
        r"\b(?:in|at|near|from|to|of|outside) (?:[A-Z][\w-]+,? and )$", before
    ):
        return GOVERNMENT
    if other_capital_after and re.match(r"\s?[-–/]\s?[A-Z]", after):
        return bool(re.match(rf"\s?[-–/]\s?[A-Z]\w+ {_DEALINGS}", after))
    return PLACE


def is_body(words_after: str, words_before: str) -> bool:
    """Whether a name inside an organisation's name tells where a public body is: "the Manitoba Premier"."""
    rest = words_after.lower().replace("’", "'").split()
    if any(w.strip(".,") in NOT_PLACES for w in rest[:1]) or any(w.strip(".,") in NOT_PLACES for w in rest):
        return False
    lead = words_before.lower().split()
    return any(w.strip(".,") in BODIES for w in rest) or any(w in BODIES for w in lead)
