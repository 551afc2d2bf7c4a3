"""Where an event lies from a named place: relations move the point, widen the radius, or both."""

# ruff: noqa: E501

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.reading import model
from holdfire.reading.bearings import bearing_of, destination, error_ellipse, placed, relation_before
from holdfire.reading.places import PlaceIndex
from holdfire.theatre import load

INDEX = PlaceIndex(load())


@pytest.mark.parametrize(
    ("side", "degrees"),
    [("N", 0), ("NNE", 22.5), ("north-east", 45), ("northeastern", 45), ("east", 90), ("south-south-west", 202.5), ("WNW", 292.5), ("northwest", 315)],
)  # fmt: skip
def test_compass_points_in_words_and_letters(side: str, degrees: float) -> None:
    assert bearing_of(side) is not None and bearing_of(side)[0] == degrees  # type: ignore[index]


@pytest.mark.parametrize(
    ("lead", "kind", "low", "high", "bearing"),
    [
        ("3 km north-east of ", "distance", 3, 3, 45),
        ("about 2-5km NNE of the village of ", "distance", 2, 5, 22.5),
        ("ten kilometres from ", "distance", 10, 10, None),
        ("500 metres south of ", "distance", 0.5, 0.5, 180),
        ("in the direction of ", "towards", 0, 0, None),
        ("on the outskirts of ", "outskirts", 0, 0, None),
        ("near the town of ", "near", 0, 0, None),
        ("just north of ", "side", 0, 10, 0),
    ],
)
def test_what_stands_before_a_place(
    lead: str, kind: str, low: float, high: float, bearing: float | None
) -> None:
    relation = relation_before("Shots were heard " + lead, len("Shots were heard " + lead))
    assert relation is not None
    assert (relation.kind, relation.low_km, relation.high_km, relation.bearing) == (kind, low, high, bearing)


@pytest.mark.parametrize("lead", ["was in ", "of ", "and ", "He said "])
def test_plain_words_are_no_relation(lead: str) -> None:
    assert relation_before(lead, len(lead)) is None


def test_a_distance_and_a_direction_move_the_point_and_say_how_surely() -> None:
    at = INDEX.find("It fell in Martakert.", model.parse("It fell in Martakert."))[0]
    text = "It fell 4 km north of Martakert."
    moved = INDEX.find(text, model.parse(text))[0]
    assert (moved.lat or 0) - (at.lat or 0) == pytest.approx(4 / 111.2, rel=0.01)
    assert moved.relation == "4 km north of" and (moved.radius_km or 0) > 0


def test_near_and_towards_widen_the_radius() -> None:
    plain, near, towards = (
        INDEX.find(t, model.parse(t))[0].radius_km or 0
        for t in (
            "It fell in Martakert.",
            "It fell near Martakert.",
            "They fired in the direction of Martakert.",
        )
    )
    assert plain < near < towards


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(0, 360), st.floats(0.01, 300))
def test_a_point_moved_lies_as_far_as_it_was_moved(lat: float, lon: float, bearing: float, km: float) -> None:
    b, o = destination(lat, lon, bearing, km)
    p, q = math.radians(lat), math.radians(b)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(o - lon) / 2) ** 2
    assert 2 * 6371.0088 * math.asin(math.sqrt(h)) == pytest.approx(km, rel=1e-3)


@given(st.floats(0, 40), st.floats(0, 40), st.floats(0.1, 10))
def test_the_ellipse_covers_the_range_and_the_position_it_was_seen_from(
    low: float, more: float, position: float
) -> None:
    ellipse = error_ellipse(low, low + more, 0, 22.5, position)
    assert ellipse.along_km >= more / 2 and min(ellipse.along_km, ellipse.across_km) >= position
    relation = relation_before("2-5 km NNE of ", 14)
    assert relation is not None and placed(40, 47, position, relation)[2] >= min(position, 5)
