"""What people write into a dossier, into the vault and out of it; the record only commits to it."""

import secrets
import time
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from holdfire.record.fields import Kept
from holdfire.register.instance import open_instance

REMEMBERED = 60  # seconds: what is shredded is gone from every page within this time

T = TypeVar("T", bound=msgspec.Struct)


class Note(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A reason in words. The salt makes the same words twice two objects, shredded each for itself."""

    text: str = ""
    salt: str = ""


def note(text: str) -> Kept | None:
    """Keeps a reason; nothing said is nothing kept."""
    return seal(Note(text=text.strip(), salt=secrets.token_hex(16))) if text.strip() else None


def seal(value: msgspec.Struct) -> Kept:
    """Puts a value into the vault. Raises RecordError where the vault cannot keep it."""
    return open_instance().vault.keep(msgspec.json.encode(value, order="deterministic"))


def opened(kept: Kept, kind: type[T]) -> T | None:
    """The value a commitment stands for; None once it is shredded."""
    data = open_instance().fetch(kept.object)
    return msgspec.json.decode(data, type=kind) if data is not None else None


def text_of(words: Any) -> str:
    """The words of a row, from the commitment it keeps; empty where none were said, or they are shredded."""
    if not words:
        return ""
    object = msgspec.convert(words, Kept).object
    return _text(str(open_instance().home), object, int(time.monotonic() // REMEMBERED))


@lru_cache(maxsize=2048)
def _text(home: str, object: str, _period: int) -> str:
    data = open_instance().fetch(object)
    return msgspec.json.decode(data, type=Note).text if data is not None else ""
