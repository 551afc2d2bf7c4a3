"""Where a published file stands: the checkpoint it was made at, the time, and what its words are worth."""

from datetime import UTC, datetime

import msgspec

from holdfire.record import base64s
from holdfire.register.models import Checkpoint

WORTH = "machine-read until confirmed"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What every published file says of itself."""

    checkpoint_origin: str
    checkpoint_size: int
    checkpoint_root: str  # base64, as the signed note has it
    made_at: str  # ISO 8601 with its zone
    filter: str
    worth: str = WORTH


def standing(filter: str) -> Standing:
    """The latest checkpoint and this moment; without one the origin says that there is none yet."""
    latest = Checkpoint.objects.order_by("-size").first()
    return Standing(
        checkpoint_origin=latest.note.partition("\n")[0] if latest else "no checkpoint signed yet",
        checkpoint_size=latest.size if latest else 0,
        checkpoint_root=base64s.encode(bytes(latest.root)) if latest else "",
        made_at=datetime.now(UTC).replace(microsecond=0).isoformat(),
        filter=filter,
    )
