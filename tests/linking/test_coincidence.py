"""Hot spots near an incident, against a background made so that the chance is known."""

import math

import numpy as np
import pytest

from holdfire.linking.coincidence import Coincidence, Spots, coincidence, in_words

DAYS = 3 * 365
LAT, LON = 40.0, 46.0
RATE = 0.002  # hot spots a square kilometre and day


def background(rate: float, seed: int = 1, burning: tuple[float, float] = (0, 366)) -> Spots:
    """Three years of hot spots thrown evenly on a square of 80 km, on certain days of the year."""
    random = np.random.default_rng(seed)
    count = random.poisson(rate * 80 * 80 * DAYS)
    hour = random.uniform(0, DAYS * 24, count)
    day = hour / 24 % 365.25
    kept = (day >= burning[0]) & (day < burning[1])
    lat = LAT + random.uniform(-40, 40, count) / 111.19
    lon = LON + random.uniform(-40, 40, count) / (111.19 * math.cos(math.radians(LAT)))
    return Spots(lat[kept], lon[kept], hour[kept], 0.0, DAYS * 24.0)


def at(spots: Spots, day: float, **fields: float) -> Coincidence:
    found = coincidence(
        spots,
        **({"lat": LAT, "lon": LON, "radius_km": 4.0, "start": day * 24, "end": day * 24 + 24} | fields),
    )
    assert isinstance(found, Coincidence)
    return found


def test_the_chance_is_how_often_hot_spots_lie_there_by_coincidence() -> None:
    spots = background(RATE)
    found = [at(spots, day) for day in range(40, DAYS - 40)]
    chance = float(np.mean([f.chance for f in found]))
    often = float(np.mean([f.near > 0 for f in found]))
    assert chance == pytest.approx(1 - math.exp(-RATE * math.pi * 25), rel=0.1)
    assert often == pytest.approx(chance, abs=0.04)


def test_a_rare_hot_spot_agrees_and_where_much_burns_it_does_not() -> None:
    for rate, agrees in ((0.00001, True), (0.05, False)):
        spots = background(rate)
        here = Spots(
            np.append(spots.lat, LAT), np.append(spots.lon, LON), np.append(spots.hour, 500.5 * 24),
            spots.first, spots.last,
        )  # fmt: skip
        found = at(here, 500)
        assert found.near >= 1
        assert found.agrees is agrees
        assert "by coincidence" in found.sentence


def test_the_background_is_of_the_same_season() -> None:
    spots = background(RATE, burning=(180, 270))  # it burns in summer only
    assert at(spots, 365 + 225).chance > 50 * at(spots, 365 + 20).chance


def test_what_burns_in_the_days_of_the_incident_is_not_its_background() -> None:
    few = 20
    spots = Spots(np.full(few, LAT), LON + np.arange(few) / 10, np.full(few, 500.5 * 24), 0.0, DAYS * 24.0)
    assert at(spots, 500).background == 0


def test_no_hot_spot_is_said_to_say_nothing() -> None:
    assert "says nothing against it" in at(background(0.00001), 500).sentence


def test_days_that_the_data_do_not_cover_and_a_thin_background_are_said_to_be_so() -> None:
    spots = background(RATE)
    place = {"lat": LAT, "lon": LON, "radius_km": 4.0}
    assert coincidence(spots, **place, start=-48.0, end=-24.0) == "outside"
    short = Spots(spots.lat, spots.lon, spots.hour, 0.0, 20 * 24.0)
    assert coincidence(short, **place, start=240.0, end=264.0) == "thin"


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.7, "more often than not"),
        (0.32, "about 3 times in 10"),
        (0.034, "about 3 times in 100"),
        (0.0004, "less than 1 in 1,000 times"),
    ],
)
def test_a_chance_is_said_in_words(chance: float, words: str) -> None:
    assert in_words(chance) == words
