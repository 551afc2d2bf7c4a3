"""What the pages ask of the data sets' store under one filter: totals, timeline, table, tiles, one event.

Every count comes as two numbers: events, in which reports linked to one event count once, and rows, in which
each counts. An event lies on its first day in the theatre's time, and has the place of its most precise row.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import duckdb
import msgspec

from holdfire.datasets import cells, tiles
from holdfire.datasets.tiles import Tile

Box = tuple[float, float, float, float]  # west, south, east, north in degrees
EVENT = (
    "n", "event", "day", "until", "lat", "lon", "radius_km", "type", "grp", "sources", "rows", "killed_low",
    "killed", "killed_high", "place", "actors", "source", "id",
)  # fmt: skip
DAYS, WEEKS = 120, 3 * 366  # the longest spans shown by day and by week


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A filter. None and "" leave a side open."""

    first: date | None = None
    last: date | None = None
    box: Box | None = None
    type: str = ""  # a code of the vocabulary, or a source's own word
    group: str = ""
    source: str = ""  # a data set
    words: str = ""  # in the place, or who is named


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """How much there is under a filter."""

    events: int
    rows: int
    unplaced: int  # events
    first: date | None
    last: date | None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A bar of the timeline: the days from `first` to `last`."""

    first: date
    last: date
    events: int
    rows: int


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to filter by, in the order of the store's own numbers."""

    sources: tuple[str, ...]
    types: tuple[tuple[str, bool], ...]  # the code, and whether it is the source's own word


def known(db: duckdb.DuckDBPyConnection) -> Known:
    """The data sets and types of the store."""
    return Known(
        sources=tuple(name for (name,) in db.execute("SELECT name FROM data_set ORDER BY number").fetchall()),
        types=tuple(db.execute("SELECT code, own FROM type ORDER BY number").fetchall()),
    )


def totals(db: duckdb.DuckDBPyConnection, asked: Asked) -> Totals:
    """Counts over everything asked for."""
    where, values = _where(db, asked)
    row = db.execute(
        f"""SELECT COUNT(*), COALESCE(SUM(rows), 0), COUNT(*) FILTER (lat IS NULL), MIN(day), MAX(day)
            FROM event WHERE {where}""",
        values,
    ).fetchone()
    assert row is not None
    return Totals(events=row[0], rows=int(row[1]), unplaced=row[2], first=row[3], last=row[4])


def timeline(db: duckdb.DuckDBPyConnection, asked: Asked, found: Totals) -> list[Step]:
    """Counts by day, week or month, as the span of what was found allows; empty steps are left out."""
    if found.first is None or found.last is None:
        return []
    span = (found.last - found.first).days
    unit = "day" if span <= DAYS else "week" if span <= WEEKS else "month"
    where, values = _where(db, asked)
    rows = db.execute(
        f"""SELECT CAST(DATE_TRUNC('{unit}', day) AS DATE) AS step, COUNT(*), SUM(rows)
            FROM event WHERE {where} GROUP BY step ORDER BY step""",
        values,
    ).fetchall()
    return [Step(first=day, last=_end(day, unit), events=n, rows=int(all_)) for day, n, all_ in rows]


def page(db: duckdb.DuckDBPyConnection, asked: Asked, after: int, size: int) -> list[dict[str, Any]]:
    """Events in the table's order, the latest first, from the one after number `after` on."""
    where, values = _where(db, asked)
    found = db.execute(
        f"SELECT {', '.join(EVENT)} FROM event WHERE n > ? AND {where} ORDER BY n LIMIT ?",
        [after, *values, size],
    )
    return [dict(zip(EVENT, row, strict=True)) for row in found.fetchall()]


def tile(db: duckdb.DuckDBPyConnection, asked: Asked, at: Tile) -> tuple[str, Sequence[tuple[Any, ...]]]:
    """What a tile shows: "bins" of (cell, events, rows), or "points" of events in the order of EVENT."""
    if at.z >= tiles.POINTS_FROM:
        where, values = _where(db, asked)
        bounds = _within(at.bounds(0.02))
        few = f"SELECT 1 FROM spot WHERE {_WITHIN} AND {where} LIMIT {tiles.MOST_POINTS + 1}"
        counted = db.execute(f"SELECT COUNT(*) FROM ({few})", [*bounds, *values]).fetchone()
        if counted and counted[0] <= tiles.MOST_POINTS:
            asks = f"SELECT {', '.join(EVENT)} FROM spot WHERE {_WITHIN} AND {where}"
            return "points", db.execute(asks, [*bounds, *values]).fetchall()
    return "bins", _bins(db, asked, at)


def every_event(db: duckdb.DuckDBPyConnection, asked: Asked) -> Iterator[dict[str, Any]]:
    """Every event asked for in the table's order; never more than a stretch of them is held."""
    after = 0
    while found := page(db, asked, after, STRETCH):
        yield from found
        after = found[-1]["n"]


def every_row(db: duckdb.DuckDBPyConnection, asked: Asked) -> Iterator[tuple[Any, ...]]:
    """Every row of the events asked for, those of one event together: see `publishing.events.ROW`."""
    where, values = _where(db, asked)
    after = 0
    while found := page(db, asked, after, STRETCH):
        yield from db.execute(
            f"""SELECT e.source || ' ' || e.id, r.source, r.id, STRFTIME(r.at_start, '{_ISO}'),
                  STRFTIME(r.at_end, '{_ISO}'), COALESCE(NULLIF(r.source_type, ''), r.type),
                  r.place, r.lat, r.lon, r.radius_km, ARRAY_TO_STRING(r.actors, ' / '),
                  r.killed_low, r.killed, r.killed_high, r.text, r.url, r.remark, r.entry
                FROM (SELECT n, event, source, id FROM event WHERE n > ? AND n <= ? AND {where}) e
                JOIN row r ON r.event = e.event ORDER BY e.n, r.number""",
            [after, found[-1]["n"], *values],
        ).fetchall()
        after = found[-1]["n"]


STRETCH = 20_000  # events read at a time
_ISO = "%Y-%m-%dT%H:%M:%SZ"


def extent(db: duckdb.DuckDBPyConnection, asked: Asked) -> Box | None:
    """The box that holds nearly all of what is asked for: a point far off does not shrink the map."""
    where, values = _where(db, asked)
    row = db.execute(
        f"""SELECT QUANTILE_CONT(lon, 0.005), QUANTILE_CONT(lat, 0.005), QUANTILE_CONT(lon, 0.995),
              QUANTILE_CONT(lat, 0.995) FROM (SELECT lat, lon FROM spot WHERE {where} USING SAMPLE 20000)""",
        values,
    ).fetchone()
    return None if row is None or row[0] is None else (row[0], row[1], row[2], row[3])


def event_of(db: duckdb.DuckDBPyConnection, source: str, id: str) -> dict[str, Any] | None:
    """The event a row of a data set belongs to; None where there is none, or it counts no more."""
    found = db.execute(
        f"""SELECT {", ".join(EVENT)} FROM event WHERE event =
            (SELECT ANY_VALUE(event) FROM row WHERE source = ? AND id = ? AND counts)""",
        [source, id],
    ).fetchone()
    return dict(zip(EVENT, found, strict=True)) if found else None


def rows_of(db: duckdb.DuckDBPyConnection, event: int) -> list[dict[str, Any]]:
    """The rows of an event, the most precise first."""
    found = db.execute(
        "SELECT * FROM row WHERE event = ? ORDER BY lat IS NULL, radius_km, time_sd_hours, number", [event]
    )
    return _dicts(found)


def history_of(db: duckdb.DuckDBPyConnection, source: str, id: str) -> list[dict[str, Any]]:
    """Every version of a row, in the order its tables were received."""
    return _dicts(db.execute("SELECT * FROM row WHERE source = ? AND id = ? ORDER BY entry", [source, id]))


def not_counted(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows that are no incidents, by kind: a sensor's detections and articles; and what is gone."""
    kinds = db.execute(
        """SELECT CASE WHEN gone_in IS NOT NULL THEN 'gone' ELSE kind END AS kind, COUNT(*)
           FROM row WHERE latest AND NOT counts GROUP BY 1"""
    )
    return {str(kind): int(n) for kind, n in kinds.fetchall()}


def _bins(db: duckdb.DuckDBPyConnection, asked: Asked, at: Tile) -> list[tuple[Any, ...]]:
    """Counted beforehand for whole months; days outside of them, and finer cells, are counted now."""
    resolution = tiles.resolution(at.z)
    bounds = _within(at.bounds(tiles.margin(at)))
    parts, values = [], []

    def count(table: str, asked: Asked) -> None:
        where, given = _where(db, asked)
        parts.append(
            f"""SELECT {cells.parent_sql("cell", resolution)} AS cell, COUNT(*) AS events, SUM(rows) AS rows
                FROM {table} WHERE {_WITHIN} AND {where} GROUP BY 1"""
        )
        values.extend([*bounds, *given])

    if resolution not in cells.RESOLUTIONS or asked.words or asked.box:
        count("spot", asked)
    else:
        months, edges = _months(asked)
        if months is not None:
            where, given = _where(db, asked, days="month", first=months[0], last=months[1])
            parts.append(
                f"""SELECT cell, SUM(events) AS events, SUM(rows) AS rows
                    FROM bin WHERE resolution = {resolution} AND {_WITHIN} AND {where} GROUP BY 1"""
            )
            values.extend([*bounds, *given])
        for first, last in edges:
            count("event", msgspec.structs.replace(asked, first=first, last=last))
    if len(parts) == 1:
        found = db.execute(parts[0], values).fetchall()
    else:
        text = f"SELECT cell, SUM(events), SUM(rows) FROM ({' UNION ALL '.join(parts)}) GROUP BY 1"
        found = db.execute(text, values).fetchall()
    return [(int(c), int(events), int(rows)) for c, events, rows in found if tiles.touches(at, int(c))]


def _months(
    asked: Asked,
) -> tuple[tuple[date | None, date | None] | None, list[tuple[date | None, date | None]]]:
    """The whole months of a filter, as their first days, and the stretches of days outside them."""
    first, last = asked.first, asked.last
    edges: list[tuple[date | None, date | None]] = []
    start = first if first is None or first.day == 1 else _end(first, "month") + timedelta(days=1)
    after = None if last is None else last + timedelta(days=1)
    stop = None if after is None else after.replace(day=1)  # the month that is not whole any more
    if start is not None and stop is not None and start >= stop:
        return None, [(first, last)]
    if first is not None and start is not None and start != first:
        edges.append((first, start - timedelta(days=1)))
    if after is not None and stop is not None and stop != after:
        edges.append((stop, last))
    return (start, None if stop is None else stop - timedelta(days=1)), edges


_WITHIN = "lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?"


def _within(box: Box) -> list[float]:
    west, south, east, north = box
    return [west, east, south, north]


def _where(
    db: duckdb.DuckDBPyConnection, asked: Asked, *, days: str = "day", **between: date | None
) -> tuple[str, list[Any]]:
    """The filter as SQL over `event`, `spot` or, by month, `bin`; values are given apart."""
    first, last = between.get("first", asked.first), between.get("last", asked.last)
    parts: list[str] = ["TRUE"]
    values: list[Any] = []
    if first is not None:
        parts.append(f"{days} >= ?")
        values.append(first)
    if last is not None:
        parts.append(f"{days} <= ?")
        values.append(last)
    if asked.box is not None:
        parts.append(_WITHIN)
        values.extend(_within(asked.box))
    if asked.type:
        numbers = db.execute("SELECT number FROM type WHERE code = ?", [asked.type]).fetchall()
        parts.append(f"type IN ({', '.join(str(n) for (n,) in numbers)})" if numbers else "FALSE")
    if asked.group:
        parts.append("grp = ?")
        values.append(ord(asked.group[0]))
    if asked.source:
        bits = db.execute("SELECT number FROM data_set WHERE name = ?", [asked.source]).fetchall()
        parts.append(f"sources & {1 << bits[0][0]}::UBIGINT > 0" if bits else "FALSE")
    if asked.words:
        parts.append("(CONTAINS(LOWER(place), LOWER(?)) OR CONTAINS(LOWER(actors), LOWER(?)))")
        values.extend([asked.words, asked.words])
    return " AND ".join(parts), values


def _end(day: date, unit: str) -> date:
    """The last day of the day, week or month that `day` lies in."""
    if unit == "day":
        return day
    if unit == "week":
        return day + timedelta(days=6 - day.weekday())
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _dicts(found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def tile_bytes(db: duckdb.DuckDBPyConnection, asked: Asked, at: Tile, said: Any) -> bytes:
    """A tile of what is asked for; `said` gives what a point says from its event."""
    kind, found = tile(db, asked, at)
    if kind == "bins":
        return tiles.of_bins(at, found)
    events: list[Mapping[str, Any]] = [dict(zip(EVENT, row, strict=True)) for row in found]
    return tiles.of_points(at, [(one["lat"], one["lon"], said(one)) for one in events])
