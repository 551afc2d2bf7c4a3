"""The same reading as a Spark job: the same bytes as on one machine, broken files and all."""

import json
import shutil
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from holdfire.chain import read_folder
from holdfire.chain.parquet import schema

pytestmark = pytest.mark.skipif(
    not list(distributions(name="pyspark")) or shutil.which("java") is None,
    reason="Spark's tests need Java 17 and Spark: apt-get install default-jre-headless, then make spark",
)

REPORTS = {
    "a.txt": b"Olga Petrova said on 3 March 2021 that two people were returned.",
    "b c%20.txt": b"The ministry said that 112 prisoners were returned: 105 to Armenia and 17 to Azerbaijan.",
    "broken.pdf": b"%PDF-1.7 and then nothing of the kind",
    "d/e.txt": "МОСКВА, 3 марта. Мария Захарова заявила, что стороны готовы к переговорам.".encode(),
}


def spark(*args: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "holdfire"), "read", "--engine", "spark", *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=900)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    home = tmp_path / "reports"
    for name, content in REPORTS.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    return home


def test_a_cluster_writes_the_same_bytes_as_one_machine(reports: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here.jsonl", tmp_path / "there.jsonl"
    counts = read_folder(reports, here)
    done = spark("--master", "local-cluster[2,1,1024]", str(reports), str(there))
    assert done.returncode == 0, done.stderr
    assert there.read_bytes() == here.read_bytes()
    assert f"{counts.read} reports read" in done.stderr and "1 file could not be read" in done.stderr


def test_a_table_is_read_into_a_table_of_the_same_columns(reports: Path, tmp_path: Path) -> None:
    here, source, out = tmp_path / "here.jsonl", tmp_path / "corpus.parquet", tmp_path / "read.parquet"
    read_folder(reports, here)
    pq.write_table(pa.table({"path": list(REPORTS), "content": list(REPORTS.values())}), source)
    done = spark("--master", "local[1]", str(source), str(out))
    assert done.returncode == 0, done.stderr
    rows = pq.read_table(out)
    assert rows.schema.names == schema().names
    expected = [json.loads(line) for line in here.read_text("utf-8").splitlines()]
    got = sorted(rows.to_pylist(), key=lambda row: row["path"])
    assert [r["path"] for r in got] == [e["path"] for e in expected]
    assert [r["problem"] for r in got] == [e["problem"] for e in expected]
    assert [[c["content"] for c in r["claims"]] for r in got] == [
        [c["content"] for c in e["claims"]] for e in expected
    ]


def test_a_table_without_the_columns_is_one_sentence(tmp_path: Path) -> None:
    source = tmp_path / "other.parquet"
    pq.write_table(pa.table({"path": ["a.txt"], "text": ["Nothing."]}), source)
    done = spark("--master", "local[1]", str(source), str(tmp_path / "out.jsonl"))
    assert done.returncode != 0 and "has no column “content”" in done.stderr
    assert "Traceback" not in done.stderr


def test_spark_needs_a_place_for_its_readings(reports: Path) -> None:
    done = spark(str(reports))
    assert done.returncode != 0 and "say where its readings go" in done.stderr
