"""Bearing and distance: the point, the ellipse, and where a position is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.intake.tables.bearings import destination, distance_km, ellipse, read_bearing, read_distance
from holdfire.intake.tables.positions import locator
from tests.intake.tables.taking import theatre


@pytest.mark.parametrize(
    ("words", "bearing"),
    [
        ("2-5km NNE", (22.5, 11.25)), ("4km SW", (225.0, 22.5)), ("N", (0.0, 22.5)),
        ("to the north-west", (315.0, 22.5)), ("west, 3 km", (270.0, 22.5)), ("bearing 045°", (45.0, 5.0)),
        ("N/K", None), ("nearby", None), ("400°", None),
    ],
)  # fmt: skip
def test_a_bearing_has_the_width_of_its_words(words: str, bearing: tuple[float, float] | None) -> None:
    assert read_bearing(words) == bearing


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("2-5km NNE", (2, 5)),
        ("5–2 km", (2, 5)),
        ("4km", (3, 5)),
        ("1,5 km", (1.125, 1.875)),
        ("800m S", (0.6, 1.0)),
        ("far", None),
    ],
)
def test_a_distance_is_a_span(words: str, span: tuple[float, float] | None) -> None:
    found = read_distance(words)
    assert found == (pytest.approx(span) if span else None)


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(0, 360), st.floats(0, 100))
def test_the_point_lies_so_far_away(lat: float, lon: float, bearing: float, km: float) -> None:
    there = destination(lat, lon, bearing, km)
    assert distance_km(lat, lon, *there) == pytest.approx(km, abs=1e-3)


@given(st.floats(0, 360), st.floats(1, 40), st.floats(0, 20), st.floats(0, 20), st.floats(0, 5))
def test_the_ellipse_covers_the_span_and_the_width(
    bearing: float, half: float, low: float, more: float, radius: float
) -> None:
    area = ellipse(bearing, half, low, low + more, radius)
    assert area.major_km >= area.minor_km >= 0
    assert area.major_km >= more / 2 - 0.001 and area.minor_km >= min(radius, area.minor_km)
    assert 0 <= area.azimuth < 180


@pytest.mark.parametrize(
    ("position", "lat", "lon"),
    [
        ("North Post", 40.0, 46.0),
        ("SMM camera in Riverton (government-controlled, 57km NE of Elsewhere)", 39.5, 46.5),
        ("Camera 10km N of Riverton", 39.59, 46.5),
        ("A school (unknown, 10km E of North Post)", 40.0, 46.117),
    ],
)
def test_a_position_is_found_by_the_places_it_names(position: str, lat: float, lon: float) -> None:
    found = locator(theatre())(position)
    assert found[0] == pytest.approx(lat, abs=0.01) and found[1] == pytest.approx(lon, abs=0.01)
    assert found[2]


def test_a_position_nobody_knows_has_no_point() -> None:
    assert locator(theatre())("Somewhere (3km N of Nowhere)") == (None, None, None)
    assert locator(None)("North Post") == (None, None, None)
