"""PDF files (ISO 32000): the text layer, page by page, with lines joined into paragraphs again.

pypdf unpacks under the limits of `limits`; running heads, page numbers and the hyphens of line ends are
removed. A scan has no text layer and is refused, since this room does not read pictures.
"""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from statistics import median

import pypdf
from pypdf.errors import LimitReachedError, PyPdfError

from holdfire.intake import limits
from holdfire.intake.dates import find_published
from holdfire.intake.document import PDF, Document, Unreadable
from holdfire.intake.words import first_line, join_paragraphs, squeeze, too_long

DAMAGED = "This PDF is damaged or cut short: open it and print it to PDF again, or paste its text."
LOCKED = "This PDF is protected by a password: remove the password and send it again."
PICTURES = (
    "This PDF holds pictures of pages, no text: run text recognition (OCR) on it, or type out its words."
)
GARBLED = "The letters of this PDF cannot be told from its font: copy its text from a viewer and paste it."
BOMB = "This PDF unpacks to more than a report ever holds: print the pages that matter to a new PDF."

_END = re.compile(r"[.!?:;…»”\"')\]։]\s*$")
_START = re.compile(r"\s*(?:[•·▪◦‣-]\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s)")
_HYPHEN = re.compile(r"[^\W\d_][-\u2010]$")
_NUMBER = re.compile(
    r"\s*[-–—]?\s*(?:page|стр\.?|էջ|səh\.?)?\s*\d{1,4}(?:\s*(?:/|of|из)\s*\d{1,4})?\s*[-–—]?\s*$", re.I
)
_NOT_DECODED = re.compile(r"[\ufffd\ue000-\uf8ff]|/(?:uni|g|cid)[0-9A-F]{1,5}")
_RUNNING = 80  # letters: a longer line is text that happens to repeat
# What printing programs put as the title is a file's name.
_FILE_NAME = re.compile(r"\(?(?:microsoft word|untitled|anonymous)\b|.*\.(?:docx?|pdf|rtf|indd|qxd)$", re.I)
# What one broken page raises; the others are still read. LimitReachedError is a PyPdfError.
_PAGE_BROKEN = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError,
    NotImplementedError,
)  # fmt: skip

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings name offsets nobody here can mend


def open_pdf(data: bytes) -> Document:
    """The text of a PDF. Raises Unreadable: locked, damaged, a bomb, or pictures only."""
    with pypdf.apply_configuration(
        zlib_maximum_output_length=limits.PDF_STREAM,
        lzw_maximum_output_length=limits.PDF_STREAM,
        run_length_maximum_output_length=limits.PDF_STREAM,
        array_based_stream_maximum_output_length=limits.PDF_STREAM,
        maximum_declared_stream_length=limits.FILE,
        stream_decoding_work_maximum_length=limits.PDF_STREAM * 4,
        stream_parsing_work_maximum_count=limits.PDF_OPERATIONS,
        page_tree_maximum_entries=limits.PDF_PAGES * 4,
        page_tree_maximum_page_entries=limits.PDF_PAGES * 8,
        xform_maximum_invocations_per_extraction=500,
        jbig2dec_binary=None,  # starts no program
        disable_legacy_handling=True,
    ):
        try:
            return _open(data)
        except Unreadable:
            raise
        except LimitReachedError as problem:
            raise Unreadable(BOMB) from problem
        except Exception as problem:  # a damaged file breaks pypdf in any way there is
            raise Unreadable(DAMAGED) from problem


def _open(data: bytes) -> Document:
    reader = pypdf.PdfReader(
        io.BytesIO(data), root_object_recovery_limit=2000, xref_stream_maximum_entries=500_000
    )
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(LOCKED)
    count = len(reader.pages)
    if count > limits.PDF_PAGES:
        raise Unreadable(
            f"This PDF has {count:,} pages, more than {limits.PDF_PAGES:,}: split it and send its parts."
        )
    pages = list(_pages(reader))
    skipped = [number for number, lines in enumerate(pages, 1) if lines is None]
    text = join_paragraphs(_paragraphs(_without_running_heads([p for p in pages if p is not None])))
    if len(re.sub(r"\W", "", text)) < 3:
        raise Unreadable(DAMAGED if skipped and len(skipped) == count else PICTURES)
    if len(_NOT_DECODED.findall(text)) > len(text) / 20:
        raise Unreadable(GARBLED)
    found = find_published(text) or _made(reader)
    return Document(
        text=text,
        title=_title(reader) or first_line(text),
        media_type=PDF,
        published=found[0] if found else None,
        published_basis=found[1] if found else "",
        notes=_notes(skipped, count),
    )


def _pages(reader: pypdf.PdfReader) -> Iterator[list[str] | None]:
    """Each page's lines; None for one that cannot be read or is a drawing beyond the limits."""
    size = unpacked = 0
    for page in reader.pages:
        try:
            contents = page.get_contents()
            unpacked += len(contents.get_data()) if contents is not None else 0
            lines = _lines(page) if unpacked <= limits.PDF_TOTAL else []
        except _PAGE_BROKEN:
            yield None
            continue
        if unpacked > limits.PDF_TOTAL:
            raise Unreadable(BOMB)
        size += sum(map(len, lines))
        if size > limits.TEXT:
            raise too_long()
        yield lines


def _lines(page: pypdf.PageObject) -> list[str]:
    """The page's lines, with an empty one where the distance to the next is wider than lines usually have."""
    pieces: list[str] = []
    starts: dict[int, float] = {}  # where each line's first words stand: its height on the page

    def place(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            starts.setdefault(
                sum(p.count("\n") for p in pieces) + _blank(text), tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            )
        pieces.append(text)

    page.extract_text(visitor_text=place)
    return _space_out([squeeze(line) for line in "".join(pieces).split("\n")], starts)


def _blank(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")


def _space_out(lines: list[str], starts: dict[int, float]) -> list[str]:
    gaps = {b: starts[a] - starts[b] for a, b in pairwise(sorted(starts)) if starts[a] > starts[b]}
    usual = median(gaps.values()) if gaps else 0.0
    spaced: list[str] = []
    for number, line in enumerate(lines):
        if gaps.get(number, 0.0) > usual * 1.25 + 1.0:
            spaced.append("")
        spaced.append(line)
    return spaced


def _notes(skipped: list[int], count: int) -> tuple[str, ...]:
    if not skipped:
        return ()
    shown = ", ".join(map(str, skipped[:10])) + (" …" if len(skipped) > 10 else "")
    return (f"{len(skipped)} of {count} pages could not be read and are left out: {shown}.",)


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drops page numbers, and the short first and last lines that most pages share (digits apart)."""
    shared: Counter[str] = Counter()
    for lines in pages:
        worded = [line for line in lines if line]
        shared.update({_key(line) for line in worded[:2] + worded[2:][-2:]})
    often = {k for k, n in shared.items() if len(pages) >= 3 and n > len(pages) * 0.6 and len(k) <= _RUNNING}
    return [_trim(_trim(lines, often)[::-1], often)[::-1] for lines in pages]


def _trim(lines: list[str], often: set[str]) -> list[str]:
    """Without up to two running lines at the beginning."""
    worded = 0
    for number, line in enumerate(lines):
        if not line:
            continue
        if worded == 2 or not (_NUMBER.match(line) or _key(line) in often):
            return lines[number:]
        worded += 1
    return []


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _paragraphs(pages: list[list[str]]) -> Iterator[str]:
    """Joins lines: a paragraph ends at a blank line, or where a line that ends a sentence stops short."""
    lengths = sorted(len(line) for lines in pages for line in lines if line)
    full = lengths[int(len(lengths) * 0.9)] if lengths else 0
    current: list[str] = []
    for line in (line for lines in pages for line in lines):
        if not line or (current and _START.match(line)):
            yield "".join(current)
            current = []
        current = _join(current, line) if line else current
        if line and ((_END.search(line) and len(line) < full * 0.8) or len(line) < full * 0.4):
            yield "".join(current)
            current = []
    yield "".join(current)


def _join(before: list[str], line: str) -> list[str]:
    """Adds a line to a paragraph; a hyphen at a line's end before a small letter parts a word."""
    if not before:
        return [line]
    if line[:1].islower() and _HYPHEN.search(before[-1]):
        before[-1] = before[-1][:-1]
    else:
        before.append(" ")
    before.append(line)
    return before


def _title(reader: pypdf.PdfReader) -> str:
    title = squeeze(str((reader.metadata and reader.metadata.title) or ""))
    return "" if _FILE_NAME.match(title) else title[: limits.HEADER]


def _made(reader: pypdf.PdfReader) -> tuple[date, str] | None:
    try:
        stamp = reader.metadata.creation_date if reader.metadata else None
    except (ValueError, TypeError, AttributeError, PyPdfError):
        return None
    if stamp is None or not 1990 <= stamp.year < 2100:
        return None
    return stamp.date(), "from the PDF's metadata (the day it was made)"
