"""Map tiles of events as Mapbox Vector Tiles 2.1 (https://github.com/mapbox/vector-tile-spec).

A tile holds either hexagons with counts or points; `resolution` says which hexagons a zoom is drawn with. The
bytes are the specification's own protobuf; geometry is written here, since whole tiles of it must be quick.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from mapbox_vector_tile.Mapbox import vector_tile_pb2

from holdfire.datasets import cells

EXTENT = 4096  # a tile's own units
POINTS_FROM = 8  # the zoom from which a tile holds points, where it has not too many
MOST_POINTS = 800
DEEPEST = 13
_RESOLUTION = (1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 9)  # by zoom: hexagons 12 to 40 pixels across


class Tile(msgspec.Struct, frozen=True):
    """A tile of the web map: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    def exists(self) -> bool:
        """Whether there is such a tile."""
        return 0 <= self.z <= DEEPEST and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z

    def bounds(self, margin: float = 0.0) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees; `margin` is a share of the tile on each side."""
        side = 1 << self.z
        west, east = ((self.x + n) / side * 360 - 180 for n in (-margin, 1 + margin))
        north, south = (
            math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (self.y + n) / side))))
            for n in (-margin, 1 + margin)
        )
        return west, south, east, north

    def units(self, lat: float, lon: float) -> tuple[int, int]:
        """A place in the tile's own units, from its upper left corner."""
        x, y = _on_map(lat, lon)
        side = 1 << self.z
        return round((x * side - self.x) * EXTENT), round((y * side - self.y) * EXTENT)


def resolution(zoom: int) -> int:
    """The H3 resolution hexagons are drawn with at a zoom."""
    return _RESOLUTION[zoom]


def margin(tile: Tile) -> float:
    """How far beyond a tile, as a share of it, the events of a hexagon that touches it may lie."""
    _, south, _, north = tile.bounds()
    across = 2.6 * cells.edge_km(resolution(tile.z))  # corner to corner; hexagons differ in size by a fifth
    wide = 40_075 * max(math.cos(math.radians(max(abs(south), abs(north)))), 0.05) / (1 << tile.z)
    return min(across / wide, 1.0)


def touches(tile: Tile, cell: int) -> bool:
    """Whether any of a hexagon may be seen in a tile."""
    side = 1 << tile.z
    ring = _ring(cell, _turn(tile))
    (left, right), (top, bottom) = ((min(axis), max(axis)) for axis in zip(*ring, strict=True))
    return (
        right * side >= tile.x
        and left * side <= tile.x + 1
        and bottom * side >= tile.y
        and top * side <= tile.y + 1
    )


def _turn(tile: Tile) -> int:
    """Which end of the map a hexagon across the 180th meridian is drawn at: 0 the left, 1 the right."""
    return 0 if 2 * tile.x < 1 << tile.z else 1


def of_bins(tile: Tile, bins: Sequence[tuple[int, int, int]]) -> bytes:
    """A tile of hexagons: cell, events and the rows behind them."""
    layer = _Layer("bins")
    side = (1 << tile.z) * EXTENT
    left, top = tile.x * EXTENT, tile.y * EXTENT
    for cell, events, rows in bins:
        ring = [(round(x * side) - left, round(y * side) - top) for x, y in _ring(cell, _turn(tile))]
        layer.add(_polygon(ring), vector_tile_pb2.tile.Polygon, {"events": events, "rows": rows})
    return layer.bytes()


def of_points(tile: Tile, points: Sequence[tuple[float, float, Mapping[str, str | int]]]) -> bytes:
    """A tile of points: latitude, longitude and what is said of each."""
    layer = _Layer("points")
    for lat, lon, said in points:
        x, y = tile.units(lat, lon)
        layer.add([_MOVE, _zigzag(x), _zigzag(y)], vector_tile_pb2.tile.Point, said)
    return layer.bytes()


@lru_cache(maxsize=32_768)
def _ring(cell: int, turn: int) -> tuple[tuple[float, float], ...]:
    """A hexagon's corners on the map, whose sides are 0 and 1; clockwise, as the specification asks.

    One that crosses the 180th meridian is drawn around the map's right end where `turn` is 1, else its left.
    """
    found = cells.corners(cell)
    lons = [lon for _, lon in found]
    if max(lons) - min(lons) > 180:
        found = [(lat, lon + 360 if turn and lon < 0 else lon - 360 if lon > 0 and not turn else lon)
                 for lat, lon in found]  # fmt: skip
    ring = [_on_map(lat, lon) for lat, lon in found]
    turned = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
    return tuple(ring if turned > 0 else ring[::-1])


def _on_map(lat: float, lon: float) -> tuple[float, float]:
    """A place on the web map, from its upper left corner; the map's side is 1."""
    rad = math.radians(max(-85.05, min(85.05, lat)))
    return (lon + 180) / 360, (1 - math.asinh(math.tan(rad)) / math.pi) / 2


def _polygon(ring: list[tuple[int, int]]) -> list[int]:
    """A ring as drawing commands."""
    x, y = ring[0]
    out = [_MOVE, _zigzag(x), _zigzag(y), 2 | (len(ring) - 1) << 3]
    for next_x, next_y in ring[1:]:
        out += (_zigzag(next_x - x), _zigzag(next_y - y))
        x, y = next_x, next_y
    out.append(_CLOSE)
    return out


_MOVE, _CLOSE = 1 | 1 << 3, 7 | 1 << 3  # one of each command


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


class _Layer:
    """One layer being written: values said more than once are kept once."""

    def __init__(self, name: str) -> None:
        self.tile: Any = vector_tile_pb2.tile()
        self.layer = self.tile.layers.add(name=name, version=2, extent=EXTENT)
        self.keys: dict[str, int] = {}
        self.values: dict[str | int, int] = {}

    def add(self, geometry: list[int], kind: int, said: Mapping[str, str | int]) -> None:
        """One feature."""
        tags: list[int] = []
        for key, value in said.items():
            if key not in self.keys:
                self.keys[key] = len(self.keys)
                self.layer.keys.append(key)
            if value not in self.values:
                self.values[value] = len(self.values)
                if isinstance(value, int):
                    self.layer.values.add(uint_value=value)
                else:
                    self.layer.values.add(string_value=value)
            tags += (self.keys[key], self.values[value])
        self.layer.features.add(type=kind, tags=tags, geometry=geometry)

    def bytes(self) -> bytes:
        """The tile; without a feature it is empty."""
        found: bytes = self.tile.SerializeToString() if len(self.layer.features) else b""
        return found
