"""Attribution without a cue verb: "according to X", and nouns of saying ("the ministry's claim that ...")."""

from spacy.tokens import Token

from holdfire.reading import cues
from holdfire.reading.attribution import Attribution
from holdfire.reading.page import Page
from holdfire.reading.syntax import noun_phrase, subject_of, trim

LIGHT = {"express", "voice", "make", "have", "give", "issue", "repeat", "reiterate"}


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
        trimmed = trim(page.text, piece[0], piece[1], page)
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
        if (
            token.dep_ == "dobj"
            and "o" in getattr(cues.VERBS.get(token.head.lemma_), "frames", ())
            and token.head.lemma_ not in LIGHT
        ):
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
        content = (trim(page.text, inside[0].idx, inside[-1].idx + len(inside[-1]), page),)
        held = tuple(
            q for q in page.quotes if q.depth == 0 and content[0][0] <= q.start and q.end <= content[0][1]
        )
        source = (noun_phrase(subject, token),) if subject is not None else ()
        found.append(
            Attribution(
                source, ((token.idx, token.idx + len(token)),), content,
                "mixed" if any(q.mark not in "‘'" for q in held) else "indirect",
                "clause", token.i, subject.i if subject is not None else None, held, cues.NOUNS[token.lemma_],
            )
        )  # fmt: skip
    return found
