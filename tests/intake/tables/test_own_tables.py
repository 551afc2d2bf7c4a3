"""Tables people keep themselves: a mapping saved and used again, proposals, spreadsheets, GeoJSON."""

import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from holdfire.errors import IntakeError
from holdfire.intake.tables import Mapping, load_mapping, preview, save_mapping, shipped
from holdfire.intake.tables.mapping import CasualtyColumns, PlaceColumns, TimeColumns
from tests.intake.tables.taking import take, theatre

TABLE = (
    "No;When;Until;Y;X;What;Dead;Hurt;Remarks\n"
    "1;14.10.2021 18:30;14.10.2021 19:00;40,1;46,2;HMG;1;2-3;At the bridge\n"
)
MAPPING = """
source = "patrols"
group = "mission"
id = ["No"]
text = ["Remarks"]

[time]
start = "When"
end = "Until"
formats = ["%d.%m.%Y %H:%M"]

[place]
lat = "Y"
lon = "X"
radius_km = 1.5

[type]
columns = ["What"]
codes = { HMG = "heavy-machine-gun" }

[casualties]
killed = "Dead"
wounded = "Hurt"
"""


def test_a_saved_mapping_reads_ones_own_table(tmp_path: Path) -> None:
    (tmp_path / "patrols.toml").write_text(MAPPING)
    mapping = load_mapping(tmp_path / "patrols.toml")
    (row,) = take(tmp_path / "patrols.csv", TABLE, mapping).rows
    assert (row.id, row.source, row.group, row.text) == ("1", "patrols", "mission", "At the bridge")
    assert f"{row.at_start:%H:%M} {row.at_end:%H:%M}" == "14:30 15:01"  # at +04:00; the last minute is whole
    assert (row.lat, row.lon, row.radius_km, row.type) == (40.1, 46.2, 1.5, "heavy-machine-gun")
    assert (row.killed, row.wounded, row.wounded_low, row.wounded_high) == (1, 2, 2, 3)
    save_mapping(mapping, tmp_path / "again.json")
    assert load_mapping(tmp_path / "again.json") == mapping


def test_a_mapping_is_proposed_for_any_header_and_shown_before_use(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    head = "Event ID,Date,Latitude,Longitude,Type,Killed,Notes,Weather\n"
    path.write_text(head + "7,2021-10-14,40.1,46.2,Mortar,2,Near a post,rain\n")
    with pytest.raises(IntakeError, match=r"no known data set.*--save MAPPING.json"):
        take(path, path.read_bytes())
    seen = preview(path, theatre=theatre())
    assert seen.guessed and seen.unused == ("Weather",)
    (row,) = seen.observations
    assert (row.id, row.lat, row.lon, row.killed, row.text, row.source_type) == (
        "7",
        40.1,
        46.2,
        2,
        "Near a post",
        "Mortar",
    )


def test_a_known_data_set_is_told_by_its_columns_whatever_their_letters(tmp_path: Path) -> None:
    head = "ID,TYPE_OF_VIOLENCE,WHERE_PREC,LATITUDE,LONGITUDE,DATE_PREC,DATE_START,DATE_END,LOW,BEST,HIGH"
    (row,) = take(tmp_path / "g.csv", head + "\n5,1,1,40,46,1,2021-10-14,2021-10-14,1,1,1").rows
    assert (row.source, row.id, row.lat, row.killed) == ("ucdp", "5", 40.0, 1)


def test_a_spreadsheet_with_real_dates(tmp_path: Path) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy hh:mm"})
    book.add_worksheet("cover")
    sheet = book.add_worksheet("log")
    sheet.write_row(0, 0, ["No", "When", "Until", "Y", "X", "What", "Dead", "Hurt", "Remarks"])
    when = datetime(2021, 10, 14, 18, 30), date(2021, 10, 15)
    sheet.write_row(1, 0, [1, *when, 40.1, 46.2, "HMG", 1, "", "At the bridge"])
    book.close()
    mapping = Mapping(
        source="x",
        id=("No",),
        time=TimeColumns(start="When", end="Until"),
        place=PlaceColumns(lat="Y", lon="X"),
        casualties=CasualtyColumns(killed="Dead", wounded="Hurt"),
    )
    (row,) = take(tmp_path / "log.xlsx", out.getvalue(), mapping).rows
    assert (row.id, row.killed, row.wounded, row.row) == ("1", 1, None, 2)
    assert f"{row.at_start:%d %H:%M}" == "14 14:30"


def test_geojson_points_and_areas(tmp_path: Path) -> None:
    box = [[[46.0, 40.0], [46.2, 40.0], [46.2, 40.1], [46.0, 40.1], [46.0, 40.0]]]
    shapes = (
        {"type": "Point", "coordinates": [46.2, 40.1]},
        {"type": "Polygon", "coordinates": box},
        {"type": "Point", "coordinates": ["x"]},
        None,
    )
    features = [
        {"type": "Feature", "id": name, "properties": {"when": "2021-10-14"}, "geometry": shape}
        for name, shape in zip("abcd", shapes, strict=True)
    ]
    point_columns = PlaceColumns(
        lat="geometry.lat", lon="geometry.lon", radius="geometry.radius_km", radius_km=0.5
    )
    mapping = Mapping(source="map", id=("id",), time=TimeColumns(start="when"), place=point_columns)
    collection = json.dumps({"type": "FeatureCollection", "features": features})
    taken = take(tmp_path / "m.geojson", collection, mapping)
    point, area, none = taken.rows
    assert (point.lat, point.lon, point.radius_km) == (40.1, 46.2, 0.5)
    assert (area.lat, area.lon) == (pytest.approx(40.05), pytest.approx(46.1))
    assert area.radius_km == pytest.approx(10.1, abs=0.2)  # to the corners
    assert none.lat is None
    assert taken.rejects[0]["what to mend"].endswith("write GeoJSON, longitude first.")


def test_json_lines_are_streamed_and_a_broken_line_is_one_reject(tmp_path: Path) -> None:
    mapping = Mapping(source="api", id=("id",), time=TimeColumns(start="event.at"))
    whole = '{"id": %d, "event": {"at": "2021-10-14T10:00:00Z"}}\n'
    lines = whole % 1 + '{"id": 2, \n' + whole % 3
    taken = take(tmp_path / "a.jsonl", lines, mapping)
    assert [o.id for o in taken.rows] == ["1", "3"]
    assert [r["row"] for r in taken.rejects] == ["2"]


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("source = 'x'", "missing required field `time`"),
        ("source = 'x'\n[time]\nstart = 'a'\nstop = 'b'", "unknown field `stop`"),
        ("source = ", "cannot be read"),
    ],
)
def test_a_mapping_that_does_not_fit_names_its_file_and_field(
    tmp_path: Path, written: str, mend: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(written)
    with pytest.raises(IntakeError, match=f"mine.toml.*{mend}"):
        load_mapping(path)


def test_a_mapping_for_another_table_names_the_column_it_misses(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="has no column “date_start”"):
        take(tmp_path / "x.csv", "id,latitude,longitude\n1,2,3\n", shipped("ucdp"))


@pytest.mark.parametrize("name", ["ucdp", "acled", "gdelt", "firms", "smm", "feed", "reliefweb"])
def test_every_shipped_mapping_is_known_by_name(name: str) -> None:
    assert shipped(name).title
    with pytest.raises(IntakeError, match="use one of acled, feed, firms, gdelt, reliefweb, smm, ucdp"):
        shipped("nothing")
