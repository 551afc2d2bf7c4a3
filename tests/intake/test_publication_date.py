"""When a report was published: only what it says, and said in words where that was found."""

from datetime import date

import pytest

from holdfire.intake import open_report
from tests.intake.makers import SAID, mail, page, pdf, word

DAY = date(2021, 10, 21)


@pytest.mark.parametrize(
    "head",
    [
        "date 2021-10-21 A head",
        "Date: 21 October 2021",
        "Published: October 21, 2021 10:00 GMT+4",
        "Published on Thursday, 21 October 2021",
        "A head\n21/10/2021 14:20",
        "A head\nBy a correspondent\nOct. 21, 2021",
        "21.10.2021",
        "2021-10-21",
        "21 октября 2021 года",
        "Четверг, 21 октября 2021 г.",
        "Дата: 21.10.2021",
        "Հոկտեմբերի 21, 2021",
        "2021 թ. հոկտեմբերի 21",
        "21 oktyabr 2021-cı il",
        "BAKU, October 21, 2021 (Agency) — The ministry said",
        "YEREVAN, OCTOBER 21, 2021, AGENCY. The ministry said",
        "Stepanakert, 21 October 2021 – Two men were wounded.",
    ],
)
def test_a_day_at_the_head_of_the_text_is_the_day_of_publication(head: str) -> None:
    document = open_report(f"{head}\n\n{SAID}".encode())
    assert document.published == DAY
    assert "2021" in document.published_basis


@pytest.mark.parametrize(
    "head",
    [
        "05.06.2021",
        "Date: 5/6/2021",
        "On 9 November 2020 the leaders signed a statement.",
        "Sochi, 26 November 2021, will be remembered.",
        "YEREVAN, OCTOBER 21, AGENCY. The ministry said",
        "The exchange took place on October 21, 2021 (see below).",
        "Date: 31 September 2021",
        "Order 12021-10-213",
        "",
    ],
)
def test_an_ambiguous_day_or_one_the_text_is_about_is_not_guessed(head: str) -> None:
    document = open_report(f"{head}\n\n{SAID}".encode())
    assert (document.published, document.published_basis) == (None, "")


def test_the_same_day_and_month_cannot_be_misread() -> None:
    assert open_report(b"Date: 06.06.2021\n\nText").published == date(2021, 6, 6)


@pytest.mark.parametrize(
    ("head", "basis"),
    [
        ('<meta property="article:published_time" content="2021-10-21T23:50:00+04:00">', "published_time"),
        (
            '<script type="application/ld+json">{"@graph":[{"datePublished":"2021-10-21"}]}</script>',
            "datePublished",
        ),
        ('<meta name="DC.date.issued" content="2021-10-21">', "meta tag dc.date.issued"),
    ],
)  # fmt: skip
def test_a_page_states_its_day_to_machines(head: str, basis: str) -> None:
    document = open_report(page(f"<p>{SAID}</p>", head))
    assert document.published == DAY
    assert basis in document.published_basis


def test_a_page_marks_its_time() -> None:
    published = '<time datetime="2021-10-21T10:00" class="published">Thursday</time>'
    body = f'{published}<p>{SAID}</p><time datetime="2021-10-09">9 October</time>'
    assert open_report(page(body)).published == DAY
    two = (
        f'<p>{SAID} <time datetime="2021-10-21">then</time> and <time datetime="2021-10-09">before</time></p>'
    )
    assert open_report(page(two)).published is None


def test_a_mail_was_sent_on_its_senders_day() -> None:
    document = open_report(mail().as_bytes())
    assert document.published == date(2021, 10, 14)
    assert document.published_basis == "from the e-mail's Date header"


def test_what_a_pdf_or_word_file_says_in_words_goes_before_its_properties() -> None:
    assert open_report(pdf(["21 October 2021", SAID])).published == DAY
    assert open_report(word("Date: 21 October 2021", SAID)).published == DAY
    made = open_report(pdf([SAID]))
    assert made.published is not None and "metadata" in made.published_basis


def test_the_day_of_a_template_is_not_the_files() -> None:
    assert open_report(word(SAID, author="python-docx")).published is None
