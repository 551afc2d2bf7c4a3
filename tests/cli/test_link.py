"""`holdfire link`: one line a report comes back in order; what cannot be taken is named with its mend."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from typer.testing import CliRunner

from holdfire.cli import app, linking  # noqa: F401  (importing registers the command)

FIRE = (
    "Ferry Aurelia burns off Port Vessin\nThe ferry Aurelia caught fire; 14 passengers were taken to Vessin."
)
AGAIN = "Passengers rescued from burning ferry\nFire broke out on the ferry Aurelia off Port Vessin; 14 hurt."
ELSE = "Orchestra names a new conductor\nThe city's philharmonic chose its conductor after two years."


def _link(tmp_path: Path, *lines: str) -> tuple[list[dict], str]:  # type: ignore[type-arg]
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    done = CliRunner().invoke(app, ["link", str(path), str(out)])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()], done.stderr


def test_reports_of_one_event_share_its_name_and_come_back_in_order(tmp_path: Path) -> None:
    rows = [
        {"id": "b", "text": AGAIN, "published": "2024-03-02T10:00:00Z"},
        {"id": "c", "text": ELSE, "published": "2024-03-02"},
        {"id": "a", "text": FIRE, "published": "2024-03-01"},
    ]
    found, said = _link(tmp_path, *map(json.dumps, rows))
    assert [r["id"] for r in found] == ["b", "c", "a"]
    assert [r["incident"] for r in found] == ["a", "c", "a"]
    assert found[0]["likest"] == "a" and found[0]["why"]
    assert "3 reports tell of 2 events; 1 stand alone" in said


def test_a_line_that_cannot_be_taken_is_named_and_kept_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = json.dumps({"id": 1, "text": FIRE})
    found, said = _link(
        tmp_path,
        good,
        "{broken",
        json.dumps({"id": 2}),
        good,
        json.dumps({"id": 3, "text": "", "published": "May"}),
    )
    assert [r["id"] for r in found] == ["1"]
    kept = [json.loads(line) for line in (tmp_path / "out.rejects.jsonl").read_text("utf-8").splitlines()]
    assert [r["line"] for r in kept] == [2, 3, 4, 5]
    assert "line 4: id '1' stands in line 1 too" in said and "write 2021-10-14" in said


def test_an_empty_file_gives_an_empty_file(tmp_path: Path) -> None:
    assert _link(tmp_path)[0] == []


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["link", str(tmp_path / "none.jsonl"), str(tmp_path / "out.jsonl")])
    assert done.exit_code == 1 and "one JSON object a line" in str(done.exception)


def _table(path: Path, **columns: list[float | str | None]) -> str:
    pq.write_table(pa.table(columns), path)
    return str(path)


def test_a_table_of_coded_reports_becomes_a_table_of_events(tmp_path: Path) -> None:
    many = 40
    columns: dict[str, list[float | str | None]] = {
        "id": list(range(many)), "lat": [45.0 + n // 2 / 5 for n in range(many)], "lon": [35.0] * many,
        "sd_km": [2.0] * many, "sd_hours": [6.0] * many, "at_hour": [40.0 * (n // 2) for n in range(many)],
        "kind": ["shelling", "shelling", "drone", "drone"] * 10, "actor": [None] * many,
        "target": [None] * many, "deaths": [float(n // 2) for n in range(many)],
        "source": ["one", "two"] * (many // 2),
    }  # fmt: skip
    out = tmp_path / "out.parquet"
    done = CliRunner().invoke(app, ["link", _table(tmp_path / "in.parquet", **columns), str(out)])
    assert done.exit_code == 0, done.output
    assert "40 reports tell of 20 events" in done.stderr
    assert pq.read_table(out).to_pylist()[:3] == [
        {"id": 0, "event": 0}, {"id": 1, "event": 0}, {"id": 2, "event": 2},
    ]  # fmt: skip


def test_a_table_without_a_column_is_one_sentence(tmp_path: Path) -> None:
    source = _table(tmp_path / "in.parquet", id=[1.0], lat=[45.0])
    done = CliRunner().invoke(app, ["link", source, str(tmp_path / "out.parquet")])
    assert done.exit_code != 0 and "has no column" in str(done.exception)
    news = CliRunner().invoke(app, ["link", "--engine", "spark", "in.jsonl", "out.jsonl"])
    assert news.exit_code != 0 and "Spark links tables" in str(news.exception)
