"""Words into paragraphs: spaces squeezed, letters nobody sees removed, a blank line between paragraphs."""

import re
from collections.abc import Iterable

from holdfire.intake import limits
from holdfire.intake.dates import strip_day
from holdfire.intake.document import Unreadable

# Soft hyphens, zero-width marks and direction overrides carry no words; controls are never text.
_UNSEEN = re.compile(
    r"[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
)
_TITLE = 140  # letters: a longer first line is a paragraph


def squeeze(text: str) -> str:
    """One line: inner white space as single spaces, unseen letters removed."""
    return " ".join(_UNSEEN.sub("", text).split())


def squeeze_lines(text: str) -> str:
    """The same, keeping line ends."""
    return "\n".join(squeeze(line) for line in text.splitlines()).strip("\n")


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Paragraphs with a blank line between; empty ones left out. Raises Unreadable past the limit of text."""
    kept: list[str] = []
    size = 0
    for paragraph in paragraphs:
        if paragraph.strip():
            kept.append(paragraph)
            size += len(paragraph) + 2
            if size > limits.TEXT:
                raise too_long()
    return "\n\n".join(kept)


def first_line(text: str) -> str:
    """The title of a text that states none: its first line when that is short and no sentence; else empty."""
    for line in text[:4000].splitlines():
        if bare := squeeze(strip_day(line)):
            return bare if len(bare) <= _TITLE and bare[-1] not in ".;,:" else ""
    return ""


def too_long() -> Unreadable:
    """The refusal of a text beyond the limit."""
    return Unreadable(f"Its text is longer than {limits.TEXT:,} characters: split it and send its parts.")
