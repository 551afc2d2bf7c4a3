"""What the parse says of a source and its cue: who a verb's subject is, and how far their words reach."""

from spacy.tokens import Token

from holdfire.reading import cues
from holdfire.reading.claim import Span
from holdfire.reading.page import Page

TRAILING = {
    "add",
    "note",
    "say",
    "stress",
    "warn",
    "call",
    "urge",
    "accuse",
    "cite",
    "explain",
    "claim",
    "promise",
    "vow",
    "denounce",
}
RELATIVE = {"who", "which", "that", "whom"}


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
    trailing = verb.tag_ == "VBG" and verb.dep_ == "advcl" and verb.lemma_ in TRAILING
    # "X said the road was shut, adding that ...": X adds, whatever the parse hung it on.
    hung = trailing and verb.head.dep_ == "ccomp" and verb.i > verb.head.i
    if hung and verb.head.head.lemma_ in cues.SPEECH:
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
    """The words of the source: its noun phrase, or the relative pronoun that stands for it."""
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


def trim(text: str, start: int, end: int, page: Page) -> Span:
    """A span without the marks at its edges that belong to the sentence around it."""
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


def is_infinitive(token: Token) -> bool:
    """Whether a verb is an infinitive with its "to"."""
    return token.tag_ == "VB" and any(c.lower_ == "to" for c in token.children)
