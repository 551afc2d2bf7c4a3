"""Speakers through others: "A said that B had called for ..." is B's claim too, told by A.

Annotated news seldom marks what lies inside another's words, so the networks seldom see it; the rules
do, wherever somebody named or an office speaks in reported speech.
"""

from holdfire.reading import cues
from holdfire.reading.attribution import Attribution
from holdfire.reading.clauses import from_verb, is_somebody
from holdfire.reading.page import Page

FRAMES = {"clause", "infinitive", "for", "of", "on"}
TAKING = {
    "support",
    "oppose",
    "welcome",
    "condemn",
    "deny",
    "accuse",
    "propose",
    "demand",
    "pledge",
}  # a side or a duty


def find_nested(page: Page, found: list[Attribution]) -> list[Attribution]:
    """Attributions by the rules inside the content of those found, by somebody named."""
    known = {a.verb for a in found}
    inside = sorted(
        {
            i
            for a in found
            for s, e in a.content
            for i in range(page.token_at[s], page.token_at[max(s, e - 1)] + 1)
        }
    )
    more = []
    for i in inside:
        token = page.doc[i]
        if token.pos_ != "VERB" or i in known or token.lemma_ not in cues.VERBS:
            continue
        attribution = from_verb(page, token)
        if (
            attribution is not None
            and (
                attribution.stance in TAKING or (attribution.frame in FRAMES and token.lemma_ in cues.SPEECH)
            )
            and attribution.subject is not None
            and is_somebody(page.doc[attribution.subject])
        ):
            more.append(attribution)
    return more
