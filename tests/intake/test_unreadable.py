"""What cannot be read: one sentence that names the mend, in bounded time, and never an exception."""

import io
import re
import time
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.intake import Document, limits, open_report
from tests.intake.makers import SAID, drawn_pdf, mail, page, pdf, word, word_with

SECONDS = 5  # of the processor: what takes longer would hold up everything else that comes in


def _zip(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return out.getvalue()


def _pdf_bomb() -> bytes:
    """A page whose stream unpacks to 400 MB from 400 kB."""
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b"0 0 m " * 1_000_000) for _ in range(66)) + packer.flush()
    head = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length "
    )
    return (
        head
        + str(len(stream)).encode()
        + b">>stream\n"
        + stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def _nested(times: int) -> bytes:
    message = b"Text"
    for _ in range(times):
        message = (
            b"From: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: message/rfc822\r\n\r\n" + message
        )
    return message


def _boxes(times: int) -> bytes:
    head = b"From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    return head + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(times)
    )


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
)
TROUBLE = {
    "nothing": (b"", "send it again"),
    "white space": (b" \n\t ", "send it again"),
    "zeros": (bytes(5000), "send it again"),
    "binary": (bytes(range(256)) * 40, "send the report as text"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "type out"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "save it as .docx"),
    "rich text": (b"{\\rtf1 text}", "save it as .docx"),
    "spreadsheet": (_zip("xl/workbook.xml", b"<x/>"), "holdfire import"),
    "archive": (_zip("note.txt", b"text"), "unpack it"),
    "feed": (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "holdfire import"),
    "locked PDF": (drawn_pdf("secret"), "remove the password"),
    "scanned PDF": (drawn_pdf(), "text recognition"),
    "cut PDF": (pdf([SAID])[:700], "print it to PDF again"),
    "PDF bomb": (_pdf_bomb(), "PDF"),
    "cut Word": (word(SAID)[:-3000], "save it again in Word"),
    "empty Word": (word(), "type out"),
    "Word bomb": (_zip("word/document.xml", b" " * 120_000_000), "save it without pictures"),
    "Word of entities": (word_with("word/document.xml", BOMB + b"]><x>&m;</x>"), "save its text anew"),
    "Word of wide entities": (word_with("word/a.xml", BOMB.decode().encode("utf-16")), "save its text anew"),
    "drawing of entities": (BOMB + b"]><svg>&m;</svg>", "send the report"),
    "page without words": (b"<html><body><script>write('text')</script></body></html>", "copy its words"),
    "page too deep": (b"<html>" + b"<div>" * 100_000 + b"x", "paste its text"),
    "page too wide": (b"<html><body>" + b"<p>some words" * 400_000, "paste its text"),
    "mail without words": (mail("").as_bytes(), "ask for it again"),
    "mail in mails": (_nested(60), "paste its text"),
    "mail of boxes": (_boxes(3000), "paste its text"),
    "long text": (SAID.encode() * 25_000, "split it"),
    "huge": (bytes([65]) * (limits.FILE + 1), "send its parts"),
}  # fmt: skip


@pytest.mark.parametrize("what", TROUBLE)
def test_trouble_is_one_sentence_that_names_the_mend(what: str) -> None:
    data, mend = TROUBLE[what]
    started = time.process_time()
    document = open_report(data)
    assert time.process_time() - started < SECONDS
    assert document.problem is not None, document.text[:200]
    assert mend in document.problem
    assert document.problem[0].isupper() and document.problem.endswith(".")
    assert len(re.findall(r"[.!?](?:\s|$)", document.problem)) == 1
    assert (document.text, document.published) == ("", None)


def test_a_pdf_with_one_broken_page_gives_the_others() -> None:
    whole = pdf([SAID, None, "The second page." + " It says more." * 9], title="x")
    # The first page's stream is damaged, its length unchanged.
    start = whole.index(b"stream\n") + 7
    document = open_report(whole[:start] + b"~>" + whole[start + 2 :])
    assert document.problem is None and document.text.startswith("The second page.")


def test_entities_of_a_page_are_not_expanded() -> None:
    document = open_report(
        BOMB.replace(b'<?xml version="1.0"?><!DOCTYPE x', b"<!DOCTYPE html")
        + b"]><html><body><p>&m; A word.</p></body></html>"
    )
    assert len(document.text) < 200


WHOLE = {
    "pdf": pdf([SAID, None, SAID], title="A note"),
    "docx": word("A head", SAID),
    "eml": mail().as_bytes(),
    "html": page(f"<p>{SAID}</p>" * 3),
    "txt": ("date 2021-10-21 " + SAID + " Ереван отверг.").encode(),
}


def _sound(document: Document, data: bytes) -> None:
    assert (document.problem is None) == bool(document.text)
    assert document == open_report(data), "the same bytes must give the same document"
    document.text.encode()  # no lone surrogates: it can be stored
    assert "\x00" not in document.text + document.title


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=3000),
    st.sampled_from(
        [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"From: a@b\nSubject: c\nMIME-Version: 1\n"]
    ),
)
def test_random_bytes_never_raise(data: bytes, head: bytes) -> None:
    _sound(open_report(head + data), head + data)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_file_cut_or_with_bits_turned_never_raises(kind: str, draw: st.DataObject) -> None:
    data = bytearray(WHOLE[kind])
    for at in draw.draw(st.lists(st.integers(0, len(data) * 8 - 1), max_size=12)):
        data[at // 8] ^= 1 << at % 8
    cut = draw.draw(st.integers(0, len(data)))
    broken = bytes(data[:cut]) if draw.draw(st.booleans()) else bytes(data)
    _sound(open_report(broken), broken)
