"""Places with more incidents around them than the rest of the watched area.

Gi* of Getis & Ord (1992; Ord & Getis 1995, doi:10.1111/j.1538-4632.1995.tb00912.x) over H3 cells, each with
its six neighbours. Counts near a line of contact are far from normal, so significance is not taken from
the normal table but from shuffling the counts over the cells; of many cells tested at once some look hot by
chance, so the share of false ones is held by Benjamini & Hochberg (1995).
"""

from collections import Counter
from collections.abc import Iterable

import h3
import msgspec
import numpy as np
from msgspec.structs import replace

RESOLUTION = 5  # H3: cells of about 9 km across a side, about the error of a district's report
RADIUS_KM = 15.0  # places less certain than this are of no cell
FEWEST, FEWEST_CELLS = 30, 20
SHUFFLES, SEED = 4_999, 2020
FALSE_SHARE = 0.05


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A cell with its surroundings: incidents in both, how far above the mean, and chance's share of it."""

    cell: str
    lat: float
    lon: float
    incidents: int
    around: int  # in it and its neighbours
    z: float
    p: float


class Hot(msgspec.Struct, frozen=True, kw_only=True):
    """The hot cells, the hottest first; `refused` says why none were looked for."""

    spots: tuple[Spot, ...] = ()
    cells: int = 0
    placed: int = 0
    left_out: int = 0  # without a place, or less certain than `RADIUS_KM`
    refused: str = ""


def hot_spots(
    incidents: Iterable[tuple[float | None, float | None, float | None]],
    watched: Iterable[tuple[float, float]],
) -> Hot:
    """Hot cells among incidents of (lat, lon, radius in km); `watched` are the places that are looked at.

    The watched places, not the incidents, say where nothing was told of: a cell nobody watches is no zero.
    """
    counts: Counter[str] = Counter()
    left_out = 0
    for lat, lon, radius in incidents:
        if lat is None or lon is None or (radius or 0.0) > RADIUS_KM:
            left_out += 1
        else:
            counts[h3.latlng_to_cell(lat, lon, RESOLUTION)] += 1
    cells = sorted({h3.latlng_to_cell(lat, lon, RESOLUTION) for lat, lon in watched} | counts.keys())
    placed = counts.total()
    known = Hot(cells=len(cells), placed=placed, left_out=left_out)
    if placed < FEWEST or len(cells) < FEWEST_CELLS:
        return replace(
            known,
            refused=f"{placed} incidents in {len(cells)} cells are too few: at least {FEWEST} in "
            f"{FEWEST_CELLS} are needed to tell a hot place from chance.",
        )
    values = np.array([counts[cell] for cell in cells], dtype=float)
    near = _neighbours(cells)
    around = _around(near, values)
    shuffle = np.random.default_rng(SEED)
    above = np.zeros(len(cells))
    for _ in range(SHUFFLES):  # a cell's mean and spread stay: comparing sums is comparing Gi*
        above += _around(near, shuffle.permutation(values)) >= around
    p = (above + 1) / (SHUFFLES + 1)
    z = _g_star(near, values)
    spots = [
        _spot(cells[i], int(values[i]), int(around[i]), float(z[i]), float(p[i]))
        for i in np.flatnonzero(_kept(p))
    ]
    return replace(known, spots=tuple(sorted(spots, key=lambda s: -s.z)))


def _spot(cell: str, incidents: int, around: int, z: float, p: float) -> Spot:
    lat, lon = h3.cell_to_latlng(cell)
    return Spot(cell=cell, lat=lat, lon=lon, incidents=incidents, around=around, z=z, p=p)


def _neighbours(cells: list[str]) -> np.ndarray:
    """Cells × 7: the place of the cell and of its neighbours; one past the last where nobody watches."""
    place = {cell: i for i, cell in enumerate(cells)}
    near = np.full((len(cells), 7), len(cells))
    for i, cell in enumerate(cells):
        found = [place[other] for other in h3.grid_disk(cell, 1) if other in place]
        near[i, : len(found)] = found
    return near


def _around(near: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The sum over each cell and its neighbours."""
    sums: np.ndarray = np.append(values, 0.0)[near].sum(1)
    return sums


def _g_star(near: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Gi* of each cell, in standard deviations."""
    n = len(values)
    watched = (near < n).sum(1)
    spread = values.std() * np.sqrt(np.maximum(n * watched - watched**2, 0) / (n - 1))
    above = _around(near, values) - values.mean() * watched
    return np.divide(above, spread, out=np.zeros(n), where=spread > 0)


def _kept(p: np.ndarray) -> np.ndarray:
    """Which of many tests stand when at most `FALSE_SHARE` of those kept may be false."""
    order = np.argsort(p)
    passed = np.flatnonzero(p[order] <= FALSE_SHARE * np.arange(1, len(p) + 1) / len(p))
    kept = np.zeros(len(p), dtype=bool)
    if len(passed):
        kept[order[: passed[-1] + 1]] = True
    return kept
