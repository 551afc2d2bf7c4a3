"""Who is said to say what: every attribution of a text as spans of source, cue and content.

Two readers meet here. `quotations` pairs each direct quotation with the cue before, after or inside
it; `clauses` follows the parse from a cue verb to its clause, object or infinitive. A quotation inside
a clause makes it mixed. Whole attributions come out; `propositions.py` splits them into claims.
Scheme (source, cue, content) after PolNeAR (Newell, Margolin and Ruths 2018).
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from spacy.tokens import Doc, Token

from holdfire.reading import cues
from holdfire.reading.claim import Mode, Span
from holdfire.reading.quotes import Quote
from holdfire.reading.speakers import ROLES

CLAUSAL = ("ccomp", "pcomp")
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
BODIES = {
    "ministry", "government", "office", "department", "committee", "council", "parliament", "command", "mission", "army", "police", "party",
    "group", "side", "agency", "officials", "authorities", "ministers", "leaders", "spokespeople", "commission", "delegation", "embassy",
}  # fmt: skip
LIGHT = {"express", "voice", "make", "have", "give", "issue", "repeat", "reiterate"}
TRAILING = {"add", "note", "say", "stress", "warn", "call", "urge", "accuse", "cite", "explain", "claim", "promise", "vow", "denounce"}
RELATIVE = {"who", "which", "that", "whom"}
END = ".!?…"


class Attribution(NamedTuple):
    """One whole attribution. Token indices are into the parsed document."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    mode: Mode
    frame: str  # "quote", "clause", "object", "infinitive", a preposition, "according", "headline"
    verb: int | None  # token index of the cue's head
    subject: int | None  # token index of the source's head
    quotes: tuple[Quote, ...] = ()
    stance: str = "state"
    negated: bool = False

    @property
    def start(self) -> int:
        return min(s for s, _ in self.content)

    @property
    def end(self) -> int:
        return max(e for _, e in self.content)


class Page:
    """A parsed text with its quotations, and fast ways from characters to tokens."""

    def __init__(self, text: str, doc: Doc, blocks: list[tuple[int, int]], quotes: list[Quote]) -> None:
        self.text, self.doc, self.blocks, self.quotes = text, doc, blocks, quotes
        self.token_at = [0] * (len(text) + 1)
        for token in doc:
            for i in range(token.idx, min(token.idx + len(token.text_with_ws), len(text))):
                self.token_at[i] = token.i
        self.token_at[len(text)] = len(doc)
        self.block_of = [0] * (len(text) + 1)
        for k, (start, end) in enumerate(blocks):
            for i in range(start, end):
                self.block_of[i] = k
        self.quoted: list[Quote | None] = [None] * len(doc)  # the outermost full quotation around a token
        self.full = [q for q in quotes if q.depth == 0 and is_quotation(text, q)]
        for quote in self.full:
            for i in range(self.token_at[quote.start], self.token_at[min(quote.end, len(text))]):
                self.quoted[i] = quote

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens that start in start:end, without spaces."""
        if start >= end:
            return []
        first, last = self.token_at[start], self.token_at[min(end, len(self.text))]
        return [t for t in self.doc[first : last + 1] if start <= t.idx < end and not t.is_space]


def is_quotation(text: str, quote: Quote) -> bool:
    """A quotation says something; a scare quote or a title only marks words."""
    inner = text[quote.inner_start : quote.inner_end].strip()
    if not inner:
        return False
    before = text[max(0, quote.start - 60) : quote.start].rstrip(" ")
    lead = before[-1:] if before else ""
    starts = not before or lead in ".!?:,;—–-\n…)”\"»’'" or before.endswith("that")
    words = quote.words(text)
    if words < 2 and not (starts and inner[-1] in ",.!?"):
        return False
    after = text[quote.end : quote.end + 2].strip()
    ends = inner[-1] in ".,!?…—-;" or not quote.closed or after[:1] in (",", ".", "") or not after
    if not lead or lead == "\n" or lead in '.!?:”"»':
        return (starts and ends) or (words >= 6 and starts)
    return (
        starts
        and ends
        and (inner[0].isupper() or inner[0] in "[…(" or lead in ",:" or quote.mark == "“")
        and words >= 3
    )


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap made one."""
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return tuple((s, e) for s, e in merged)


def subject_of(verb: Token, hops: int = 0) -> Token | None:
    """The token that does what the verb says, inherited over coordination, infinitives and participles."""
    if hops > 6:
        return None
    passive = [c for c in verb.children if c.dep_ == "nsubjpass"]
    for child in verb.children:
        if child.dep_ == "agent":
            for inner in child.children:
                if inner.dep_ == "pobj":
                    return inner
    if passive:
        return None
    if verb.tag_ == "VBG" and verb.dep_ == "advcl" and verb.lemma_ in TRAILING and verb.head.dep_ == "ccomp":
        # "X said the road was shut, adding that ...": X adds, whatever the parse hung it on.
        if verb.head.head.lemma_ in cues.SPEECH and verb.i > verb.head.i:
            return subject_of(verb.head.head, hops + 1)
    for child in verb.children:
        if child.dep_ in ("nsubj", "csubj"):
            if child.lower_ in RELATIVE and verb.dep_ == "relcl":
                return verb.head
            return child
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp", "dep", "parataxis") and verb.head is not verb:
        head = verb.head
        if head.dep_ == "prep" and head.head is not head:
            head = head.head
        if head.pos_ in ("VERB", "AUX"):
            if verb.dep_ == "xcomp":
                for child in head.children:
                    if child.dep_ in ("dobj", "dative") and head.lemma_ not in ("promise", "threaten", "go"):
                        return child
            return subject_of(head, hops + 1)
    if verb.dep_ in ("acl", "relcl") and verb.tag_ != "VBN":
        return verb.head
    return None


def noun_phrase(token: Token, stop: Token | None = None) -> Span:
    """The extent of a source: its head with its modifiers, without a clause that carries the cue."""
    inside = [t for t in token.subtree if not t.is_space]
    if stop is not None:
        held = {t.i for t in stop.subtree}
        if token.i not in held:
            inside = [t for t in inside if t.i not in held]
    near = [token]
    known = {t.i for t in inside}
    i = token.i - 1
    while i in known:
        near.append(token.doc[i])
        i -= 1
    i = token.i + 1
    while i in known:
        near.append(token.doc[i])
        i += 1
    near.sort(key=lambda t: t.i)
    while len(near) > 1 and near[-1].text in (",", ";", "—", "-", "–", "“", '"'):
        near.pop()
    while len(near) > 1 and near[0].text in (",", "”", '"', "“", "—", "–"):
        near.pop(0)
    return near[0].idx, near[-1].idx + len(near[-1])


def source_span(subject: Token, verb: Token) -> Span:
    """The words of the source: its noun phrase, or the relative pronoun that stands for it in the cue's clause."""
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass") and child.lower_ in RELATIVE and child.i != subject.i:
            return child.idx, child.idx + len(child)
    return noun_phrase(subject, verb)


def cue_span(verb: Token) -> Span:
    """The cue with its auxiliaries, negation and particle where they stand beside it."""
    first = last = verb
    parts = {c.i for c in verb.children if c.dep_ in ("aux", "auxpass", "neg", "advmod", "prt")}
    while first.i - 1 in parts:
        first = first.nbor(-1)
    while last.i + 1 in parts and last.nbor(1).dep_ == "prt":
        last = last.nbor(1)
    return first.idx, last.idx + len(last)


def negated(verb: Token) -> bool:
    """Whether the cue itself is negated: "did not confirm"."""
    return any(c.dep_ == "neg" for c in verb.children)


def find_attributions(page: Page) -> list[Attribution]:
    """Every attribution of a parsed text, in order of its content."""
    found = quotations(page)
    used = {a.verb for a in found if a.verb is not None}
    found += list(clauses(page, used))
    found += according(page)
    found += nouns(page)
    unique: dict[tuple[tuple[Span, ...], int | None], Attribution] = {}
    for attribution in found:
        unique.setdefault((attribution.content, attribution.verb), attribution)
    return sorted(unique.values(), key=lambda a: (a.start, a.end))


# --- quotations -----------------------------------------------------------------------------------


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


def inverted_subject(page: Page, verb: Token) -> Token | None:
    """The source after a cue that the parse left without a subject: “...,” said the old general."""
    after = [t for t in verb.doc[verb.i + 1 : verb.i + 12] if not t.is_space]
    for token in after:
        if token.text in (".", ";", ":", "“") or token.pos_ == "VERB":
            break
        if token.dep_ in (
            "dobj",
            "nsubj",
            "attr",
            "oprd",
            "npadvmod",
            "pobj",
            "dep",
            "ROOT",
            "appos",
            "conj",
        ):
            if token.pos_ in ("NOUN", "PROPN", "PRON") and token.ent_type_ not in ("DATE", "TIME"):
                return token
    before = [t for t in verb.doc[max(0, verb.i - 6) : verb.i] if not t.is_space]
    for token in reversed(before):
        if token.text in ("”", ".", "“", '"', "''"):
            break
        if token.pos_ in ("NOUN", "PROPN", "PRON"):
            return token
    return None


# --- clauses --------------------------------------------------------------------------------------


def clauses(page: Page, used: set[int]) -> Iterable[Attribution]:
    """Cue verbs outside quotations with the clause, object or infinitive they attribute."""
    for token in page.doc:
        if token.pos_ not in ("VERB", "AUX") or token.i in used or page.quoted[token.i] is not None:
            continue
        attribution = from_verb(page, token)
        if attribution is not None:
            yield attribution


def from_verb(page: Page, verb: Token) -> Attribution | None:
    """The attribution a verb makes, if it makes one."""
    lemma = verb.lemma_.lower()
    cue = cues.VERBS.get(lemma)
    if cue is None:
        return None
    subject = subject_of(verb)
    if lemma in cues.NAMING and (subject is not None):
        cue = cue._replace(frames=cue.frames | {"naming"})
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)
    for frame, head in _complements(verb, cue, passive):
        if verb.tag_ == "VBN" and not passive and frame == "object":
            continue
        if (
            subject is None
            and not passive
            and verb.dep_ not in ("ROOT", "parataxis", "ccomp", "advcl", "conj")
        ):
            continue
        if (
            subject is None
            and frame in ("object", "infinitive")
            and not passive
            and verb.tag_ not in ("VBZ", "VBD")
        ):
            continue
        if frame in ("object", "infinitive") and (lemma in cues.ACTING and not _named(subject)):
            continue
        held = {t.i for t in head.subtree}
        if verb.i in held:
            continue
        if subject is not None and subject.i in held:
            continue
        content = _content(page, verb, subject, head, frame)
        if not content:
            continue
        source = (source_span(subject, verb),) if subject is not None else ()
        inside = tuple(
            q
            for q in page.quotes
            if q.depth == 0 and any(s <= q.start and q.end <= e + 1 for s, e in content)
        )
        mixed = any(q.mark not in "‘'" and not _scare(page.text, q) for q in inside)
        return Attribution(
            source,
            (cue_span(verb),),
            content,
            "mixed" if mixed else "indirect",
            frame,
            verb.i,
            subject.i if subject is not None else None,
            inside,
            cue.stance,
            negated(verb),
        )
    return None


_SCARE = re.compile(r"\b(?:so-called|known as|called|titled|entitled|named|dubbed|nicknamed)\s*$", re.I)


def _scare(text: str, quote: Quote) -> bool:
    """Marks around a name or a word held at arm's length: no words of the source."""
    return bool(_SCARE.search(text[max(0, quote.start - 20) : quote.start])) and quote.inner_end - quote.inner_start < 30


def _named(subject: Token | None) -> bool:
    """Whether a source is somebody: a name, an office, a person's pronoun."""
    if subject is None:
        return False
    return (
        subject.ent_type_ in ("PERSON", "ORG", "GPE", "NORP")
        or subject.pos_ == "PROPN"
        or subject.lower_ in ("he", "she", "who")
        or subject.lower_ in ROLES
        or subject.lower_ in BODIES
    )


def _complements(verb: Token, cue: cues.Cue, passive: bool) -> list[tuple[str, Token]]:
    """(frame, head) of what the verb attributes, likeliest first."""
    found: list[tuple[str, Token]] = []
    children = list(verb.children)
    if "naming" in cue.frames:
        found += [("object", c) for c in children if c.dep_ == "oprd"]
        found += [
            ("clause", c)
            for c in children
            if c.dep_ == "ccomp" and c.i > verb.i and c.pos_ not in ("VERB", "AUX")
        ]
    if "c" in cue.frames:
        found += [
            ("clause", c)
            for c in children
            if c.dep_ == "ccomp" and c.pos_ in ("VERB", "AUX", "NOUN", "ADJ", "PROPN")
        ]
    for child in children:
        if child.dep_ == "prep" and child.lower_ in cue.frames:
            if child.lower_ in ("on", "upon") and any(c.i > child.i and _infinitive(c) for c in children):
                # "called on X to withdraw": the demand is what X is to do.
                found += [("infinitive", c) for c in children if c.i > child.i and _infinitive(c)][:1]
                continue
            found += [(child.lower_, child) for c in child.children if c.dep_ in ("pobj", "pcomp")][:1]
    if "x" in cue.frames:
        found += [
            ("infinitive", c) for c in children if c.dep_ in ("xcomp", "ccomp") and c.pos_ in ("VERB", "AUX")
        ]
    if "o" in cue.frames:
        found += [("object", c) for c in children if c.dep_ in ("dobj", "oprd")]
        if passive and not found and cue.stance != "cite":
            found += [("object", c) for c in children if c.dep_ == "nsubjpass" and c.lower_ != "it"]
    return found


def _content(page: Page, verb: Token, subject: Token | None, head: Token, frame: str) -> tuple[Span, ...]:
    text = page.text
    sentence = verb.sent
    if frame == "clause" and head.i < verb.i:
        # "Content, X said": all before the comma is content, whatever the parse hung it on.
        left = min(verb.i, subject.left_edge.i if subject is not None and subject.i > head.i else verb.i)
        stop = page.doc[left].idx
        start = sentence.start_char
        while start < stop and text[start].isspace():
            start += 1
        piece = text[start:stop].rstrip()
        if piece.endswith(("—", "–", "-")):
            piece = piece[:-1].rstrip()
        inner = piece.rstrip(",")
        closing = piece[len(inner) :]
        end = start + len(inner) + (len(closing) if inner[-1:] in "”\"'" else 0)
        after = [t for t in head.subtree if t.i > verb.i and (subject is None or t.i > subject.right_edge.i)]
        spans = [(start, end)] if end > start else []
        if after and subject is not None and len(after) > 2:
            spans.append((after[0].idx, after[-1].idx + len(after[-1])))
        return merge_spans(spans)
    inside = sorted(t.i for t in head.subtree if not t.is_space)
    first = inside[0]
    last = inside[-1]
    if frame == "clause":
        for child in head.rights:
            if child.dep_ == "advcl" and child.tag_ == "VBG" and child.lemma_ in TRAILING and child.i - 1 > first:
                last = child.left_edge.i - 1
                break
    if frame not in ("clause", "infinitive", "object"):
        objects = [c for c in verb.children if c.dep_ == "dobj" and c.i < head.i and c.i > verb.i]
        if objects:
            first = objects[0].left_edge.i
        elif head.dep_ == "prep" and first + 1 <= last:
            first += 1
        last = _extended(verb, last)
    elif frame == "object":
        if head.dep_ == "oprd":
            first = min([first, *(c.left_edge.i for c in verb.children if c.dep_ == "dobj" and c.i > verb.i)])
        last = _extended(verb, last)
    blocked = {t.i for c in verb.children if c.dep_ in ("nsubj", "aux", "neg") for t in c.subtree} | {verb.i}
    spans = []
    run: list[Token] = []
    for i in range(first, last + 1):
        if i in blocked:
            if run:
                spans.append((run[0].idx, run[-1].idx + len(run[-1])))
            run = []
            continue
        if not page.doc[i].is_space:
            run.append(page.doc[i])
    if run:
        spans.append((run[0].idx, run[-1].idx + len(run[-1])))
    return tuple(_trim(text, s, e, page) for s, e in merge_spans(spans))


def _extended(verb: Token, last: int) -> int:
    """An object's content goes on over what the parse hung on the cue: "cited X, slated to open, as an example"."""
    for child in verb.rights:
        if child.i <= last or child.dep_ == "punct":
            continue
        if child.dep_ == "prep" or (
            child.dep_ in ("advcl", "acl") and (child.tag_ == "VBN" or _infinitive(child))
        ):
            if child.ent_type_ not in ("DATE", "TIME") and child.i - last <= 3:
                last = child.right_edge.i
                continue
        break
    return last


def _infinitive(token: Token) -> bool:
    return token.tag_ == "VB" and any(c.lower_ == "to" for c in token.children)


def _trim(text: str, start: int, end: int, page: Page) -> Span:
    while end > start and text[end - 1] in ",;:—– ":
        end -= 1
    while start < end and text[start] in ",;:—– ":
        start += 1
    for quote in page.quotes:
        # Take in the mark of a quotation cut at its edge.
        if quote.inner_start < end <= quote.end and quote.start >= start:
            end = quote.end
        if quote.start > end:
            break
    return start, end


# --- according to ---------------------------------------------------------------------------------


def according(page: Page) -> list[Attribution]:
    """Verbless cues: "according to X", "in the words of X"."""
    found = []
    for token in page.doc:
        if token.lower_ not in ("according", "per") or page.quoted[token.i] is not None:
            continue
        head: Token | None = None
        last = token
        if token.lower_ == "according":
            if token.i + 1 >= len(page.doc) or page.doc[token.i + 1].lower_ != "to":
                continue
            last = page.doc[token.i + 1]
        elif token.i + 1 >= len(page.doc) or page.doc[token.i + 1].ent_type_ not in (
            "ORG",
            "PERSON",
            "GPE",
            "NORP",
        ):
            continue
        for candidate in page.doc[last.i + 1 : last.i + 12]:
            if candidate.dep_ == "pobj" and candidate.head in (token, last):
                head = candidate
                break
        if head is None:
            continue
        source = noun_phrase(head)
        sentence = token.sent
        start, end = sentence.start_char, sentence.end_char
        while end > start and page.text[end - 1] in " \n\t\r.":
            end -= 1
        cut_start = token.idx
        before, after = (start, cut_start), (source[1], end)
        pieces = [p for p in (before, after) if len(page.text[p[0] : p[1]].strip(' ,.”"')) > 2]
        if not pieces:
            continue
        piece = max(pieces, key=lambda p: p[1] - p[0]) if len(pieces) > 1 else pieces[0]
        trimmed = _trim(page.text, piece[0], piece[1], page)
        if trimmed[1] <= trimmed[0]:
            continue
        inside = tuple(
            q for q in page.quotes if q.depth == 0 and trimmed[0] <= q.start and q.end <= trimmed[1]
        )
        found.append(
            Attribution(
                (source,),
                ((token.idx, last.idx + len(last)),),
                (trimmed,),
                "mixed" if inside else "indirect",
                "according",
                token.i,
                head.i,
                inside,
            )
        )
    return found


# --- nouns ----------------------------------------------------------------------------------------


def nouns(page: Page) -> list[Attribution]:
    """Nouns of saying with a clause: "the ministry's claim that ...", "expressed hope that ..."."""
    found = []
    for token in page.doc:
        if token.pos_ != "NOUN" or token.lemma_ not in cues.NOUNS or page.quoted[token.i] is not None:
            continue
        clause = next(
            (
                c
                for c in token.children
                if c.dep_ in ("acl", "ccomp")
                and c.i > token.i
                and any(m.lower_ == "that" and m.dep_ == "mark" for m in c.children)
            ),
            None,
        )
        if clause is None:
            continue
        if token.dep_ == "dobj" and "o" in getattr(cues.VERBS.get(token.head.lemma_), "frames", ()) and token.head.lemma_ not in LIGHT:
            continue  # "denied the report that ...": the verb attributes it already
        subject = next((c for c in token.children if c.dep_ == "poss"), None)
        if subject is None:
            subject = next(
                (
                    g
                    for c in token.children
                    if c.dep_ == "prep" and c.lower_ in ("by", "from", "of", "among")
                    for g in c.children
                    if g.dep_ == "pobj"
                ),
                None,
            )
        if subject is None and token.dep_ == "dobj" and token.head.pos_ == "VERB":
            subject = subject_of(token.head)
        inside = [t for t in clause.subtree if not t.is_space]
        if not inside or token.i in {t.i for t in inside}:
            continue
        content = (_trim(page.text, inside[0].idx, inside[-1].idx + len(inside[-1]), page),)
        held = tuple(
            q for q in page.quotes if q.depth == 0 and content[0][0] <= q.start and q.end <= content[0][1]
        )
        source = (noun_phrase(subject, token),) if subject is not None else ()
        found.append(
            Attribution(
                source, ((token.idx, token.idx + len(token)),), content, "mixed" if any(q.mark not in "‘'" for q in held) else "indirect",
                "clause", token.i, subject.i if subject is not None else None, held, cues.NOUNS[token.lemma_],
            )
        )  # fmt: skip
    return found
