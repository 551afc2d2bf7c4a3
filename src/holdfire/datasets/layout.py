"""How a store's events are laid out for those who ask: in the table's order, by place, counted by cell."""

import duckdb
import pyarrow as pa

from holdfire.datasets import cells


def lay_out(db: duckdb.DuckDBPyConnection, chosen: str) -> None:
    """Makes `event`, `spot` and `bin` from the events a SELECT gives, in the order their readers ask for."""
    db.execute(
        f"""CREATE TEMP TABLE ordered AS
            SELECT *, CAST(ROW_NUMBER() OVER (ORDER BY day DESC, event) AS INTEGER) AS n
            FROM ({chosen}) ORDER BY n"""
    )
    _cells(db)
    db.execute(
        """CREATE TABLE event AS SELECT o.*, c.cell FROM ordered o LEFT JOIN cell c USING (n) ORDER BY n"""
    )
    # Neighbours beside each other, so that a tile reads little.
    db.execute("CREATE TABLE spot AS SELECT e.* FROM event e JOIN cell c USING (n) ORDER BY c.near, day")
    for resolution in cells.RESOLUTIONS:
        parent = cells.parent_sql("cell", resolution)
        made = "CREATE TABLE bin AS" if resolution == cells.RESOLUTIONS[0] else "INSERT INTO bin"
        db.execute(
            f"""{made} SELECT CAST({resolution} AS UTINYINT) AS resolution, {parent} AS cell,
                  CAST(DATE_TRUNC('month', day) AS DATE) AS month, type, grp, sources,
                  CAST(COUNT(*) AS INTEGER) AS events, CAST(SUM(rows) AS INTEGER) AS rows
                FROM spot GROUP BY ALL ORDER BY cell, month"""
        )
    found = db.execute("SELECT DISTINCT cell FROM bin").fetchnumpy()["cell"]
    centres = [cells.centre(int(cell)) for cell in found]
    placed = pa.table(  # noqa: F841 - DuckDB reads it by this name
        {
            "cell": pa.array(found, pa.uint64()),
            "lat": pa.array([lat for lat, _ in centres], pa.float64()),
            "lon": pa.array([lon for _, lon in centres], pa.float64()),
        }
    )
    db.execute(
        "CREATE TABLE binned AS SELECT b.*, p.lat, p.lon FROM bin b JOIN placed p USING (cell) "
        "ORDER BY resolution, cell, month"
    )
    db.execute("DROP TABLE bin; ALTER TABLE binned RENAME TO bin; DROP TABLE cell; DROP TABLE ordered")


def _cells(db: duckdb.DuckDBPyConnection) -> None:
    """`cell`: of each event with a point, its finest H3 cell and its place along a curve through the map."""
    found = db.execute(
        "SELECT n, lat, lon FROM ordered WHERE lat IS NOT NULL AND lon IS NOT NULL"
    ).fetchnumpy()
    placed = pa.table(  # noqa: F841 - DuckDB reads it by this name
        {
            "n": pa.array(found["n"], pa.int32()),
            "cell": pa.array(cells.cells_of(found["lat"], found["lon"]), pa.uint64()),
            "near": pa.array(cells.along_curve(found["lat"], found["lon"]), pa.int64()),
        }
    )
    db.execute("CREATE TEMP TABLE cell AS SELECT * FROM placed")
