"""What monitors see and hear, as entries: the columns of the OSCE SMM's ceasefire-violation table.

Names of patrols and positions, and the note, lie in the vault; the entry commits to them. Coordinates are
degrees x 10^7, bearings tenths of a degree, distances metres: entries hold whole numbers only.
"""

from typing import Annotated, Literal

import msgspec

from holdfire.record.fields import Count, Id, Kept, Moment, Name

Means = Literal["heard", "saw", "camera", "UAV", "radar", "acoustic", "seismic", "satellite", "recorded"]
Sighted = Literal[
    "explosion", "burst", "shot", "projectile", "muzzle flash", "illumination flare", "tracer", "rocket",
    "round", "missile", "impact", "salvo", "exchange of fire", "other",
]  # fmt: skip
Description = Literal["outgoing", "incoming", "impact", "airburst", "in flight", "undetermined"]
Tenths = Annotated[int, msgspec.Meta(ge=0, le=3600)]
Metres = Annotated[int, msgspec.Meta(ge=0, le=200_000)]


class Observed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="observed"):
    """A monitor observed something. The id is made where it was written down, so it arrives once."""

    observation: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
    lat: Annotated[int, msgspec.Meta(ge=-900_000_000, le=900_000_000)] | None = None  # of the monitor
    lon: Annotated[int, msgspec.Meta(ge=-1_800_000_000, le=1_800_000_000)] | None = None
    radius_m: Metres | None = None  # how well the monitor's own position is known
    bearing: Tenths | None = None
    bearing_half: Tenths | None = None  # half the width of the direction as it was given
    distance_low_m: Metres | None = None
    distance_high_m: Metres | None = None
    means: Means
    count: Count | None = None
    sighted: Sighted
    description: Description = "undetermined"
    weapon: Name = ""  # a violation type of the theatre's vocabulary
    started: Moment
    ended: Moment | None = None
    zone: Annotated[str, msgspec.Meta(pattern=r"\A[+-][0-9]{2}:[0-9]{2}\Z")]  # as the monitor wrote times
    words: Kept | None = None  # patrol, position by name, note
    demo: bool = False


Uuid = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]


class Attached(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that came with a submission, as received; its name lies with the submission's words."""

    bytes: Kept
    media_type: Name = ""


class Submitted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="field-submitted"):
    """A form filled in on a phone came in, whole: what it holds and what came with it are in the vault.

    A form with many files comes in parts, each an entry of the same `submission`. Where it could not be
    taken as an observation, `observation` is empty and `details` say why.
    """

    submission: Uuid  # the instance's id, made on the phone
    device: Id
    bytes: Kept  # the form's XML
    attached: Annotated[tuple[Attached, ...], msgspec.Meta(max_length=16)] = ()
    observation: Annotated[str, msgspec.Meta(max_length=36)] = ""
    details: Kept | None = None  # form, version, program, file names, and what stood in the way
    received_at: Moment
