"""Monitors' sentences become rows with the columns of their table; what a party says it heard does not."""
# ruff: noqa: E501

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.reading import model, read
from holdfire.reading.claim import Observation
from holdfire.reading.observations import find_observations
from holdfire.reading.places import PlaceIndex
from holdfire.reading.times import find_times
from holdfire.theatre import load

INDEX = PlaceIndex(load())
DAY = date(2021, 11, 16)


def rows(text: str) -> tuple[Observation, ...]:
    doc = model.parse(text)
    return find_observations(
        text,
        places=INDEX.find(text, doc),
        times=find_times(text, published=DAY, utc_offset="+04:00", doc=doc),
    )


def test_every_column_of_a_monitors_sentence_is_read() -> None:
    (row,) = rows(
        "On 15 November, while in Lisagor between 14:00 and 14:20, monitors heard about 30 bursts of heavy-machine-gun fire 3-5km NNE."
    )
    assert row.position is not None and row.position.place_id == "lisagor"
    assert (row.means, row.count, row.observation, row.weapon) == (
        ("heard",),
        30,
        "burst",
        "heavy machine gun",
    )
    assert (row.low_km, row.high_km, row.directions, row.location) == (3.0, 5.0, ("NNE",), "3-5km NNE")
    assert (row.start or "")[11:16] == "14:00" and (row.end or "")[11:16] == "14:20"


def test_position_distance_and_direction_give_a_point_and_an_ellipse_and_the_words_are_kept() -> None:
    (row,) = rows("Positioned in Taghavard, the patrol saw an explosion 4km north.")
    assert row.position is not None and row.ellipse is not None
    assert (row.lat or 0) - (row.position.lat or 0) == pytest.approx(4 / 111.2, rel=0.02)
    assert row.ellipse.across_km >= (row.position.radius_km or 0) and row.location == "4km north"


def test_a_count_told_in_parts_becomes_a_row_for_each_part() -> None:
    found = rows(
        "Positioned in Martakert, the mission heard 26 mortar rounds – three incoming, four outgoing and 19 undetermined – at a distance of 3-6km to the north."
    )
    assert [(r.count, r.description) for r in found] == [
        (3, "incoming"),
        (4, "outgoing"),
        (19, "undetermined"),
    ]
    assert {r.weapon for r in found} == {"mortar"} and {r.high_km for r in found} == {6.0}


def test_a_list_shares_the_distance_behind_it_and_each_thing_keeps_its_own_number() -> None:
    found = rows(
        "The camera at Shusha recorded two projectiles in flight from west to east, followed by five undetermined explosions and one illumination flare, all 2-5km south-east."
    )
    assert [(r.count, r.observation) for r in found] == [
        (2, "projectile"),
        (5, "explosion"),
        (1, "illumination flare"),
    ]
    assert found[0].flight == ("W", "E") and found[0].description == "in flight"
    assert {r.means for r in found} == {("camera",)} and {r.directions for r in found} == {("SE",)}


def test_what_an_explosion_was_taken_for_is_its_description_and_weapon() -> None:
    (row,) = rows(
        "Positioned in Norshen, monitors heard four explosions assessed as impacts of 82mm mortar rounds 2km north-east."
    )
    assert (row.count, row.description, row.weapon, row.calibre_mm) == (4, "impact", "mortar", 82)


def test_a_village_no_gazetteer_knows_is_located_by_the_bracket_behind_it() -> None:
    (row,) = rows("Positioned in Qwertaband (6km north of Martakert), the mission heard a shot.")
    assert row.position is not None and row.position.text == "Qwertaband"
    assert row.position.lat == pytest.approx(40.2104 + 6 / 111.2, abs=0.01)


def test_position_and_subject_carry_over_within_a_paragraph_only() -> None:
    found = rows(
        "The patrol was in Norshen. At 12:20 it heard an explosion 1km west.\n\nIn the evening the mission heard two shots."
    )
    assert [r.position.place_id if r.position else None for r in found] == ["norshen", None]


def test_several_directions_leave_the_point_at_the_position_and_the_radius_wide() -> None:
    (row,) = rows(
        "Positioned in Martakert, the mission heard 12 explosions 3-6km to the north, east, and south."
    )
    assert row.directions == ("N", "E", "S") and row.ellipse is None and (row.radius_km or 0) >= 6


def test_bounds_and_unknown_numbers() -> None:
    least, many = rows("Monitors in Norshen heard at least 12 explosions and several bursts.")
    assert (least.count, least.count_low, least.count_high) == (12, 12, None)
    assert many.count is None


@pytest.mark.parametrize(
    "text",
    [
        "The Ministry of Defence said its posts heard five shots.",
        "The mission did not hear any explosions.",
        "Monitors in Norshen heard no explosions.",
        "Residents saw two rockets.",
        "The mission saw five trucks and a tank.",
    ],
)  # fmt: skip
def test_what_is_no_monitors_observation_gives_no_row(text: str) -> None:
    assert not rows(text)


def test_a_reading_carries_its_observations() -> None:
    reading = read(
        "Positioned in Taghavard, the patrol heard a shot 4km north.", published=DAY, theatre=load()
    )
    assert [o.count for o in reading.observations] == [1]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(
    ["The mission", "monitors heard", "saw", "five", "2-5km", "NNE", "explosions", ",", "and", "assessed as", "(", ")", ".", "\n", "Martakert",
     "in flight from west to east", "at least", "9", "1,000", "mm", "mortar", "–", "km", "recorded by the camera", "no"]
), max_size=30).map(" ".join))  # fmt: skip
def test_any_sentence_is_read_and_spans_are_its_own(text: str) -> None:
    for row in find_observations(text, places=INDEX.find(text), times=()):
        assert text[row.char_start : row.char_end] == row.text
        assert row.low_km is None or row.low_km <= (row.high_km or 0)
        assert row.count_low is None or row.count is None or row.count_low <= row.count
