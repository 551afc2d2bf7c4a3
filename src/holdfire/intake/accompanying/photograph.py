"""Photographs: EXIF and XMP, through Pillow, without unpacking a single pixel."""

import io
import warnings
from collections.abc import Iterator
from typing import Any

from holdfire.intake.accompanying.found import Item

FORMATS = ["JPEG", "PNG", "TIFF", "WEBP", "MPO"]
STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"RIFF")
LEFT_OUT = {"MakerNote", "UserComment", "PrintImageMatching", "ExifOffset", "GPSInfo", "XMLPacket"}
POSITION = ("gps", "latitude", "longitude", "location", "sublocation", "city", "countrycode")
DEEP = 12  # elements of XMP inside one another


def read(data: bytes) -> Iterator[Item | str]:
    """EXIF and XMP as they stand; the position sealed."""
    if not data.startswith(STARTS):
        return
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
            return
        yield Item(group="photograph", name="Size", value=f"{image.width} × {image.height} pixels")
        try:
            yield from _exif(image.getexif())
        except (OSError, ValueError, SyntaxError, KeyError, TypeError):
            yield "Its EXIF data are damaged and were not read to their end."
        xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if xmp:
        yield from _xmp(xmp.encode() if isinstance(xmp, str) else bytes(xmp))


def _exif(exif: Any) -> Iterator[Item]:
    from PIL import ExifTags

    for tags, known, sealed in (
        (exif, ExifTags.TAGS, False),
        (exif.get_ifd(ExifTags.IFD.Exif), ExifTags.TAGS, False),
        (exif.get_ifd(ExifTags.IFD.GPSInfo), ExifTags.GPSTAGS, True),
    ):
        if sealed and (place := _degrees(tags)):
            yield Item(group="photograph", name="Position", value=place, sealed=True)
        for tag, value in tags.items():
            name = known.get(tag, f"tag {tag}")
            if name not in LEFT_OUT and not (isinstance(value, bytes) and len(value) > 64):
                yield Item(group="photograph", name=name, value=_plain(value), sealed=sealed)


def _degrees(gps: Any) -> str:
    """Latitude and longitude in degrees, where all of it is there."""
    try:
        found = []
        for values, half in ((gps[2], gps[1]), (gps[4], gps[3])):
            degrees = sum(float(v) / 60**n for n, v in enumerate(values))
            found.append(-degrees if str(half).upper() in ("S", "W") else degrees)
        return f"{found[0]:.5f}, {found[1]:.5f}"
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip("\x00 ")
    if isinstance(value, tuple):
        return ", ".join(_plain(v) for v in value[:16])
    return str(value).strip("\x00 ")


def _xmp(data: bytes) -> Iterator[Item | str]:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(data.strip(b"\x00 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        yield "Its XMP data are damaged and were not read."
        return
    waiting = [(root, 0)]
    while waiting:
        at, depth = waiting.pop()
        for name, value in at.attrib.items():
            if not name.startswith("{http://www.w3.org/1999/02/22-rdf"):
                yield _said(name, value)
        if at.text and at.text.strip():
            yield _said(at.tag, at.text)
        if depth < DEEP:
            waiting += [(one, depth + 1) for one in reversed(at)]


def _said(name: str, value: str) -> Item:
    bare = name.rpartition("}")[2]
    return Item(group="photograph", name=f"XMP {bare}", value=value, sealed=bare.lower().startswith(POSITION))
