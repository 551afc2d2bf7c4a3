"""The linking core on reports with known truth, beside fixed windows and connected components.

    .venv/bin/python bench/linking.py [N]          (N reports for time and memory; 1,000,000 if not given)

Data come from ../shared/bench/make_reports.py, made anew. Time and peak memory are of the N reports, seed 1,
in a process of their own. Quality is on 100,000 reports of seed 2, weights estimated from them and no label
read: blocking recall (true pairs among candidates before scoring), pair F1 (kept pairs above even odds),
cluster pair F1 and B³ of the events, calibration error (ten bins, weighed by pairs). The peer joins what lies
within 20 km and 4 days, of one kind, and takes connected components.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np

SHARED = Path(__file__).parents[1] / ".." / "shared" / "bench" / "make_reports.py"
QUALITY = 100_000
COLUMNS = """id::BIGINT AS id, lat, lon, [0.5, 2, 6, 20][geo_prec + 1]::DOUBLE AS sd_km,
    [2, 12, 36][date_prec + 1]::DOUBLE AS sd_hours, epoch("at") / 3600.0 AS at_hour, "type" AS kind, actor,
    NULL::INTEGER AS target, deaths::DOUBLE AS deaths, source"""
ALONE = """
import os, resource, sys, time
from holdfire.linking.core import link_table
start = time.perf_counter()
found = link_table(sys.argv[1], sys.argv[2])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
print(f"{found.reports:,} reports, {found.pairs:,} pairs kept, {found.events:,} events: "
      f"{time.perf_counter() - start:.1f} s, {sum(os.times()[:2]):.1f} s of processor, peak {peak:.2f} GiB")
"""


def main(count: int) -> None:
    """Makes the data, links them and prints every measure."""
    if not SHARED.exists():
        sys.exit(f"{SHARED} is missing: the shared folder belongs beside the checkout.")
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        made = _made(at, count, 1)
        print("load average:", ", ".join(f"{x:.1f}" for x in os.getloadavg()), flush=True)
        subprocess.run([sys.executable, "-c", ALONE, str(made), str(at / "out.parquet")], check=True)
        _quality(at)


def _made(at: Path, count: int, seed: int) -> Path:
    raw, table = at / f"raw{seed}.parquet", at / f"in{seed}.parquet"
    subprocess.run([sys.executable, SHARED, str(count), str(seed), raw], check=True, stdout=sys.stderr)
    duckdb.execute(f"COPY (SELECT {COLUMNS} FROM '{raw}') TO '{table}'")
    return table


def _quality(at: Path) -> None:
    from holdfire.linking.core import engine

    table = _made(at, QUALITY, 2)
    truth = duckdb.execute(f"SELECT incident FROM '{at / 'raw2.parquet'}' ORDER BY id").fetchnumpy()[
        "incident"
    ]
    linked = engine.link_table(table, at / "events.parquet", pairs_to=at / "kept.parquet")
    event = duckdb.execute(f"SELECT event FROM '{at / 'events.parquet'}' ORDER BY id").fetchnumpy()["event"]
    kept = duckdb.execute(f"SELECT a, b, score FROM '{at / 'kept.parquet'}'").fetchnumpy()
    true = _together(truth)
    same = truth[kept["a"]] == truth[kept["b"]]
    above = kept["score"] > 0
    print(f"blocking recall {_candidates_true(table, truth) / true:.3f}")
    print(f"pair F1 {2 * (same & above).sum() / (above.sum() + true):.3f}")
    print("events: " + _said(event, truth))
    print(
        f"calibration error {_calibration(kept['score'], same):.3f}"
        f"  (pairs kept: log odds above {engine.FLOOR})"
    )
    print(f"weights {linked.weights}")
    start = time.perf_counter()
    peer = _windows(table)
    print(
        f"fixed windows and connected components: {_said(peer, truth)}, {time.perf_counter() - start:.1f} s"
    )


def _candidates_true(table: Path, truth: np.ndarray) -> int:
    """True pairs among all that the core compares, none dropped by score."""
    from holdfire.linking.core import engine
    from holdfire.linking.core.machines import OneMachine
    from holdfire.linking.core.meetings import meetings

    with duckdb.connect() as db:
        db.execute("SET threads = 2; SET memory_limit = '1200MB'")
        on = OneMachine(db)
        on.read("reports", str(table))
        levelled = engine.level(on)
        found = 0
        for meeting in meetings(levelled.place, levelled.time):
            rows = db.execute(f"SELECT a, b FROM ({engine.near(levelled, meeting)}) AS near").fetchnumpy()
            found += int((truth[rows["a"]] == truth[rows["b"]]).sum())
    return found


def _windows(table: Path) -> np.ndarray:
    """The component of each report over pairs of one kind within 20 km and 4 days."""
    with duckdb.connect() as db:
        db.execute("SET threads = 2; SET memory_limit = '1200MB'")
        db.execute(
            f"""CREATE TABLE r AS SELECT id, kind, lat * 111.195 AS y, lon * 111.195 * COS(RADIANS(lat)) AS x,
                at_hour, FLOOR(lat * 111.195 / 20) AS gy, FLOOR(at_hour / 96) AS gt FROM '{table}'"""
        )
        rows = db.execute(
            """SELECT a.id AS a, b.id AS b FROM r a
               JOIN (SELECT r.*, gy + dy AS ny, gt + dt AS nt
                     FROM r, (VALUES (-1), (0), (1)) AS s(dy), (VALUES (-1), (0), (1)) AS u(dt)) b
                 ON a.kind = b.kind AND a.gy = b.ny AND a.gt = b.nt
               WHERE a.id < b.id AND ABS(a.at_hour - b.at_hour) <= 96
                 AND (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) <= 400"""
        ).fetchnumpy()
        (count,) = db.execute("SELECT COUNT(*) FROM r").fetchall()[0]
    part = np.arange(count)
    while True:
        before = part.copy()
        least = np.minimum(part[rows["a"]], part[rows["b"]])
        np.minimum.at(part, rows["a"], least)
        np.minimum.at(part, rows["b"], least)
        part = part[part]
        if np.array_equal(before, part):
            return part


def _together(labels: np.ndarray) -> int:
    _, sizes = np.unique(labels, return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())


def _said(event: np.ndarray, truth: np.ndarray) -> str:
    """Cluster pair F1, and B³ (Bagga and Baldwin 1998)."""
    both = event.astype(np.int64) * (int(truth.max()) + 1) + truth
    right = _together(both)
    pair = 2 * right / (_together(event) + _together(truth))
    sizes = []
    for labels in (both, event, truth):
        _, where, count = np.unique(labels, return_inverse=True, return_counts=True)
        sizes.append(count[where])
    precision, recall = (sizes[0] / sizes[1]).mean(), (sizes[0] / sizes[2]).mean()
    return (
        f"cluster pair F1 {pair:.3f} (precision {right / max(_together(event), 1):.3f}),"
        f" B³ {2 * precision * recall / (precision + recall):.3f}"
    )


def _calibration(score: np.ndarray, same: np.ndarray) -> float:
    chance = 1 / (1 + np.exp(-score))
    bins = np.minimum((chance * 10).astype(int), 9)
    return float(
        sum(
            (bins == k).mean() * abs(chance[bins == k].mean() - same[bins == k].mean())
            for k in range(10)
            if (bins == k).any()
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
