"""Word files: paragraphs, tables row by row, text boxes, in the order they stand (ECMA-376 WordprocessingML).

python-docx opens the package; the body is walked here, because text inside content controls, inserted
revisions and text boxes is the report's too, and deleted or moved-away text is not. Sizes are checked
before anything is unpacked, and a file that declares entities is refused: Word never writes them.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import docx
from lxml import etree

from holdfire.intake import limits
from holdfire.intake.dates import find_published
from holdfire.intake.document import WORD, Document, Unreadable
from holdfire.intake.words import first_line, join_paragraphs, squeeze

DAMAGED = "This Word file is damaged or cut short: open and save it again in Word, or send it as PDF."
LOCKED = "This Word file is protected by a password: remove the password and send it again."
DECLARES = "This Word file declares entities, which Word never does: save its text anew in Word."
NO_WORDS = "This Word file holds no words (perhaps only pictures): type out what it says, or send its text."
TOO_LONG = "The text part of this Word file is too large: split it and send its parts."
TOO_LARGE = f"This Word file unpacks to over {limits.spell(limits.ZIP_TOTAL)}: save it without pictures."

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = {
    _MC + "Fallback", _W + "del", _W + "moveFrom", _W + "instrText", _W + "delText", _W + "pPr", _W + "rPr",
}  # fmt: skip
_DECLARES = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I\x00?T)")


def open_docx(data: bytes) -> Document:
    """The text of a Word file. Raises Unreadable when it is damaged, a bomb, or holds no words."""
    _check(data)
    try:
        word = docx.Document(io.BytesIO(data))
        text = join_paragraphs(_blocks(word.element.body))
        properties = word.core_properties
        stated, author = squeeze(properties.title or ""), properties.author or ""
        language = (properties.language or "")[:2].lower()
        days = tuple(_day(s) for s in (properties.created, properties.modified))
    except Unreadable:
        raise
    except Exception as problem:  # python-docx raises whatever its XML happens to break
        raise Unreadable(DAMAGED) from problem
    if not text:
        raise Unreadable(NO_WORDS)
    # A template python-docx ships carries its author and a day of 2013; that says nothing of this file.
    found = find_published(text) or (None if author == "python-docx" else _property(*days))
    return Document(
        text=text,
        title=stated[: limits.HEADER] or first_line(text),
        media_type=WORD,
        published=found[0] if found else None,
        published_basis=found[1] if found else "",
        language=language if language.isalpha() else "",
    )


def _check(data: bytes) -> None:
    """Refuses what would not fit before anything is unpacked; no member unpacks beyond what it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if len(members) > limits.ZIP_MEMBERS or sum(m.file_size for m in members) > limits.ZIP_TOTAL:
                raise Unreadable(TOO_LARGE)
            if any(m.flag_bits & 1 for m in members):
                raise Unreadable(LOCKED)
            for member in members:
                if not member.filename.lower().endswith((".xml", ".rels")):
                    continue
                if member.file_size > limits.XML_PART:
                    raise Unreadable(TOO_LONG)
                if _DECLARES.search(package.read(member)):
                    raise Unreadable(DECLARES)
    except _BROKEN as problem:
        raise Unreadable(DAMAGED) from problem


def _blocks(element: Any) -> Iterator[str]:
    """Paragraphs below an element in order, a table row by row. Iterative: depth is the sender's choice."""
    waiting = [iter(element)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == _W + "p":
            yield _words(child)
            boxes = [box for box in child.iter(_W + "txbxContent") if not _is_left_out(box)]
            waiting.extend(iter(box) for box in reversed(boxes))
        elif child.tag == _W + "tr":
            cells = (" ".join(_words(p) for p in cell.iter(_W + "p")) for cell in child.iter(_W + "tc"))
            yield " | ".join(filter(None, map(squeeze, cells)))
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            waiting.append(iter(child))


def _is_left_out(element: Any) -> bool:
    return any(above.tag in _LEFT_OUT for above in element.iterancestors())


def _words(paragraph: Any) -> str:
    """A paragraph as one line, without what was deleted and without the text boxes anchored in it."""
    pieces: list[str] = []
    skipping = 0
    for event, node in etree.iterwalk(paragraph, events=("start", "end")):
        hidden = node is not paragraph and (node.tag in _LEFT_OUT or node.tag == _W + "txbxContent")
        skipping += hidden if event == "start" else -hidden
        if event == "start" and not skipping:
            if node.tag == _W + "t":
                pieces.append(node.text or "")
            elif node.tag in (_W + "tab", _W + "br", _W + "cr"):
                pieces.append(" ")
            elif node.tag == _W + "noBreakHyphen":
                pieces.append("-")
    return squeeze("".join(pieces))


def _day(stamp: datetime | None) -> date | None:
    return stamp.date() if stamp and 1990 <= stamp.year < 2100 else None


def _property(created: date | None, modified: date | None) -> tuple[date, str] | None:
    if modified is None:
        return (created, "from the Word file's properties (the day it was made)") if created else None
    if created == modified:
        return modified, "from the Word file's properties (made and last saved that day)"
    return modified, "from the Word file's properties (the day it was last saved)"
