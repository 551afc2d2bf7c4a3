"""PDF files (ISO 32000): the text layer, page by page, with lines joined into paragraphs again.

pypdf unpacks under the limits of `limits`; running heads, page numbers and the hyphens of line ends are
removed. A scan has no text layer and is refused, since this room does not read pictures.
"""

import io
import logging
import re
from collections import Counter
from datetime import date

import pypdf
from pypdf.errors import LimitReachedError, PyPdfError

from holdfire.intake import limits
from holdfire.intake.dates import find_published
from holdfire.intake.document import Document, Unreadable
from holdfire.intake.words import join_paragraphs, squeeze

PDF = "application/pdf"
DAMAGED = "This PDF is damaged or cut short: open it and print it to PDF again, or paste its text."
LOCKED = "This PDF is protected by a password: remove the password and send it again."
PICTURES = "This PDF holds pictures of pages and no text: run text recognition (OCR) on it, or type out what it says."
BOMB = "This PDF unpacks to more than a report ever holds: print the pages that matter to a new PDF."
_END = re.compile(r"[.!?:;…»”\"')\]։]\s*$")
_START = re.compile(r"\s*(?:[•·▪◦‣-]\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s)")
_NUMBER = re.compile(
    r"^\s*(?:[-–—]\s*)?(?:page|стр\.?|էջ|səh\.?)?\s*\d{1,4}(?:\s*(?:/|of|из)\s*\d{1,4})?\s*(?:[-–—])?\s*$",
    re.I,
)
_GARBLED = re.compile(r"[\ufffd\ue000-\uf8ff]|/(?:uni|g|cid)[0-9A-F]{1,5}")

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
        jbig2dec_binary=None,
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
    pages: list[list[str]] = []
    skipped: list[int] = []
    size = unpacked = 0
    for number, page in enumerate(reader.pages, 1):
        try:
            contents = page.get_contents()
            unpacked += len(contents.get_data()) if contents is not None else 0
            if unpacked > limits.PDF_TOTAL:
                raise Unreadable(BOMB)
            text = page.extract_text()
        except LimitReachedError:
            skipped.append(number)
            continue
        except (
            PyPdfError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            IndexError,
            RecursionError,
            ArithmeticError,
        ):
            skipped.append(number)
            continue
        size += len(text)
        if size > limits.TEXT:
            raise Unreadable(
                f"Its text is longer than {limits.TEXT:,} characters: split it into its parts and send each."
            )
        pages.append([squeeze(line) for line in text.splitlines()])
    text = join_paragraphs(_paragraphs(_without_running_heads(pages)))
    if len(re.sub(r"\W", "", text)) < 3:
        raise Unreadable(DAMAGED if skipped and len(skipped) == count else PICTURES)
    if len(_GARBLED.findall(text)) > len(text) / 20:
        raise Unreadable(
            "The letters of this PDF cannot be told from its font: copy its text from a viewer and paste it, or use OCR."
        )
    found = find_published(text) or _made(reader)
    return Document(
        text=text, title=_title(reader), media_type=PDF, published=found[0] if found else None,
        published_basis=found[1] if found else "", notes=_notes(skipped, count),
    )  # fmt: skip


def _notes(skipped: list[int], count: int) -> tuple[str, ...]:
    if not skipped:
        return ()
    shown = ", ".join(map(str, skipped[:10])) + (" …" if len(skipped) > 10 else "")
    return (f"{len(skipped)} of {count} pages could not be read and are left out: {shown}.",)


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drops page numbers, and first and last lines that most pages share (digits apart)."""
    key = {line: re.sub(r"\d+", "#", line) for lines in pages for line in (*lines[:2], *lines[-2:])}
    shared = Counter(k for lines in pages for k in {key[line] for line in (*lines[:2], *lines[-2:]) if line})
    often = {k for k, n in shared.items() if len(pages) >= 3 and n > len(pages) * 0.6}
    kept: list[list[str]] = []
    for lines in pages:
        edges = {*range(min(2, len(lines))), *range(max(len(lines) - 2, 0), len(lines))}
        kept.append(
            [t for i, t in enumerate(lines) if not (i in edges and (_NUMBER.match(t) or key.get(t) in often))]
        )
    return kept


def _paragraphs(pages: list[list[str]]) -> list[str]:
    """Joins lines: a paragraph ends at a blank line, or where a line that ends a sentence stops short."""
    lengths = sorted(len(line) for lines in pages for line in lines if line)
    full = lengths[int(len(lengths) * 0.9)] if lengths else 0
    found: list[str] = []
    current = ""
    for lines in pages:
        for line in lines:
            if not line or (current and _START.match(line)):
                found.append(current)
                current = line
                continue
            # A hyphen at a line's end before a small letter parts a word.
            joined = re.sub(r"(?<=[^\W\d_])[-\u2010]$", "", current) if line[:1].islower() else current + " "
            current = (
                (joined if joined != current or not current else current + " ") + line if current else line
            )
            if (_END.search(line) and len(line) < full * 0.8) or len(line) < full * 0.4:
                found.append(current)
                current = ""
    found.append(current)
    return found


def _title(reader: pypdf.PdfReader) -> str:
    title = squeeze(str((reader.metadata or {}).get("/Title") or ""))
    # What printing programs put there is a file's name, not a title.
    if re.match(
        r"(?:microsoft word|untitled|anonymous|документ)\b|.*\.(?:docx?|pdf|rtf|indd|qxd)$", title, re.I
    ):
        return ""
    return title[: limits.HEADER]


def _made(reader: pypdf.PdfReader) -> tuple[date, str] | None:
    try:
        stamp = reader.metadata.creation_date if reader.metadata else None
    except (ValueError, TypeError, AttributeError, PyPdfError):
        return None
    if stamp is None or not 1990 <= stamp.year < 2100:
        return None
    return stamp.date(), "from the PDF's metadata (the day it was made)"
