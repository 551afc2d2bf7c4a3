"""One attribution as it was found, and whom its verb has for source."""

import re
from typing import NamedTuple

from holdfire.reading.claim import Mode, Span, Stance
from holdfire.reading.russian.cues import IMPERSONAL
from holdfire.reading.russian.parse import Parsed, Token
from holdfire.reading.unsaid import Negation

_SUBJECTS = ("nsubj", "nsubj:pass")
_REFUSING = ("отказа", "отказы", "воздерж", "уклон")
_CUTS = ("acl:relcl", "acl", "parataxis", "advcl", "punct")


class Said(NamedTuple):
    """One attribution. Token indices are into the parse; content spans are in the order of the text."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    mode: Mode
    frame: str  # "clause", "quote", "aside", "according", "object", "impersonal", "before", "narration"
    stance: Stance
    verb: int | None
    subject: int | None
    root: int | None  # the head word of what is said

    @property
    def start(self) -> int:
        return self.content[0][0]

    @property
    def end(self) -> int:
        return self.content[-1][1]


def negation(page: Parsed, verb: Token) -> Negation | None:
    """The negation of a cue: its own, its subject's («никто не»), or that of a verb it hangs on."""
    end = verb.end
    while True:
        own = next((page.tokens[c] for c in page.children[verb.i] if page.tokens[c].low == "не"), None)
        if own is not None and page.tokens[own.i + 1].low != "только":
            subject = page.child(verb.i, *_SUBJECTS)
            if subject is not None and subject.low in ("никто", "ничто"):
                return Negation((subject.start, end), nobody=True)
            return Negation((own.start, end))
        above = page.tokens[verb.head]
        if verb.rel != "xcomp" or above.i >= verb.i:
            return None
        if above.low.startswith(_REFUSING):
            return Negation((above.start, end))
        verb = above


def source_of(page: Parsed, verb: Token) -> tuple[Token | None, tuple[Span, ...]]:
    """Who a verb of saying has for subject, or the body it is said in («в министерстве заявили»)."""
    if IMPERSONAL.match(verb.low) or verb.low == "сказано":
        place = next(
            (
                page.tokens[k]
                for k in page.children[verb.i]
                if page.tokens[k].rel in ("obl", "nmod") and _said_in(page, page.tokens[k])
            ),
            None,
        )
        return (
            (place, (page.span(noun_of(page, place.i, without=("case",))),))
            if place is not None
            else (None, ())
        )
    subject = page.child(verb.i, *_SUBJECTS)
    if subject is None and verb.rel in ("conj", "xcomp"):
        head = page.tokens[verb.head]
        if head.pos == "VERB":
            subject = page.child(head.i, *_SUBJECTS)
    if subject is None and verb.feats.get("Number") == "Plur":
        for c in page.children[verb.i]:
            oblique = page.tokens[c]
            case = page.child(oblique.i, "case")
            if (
                oblique.rel in ("obl", "nmod")
                and case is not None
                and case.low in ("в", "во", "на")
                and abs(c - verb.i) < 14
            ) and (oblique.text[0].isupper() or _is_body(page, oblique)):
                return oblique, (page.span(noun_of(page, oblique.i, without=("case",))),)
    if subject is None:
        return None, ()
    return subject, (page.span(noun_of(page, subject.i)),)


def _said_in(page: Parsed, token: Token) -> bool:
    """«в заявлении министерства»."""
    case = page.child(token.i, "case")
    return (
        case is not None
        and case.low == "в"
        and token.low.startswith(
            (
                "заявлени",
                "сообщени",
                "комментари",
                "документ",
                "письм",
                "релиз",
                "отчет",
                "доклад",
                "бюллетен",
                "пресс-релиз",
                "обращени",
            )
        )
    )


_BODIES = re.compile(
    r"^(?:министерств|ведомств|минобороны|миде?|пресс-служб|правительств|администраци|управлени|служб|штаб|аппарат|офис|кремл|организаци|посольств|командовани)"
)


def _is_body(page: Parsed, token: Token) -> bool:
    return bool(_BODIES.match(token.low))


def noun_of(page: Parsed, i: int, without: tuple[str, ...] = ()) -> list[int]:
    """A noun with what belongs to its name: no relative clause, aside or appended participle."""
    kept = page.subtree(i, without=(*_CUTS, *without))
    # What a comma cuts off («…, который заявил») is not of the name; an apposition inside commas is.
    return [k for k in kept if abs(k - i) < 16]
