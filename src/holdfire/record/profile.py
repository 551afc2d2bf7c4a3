"""The strict JSON profile of payloads: a value has exactly one spelling in bytes.

UTF-8 in NFC, ASCII keys in order, no floats, integers within ±(2⁵³ - 1), no duplicate keys, no spaces.
Within it these bytes are those of RFC 8785 (JCS). Reading decodes, encodes again and compares: what
differs by one byte is refused.
"""

import unicodedata
from typing import Any

import msgspec
import orjson

LARGEST = 2**53 - 1


def encode(value: Any) -> bytes:
    """The value's one spelling. Raises ValueError where it lies outside the profile."""
    _check(value, "")
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def decode(data: bytes) -> Any:
    """The value these bytes spell. Raises ValueError for bytes that are not its one spelling."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise ValueError(f"not JSON: {problem}") from problem
    if encode(value) != data:
        raise ValueError("not in canonical form: the keys are unordered or doubled, or the text is spaced")
    return value


def spelt(value: Any, data: bytes) -> bool:
    """Whether a typed value that was decoded from these bytes has them as its one spelling.

    For types without floats, with bounded integers and ASCII names: then only the order, the spacing, keys
    doubled or left out, and the form of the text remain to be compared.
    """
    return (data.isascii() or unicodedata.is_normalized("NFC", data.decode())) and typed(value) == data


def typed(value: Any) -> bytes:
    """The bytes of a typed value, for types as `spelt` wants them; whether they are in NFC is left to it."""
    return orjson.dumps(msgspec.to_builtins(value), option=orjson.OPT_SORT_KEYS)


def _check(value: Any, at: str) -> None:
    match value:
        case None | bool():
            return
        case int():
            if abs(value) > LARGEST:
                raise ValueError(f"{at or 'the value'} is beyond 2^53")
        case str():
            if not unicodedata.is_normalized("NFC", value):
                raise ValueError(f"{at or 'the text'} is not in Unicode NFC")
        case list() | tuple():
            for n, one in enumerate(value):
                _check(one, f"{at}[{n}]")
        case dict():
            for key, one in value.items():
                if not isinstance(key, str) or not key.isascii():
                    raise ValueError(f"the key {key!r} is not ASCII")
                _check(one, f"{at}.{key}" if at else key)
        case _:
            raise ValueError(f"{at or 'the value'} is a {type(value).__name__}, which has no one spelling")
