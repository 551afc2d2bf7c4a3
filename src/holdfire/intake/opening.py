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
from holdfire.intake.document import ITEM, MAIL, PDF, RELIEFWEB, WORD, Document, Unreadable
from holdfire.intake.plain import decode
from holdfire.intake.words import first_line, too_long

Opener = Callable[[bytes], Document]

TEXT = "text/plain"
HTML = "text/html"
XML = "application/xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EMPTY = "It is empty: nothing was received; send it again."
BROKEN = "This file could not be opened: send it in another format, or paste its text."
PICTURE = "This is a picture: type out what it says, or use text recognition first."
RECORDING = "This is a recording: send a transcript of it."
PACKED = "This is an archive or a compressed file: unpack it and send the reports inside one by one."
WEB_ARCHIVE = "This is a web archive: what it holds is listed with it; send the pages that matter one by one."
PACKED_BROKEN = (
    "This archive is damaged or cut short: unpack it where it is whole and send the reports inside."
)
OLD_OFFICE = (
    "This is an old or password-protected Office file: remove any password and save it as .docx or PDF."
)
OTHER_OFFICE = "This is an Office file of another kind: save it as .docx or PDF."
SPREADSHEET = "This is a spreadsheet: bring its rows in with holdfire import, or save its text as PDF."
RICH_TEXT = "This is a Rich Text file: save it as .docx, PDF or plain text."
DATABASE = "This is a database: export its reports and send those."
FEED = "This is a feed: bring its items in with holdfire import."
DRAWING = "This is a drawing: type out what it says."
DATA = "This is XML data, not a report: send the report as text, PDF, Word or a web page."

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", OLD_OFFICE),
    (b"{\\rtf", "application/rtf", RICH_TEXT),
    (b"\x1f\x8b", "application/gzip", PACKED),
    (b"BZh", "application/x-bzip2", PACKED),
    (b"\xfd7zXZ\x00", "application/x-xz", PACKED),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", PACKED),
    (b"Rar!\x1a\x07", "application/vnd.rar", PACKED),
    (b"\x89PNG\r\n\x1a\n", "image/png", PICTURE),
    (b"\xff\xd8\xff", "image/jpeg", PICTURE),
    (b"GIF8", "image/gif", PICTURE),
    (b"II*\x00", "image/tiff", PICTURE),
    (b"MM\x00*", "image/tiff", PICTURE),
    (b"ID3", "audio/mpeg", RECORDING),
    (b"OggS", "audio/ogg", RECORDING),
    (b"\x1aE\xdf\xa3", "video/webm", RECORDING),
    (b"WARC/", "application/warc", WEB_ARCHIVE),
    (b"SQLite format 3\x00", "application/vnd.sqlite3", DATABASE),
)
_HEADER = re.compile(rb"([!-9;-~]{1,60}):[ \t]?[^\r\n]*\r?\n(?:[ \t]+[^\r\n]*\r?\n)*")
_MACHINE = {
    b"received", b"mime-version", b"message-id", b"return-path", b"delivered-to", b"dkim-signature",
    b"content-type",
}  # fmt: skip
_PERSONAL = {b"from", b"to", b"date", b"subject", b"cc", b"reply-to", b"sender"}
_PROLOGUE = r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
_PAGE = re.compile(_PROLOGUE + r"<(!doctype\s+html|html|head|body|article)\b", re.I | re.S)
_TAG = re.compile(
    r"</?(?:p|div|br|span|a|h[1-6]|ul|li|table|td|article|section|b|i|em|strong)\b[^<>]*>", re.I
)
_ITEM = re.compile(r"<\?xml[^>]*>\s*<(?:item|entry)[\s>]")  # as `intake.item` keeps it
_ROOT = re.compile(_PROLOGUE + r"(?:<!DOCTYPE\s+(\w+)[^>]*|<([A-Za-z]\w*)(?::\w+)?)[\s>/\[]", re.S)


def open_report(data: bytes, *, filename: str | None = None, media_type: str | None = None) -> Document:
    """These bytes as text; or a document whose `problem` says in one sentence why not, and the mend."""
    kind = TEXT
    try:
        kind, opener = _tell(data, (filename or "").lower(), (media_type or "").lower())
        return opener(data)
    except Unreadable as problem:
        return Document(text="", title="", media_type=kind, problem=str(problem))
    except Exception:  # whatever a file was built to do, receiving it goes on
        return Document(text="", title="", media_type=kind, problem=BROKEN)


def _tell(data: bytes, filename: str, media_type: str) -> tuple[str, Opener]:
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
        return TEXT, _refuse(EMPTY)
    for signature, kind, sentence in _SIGNATURES:
        if data.startswith(signature):
            return kind, _refuse(sentence)
    if data[:4] == b"RIFF" or data[4:8] == b"ftyp":
        return "application/octet-stream", _refuse(RECORDING)
    if len(data) > limits.FILE:  # whoever hands over only the beginning of more is answered the same
        return TEXT, _refuse(f"It is larger than {limits.spell(limits.FILE)}: send its parts or its text.")
    if b"%PDF-" in data[:1024]:
        return PDF, _pdf
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if _is_mail(data, named=filename.endswith((".eml", ".mht", ".mhtml")) or media_type == MAIL):
        return MAIL, _mail
    return _written(data, hinted=filename.endswith((".html", ".htm", ".xhtml")) or "html" in media_type)


# A format's own file is imported with its first report: its library takes longer to load than most commands.
def _pdf(data: bytes) -> Document:
    from holdfire.intake.pdf import open_pdf

    return open_pdf(data)


def _word(data: bytes) -> Document:
    from holdfire.intake.docx import open_docx

    return open_docx(data)


def _mail(data: bytes) -> Document:
    from holdfire.intake.eml import open_eml

    return open_eml(data)


def _page(data: bytes) -> Document:
    from holdfire.intake.html import open_html

    return open_html(data)


def _item(data: bytes) -> Document:
    from holdfire.intake.item import open_item

    return open_item(data)


def _refuse(sentence: str) -> Opener:
    def refuse(_: bytes) -> Document:
        raise Unreadable(sentence)

    return refuse


def _zipped(data: bytes) -> tuple[str, Opener]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()[: limits.ZIP_MEMBERS]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # A cut .docx has lost its directory, but its first members still tell what it was.
        if b"word/" in data or b"[Content_Types].xml" in data[:4096]:
            return WORD, _word  # which says that it is damaged
        return "application/zip", _refuse(PACKED_BROKEN)
    folders = {name.partition("/")[0] for name in names}
    if "word" in folders:
        return WORD, _word
    if "xl" in folders:
        return SHEET, _refuse(SPREADSHEET)
    return "application/zip", _refuse(OTHER_OFFICE if folders & {"ppt", "mimetype"} else PACKED)


def _is_mail(data: bytes, named: bool) -> bool:
    """Whether it opens with a block of mail headers: two that people write and one that machines add."""
    seen: set[bytes] = set()
    head = data[:65536]
    at = head.find(b"\n") + 1 if head.startswith(b"From ") else 0  # a mailbox file's first line
    while m := _HEADER.match(head, at):
        seen.add(m[1].lower())
        at = m.end()
    return len(seen & _PERSONAL) >= (1 if named else 2) and (named or bool(seen & _MACHINE))


def _written(data: bytes, hinted: bool) -> tuple[str, Opener]:
    """A page or plain text: what is left once the bytes are letters."""
    try:
        head, _ = decode(data[:20_000].rsplit(b"\n", 1)[0] if len(data) > 20_000 else data)
    except Unreadable:
        return TEXT, _open_plain  # which says so itself, over the whole
    if _ITEM.match(head):
        return ITEM, _item
    if data.startswith(b"{"):
        from holdfire.intake.item import is_reliefweb, open_reliefweb

        if is_reliefweb(data):
            return RELIEFWEB, open_reliefweb
    tags = len(_TAG.findall(head))
    if _PAGE.match(head) or (tags >= 6 and head.lstrip().startswith("<")) or (tags >= 3 and hinted):
        return HTML, _page
    if (root := _ROOT.match(head)) and (root[1] or head.lstrip().startswith(("<?xml", "<svg"))):
        name = (root[1] or root[2]).lower()
        if name == "svg":
            return "image/svg+xml", _refuse(DRAWING)
        return XML, _refuse(FEED if name in ("rss", "feed", "rdf") else DATA)
    return TEXT, _open_plain


def _open_plain(data: bytes) -> Document:
    text, notes = decode(data)
    if len(text) > limits.TEXT:
        raise too_long()
    if not text.strip():
        raise Unreadable(EMPTY)
    found = find_published(text)
    return Document(
        text=text,
        title=first_line(text),
        media_type=TEXT,
        published=found[0] if found else None,
        published_basis=found[1] if found else "",
        notes=notes,
    )
