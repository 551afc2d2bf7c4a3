"""The linking core: no pair within reach is lost, groups are of average linkage, silence tells nothing."""

import math
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.errors import IntakeError
from holdfire.linking.core import Weights, average_groups, engine, link_table
from holdfire.linking.core.machines import OneMachine
from holdfire.linking.core.meetings import meetings

REACH = engine.REACH
FLAT = Weights(prior=0.0, kind=(0.0,) * 3, actor=(0.0,) * 4, deaths=(0.0,) * 6, source=(0.0,) * 3)
SCHEMA = pa.schema(
    [("id", pa.int64())]
    + [(n, pa.float64()) for n in ("lat", "lon", "sd_km", "sd_hours", "at_hour")]
    + [(n, pa.int32()) for n in ("kind", "actor", "target")]
    + [("deaths", pa.float64()), ("source", pa.int32())]
)


def _report(id: int, lat: float = 47.0, lon: float = 35.0, **fields: Any) -> dict[str, Any]:
    given = {
        "sd_km": 2.0,
        "sd_hours": 12.0,
        "at_hour": 100.0,
        "kind": 1,
        "actor": 1,
        "target": 2,
        "deaths": 3.0,
    }
    return {"id": id, "lat": lat, "lon": lon, "source": id, **given, **fields}


def _table(path: Path, rows: list[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path)
    return path


def _candidates(rows: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Every pair that the core compares, as often as it does."""
    with duckdb.connect() as db:
        db.execute("SET threads = 1")
        db.register("given", pa.Table.from_pylist(rows, schema=SCHEMA))
        db.execute("CREATE VIEW reports AS SELECT * FROM given")
        levelled = engine.level(on := OneMachine(db))
        found = []
        for meeting in meetings(levelled.place, levelled.time):
            pairs = on.ask(f"SELECT a, b FROM ({engine.near(levelled, meeting)}) AS near").to_pylist()
            found += [(pair["a"], pair["b"]) for pair in pairs]
    return sorted((min(a, b), max(a, b)) for a, b in found)


def _within(one: dict[str, Any], other: dict[str, Any], slack: float) -> bool:
    north = (one["lat"] - other["lat"]) * 111.195
    apart = abs(one["lon"] - other["lon"])
    shrink = (math.cos(math.radians(one["lat"])) + math.cos(math.radians(other["lat"]))) / 2
    east = min(apart, 360 - apart) * 111.195 * shrink
    later = one["at_hour"] - other["at_hour"]
    place = one["sd_km"] ** 2 + other["sd_km"] ** 2
    time = one["sd_hours"] ** 2 + other["sd_hours"] ** 2
    return north**2 + east**2 <= slack * REACH**2 * place and later**2 <= slack * REACH**2 * time


@st.composite
def near_reports(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Reports about one point anywhere, at the antimeridian and far north and south too."""
    lat = draw(st.sampled_from([-78.0, -40.0, 0.0, 47.0, 70.0, 84.0]))
    lon = draw(st.sampled_from([-180.0, -0.1, 35.0, 179.95]))
    count = draw(st.integers(2, 12))
    rows = []
    for id in range(count):
        north, east = (draw(st.floats(-60, 60)) for _ in range(2))
        at = lat + north / 111.195
        along = lon + east / 111.195 / math.cos(math.radians(at))
        rows.append(
            _report(
                id, at, (along + 180) % 360 - 180, sd_km=draw(st.sampled_from([0.5, 2.0, 6.0, 20.0])),
                sd_hours=draw(st.sampled_from([2.0, 12.0, 36.0])), at_hour=draw(st.floats(0, 300)),
            )
        )  # fmt: skip
    return rows


@settings(max_examples=25, deadline=None)
@given(near_reports())
def test_no_pair_within_reach_is_lost_and_none_is_found_twice(rows: list[dict[str, Any]]) -> None:
    found = _candidates(rows)
    assert len(found) == len(set(found))
    pairs = list(combinations(rows, 2))
    surely = {(a["id"], b["id"]) for a, b in pairs if _within(a, b, 1 - 1e-9)}
    at_most = {(a["id"], b["id"]) for a, b in pairs if _within(a, b, 1 + 1e-9)}
    assert surely <= set(found) <= at_most


def _naive(count: int, scores: dict[tuple[int, int], float], missing: float) -> list[frozenset[int]]:
    """Average linkage as it is told: the two groups with the best mean are one, while that is above 0."""
    groups = [frozenset([n]) for n in range(count)]
    while len(groups) > 1:
        mean = {
            (a, b): np.mean([scores.get((min(i, j), max(i, j)), missing) for i in a for j in b])
            for a, b in combinations(groups, 2)
        }
        (a, b), best = max(mean.items(), key=lambda m: m[1])
        if best <= 0:
            break
        groups = [g for g in groups if g not in (a, b)] + [a | b]
    return groups


def _grouped(count: int, scores: dict[tuple[int, int], float], missing: float = -4.0) -> set[frozenset[int]]:
    first, second = (np.array([p[k] for p in scores], dtype=np.int64) for k in (0, 1))
    label = average_groups(
        count, first, second, np.array(list(scores.values()), dtype=float), missing=missing
    )
    return {frozenset(np.flatnonzero(label == name).tolist()) for name in set(label.tolist())}


@settings(max_examples=80, deadline=None)
@given(st.integers(2, 9), st.integers(0, 2**32 - 1))
def test_groups_are_those_of_average_linkage(count: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    pairs = [p for p in combinations(range(count), 2) if draw.random() < 0.7]
    scores = {p: draw.normal(1.0, 3.0) for p in pairs}  # no two alike, so there is one answer
    assert _grouped(count, scores) == set(_naive(count, scores, -4.0))


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 10), st.randoms(use_true_random=False))
def test_linkage_ends_where_many_scores_are_equal(count: int, random: Any) -> None:
    scores = {p: float(random.choice([-1, 1, 1, 2])) for p in combinations(range(count), 2)}
    groups = _grouped(count, scores)
    assert sorted(n for g in groups for n in g) == list(range(count))
    for a, b in combinations(groups, 2):  # what is left apart does not belong together on average
        assert np.mean([scores[min(i, j), max(i, j)] for i in a for j in b]) <= 1e-9


def test_a_chain_is_not_one_event() -> None:
    chain = {(n, n + 1): 3.0 for n in range(9)}
    assert max(len(g) for g in _grouped(10, chain)) == 2


@pytest.fixture
def theatre_of_reports() -> list[dict[str, Any]]:
    rng = np.random.default_rng(7)
    rows = []
    for event in range(60):
        lat, lon, hour = 46 + 3 * rng.random(), 34 + 4 * rng.random(), 2000 * rng.random()
        for _ in range(int(rng.integers(1, 4))):
            rows.append(
                _report(
                    len(rows), lat + rng.normal() / 56, lon + rng.normal() / 40,
                    at_hour=hour + 12 * rng.normal(), kind=event % 5, actor=event % 3,
                    deaths=float(event % 4),
                )
            )  # fmt: skip
    return rows


def test_the_order_of_rows_decides_nothing(theatre_of_reports: list[dict[str, Any]], tmp_path: Path) -> None:
    mixed = [theatre_of_reports[n] for n in np.random.default_rng(1).permutation(len(theatre_of_reports))]
    events = []
    for name, rows in (("one", theatre_of_reports), ("two", mixed)):
        link_table(_table(tmp_path / f"{name}.parquet", rows), tmp_path / "out.parquet", threads=1)
        events.append(pq.read_table(tmp_path / "out.parquet").to_pylist())
    assert events[0] == events[1]
    assert 1 < len({r["event"] for r in events[0]}) < len(events[0])


def test_what_a_report_does_not_say_tells_nothing(tmp_path: Path) -> None:
    silent = dict.fromkeys(("kind", "actor", "target", "deaths", "source"))
    weights = Weights(
        prior=3.0, kind=(0.0, -5.0, 5.0), actor=(0.0, -5.0, 1.0, 5.0), deaths=(0.0,) + (5.0,) * 5,
        source=(0.0, -5.0, 5.0),
    )  # fmt: skip
    scores = []
    for weighed in (weights, FLAT):
        rows = [_report(0), _report(1, **silent), _report(2, 10.0, at_hour=5000.0)]
        source = _table(tmp_path / "in.parquet", rows)
        link_table(
            source, tmp_path / "out.parquet", pairs_to=tmp_path / "pairs.parquet", weights=weighed, threads=1
        )
        scores += [r["score"] - weighed.prior for r in pq.read_table(tmp_path / "pairs.parquet").to_pylist()]
    assert len(scores) == 2 and scores[0] == pytest.approx(scores[1])


def _scores(path: Path) -> dict[tuple[int, int], float]:
    return {(r["a"], r["b"]): r["score"] for r in pq.read_table(path).to_pylist()}


def test_merges_that_show_a_wide_error_of_time_move_the_score_of_alike_pairs(
    theatre_of_reports: list[dict[str, Any]], tmp_path: Path
) -> None:
    """Reports of one place, kind and figures 40 hours apart, each sure of its hour within 12."""
    rows = list(theatre_of_reports)
    labels = []
    for pair in range(40):
        for later in (0.0, 40.0):
            rows.append(_report(len(rows), 40.0 + pair / 10, at_hour=50.0 * pair + later))
        labels.append((len(rows) - 1, len(rows) - 2, True))
    unseen = labels.pop()
    source, out, pairs = (
        _table(tmp_path / "in.parquet", rows),
        tmp_path / "out.parquet",
        tmp_path / "p.parquet",
    )
    before = link_table(source, out, pairs_to=pairs)
    alone = _scores(pairs).get((unseen[1], unseen[0]), engine.FLOOR)
    after = link_table(source, out, pairs_to=pairs, labelled=labels)
    assert before.weights.time_wide == 1.0 and after.weights.time_wide > 1.5
    assert after.weights.place_wide < 1.0  # those merged lie in the very same place
    assert _scores(pairs)[unseen[1], unseen[0]] > alone + 1.0
    again = link_table(source, out, pairs_to=tmp_path / "again.parquet", weights=after.weights)
    assert again.pairs == after.pairs and _scores(tmp_path / "again.parquet") == _scores(pairs)


def test_what_people_decided_stands_whatever_the_scores(
    theatre_of_reports: list[dict[str, Any]], tmp_path: Path
) -> None:
    source = _table(tmp_path / "in.parquet", theatre_of_reports)
    link_table(source, tmp_path / "out.parquet")
    event = {r["id"]: r["event"] for r in pq.read_table(tmp_path / "out.parquet").to_pylist()}
    linked = next((a, b) for a, b in combinations(sorted(event), 2) if event[a] == event[b])
    far = next((a, b) for a, b in combinations(sorted(event), 2) if event[a] != event[b])
    link_table(source, tmp_path / "out.parquet", labelled=[(*linked[::-1], False), (*far, True)])
    event = {r["id"]: r["event"] for r in pq.read_table(tmp_path / "out.parquet").to_pylist()}
    assert event[linked[0]] != event[linked[1]]
    assert event[far[0]] == event[far[1]]


def test_a_report_that_cannot_be_placed_is_named(tmp_path: Path) -> None:
    source = _table(tmp_path / "in.parquet", [_report(0), _report(7, sd_km=0.0)])
    with pytest.raises(IntakeError, match=r"id 7 .* cannot be placed"):
        link_table(source, tmp_path / "out.parquet")
    pq.write_table(pa.table({"id": [1], "lat": [47.0]}), source)
    with pytest.raises(IntakeError, match="no column “actor”"):
        link_table(source, tmp_path / "out.parquet")
