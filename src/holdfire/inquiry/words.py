"""The private words of an act, as the vault keeps them; the act on the record only commits to them."""

import secrets

import msgspec


class Sentence(msgspec.Struct, frozen=True):
    """One sentence of a finding's reasoning and what it cites: E1 (evidence), R1, V1 (see `cites.py`)."""

    text: str
    cites: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The private words of an act. What stands between `[[` and `]]` is withheld from a public version."""

    title: str = ""
    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    recommends: str = ""
    salt: str = ""  # so that the same words twice are two objects, shredded each for itself


def write(words: Words) -> bytes:
    """The words' bytes, as the vault keeps them."""
    return msgspec.json.encode(msgspec.structs.replace(words, salt=secrets.token_hex(16)))


def read(data: bytes | None) -> Words | None:
    """The words the vault gave; None where they were shredded."""
    return msgspec.json.decode(data, type=Words) if data is not None else None
