"""Observations as Parquet: the columns every other room reads, said once."""

from collections.abc import Iterator, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from holdfire.intake.tables.observation import Ellipse, Observation, Sighting

_UTC = pa.timestamp("us", tz="UTC")
_TEXT, _REAL, _COUNT = pa.string(), pa.float64(), pa.int32()
SCHEMA = pa.schema(
    [
        ("id", _TEXT), ("source", _TEXT), ("group", _TEXT), ("kind", _TEXT),
        ("at_start", _UTC), ("at_end", _UTC), ("time_sd_hours", _REAL), ("time_precision", _TEXT),
        ("lat", _REAL), ("lon", _REAL), ("radius_km", _REAL), ("place", _TEXT),
        ("type", _TEXT), ("source_type", _TEXT), ("incident_group", _TEXT), ("actors", pa.list_(_TEXT)),
        ("killed", _COUNT), ("killed_low", _COUNT), ("killed_high", _COUNT),
        ("wounded", _COUNT), ("wounded_low", _COUNT), ("wounded_high", _COUNT),
        ("text", _TEXT), ("url", _TEXT), ("remark", _TEXT),
        ("ellipse_major_km", _REAL), ("ellipse_minor_km", _REAL), ("ellipse_azimuth", _REAL),
        ("sighting", _TEXT), ("row", pa.int64()), ("original", _TEXT),
    ]
)  # fmt: skip
_SAME = [name for name in SCHEMA.names if name in Observation.__struct_fields__ and name != "sighting"]


def to_batch(observations: Sequence[Observation]) -> pa.RecordBatch:
    """Observations as one record batch of SCHEMA."""
    columns: dict[str, list[Any]] = {name: [getattr(o, name) for o in observations] for name in _SAME}
    # The interval's deviation when any moment in it is as likely.
    columns["time_sd_hours"] = [
        (o.at_end - o.at_start).total_seconds() / 3600 / sqrt(12) for o in observations
    ]
    ellipses = [o.ellipse for o in observations]
    columns["ellipse_major_km"] = [e.major_km if e else None for e in ellipses]
    columns["ellipse_minor_km"] = [e.minor_km if e else None for e in ellipses]
    columns["ellipse_azimuth"] = [e.azimuth if e else None for e in ellipses]
    columns["sighting"] = [
        msgspec.json.encode(o.sighting).decode() if o.sighting else None for o in observations
    ]
    return pa.RecordBatch.from_arrays(
        [pa.array(columns[field.name], field.type) for field in SCHEMA], schema=SCHEMA
    )


def read_observations(path: Path) -> Iterator[Observation]:
    """The observations of a Parquet file written here, in their order."""
    for batch in pq.ParquetFile(path).iter_batches(batch_size=8192):
        for row in batch.to_pylist():
            axes = row.pop("ellipse_major_km"), row.pop("ellipse_minor_km"), row.pop("ellipse_azimuth")
            row.pop("time_sd_hours")
            sighting = row.pop("sighting")
            yield Observation(
                **row | {"actors": tuple(row["actors"])},
                ellipse=Ellipse(major_km=axes[0], minor_km=axes[1], azimuth=axes[2]) if axes[0] else None,
                sighting=msgspec.json.decode(sighting, type=Sighting) if sighting else None,
            )
