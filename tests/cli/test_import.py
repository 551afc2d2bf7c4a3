"""`holdfire import`: a look first, then the rows, the rejects, and what a newer release changed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from holdfire.cli import app, importing  # noqa: F401  (importing registers the command)
from holdfire.errors import IntakeError

HEAD = (
    "id,type_of_violence,side_a,side_b,where_prec,latitude,longitude,date_prec,date_start,date_end,"
    "low,best,high\n"
)
ROWS = "1,1,A,B,1,40.1,46.2,1,2021-10-14,2021-10-14,1,1,2\n2,1,A,B,1,,46.2,1,2021-10-14,2021-10-14,1,1,1\n"


@pytest.fixture
def ged(tmp_path: Path) -> Path:
    path = tmp_path / "ged.csv"
    path.write_text(HEAD + ROWS)
    return path


def test_without_an_output_a_few_rows_are_shown_and_nothing_is_written(ged: Path) -> None:
    shown = CliRunner().invoke(app, ["import", str(ged)])
    assert shown.exit_code == 0
    assert "40.1000, 46.2000 ± 3 km" in shown.output and "1 (1 to 2)" in shown.output
    assert "is empty beside its pair" in shown.output.replace("\n", " ")
    assert sorted(p.name for p in ged.parent.iterdir()) == ["ged.csv"]


def test_rows_are_taken_and_rejects_stand_beside_them(ged: Path) -> None:
    out = ged.with_name("out.parquet")
    done = CliRunner().invoke(app, ["import", str(ged), str(out), "--json"])
    loaded = json.loads(done.stdout)["loaded"]
    assert (loaded["taken"], loaded["rejected"]) == (1, 1)
    assert "give both coordinates" in ged.with_name("out.rejects.csv").read_text("utf-8-sig")


def test_a_newer_release_is_told_from_the_known_one(ged: Path) -> None:
    old, new = ged.with_name("old.parquet"), ged.with_name("new.parquet")
    CliRunner().invoke(app, ["import", str(ged), str(old)])
    ged.write_text(HEAD + ROWS.replace("40.1", "40.2").replace("2,1,A,B,1,,", "3,1,A,B,1,41,"))
    done = CliRunner().invoke(app, ["import", str(ged), str(new), "--known", str(old)])
    assert "1 new, 0 unchanged, 1 changed (1 moved), 0 gone" in done.stdout.replace("\n", " ")
    assert ged.with_name("new.changes.csv").read_text("utf-8-sig").count("changed") == 2  # header and row


def test_a_proposed_mapping_is_saved_mended_and_used(tmp_path: Path) -> None:
    table, mapping = tmp_path / "log.csv", tmp_path / "log.json"
    table.write_text("date,lat,lon,notes\n2021-10-14,40.1,46.2,Shots\n")
    assert CliRunner().invoke(app, ["import", str(table), "--save", str(mapping)]).exit_code == 0
    done = CliRunner().invoke(
        app, ["import", str(table), str(tmp_path / "o.parquet"), "--mapping", str(mapping)]
    )
    assert done.exit_code == 0 and "1 rows of log" in done.stdout


def test_what_a_person_can_mend_is_one_sentence(ged: Path) -> None:
    for arguments, mend in (
        (["nothing.csv"], "cannot be opened"),
        ([str(ged), "--as", "uspd"], "is no known data set"),
        ([str(ged), "--as", "ucdp", "--mapping", "m.toml"], "give one of them"),
    ):
        done = CliRunner().invoke(app, ["import", *arguments])
        assert isinstance(done.exception, IntakeError)
        assert mend in str(done.exception)
