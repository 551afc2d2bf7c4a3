"""Who says what in Russian: every attribution with its source, cue and content.

Read from Natasha's syntax: a verb of saying with a что-clause; a quotation with the verb beside it
(«…», – сказал X); a parenthetical verb at the end (…, сообщил X); «по словам X»; «как сообщили в Y»; a verb
with its object («обвинил X в Y», «опроверг информацию»); and the impersonal «сообщается, что».
"""
# ruff: noqa: E501

from collections.abc import Iterator

from holdfire.reading.claim import Mode, Span, Stance
from holdfire.reading.russian.cues import ACCORDING, IMPERSONAL, TAKES_OBJECT, stance_of
from holdfire.reading.russian.parse import Parsed, Token
from holdfire.reading.russian.quotations import quotations
from holdfire.reading.russian.said import Said, source_of

_ATTITUDES = frozenset({"support", "oppose", "welcome", "condemn", "pledge", "admit", "cite", "announce"})


def find_attributions(page: Parsed) -> list[Said]:
    """Every attribution of the Russian part of a text, in order."""
    found: list[Said] = []
    used: set[int] = set()  # verbs already read
    quoted = list(quotations(page, used))
    found += quoted
    taken = [(s, e) for a in quoted for s, e in a.content]
    for token in page.tokens:
        if token.i in used or any(s <= token.start < e for s, e in taken):
            continue
        said = _of_word(page, token)
        if said is not None and said.end - said.start >= 3:
            found.append(said)
    found += _according(page, taken)
    # «Россия поддерживает инициативу, заявила она» is one claim that supports, not one in another.
    roots = {a.root for a in found if a.frame != "object"}
    kept = [a for a in found if not (a.frame == "object" and a.verb in roots and a.stance in _ATTITUDES)]
    # A span of marks alone is none.
    named = [a._replace(source=_filled(a.source), content=_filled(a.content)) for a in kept]
    named = [a for a in named if a.content]
    return sorted(named, key=lambda a: (a.start, a.end))


def _filled(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span[0] < span[1])


def _of_word(page: Parsed, token: Token) -> Said | None:
    if IMPERSONAL.match(token.low):
        return _impersonal(page, token)
    stance = stance_of(token.low) if token.pos == "VERB" and token.feats.get("VerbForm") != "Part" else None
    if stance is None:
        return None
    if _of_this(page, token):
        return _sentence_before(page, token, stance)
    return (
        _clause(page, token, stance)
        or _aside(page, token, stance)
        or _expressed(page, token)
        or _object(page, token, stance)
    )


def _of_this(page: Parsed, verb: Token) -> bool:
    """«Об этом сообщил X.»"""
    return any(
        page.tokens[c].low == "этом" and (page.child(c, "case") or verb).low in ("об", "о")
        for c in page.children[verb.i]
    )


def _sentence_before(page: Parsed, verb: Token, stance: Stance) -> Said | None:
    """The sentence that «об этом» points back to, in the same paragraph."""
    k = page.sentence_of[verb.i] - 1
    while k >= 0 and any(_of_this(page, t) for t in page.tokens[slice(*page.sentences[k])]):
        k -= 1
    if k < 0:
        return None
    first, last = page.sentences[k]
    start, end = page.span(range(first, last))
    if "\n" in page.text[end : verb.start] or end - start < 10:
        return None
    subject, source = source_of(page, verb)
    root = next((t.i for t in page.tokens[first:last] if t.rel == "root"), None)
    return Said(source, ((verb.start, verb.end),), ((start, end),), _mode(page, start, end), "before", stance, verb.i,
                subject.i if subject else None, root)  # fmt: skip


# «выразил сожаление»: the noun tells the stance.
_EXPRESSED: tuple[tuple[str, Stance], ...] = (
    ("протест", "condemn"), ("возмущени", "condemn"), ("осуждени", "condemn"), ("сожалени", "regret"), ("соболезновани", "regret"),
    ("надежд", "believe"), ("уверенност", "believe"), ("мнени", "believe"), ("готовност", "pledge"), ("поддержк", "support"),
    ("обеспокоенност", "warn"), ("озабоченност", "warn"), ("благодарност", "welcome"), ("удовлетворени", "welcome"), ("несоглас", "oppose"),
)  # fmt: skip


def _expressed(page: Parsed, verb: Token) -> Said | None:
    """выразил протест в связи с …; выражает надежду на …"""
    if not verb.low.startswith("выра"):
        return None
    noun = page.child(verb.i, "obj")
    stance = next((s for stem, s in _EXPRESSED if noun is not None and noun.low.startswith(stem)), None)
    if noun is None or stance is None:
        return None
    held = [k for k in page.subtree(noun.i, without=("parataxis",)) if k > noun.i]
    held += [
        k
        for c in page.children[verb.i]
        if c > noun.i and page.tokens[c].rel in ("obl", "nmod")
        for k in page.subtree(c)
    ]
    what = page.tokens[min(held)] if held else noun
    clause = [k for k in held if k > what.i] if what.low == "," else held
    start, end = page.span(sorted(clause) or [noun.i])
    subject, source = source_of(page, verb)
    if end - start < 5:
        return None
    return Said(source, ((verb.start, noun.end),), ((start, end),), _mode(page, start, end), "object", stance, verb.i,
                subject.i if subject else None, noun.i)  # fmt: skip


# Content


def _mode(page: Parsed, start: int, end: int) -> Mode:
    return "mixed" if any(q in page.text[start:end] for q in "«“") else "indirect"


def _clause(page: Parsed, verb: Token, stance: Stance) -> Said | None:
    """сообщил, что …; заявил о том, что …; потребовал, чтобы …"""
    clause: Token | None = None
    for c in page.children[verb.i]:
        token = page.tokens[c]
        if (
            c > verb.i
            and token.rel in ("ccomp", "csubj", "csubj:pass", "acl", "advcl")
            and _mark(page, token, "что", "чтобы", "будто", "как")
        ):
            clause = token
            break
        if token.low in ("том", "тем", "то") and c > verb.i:
            inner = next(
                (page.tokens[k] for k in page.children[c] if _mark(page, page.tokens[k], "что")), None
            )
            if inner is not None:
                clause = inner
                break
    if clause is None:
        return None
    mark = _mark(page, clause, "что", "чтобы", "будто", "как")
    if mark is None:
        return None
    held = [k for k in page.subtree(clause.i, without=("parataxis",)) if k > mark.i]
    # Coordinated clauses after the first belong to what is said only when they repeat «что» or share its verb.
    start, end = page.span(held)
    if start >= end:
        return None
    subject, source = source_of(page, verb)
    return Said(source, ((verb.start, verb.end),), ((start, end),), _mode(page, start, end), "clause", stance, verb.i,
                subject.i if subject else None, clause.i)  # fmt: skip


def _mark(page: Parsed, token: Token, *words: str) -> Token | None:
    for c in page.children[token.i]:
        mark = page.tokens[c]
        if mark.low in words and mark.rel in ("mark", "advmod", "cc", "obj", "nsubj", "fixed"):
            return mark
    return None


def _aside(page: Parsed, verb: Token, stance: Stance) -> Said | None:
    """«…, сообщил X»; «как сообщили в Y, …»: the sentence without the aside."""
    first, last = page.sentences[page.sentence_of[verb.i]]
    how = _mark(page, verb, "как")
    if verb.rel not in ("parataxis", "conj", "root", "advcl") and how is None:
        return None
    subject, source = source_of(page, verb)
    if subject is None and how is None:
        return None
    aside = page.subtree(verb.i, without=("parataxis",))
    if verb.rel in ("root", "conj") and how is None:
        # «…, пишет газета»: set off by a comma, its subject after it.
        if subject is None or subject.i < verb.i or page.tokens[verb.i - 1].text != ",":
            return None
        aside = list(range(verb.i, last))
    # Where the parse hangs the main clause under the aside, the aside is only the verb and its subject.
    low, high = min(aside), max(aside)
    inside = [k for k in range(first, last) if not low <= k <= high]
    before = [k for k in inside if k < low]
    after = [k for k in inside if k > high]
    held = before if len(before) >= len(after) else after
    if len([k for k in held if page.tokens[k].pos != "PUNCT"]) < 3:
        return None
    start, end = page.span(held)
    root = next((k for k in held if page.tokens[k].rel == "root"), None)
    return Said(source, ((verb.start, verb.end),), ((start, end),), _mode(page, start, end), "aside", stance, verb.i,
                subject.i if subject else None, root)  # fmt: skip


def _object(page: Parsed, verb: Token, stance: Stance) -> Said | None:
    """обвинил X в Y; опроверг информацию о …; призвал соблюдать; выступает за обмен."""
    about = [
        page.tokens[c]
        for c in page.children[verb.i]
        if c > verb.i
        and page.tokens[c].rel in ("obl", "obj", "nmod")
        and (page.child(c, "case") or verb).low in ("о", "об", "про")
    ]
    if stance not in TAKES_OBJECT and not about:
        return None
    taken = [
        page.tokens[c]
        for c in page.children[verb.i]
        if c > verb.i and page.tokens[c].rel in ("obj", "xcomp", "obl", "iobj", "csubj", "ccomp", "nsubj")
    ]
    subject, source = source_of(page, verb)
    taken = [t for t in taken if subject is None or t.i != subject.i]
    if stance not in TAKES_OBJECT:
        taken = about
    if not taken:
        return None
    if verb.low.startswith("выступ") and not any(
        (page.child(t.i, "case") or t).low in ("за", "против") for t in taken
    ):
        return None
    if verb.low.startswith("выступ") and any((page.child(t.i, "case") or t).low == "против" for t in taken):
        stance = "oppose"
    held = [k for t in taken for k in page.subtree(t.i, without=("parataxis",))]
    # The cue belongs to an accusation or a demand, which means nothing without it.
    with_cue = stance in ("accuse", "demand", "propose", "support", "oppose", "pledge")
    start, end = page.span(sorted([*held, verb.i] if with_cue else held))
    if start >= end or end - start < 5:
        return None
    return Said(source, ((verb.start, verb.end),), ((start, end),), _mode(page, start, end), "object", stance, verb.i,
                subject.i if subject else None, verb.i if with_cue else taken[0].i)  # fmt: skip


def _impersonal(page: Parsed, token: Token) -> Said | None:
    """сообщается, что …: nobody is named; …, говорится в сообщении министерства: the document's author is."""
    subject, source = source_of(page, token)
    for c in page.children[token.i]:
        mark = _mark(page, page.tokens[c], "что")
        if mark is not None:
            held = [k for k in page.subtree(c, without=("parataxis",)) if k > mark.i]
            start, end = page.span(held)
            if start < end:
                return Said(source, ((token.start, token.end),), ((start, end),), _mode(page, start, end), "impersonal", "state",
                            token.i, subject.i if subject else None, c)  # fmt: skip
    first = page.sentences[page.sentence_of[token.i]][0]
    start, end = page.span(range(first, token.i))
    if subject is None or subject.i < token.i or end - start < 16:
        return None
    return Said(
        source,
        ((token.start, token.end),),
        ((start, end),),
        _mode(page, start, end),
        "aside",
        "state",
        token.i,
        subject.i,
        None,
    )


def _according(page: Parsed, taken: list[Span]) -> Iterator[Said]:
    """По словам X, …; …, по данным Y; согласно заявлению Z, …"""
    for first, last in page.sentences:
        start, end = page.tokens[first].start, page.tokens[last - 1].end
        m = ACCORDING.search(page.text, start, end)
        if m is None or any(s <= m.start() < e for s, e in taken):
            continue
        head = next((t for t in page.tokens[first:last] if m.start() <= t.start and t.end == m.end()), None)
        if head is None:
            continue
        # Who it is: what the word governs, up to the comma that closes the phrase.
        close = next((t for t in page.tokens[head.i + 1 : last] if t.text == ","), None)
        at_start = m.start() - start < 4
        if at_start and close is None:
            continue
        until = close.i if close is not None else last - 1
        named = list(range(head.i + 1, until))
        whose = page.tokens[head.i - 1]
        if not named and whose.low in ("его", "ее", "их", "собственным"):
            named = [whose.i]
        if not named or len(named) > 14:
            continue
        if at_start:
            rest = list(range(until + 1, last))
        else:
            rest = list(range(first, next(t.i for t in page.tokens[first:last] if t.start >= m.start())))
            tail = list(range(until + 1, last)) if close is not None else []
            if len(tail) > len(rest):
                rest = tail
        low, high = page.span(rest)
        if high - low < 10:
            continue
        subject = min(named, key=lambda k: (page.tokens[k].head != head.i, k))
        root = next((k for k in rest if page.tokens[k].rel == "root"), None)
        opinion = m.group("opinion") is not None and m.group("opinion").lower().startswith(("мнени", "убежд"))
        yield Said((page.span(named),), (m.span(),), ((low, high),), _mode(page, low, high), "according",
                   "believe" if opinion else "state", None, subject, root)  # fmt: skip
