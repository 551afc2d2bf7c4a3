"""Russian quotations with their cue: «…», – сказал X. – «…»; X заявил: «…»; a cue set inside one pair of marks."""
# ruff: noqa: E501

import re
from collections.abc import Iterator

from holdfire.reading.claim import Span
from holdfire.reading.russian.cues import IMPERSONAL, stance_of
from holdfire.reading.russian.parse import Parsed, Token
from holdfire.reading.russian.said import Said, noun_of, source_of

_QUOTE = re.compile(r"«[^«»]*(?:«[^«»]*»[^«»]*)*»?|“[^“”]*”?|\"[^\"\n]+\"")
_DASHES = "–—-"


def quotations(page: Parsed, used: set[int]) -> Iterator[Said]:
    """«…», – сказал X. – «…»; X заявил: «…». A quotation with its cue inside is cut around it."""
    last: Said | None = None
    for start, end in [m.span() for m in _QUOTE.finditer(page.text)] if page.tokens else []:
        tokens = [t for t in page.between(start, end) if t.pos != "PUNCT"]
        if len(tokens) < 3 or not any(t.pos == "VERB" or t.feats.get("Variant") == "Short" for t in tokens):
            continue
        lead = page.text[max(0, start - 2) : start].rstrip()[-1:]
        inner = _inner_cue(page, start, end)
        if inner is not None:
            verb, low, high = inner
            content: tuple[Span, ...] = ((start, low), (high, end))
        else:
            verb_found = _outer_cue(page, start, end)
            if verb_found is None:
                # An opened paragraph of one speaker, or a title: a title says nothing.
                if lead not in ("", "\n", ".", "!", "?", "»") and page.text[start - 1 : start] != "\n":
                    continue
                if last is None or len(tokens) < 5:
                    continue
                yield last._replace(
                    content=((start, end),),
                    cue=(),
                    source=(),
                    root=_root(page, start, end),
                    verb=None,
                    subject=None,
                )
                continue
            verb, content = verb_found, ((start, end),)
        subject, source = source_of(page, verb)
        if subject is not None and any(s <= subject.start < e for s, e in content):
            subject, source = _named_after(page, verb)
        used.add(verb.i)
        last = Said(source, ((verb.start, verb.end),), tuple(_inside(page.text, s, e) for s, e in content), "direct", "quote",
                    stance_of(verb.low) or "state", verb.i, subject.i if subject else None, _root(page, start, end))  # fmt: skip
        yield last


def _inside(text: str, start: int, end: int) -> Span:
    """A span without its quotation marks, dashes and spaces at the edges."""
    while start < end and (text[start] in '«“"–—- ,\n' or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in '»”"–—- ,\n' or text[end - 1].isspace()):
        end -= 1
    return start, end


def _root(page: Parsed, start: int, end: int) -> int | None:
    return next((t.i for t in page.between(start, end) if t.pos == "VERB"), None)


def _named_after(page: Parsed, verb: Token) -> tuple[Token | None, tuple[Span, ...]]:
    """The noun right after a cue, where the parse gave it another subject."""
    for token in page.tokens[verb.i + 1 : verb.i + 3]:
        if token.pos in ("NOUN", "PROPN", "PRON"):
            return token, (page.span(noun_of(page, token.i)),)
    return None, ()


def _inner_cue(page: Parsed, start: int, end: int) -> tuple[Token, int, int] | None:
    """A cue set between dashes inside one pair of marks: where it starts and ends."""
    m = re.search(r",?\s[–—-]\s(?=[а-яё])", page.text[start:end])
    if m is None:
        return None
    at = start + m.end()
    verb = next((t for t in page.between(at, min(end, at + 60)) if t.pos == "VERB"), None)
    if verb is None or stance_of(verb.low) is None or verb.start - at > 25:
        return None
    closing = re.compile(r"[.,]\s[–—-]\s").search(page.text, verb.end, end)
    if closing is not None:
        return verb, start + m.start(), closing.end()
    return verb, start + m.start(), end


def _outer_cue(page: Parsed, start: int, end: int) -> Token | None:
    """The verb of saying right after a quotation («…», – сказал X) or before its colon."""
    after = re.compile(r"[,.!?]?\s*[–—-]?\s*").match(page.text, end)
    at = after.end() if after else end
    dashed = after is not None and any(d in after.group() for d in _DASHES)
    for token in page.between(at, min(len(page.text), at + 90)):
        if token.text in (".", ";", "«"):
            break
        if (
            token.pos == "VERB"
            and (stance_of(token.low) or IMPERSONAL.match(token.low))
            and (dashed or token.start - at < 2 or page.text[end : end + 1] == ",")
        ):
            return token
    if page.text[max(0, start - 2) : start].rstrip().endswith(":"):
        sentence = [
            t for t in page.between(max(0, start - 200), start) if t.pos == "VERB" and stance_of(t.low)
        ]
        return sentence[-1] if sentence else None
    return None
