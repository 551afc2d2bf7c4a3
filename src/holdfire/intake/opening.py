"""Opens a report: tells the format by its bytes, hands it to that format's file, and never raises.

A name or a media type only settles what the bytes leave open (a fragment of HTML, a mail without the
headers machines add). Formats nobody reads here get a sentence that says what to send instead.
"""

import io
import re
import zipfile
from collections.abc import Callable

from holdfire.intake import limits
from holdfire.intake.dates import find_published
from holdfire.intake.document import Document, Unreadable
from holdfire.intake.docx import DAMAGED as DAMAGED_WORD
from holdfire.intake.docx import WORD, open_docx
from holdfire.intake.eml import MAIL, open_eml
from holdfire.intake.html import open_html
from holdfire.intake.pdf import PDF, open_pdf
from holdfire.intake.plain import decode

TEXT = "text/plain"
EMPTY = "It is empty: nothing was received; send it again."
_BROKEN = "This file could not be opened: send it in another format, or paste its text."

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage",
     "This is an old or password-protected Office file: open it, remove any password, and save it as .docx or PDF."),
    (b"{\\rtf", "application/rtf", "This is a Rich Text file: save it as .docx, PDF or plain text."),
    (b"\x1f\x8b", "application/gzip", "This is a compressed file: unpack it and send the reports inside."),
    (b"BZh", "application/x-bzip2", "This is a compressed file: unpack it and send the reports inside."),
    (b"\xfd7zXZ\x00", "application/x-xz", "This is a compressed file: unpack it and send the reports inside."),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "This is an archive: unpack it and send the reports inside."),
    (b"Rar!\x1a\x07", "application/vnd.rar", "This is an archive: unpack it and send the reports inside."),
    (b"\x89PNG\r\n\x1a\n", "image/png", "This is a picture: type out what it says, or use text recognition first."),
    (b"\xff\xd8\xff", "image/jpeg", "This is a picture: type out what it says, or use text recognition first."),
    (b"GIF8", "image/gif", "This is a picture: type out what it says, or use text recognition first."),
    (b"II*\x00", "image/tiff", "This is a picture: type out what it says, or use text recognition first."),
    (b"MM\x00*", "image/tiff", "This is a picture: type out what it says, or use text recognition first."),
    (b"ID3", "audio/mpeg", "This is a recording: send a transcript of it."),
    (b"OggS", "audio/ogg", "This is a recording: send a transcript of it."),
    (b"SQLite format 3\x00", "application/vnd.sqlite3", "This is a database: export its reports and send those."),
)  # fmt: skip
_HEADER = re.compile(rb"([!-9;-~]{1,60}):[ \t]?[^\r\n]*\r?\n(?:[ \t]+[^\r\n]*\r?\n)*")
_MACHINE = {
    b"received", b"mime-version", b"message-id", b"return-path", b"delivered-to", b"dkim-signature", b"content-type",
}  # fmt: skip
_PERSONAL = {b"from", b"to", b"date", b"subject", b"cc", b"reply-to", b"sender"}
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|article)\b", re.I | re.S
)
_TAG = re.compile(
    r"</?(?:p|div|br|span|a|h[1-6]|ul|li|table|td|article|section|b|i|em|strong)\b[^<>]*>", re.I
)
_XML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE\s+(\w+)[^>]*|<([A-Za-z]\w*)(?::\w+)?)[\s>/\[]",
    re.S,
)


def open_report(data: bytes, *, filename: str | None = None, media_type: str | None = None) -> Document:
    """What these bytes say, as text; or a document whose `problem` is one sentence on why not, and the mend."""
    kind, opener = TEXT, None
    try:
        kind, opener = _tell(data, (filename or "").lower(), (media_type or "").lower())
        return opener(data)
    except Unreadable as problem:
        return Document(text="", title="", media_type=kind, problem=str(problem))
    except (Exception, RecursionError):  # whatever a file was built to do, receiving it goes on
        return Document(text="", title="", media_type=kind, problem=_BROKEN)


def _tell(data: bytes, filename: str, media_type: str) -> tuple[str, Callable[[bytes], Document]]:
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
        return TEXT, _refuse(EMPTY)
    if len(data) > limits.FILE:
        return TEXT, _refuse(
            f"It is larger than {limits.spell(limits.FILE)}: send its parts, or only its text."
        )
    for signature, kind, sentence in _SIGNATURES:
        if data.startswith(signature):
            return kind, _refuse(sentence)
    if data[:4] == b"RIFF" or data[4:8] == b"ftyp" or data[:4] == b"\x1aE\xdf\xa3":
        return "video/mp4", _refuse(
            "This is a recording or a picture: send a transcript, or type out what it says."
        )
    if b"%PDF-" in data[:1024]:
        return PDF, open_pdf
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if _is_mail(data, named=filename.endswith((".eml", ".mht", ".mhtml")) or media_type == MAIL):
        return MAIL, open_eml
    return _written(data, hinted=filename.endswith((".html", ".htm", ".xhtml")) or "html" in media_type)


def _refuse(sentence: str) -> Callable[[bytes], Document]:
    def refuse(_: bytes) -> Document:
        raise Unreadable(sentence)

    return refuse


def _zipped(data: bytes) -> tuple[str, Callable[[bytes], Document]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist()[: limits.ZIP_MEMBERS])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # A cut .docx has lost its directory, but its first members still tell what it was.
        if b"word/" in data or b"[Content_Types].xml" in data[:4096]:
            return WORD, _refuse(DAMAGED_WORD)
        return "application/zip", _refuse("This archive is damaged or cut short: pack or fetch it again.")
    if any(n.startswith("word/") for n in names):
        return WORD, open_docx
    if any(n.startswith("xl/") for n in names):
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _refuse(
            "This is a spreadsheet: bring its rows in with holdfire import, or save its text as PDF."
        )
    if any(n.startswith("ppt/") for n in names) or "mimetype" in names:
        return "application/zip", _refuse("This is an Office file of another kind: save it as .docx or PDF.")
    return "application/zip", _refuse("This is an archive: unpack it and send the reports inside one by one.")


def _is_mail(data: bytes, named: bool) -> bool:
    """Whether it opens with a block of mail headers: two that people write and one that machines add."""
    seen: set[bytes] = set()
    at = 0
    head = data[:65536]
    if head.startswith(b"From ") and (line := head.find(b"\n")) > 0:  # a mailbox file's first line
        at = line + 1
    while m := _HEADER.match(head, at):
        seen.add(m[1].lower())
        at = m.end()
    return len(seen & _PERSONAL) >= (1 if named else 2) and (named or bool(seen & _MACHINE))


def _written(data: bytes, hinted: bool) -> tuple[str, Callable[[bytes], Document]]:
    """A page or plain text: what is left once the bytes are letters."""
    try:
        head, _ = decode(data[:20_000].rsplit(b"\n", 1)[0] if len(data) > 20_000 else data)
    except Unreadable:
        return TEXT, _open_plain  # which says so itself, over the whole
    if _PAGE.match(head) or (
        len(_TAG.findall(head[:4000])) >= (1 if hinted else 6) and head.lstrip().startswith("<")
    ):
        return "text/html", open_html
    if xml := _XML.match(head):
        root = (xml[1] or xml[2]).lower()
        if root in ("rss", "feed", "rdf"):
            return "application/xml", _refuse("This is a feed: bring its items in with holdfire import.")
        if root == "svg":
            return "image/svg+xml", _refuse("This is a drawing: type out what it says.")
        if head.lstrip().startswith("<?xml") or xml[1]:
            return "application/xml", _refuse(
                "This is XML data, not a report: send the report as text, PDF, Word or a page."
            )
    return ("text/html", open_html) if hinted and len(_TAG.findall(head)) >= 3 else (TEXT, _open_plain)


def _open_plain(data: bytes) -> Document:
    text, notes = decode(data)
    if len(text) > limits.TEXT:
        raise Unreadable(
            f"Its text is longer than {limits.TEXT:,} characters: split it into its parts and send each."
        )
    if not text.strip():
        raise Unreadable(EMPTY)
    found = find_published(text)
    return Document(
        text=text, title=_first_line(text, found), media_type=TEXT, published=found[0] if found else None,
        published_basis=found[1] if found else "", notes=notes,
    )  # fmt: skip


def _first_line(text: str, found: object) -> str:
    """A short first line is a title; one that is only the date, or a paragraph, is none."""
    from holdfire.intake.dates import strip_day

    for line in text[:4000].splitlines():
        bare = " ".join(strip_day(line).split()) if found else " ".join(line.split())
        if bare:
            return bare if len(bare) <= 140 and not re.search(r"[.;,:]$", bare) else ""
    return ""
