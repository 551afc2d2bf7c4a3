"""Structured intake: a file of 386,000 UCDP-shaped rows to Parquet, with progress and rejects.

The file repeats the rows of ../shared/data/ucdp_ukraine with ids of their own, dates, coordinates and deaths
jittered (some rows broken, as exports are); without that folder its rows are made up. Making it is not timed.

    .venv/bin/python bench/intake.py [ROWS]
"""

import csv
import gzip
import random
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
RELEASE = ROOT / "../shared/data/ucdp_ukraine/conflict_data_ukr_2023.csv.gz"
BROKEN = 1_000  # one row in so many lacks its latitude


def sample() -> tuple[list[str], list[dict[str, str]], str]:
    """A header, rows to repeat, and where they came from."""
    if RELEASE.exists():
        with gzip.open(RELEASE, "rt", encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = [row for row in reader if not row["year"].startswith("#")]
            return list(reader.fieldnames or ()), rows, "UCDP GED, Ukraine"
    row = {
        "id": "1", "type_of_violence": "1", "side_a": "Side A", "side_b": "Side B", "where_prec": "2",
        "source_article": "An article. " * 12, "source_headline": "", "where_coordinates": "A town",
        "adm_1": "A province", "adm_2": "A district", "country": "A country", "latitude": "40.1",
        "longitude": "46.2", "date_prec": "1", "date_start": "2014-01-22 00:00:00.000",
        "date_end": "2014-01-22 00:00:00.000", "best": "3", "low": "2", "high": "4",
    }  # fmt: skip
    return list(row), [row], "made-up rows"


def make(path: Path, count: int) -> str:
    """Writes the file; returns where its rows came from."""
    header, rows, origin = sample()
    chance = random.Random(20211021)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        for number in range(count):
            row = dict(rows[number % len(rows)])
            shift = timedelta(days=chance.randrange(-900, 900))
            for column in ("date_start", "date_end"):
                row[column] = f"{date.fromisoformat(row[column][:10]) + shift} 00:00:00.000"
            row["id"] = str(1_000_000 + number)
            row["latitude"] = f"{float(row['latitude']) + chance.gauss(0, 0.2):.6f}"
            row["longitude"] = f"{float(row['longitude']) + chance.gauss(0, 0.2):.6f}"
            if number % BROKEN == 0:
                row["latitude"] = ""
            writer.writerow(row)
    return origin


def main(rows: int = 386_000) -> None:
    """Prints one line."""
    from holdfire.intake.tables import load_table
    from holdfire.theatre import load

    with tempfile.TemporaryDirectory() as at:
        path, out = Path(at, "ged.csv"), Path(at, "ged.parquet")
        origin = make(path, rows)
        shown: list[float] = []
        theatre = load()
        started, cpu = time.perf_counter(), time.process_time()
        done = load_table(path, out, theatre=theatre, progress=lambda share, _: shown.append(share))
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sizes = [f"{p.stat().st_size / 1e6:,.0f} MB" for p in (path, out)]
        print(
            f"intake: {rows:,} rows from {origin} ({sizes[0]}) to Parquet ({sizes[1]}): {seconds:.1f} s, "
            f"{cpu:.1f} s of processor, {done.taken:,} taken, {done.rejected:,} rejected, "
            f"progress told {len(shown)} times, peak memory {peak:,.0f} MiB"
        )


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:]))
