"""What the pages ask: every count is what the rows give, whatever is filtered; tiles any reader can read."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import mapbox_vector_tile
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.datasets import asking, cells, opened, tiles
from holdfire.datasets.asking import Asked
from holdfire.datasets.layout import lay_out
from holdfire.datasets.tiles import Tile

START = date(2021, 1, 1)
COUNT = 3000


def events() -> pa.Table:
    """Events over two years; some have no point, one lies beside the 180th meridian."""
    rng = np.random.default_rng(1)
    day = np.datetime64(START) + rng.integers(0, 730, COUNT).astype("timedelta64[D]")
    lat, lon = rng.normal(40, 1, COUNT), rng.normal(46.5, 1, COUNT)
    lat[0], lon[0] = -17.0, 179.99
    nowhere = np.arange(COUNT) % 50 == 49
    return pa.table(
        {
            "event": np.arange(COUNT), "day": day, "until": day,
            "lat": pa.array(lat, mask=nowhere), "lon": pa.array(lon, mask=nowhere),
            "radius_km": np.full(COUNT, 3.0), "type": rng.integers(0, 3, COUNT).astype("uint16"),
            "grp": pa.array(rng.integers(65, 67, COUNT), pa.int32()),
            "sources": rng.integers(1, 4, COUNT).astype("uint64"),
            "rows": rng.integers(1, 5, COUNT).astype("int32"),
            "killed_low": np.zeros(COUNT, "int32"), "killed": np.zeros(COUNT, "int32"),
            "killed_high": np.zeros(COUNT, "int32"), "place": [f"Place {n % 7}" for n in range(COUNT)],
            "actors": ["A / B"] * COUNT, "source": ["one"] * COUNT, "id": [str(n) for n in range(COUNT)],
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path: Path = tmp_path_factory.mktemp("store") / "store.duckdb"
    with duckdb.connect(path) as made:
        made.execute("CREATE TABLE data_set AS SELECT * FROM (VALUES ('one', 0), ('two', 1)) t(name, number)")
        made.execute(
            "CREATE TABLE type AS SELECT 't' || range AS code, FALSE AS own, range AS number FROM range(3)"
        )
        made.register("events", events())
        lay_out(made, "SELECT * FROM events")
    with opened.reading(path) as cursor:
        yield cursor
    opened.close()


filters = st.builds(
    lambda first, length, type, source, words: Asked(
        first=START + timedelta(days=first) if first is not None else None,
        last=START + timedelta(days=(first or 0) + length) if length is not None else None,
        type=type, source=source, words=words,
    ),
    st.none() | st.integers(-40, 740), st.none() | st.integers(0, 400),
    st.sampled_from(["", "t1", "nothing"]), st.sampled_from(["", "two"]),
    st.sampled_from(["", "", "place 3"]),
)  # fmt: skip


def fits(one: dict[str, Any], asked: Asked) -> bool:
    return (
        (asked.first is None or one["day"] >= asked.first)
        and (asked.last is None or one["day"] <= asked.last)
        and (not asked.type or f"t{one['type']}" == asked.type)
        and (not asked.source or bool(one["sources"] & 2))
        and asked.words in one["place"].lower()
    )


EVERY = events().to_pylist()


@settings(max_examples=60, deadline=None)
@given(asked=filters, zoom=st.integers(0, 7))
def test_hexagons_over_the_world_hold_every_event_once(
    db: duckdb.DuckDBPyConnection, asked: Asked, zoom: int
) -> None:
    wanted = [one for one in EVERY if fits(one, asked)]
    placed = [one for one in wanted if one["lat"] is not None]
    found = asking.totals(db, asked)
    assert (found.events, found.rows) == (len(wanted), sum(one["rows"] for one in wanted))
    assert found.unplaced == len(wanted) - len(placed)
    counted: dict[int, tuple[int, int]] = {}
    places = [(one["lat"], one["lon"]) for one in placed]
    for at in {tile_over(lat, lon, zoom) for lat, lon in places}:
        kind, bins = asking.tile(db, asked, at)
        assert kind == "bins"
        for cell, n, rows in bins:  # a hexagon over an edge is in both tiles, and says the same in both
            assert counted.setdefault(cell, (n, rows)) == (n, rows)
    assert sum(n for n, _ in counted.values()) == len(placed)
    assert sum(rows for _, rows in counted.values()) == sum(one["rows"] for one in placed)


def tile_over(lat: float, lon: float, zoom: int) -> Tile:
    x, y = Tile(0, 0, 0).units(lat, lon)
    return Tile(zoom, int(x / 4096 * 2**zoom), int(y / 4096 * 2**zoom))


@settings(max_examples=30, deadline=None)
@given(asked=filters)
def test_the_timeline_and_the_table_hold_what_the_totals_say(
    db: duckdb.DuckDBPyConnection, asked: Asked
) -> None:
    found = asking.totals(db, asked)
    steps = asking.timeline(db, asked, found)
    assert sum(s.events for s in steps) == found.events and sum(s.rows for s in steps) == found.rows
    seen, after = [], 0
    while page := asking.page(db, asked, after, 500):
        seen += page
        after = page[-1]["n"]
    assert len(seen) == found.events and all(fits(one, asked) for one in seen)
    assert [one["day"] for one in seen] == sorted((one["day"] for one in seen), reverse=True)


def test_a_box_narrows_everything(db: duckdb.DuckDBPyConnection) -> None:
    box = Asked(box=(46.0, 39.5, 47.0, 40.5))
    inside = [o for o in EVERY if o["lat"] and 46 <= o["lon"] <= 47 and 39.5 <= o["lat"] <= 40.5]
    assert asking.totals(db, box).events == len(inside) > 100
    _, bins = asking.tile(db, box, Tile(0, 0, 0))
    assert sum(n for _, n, _ in bins) == len(inside)


def test_a_near_tile_holds_points_that_a_reader_of_the_format_finds_in_their_place(
    db: duckdb.DuckDBPyConnection,
) -> None:
    at = tile_over(40.0, 46.5, 11)
    west, south, east, north = at.bounds()
    data = asking.tile_bytes(db, Asked(), at, lambda one: {"id": one["id"], "rows": one["rows"]})
    read = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})["points"]
    inside = {f["properties"]["id"]: f for f in read["features"]
              if all(0 <= v < 4096 for v in f["geometry"]["coordinates"])}  # fmt: skip
    expected = {o["id"]: o for o in EVERY if o["lat"] and west < o["lon"] < east and south < o["lat"] < north}
    assert inside.keys() == expected.keys() and inside
    for id, one in expected.items():
        x, y = inside[id]["geometry"]["coordinates"]
        assert west + x / 4096 * (east - west) == pytest.approx(one["lon"], abs=1e-4)
        assert north - y / 4096 * (north - south) == pytest.approx(one["lat"], abs=1e-4)
        assert inside[id]["properties"]["rows"] == one["rows"]


def test_hexagons_are_valid_rings_that_lie_where_their_events_do(db: duckdb.DuckDBPyConnection) -> None:
    data = asking.tile_bytes(db, Asked(), Tile(5, 20, 12), lambda one: {})
    features = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})["bins"]["features"]
    assert features
    for one in features:
        assert one["geometry"]["type"] == "Polygon" and len(one["geometry"]["coordinates"]) == 1
        assert one["properties"]["rows"] >= one["properties"]["events"] > 0


def test_a_hexagon_across_the_180th_meridian_does_not_span_the_map(db: duckdb.DuckDBPyConnection) -> None:
    for at in (Tile(3, 7, 4), Tile(3, 0, 4)):
        _, bins = asking.tile(db, Asked(), at)
        data = tiles.of_bins(at, bins)
        for one in mapbox_vector_tile.decode(data)["bins"]["features"] if data else []:
            xs = [x for x, _ in one["geometry"]["coordinates"][0]]
            assert max(xs) - min(xs) < 4096


def test_too_many_points_are_hexagons_again() -> None:
    assert tiles.resolution(8) > tiles.resolution(7) and tiles.resolution(tiles.DEEPEST) == cells.FINEST
