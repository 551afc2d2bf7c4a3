"""One attribution's content split into propositions: one claim says one thing.

Split at sentences, at coordinated clauses with a subject of their own, and at parentheses that hold
clauses with figures. Lead-ins ("Once again, I would like to state that"), hedges ("As far as I
understand,") and discourse words ("Of course,") are left outside; the hedge is kept.
"""
# ruff: noqa: E501

import re
from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Token

from holdfire.reading.attribution import Attribution
from holdfire.reading.claim import Span
from holdfire.reading.page import Page

HEDGES = re.compile(
    r"(?:as far as (?:I|we) (?:understand|know|can (?:tell|judge)|am aware|are aware)|to (?:the best of )?(?:my|our) knowledge"
    r"|in (?:my|our|his|her|their) (?:opinion|view|assessment|estimation|judgment)|(?:I|we) (?:think|believe|suppose|guess|assume|hope|expect|presume)(?: that)?"
    r"|it (?:seems|appears)(?: to (?:me|us))?(?: that)?|according to (?:preliminary|initial|unconfirmed|available) (?:\w+ )?(?:data|information|reports|estimates)"
    r"|by (?:some|all) accounts|from what (?:I|we) (?:know|understand|see)|if (?:I am|I’m|we are) not mistaken|apparently|reportedly|allegedly"
    r"|presumably|probably|perhaps|possibly|supposedly|seemingly|evidently|preliminarily|most likely|in all likelihood)\b,?",
    re.I,
)
_DISCOURSE = re.compile(
    r"(?:of course|overall|in general|generally|moreover|furthermore|besides|however|therefore|thus|finally|firstly|first of all|secondly"
    r"|in addition|also|again|once again|indeed|in fact|as a matter of fact|as you know|as is known|as we know|in other words|at the same time|for (?:his|her|its|our|my|their) part"
    r"|nevertheless|meanwhile|in particular|for example|for instance|well|so|look|and|but|yes|no|naturally|certainly|obviously|clearly|frankly|regarding this|in this regard|in this connection)\s*,\s*",
    re.I,
)
_LEAD_IN = re.compile(
    r"(?:once (?:again|more),? ?)?(?:let me|allow me to|(?:I|we) (?:would|’d|'d|want|wish|need|can|must|have)(?: also| again| only| once again| once more)?(?: like)?(?: to)?"
    r"|it (?:is (?:necessary|important|worth)|should be|must be))(?: also| again| once again| once more)?"
    r" (?:to )?(?:state|say|note|stress|emphasi[sz]e|reiterate|repeat|recall|remind(?: you| everyone)?|add|point out|confirm|noted|stressed|recalled|noting|underline|underscore)(?: here| again| once again)?,?(?: that|:)? ",
    re.I,
)
GAP = 60  # characters a cue and its source take at most inside a sentence
_NUMBER = re.compile(r"\d")


class Proposition(NamedTuple):
    """One thing said: its extent, the hedge left outside it, and the token that heads it."""

    start: int
    end: int
    hedge: str | None
    root: int | None


def split(page: Page, attribution: Attribution) -> list[Proposition]:
    """The propositions of an attribution, in order."""
    if attribution.frame != "quote":
        start, end = attribution.start, attribution.end
        if len(attribution.content) > 1 and not _interrupted(page, attribution):
            start, end = max(attribution.content, key=lambda s: s[1] - s[0])
        pieces = [(start, end)]
        if attribution.frame == "clause":
            pieces = [c for s, e in _sentences(page, start, end) for c in _clauses(page, s, e)]
        out = []
        for s, e in pieces:
            text = page.text[s:e]
            if attribution.frame in ("clause", "according"):
                m = re.match(r"(?:that|whether|if)\s+", text)
                s += m.end() if m else 0
            out.append(
                _proposition(
                    page, s, e, attribution.frame in ("clause", "according"), attribution.frame == "object"
                )
            )
        return [p for p in out if p is not None]
    found: list[Proposition] = []
    for quote in attribution.quotes:
        for start, end in _sentences(page, quote.inner_start, quote.inner_end):
            for s, e in _clauses(page, start, end):
                proposition = _proposition(page, s, e, True)
                if proposition is not None:
                    found.append(proposition)
    return _joined(page, found)


def _interrupted(page: Page, attribution: Attribution) -> bool:
    """Whether only the cue and its source stand between the parts: "the road, she said, is closed"."""
    parts = attribution.content
    return (
        all(b[0] - a[1] < GAP for a, b in pairwise(parts))
        and len({page.doc[page.token_at[s]].sent.start for s, _ in parts}) == 1
    )


def _joined(page: Page, found: list[Proposition]) -> list[Proposition]:
    """A sentence the cue interrupts (“The road,” she said, “is closed.”) is one proposition, cue and all."""
    joined: list[Proposition] = []
    for piece in found:
        before = joined[-1] if joined else None
        between = page.text[before.end : piece.start] if before is not None else ""
        if (
            before is not None
            and before.end < piece.start
            and piece.root is not None
            and page.text[piece.start].islower()
            and between.lstrip()[:1] in (",", "—", "-")
            and not _has_verb(page.tokens(before.start, before.end))
        ):
            joined[-1] = Proposition(before.start, piece.end, before.hedge or piece.hedge, piece.root)
        else:
            joined.append(piece)
    found = joined
    return [p for p in found if len(re.findall(r"\w+", page.text[p.start : p.end])) >= 2]


def _sentences(page: Page, start: int, end: int) -> list[Span]:
    """Sentences of the parse within start:end, ends at a full stop only."""
    cuts = [start]
    for token in page.tokens(start, end):
        if token.is_sent_start and token.idx > start:
            before = page.text[start : token.idx].rstrip().rstrip("”\"’'")
            if before[-1:] in ".!?…:" or "\n" in page.text[token.idx - 2 : token.idx]:
                cuts.append(token.idx)
    cuts.append(end)
    return [(a, b) for a, b in pairwise(cuts) if page.text[a:b].strip()]


def _clauses(page: Page, start: int, end: int) -> list[Span]:
    """A sentence cut at independent clauses and at parentheses of clauses with figures."""
    text = page.text
    inner: list[Span] = []
    outer = [(start, end)]
    for m in re.finditer(r"\(([^()]{12,400})\)", text[start:end]):
        a, b = start + m.start(1), start + m.end(1)
        if _has_verb(page.tokens(a, b)) and _NUMBER.search(text, a, b):
            inner += _figures(page, a, b)
            before, after = (outer[-1][0], start + m.start()), (start + m.end(), end)
            outer = [
                *outer[:-1],
                before,
                *([after] if len(text[after[0] : after[1]].strip(" .,;")) > 2 else []),
            ]
    pieces: list[Span] = []
    for a, b in outer:
        pieces += _coordinated(page, a, b)
    return sorted(pieces + inner)


def _figures(page: Page, start: int, end: int) -> list[Span]:
    """Parts of a parenthesis, each with a figure and a verb of its own."""
    text = page.text
    cuts = [
        m.end() + start
        for m in re.finditer(r"[,;]\s+(?:and\s+)?(?=(?:\S+\s+){0,3}?\S*\d)|\s+and\s+(?=\d)", text[start:end])
    ]
    spans, begun = [], start
    for cut in [*cuts, end]:
        if _has_verb(page.tokens(begun, cut)) and (cut == end or _has_verb(page.tokens(cut, end))):
            spans.append((begun, cut))
            begun = cut
    return spans or [(start, end)]


def _has_verb(tokens: list[Token]) -> bool:
    return any(t.pos_ in ("VERB", "AUX") for t in tokens)


def _coordinated(page: Page, start: int, end: int) -> list[Span]:
    """Cut before "and" or "but" that begins a clause with its own subject and verb."""
    tokens = page.tokens(start, end)
    inside = {t.i for t in tokens}
    cuts: list[tuple[int, int]] = []
    for token in tokens:
        if token.dep_ != "cc" and token.text != ";":
            continue
        if token.text == ";":
            rest = page.tokens(token.idx + 1, end)
            if _independent(rest):
                cuts.append((token.idx, token.idx + 1))
            continue
        if token.lower_ not in ("and", "but", "while", "yet") or token.i == tokens[0].i:
            continue
        comma = token.i - 1 in inside and page.doc[token.i - 1].text == ","
        verb = next(
            (
                c
                for c in token.head.children
                if c.dep_ == "conj" and c.i > token.i and c.pos_ in ("VERB", "AUX") and c.i in inside
            ),
            None,
        )
        if not comma or verb is None or token.head.pos_ not in ("VERB", "AUX"):
            continue
        if token.head.dep_ in ("relcl", "acl", "advcl", "pcomp", "csubj"):
            continue
        if any(c.dep_ in ("nsubj", "nsubjpass", "expl") and c.i > token.i for c in verb.children):
            cuts.append((page.doc[token.i - 1].idx, token.idx + len(token)))
    spans, begun = [], start
    for cut, after in cuts:
        spans.append((begun, cut))
        begun = after
    spans.append((begun, end))
    return [s for s in spans if page.text[s[0] : s[1]].strip()]


def _independent(tokens: list[Token]) -> bool:
    return any(t.dep_ in ("nsubj", "nsubjpass") for t in tokens) and _has_verb(tokens)


def _proposition(
    page: Page, start: int, end: int, strip_leads: bool, nominal: bool = False
) -> Proposition | None:
    """Trims marks, discourse words, lead-ins and hedges from a piece."""
    text = page.text
    hedge = None
    start, end = _edges(text, start, end)
    if strip_leads:
        for _ in range(5):
            rest = text[start:end]
            if m := HEDGES.match(rest):
                hedge = hedge or m.group().rstrip(" ,")
            elif not (m := _DISCOURSE.match(rest) or _LEAD_IN.match(rest)):
                break
            if len(rest[m.end() :].split()) < 2:
                break
            start, end = _edges(text, start + m.end(), end)
            if text[start : start + 5] == "that ":
                start += 5
    if end <= start or not any(c.isalnum() for c in text[start:end]):
        return None
    tokens = page.tokens(start, end)
    root = None
    if tokens:
        inside = {t.i for t in tokens}
        heads = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
        verbs = [t for t in heads if t.pos_ in ("VERB", "AUX")] or [
            t for t in tokens if t.pos_ in ("VERB", "AUX")
        ]
        root = ((heads if nominal else verbs) or heads or tokens)[0].i
    return Proposition(start, end, hedge, root)


_DANGLING = re.compile(r"(?<=\s)(?:and|but|or|nor|yet|while|as)\Z", re.I)


def _edges(text: str, start: int, end: int) -> Span:
    while end > start and (
        text[end - 1].isspace() or text[end - 1] in ",;:.–—-(" or _loose_close(text, start, end)
    ):
        end -= 1
    if dangling := _DANGLING.search(text, start, end):
        return _edges(text, start, dangling.start())
    while start < end and (text[start].isspace() or text[start] in ",;:.–—-)”’"):
        start += 1
    while start < end and text[start] in '“"«„' and not _closed_inside(text, start, end):
        start += 1
    return start, end


def _closed_inside(text: str, start: int, end: int) -> bool:
    close = {"“": "”", "„": "“”", "«": "»", '"': '"'}[text[start]]
    return any(c in close for c in text[start + 1 : end])


def _loose_close(text: str, start: int, end: int) -> bool:
    """A closing mark whose opening lies outside."""
    last = text[end - 1]
    if last == "”":
        return text.count("“", start, end) < text.count("”", start, end)
    if last == ")":
        return text.count("(", start, end) < text.count(")", start, end)
    return last == "»" and text.count("«", start, end) < text.count("»", start, end)
