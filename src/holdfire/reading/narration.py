"""Events a report tells in its own voice: a bulletin's "units opened fire at 22:20" is its publisher's claim.

Only sentences of an event kind, outside every attribution, with somebody who acts or a figure. The
speaker is the byline's office or the first party the text names as its source; None when it names none.
"""
# ruff: noqa: E501

import re
from collections.abc import Iterator

from holdfire.reading import kinds
from holdfire.reading.attribution import Attribution
from holdfire.reading.page import Page
from holdfire.reading.propositions import Proposition, split
from holdfire.reading.speakers import Cast, Resolved

_BYLINE = re.compile(
    r"(?:press (?:service|release|office|statement) (?:of|by|from) |statement (?:of|by) |bulletin of )(?:the )?(?P<who>[A-Z][\w’' -]{3,80}?)(?=[,.:;\n]| said| reports?| on )",
    re.I,
)
_EVENT_LEMMAS = {
    "open", "fire", "shell", "attack", "violate", "kill", "wound", "injure", "return", "exchange", "release", "hand", "capture", "detain",
    "repatriate", "restore", "rebuild", "clear", "demine", "destroy", "damage", "shoot", "strike", "explode", "register", "record", "target",
    "advance", "cross", "block", "lay", "launch", "invade", "hit", "suppress", "continue", "come",
}  # fmt: skip


def narrated(
    page: Page, found: list[Attribution], cast: Cast, english: list[tuple[int, int]]
) -> Iterator[tuple[Attribution, Proposition, Resolved]]:
    """Event sentences nobody is said to have said, with who publishes them."""
    taken = bytearray(len(page.text) + 1)
    for a in found:
        for s, e in (*a.content, *a.cue, *a.source):
            taken[s:e] = b"\1" * (e - s)
    speaker: Resolved | None = None
    for sentence in page.doc.sents:
        start, end = sentence.start_char, sentence.end_char
        text = page.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end - start < 15 or any(taken[start:end]) or not any(s <= start < e for s, e in english):
            continue
        root = sentence.root
        said = text[start:end]
        if root.pos_ != "VERB" or root.lemma_ not in _EVENT_LEMMAS or said.endswith("?"):
            continue
        if not any(
            p.search(said) for p in (kinds.VIOLATION, kinds.DETAINEES, kinds.RESTORATION, kinds.CASUALTY)
        ):
            continue
        if speaker is None:
            speaker = _publisher(page, cast)
        attribution = Attribution((), (), ((start, end),), "indirect", "narration", root.i, None, ())
        for proposition in split(page, attribution._replace(frame="clause")):
            yield attribution, proposition, speaker


def _publisher(page: Page, cast: Cast) -> Resolved:
    m = _BYLINE.search(page.text[:1500])
    if m is None:
        return Resolved(None, None, None)
    start, end = m.span("who")
    for s, e, actor in cast.party_spans:
        if start <= s and e <= end and actor.role != "demonym":
            return Resolved(actor.name, m.group("who"), actor.party_id)
    return Resolved(m.group("who"), m.group("who"), None)
