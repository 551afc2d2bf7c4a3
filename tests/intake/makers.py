"""Reports as senders make them: PDF, Word, mail and web pages, built anew for each test."""

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

SAID = (
    "The ministry said that two servicemen were wounded by sniper fire near the village at about 14:20. "
    "The other side denied the report and called it misinformation, as it had done the week before."
)


def pdf(paragraphs: Sequence[str | None], title: str | None = None) -> bytes:
    """A PDF of running text; None starts a page."""
    out = io.BytesIO()
    style = getSampleStyleSheet()["BodyText"]
    page = SimpleDocTemplate(out, pagesize=A4, title=title, invariant=1)
    page.build([PageBreak() if p is None else Paragraph(p, style) for p in paragraphs])
    return out.getvalue()


def drawn_pdf(password: str | None = None, text: str = "") -> bytes:
    """A PDF of one drawing, as a scan is; with a password, locked."""
    out = io.BytesIO()
    lock = StandardEncryption(password, "owner", strength=128) if password is not None else None
    canvas = Canvas(out, encrypt=lock)
    canvas.rect(50, 50, 200, 200)
    if text:
        canvas.drawString(100, 500, text)
    canvas.save()
    return out.getvalue()


def word(*paragraphs: str, author: str = "Press office") -> bytes:
    """A Word file of these paragraphs."""
    file = docx.Document()
    file.core_properties.author = author
    for paragraph in paragraphs:
        file.add_paragraph(paragraph)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def word_with(part: str, content: bytes) -> bytes:
    """A Word file whose part is replaced, as nobody's Word would write it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word(SAID))) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as forged,
    ):
        for member in whole.infolist():
            forged.writestr(member.filename, content if member.filename == part else whole.read(member))
        if part not in whole.namelist():
            forged.writestr(part, content)
    return out.getvalue()


def mail(body: str = SAID, subject: str = "Daily note", charset: str = "utf-8") -> EmailMessage:
    """An e-mail of 14 October 2021, late in the evening in Yerevan and Baku."""
    message = EmailMessage()
    message["From"] = "press@example.org"
    message["To"] = "desk@example.net"
    message["Subject"] = subject
    message["Date"] = "Thu, 14 Oct 2021 23:30:00 +0400"
    message.set_content(body, charset=charset)
    return message


def page(body: str, head: str = "", attributes: str = ' lang="en"') -> bytes:
    """A web page with the menus a site has around it."""
    return (
        f"<!DOCTYPE html><html{attributes}><head><meta charset='utf-8'><title>A head | A site</title>{head}"
        "</head><body><nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav>"
        f"<article><h1>A head</h1>{body}</article>"
        "<footer><p>All rights reserved. Subscribe to our newsletter.</p></footer><script>var x = 1;</script>"
        "</body></html>"
    ).encode()
