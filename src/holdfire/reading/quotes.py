"""Quotation marks to quotations: curly, straight, doubled and angled; nested, unclosed, over paragraphs.

A quotation that runs over paragraphs opens each of them and closes once; one that never closes ends
with its paragraph. Apostrophes are not quotation marks.
"""

import re
from typing import NamedTuple

_MARKS = re.compile(r"[“”„‟«»\"‘’]|''|``|'")
_OPEN = {"“": "”", "„": "“”", "«": "»", "``": "''"}
_SAYS = "(?:said|says|added|explained|noted|stated|announced|stressed|declared|replied)"
_SAID = re.compile(rf",\s+(?:{_SAYS}\s+\w|(?:he|she|they|(?:the )?(?:[A-Z]\w+ ?){{1,3}})\s*\b{_SAYS}\b)")
_WORD = re.compile(r"\w+")
_SCARE = re.compile(r"\b(?:so-called|known as|called|titled|entitled|named|dubbed|nicknamed)\s*$", re.I)


class Quote(NamedTuple):
    """One quotation. start:end with its marks, inner_start:inner_end without; parts one a paragraph."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool
    depth: int
    mark: str

    def words(self, text: str) -> int:
        """How many words it holds."""
        return len(_WORD.findall(text, self.inner_start, self.inner_end))


def find_quotes(text: str, blocks: list[tuple[int, int]]) -> list[Quote]:
    """Every quotation, in order of its opening; each lies in one block."""
    quotes: list[Quote] = []
    for start, end in blocks:
        quotes += _in_block(text, start, end)
    return sorted(quotes)


def _in_block(text: str, start: int, end: int) -> list[Quote]:
    found: list[Quote] = []
    stack: list[tuple[int, int, str]] = []  # start, inner start, mark
    for m in _MARKS.finditer(text, start, end):
        mark, at, after = m.group(), m.start(), m.end()
        before = text[at - 1] if at > start else " "
        follow = text[after] if after < end else " "
        if mark in "'‘’" and not _single(text, mark, at, after, end, before, follow, stack):
            continue
        opens = _opens(mark, before, follow, stack)
        if opens:
            stack.append((at, after, mark))
            continue
        for k in range(len(stack) - 1, -1, -1):
            if _closes(stack[k][2], mark):
                # An inner quotation left open ends where the outer one closes.
                for inner in stack[k + 1 :]:
                    found.append(Quote(inner[0], at, inner[1], at, False, k + 1, inner[2]))
                opened = stack[k]
                del stack[k:]
                found.append(Quote(opened[0], after, opened[1], at, True, len(stack), opened[2]))
                break
    last = end
    while last > start and text[last - 1].isspace():
        last -= 1
    if len(stack) == 1 and stack[0][2] not in "'‘" and (said := _SAID.search(text, stack[0][1], last)):
        # The closing mark is missing, but the cue shows where it belongs.
        found.append(
            Quote(stack[0][0], said.start() + 1, stack[0][1], said.start() + 1, True, 0, stack[0][2])
        )
        stack = []
    for depth, opened in enumerate(stack):
        if opened[2] not in "'‘" and last > opened[1]:
            found.append(Quote(opened[0], last, opened[1], last, False, depth, opened[2]))
    return [q for q in found if q.inner_end > q.inner_start]


def _single(
    text: str,
    mark: str,
    at: int,
    after: int,
    end: int,
    before: str,
    follow: str,
    stack: list[tuple[int, int, str]],
) -> bool:
    """Whether a single mark is a quotation mark and not an apostrophe."""
    inside = bool(stack) and stack[-1][2] in "'‘"
    if before.isalnum() and follow.isalnum():
        return False
    if mark == "‘" or (mark == "'" and not before.isalnum() and before not in ".,!?…" and follow.isalnum()):
        if inside or follow.isspace() or follow.isdigit():
            return False
        close = re.compile(r"(?<=[\w.,!?…])[’'](?!\w)").search(text, after, end)
        return close is not None
    return inside and not follow.isalnum()


def _opens(mark: str, before: str, follow: str, stack: list[tuple[int, int, str]]) -> bool:
    if mark in ("“", "„", "«", "``"):
        return not (mark == "“" and stack and stack[-1][2] == "„")
    if mark == "‘":
        return True
    if mark == "'":
        return not (stack and stack[-1][2] in "'‘")
    if mark in ('"', "''"):
        if any(s[2] == mark for s in stack):
            return False
        return not follow.isspace() or before.isspace()
    return False


def _closes(opened: str, mark: str) -> bool:
    if opened == mark and mark in ('"', "''"):
        return True
    if opened in "'‘" and mark in ("'", "’"):
        return True
    return mark in _OPEN.get(opened, "") or (opened == "“" and mark == '"')


def is_scare(text: str, quote: Quote) -> bool:
    """Marks around a name or a word held at arm's length: no words of the source."""
    return quote.inner_end - quote.inner_start < 30 and bool(
        _SCARE.search(text[max(0, quote.start - 20) : quote.start])
    )
