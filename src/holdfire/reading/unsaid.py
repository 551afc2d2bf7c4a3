"""What a negated cue leaves of a claim: who “did not confirm that two were killed” says nothing of the two.

A negated word of saying turns its claim into the plain statement that it was not said, which is no event and
no voice for one; whether it happened stays open. A negated attitude is a position still, turned: who “does
not support” a proposal opposes it, but who has “not yet” agreed does not. The content begins with the negated
words: nobody reads it without.
"""

import re
from typing import NamedTuple

from msgspec.structs import replace
from spacy.tokens import Token

from holdfire.reading.claim import Claim, Kind, Span, Stance
from holdfire.reading.cues import VERBS
from holdfire.reading.syntax import cue_span

REFUSING = {"refuse", "decline", "fail", "cease", "stop", "avoid", "unable", "unwilling", "reluctant"}
ONLY = {"only", "just", "merely", "simply", "solely"}  # "not only said" is said
EXCLUDING = {"exclude", "deny", "doubt"}
_WHETHER = re.compile(r"\b(?:whether|if)\s+$", re.I)
NOBODY = {"nobody", "none", "no", "neither", "nothing"}
ATTITUDES: set[Stance] = {
    "support", "oppose", "welcome", "propose", "demand", "pledge", "condemn", "regret", "threaten",
}  # fmt: skip
EVENTS: set[Kind] = {"violation", "casualty", "detainees", "displacement"}
YET = re.compile(r"\b(?:yet|so far|still|пока|ещ[её])\b", re.I)


class Negation(NamedTuple):
    """Where the words that negate a cue stand, and the cue; `nobody`: it is the subject they negate."""

    span: Span
    nobody: bool = False
    doubt: bool = False  # “doubts that”, “expressed doubt that”
    certain: bool = False  # “does not doubt that”


def carrier(verb: Token, content: int) -> Token:
    """The verb that what is said from `content` on hangs on: “confirm” in “refused to confirm”."""
    inner = (c for c in verb.children if c.dep_ == "xcomp" and c.idx < content and c.lemma_.lower() in VERBS)
    return next(inner, verb) if verb.lemma_.lower() in REFUSING else verb


def negation(verb: Token) -> Negation | None:
    """The negation of a verb that is a cue: its own, its subject's, or that of a verb it hangs on."""
    end = cue_span(verb)[1]
    while True:
        start = cue_span(verb)[0]
        negated = any(c.dep_ == "neg" and c.nbor(1).lower_ not in ONLY for c in verb.children)
        doubts = any(c.dep_ == "dobj" and c.lower_ == "doubt" for c in verb.children)
        if doubts or verb.lemma_.lower() == "doubt":
            return Negation((start, end), doubt=not negated, certain=negated)
        if negated:
            return Negation((start, end))
        for subject in (c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")):
            if subject.lower_ in NOBODY or any(
                c.dep_ == "det" and c.lower_ in NOBODY for c in subject.children
            ):
                return Negation((subject.left_edge.idx, end), nobody=True)
        above = verb.head
        either = verb.dep_ == "conj" and any(c.lower_ in ("or", "nor") for c in above.children)
        if above.i >= verb.i or not (either or verb.dep_ == "xcomp"):
            return None
        if verb.dep_ == "xcomp" and above.lemma_.lower() in REFUSING:
            return Negation((cue_span(above)[0], end))
        verb = above


def open_question(text: str, start: int) -> int | None:
    """Where “whether” stands before what begins at `start`; None where it does not."""
    found = _WHETHER.search(text, max(0, start - 12), start)
    return found.start() if found else None


def not_excluded(root: Token) -> bool:
    """Whether a head says that something is not excluded: “could not rule out a war” leaves it open."""
    excluding = root.lemma_.lower() in EXCLUDING or any(
        c.dep_ == "prt" and root.lemma_.lower() == "rule" for c in root.children
    )
    return excluding and any(c.dep_ == "neg" for c in root.children)


def turned(claim: Claim, text: str, cue: Stance, how: Negation) -> Claim:
    """The claim as a negated cue of this stance leaves it."""
    start, end = min(claim.start, how.span[0]), max(claim.end, how.span[1])
    left = replace(claim, start=start, end=end, content=text[start:end])
    if how.nobody:
        left = replace(left, speaker=None, speaker_text=None, speaker_party=None)
    if how.certain:
        return replace(left, stance="believe")
    if cue in ATTITUDES and not how.nobody and not how.doubt:
        against = cue == "support" and not YET.search(text[how.span[0] : claim.end])
        kind = "position" if claim.kind in EVENTS else claim.kind  # not to condemn is not to say it happened
        stance = "oppose" if against else "state"
        return replace(left, stance=stance, kind=kind, polarity="denies", modality="denied")
    if how.doubt or (cue == "believe" and not how.nobody):
        return replace(left, stance="believe", polarity="denies", modality="possible")
    return replace(
        left, stance="state", kind="other", polarity="asserts", modality="possible", target=None,
        violation_type=None, weapon=None,
    )  # fmt: skip
