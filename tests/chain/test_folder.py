"""A folder of reports: one line each, in order, whatever is broken, interrupted or shared out."""

import json
import os
import signal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from holdfire.chain import Counts, folder, pool, read_folder
from holdfire.errors import IntakeError

TEXTS = {
    "a.txt": "Olga Petrova said on 3 March 2021 that two people were returned.",
    "b.txt": "The ministry said that 112 prisoners were returned: 105 to Armenia and 17 to Azerbaijan.",
    "c/d.txt": "“Nothing was fired at,” Ivan Ivanov said on Monday.",
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Three reports, one in a folder of its own, one broken, and a hidden file."""
    home = tmp_path / "reports"
    for name, text in TEXTS.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    (home / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing of the kind")
    (home / ".hidden").write_text("not a report")
    return home


def lines(out: Path) -> list[dict]:
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_one_broken_file_does_not_stop_the_rest(reports: Path, tmp_path: Path) -> None:
    out, shown = tmp_path / "out.jsonl", []
    counts = read_folder(reports, out, progress=lambda *at: shown.append(at), processes=1)
    assert [line["path"] for line in lines(out)] == ["a.txt", "b.txt", "broken.pdf", "c/d.txt"]
    broken = lines(out)[2]
    assert broken["problem"].endswith((".", "!")) and broken["claims"] == []
    assert all(line["claims"] for line in lines(out) if line["problem"] is None)
    assert counts.read == 3 and counts.failed == 1 and counts.kept == 0
    assert counts.claims == sum(len(line["claims"]) for line in lines(out))
    assert counts.checks == sum(len(line["checks"]) for line in lines(out)) > 0
    assert shown == [(1, 4, "a.txt"), (2, 4, "b.txt"), (3, 4, "broken.pdf"), (4, 4, "d.txt")]


def test_the_number_of_processes_changes_nothing(reports: Path, tmp_path: Path) -> None:
    one, three = tmp_path / "one.jsonl", tmp_path / "three.jsonl"
    assert read_folder(reports, one, processes=1) == read_folder(reports, three, processes=3)
    assert one.read_bytes() == three.read_bytes()


@pytest.mark.parametrize("cut", [0, 1, 40, -1, -30])
def test_an_interrupted_run_goes_on_where_it_stopped(
    cut: int, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    read_folder(reports, whole, processes=1)
    data = whole.read_bytes()
    after_one = data.index(b"\n") + 1
    out.write_bytes(data[: after_one + cut] if cut >= 0 else data[:cut])
    read_again: list[str] = []
    real = folder.read_line
    monkeypatch.setattr(folder, "read_line", lambda p, j: read_again.append(p.name) or real(p, j))
    counts = read_folder(reports, out, processes=1)
    assert out.read_bytes() == data
    assert counts.kept == 4 - len(read_again) >= 1
    assert "a.txt" not in read_again


def test_a_second_run_reads_only_what_is_new_or_changed(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    read_folder(reports, out, processes=1)
    (reports / "aa.txt").write_text("The mission said that it saw nothing.", encoding="utf-8")
    (reports / "b.txt").write_text("The ministry said that it had no figures.", encoding="utf-8")
    counts = read_folder(reports, out, processes=1)
    assert counts.kept == 3
    assert [line["path"] for line in lines(out)] == ["a.txt", "aa.txt", "b.txt", "broken.pdf", "c/d.txt"]
    assert lines(out)[2]["checks"] == []


def test_another_date_reads_everything_again(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    read_folder(reports, out, processes=1)
    assert read_folder(reports, out, date="2021-10-21", processes=1).kept == 1  # only what cannot be read
    assert {line["published"] for line in lines(out) if not line["problem"]} == {"2021-10-21"}
    assert read_folder(reports, out, date="2021-10-21", processes=1).kept == 4


def test_readings_of_another_folder_are_not_overwritten(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text('{"path": "elsewhere.txt"}\n')
    with pytest.raises(IntakeError, match=r"elsewhere\.txt"):
        read_folder(reports, out)
    out.write_text("My notes.\n")
    with pytest.raises(IntakeError, match="holds something else"):
        read_folder(reports, out)
    assert out.read_text() == "My notes.\n"


def test_readings_inside_their_own_folder_are_not_read(reports: Path) -> None:
    out = reports / "out.jsonl"
    read_folder(reports, out, processes=1)
    assert read_folder(reports, out, processes=1).kept == 4


def test_parquet_holds_the_same_readings(reports: Path, tmp_path: Path) -> None:
    out, table = tmp_path / "out.jsonl", tmp_path / "out.parquet"
    assert read_folder(reports, out, processes=1) == read_folder(reports, table, processes=1)
    rows = pq.read_table(table).to_pylist()
    for row, line in zip(rows, lines(out), strict=True):
        assert row["path"] == line["path"] and row["problem"] == line["problem"]
        assert [c["content"] for c in row["claims"]] == [c["content"] for c in line["claims"]]
        assert [c["spans"] for c in row["claims"]] == [c["spans"] for c in line["claims"]]
        assert row["checks"] == [{**dict.fromkeys(row["checks"][0]), **c} for c in line["checks"]]
    assert not (tmp_path / "out.parquet.jsonl").exists()


def test_a_name_that_is_no_text_is_spelled_out(reports: Path, tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(reports) + b"/\xff.txt")).write_text(TEXTS["a.txt"])
    out = tmp_path / "out.jsonl"
    read_folder(reports, out, processes=1)
    assert "\\xff.txt" in [line["path"] for line in lines(out)]


def test_a_file_that_ends_its_process_loses_only_itself(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = folder.read_line

    def deadly(path: Path, job: folder.Job) -> bytes:
        if path.name == "b.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        return real(path, job)

    monkeypatch.setattr(folder, "read_line", deadly)
    out = tmp_path / "out.jsonl"
    counts = read_folder(reports, out, processes=2)
    assert counts.failed == 2
    assert "ended the reader" in lines(out)[1]["problem"]
    monkeypatch.setattr(folder, "read_line", real)
    assert read_folder(reports, out, processes=1).failed == 1  # it is tried again


def test_a_fault_of_the_reader_is_that_files_problem(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "read_document", lambda *_: 1 / 0)
    counts = read_folder(reports, tmp_path / "out.jsonl", processes=1)
    assert counts == Counts(failed=4)
    assert "ZeroDivisionError" in lines(tmp_path / "out.jsonl")[0]["problem"]


@pytest.mark.parametrize("name", ["nowhere", "a.txt"])
def test_what_is_no_folder_is_said(name: str, reports: Path, tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="There is no folder"):
        read_folder(reports / name, tmp_path / "out.jsonl")


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(IntakeError, match="There is no file in"):
        read_folder(tmp_path / "empty", tmp_path / "out.jsonl")


def test_no_more_processes_than_files_or_processors() -> None:
    assert 1 <= pool.usable_processes() <= (os.cpu_count() or 1)
