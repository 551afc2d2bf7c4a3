"""Words into the vault and out of it; the record only commits to them."""

import secrets

import msgspec

from holdfire.inquiry.words import Words
from holdfire.record.fields import Kept
from holdfire.register.instance import open_instance


def keep(words: Words | None) -> Kept | None:
    """Keeps words in the vault; nothing said is nothing kept."""
    if words is None or words.empty:
        return None
    salted = msgspec.structs.replace(words, salt=secrets.token_hex(16))
    return open_instance().vault.keep(msgspec.json.encode(salted))


def said(kept: Kept | None) -> Words:
    """The words a commitment stands for; empty where none were said, or they were shredded.

    Read from the vault every time: what is shredded is gone from every page at once.
    """
    data = open_instance().fetch(kept.object) if kept else None
    return msgspec.json.decode(data, type=Words) if data is not None else Words()
