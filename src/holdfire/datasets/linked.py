"""Rows of several data sets into events: the linking core's pairs, less those that a data set keeps apart.

A data set such as UCDP GED has linked its sources itself, so each of its rows is an event of its own. Rows of
others (patrol logs, articles of several outlets) may be one event with rows of their own data set too.
"""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.linking.core.engine import FLOOR, link_table
from holdfire.linking.core.linkage import average_groups

APART = -100.0  # log odds of two rows that a source says are two events


def link_rows(db: duckdb.DuckDBPyConnection, rows: str, apart: set[str], scratch: Path) -> pa.Table:
    """The event of each row that a SELECT gives: columns id and event. `scratch` is a folder to work in.

    The SELECT gives what `link_table` reads, and `data_set`. One data set that keeps all apart is not linked.
    """
    reports, pairs, target = (scratch / f"{name}.parquet" for name in ("reports", "pairs", "target"))
    db.execute(f"COPY ({rows}) TO '{str(reports).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
    said = pq.read_table(reports, columns=["id", "data_set"])
    ids, sets = said["id"].to_numpy(), said["data_set"].to_numpy(zero_copy_only=False)
    if len(ids) < 2 or (len(set(sets)) == 1 and sets[0] in apart):
        return pa.table({"id": pa.array(ids, pa.int64()), "event": pa.array(ids, pa.int64())})
    link_table(reports, target, pairs_to=pairs)
    if not apart & set(sets):
        return pq.read_table(target)
    found = pq.read_table(pairs)
    first, second = (np.searchsorted(ids, found[name].to_numpy()) for name in ("a", "b"))
    own = np.array([name if name in apart else f"{name} {n}" for n, name in enumerate(sets)])
    score = np.where(own[first] == own[second], APART, found["score"].to_numpy())
    group = average_groups(len(ids), first, second, score, missing=FLOOR)
    for members in _mixed(group, own):
        group[members] = _again(members, first, second, score, own)
    return pa.table({"id": pa.array(ids, pa.int64()), "event": pa.array(ids[group], pa.int64())})


def _mixed(group: np.ndarray, own: np.ndarray) -> list[np.ndarray]:
    """Groups with two rows that are kept apart: never a pair, they were brought together by a third."""
    order = np.argsort(group, kind="stable")
    cuts = np.flatnonzero(np.diff(group[order])) + 1
    return [m for m in np.split(order, cuts) if len(m) > 1 and len(set(own[m])) < len(m)]


def _again(
    members: np.ndarray, first: np.ndarray, second: np.ndarray, score: np.ndarray, own: np.ndarray
) -> np.ndarray:
    """A group linked anew with every two rows that are kept apart as a pair."""
    inside = np.isin(first, members) & np.isin(second, members)
    said = {
        (int(a), int(b)): float(s)
        for a, b, s in zip(first[inside], second[inside], score[inside], strict=True)
    }
    for n, a in enumerate(members):
        for b in members[n + 1 :]:
            if own[a] == own[b]:
                said.pop((int(b), int(a)), None)
                said[int(a), int(b)] = APART
    one, other = (np.searchsorted(members, [pair[side] for pair in said]) for side in (0, 1))
    return members[average_groups(len(members), one, other, np.array(list(said.values())), missing=FLOOR)]
