"""An observation beside an event that is told of: when the two may be one, and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.linking.sighted import Sight, Told, may_be
from holdfire.theatre import Theatre, load


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    return load("south-caucasus")


NIGHT = datetime(2021, 10, 14, 20, 40, tzinfo=UTC)  # 00:40 on the 15th in the theatre
SIGHT = Sight(started=NIGHT, lat=40.0, lon=46.0, radius_km=1.5, type="mortar")
TOLD = Told(
    start="2021-10-15", end="2021-10-15", lat=40.02, lon=46.0, radius_km=3, group="A", type="mortar"
)  # fmt: skip


def changed(of: Any, **fields: Any) -> Any:
    return type(of)(**{name: getattr(of, name) for name in of.__struct_fields__} | fields)


def test_the_same_night_valley_and_weapon_may_be_one_event(theatre: Theatre) -> None:
    time, place, weapon = may_be(SIGHT, TOLD, theatre)
    assert "day" in time and "2.2 km apart" in place and "4.5 km together" in place
    assert weapon == "The weapon observed, mortar, is the weapon told of, too."


def test_another_weapon_is_said_and_does_not_part_them(theatre: Theatre) -> None:
    assert may_be(changed(SIGHT, type="small-arms"), TOLD, theatre)[2].endswith("not the weapon told of.")
    assert len(may_be(changed(SIGHT, type=""), TOLD, theatre)) == 2


@pytest.mark.parametrize(
    ("sight", "told"),
    [
        ({"started": NIGHT - timedelta(hours=1)}, {}),  # 23:40 of the day before, in the theatre
        ({"lat": 40.1}, {}),
        ({"lat": None, "lon": None}, {}),
        ({}, {"lat": None, "lon": None}),
        ({}, {"radius_km": 80}),  # as wide as a province
        ({}, {"start": "2021-10-10", "end": "2021-10-17"}),
        ({}, {"start": "", "end": ""}),
        ({}, {"group": "D"}),  # a handing over of people
        ({"type": "uav-flight"}, {"group": "A"}),
    ],
)
def test_what_is_apart_stays_apart(theatre: Theatre, sight: dict[str, Any], told: dict[str, Any]) -> None:
    assert may_be(changed(SIGHT, **sight), changed(TOLD, **told), theatre) == ()


def test_a_told_hour_is_kept_to_half_an_hour(theatre: Theatre) -> None:
    at = {"start": "2021-10-15T01:00+04:00", "end": "2021-10-15T01:10+04:00"}
    assert "half an hour" in may_be(SIGHT, changed(TOLD, **at), theatre)[0]
    assert may_be(changed(SIGHT, started=NIGHT - timedelta(hours=1)), changed(TOLD, **at), theatre) == ()


@given(st.floats(0, 40), st.floats(0, 40), st.floats(39, 41), st.floats(0, 30))
def test_knowing_less_never_parts_what_might_be_one(
    first: float, more: float, lat: float, told: float
) -> None:
    theatre = load("south-caucasus")
    sight, other = changed(SIGHT, radius_km=first, lat=lat), changed(TOLD, radius_km=told)
    if may_be(sight, other, theatre):
        assert may_be(changed(sight, radius_km=first + more), other, theatre)
