"""Plain text: the file's own characters, whatever encoding they came in."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.intake import open_report

ACCEPTANCE = Path(__file__).resolve().parents[3] / "shared" / "acceptance"
RUSSIAN = "Министерство обороны сообщило о двух нарушениях режима прекращения огня у села Норшен."


@pytest.mark.shared
@pytest.mark.skipif(not ACCEPTANCE.exists(), reason="needs ../shared/acceptance beside the checkout")
def test_the_briefing_is_its_own_bytes_and_says_its_day() -> None:
    path = next(ACCEPTANCE.glob("*.txt"))
    document = open_report(path.read_bytes(), filename=path.name)
    assert document.text == path.read_bytes().decode("utf-8")
    assert (document.problem, document.media_type, document.notes) == (None, "text/plain", ())
    assert document.published == date(2021, 10, 21)
    assert document.published_basis == "from the words “date 2021-10-21” at the head of the text"


@pytest.mark.parametrize(
    "encoding", ["cp1251", "koi8_r", "cp866", "iso8859_5", "utf-16", "utf-16-le", "utf-8-sig"]
)
def test_russian_in_any_of_its_encodings_comes_out_right(encoding: str) -> None:
    assert open_report(RUSSIAN.encode(encoding)).text == RUSSIAN


@pytest.mark.parametrize(
    "text", ["Баку", "Ереван сообщил", "МИНИСТЕРСТВО ОБОРОНЫ", "Лачин — Бердзор: «коридор»", "The word «да»."]
)
def test_a_few_words_of_windows_1251_are_enough(text: str) -> None:
    assert open_report(text.encode("cp1251")).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The spokesman said: “No.” He left.", "cp1252"),
        ("Le cessez-le-feu a été violé à Chouchi, selon le ministère.", "cp1252"),
        ("Gürcistan Dışişleri Bakanlığı saldırıyı doğruladı.", "cp1254"),
    ],
)
def test_western_and_turkish_letters_are_not_taken_for_russian(text: str, encoding: str) -> None:
    assert open_report(text.encode(encoding)).text == text


def test_an_older_encoding_is_named_beside_the_text() -> None:
    assert open_report(RUSSIAN.encode("cp1251")).notes == ("Read as Windows-1251.",)
    assert open_report(RUSSIAN.encode()).notes == ()


def test_line_ends_and_spaces_stay_so_that_offsets_are_the_files() -> None:
    text = "A head\r\n\r\n  First line\t\n\n\nlast ‘line’ \r\n"
    assert open_report(text.encode()).text == text
    assert open_report(b"\xef\xbb\xbf" + text.encode()).text == text


def test_a_file_cut_inside_a_letter_is_read_and_says_so() -> None:
    document = open_report(RUSSIAN.encode()[:-2])
    assert document.problem is None and document.text.startswith("Министерство")
    assert document.notes == ("The text is damaged: 1 letter could not be decoded and show as \ufffd.",)


def test_armenian_is_kept_letter_for_letter() -> None:
    text = "Ստեփանակերտ, 21 հոկտեմբերի, 2021։ Կրակոց եղավ։"
    assert open_report(text.encode()).text == text


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(
        lambda t: t.strip() and "<" not in t
    )
)
def test_whatever_is_pasted_comes_back_unchanged(text: str) -> None:
    document = open_report(text.encode())
    if document.problem is None and document.media_type == "text/plain" and not text.startswith("\ufeff"):
        assert document.text == text
