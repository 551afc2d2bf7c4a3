"""What many incidents say together, and what each answer refuses to say."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from holdfire.publishing.filtered import asked
from holdfire.publishing.patterns.changes import levels
from holdfire.publishing.patterns.hotspots import hot_spots
from holdfire.publishing.patterns.page import patterns
from holdfire.publishing.patterns.series import Happening, series
from holdfire.publishing.patterns.unseen import unseen
from holdfire.register.models import Report
from holdfire.site.watched import theatre

START = date(2021, 1, 1)
GRID = [(38.5 + i * 0.07, 46 + j * 0.09) for i in range(20) for j in range(20)]


def happening(day: int, told: tuple[str, ...], width: int = 0) -> Happening:
    first = START + timedelta(days=day)
    return Happening(
        first=first,
        last=first + timedelta(days=width),
        lat=39.0,
        lon=46.5,
        radius_km=2.0,
        area="Hadrut",
        type="Small arms",
        told=told,
        lists=frozenset(told),
    )


def test_an_incident_counts_once_and_as_often_as_told() -> None:
    found = [happening(0, ("A", "B", "B")), happening(0, ("A",)), happening(1, ("B",), width=6)]
    counted = series(found, Counter({START: 4}), START, START + timedelta(days=1))
    assert [(d.incidents, d.told, d.reports) for d in counted.days] == [(2, 4, 4), (0, 0, 0)]
    assert counted.wider == 1 and counted.silent == 1
    assert {(r.name, r.incidents, r.told) for r in counted.sides} == {("A", 2, 2), ("B", 2, 3)}


def test_a_change_of_level_is_found_within_days() -> None:
    draw = np.random.default_rng(7)
    counts = [*draw.poisson(1, 120), *draw.poisson(5, 60)]
    before, after = levels(START, counts)
    assert abs((after.first - START).days - 120) <= 3
    assert before.mean < 2 < 4 < after.mean


@pytest.mark.parametrize("rate", [0.2, 3])
def test_a_quiet_year_shows_a_change_in_less_than_one_series_of_twenty(rate: float) -> None:
    draw = np.random.default_rng(3)
    assert sum(len(levels(START, draw.poisson(rate, 365))) > 1 for _ in range(40)) < 2


def test_bursts_are_no_changes() -> None:
    draw = np.random.default_rng(3)
    assert sum(len(levels(START, draw.negative_binomial(2, 0.4, 365))) > 1 for _ in range(20)) < 2


def test_too_short_a_series_has_no_levels() -> None:
    assert levels(START, [0] * 27) == ()


@given(st.lists(st.integers(0, 40), min_size=28, max_size=80))
def test_levels_cover_every_day_once(counts: list[int]) -> None:
    found = levels(START, counts)
    days = [
        level.first + timedelta(days=n) for level in found for n in range((level.last - level.first).days + 1)
    ]
    assert days == [START + timedelta(days=n) for n in range(len(counts))]


def test_a_cluster_is_hot_and_an_even_scatter_is_not() -> None:
    draw = np.random.default_rng(5)
    even = [(*GRID[draw.integers(len(GRID))], 3.0) for _ in range(200)]
    assert hot_spots(even, GRID).spots == ()
    cluster = [(39.2 + draw.normal(0, 0.04), 46.9 + draw.normal(0, 0.04), 3.0) for _ in range(40)]
    hot = hot_spots([*even, *cluster], GRID)
    assert hot.spots and all(abs(s.lat - 39.2) < 0.2 and abs(s.lon - 46.9) < 0.2 for s in hot.spots)


def test_a_place_known_to_a_district_is_of_no_cell() -> None:
    hot = hot_spots([(39.2, 46.9, 40.0), (None, None, None)], GRID)
    assert hot.left_out == 2 and "too few" in hot.refused


def test_the_bound_stays_under_the_truth() -> None:
    draw = np.random.default_rng(11)
    over = 0
    for _ in range(60):
        ease = draw.beta(2, 3, 400)  # some incidents are easier to hear of
        found = unseen([n for n in "abc" if draw.random() < p] for p in ease)
        assert found.at_least is not None and found.at_least >= found.seen
        over += found.at_least > 400
    assert over <= 3


def test_thin_overlap_is_refused() -> None:
    assert "too thin" in unseen([["a"]] * 50 + [["a", "b"]] * 9).refused
    assert "One list alone" in unseen([["a"]] * 50).refused
    assert unseen([]).at_least is None


def test_the_register_is_seen_through_the_filter(filed: Report) -> None:
    found = patterns(asked({}), date(2021, 10, 1), date(2021, 10, 31), theatre())
    assert found.total == 1 and found.series.wider == 1
    assert {r.name for r in found.series.sides} == {"Armenia", "Azerbaijan"}
    assert patterns(asked({"type": "mine"}), date(2021, 10, 1), date(2021, 10, 31), theatre()).total == 0


def test_the_page_says_what_it_refuses(filed: Report, sign_in: Callable[[str], Client]) -> None:
    page = sign_in("observer").get("/publish/patterns/?from=2021-10-01&to=2021-10-31").content.decode()
    assert "no report is not no incident" in page
    assert "too few" in page and "One list alone says nothing" in page
    assert "By day, once each" in page


def test_days_the_wrong_way_round_or_no_days_still_give_a_page(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("observer")
    for query in ("?from=2021-10-31&to=2021-10-01", "?from=soon", "?from=1900-01-01&to=2199-12-31"):
        assert client.get(f"/publish/patterns/{query}").status_code == 200
