"""Words into the vault and out of it; the record only commits to them."""

import time
from functools import lru_cache

import msgspec

from holdfire.inquiry.words import Words
from holdfire.record.fields import Kept
from holdfire.register import touching
from holdfire.register.instance import open_instance

REMEMBERED = 60  # seconds: what is shredded is gone from every page within this time
SHREDDED = Words(title="Shredded", text="These words were shredded: nobody reads them any more.")


def keep(words: Words | None) -> Kept | None:
    """Keeps words in the vault; nothing said is nothing kept."""
    if words is None or words.empty:
        return None
    salted = msgspec.structs.replace(words, salt=touching.salt())
    return open_instance().vault.keep(msgspec.json.encode(salted))


def forget() -> None:
    """Drops the words this process remembers."""
    _said.cache_clear()


def said(kept: Kept | None) -> Words:
    """The words a commitment stands for; empty where none were said, `SHREDDED` where they were shredded."""
    if kept is None:
        return Words()
    return _said(str(open_instance().home), kept.object, int(time.monotonic() // REMEMBERED))


@lru_cache(maxsize=2048)
def _said(home: str, object: str, _period: int) -> Words:
    data = open_instance().fetch(object)
    return msgspec.json.decode(data, type=Words) if data is not None else SHREDDED
