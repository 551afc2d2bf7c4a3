"""Direct quotations with their cues: before, after or inside, split and over paragraphs."""

from spacy.tokens import Token

from holdfire.reading import cues
from holdfire.reading.attribution import Attribution, merge_spans
from holdfire.reading.claim import Span
from holdfire.reading.page import Page
from holdfire.reading.quotes import Quote
from holdfire.reading.syntax import cue_span, source_span, subject_of


def quotations(page: Page) -> list[Attribution]:
    """Each direct quotation with its cue; quotations of one cue, or following on it, are one attribution."""
    groups: list[tuple[Token | None, Token | None, list[Quote]]] = []
    last_block, open_before = -1, False
    for quote in page.full:
        block = page.block_of[quote.start]
        verb = tail_cue(page, quote) or lead_cue(page, quote)
        same = bool(groups) and last_block == block
        if (groups and verb is not None and groups[-1][0] is not None and groups[-1][0].i == verb.i) or (
            verb is None and (same or open_before) and groups and _follows(page, groups[-1][2][-1], quote)
        ):
            groups[-1][2].append(quote)
        elif verb is not None and groups and groups[-1][0] is None and open_before:
            groups[-1] = (verb, subject_of(verb), [*groups[-1][2], quote])
        else:
            groups.append((verb, subject_of(verb) if verb is not None else None, [quote]))
        last_block, open_before = block, not quote.closed
    found = []
    for verb, subject, quotes in groups:
        if verb is None:
            if quotes[0].words(page.text) >= 4:
                spans = tuple((q.start, q.end) for q in quotes)
                found.append(Attribution((), (), spans, "direct", "quote", None, None, tuple(quotes)))
            continue
        subject = subject or inverted_subject(page, verb)
        source = (source_span(subject, verb),) if subject is not None else ()
        cue = cues.VERBS.get(verb.lemma_)
        opening = _opening(page, verb, subject, quotes[0])
        found.append(
            Attribution(
                source,
                (cue_span(verb),),
                merge_spans([*opening, *((q.start, q.end) for q in quotes)]),
                "mixed" if opening else "direct",
                "quote",
                verb.i,
                subject.i if subject is not None else None,
                tuple(quotes),
                cue.stance if cue else "state",
            )
        )
    return found


def _opening(page: Page, verb: Token, subject: Token | None, quote: Quote) -> list[Span]:
    """The words between cue and quotation that already say something: X said that in the end “...”."""
    if verb.idx > quote.start:
        return []
    for child in verb.children:
        if child.dep_ == "ccomp" and child.i > verb.i and child.left_edge.idx < quote.start:
            start = max(child.left_edge.i, verb.i + 1)
            if subject is not None and subject.i > verb.i:
                start = max(start, subject.right_edge.i + 1)
            words = [t for t in page.doc[start : page.token_at[quote.start]] if t.is_alpha]
            if len(words) >= 3 and page.text[: quote.start].rstrip()[-1:] != ":":
                return [(page.doc[start].idx, quote.start)]
    return []


def _follows(page: Page, before: Quote, quote: Quote) -> bool:
    """Whether a quotation without a cue of its own goes on from the one before it."""
    between = page.text[before.end : quote.start]
    return (
        not before.closed
        or ("\n" not in between.strip("\n") and between.count("\n\n") == 0)
        or not between.strip()
    )


def _outside(page: Page, tokens: list[Token]) -> list[Token]:
    return [t for t in tokens if page.quoted[t.i] is None]


def tail_cue(page: Page, quote: Quote) -> Token | None:
    """The cue after a quotation: “...,” said X; “...,” X said on Monday."""
    block_end = page.blocks[page.block_of[quote.start]][1]
    inner = page.text[quote.inner_start : quote.inner_end].rstrip()
    after = page.text[quote.end : block_end]
    if not after.strip() or not quote.closed:
        return None
    if inner[-1:] == "." and not after.lstrip()[:1].islower() and after.lstrip()[:1] not in ",":
        return None
    if inner[-1:] in "!?" and not after.startswith((" ", ",")):
        return None
    tail = []
    for token in page.tokens(quote.end, min(block_end, quote.end + 260)):
        if page.quoted[token.i] is not None or token.text in (".", "!", "?", ";") or token.text in ("“",):
            break
        tail.append(token)
    for k, token in enumerate(tail[:30]):
        if token.pos_ in ("VERB", "AUX") and token.lemma_ in cues.SPEECH and token.tag_ not in ("VBN",):
            return token
        if token.pos_ in ("VERB", "AUX") and token.lemma_ in cues.SPEECH and k == 0:
            return token
        if token.text in ("and", "but") and token.dep_ == "cc" and k == 0:
            return None
    return None


def lead_cue(page: Page, quote: Quote) -> Token | None:
    """The cue before a quotation: X said: “...”; X said that “...”."""
    block_start = page.blocks[page.block_of[quote.start]][0]
    lead = page.text[block_start : quote.start].rstrip()
    if not lead or (
        lead[-1] not in ",:—-" and not lead.endswith(("that", "as", *_ends_with_cue(page, quote)))
    ):
        return None
    tokens = []
    for token in reversed(page.tokens(max(block_start, quote.start - 300), quote.start)):
        if page.quoted[token.i] is not None or token.text in (".", "!", "?", "”"):
            break
        tokens.append(token)
    for token in tokens[:30]:
        if token.pos_ in ("VERB", "AUX") and token.lemma_ in cues.SPEECH:
            return token
    return None


def _ends_with_cue(page: Page, quote: Quote) -> tuple[str, ...]:
    tokens = page.tokens(max(0, quote.start - 40), quote.start)
    return (
        (tokens[-1].text,)
        if tokens and tokens[-1].lemma_ in cues.SPEECH and tokens[-1].pos_ == "VERB"
        else ()
    )


# What a subject after its verb is taken for by the parse.
_AFTER = {"dobj", "nsubj", "attr", "oprd", "npadvmod", "pobj", "dep", "ROOT", "appos", "conj"}


def inverted_subject(page: Page, verb: Token) -> Token | None:
    """The source after a cue that the parse left without a subject: “...,” said the old general."""
    after = [t for t in verb.doc[verb.i + 1 : verb.i + 12] if not t.is_space]
    for token in after:
        if token.text in (".", ";", ":", "“") or token.pos_ == "VERB":
            break
        if token.dep_ not in _AFTER or token.ent_type_ in ("DATE", "TIME"):
            continue
        if token.pos_ in ("NOUN", "PROPN", "PRON"):
            return token
    before = [t for t in verb.doc[max(0, verb.i - 6) : verb.i] if not t.is_space]
    for token in reversed(before):
        if token.text in ("”", ".", "“", '"', "''"):
            break
        if token.pos_ in ("NOUN", "PROPN", "PRON"):
            return token
    return None
