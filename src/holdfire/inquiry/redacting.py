"""A redacted version of an image or PDF: the pages to draw areas on, and the bytes with the areas painted.

The work is done by `painting.py` in a process of its own, since files come from anybody.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import msgspec

from holdfire.errors import InquiryError
from holdfire.record.acts import Area

SECONDS = 180  # of waiting; a decoder that is still at work then is ended


class Page(msgspec.Struct, frozen=True):
    """A page as it is shown: its size in pixels, and a JPEG of it."""

    width: int
    height: int
    picture: bytes


class Painted(msgspec.Struct, frozen=True):
    """The redacted file."""

    media_type: str
    data: bytes


def show(data: bytes) -> tuple[Page, ...]:
    """The pages of an image or PDF. Raises InquiryError, in one sentence, for what cannot be painted."""
    head, body = _run({"do": "show"}, data)
    pages, at = [], 0
    for one in head["pages"]:
        pages.append(Page(one["size"][0], one["size"][1], body[at : at + one["bytes"]]))
        at += one["bytes"]
    return tuple(pages)


def redact(data: bytes, areas: Sequence[Area]) -> Painted:
    """The file with areas painted over and nothing else carried over. Raises InquiryError."""
    spelled = [(a.page, a.left, a.top, a.right, a.bottom) for a in areas]
    head, body = _run({"do": "paint", "areas": spelled}, data)
    return Painted(head["media_type"], body)


def _run(asked: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "holdfire.inquiry.painting"],
            input=json.dumps(asked).encode() + b"\n" + data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise InquiryError(
            "The file took too long to decode and was given up: give a simpler copy of it."
        ) from late
    if done.returncode == 2:
        raise InquiryError(done.stderr.decode("utf-8", "replace"))
    if done.returncode:
        raise InquiryError(
            "The file cannot be decoded within the limits of memory and time: give a simpler copy of it."
        )
    head, _, body = done.stdout.partition(b"\n")
    return json.loads(head), body
