"""What a claim is about: one of the twelve kinds, by the words of its content and the theatre's names.

Rules stand in order of how much they settle: words of persons held, of the harm done and of shots
fired first; a named format or agreement next; position when nothing more is named.
"""
# ruff: noqa: E501

import re
from collections.abc import Sequence

from holdfire.reading.claim import Kind

_W = r"\b(?:{})\b"


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(_W.format("|".join(words)), re.I)


DETAINEES = _any(
    r"detainees?", r"prisoners?(?: of war)?", r"pows?", r"hostages?", r"captives?", r"captured (?:soldiers?|servicemen|civilians?)",
    r"exchange of (?:prisoners|bodies|all)", r"(?:servicemen|soldiers|persons) (?:held|in captivity)", r"repatriat\w+ of", r"missing persons",
    r"held captive", r"captivity", r"taken prisoner", r"handed over (?:to|the bod)\w*",
)  # fmt: skip
VIOLATION = _any(
    r"opened? (?:\w+ ){0,2}?fire", r"fire was opened", r"fired? (?:at|on|upon|towards?|in the direction)", r"firing", r"shell(?:ed|ing)", r"bombard\w*", r"gunfire",
    r"came under (?:\w+ )?fire", r"under fire", r"shootout", r"violat(?:ed|ing|es|e) the (?:ceasefire|cease-fire|truce|regime|agreement)", r"(?:ceasefire|truce|cease-fire) violations?",
    r"violations? of the (?:ceasefire|truce|cease-fire|agreement)", r"breach(?:ed|es)? (?:of )?the (?:ceasefire|truce)", r"attack(?:ed|ing)?(?: on)? (?:the |our |its |their |\w+ )?(?:positions?|posts?|outposts?|villages?|convoy)",
    r"launched an? (?:attack|assault|offensive)", r"incursions?", r"invaded", r"sniper", r"mortars?", r"artillery", r"air ?strikes?", r"drone strikes?", r"uav strikes?", r"missile strikes?",
    r"(?:mines?|mining) (?:laid|planted|exploded)", r"provocations?", r"shots (?:were )?fired", r"crossed the (?:border|line of contact)", r"advanced into", r"jamm(?:ed|ing)", r"explosions?",
    r"blocked the (?:road|corridor|highway)", r"exchange of fire", r"subversive", r"sabotage", r"rockets?",
)  # fmt: skip
CASUALTY = _any(
    r"killed", r"wounded", r"injured", r"casualt(?:y|ies)", r"died", r"dead", r"death toll", r"fatalit(?:y|ies)", r"losses", r"lost (?:his|their) li\w+", r"wounds?",
)  # fmt: skip
DISPLACEMENT = _any(
    r"refugees?", r"displaced", r"idps?", r"return of (?:the )?(?:residents|population|people)", r"evacuat\w+", r"fled", r"fleeing", r"returned (?:home|to their homes)", r"resettle\w*",
)  # fmt: skip
MONITORING = _any(
    r"monitor(?:s|ed|ing)?", r"observers?", r"observation (?:mission|posts?)", r"verification", r"verify", r"investigat(?:ive|ion|ions|e|ed)(?: (?:mechanisms?|the incidents?))?", r"fact-finding",
    r"monitoring cent(?:er|re)", r"patrols?", r"inspections?", r"peacekeepers? (?:recorded|registered|control)",
)  # fmt: skip
RESTORATION = _any(
    r"reconstruct\w*", r"restor(?:ation|ing|e|ed)(?= (?:of|work|the|proj|transport|rail|comm))", r"restoration", r"rebuil[dt]\w*", r"rehabilitat\w+", r"demin(?:ing|ed)", r"groundbreaking", r"unblock\w*",
    r"railways?", r"highways?", r"transport (?:links?|communications?|routes?|corridors?)", r"infrastructure", r"construction", r"economic (?:operators?|cooperation|links?|projects?)",
    r"business(?:men|man|people|es)?(?= (?:led|visit|mission|delegation))", r"mission of business\w*", r"investments?", r"humanitarian aid", r"compan(?:y|ies)", r"prospects for cooperation",
    r"(?:production|service|logistics|industrial) cent(?:er|re)s?", r"plants?", r"factor(?:y|ies)", r"power lines?",
    r"water supply", r"gas supply", r"firms", r"airports?", r"smart villages?",
)  # fmt: skip
MEETING = _any(
    r"meetings?", r"met (?:with|in|on)", r"talks", r"negotiations? (?:was|were|took)", r"summit", r"visit(?:ed|s|ing)?", r"held a (?:phone|telephone)", r"phone call", r"telephone conversation", r"consultations?",
    r"conference", r"session",
)  # fmt: skip
LIAISON = _any(
    r"hotlines?", r"liaison", r"in (?:constant|regular|daily|close|permanent) (?:contact|touch|communication)", r"direct (?:line|contact|communication)", r"regularly (?:discuss\w*|in contact|communicat\w*|coordinat\w*)",
    r"(?:peacekeeping )?command and (?:the )?(?:\w+ )?(?:militar\w+|general staffs?|defen[cs]e ministr\w+)", r"coordinat(?:ed|es|ing|ion) (?:with|between)", r"interaction (?:with|between)", r"deconflict\w*",
    r"communication channels?", r"(?:through|via) (?:military )?channels",
)  # fmt: skip
AGREEMENT = _any(
    r"statement (?:that|which|of|signed|by the leaders)[^.]{0,60}sign\w*", r"signed (?:on|by)", r"under the (?:statement|agreement|accord|deal|treaty|memorandum)", r"(?:trilateral|tripartite) (?:statement|agreement|declaration)",
    r"agreements?(?= (?:on|of|between|reached|signed|was|is|has))", r"(?:ceasefire|peace|truce) (?:agreement|accord|deal|treaty)", r"treaty", r"accords?", r"memorandum", r"(?:point|clause|paragraph|article) \d+", r"obligations under",
    r"provisions of", r"commitments? under", r"protocol",
)  # fmt: skip
FORMAT = _any(
    r"format", r"initiative", r"platform", r"minsk group", r"co-?chairs?", r"working group", r"trilateral (?:group|commission)", r"border commission", r"delimitation commission", r"normandy", r"contact group",
)  # fmt: skip
POSITION = _any(
    r"interest(?:s|ed)?", r"relations?", r"normali[sz]ation", r"peace", r"position", r"territorial integrity", r"sovereignty", r"status", r"efforts?", r"process(?:es)?", r"trust", r"believe", r"should", r"must", r"ready",
    r"cooperation", r"support", r"recogni[sz]\w+", r"principles?", r"right to",
)  # fmt: skip
_HELD = re.compile(
    r"\b(?:discussed|held|met|took place|spoke|attended)\b.{0,80}\b(?:meetings?|talks|summit|consultations|conference|call|conversation)\b"
    r"|\b(?:meetings?|talks|summit|consultations|conference|call|conversation)\b.{0,60}\b(?:held|took place|discussed)\b|\bmet (?:with|in)\b",
    re.I,
)
RESTRAINED = {
    "accuse",
    "demand",
    "support",
    "oppose",
    "welcome",
    "condemn",
    "regret",
    "believe",
    "pledge",
    "propose",
    "warn",
}


def kind_of(
    content: str,
    *,
    stance: str,
    lead: str = "",
    format_id: str | None = None,
    clauses: Sequence[str] = (),
    commands: bool = False,
) -> Kind:
    """The kind of a claim. `lead` is the claim's main clause, which weighs before its details."""
    if DETAINEES.search(content):
        return "detainees"
    if LIAISON.search(content) or (
        commands and re.search(r"\b(?:discuss|contact|coordinat|exchang|inform)", content, re.I)
    ):
        return "liaison"
    proposal = stance in ("propose", "demand") and MONITORING.search(content)
    if proposal:
        return "monitoring"
    if VIOLATION.search(content) and not (MEETING.search(content) and not CASUALTY.search(content)):
        return "violation"
    if CASUALTY.search(content):
        return "casualty"
    if DISPLACEMENT.search(content):
        return "displacement"
    if _HELD.search(content) and not _named_format(content):
        return "meeting"
    if stance not in ("accuse", "condemn", "believe") and (format_id or _named_format(content)):
        return "format"
    if MEETING.search(content) and re.search(
        r"\b(?:discuss\w*|held|met|took place|meeting|talks|summit)\b", content, re.I
    ):
        return "meeting"
    if MONITORING.search(content) and not AGREEMENT.search(content):
        return "monitoring"
    if AGREEMENT.search(content):
        return "agreement"
    if RESTORATION.search(content):
        return "restoration"
    if format_id:
        return "format" if stance not in ("accuse", "condemn", "believe") else "position"
    if MEETING.search(content):
        return "meeting"
    if stance in RESTRAINED or POSITION.search(content):
        return "position"
    return "other"


def _named_format(content: str) -> bool:
    return bool(
        re.search(
            r"\b(?:the|this|that|given|proposed) (?:\w+ ){0,2}?(?:format|initiative|platform)\b",
            content,
            re.I,
        )
    )
