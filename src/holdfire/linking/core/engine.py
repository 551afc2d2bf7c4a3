"""Links a table of reports into events: the SQL of `sql/` on one machine or a cluster, Parquet in and out.

Steps, each a named SQL text: level the reports by their own error, find every pair within reach, estimate
what agreeing tells from a sample, score, and group by average linkage. Columns of the table read:

    id BIGINT, lat, lon DOUBLE (degrees), sd_km, sd_hours DOUBLE (the report's own standard errors),
    at_hour DOUBLE (hours since any one moment), kind, actor, target (any type, NULL where not said),
    deaths DOUBLE or NULL, source (NULL where unknown)

Written: id BIGINT, event BIGINT (the least id of the event's reports); by either engine the same.
"""

import math
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.errors import IntakeError
from holdfire.linking.core.labels import Decided, counted, stand, wide
from holdfire.linking.core.linkage import average_groups
from holdfire.linking.core.machines import Machine, machine
from holdfire.linking.core.meetings import MOST_LEVELS, Caps, Meeting, cells, meetings, number
from holdfire.linking.core.weights import LEVELS, Labelled, Outcomes, Weights, chances, estimate

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

REACH = 2.5  # standard deviations of the difference within which no pair is lost
FLOOR = -4.0  # log odds under which a pair is not kept, and which a pair not kept counts with
SAMPLE = 40_000  # reports whose candidates the weights are estimated from
FINE_KM, COARSE_KM, DRAW = 6.0, 24.0, 0.25  # cells of the density, and how far it is drawn to the coarse one
STRETCH_HOURS = 480.0  # reports of a stretch are stored side by side
MOST_BITS = 62
KEYED = "firsts a JOIN seconds b ON a.cell = b.cell WHERE a.lower OR a.id < b.id"
LABELS = "labels l JOIN levelled a ON a.id = l.a JOIN levelled b ON b.id = l.b"
COLUMNS = (
    "id", "lat", "lon", "sd_km", "sd_hours", "at_hour", "kind", "actor", "target", "deaths", "source",
)  # fmt: skip


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """What linking found: how many reports, pairs kept and events, and the weights it went by."""

    reports: int
    pairs: int
    events: int
    weights: Weights


class Levelled(msgspec.Struct, frozen=True, kw_only=True):
    """The reports by level: the caps, how many are of each two levels, and their mean density."""

    place: Caps
    time: Caps
    many: dict[tuple[int, int], int]
    density: float  # reports about a report, by square kilometre and hour
    told: dict[str, int]  # where in `told` what stands

    def firsts(self, meeting: Meeting) -> float:
        """How dense the first reports of a meeting are."""
        firsts = sum(n for levels, n in self.many.items() if meeting.are_firsts(*levels))
        return self.density * firsts / max(sum(self.many.values()), 1)


def link_table(
    source: str | Path,
    target: str | Path,
    *,
    pairs_to: str | Path | None = None,
    weights: Weights | None = None,
    labelled: Iterable[tuple[int, int, bool]] = (),
    engine: "SparkSession | str | None" = None,
    memory: str = "1200MB",
    threads: int = 2,
    stop: float = 0.0,
) -> Linked:
    """Links the reports of a Parquet file; `pairs_to` also gets each pair kept with its log odds.

    With `weights` nothing is estimated. `labelled` are pairs of ids that people put together (True) or apart:
    they move the weights of all pairs, and stand as decided whatever their own score. `stop` is the log odds
    two groups need to be merged. `engine` is a Spark session or a Spark master's address; left out, DuckDB
    with so much `memory` and so many `threads`. Raises IntakeError where the table lacks a column or a report
    lacks its place, time or error.
    """
    decided = Decided.of(labelled)
    with machine(engine, memory=memory, threads=threads) as on:
        on.read("stated", str(source))
        _check(on, str(source))
        if decided.pairs:
            decided.store(on)
        place, time = _wide(on, decided, weights)
        on.view(
            "reports",
            f"""SELECT id, lat, lon, sd_km * {number(place)} AS sd_km, sd_hours * {number(time)} AS sd_hours,
                at_hour, kind, actor, target, deaths, source FROM stated""",
        )
        levelled = level(on)
        if weights is None:
            labels = counted(on, compared(levelled, LABELS, math.inf)) if decided.pairs else None
            weights = msgspec.structs.replace(
                _estimate(on, levelled, labels), place_wide=place, time_wide=time
            )
        kept = on.ask_each([_scored(near(levelled, m), weights) for m in _meetings(levelled)])
        ids = np.sort(on.ask("SELECT id FROM levelled")["id"].to_numpy().astype(np.int64))
    first, second = (kept[name].to_numpy().astype(np.int64) for name in ("a", "b"))
    score = kept["score"].to_numpy().astype(np.float64)
    del kept
    if pairs_to is not None:
        low, high = np.minimum(first, second), np.maximum(first, second)
        order = np.lexsort((high, low))
        pq.write_table(pa.table({"a": low[order], "b": high[order], "score": score[order]}), pairs_to)
    pairs = len(first)
    first, second = np.searchsorted(ids, first), np.searchsorted(ids, second)
    if decided.pairs:
        first, second, score = stand(decided, ids, first, second, score)
    group = average_groups(len(ids), first, second, score, missing=FLOOR, stop=stop)
    event = ids[group]
    pq.write_table(pa.table({"id": ids, "event": event}), target)
    return Linked(reports=len(ids), pairs=pairs, events=len(np.unique(event)), weights=weights)


def _sql(name: str, **given: str | int) -> str:
    return (files("holdfire.linking.core") / "sql" / f"{name}.sql").read_text("utf-8").format(**given)


def _check(on: Machine, source: str) -> None:
    """Whether every report can be placed: one that cannot would silently be missing from the events."""
    missing = set(COLUMNS) - set(on.ask("SELECT * FROM stated LIMIT 0").column_names)
    if missing:
        raise IntakeError(f"“{source}” has no column “{min(missing)}”: it needs {', '.join(COLUMNS)}.")
    said = on.ask(
        """SELECT COUNT(*) AS reports, COUNT(DISTINCT id) AS ids, MIN(CASE
             WHEN lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180 AND sd_km > 0 AND sd_hours > 0
               AND at_hour BETWEEN -1e9 AND 1e9 AND sd_km <= 1e5 AND sd_hours <= 1e9 THEN NULL
             ELSE id END) AS wrong FROM stated"""
    ).to_pylist()[0]
    if not said["reports"]:
        raise IntakeError(f"“{source}” has no rows: give one row a report.")
    if said["ids"] < said["reports"]:
        raise IntakeError(f"“{source}” has reports without an id or of one id: give each its own.")
    if said["wrong"] is not None:
        raise IntakeError(
            f"The report with id {said['wrong']} of “{source}” cannot be placed: lat and lon are degrees, "
            "at_hour a number of hours, and sd_km and sd_hours more than 0."
        )


def _wide(on: Machine, decided: Decided, weights: Weights | None) -> tuple[float, float]:
    """How many times as large as stated the errors are: as weighed before, as people's merges show, or 1."""
    if weights is not None:
        return weights.place_wide, weights.time_wide
    return wide(on, _sql("apart")) if any(decided.pairs.values()) else (1.0, 1.0)


def level(on: Machine) -> Levelled:
    """Makes the table `levelled` from `reports`."""
    place, time = _caps(on, "sd_km"), _caps(on, "sd_hours")
    for name, caps in (("place_caps", place), ("time_caps", time)):
        on.table(name, f"SELECT * FROM (VALUES {caps.rows()}) AS t(level, above, cap)")
    (span,) = on.ask("SELECT MAX(at_hour) - MIN(at_hour) AS span FROM reports")["span"].to_pylist()
    told = _code(on)
    text = _sql(
        "levelled", actor_up=1 << told["actor_at"], target_up=1 << told["target_at"],
        source_up=1 << told["source_at"], fine_km=number(FINE_KM), coarse_km=number(COARSE_KM),
        draw=number(DRAW),
        span_hours=number(max(span, 24.0)), stretch_hours=number(STRETCH_HOURS),
    )  # fmt: skip
    on.table("levelled", text)
    rows = on.ask(
        """SELECT place_level, time_level, COUNT(*) AS many, SUM(EXP(log_density)) AS dense
           FROM levelled GROUP BY place_level, time_level"""
    ).to_pylist()
    many = {(r["place_level"], r["time_level"]): r["many"] for r in rows}
    dense = sum(r["dense"] for r in rows) / max(sum(many.values()), 1)
    return Levelled(place=place, time=time, many=many, density=dense, told=told)


def _caps(on: Machine, column: str) -> Caps:
    """The errors that reports state, as few levels: themselves where few are stated, else doubling steps."""
    stated = sorted(
        float(s) for s in on.ask(f"SELECT DISTINCT {column} AS sd FROM reports")["sd"].to_pylist()
    )
    if len(stated) <= MOST_LEVELS:
        return Caps(tuple(stated))
    steps = np.geomspace(max(stated[0], 1e-3), stated[-1], MOST_LEVELS + 1)[1:]
    return Caps((*(float(s) for s in steps[:-1]), stated[-1]))


def _code(on: Machine) -> dict[str, int]:
    """Gives what reports say its numbers, and says where in `told` each stands, and how wide it is."""
    bits = {}
    for name, column, other in (
        ("kinds", "kind", "kind"), ("actors", "actor", "target"), ("sources", "source", "source"),
    ):  # fmt: skip
        on.table(name, _sql("coded", column=column, other=other))
        (many,) = on.ask(f"SELECT COUNT(*) AS n FROM {name}")["n"].to_pylist()
        bits[name] = int(many).bit_length()
    actor, target = bits["kinds"], bits["kinds"] + bits["actors"]
    source = target + bits["actors"]
    if source + bits["sources"] > MOST_BITS:
        raise IntakeError(
            "There are too many different kinds, actors and sources to link: leave the column out that is "
            "free text, or write what means the same in the same way."
        )
    return {
        "kinds": (1 << bits["kinds"]) - 1, "actors": (1 << bits["actors"]) - 1,
        "actor_at": actor, "target_at": target, "source_at": source,
    }  # fmt: skip


def near(levelled: Levelled, meeting: Meeting, of: str = "levelled") -> str:
    """The SQL of a meeting's pairs within reach, with what tells whether the two are of one event."""
    at = cells(levelled.place, levelled.time, meeting, REACH, levelled.firsts(meeting))
    keyed = _sql(
        "keyed",
        levelled=of,
        firsts_are=meeting.firsts(),
        place_b=meeting.place_b,
        time_b=meeting.time_b,
        **at,
    )
    return f"{keyed},\n{compared(levelled, KEYED, REACH)}"


def compared(levelled: Levelled, pairs: str, reach: float) -> str:
    """The SQL that compares pairs of `a` and `b`, as a FROM clause names them, within so many deviations."""
    text = _sql("compared", pairs=pairs, reach=number(min(reach, 1e9)), **levelled.told)
    return text if pairs is KEYED else f"WITH\n{text}"


def _meetings(levelled: Levelled) -> list[Meeting]:
    return meetings(levelled.place, levelled.time)


def _scored(pairs: str, weights: Weights) -> str:
    told = " + ".join(
        f"{number(w)} * CAST(same_{name} = {code} AS INT)"
        for name in LEVELS for code, w in enumerate(getattr(weights, name)) if code
    )  # fmt: skip
    return _sql(
        "scored", near=pairs, prior=number(weights.prior), floor=number(FLOOR), told=told,
        least=number(FLOOR - weights.prior - weights.most()),
    )  # fmt: skip


def _estimate(on: Machine, levelled: Levelled, labels: Labelled | None) -> Weights:
    """Weights from the candidates of a stretch of time in the middle that holds the sample's size."""
    low, high = _middle(on)
    on.table("sample", f"SELECT * FROM levelled WHERE at_hour >= {number(low)} AND at_hour < {number(high)}")
    rows = on.ask_each([_sql("outcomes", near=near(levelled, m, "sample")) for m in _meetings(levelled)])
    found = Outcomes.together(
        rows["closeness"].to_numpy(),
        {n: rows[f"same_{n}"].to_numpy() for n in LEVELS},
        rows["pairs"].to_numpy(),
    )
    (sampled,) = on.ask("SELECT COUNT(*) AS n FROM sample")["n"].to_pylist()
    deaths = on.ask(
        """SELECT CAST(deaths AS BIGINT) AS deaths, COUNT(*) AS n FROM sample
           WHERE deaths >= 0 GROUP BY CAST(deaths AS BIGINT)"""
    ).to_pylist()
    stands = {
        "kind": "told & {kinds}", "actor": "(told >> {actor_at}) & {actors}", "source": "told >> {source_at}",
    }  # fmt: skip
    kind, actor, source = (_counts(on, text.format(**levelled.told)) for text in stands.values())
    chance = chances(kind, actor, {r["deaths"]: r["n"] for r in deaths}, source)
    return estimate(found, sampled, chance, labels)


def _middle(on: Machine) -> tuple[float, float]:
    """Whole hours, from and until, about the middle report, which hold the sample's size or all."""
    rows = on.ask(
        """SELECT CAST(FLOOR(at_hour) AS BIGINT) AS hour, COUNT(*) AS n FROM levelled
           GROUP BY CAST(FLOOR(at_hour) AS BIGINT)"""
    )
    hours, many = rows["hour"].to_numpy(), rows["n"].to_numpy()
    order = np.argsort(hours)
    hours, until = hours[order], np.cumsum(many[order])
    count = int(until[-1])
    low = int(np.searchsorted(until, (count - SAMPLE) / 2, side="right"))
    high = int(np.searchsorted(until, min((count + SAMPLE) / 2, count)))
    return float(hours[low]), float(hours[high]) + 1.0


def _counts(on: Machine, what: str) -> list[int]:
    """How many reports of the sample say each thing; `what` is 0 where they are silent."""
    found = on.ask(f"SELECT {what} AS code, COUNT(*) AS n FROM sample GROUP BY {what}").to_pylist()
    return sorted(int(r["n"]) for r in found if r["code"])
