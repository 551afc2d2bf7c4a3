"""One row of a data set, as Holdfire understands it; or why it does not."""

from datetime import datetime
from typing import Any, Literal

import msgspec
import orjson

Kind = Literal["event", "detection", "article"]


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """Something heard or seen from a position: the columns a mission writes, before any point is computed."""

    position: str  # as written
    location: str  # as written: "2-5km NNE"
    lat: float | None = None  # of the position
    lon: float | None = None
    radius_km: float | None = None
    bearing: float | None = None  # degrees from north, clockwise
    bearing_half: float | None = None  # half the width of what the bearing's words cover
    distance_low_km: float | None = None
    distance_high_km: float | None = None


class Ellipse(msgspec.Struct, frozen=True, kw_only=True):
    """Where the event lies in about nine cases of ten, around the observation's point."""

    major_km: float  # half axes
    minor_km: float
    azimuth: float  # of the major axis, degrees from north


class Observation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event, a detection or an article, from one row. Times are UTC; None and "" mean: not said."""

    id: str
    source: str
    group: str
    kind: Kind
    at_start: datetime
    at_end: datetime
    time_precision: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    place: str = ""
    type: str = ""
    source_type: str = ""
    incident_group: str = ""
    actors: tuple[str, ...] = ()
    killed: int | None = None
    killed_low: int | None = None
    killed_high: int | None = None
    wounded: int | None = None
    wounded_low: int | None = None
    wounded_high: int | None = None
    text: str = ""
    url: str = ""
    remark: str = ""  # what is odd about the row and how it was taken
    sighting: Sighting | None = None
    ellipse: Ellipse | None = None
    row: int = 0
    original: str = "{}"  # JSON object of the row as received


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """A row that could not be taken: where, what stood there, and one sentence on the mend."""

    row: int
    field: str
    value: str
    sentence: str
    original: str = "{}"


class RowError(Exception):
    """Raised inside this room for a row that cannot be taken."""

    def __init__(self, field: str, value: object, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.value, self.sentence = field, str(value)[:200], sentence


def as_received(row: dict[str, Any]) -> str:
    """The row as a JSON object, in its own order."""
    return orjson.dumps(row, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
