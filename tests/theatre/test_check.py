"""A theatre is data: a mistake is named by file, row and field; a second theatre needs no line of code."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from holdfire.errors import TheatreError
from holdfire.theatre import Lookup, check, find, load

FIRST = Path(__file__).resolve().parents[2] / "theatres" / "south-caucasus"

VALLEY = {
    "theatre.toml": """
id = "long-valley"
name = "The Long Valley"
utc_offset = "-05:00"
bounds = [-75.0, 3.0, -72.0, 6.0]
languages = ["en", "es"]
[[seats]]
id = "north"
name = "Northern Council"
role = "party"
party = "northern-council"
""",
    "parties.csv": (
        "id,name,kind,part_of,side,names_en,names_es,source\n"
        "northern-council,Northern Council,authorities,,north,Northern Council,Consejo del Norte,test\n"
        "northern-speaker,Spokesperson of the Northern Council,office,northern-council,,,,test\n"
        "ana-rojas,Ana Rojas,person,northern-council,,Ana Rojas,Ana Rojas,test\n"
    ),
    "holdings.csv": "office,person,start,end,source\nnorthern-speaker,ana-rojas,2024-01-01,,test\n",
    "places.csv": (
        "id,name,kind,lat,lon,radius_km,district,country,names_en,names_es,source\n"
        "two-mills,Two Mills,village,4.5,-73.5,2,,CO,Two Mills,Dos Molinos,test\n"
    ),
    "controls.csv": (
        "place,controller,start,end,stated_by,source\ntwo-mills,northern-council,,,northern-council,test\n"
    ),
    "sources.csv": (
        "id,name,kind,side,group,reliability\nvalley-radio,Valley Radio,broadcaster,,valley-radio,F\n"
    ),
}


def lay(folder: Path, **changed: str) -> Path:
    """The second theatre in a folder, some of its files changed (`places_csv=...`)."""
    folder.mkdir(exist_ok=True)
    for name, text in VALLEY.items():
        (folder / name).write_text(changed.get(name.replace(".", "_"), text), "utf-8")
    return folder


def test_the_first_theatre_has_nothing_to_mend() -> None:
    assert check(FIRST) == []


def test_a_second_theatre_is_a_folder_of_tables(tmp_path: Path) -> None:
    folder = lay(tmp_path / "long-valley")
    assert check(folder) == []
    names = Lookup(load(folder))
    assert names.side_of("ana-rojas") == "north"
    holder = names.holder("northern-speaker", date(2024, 6, 1))
    assert holder is not None and holder.name == "Ana Rojas"
    assert names.holder("northern-speaker", date(2023, 6, 1)) is None


def test_a_theatre_is_found_by_name_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path / "long-valley")
    monkeypatch.setenv("HOLDFIRE_THEATRES", str(tmp_path))
    assert find("long-valley") == tmp_path / "long-valley"
    with pytest.raises(TheatreError, match="There is no theatre “short-valley”"):
        find("short-valley")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("places.csv", "4.5,-73.5", "north,-73.5", "places.csv, row 2, lat: “north” is not a number"),
        ("places.csv", "4.5,-73.5", "14.5,-73.5", "places.csv, row 2, lat, lon: 14.5, -73.5 lie outside"),
        ("places.csv", ",2,,CO", ",0,,CO", "places.csv, row 2, radius_km: must be above 0"),
        ("places.csv", "village", "hamlet", "places.csv, row 2, kind: “hamlet” is not known"),
        ("parties.csv", "office,northern-council", "office,nobody", "parties.csv, row 3, part_of: “nobody”"),
        ("parties.csv", "ana-rojas,Ana", "northern-council,Ana", "parties.csv, row 4, id: “northern-c"),
        ("parties.csv", "id,name,kind", "id,label,kind", "parties.csv, row 1, name: is missing"),
        ("holdings.csv", "2024-01-01", "1.1.2024", "holdings.csv, row 2, start: “1.1.2024” is not a day"),
        ("controls.csv", ",,,northern-council", ",,,", "controls.csv, row 2, stated_by: is empty"),
        ("sources.csv", "broadcaster,,", "broadcaster,south,", "sources.csv, row 2, side: “south”"),
        ("theatre.toml", "bounds = [-75.0,", "bounds = [", "theatre.toml, bounds: needs four numbers"),
        ("theatre.toml", 'name = "The', 'name = The', "theatre.toml: cannot be read as TOML"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_file_row_and_field(
    file: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    assert old in VALLEY[file]
    broken = VALLEY[file].replace(old, new)
    found = [str(p) for p in check(lay(tmp_path / "broken", **{file.replace(".", "_"): broken}))]
    assert any(p.startswith(said) for p in found), found


def test_a_row_left_out_does_not_shift_the_rows_named_after_it(tmp_path: Path) -> None:
    places = VALLEY["places.csv"] + (
        "bad,Bad,village,x,-73.5,2,,CO,Bad,,test\nfar,Far,village,9.5,-73.5,2,,CO,Far,,test\n"
    )
    found = check(lay(tmp_path / "broken", places_csv=places))
    assert [(p.row, p.field) for p in found] == [(3, "lat"), (4, "lat, lon")]


def test_swapped_coordinates_are_recognised(tmp_path: Path) -> None:
    folder = tmp_path / "swapped"
    shutil.copytree(FIRST, folder, ignore=shutil.ignore_patterns("demo"))
    rows = list(csv.reader((folder / "places.csv").open(encoding="utf-8", newline="")))
    lat, lon = rows[0].index("lat"), rows[0].index("lon")
    line = next(i for i, r in enumerate(rows) if r[rows[0].index("kind")] == "village")
    rows[line][lat], rows[line][lon] = rows[line][lon], rows[line][lat]
    with (folder / "places.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    assert [(p.row, p.sentence.split(" ", 2)[2]) for p in check(folder)] == [
        (line + 1, "seem to be swapped.")
    ]


def test_the_digest_names_the_data_and_not_the_demonstration(tmp_path: Path) -> None:
    folder = lay(tmp_path / "long-valley")
    before = load(folder).digest
    (folder / "demo").mkdir()
    (folder / "demo" / "01.toml").write_text("id = 'x'")
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert load(copy).digest == before
    (copy / "places.csv").write_text(VALLEY["places.csv"].replace("4.5", "4.6"))
    again = tmp_path / "again"
    shutil.copytree(copy, again)
    assert load(again).digest != before
