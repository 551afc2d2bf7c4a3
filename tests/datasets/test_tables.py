"""Tables of data sets in the register: one entry each, no row twice, a newer release with its history."""

from pathlib import Path

import msgspec
import pytest

from holdfire.datasets import store
from holdfire.datasets.commands import receive_table
from holdfire.datasets.models import Table
from holdfire.errors import IntakeError, RegisterError
from holdfire.intake.tables import Mapping, load_table
from holdfire.intake.tables.columns import read_observations
from holdfire.intake.tables.mapping import PlaceColumns, TimeColumns, TypeColumns
from holdfire.intake.tables.revision import revise
from holdfire.record.dataset import TableReceived
from holdfire.register.instance import Instance, written_in
from holdfire.register.models import Entry
from holdfire.register.rebuild import rebuild
from tests.datasets.conftest import OPERATOR, write_ged

UKRAINE = Path(__file__).resolve().parents[3] / "shared" / "data" / "ucdp_ukraine"
PATROLS = Mapping(
    source="patrols",
    id=("no",),
    time=TimeColumns(start="day"),
    place=PlaceColumns(lat="y", lon="x", radius_km=3.0),
    type=TypeColumns(columns=("what",)),
)


def patrols(path: Path, *rows: str) -> Path:
    path.write_text("no,day,y,x,what\n" + "".join(f"{row}\n" for row in rows))
    return path


def of(query: str) -> list[tuple[object, ...]]:
    with store.reading(store.ensure()) as db:
        return db.execute(query).fetchall()


def test_a_table_is_one_entry_that_holds_none_of_its_words(instance: Instance, ged: Path) -> None:
    got = receive_table(ged, by=OPERATOR, licence="CC-BY-4.0")
    assert (got.first, got.changes["new"], got.changes["gone"]) == (True, 3, 0)
    row = Entry.objects.get(index=got.entry)
    entry = written_in(row).entry
    assert isinstance(entry, TableReceived)
    assert (entry.taken, entry.data_set, entry.licence) == (3, "ucdp", "CC-BY-4.0")
    assert b"ged.csv" not in msgspec.json.encode(entry)
    assert Table.objects.get().filename == "ged.csv"


def test_the_very_same_table_is_received_once(instance: Instance, ged: Path) -> None:
    first = receive_table(ged, by=OPERATOR)
    again = receive_table(ged, by=OPERATOR, whole=True)
    assert (again.first, again.entry) == (False, first.entry)
    assert Entry.objects.filter(kind="table-received").count() == 1


def test_rows_of_a_second_table_are_never_doubled_and_what_is_gone_keeps_its_words(
    instance: Instance, ged: Path
) -> None:
    receive_table(ged, by=OPERATOR)
    newer = write_ged(
        ged.with_name("newer.csv"),
        ("1", "40.20", "46.20", "2021-10-14"), ("2", "40.1000", "46.20", "2021-10-14"),
        ("4", "39.9", "46.9", "2021-12-01"),
    )  # fmt: skip
    got = receive_table(newer, by=OPERATOR, whole=True)
    assert got.changes == {"new": 1, "unchanged": 1, "changed": 1, "moved": 1, "gone": 1}
    assert of("SELECT id FROM event ORDER BY id") == [("1",), ("2",), ("4",)]
    assert of("SELECT id, gone_in FROM row WHERE gone_in IS NOT NULL") == [("3", got.entry)]


def test_further_rows_leave_what_they_lack_standing(instance: Instance, ged: Path) -> None:
    receive_table(ged, by=OPERATOR)
    more = write_ged(ged.with_name("more.csv"), ("9", "39.9", "46.9", "2021-12-01"))
    assert receive_table(more, by=OPERATOR, whole=False).changes["gone"] == 0
    assert of("SELECT COUNT(*) FROM event") == [(4,)]


def test_a_second_table_says_whether_it_is_newer_or_more(instance: Instance, ged: Path) -> None:
    receive_table(ged, by=OPERATOR)
    with pytest.raises(RegisterError, match=r"--newer .* or --more"):
        receive_table(write_ged(ged, ("9", "39.9", "46.9", "2021-12-01")), by=OPERATOR)
    assert Table.objects.count() == 1


def test_a_table_whose_columns_nobody_knows_is_refused(instance: Instance, tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="--mapping"):
        receive_table(patrols(tmp_path / "p.csv", "1,2021-10-14,40.1,46.2,shots"), by=OPERATOR)
    assert not Table.objects.exists()


def test_rows_of_two_data_sets_are_one_event_but_no_two_of_a_set_that_keeps_them_apart(
    instance: Instance, tmp_path: Path
) -> None:
    near = [
        (f"{n}", f"{39.2 + n * 0.01:.2f}", "46.50", f"2021-{1 + n // 25:02}-{1 + n % 25:02}")
        for n in range(60)
    ]
    receive_table(write_ged(tmp_path / "ged.csv", *near, ("90", "40.1", "46.2", "2021-10-14"),
                            ("91", "40.1", "46.2", "2021-10-14")), by=OPERATOR)  # fmt: skip
    assert of("SELECT COUNT(*) FROM event") == [(62,)]
    rows = (f"{id},{day},{lat},{lon},state-based" for id, lat, lon, day in near)
    receive_table(patrols(tmp_path / "p.csv", *rows), by=OPERATOR, mapping=PATROLS)
    both = of("SELECT COUNT(*), SUM(rows) FROM event WHERE BIT_COUNT(sources) = 2")[0]
    assert both[0] >= 50 and of("SELECT SUM(rows) FROM event") == [(122,)]
    assert of("SELECT COUNT(*) FROM (SELECT event FROM row WHERE counts AND source = 'ucdp' GROUP BY event "
              "HAVING COUNT(*) > 1)") == [(0,)]  # fmt: skip


def test_the_store_follows_from_the_record_and_the_vault(instance: Instance, ged: Path) -> None:
    receive_table(ged, by=OPERATOR)
    with store.reading(store.ensure()) as db:
        before = store.digest(db)
    path = store.path_of(instance)
    assert path is not None
    for made in (path, *path.parent.glob("rows/*")):
        made.unlink()
    assert rebuild(check=True).ok
    assert store.check() == []
    with store.reading(store.ensure()) as db:
        assert store.digest(db) == before


def test_a_store_that_was_changed_is_found(instance: Instance, ged: Path) -> None:
    import duckdb

    receive_table(ged, by=OPERATOR)
    path = store.path_of(instance)
    assert path is not None
    store.close()
    with duckdb.connect(path) as db:
        db.execute("UPDATE row SET lat = 41 WHERE id = '3'")
    assert store.check() == ["The data sets' rows are not what the record gives: they were changed."]


@pytest.mark.shared
@pytest.mark.skipif(not UKRAINE.exists(), reason="needs ../shared/data/ucdp_ukraine")
def test_two_releases_of_ucdp_give_what_a_comparison_row_by_row_gives(
    instance: Instance, tmp_path: Path
) -> None:
    files = [UKRAINE / f"conflict_data_ukr_{year}.csv.gz" for year in (2021, 2023)]
    receive_table(files[0], by=OPERATOR)
    got = receive_table(files[1], by=OPERATOR, whole=True)
    paths = [tmp_path / f"{n}.parquet" for n in (0, 1)]
    for file, path in zip(files, paths, strict=True):
        load_table(file, path, theatre=instance.theatre)
    by_row = revise(*map(read_observations, paths)).count()
    assert got.changes == {name: by_row[name] for name in got.changes}
    assert (by_row["known"], by_row["gone"], by_row["moved"]) == (907, 86, 82)
