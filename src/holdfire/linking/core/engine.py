"""Links a table of reports into events on one machine: the SQL of `sql/` on DuckDB, Parquet in and out.

Steps, each a named SQL text: level the reports by their own error, find every pair within reach, estimate
what agreeing tells from a sample, score, and group by average linkage. Columns of the table read:

    id BIGINT, lat, lon DOUBLE (degrees), sd_km, sd_hours DOUBLE (the report's own standard errors),
    at_hour DOUBLE (hours since any one moment), kind, actor, target (any type, NULL where not said),
    deaths DOUBLE or NULL, source (NULL where unknown)

Written: id BIGINT, event BIGINT (the least id of the event's reports).
"""

import math
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import duckdb
import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.linking.core.linkage import average_groups
from holdfire.linking.core.weights import LEVELS, Weights, chances, estimate

REACH = 2.5  # standard deviations of the difference within which no pair is lost
FLOOR = -4.0  # log odds under which a pair is not kept, and which a pair not kept counts with
SAMPLE = 40_000  # reports whose candidates the weights are estimated from
FINE_KM, COARSE_KM, DRAW = 6.0, 24.0, 0.25  # cells of the density, and how far it is drawn to the coarse one
MOST_LEVELS = 4
STRETCH = 200_000  # reports compared at a time: their keys stay near the processor
EVER = (-1e12, 1e12)  # hours


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """What linking found: how many reports, pairs kept and events, and the weights it went by."""

    reports: int
    pairs: int
    events: int
    weights: Weights


class Caps(msgspec.Struct, frozen=True):
    """Levels of error: a report is of the first level whose cap its own error stays under."""

    caps: tuple[float, ...]

    def rows(self) -> str:
        """As the rows of a VALUES list: level, above, cap."""
        edges = (0.0, *self.caps)
        return ", ".join(f"({i}, {a}, {b})" for i, (a, b) in enumerate(pairwise(edges)))


def link_table(
    source: str | Path,
    target: str | Path,
    *,
    pairs_to: str | Path | None = None,
    weights: Weights | None = None,
    memory: str = "1200MB",
    threads: int = 2,
    stop: float = 0.0,
) -> Linked:
    """Links the reports of a Parquet file; `pairs_to` also gets each pair kept with its log odds.

    With `weights` nothing is estimated. `stop` is the log odds two groups need to be merged.
    """
    with duckdb.connect() as db:
        db.execute(f"SET threads = {int(threads)}; SET memory_limit = '{memory}'")
        db.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        db.execute(
            "CREATE VIEW reports AS SELECT * FROM read_parquet($path)".replace("$path", _quoted(source))
        )
        place, time = _caps(db, "sd_km"), _caps(db, "sd_hours")
        _level(db, place, time)
        weights = weights or _estimate(db, place, time)
        first, second, score = _scored(db, place, time, weights)
        if pairs_to is not None:
            pq.write_table(pa.table({"a": first, "b": second, "score": score}), pairs_to)
        ids = db.execute("SELECT id FROM levelled ORDER BY id").fetchnumpy()["id"].astype(np.int64)
    group = average_groups(
        len(ids), np.searchsorted(ids, first), np.searchsorted(ids, second), score, missing=FLOOR, stop=stop
    )
    event = ids[group]
    pq.write_table(pa.table({"id": ids, "event": event}), target)
    return Linked(reports=len(ids), pairs=len(first), events=len(np.unique(event)), weights=weights)


def _quoted(path: str | Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _sql(name: str) -> str:
    return (files("holdfire.linking.core") / "sql" / f"{name}.sql").read_text("utf-8")


def _caps(db: duckdb.DuckDBPyConnection, column: str) -> Caps:
    """The errors that reports state, as few levels: themselves where few are stated, else doubling steps."""
    stated = [r[0] for r in db.execute(f"SELECT DISTINCT {column} FROM reports ORDER BY 1").fetchall()]
    if len(stated) <= MOST_LEVELS:
        return Caps(tuple(float(s) for s in stated))
    steps = np.geomspace(max(float(stated[0]), 1e-3), float(stated[-1]), MOST_LEVELS + 1)[1:]
    return Caps((*(float(s) for s in steps[:-1]), float(stated[-1])))


def _level(db: duckdb.DuckDBPyConnection, place: Caps, time: Caps) -> None:
    for name, caps in (("place_caps", place), ("time_caps", time)):
        db.execute(f"CREATE TABLE {name} AS SELECT * FROM (VALUES {caps.rows()}) AS t(level, above, cap)")
    (span,) = db.execute("SELECT GREATEST(MAX(at_hour) - MIN(at_hour), 24.0) FROM reports").fetchall()[0]
    text = _sql("levelled").format(
        fine_km=FINE_KM, coarse_km=COARSE_KM, draw=DRAW, span_hours=float(span or 24.0)
    )
    db.execute(f"CREATE TABLE levelled AS {text} ORDER BY p.at_hour")


class Meeting(msgspec.Struct, frozen=True):
    """Levels that meet in one go: the second report's; the first's, `time_a` or all no worse."""

    place_b: int
    time_b: int
    time_a: int | None = None

    def firsts(self) -> str:
        """The levels of the first report, as a condition."""
        if self.time_a is None:
            return f"place_level <= {self.place_b} AND time_level <= {self.time_b}"
        return f"place_level < {self.place_b} AND time_level = {self.time_a}"

    def once(self) -> str:
        """What keeps two reports of the same levels from meeting twice."""
        if self.time_a is not None:
            return "TRUE"
        return f"a.place_level < {self.place_b} OR a.time_level < {self.time_b} OR a.id < b.id"


def _candidates(
    place: Caps,
    time: Caps,
    meeting: Meeting,
    levelled: str = "levelled",
    stretch: tuple[float, float] = EVER,
) -> str:
    place_a = meeting.place_b - (meeting.time_a is not None)
    time_a = meeting.time_b if meeting.time_a is None else meeting.time_a
    window = REACH * math.hypot(place.caps[place_a], place.caps[meeting.place_b])
    hours = REACH * math.hypot(time.caps[time_a], time.caps[meeting.time_b])
    # Where the window is small, a larger cell means fewer keys a report and hardly more false pairs.
    wide = 2.0 if window < 10 else 1.0
    return _sql("candidates").replace("FROM levelled l", f"FROM {levelled} l").format(
        reach=REACH, place_b=meeting.place_b, time_b=meeting.time_b, firsts_are=meeting.firsts(),
        once=meeting.once(), cell_km=wide * window, window_km=window,
        cell_hours=wide * hours, window_hours=hours, from_hour=stretch[0], to_hour=stretch[1],
    )  # fmt: skip


def _levels(place: Caps, time: Caps) -> list[Meeting]:
    """Meetings which together bring every two levels together once.

    Of two levels the one no better in either respect gets the keys; where each is better in one, the one
    less certain of its place. Fewer keys matter more than tight windows.
    """
    each = [(p, t) for p in range(len(place.caps)) for t in range(len(time.caps))]
    return [
        *(Meeting(p, t) for p, t in each),
        *(Meeting(p, t, a) for p, t in each if p for a in range(t + 1, len(time.caps))),
    ]


def _estimate(db: duckdb.DuckDBPyConnection, place: Caps, time: Caps) -> Weights:
    """Weights from the candidates of a stretch of time in the middle that holds the sample's size."""
    (count,) = db.execute("SELECT COUNT(*) FROM levelled").fetchall()[0]
    low, high = max(0.0, 0.5 - SAMPLE / 2 / max(count, 1)), min(1.0, 0.5 + SAMPLE / 2 / max(count, 1))
    db.execute(
        f"""CREATE TEMP TABLE sample AS SELECT * FROM levelled WHERE at_hour
            BETWEEN (SELECT QUANTILE_CONT(at_hour, {low}) FROM levelled)
                AND (SELECT QUANTILE_CONT(at_hour, {high}) FROM levelled)"""
    )
    found: dict[str, list[np.ndarray]] = {}
    for level in _levels(place, time):
        rows = db.execute(_candidates(place, time, level, "sample")).fetchnumpy()
        for name in ("closeness", *(f"same_{n}" for n in LEVELS)):
            found.setdefault(name, []).append(np.asarray(rows[name]))
    (sampled,) = db.execute("SELECT COUNT(*) FROM sample").fetchall()[0]
    deaths = db.execute(
        "SELECT CAST(deaths AS BIGINT), COUNT(*) FROM sample WHERE deaths IS NOT NULL GROUP BY 1"
    ).fetchall()
    chance = chances(_counts(db, "kind"), _counts(db, "actor"), dict(deaths), _counts(db, "source"))
    db.execute("DROP TABLE sample")
    codes = {n: np.concatenate(found[f"same_{n}"]).astype(np.int64) for n in LEVELS}
    return estimate(np.concatenate(found["closeness"]).astype(np.float64), codes, sampled, chance)


def _counts(db: duckdb.DuckDBPyConnection, column: str) -> list[int]:
    found = db.execute(f"SELECT COUNT(*) FROM sample WHERE {column} IS NOT NULL GROUP BY {column}").fetchall()
    return [n for (n,) in found]


def _scored(
    db: duckdb.DuckDBPyConnection, place: Caps, time: Caps, weights: Weights
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    cases = {
        name: " ".join(f"WHEN {code} THEN {w}" for code, w in enumerate(getattr(weights, name)) if code)
        for name in LEVELS
    }
    parts: dict[str, list[np.ndarray]] = {"a": [], "b": [], "score": []}
    for stretch in _stretches(db):
        for level in _levels(place, time):
            text = _sql("scored").format(
                prior=weights.prior, floor=FLOOR, least=FLOOR - weights.prior - weights.most(),
                candidates=_candidates(place, time, level, stretch=stretch), **cases,
            )  # fmt: skip
            rows = db.execute(text).fetchnumpy()
            for name, kept in parts.items():
                kept.append(np.asarray(rows[name]))
    first, second, score = (np.concatenate(parts[name]) for name in ("a", "b", "score"))
    return first.astype(np.int64), second.astype(np.int64), score.astype(np.float64)


def _stretches(db: duckdb.DuckDBPyConnection) -> list[tuple[float, float]]:
    """Stretches of time with about as many reports each, which together are all of time."""
    (count,) = db.execute("SELECT COUNT(*) FROM levelled").fetchall()[0]
    many = max(1, round(count / STRETCH))
    if many == 1:
        return [EVER]
    (cuts,) = db.execute(
        f"SELECT QUANTILE_DISC(at_hour, {[n / many for n in range(1, many)]}) FROM levelled"
    ).fetchall()[0]
    return list(pairwise((EVER[0], *sorted({float(c) for c in cuts}), EVER[1])))
