"""Rows that cannot be taken: each with its row, its field and the mend, and the rest goes on."""

import gzip
import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.errors import IntakeError
from holdfire.intake.neutral import neutral
from holdfire.intake.tables import Mapping, load_table
from holdfire.intake.tables.mapping import CasualtyColumns, PlaceColumns, TimeColumns
from tests.intake.tables.taking import take

MINE = Mapping(
    source="mine",
    id=("id",),
    time=TimeColumns(start="from", end="to"),
    place=PlaceColumns(lat="lat", lon="lon", radius_km=1.0),
    casualties=CasualtyColumns(killed="dead"),
    text=("note",),
)
HEAD = "id,from,to,lat,lon,dead,note\n"
GOOD = "1,2021-10-14,2021-10-15,40.1,46.2,2,a note\n"
CELLS = "cells than the header's 7: quote the cell that holds a separator or a line end."
BAD = {
    "2,,,40,46,1,x": ("from", "is empty: every row needs the day of its event."),
    "3,14th of May,,40,46,1,x": (
        "from",
        "is not a date this mapping knows: name its format under [time] formats.",
    ),
    "4,2021-10-14,2021-10-13,40,46,1,x": ("to", "is before from: exchange them."),
    "5,2021-10-14,,140,46,1,x": ("lat", "is outside -90 to 90: are latitude and longitude exchanged?"),
    "6,2021-10-14,,north,46,1,x": ("lat", "is not a number: write it with a point, as in 39.75."),
    "7,2021-10-14,,40,,1,x": ("lon", "is empty beside its pair: give both coordinates, or neither."),
    "8,2021-10-14,,0,0,1,x": (
        "lat",
        "is a point in the ocean programs write for “unknown”: leave it empty.",
    ),
    "9,2021-10-14,,40,46,many,x": ("dead", "is not a count: write a whole number, or a range as 10-12."),
    "10,2021-10-14,,40,46,12-10,x": (
        "dead",
        "is a range that runs backwards: write the smaller number first.",
    ),
    ",2021-10-14,,40,46,1,x": ("id", "is empty: every row needs the id that the source gives it."),
    "12,2021-10-14,,40,46,1,x,y,z": ("", f"has more {CELLS}"),
    "13,2021-10-14": ("", f"has fewer {CELLS}"),
    "1,2021-10-14,,40,46,1,other": (
        "id",
        "stands in an earlier row with other values: give each event its own id.",
    ),
}


@pytest.mark.parametrize("row", BAD)
def test_a_bad_row_names_its_field_and_mend_and_the_rest_goes_on(tmp_path: Path, row: str) -> None:
    taken = take(tmp_path / "t.csv", HEAD + GOOD + row + "\n" + GOOD.replace("1,", "99,", 1), MINE)
    assert [o.id for o in taken.rows] == ["1", "99"]
    (bad,) = taken.rejects
    assert (bad["row"], bad["field"], bad["what to mend"]) == ("3", *BAD[row])
    assert bad["original"].startswith("{")


def test_a_row_in_another_encoding_is_the_only_one_rejected(tmp_path: Path) -> None:
    content = (
        (HEAD + GOOD).encode()
        + "2,2021-10-14,,40,46,1,Шуша\n".encode("cp1251")
        + "".join(f"{n},2021-10-14,,40,46,1,Шуша\n" for n in range(3, 12)).encode()
    )
    taken = take(tmp_path / "t.csv", content, MINE)
    assert [o.id for o in taken.rows] == ["1", *map(str, range(3, 12))]
    assert (
        taken.rejects[0]["what to mend"]
        == "holds bytes of another encoding than the file: save the file anew as UTF-8."
    )


def test_a_whole_file_in_windows_1251_is_read(tmp_path: Path) -> None:
    content = (HEAD + "".join(f"{n},2021-10-14,,40,46,1,Обстрел у села\n" for n in range(9))).encode("cp1251")
    assert {o.text for o in take(tmp_path / "t.csv", content, MINE).rows} == {"Обстрел у села"}


def test_the_same_row_twice_is_taken_once(tmp_path: Path) -> None:
    counts = take(tmp_path / "t.csv", HEAD + GOOD + GOOD, MINE).counts
    assert (counts.taken, counts.repeated, counts.rejected, counts.rejects) == (1, 1, 0, None)


def test_bounds_that_a_source_exchanged_are_taken_and_remarked(tmp_path: Path) -> None:
    head = "id,type_of_violence,where_prec,latitude,longitude,date_prec,date_start,date_end,low,best,high"
    (row,) = take(tmp_path / "g.csv", head + "\n5,1,1,40,46,1,2021-10-14,2021-10-14,7,6,6").rows
    assert (row.killed_low, row.killed, row.killed_high) == (6, 6, 7)
    assert row.remark == "low 7 is above high 6: exchanged"


@pytest.mark.parametrize(
    ("cell", "bounds"),
    [
        ("3", (3, 3, 3)), ("10-12", (11, 10, 12)), ("10+", (10, 10, None)), ("at least 4", (4, 4, None)),
        ("up to 6", (6, None, 6)), ("about 20", (20, None, None)), ("\"1,200\"", (1200, 1200, 1200)),
        ("N/K", (None, None, None)), ("", (None, None, None)), ("4.0", (4, 4, 4)),
    ],
)  # fmt: skip
def test_a_count_keeps_the_bounds_it_was_written_with(
    tmp_path: Path, cell: str, bounds: tuple[int | None, ...]
) -> None:
    (row,) = take(tmp_path / "t.csv", HEAD + f"1,2021-10-14,,40,46,{cell},x\n", MINE).rows
    assert (row.killed, row.killed_low, row.killed_high) == bounds


@pytest.mark.parametrize(
    ("content", "mend"),
    [
        (b"", "is empty: export it again"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "is no table"),
        (b"a,b\n1,2\n", "no known data set"),
        (b"PK\x03\x04broken", "save it again"),
        (b"<html><body>no feed</body></html>", "is no feed"),
        (b'{"a": [1, 2', "export it again"),
        (b"a,b,a\n1,2,3\n", "give each its own name"),
    ],
)
def test_a_file_that_is_no_table_is_one_sentence(tmp_path: Path, content: bytes, mend: str) -> None:
    with pytest.raises(IntakeError, match=mend):
        take(tmp_path / "t.bin", content)
    assert not list(tmp_path.glob("*.part"))


def test_nothing_in_the_rejects_runs_in_a_spreadsheet(tmp_path: Path) -> None:
    taken = take(
        tmp_path / "t.csv",
        HEAD + GOOD + "\"=cmd|' /C calc'!A0\",,,40,46,1,x\n9,=HYPERLINK(1),,40,46,1,x\n",
        MINE,
    )
    assert [r["value"] for r in taken.rejects] == ["", "'=HYPERLINK(1)"]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\ufeff=1"]
)
def test_a_formula_becomes_its_letters(cell: str) -> None:
    assert neutral(cell) == "'" + cell


@pytest.mark.parametrize("cell", [-3, 4.5, "-3", "+4.5", "a=b", "", None, "1,5", "-2e5"])
def test_numbers_and_words_stay_as_they_are(cell: object) -> None:
    assert neutral(cell) == cell


def test_a_packed_file_is_unpacked_on_the_way_with_progress(tmp_path: Path) -> None:
    rows = "".join(
        f"{n},2021-10-14,,{40 + n % 7 / 10},46,1,x{random.Random(n).random()}\n" for n in range(40_000)
    )
    path, shares = tmp_path / "t.csv.gz", list[float]()
    path.write_bytes(gzip.compress((HEAD + rows).encode(), 1))
    counts = load_table(
        path, tmp_path / "o.parquet", mapping=MINE, progress=lambda share, _: shares.append(share)
    )
    assert counts.taken == 40_000
    assert len(shares) >= 3 and shares == sorted(shares) and 0 < shares[0] < 1 == shares[-1]


def test_a_packed_file_cut_short_gives_what_came_before(tmp_path: Path) -> None:
    rows = "".join(f"{n},2021-10-14,,40.1,46,1,x{random.Random(n).random()}\n" for n in range(5000))
    taken = take(tmp_path / "t.csv.gz", gzip.compress((HEAD + rows).encode())[:-3000], MINE)
    assert 1000 < len(taken.rows) < 5000
    assert taken.rejects[-1]["what to mend"].startswith("begins where the packed file is cut short")


def test_a_spreadsheet_that_unpacks_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * 3_000_000)
    monkeypatch.setattr("holdfire.intake.limits.SHEET_UNPACKED", 2_000_000)
    with pytest.raises(IntakeError, match="unpacks to 2 MB: save it as CSV"):
        take(tmp_path / "t.xlsx", out.getvalue(), MINE)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=2000),
    st.sampled_from([b"", HEAD.encode(), b"{", b"[", b"<rss version='2.0'>", b"PK\x03\x04", b"\x1f\x8b"]),
)
def test_random_bytes_are_rows_rejects_or_one_sentence(tmp_path: Path, data: bytes, head: bytes) -> None:
    try:
        taken = take(tmp_path / "t.any", head + data, MINE)
    except IntakeError as problem:
        assert str(problem).endswith(".")
    else:
        assert len(taken.rejects) == taken.counts.rejected
