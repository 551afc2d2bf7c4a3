"""H3 cells of many points, and their parents by the bits alone (https://h3geo.org/docs/core-library/h3Indexing).

A cell's resolution stands in bits 52 to 55; each finer digit takes three bits, all ones where it is not used.
"""

import h3.api.numpy_int as h3
import numpy as np
from numpy.typing import NDArray

FINEST = 9  # about 200 m from centre to corner: no source states its places better
COARSEST = 1
RESOLUTIONS = range(COARSEST, 6)  # counted beforehand; finer cells are counted when asked for


def cells_of(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.uint64]:
    """The finest cell of each point; degrees."""
    cell = h3.latlng_to_cell
    found = (cell(y, x, FINEST) for y, x in zip(lat.tolist(), lon.tolist(), strict=True))
    return np.fromiter(found, np.uint64, len(lat))


def parent_sql(column: str, resolution: int) -> str:
    """The SQL of a cell's parent, for DuckDB."""
    ones = (1 << (15 - resolution) * 3) - 1
    return f"(({column} & {~(15 << 52) & (1 << 64) - 1}::UBIGINT) | {(resolution << 52) | ones}::UBIGINT)"


def edge_km(resolution: int) -> float:
    """The mean length of a cell's edge."""
    return float(h3.average_hexagon_edge_length(resolution, "km"))


def centre(cell: int) -> tuple[float, float]:
    """A cell's centre: latitude, longitude."""
    lat, lon = h3.cell_to_latlng(cell)
    return float(lat), float(lon)


def corners(cell: int) -> list[tuple[float, float]]:
    """A cell's corners: latitude, longitude."""
    return [(float(lat), float(lon)) for lat, lon in h3.cell_to_boundary(cell)]


def along_curve(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.int64]:
    """Each point's place on a curve through the web map that keeps neighbours together (Morton 1966)."""
    side = 1 << 16
    x = np.clip((lon + 180) / 360 * side, 0, side - 1).astype(np.int64)
    rad = np.radians(np.clip(lat, -85.05, 85.05))
    y = np.clip((1 - np.arcsinh(np.tan(rad)) / np.pi) / 2 * side, 0, side - 1).astype(np.int64)
    return _spread(x) | (_spread(y) << 1)


def _spread(value: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sixteen bits with a gap after each."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        value = (value | (value << shift)) & mask
    return value
