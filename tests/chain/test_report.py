"""One report in one call: what comes back, and what is refused in a sentence."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

import holdfire
from holdfire import read
from holdfire.errors import IntakeError

BRIEFING = (
    "The spokesperson of the foreign ministry, Olga Petrova, said on Thursday that 112 prisoners had been "
    "returned: 105 to Armenia and 17 to Azerbaijan.\n\n"
    "“We will go on with this work,” Petrova said."
)


def test_a_text_is_read_into_claims_and_its_failing_sum() -> None:
    report = read(BRIEFING, date="2021-10-21")
    assert {c.speaker for c in report.claims} == {"Olga Petrova"}
    (found,) = [c for c in report.checks if c.kind == "sum"]
    assert (found.stated, sorted(found.parts), found.computed, found.difference) == (112, [17, 105], 122, 10)
    assert {int(i) for i in found.claims} <= set(range(len(report.claims)))


def test_text_bytes_and_file_are_read_alike(tmp_path: Path) -> None:
    file = tmp_path / "briefing.txt"
    file.write_text(BRIEFING, encoding="utf-8")
    as_text, as_bytes, as_file = (
        read(source, date=dt.date(2021, 10, 21)) for source in (BRIEFING, BRIEFING.encode(), file)
    )
    assert as_text.reading == as_bytes.reading == as_file.reading
    assert as_text.text == BRIEFING


def test_every_offset_of_the_json_points_into_the_text() -> None:
    report = read(BRIEFING, date="2021-10-21")
    written = json.loads(report.to_json())
    assert "text" not in written
    for claim in written["claims"]:
        assert report.text[claim["start"] : claim["end"]] == claim["content"]
        assert set(claim["spans"]) == {"source", "cue", "content"}
        for spans in claim["spans"].values():
            assert all(0 <= s < e <= len(report.text) for s, e in spans)
    for found in written["times"] + written["places"]:
        assert report.text[found["start"] : found["end"]] == found["text"]
    assert [t["value"] for t in written["times"]][:1] == ["2021-10-21"]


def test_the_json_says_which_reader_and_which_day_it_was_read_against() -> None:
    written = json.loads(read(BRIEFING, date="2021-10-21").to_json())
    assert written["reader"] and written["theatre"] and written["language"] == "en"
    assert (written["published"], written["published_basis"]) == ("2021-10-21", "given")


def test_reading_twice_gives_the_same_bytes() -> None:
    assert read(BRIEFING, date="2021-10-21").to_json() == read(BRIEFING, date="2021-10-21").to_json()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"", "empty"),
        ("   \n ", "."),
        (Path("/nowhere/at/all.txt"), "There is no file"),
        (Path("/"), "is a folder"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(source: bytes | str | Path, words: str) -> None:
    with pytest.raises(IntakeError) as refused:
        read(source)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(IntakeError, match="write it as 2021-10-21"):
        read(BRIEFING, date="21.10.2021")


def test_importing_holdfire_loads_no_model() -> None:
    code = "import sys, holdfire; assert 'spacy' not in sys.modules and 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert holdfire.__version__
