"""The map and filter of the Incidents page at scale: 5 million synthetic events, as the page asks for them.

    .venv/bin/python bench/map.py [EVENTS] [--keep STORE.duckdb]

Events lie along a front line with towns in a theatre of 600 by 600 km over five years, of 25 types, told by
three data sets. Prints the time to lay them out, the size of the store, median and 95th percentile of tiles
(written, as the server sends them, without HTTP) and of a query by month, box and type.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from holdfire.datasets import asking, opened
from holdfire.datasets.asking import Asked
from holdfire.datasets.layout import lay_out
from holdfire.datasets.tiles import Tile

START, DAYS, TYPES = date(2021, 1, 1), 1826, 25
EVERYTHING = Asked()


def synthetic(count: int, rng: np.random.Generator) -> pa.Table:
    """Events as `sql/events.sql` gives them."""
    where, along = rng.random(count), rng.random(count)
    lat = np.where(where < 0.7, 38.5 + 2.5 * along + rng.normal(0, 0.08, count), 37 + 5 * rng.random(count))
    lon = np.where(
        where < 0.7, 45 + 3 * np.sin(2 * along) + rng.normal(0, 0.10, count), 42 + 7 * rng.random(count)
    )
    towns = np.c_[37 + 5 * rng.random(200), 42 + 7 * rng.random(200)]
    town = (where >= 0.7) & (where < 0.9)
    at = towns[rng.integers(0, 200, town.sum())]
    lat[town], lon[town] = at[:, 0] + rng.normal(0, 0.03, len(at)), at[:, 1] + rng.normal(0, 0.04, len(at))
    day = np.datetime64(START) + rng.integers(0, DAYS, count).astype("timedelta64[D]")
    killed = np.minimum(rng.geometric(0.6, count) - 1, 40)
    unplaced = rng.random(count) < 0.01
    number = np.arange(count)
    return pa.table(
        {
            "event": number, "day": day, "until": day,
            "lat": pa.array(lat, mask=unplaced), "lon": pa.array(lon, mask=unplaced),
            "radius_km": rng.choice([3.0, 25.0, 100.0], count),
            "type": rng.integers(0, TYPES, count).astype("uint16"),
            "grp": pa.array(np.full(count, ord("A")), pa.int32()),
            "sources": rng.integers(1, 8, count).astype("uint64"),
            "rows": (1 + rng.poisson(1.2, count)).astype("int32"),
            "killed_low": killed.astype("int32"), "killed": killed.astype("int32"),
            "killed_high": killed.astype("int32"),
            "place": words(rng, count, [f"Place {n}" for n in range(2000)]),
            "actors": words(rng, count, ["Side A / Side B", "Side B / Side A"]),
            "source": words(rng, count, ["one", "two", "three"]),
            "id": number.astype(str),
        }
    )  # fmt: skip


def words(rng: np.random.Generator, count: int, among: list[str]) -> pa.Array:
    """A column of these, drawn by lot."""
    return pa.DictionaryArray.from_arrays(rng.integers(0, len(among), count), among)


def make(path: Path, count: int) -> None:
    """A store of synthetic events."""
    with duckdb.connect(path) as db:
        db.execute(f"SET memory_limit = '{opened.MEMORY}'; SET threads = 2")
        db.execute(
            "CREATE TABLE data_set AS SELECT * FROM "
            "(VALUES ('one', 0), ('two', 1), ('three', 2)) t(name, number)"
        )
        db.execute(
            "CREATE TABLE type AS SELECT 'type-' || range AS code, FALSE AS own, range AS number "
            f"FROM range({TYPES})"
        )
        db.register("events", synthetic(count, np.random.default_rng(5)))
        lay_out(db, "SELECT * FROM events")
        db.execute("CHECKPOINT")


def timed(what: str, asks: list[Callable[[], object]]) -> None:
    """Prints the times of these, each asked once, in an order drawn by lot."""
    times = []
    for n in np.random.default_rng(1).permutation(len(asks)):
        started = time.perf_counter()
        asks[n]()
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    median, p95 = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"{what:52s} median {median:6.1f} ms   p95 {p95:6.1f} ms   most {times[-1]:6.1f} ms", flush=True)


def tile_over(lat: float, lon: float, z: int) -> Tile:
    """The tile that a place lies in."""
    x, y = Tile(0, 0, 0).units(lat, lon)
    return Tile(z, int(x / 4096 * 2**z), int(y / 4096 * 2**z))


def measure(path: Path) -> None:
    """The table."""
    rng = np.random.default_rng(7)
    with opened.reading(path) as db:
        db.execute("SET threads = 2")
        spots = db.execute("SELECT lat, lon FROM spot USING SAMPLE 300 (reservoir, 3)").fetchall()

        def said(event: dict) -> dict:
            return {
                "n": event["n"],
                "title": event["place"],
                "when": str(event["day"]),
                "rows": event["rows"],
            }

        def tiles(asked: Callable[[], Asked], zooms: tuple[int, ...]) -> list[Callable[[], object]]:
            made = [
                (tile_over(*spots[n], int(rng.choice(zooms))), asked())
                for n in rng.integers(0, len(spots), 200)
            ]
            return [lambda t=t, a=a: asking.tile_bytes(db, a, t, said) for t, a in made]

        def month() -> Asked:
            first = (START + timedelta(days=int(rng.integers(0, DAYS - 40)))).replace(day=1)
            return Asked(first=first, last=asking._end(first, "month"))

        def days() -> Asked:
            first = START + timedelta(days=int(rng.integers(0, DAYS - 400)))
            return Asked(first=first, last=first + timedelta(days=int(rng.integers(1, 400))),
                         type=f"type-{rng.integers(0, TYPES)}" if rng.random() < 0.5 else "")  # fmt: skip

        def month_box_type() -> Asked:
            lat, lon = spots[rng.integers(0, len(spots))]
            one = month()
            return Asked(first=one.first, last=one.last, box=(lon - 0.5, lat - 0.4, lon + 0.5, lat + 0.4),
                         type=f"type-{rng.integers(0, TYPES)}")  # fmt: skip

        timed("tiles, zoom 0 to 7 (hexagons), no filter", tiles(Asked, tuple(range(8))))
        timed("tiles, zoom 8 to 13 (points), no filter", tiles(Asked, tuple(range(8, 14))))
        timed("tiles, zoom 0 to 13, a month", tiles(month, tuple(range(14))))
        timed("tiles, zoom 0 to 13, any days, half with a type", tiles(days, tuple(range(14))))
        asked = [month_box_type() for _ in range(200)]
        timed("totals by month, box and type", [lambda a=a: asking.totals(db, a) for a in asked])
        timed(
            "the same with timeline and 100 rows of the table",
            [
                lambda a=a: (asking.timeline(db, a, asking.totals(db, a)), asking.page(db, a, 0, 100))
                for a in asked
            ],
        )
        timed(
            "all of it: totals, timeline, 100 rows, no filter",
            [lambda a=EVERYTHING: (asking.timeline(db, a, asking.totals(db, a)), asking.page(db, a, 0, 100))]
            * 20,
        )
        timed("words in place or actors: totals", [lambda: asking.totals(db, Asked(words="place 17"))] * 20)


def main() -> None:
    """Makes a store, or measures one that was kept."""
    kept = Path(sys.argv[sys.argv.index("--keep") + 1]) if "--keep" in sys.argv else None
    count = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 5_000_000
    with tempfile.TemporaryDirectory() as scratch:
        path = kept or Path(scratch) / "store.duckdb"
        if not path.exists():
            started = time.perf_counter()
            make(path, count)
            print(f"{count:,} events laid out in {time.perf_counter() - started:.0f} s, "
                  f"{path.stat().st_size / 1e6:.0f} MB")  # fmt: skip
        measure(path)
        opened.close()


if __name__ == "__main__":
    main()
