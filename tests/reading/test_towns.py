"""The world's names: what the table of towns answers, and that countries lie where their towns are."""

import math
from pathlib import Path

import numpy as np
import pytest

from holdfire.reading import names, world
from holdfire.reading.spellings import Spellings
from holdfire.reading.towns import Town, keep, key_of, towns


def bearers(name: str) -> list[Town]:
    table = towns()
    (found,) = table.find([key_of(names.stem(w) for w in names.WORD.findall(name))])
    return [table.town(row) for row, _ in found]


def test_a_names_bearers_come_with_the_most_people_first() -> None:
    found = bearers("Paris")
    assert found[0].country == "FR" and {"US", "CA"} <= {t.country for t in found}
    assert [t.people for t in found] == sorted((t.people for t in found), reverse=True)


@pytest.mark.parametrize(
    ("name", "geonames_id"),
    [
        ("Mekhakavan", 148141),
        ("Джебраил", 148141),
        ("Cəbrayıl", 148141),
        ("Երևան", 616052),
        ("თბილისი", 611717),
    ],
)
def test_a_town_is_known_by_its_other_names_in_the_scripts_read_here(name: str, geonames_id: int) -> None:
    assert geonames_id in {t.geonames_id for t in bearers(name)}


def test_a_name_nobody_bears_gives_nothing_and_many_are_asked_at_once() -> None:
    table = towns()
    found = table.find([key_of(["qwertyville"]), key_of(["baku"])])
    assert found[0] == () and table.town(found[1][0][0]).name == "Baku"
    assert table.find([]) == []


def test_a_table_that_may_not_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not keep({"keys": np.zeros(1)}, tmp_path / "file" / "towns.npz")
    assert keep({"keys": np.zeros(1)}, tmp_path / "new" / "towns.npz")
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["towns.npz"]


def test_every_countrys_point_lies_near_its_own_towns() -> None:
    table = towns()
    for area in world.areas():
        if area.kind != "country" or area.country not in table.countries:
            continue
        rows = np.flatnonzero(table.country == table.countries.index(area.country))
        north = (table.lat[rows] - area.lat) * 111
        east = (table.lon[rows] - area.lon) * 111 * math.cos(math.radians(area.lat))
        assert float(np.min(np.hypot(north, east))) < area.radius_km + 150, area.name


def test_every_states_point_lies_near_its_own_towns() -> None:
    table = towns()
    for area in world.areas():
        if area.kind != "division" or not area.division or area.division not in table.divisions:
            continue
        mine = (table.country == table.countries.index(area.country)) & (
            table.division == table.divisions.index(area.division)
        )
        rows = np.flatnonzero(mine)
        assert len(rows), area.name
        north = (table.lat[rows] - area.lat) * 111
        east = (table.lon[rows] - area.lon) * 111 * math.cos(math.radians(area.lat))
        assert float(np.min(np.hypot(north, east))) < area.radius_km + 300, area.name


def test_a_slip_in_a_long_name_is_forgiven_where_it_can_mean_one_place_alone() -> None:
    known = Spellings()
    for number, name in enumerate(["Stepanakert", "Mekhakavan", "Garavallar", "Garavollar"]):
        known.add(name, number)
    assert known.find("Stepanakerd") == [0] and known.find("Mekhakawan") == [1]
    assert known.find("Sur") == [] and known.find("Unrelated") == []
