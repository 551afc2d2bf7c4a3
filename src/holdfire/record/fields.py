"""The fields entries are made of: what a name, a digest, a day or a count may look like, and `Kept`."""

from typing import Annotated

import msgspec

from holdfire.record import profile

Name = Annotated[str, msgspec.Meta(max_length=128)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
Hex = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Hash = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9+/]{43}=\Z")]  # base64 of 32 bytes
Day = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
Moment = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")]
Count = Annotated[int, msgspec.Meta(ge=0, le=profile.LARGEST)]


class Kept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A commitment to bytes in the vault: which object, its ciphertext's digest, and its content's HMAC.

    The HMAC's key is a nonce that lies in the vault beside the object: without it nobody can guess the
    content from here, and with it anybody who was given the content can check that it is the same.
    """

    object: Hex
    digest: Hex  # SHA-256 of the ciphertext
    commitment: Hex  # HMAC-SHA-256 of the content under a nonce of 32 bytes
