"""What found tokens mean for a claim: spans in characters, the frame they stand in, mode and stance."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from spacy.tokens import Token

from holdfire.reading import cues
from holdfire.reading.attribution import Attribution, merge_spans
from holdfire.reading.claim import Mode, Span
from holdfire.reading.page import Page
from holdfire.reading.quotes import Quote, is_scare
from holdfire.reading.syntax import cue_span, is_infinitive, trim
from holdfire.reading.trained.columns import Ints
from holdfire.reading.trained.decode import runs
from holdfire.reading.trained.reader import Found, judged, weights
from holdfire.reading.trained.reader import find as find_tokens

DIRECT = 0.85  # share of the content that stands in quotation marks
CLOSE = 6  # tokens at most that are added to the end of a content
COMPLETING = {"dobj", "attr", "pobj", "acomp", "oprd", "prt"}  # without these a last word is left hanging
ACCORDING = {"according", "per"}


def by_networks(page: Page) -> list[Attribution]:
    """Every attribution of a page the trained reader believes, in order of its content."""
    held = weights()
    found = (attribution_of(page, one) for one in judged(find_tokens(page, held), held))
    kept = [a for a in found if a is not None]
    return sorted(kept, key=lambda a: (a.start, a.end))


def attribution_of(page: Page, found: Found) -> Attribution | None:
    """A found attribution with its spans, frame, mode and stance; None when none of its content is left."""
    doc = page.doc
    cue = doc[found.cue]
    content = _content(page, found)
    if not content:
        return None
    subject = _head([doc[i] for i in found.source.tolist()])
    quotes = tuple(q for q in page.full if any(s <= q.start and q.end <= e + 1 for s, e in content))
    marked = sum(q.end - q.start for q in quotes)
    whole = sum(e - s for s, e in content)
    frame = "quote" if quotes and marked >= DIRECT * whole else _frame(page, cue, found)
    spoken = quotes or tuple(
        q
        for q in page.quotes
        if q.depth == 0
        and q.mark not in "‘'"
        and any(s <= q.start and q.end <= e + 1 for s, e in content)
        and not is_scare(page.text, q)
    )
    mode: Mode = "direct" if frame == "quote" else "mixed" if spoken else "indirect"
    known = cues.VERBS.get(cue.lemma_.lower()) if cue.pos_ in ("VERB", "AUX") else None
    stance = known.stance if known else cues.NOUNS.get(cue.lemma_.lower(), "state")
    source = tuple(_worded(page, _spans(page, found.source)))
    return Attribution(
        source,
        (_cue(cue),),
        content,
        mode,
        frame,
        cue.i,
        subject.i if subject is not None and source else None,
        quotes if frame == "quote" else spoken,
        stance,
    )


def _cue(cue: Token) -> Span:
    """The cue's words: a verb with its auxiliaries, "according to", or the word alone."""
    if cue.lower_ in ACCORDING and cue.i + 1 < len(cue.doc) and cue.nbor(1).lower_ == "to":
        return cue.idx, cue.nbor(1).idx + 2
    return cue_span(cue)


def _spans(page: Page, tokens: Ints) -> list[Span]:
    """Runs of tokens as spans of characters."""
    ends = [(page.doc[int(run[0])].idx, page.doc[int(run[-1])]) for run in runs(tokens)]
    return [(start, last.idx + len(last)) for start, last in ends]


def _content(page: Page, found: Found) -> tuple[Span, ...]:
    """The content's spans, edge marks settled, a quotation that goes on over paragraphs taken whole."""
    spans = list(_worded(page, _spans(page, _to_edges(page, found))))
    for chain in _over_paragraphs(page):
        if any(s < quote.end and quote.start < e for s, e in spans for quote in chain):
            spans += [(quote.start, quote.end) for quote in chain]
    return merge_spans(spans)


def _worded(page: Page, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans with their edge marks settled; one that is all marks is none."""
    for start, end in spans:
        start, end = trim(page.text, start, end, page)
        if any(ch.isalnum() for ch in page.text[start:end]):
            yield start, end


def _to_edges(page: Page, found: Found) -> Ints:
    """The content without a conjunction left hanging, and with what hangs close on its last word."""
    kept: list[Ints] = []
    taken = {found.cue, *found.source.tolist()}
    for run in runs(found.content):
        last = int(run[-1])
        while last > int(run[0]) and page.doc[last].dep_ == "cc":
            last -= 1
        close = [c.right_edge.i for c in page.doc[last].rights if c.dep_ in COMPLETING]
        edge = max(close, default=last) if last == int(run[-1]) else last
        if last < edge <= last + CLOSE and not taken & set(range(last, edge + 1)):
            last = edge
        if found.cue < int(run[0]):
            last = _over_colon(page, last, taken)
        kept.append(np.arange(int(run[0]), last + 1))
    return np.unique(np.concatenate(kept))


def _over_colon(page: Page, last: int, taken: set[int]) -> int:
    """Where a content ends that a colon and its figures go on: "112 were returned: 105 to one side …"."""
    doc = page.doc
    if last + 1 >= len(doc) or doc[last + 1].text != ":":
        return last
    end = last + 1
    while end + 1 < len(doc) and not doc[end + 1].is_sent_start:
        end += 1
    while doc[end].is_punct or doc[end].is_space:
        end -= 1
    rest = range(last + 2, end + 1)
    told = any(doc[i].like_num for i in rest) and not any(doc[i].is_quote for i in rest)
    return end if told and not taken & set(rest) else last


def _over_paragraphs(page: Page) -> list[list[Quote]]:
    """Quotations open at a paragraph's end, each with those of the next paragraphs that go on with it."""
    chains: list[list[Quote]] = []
    for before, quote in pairwise(page.full):
        if before.closed or page.block_of[quote.start] != page.block_of[before.start] + 1:
            continue
        if page.text[page.blocks[page.block_of[quote.start]][0] : quote.start].strip():
            continue
        if chains and chains[-1][-1] == before:
            chains[-1].append(quote)
        else:
            chains.append([before, quote])
    return chains


def _head(tokens: list[Token]) -> Token | None:
    """The token of a run that its others hang on."""
    inside = {t.i for t in tokens}
    heads = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
    named = [t for t in heads if t.pos_ in ("NOUN", "PROPN", "PRON")]
    chosen = named or heads
    return chosen[0] if chosen else None


def _frame(page: Page, cue: Token, found: Found) -> str:
    """How the content hangs on the cue: a clause, an infinitive, an object, after a preposition."""
    if cue.lower_ in ACCORDING:
        return "according"
    inside = set(found.content.tolist())
    known = cues.VERBS.get(cue.lemma_.lower())
    for child in cue.children:
        led = child.dep_ == "prep" and (child.i in inside or any(g.i in inside for g in child.children))
        if led and known is not None and child.lower_ in known.frames:
            return child.lower_
    held = [child for child in cue.children if child.i in inside]
    if any(c.dep_ in ("xcomp", "ccomp", "advcl") and c.tag_ == "VB" and is_infinitive(c) for c in held):
        return "infinitive"
    if any(c.dep_ in ("dobj", "oprd", "nsubjpass", "attr") for c in held):
        return "object"
    if any(c.dep_ in ("ccomp", "acl", "pcomp") for c in held):
        return "clause"
    return "clause" if any(page.doc[i].pos_ in ("VERB", "AUX") for i in inside) else "object"
