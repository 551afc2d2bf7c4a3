"""What opening a report gives: its plain text and what it says of itself, or why it cannot be read."""

from datetime import date

import msgspec

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIL = "message/rfc822"
ITEM = "application/xml"  # an item of a feed
RELIEFWEB = "application/json"


class Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A report as text.

    A plain text's `text` is what its bytes decode to, unchanged but for a byte-order mark, so that offsets
    into it are offsets into the file. Other formats give paragraphs, parted by blank lines.
    """

    text: str
    title: str
    media_type: str
    problem: str | None = None  # one sentence: why it cannot be read, and the mend
    published: date | None = None  # only when the document says so, and in one way
    published_basis: str = ""  # in words: "from the e-mail's Date header"
    language: str = ""  # as the document declares it; empty: it does not
    notes: tuple[str, ...] = ()  # what a reader must know: attachments not read, letters not decoded


class Unreadable(Exception):
    """Raised inside this room only; its message becomes the document's `problem`."""
