"""Who may open what the vault keeps, and what nobody may any more: grants, withdrawals, shredding, receipts.

A grant names the recipient by its fingerprint alone. A withdrawal says that the envelope is gone, not that
what was read was unread. A receipt is another copy's word that it shredded too: a signed note over the
object ids, which anybody who has the record can put together again and verify.
"""

from typing import Annotated, Literal

import msgspec

from holdfire.errors import RecordError
from holdfire.record import base64s, note
from holdfire.record.fields import Count, Hex, Id, Name

Objects = Annotated[tuple[Hex, ...], msgspec.Meta(min_length=1, max_length=400)]  # in the vault
Fingerprint = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{16}\Z")]  # of an age recipient, its SHA-256
Shredded = Literal["safety", "consent", "law", "mistake"]


class AccessGranted(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="access-granted"
):
    """From here on a further recipient may open these objects."""

    about: Id  # the report, the inquiry or the object it was granted for
    objects: Objects
    to: Fingerprint
    seat: Name = ""  # whose recipient it is
    ground: Literal["seat", "inquiry", "expert", "court", "replica"]


class AccessWithdrawn(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="access-withdrawn"
):
    """The envelopes of a recipient are gone from here on. What it read, or copied before, it has."""

    about: Id
    objects: Objects
    to: Fingerprint
    ground: Literal["ended", "left", "lost", "mistake"]


class MatterShredded(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="matter-shredded"
):
    """The words and files of an inquiry, or of one act in it, can be opened by nobody any more.

    What was done, by whom and when stays on the record, and so does who had it shredded.
    """

    inquiry: Id
    act: Count | None = None  # the entry of the one act; None: all of them
    objects: Objects
    ground: Shredded


class ShreddingConfirmed(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="shredding-confirmed"
):
    """Another copy of the vault holds no envelope of these objects any more, as it signs itself."""

    of: Count  # the entry that had them shredded
    replica: Annotated[str, msgspec.Meta(min_length=1, max_length=512)]  # its verifier key
    signature: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9+/]{86}==\Z")]  # base64 of 64 bytes


AnyAccess = AccessGranted | AccessWithdrawn | MatterShredded | ShreddingConfirmed


def receipt_text(log: str, entry: int, objects: tuple[str, ...]) -> str:
    """What a copy signs once nobody opens these objects there: the log, the entry, each object."""
    return "\n".join(("holdfire-shredded/v1", log, str(entry), *objects, ""))


def confirmed(receipt: str, replica: str) -> ShreddingConfirmed:
    """The entry that a signed receipt makes, its signature checked. Raises RecordError."""
    verifier = note.Verifier(replica)
    text = note.verified(receipt, verifier)
    lines = text.split("\n")
    if lines[0] != "holdfire-shredded/v1" or len(lines) < 5 or not lines[2].isdigit():
        raise RecordError("This note is no receipt of shredding: ask the replica to make it again.")
    mine = next(s for s in note.parse(receipt).signatures if s.key_id == verifier.key_id)
    return ShreddingConfirmed(of=int(lines[2]), replica=replica, signature=base64s.encode(mine.signature))


def check_receipt(entry: ShreddingConfirmed, log: str, objects: tuple[str, ...] | None) -> None:
    """Holds a receipt on the record to the entry it is about. Raises RecordError where it does not hold."""
    if objects is None:
        raise RecordError(f"It confirms the shredding of entry {entry.of}, which shredded nothing.")
    verifier = note.Verifier(entry.replica)
    line = note.Signature(verifier.name, verifier.key_id, base64s.decode(entry.signature))
    if not verifier.verifies(receipt_text(log, entry.of, objects), line):
        raise RecordError(f"The receipt of {verifier.name} is not over what entry {entry.of} shredded.")
