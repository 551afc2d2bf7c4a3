"""Indirect speech: a cue verb outside quotations with the clause, object or infinitive it attributes."""

from collections.abc import Iterable

from spacy.tokens import Token

from holdfire.reading import cues
from holdfire.reading.attribution import Attribution, merge_spans
from holdfire.reading.claim import Span
from holdfire.reading.page import Page
from holdfire.reading.quotes import is_scare
from holdfire.reading.speakers import ROLES
from holdfire.reading.syntax import TRAILING, cue_span, is_infinitive, source_span, subject_of, trim

BODIES = {
    "ministry", "government", "office", "department", "committee", "council", "parliament", "command",
    "mission", "army", "police", "party", "group", "side", "agency", "officials", "authorities", "ministers",
    "leaders", "spokespeople", "commission", "delegation", "embassy",
}  # fmt: skip


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
        if frame in ("object", "infinitive") and (lemma in cues.ACTING and not is_somebody(subject)):
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
        mixed = any(q.mark not in "‘'" and not is_scare(page.text, q) for q in inside)
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
        )
    return None


def is_somebody(subject: Token | None) -> bool:
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
            if child.lower_ in ("on", "upon") and any(c.i > child.i and is_infinitive(c) for c in children):
                # "called on X to withdraw": the demand is what X is to do.
                found += [("infinitive", c) for c in children if c.i > child.i and is_infinitive(c)][:1]
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
            if (
                child.dep_ == "advcl"
                and child.tag_ == "VBG"
                and child.lemma_ in TRAILING
                and child.i - 1 > first
            ):
                last = child.left_edge.i - 1
                break
        last = _counted_out(page, last)
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
    return tuple(trim(text, s, e, page) for s, e in merge_spans(spans))


def _counted_out(page: Page, last: int) -> int:
    """A count goes on over what a colon breaks it into: "112 were returned: 105 to one, 17 to the other"."""
    doc = page.doc
    if last + 2 < len(doc) and doc[last + 1].text == ":" and doc[last + 2].like_num:
        end = doc[last + 2].sent.end - 1
        while end > last + 2 and (doc[end].is_space or doc[end].text in (".", "”", '"')):
            end -= 1
        return end
    return last


def _extended(verb: Token, last: int) -> int:
    """An object's content goes on over what the parse hung on the cue: "cited X, due to open, as proof"."""
    for child in verb.rights:
        if child.i <= last or child.dep_ == "punct":
            continue
        aside = child.dep_ in ("advcl", "acl") and (child.tag_ == "VBN" or is_infinitive(child))
        if child.dep_ != "prep" and not aside:
            break
        if child.ent_type_ in ("DATE", "TIME") or child.i - last > 3:
            break
        last = child.right_edge.i
    return last
