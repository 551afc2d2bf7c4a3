"""A text of the record as a QR code: carried to a machine without a network by a camera, byte for byte.

Checkpoints with their cosignatures and requests to a witness are texts of one to two thousand bytes; a QR
code (ISO/IEC 18004) holds 2,953 in its byte mode at the lowest correction.
"""

import io

import segno

from holdfire.errors import RecordError

MOST = 2953  # bytes


def svg(text: str) -> str:
    """The picture as SVG, to stand in a page or a file. Raises RecordError where the text is too long."""
    out = io.BytesIO()
    _made(text).save(out, kind="svg", border=4, xmldecl=False, svgns=True, scale=4)
    return out.getvalue().decode("utf-8")


def png(text: str) -> bytes:
    """The picture as PNG. Raises RecordError where the text is too long."""
    out = io.BytesIO()
    _made(text).save(out, kind="png", border=4, scale=6)
    return out.getvalue()


def _made(text: str) -> segno.QRCode:
    size = len(text.encode())
    if size > MOST:
        raise RecordError(f"This text has {size} bytes and a picture holds {MOST}: carry it as a file.")
    return segno.make_qr(text, encoding="utf-8", mode="byte", error="l", boost_error=False)
