"""How a speaker stands to what is said: from the cue first, then from what the content itself does.

A neutral cue ("said", "explained") leaves the stance to the content: "Russia supported the initiative"
supports, "We plan to" pledges, "We see X in obstructing" accuses. A cue with a stance of its own keeps it.
"""
# ruff: noqa: E501

import re

from spacy.tokens import Token

from holdfire.reading.claim import Stance

_OPINION = re.compile(
    r"\b(?:in (?:my|our|his|her|their) (?:opinion|view|assessment)|(?:I|we) (?:think|believe|hope|suppose|expect))\b",
    re.I,
)
_FALSE = r"(?:false|fake|baseless|groundless|unfounded|untrue|an? (?:\w+ )?lie|lies|fabricat\w+|disinformation|misinformation)"
_UNTRUE = re.compile(
    rf"\b(?:is|are|was|were) (?:not true|(?:entirely |completely |absolutely )?{_FALSE})\b"
    r"|\bdo(?:es)? not correspond to (?:reality|the truth)\b",
    re.I,
)
_CALLED_UNTRUE = re.compile(rf"\b{_FALSE}\W*$", re.I)
_CALLING = {"call", "brand", "label", "dismiss", "describe", "term", "denounce", "reject"}
_SUPPORT = {"support", "back", "endorse", "favor", "favour", "advocate"}
_BY_VERB: dict[str, Stance] = {
    "condemn": "condemn", "denounce": "condemn", "deplore": "condemn", "welcome": "welcome", "hail": "welcome", "praise": "welcome",
    "regret": "regret", "deny": "deny", "refute": "deny", "reject": "oppose", "oppose": "oppose", "demand": "demand", "urge": "demand",
    "propose": "propose", "suggest": "propose", "recommend": "propose", "believe": "believe", "think": "believe", "hope": "believe",
    "warn": "warn", "threaten": "threaten", "accuse": "accuse", "blame": "accuse", "confirm": "confirm", "admit": "admit",
    "acknowledge": "admit", "promise": "pledge", "pledge": "pledge", "vow": "pledge", "apologize": "regret", "apologise": "regret",
}  # fmt: skip
_BLAME = re.compile(
    r"\b(?:obstruct\w*|sabotag\w*|undermin\w*|violat(?:ed|es|ing|e)|breach(?:ed|es)|provok\w*|provocations?|is responsible for|are responsible for|bears? responsibility|hinder\w*|thwart\w*"
    r"|aggress(?:ion|or)|war crimes?|terroris[mt]|refus(?:es|ed|ing) to|failed to)\b",
    re.I,
)
_FIRE = re.compile(
    r"\b(?:opened? (?:\w+ ){0,2}?fire|fired (?:at|on|upon|towards)|shelled|attacked|violated the|invaded|launched an? (?:attack|assault|offensive)|targeted|bombarded|advanced into)\b",
    re.I,
)
_SEE_IN = re.compile(
    r"\b(?:we|I) (?:see|note|observe|notice|regard|view)\b.*\b(?:obstruct|sabotag|undermin|hinder|attempt|interfer)",
    re.I,
)
_MUST = re.compile(
    r"\b(?:must|should|has to|have to|needs? to|ought to|is obliged to|are obliged to|call on|urge)\b", re.I
)
_PLEDGE = re.compile(
    r"\b(?:we|I|our (?:country|side|government|forces))\b(?: \w+){0,2}? (?:will|shall|plan|intend|’ll|are going|are committed|am committed|promise|undertake|pledge)\b",
    re.I,
)
_EVENTFUL = {"announce", "unveil", "publish", "release", "issue", "disclose", "reveal", "declare"}
_ATTITUDE_PRESENT = re.compile(r"\b(?:is|are) (?:ready|willing|prepared|interested|committed)\b", re.I)


def stance_of(
    cue: Stance,
    verb: str | None,
    content: str,
    root: Token | None,
    *,
    hedge: str | None,
    frame: str,
    third: bool,
) -> Stance:
    """The stance of a claim. `third`: the content speaks of somebody else than the speaker's own side."""
    if verb == "deny" or (verb in _CALLING and _CALLED_UNTRUE.search(content)):
        return "deny"
    if verb == "announce" or verb in _EVENTFUL:
        # "Announced" of a standing readiness states it; of an act or a visit, announces it.
        inner = _inner(content, root, hedge, third)
        if inner in ("pledge",):
            return "pledge"
        if _ATTITUDE_PRESENT.search(content) and frame == "quote":
            return "state"
        return inner if inner in ("support", "oppose", "condemn", "accuse") else "announce"
    if cue not in ("state", "cite", "admit", "confirm") or (cue == "cite" and frame != "quote"):
        if cue == "cite" and verb in ("discuss", "speak", "talk"):
            return "cite"
        return cue
    if cue in ("admit", "confirm"):
        return cue
    return _inner(content, root, hedge, third)


def _inner(content: str, root: Token | None, hedge: str | None, third: bool) -> Stance:
    if hedge and _OPINION.search(hedge):
        return "believe"
    lemma = root.lemma_.lower() if root is not None else ""
    negated = root is not None and any(c.dep_ == "neg" for c in root.children)
    first = root is not None and any(c.dep_ == "nsubj" and c.lower_ in ("i", "we") for c in root.children)
    if _UNTRUE.search(content):
        return "deny"
    if _SEE_IN.search(content):
        return "accuse"
    if content.rstrip().endswith("?"):
        return "ask"
    if lemma in _SUPPORT and root is not None and root.pos_ == "VERB":
        return "oppose" if negated else "support"
    if lemma in _BY_VERB and (
        first
        or lemma in ("condemn", "welcome", "oppose", "reject", "demand", "denounce", "regret", "deny", "urge")
    ):
        return _BY_VERB[lemma]
    if first and lemma == "call" and re.search(r"\bcall (?:on|upon|for)\b", content, re.I):
        return "demand"
    if _PLEDGE.search(content):
        return "pledge"
    if _OPINION.match(content):
        return "believe"
    if third and (_FIRE.search(content) or _BLAME.search(content)):
        return "accuse"
    if (
        _MUST.search(content)
        and root is not None
        and any(c.lower_ in ("must", "should") for c in root.children if c.dep_ == "aux")
    ):
        return "demand"
    return "state"
