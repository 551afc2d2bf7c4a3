"""Tables linked on a Spark cluster: the same pairs, scores and events as on one machine."""

import shutil
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from holdfire.linking.core import link_table

pytestmark = pytest.mark.skipif(
    not list(distributions(name="pyspark")) or shutil.which("java") is None,
    reason="Spark's tests need Java 17 and Spark: apt-get install default-jre-headless, then make spark",
)

# Two workers with a gigabyte each; a table this small needs no hundreds of pieces.
RUN = """
import sys
from pyspark.sql import SparkSession
from holdfire.linking.core import link_table
spark = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.sql.shuffle.partitions", "2")
spark = spark.config("spark.ui.enabled", "false").getOrCreate()
link_table(sys.argv[1], sys.argv[2], pairs_to=sys.argv[3], engine=spark)
spark.stop()
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Reports of 300 events: errors of two sizes, something left unsaid in every column that may be."""
    draw = np.random.default_rng(11)
    event = np.repeat(np.arange(300), draw.integers(1, 4, 300))
    many = len(event)
    lat, lon, hour = 46 + 2 * draw.random(300), 34 + 3 * draw.random(300), 900 * draw.random(300)
    close = draw.random(many) < 0.5
    sd_km, sd_hours = np.where(close, 2.0, 6.0), np.where(close, 2.0, 12.0)

    def said(values: np.ndarray) -> pa.Array:
        return pa.array(values, mask=draw.random(many) < 0.1)

    columns = {
        "id": pa.array(draw.permutation(many)),
        "lat": pa.array(lat[event] + sd_km * draw.normal(size=many) / 111),
        "lon": pa.array(lon[event] + sd_km * draw.normal(size=many) / 76),
        "sd_km": pa.array(sd_km),
        "sd_hours": pa.array(sd_hours),
        "at_hour": pa.array(hour[event] + sd_hours * draw.normal(size=many)),
        "kind": said(np.array(["shelling", "drone", "fire"])[event % 3]),
        "actor": said((event % 2).astype("int32")),
        "target": said(((event + 1) % 2).astype("int32")),
        "deaths": said((event % 5).astype("float64")),
        "source": said(np.array(["a", "b", "c", "d"])[draw.integers(0, 4, many)]),
    }
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    return tmp_path / "in.parquet"


def test_a_cluster_finds_the_pairs_and_events_of_one_machine(table: Path, tmp_path: Path) -> None:
    here = link_table(table, tmp_path / "here.parquet", pairs_to=tmp_path / "pairs.parquet")
    places = [str(tmp_path / name) for name in ("there.parquet", "pairs_there.parquet")]
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(table), *places], capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert pq.read_table(places[0]).equals(pq.read_table(tmp_path / "here.parquet"))
    assert pq.read_table(places[1]).equals(pq.read_table(tmp_path / "pairs.parquet"))
    assert 1 < here.events < here.reports and here.pairs > 100
