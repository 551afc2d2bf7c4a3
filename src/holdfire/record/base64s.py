"""Base64 that has one spelling: RFC 4648 section 4, padded, and refused unless encoding gives it back.

Ordinary decoders skip stray characters and ignore the unused bits of the last one, so that one signature
has many spellings; a log of exact bytes must know only one.
"""

import binascii


def encode(data: bytes) -> str:
    """The one spelling of these bytes."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def decode(text: str) -> bytes:
    """The bytes. Raises ValueError for any other spelling of them."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error as problem:
        raise ValueError("not base64") from problem
    if encode(data) != text:
        raise ValueError("base64 with bits that mean nothing")
    return data
