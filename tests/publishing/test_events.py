"""Events of data sets to take away: exactly what is filtered, where it stands, counted how, no cell runs."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from holdfire.datasets.commands import receive_table
from holdfire.publishing import events
from holdfire.publishing.standing import standing
from holdfire.register.account import Account

HEAD = (
    "id,type_of_violence,side_a,side_b,where_prec,latitude,longitude,date_prec,date_start,date_end,"
    "low,best,high\n"
)
ROWS = (
    '1,1,"=HYPERLINK(1)",B,1,40.1,46.2,1,2021-10-14,2021-10-14,1,1,2\n'
    "2,1,A,B,6,,,1,2021-10-20,2021-10-20,0,0,0\n"
    "3,1,A,B,1,39.4,47.0,1,2021-11-16,2021-11-16,1,1,1\n"
)


@pytest.fixture
def take(tmp_path: Path, settings: Any, sign_in: Callable[[str], Client]) -> Callable[..., bytes]:
    """Takes a file as an observer, of a register with one table."""
    settings.HOLDFIRE_HOME = tmp_path / "home"
    (tmp_path / "ged.csv").write_text(HEAD + ROWS)
    receive_table(tmp_path / "ged.csv", by=Account(id="operator"), at=datetime(2021, 12, 1, tzinfo=UTC))
    client = sign_in("observer")

    def taken(file: str, asked: str = "") -> bytes:
        answer = client.get(f"/publish/export/{file}?{asked}")
        assert answer.status_code == 200
        return b"".join(answer.streaming_content)

    return taken


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("", "3 2 1"),
        ("to=2021-10-31", "2 1"),
        ("box=46,40,47,41", "1"),
        ("of=other", ""),
        ("of=ucdp&q=b", "3 2 1"),
    ],
)
def test_every_format_holds_exactly_what_is_filtered(
    asked: str, ids: str, take: Callable[..., bytes]
) -> None:
    expected = [f"ucdp {id}" for id in ids.split()]
    assert [row["event"] for row in lines(take("events.csv", asked)) if row["event"]] == expected
    assert [row["event"] for row in lines(take("rows.csv", asked)) if row["event"]] == expected
    features = json.loads(take("events.geojson", asked))["features"]
    assert [f["id"] for f in features] == expected
    book = CalamineWorkbook.from_filelike(io.BytesIO(take("events.xlsx", asked)))
    assert [row[0] for row in book.get_sheet_by_name("Events 1").to_python()[2:]] == expected


def test_each_says_its_checkpoint_its_filter_and_whether_duplicates_count(take: Callable[..., bytes]) -> None:
    event, row = lines(take("events.csv", "to=2021-10-31"))[0], lines(take("rows.csv"))[0]
    assert event["checkpoint_size"] == "3" and event["filter"] == "to: 2021-10-31"
    assert (event["counted"], row["counted"]) == (
        "duplicates counted once",
        "every row counted, duplicates too",
    )
    about = json.loads(take("events.geojson"))["holdfire"]
    assert about["checkpoint_size"] == 3 and about["counted"] == "duplicates counted once"
    assert "checkpoint size: 3" in str(CalamineWorkbook.from_filelike(io.BytesIO(take("events.xlsx")))
                                       .get_sheet_by_index(0).to_python()[0])  # fmt: skip


def test_no_cell_runs_and_no_word_is_lost(take: Callable[..., bytes]) -> None:
    assert lines(take("events.csv"))[2]["actors"] == "'=HYPERLINK(1) / B"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(take("events.xlsx"))).get_sheet_by_index(0).to_python()
    assert "'=HYPERLINK(1) / B" in sheet[4]
    first = json.loads(take("events.geojson"))["features"][2]
    assert first["properties"]["actors"] == "=HYPERLINK(1) / B" and first["geometry"]["coordinates"] == [
        46.2,
        40.1,
    ]


def test_an_event_without_a_place_has_no_geometry(take: Callable[..., bytes]) -> None:
    assert json.loads(take("events.geojson"))["features"][1]["geometry"] is None


def test_what_leaves_out_every_data_set_is_no_file(
    take: Callable[..., bytes], sign_in: Callable[[str], Client]
) -> None:
    assert sign_in("analyst").get("/publish/export/events.csv?side=armenia").status_code == 404


def test_a_long_file_is_sent_in_parts_and_a_workbook_has_more_sheets(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [(f"one {n}", *("" for _ in events.EVENT[1:])) for n in range(2500)]
    assert len(list(events.to_csv(events.EVENT, iter(many), standing("")))) == 3
    monkeypatch.setattr(events, "PER_SHEET", 1000)
    with events.to_xlsx(iter(many), standing("")) as file:
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    assert book.sheet_names == ["Events 1", "Events 2", "Events 3"]
    assert [len(book.get_sheet_by_name(n).to_python()) for n in book.sheet_names] == [1002, 1002, 502]
