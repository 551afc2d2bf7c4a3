"""What users get wrong, each met kindly: the list of issue 2, one test or more to each line."""

import io
import json
from datetime import date
from pathlib import Path

import pytest

from holdfire import read, read_folder
from holdfire.register import commands
from holdfire.register.account import Account
from holdfire.register.models import Report

UNDATED = "Olga Petrova said on Monday that two servicemen were wounded on 3 March near Jebrail."
RUSSIAN = (
    "Министерство обороны Армении сообщило, что вечером 3 марта подразделения Азербайджана открыли огонь "
    "по позициям у села Сотк. Пострадавших нет, сообщили в министерстве.\n"
)
ARMENIAN = (
    "Հայաստանի պաշտպանության նախարարությունը հայտնում է, որ նոյեմբերի 14-ին Ադրբեջանի զինված ուժերը կրակ են "
    "բացել Սոթքի ուղղությամբ։ Իրադրությունը Ստեփանակերտում հանգիստ է։\n"
)
UNCLOSED = (
    "“We will not leave these positions, the minister said on Monday. “Nobody asked us to.\n\n"
    "The ministry said that two posts were fired at.\n\n"
    "«Никто не стрелял, сказал он. \"And then, she added, 'nothing.\n"
)
KEEPER = Account(id="keeper", seat="", role="keeper")


def test_a_report_without_a_date_says_so_and_guesses_none() -> None:
    report = read(UNDATED)
    assert report.document.published is None
    assert any("publication date" in note for note in report.reading.notes)
    assert all(time.start is None for time in report.reading.times)


@pytest.mark.django_db
def test_a_date_given_later_resolves_its_times() -> None:
    got = commands.receive(UNDATED.encode(), by=KEEPER)
    assert Report.objects.get(id=got.report_id).published is None
    commands.set_date(got.report_id, date(2021, 3, 9), KEEPER)
    report = Report.objects.get(id=got.report_id)
    assert report.published == date(2021, 3, 9)
    assert {claim.time_start[:10] for claim in report.claims.exclude(time_start="")} & {
        "2021-03-03",
        "2021-03-08",
    }


def test_windows_1251_russian_is_read_rightly() -> None:
    report = read(RUSSIAN.encode("cp1251"))
    assert report.text == RUSSIAN
    assert report.reading.language == "ru"


def test_armenian_is_kept_and_searched_for_names_and_says_there_is_no_reader() -> None:
    report = read(ARMENIAN)
    assert report.text == ARMENIAN and report.reading.language == "hy"
    (note,) = [note for note in report.reading.notes if "No reader for Armenian yet" in note]
    assert "0 parties" not in note and "0 places" not in note
    assert {place.place_id for place in report.reading.places} >= {"sotk", "stepanakert"} or (
        len(report.reading.places) >= 2
    )
    assert report.claims == ()


@pytest.mark.django_db
def test_an_armenian_report_is_a_report_like_any_other() -> None:
    got = commands.receive(ARMENIAN.encode(), by=KEEPER, published=date(2021, 11, 14))
    report = Report.objects.get(id=got.report_id)
    assert (report.language, report.text, report.problem) == ("hy", ARMENIAN, "")
    assert any("No reader for Armenian yet" in note for note in report.notes)


def test_quotes_that_never_close_end_with_their_paragraph() -> None:
    report = read(UNCLOSED, date="2021-03-09")
    paragraphs = [(UNCLOSED.index(p), UNCLOSED.index(p) + len(p)) for p in UNCLOSED.strip().split("\n\n")]
    for claim in report.claims:
        assert any(s <= claim.start < claim.end <= e for s, e in paragraphs), claim.content
    assert any("two posts were fired at" in claim.content for claim in report.claims)


def test_a_pdf_of_three_hundred_pages_is_read_to_its_end() -> None:
    report = read(pages(300), date="2021-03-09")
    assert report.document.media_type == "application/pdf"
    counted = [claim for claim in report.claims if claim.speaker == "Olga Petrova"]
    assert len(counted) == 300
    assert "day 300" in counted[-1].content
    assert "sheet" not in report.text


@pytest.mark.django_db
def test_the_same_file_again_is_one_report_received_twice() -> None:
    first = commands.receive(RUSSIAN.encode("cp1251"), by=KEEPER, filename="note.txt")
    again = commands.receive(RUSSIAN.encode("cp1251"), by=KEEPER, filename="note (1).txt")
    assert first.first and not again.first and first.report_id == again.report_id
    report = Report.objects.get()
    assert sorted(receipt.filename for receipt in report.receipts.all()) == ["note (1).txt", "note.txt"]


def test_a_folder_with_one_broken_file_is_read_but_for_it(tmp_path: Path) -> None:
    folder, out = tmp_path / "reports", tmp_path / "out.jsonl"
    folder.mkdir()
    (folder / "a.txt").write_text(UNDATED, encoding="utf-8")
    (folder / "b.docx").write_bytes(b"PK\x03\x04 cut off on the way")
    (folder / "c.txt").write_bytes(RUSSIAN.encode("cp1251"))
    counts = read_folder(folder, out, processes=1)
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert (counts.read, counts.failed) == (2, 1)
    assert [bool(line["problem"]) for line in lines] == [False, True, False]
    assert lines[1]["problem"].count("\n") == 0


def pages(count: int) -> bytes:
    """A PDF of so many pages with one claim on each."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    for number in range(1, count + 1):
        canvas.drawString(72, 760, f"Mission report, sheet {number} of {count}")
        canvas.drawString(72, 720, "The patrol went out in the morning and came back before dark.")
        canvas.drawString(72, 690, f"Olga Petrova said that two posts were fired at on day {number}.")
        canvas.drawString(72, 660, "The road was open, and the bridge was guarded as on the days before.")
        canvas.drawString(72, 60, f"{number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()
