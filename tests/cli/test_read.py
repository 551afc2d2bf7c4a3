"""`holdfire read` as a person runs it: what is printed, the exit status, and one sentence on bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HOLDFIRE = [sys.executable, "-m", "holdfire"]
BRIEFING = (
    "The spokesperson of the foreign ministry, Olga Petrova, said on 21 October 2021 that 112 prisoners had "
    "been returned: 105 to Armenia and 17 to Azerbaijan. Petrova denied that shots were fired near Jebrail.\n"
)


def holdfire(*words: str, data: str | None = None, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Runs the command and holds it to its exit status."""
    done = subprocess.run([*HOLDFIRE, *words], input=data, capture_output=True, text=True)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def briefing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("reports") / "briefing.txt"
    file.write_text(BRIEFING, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def printed(briefing: Path) -> str:
    return holdfire("read", str(briefing), "--date", "2021-10-21").stdout


@pytest.mark.parametrize(
    "words",
    [
        "Olga Petrova",
        "states",
        "denies",
        "105 + 17 = 122, not 112",
        "a denial",
        "when: 21 October 2021",
        "Jabrayil",
        "Published 21 October 2021 (given)",
        "Machine-read",
    ],
)
def test_a_report_is_printed_with_who_says_what_and_the_failing_sum(printed: str, words: str) -> None:
    assert words in " ".join(printed.split())


def test_pasted_text_is_read_as_json_with_its_spans() -> None:
    written = json.loads(holdfire("read", "-", "--json", data=BRIEFING).stdout)
    assert [c["computed"] for c in written["checks"] if c["kind"] == "sum"] == [122]
    for claim in written["claims"]:
        assert BRIEFING[claim["start"] : claim["end"]] == claim["content"]
        assert claim["spans"]["content"]


def test_a_folder_goes_to_a_file_with_a_summary_on_standard_error(briefing: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    (briefing.parent / "broken.docx").write_bytes(b"PK\x03\x04 nothing more")
    done = holdfire("read", str(briefing.parent), str(out), "--processes", "1")
    assert done.stdout == ""
    assert "1 report read" in done.stderr and "1 file could not be read" in done.stderr
    assert [json.loads(line)["path"] for line in out.read_text().splitlines()] == [
        "briefing.txt",
        "broken.docx",
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["read", "nowhere.txt"], "There is no file “nowhere.txt”"),
        (["read", "FOLDER"], "is a folder: say where its readings go"),
        (["read", "FILE", "out.jsonl"], "is one report"),
        (["read", "EMPTY"], "empty"),
        (["read", "FILE", "--theatre", "atlantis"], "There is no theatre “atlantis”"),
    ],
)
def test_bad_input_is_one_sentence_and_status_1(
    words: list[str], sentence: str, briefing: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").touch()
    given = {"FILE": briefing, "FOLDER": briefing.parent, "EMPTY": tmp_path / "empty.txt"}
    done = holdfire(*(str(given.get(word, word)) for word in words), status=1)
    assert done.stderr.startswith("holdfire: ") and sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.parametrize("words", [["reed"], ["read"], ["read", "x", "--date", "soon"]])
def test_a_command_that_is_not_understood_is_status_2(words: list[str]) -> None:
    assert holdfire(*words, status=2).stderr


def test_help_tells_a_monitor_where_to_start() -> None:
    shown = " ".join(holdfire("--help").stdout.split())
    assert "holdfire read REPORT" in shown
    for command in ("read", "init", "serve", "demo", "receive", "verify", "rebuild", "account", "theatre"):
        assert command in shown


def test_the_version_names_the_reader_and_its_model() -> None:
    shown = holdfire("--version").stdout
    assert "holdfire 0.1.0" in shown and "sha256" in shown


def test_a_reader_that_stops_listening_is_no_error(briefing: Path) -> None:
    command = " ".join([*HOLDFIRE, "read", str(briefing), "--json"])
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | head -c 1"], capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


def test_a_second_reader_must_be_named_before_it_is_asked(
    briefing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOLDFIRE_SECOND_URL", raising=False)
    monkeypatch.delenv("HOLDFIRE_SECOND_MODEL", raising=False)
    done = holdfire("read", str(briefing), "--second", status=1)
    assert "No second reader is set: put its address in HOLDFIRE_SECOND_URL" in done.stderr


def test_a_second_reader_that_is_not_there_costs_one_sentence(
    briefing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOLDFIRE_SECOND_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("HOLDFIRE_SECOND_MODEL", "any")
    done = holdfire("read", str(briefing), "--date", "2021-10-21", "--second")
    assert "cannot be reached" in done.stdout and "Olga Petrova" in done.stdout
