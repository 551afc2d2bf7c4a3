"""A headline without a subject: "Accuses U.S. of obstructing peace" is by the body's main speaker."""
# ruff: noqa: E501

import re

from holdfire.reading import cues
from holdfire.reading.attribution import Attribution
from holdfire.reading.page import Page
from holdfire.reading.propositions import Proposition

_META = re.compile(
    r"\s*(?:(?:date|published|updated|posted)\s*:?\s*)?(?:\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?|\d{1,2}[./]\d{1,2}[./]\d{4})?\s*[:|—–-]?\s*",
    re.I,
)
MAX = 160


def headline(page: Page, found: list[Attribution]) -> tuple[Attribution, Proposition] | None:
    """The first line as a claim, when it begins with a cue verb and has no subject."""
    if len(page.blocks) < 2:
        return None
    start, end = page.blocks[0]
    while end > start and page.text[end - 1].isspace():
        end -= 1
    m = _META.match(page.text, start, end)
    start = m.end() if m else start
    line = page.text[start:end]
    if not line or len(line) > MAX or (line.endswith(".") and len(line.split()) > 14):
        return None
    tokens = page.tokens(start, end)
    if len(tokens) < 3:
        return None
    first = tokens[0]
    lemma = _third_person(first.lower_)
    if lemma is None or any(t.dep_ in ("nsubj", "nsubjpass") and t.i < first.i for t in tokens):
        return None
    if any(a.start < end and a.source for a in found):
        return None
    cue = cues.VERBS[lemma]
    attribution = Attribution(
        (),
        ((first.idx, first.idx + len(first)),),
        ((start, end),),
        "indirect",
        "headline",
        first.i,
        None,
        (),
        cue.stance,
    )
    return attribution, Proposition(start, end, None, first.i)


def _third_person(word: str) -> str | None:
    """The cue verb a headline's first word is: "Accuses", "Denies"."""
    if not word.endswith("s"):
        return None
    for lemma in (word[:-1], word[:-2], word[:-3] + "y"):
        if lemma in cues.VERBS:
            return lemma
    return None
