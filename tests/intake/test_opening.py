"""What a reader gets from each format: the report's words in order, and nothing else."""

import io
from email.message import EmailMessage

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from holdfire.intake import open_report
from tests.intake.makers import SAID, drawn_pdf, mail, page, pdf, word


def test_a_pages_article_without_its_menus() -> None:
    body = "".join(f"<p>{n}. {SAID}</p>" for n in range(6)) + "<ul><li>one post</li><li>two posts</li></ul>"
    document = open_report(page(body))
    paragraphs = document.text.split("\n\n")
    assert document.problem is None and document.media_type == "text/html"
    assert (document.title, document.language) == ("A head", "en")
    assert [p for p in paragraphs if p.startswith("3.")] == [f"3. {SAID}"]
    assert "one post" in paragraphs and "two posts" in paragraphs
    assert not any(word in document.text for word in ("Home", "newsletter", "var x"))


def test_a_short_note_in_html_keeps_its_paragraphs() -> None:
    document = open_report(
        b"<html><body><nav>Menu</nav><p>Two men were <b>hurt</b> near the post.</p><p>It was denied."
    )
    assert document.text == "Two men were hurt near the post.\n\nIt was denied."


def test_a_page_in_windows_1251_says_so_in_its_head() -> None:
    named = "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>"
    source = f"<html><head>{named}</head><body><p>Ереван отверг обвинение.</p></body></html>"
    assert open_report(source.encode("cp1251")).text == "Ереван отверг обвинение."


def test_a_table_of_a_page_is_read_row_by_row() -> None:
    rows = "<table><tr><th>Place</th><th>Shots</th></tr><tr><td>North</td><td>12</td></tr></table>"
    text = open_report(page(f"<p>{SAID}</p>" * 4 + rows)).text
    assert "North | 12" in text.split("\n\n")


def test_pdf_lines_are_paragraphs_again() -> None:
    document = open_report(pdf(["Bulletin", SAID, SAID.replace("two", "three")], title="Bulletin no. 7"))
    assert document.text.split("\n\n") == ["Bulletin", SAID, SAID.replace("two", "three")]
    assert (document.title, document.media_type) == ("Bulletin no. 7", "application/pdf")


def test_a_word_parted_at_a_lines_end_is_whole() -> None:
    document = open_report(
        pdf(["Both sides spoke of a vio-<br/>lation of the cease-<br/>fire along the whole line of contact."])
    )
    assert "violation of the ceasefire along" in document.text


def test_a_pdf_of_300_pages_is_read_whole_without_its_page_numbers() -> None:
    pages: list[str | None] = []
    for number in range(300):
        pages += [
            "Mission bulletin",
            *[SAID.replace("two", str(number))] * 3,
            f"Page {number + 1} of 300",
            None,
        ]
    text = open_report(pdf(pages)).text
    assert text.count("were wounded by sniper fire") == 900
    assert "299 servicemen" in text
    assert "of 300" not in text and text.count("Mission bulletin") == 0


def test_a_pdf_locked_only_against_printing_is_read() -> None:
    assert open_report(drawn_pdf(password="", text="Two shots were heard.")).text == "Two shots were heard."


def test_word_text_in_its_order_with_tables_and_insertions_but_not_deletions() -> None:
    file = docx.Document()
    file.add_heading("Note of the patrol", 0)
    paragraph = file.add_paragraph("The patrol ")
    for kind, tag, words in (("ins", "t", "heard two shots"), ("del", "delText", "saw nothing")):
        paragraph._p.append(
            parse_xml(f'<w:{kind} {nsdecls("w")} w:id="1"><w:r><w:{tag}>{words}</w:{tag}></w:r></w:{kind}>')
        )
    table = file.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "North", "12"
    file.element.body.insert(
        1,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>In a form field.</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    file.add_paragraph("The end.")
    out = io.BytesIO()
    file.save(out)
    document = open_report(out.getvalue())
    assert (
        document.text
        == "Note of the patrol\n\nIn a form field.\n\nThe patrol heard two shots\n\nNorth | 12\n\nThe end."
    )
    assert document.title == "Note of the patrol"


def test_a_mails_words_without_its_other_half_and_its_attachments() -> None:
    message = mail("Сегодня нарушений нет.\n\nКонец.", subject="Обстановка 14 октября", charset="koi8-r")
    message.add_alternative("<p>Сегодня нарушений нет. Конец.</p>", subtype="html")
    message.add_attachment(pdf([SAID]), maintype="application", subtype="pdf", filename="записка.pdf")
    document = open_report(message.as_bytes())
    assert document.text == "Сегодня нарушений нет.\n\nКонец."
    assert document.title == "Обстановка 14 октября"
    assert document.notes == ("Attached and not read here: “записка.pdf”; send each as a report of its own.",)


def test_a_mail_that_only_forwards_is_the_forwarded_one() -> None:
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"], outer["Date"] = (
        "a@example.org",
        "b@example.org",
        "Fwd",
        "Fri, 15 Oct 2021 09:00:00 +0400",
    )
    outer.make_mixed()
    outer.add_attachment(mail("The post was fired at."))
    document = open_report(outer.as_bytes())
    assert (document.text, document.title, str(document.published)) == (
        "The post was fired at.",
        "Daily note",
        "2021-10-14",
    )
    assert document.notes[0] == "The e-mail only forwards another one, which is read here."


def test_a_mail_with_a_wrong_charset_and_a_broken_date_is_still_read() -> None:
    raw = (
        b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?q?=D0?=\r\nDate: soon\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n"
    ) + "Ереван отверг обвинение.".encode("cp1251")
    document = open_report(raw)
    assert (document.text, document.published, document.problem) == ("Ереван отверг обвинение.", None, None)


@pytest.mark.parametrize("name", ["report.txt", "report.doc", "", None])
def test_the_bytes_tell_the_format_not_the_name(name: str | None) -> None:
    kinds = [
        open_report(data, filename=name).media_type
        for data in (pdf([SAID]), word(SAID), mail().as_bytes(), page(f"<p>{SAID}"))
    ]
    assert kinds[0] == "application/pdf" and kinds[1].endswith("wordprocessingml.document")
    assert kinds[2:] == ["message/rfc822", "text/html"]
    assert open_report(SAID.encode(), filename="report.pdf").text == SAID


def test_a_pasted_mail_stays_text_with_its_offsets() -> None:
    text = f"From: the press office\nSubject: a note\nDate: 14 October 2021\n\n{SAID}"
    document = open_report(text.encode())
    assert (document.text, document.media_type, str(document.published)) == (text, "text/plain", "2021-10-14")
