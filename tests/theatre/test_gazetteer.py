"""Public gazetteers stand beside the curated places: curated rows win, bad rows are named."""

import gzip
import shutil
from pathlib import Path

import pytest

from holdfire.errors import TheatreError
from holdfire.theatre import check, import_places, load

FIRST = Path(__file__).resolve().parents[2] / "theatres" / "south-caucasus"
WHO_IS_ON_FIRST = (
    Path(__file__).resolve().parents[3] / "shared" / "data" / "wof_gazetteer" / "places_az_am_ge.csv.gz"
)


def geonames(id: str, name: str, lat: str, lon: str, kind: str = "P", alternate: str = "") -> str:
    """One line of a GeoNames dump."""
    return "\t".join([id, name, name, alternate, lat, lon, kind, "PPL", "AZ", *[""] * 10])


@pytest.fixture
def theatre(tmp_path: Path) -> Path:
    """A copy of the first theatre to import into."""
    folder = tmp_path / "theatre"
    shutil.copytree(FIRST, folder, ignore=shutil.ignore_patterns("demo"))
    return folder


def test_a_geonames_dump_is_imported_and_bad_rows_are_named(theatre: Path, tmp_path: Path) -> None:
    known = next(p for p in load(theatre).places if p.geonames_id and 46 < p.lon < 47 and 39 < p.lat < 40)
    dump = tmp_path / "AZ.txt"
    dump.write_text(
        "\n".join(
            [
                geonames("1", "Nowhere Farm", "39.61", "46.91", alternate="Ферма,Ֆերմա"),
                geonames(str(known.geonames_id), known.name, str(known.lat), str(known.lon)),
                geonames("3", "Far Away", "10.0", "10.0"),
                geonames("4", "Broken", "39,5", "46.9"),
                "too\tshort",
            ]
        ),
        "utf-8",
    )
    done = import_places(theatre, dump)
    assert (done.written, done.known, done.outside) == (1, 1, 1)
    assert [(p.file, p.row) for p in done.problems] == [("AZ.txt", 4), ("AZ.txt", 5)]
    place = next(p for p in load(theatre).places if p.name == "Nowhere Farm")
    assert {(n.lang, n.text) for n in place.names} >= {("ru", "Ферма"), ("hy", "Ֆերմա")}
    assert place.radius_km > 0 and place.source == "AZ.txt 1"
    assert check(theatre) == []


def test_importing_again_writes_the_same_and_doubles_nothing(theatre: Path, tmp_path: Path) -> None:
    dump = tmp_path / "AZ.txt"
    dump.write_text(geonames("1", "Nowhere Farm", "39.61", "46.91"), "utf-8")
    import_places(theatre, dump)
    count = len(load(theatre).places)
    import_places(theatre, dump)
    assert len(load(theatre).places) == count


def test_a_who_is_on_first_table_is_imported_packed(theatre: Path, tmp_path: Path) -> None:
    dump = tmp_path / "wof.csv.gz"
    with gzip.open(dump, "wt", encoding="utf-8") as out:
        out.write(
            "wof_id,name,lat,lon,placetype,country,eng,rus\n77,Nowhere Farm,39.61,46.91,locality,AZ,,Ферма\n"
        )
    assert import_places(theatre, dump).written == 1
    assert any(p.id == "wof-77" for p in load(theatre).places)


def test_what_is_no_gazetteer_is_said_so(theatre: Path, tmp_path: Path) -> None:
    dump = tmp_path / "notes.txt"
    dump.write_text("just a note", "utf-8")
    with pytest.raises(TheatreError, match="neither a GeoNames dump"):
        import_places(theatre, dump)
    assert not list(theatre.glob("places-*.csv"))


@pytest.mark.shared
@pytest.mark.skipif(
    not WHO_IS_ON_FIRST.exists(), reason="needs ../shared/data/wof_gazetteer beside the checkout"
)
def test_a_real_table_of_three_countries_is_imported_whole(theatre: Path) -> None:
    done = import_places(theatre, WHO_IS_ON_FIRST)
    assert done.written > 5000
    assert done.written + done.known + done.outside + len(done.problems) == 14252
    assert not [p for p in check(theatre) if "places-" not in p.file]
