"""The strict profile: one spelling for each value, and that spelling is RFC 8785's."""

import json
import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from holdfire.record import base64s, profile

keys = st.text(st.characters(min_codepoint=0, max_codepoint=127), max_size=8)
texts = st.text(max_size=20).map(lambda s: unicodedata.normalize("NFC", s))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-profile.LARGEST, profile.LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_the_bytes_are_those_of_an_implementation_not_ours(value: object) -> None:
    data = profile.encode(value)
    assert data == rfc8785.dumps(value)
    assert profile.decode(data) == value


@given(values, st.data())
def test_any_other_spelling_is_refused(value: object, data: st.DataObject) -> None:
    other = json.dumps(
        value, ensure_ascii=data.draw(st.booleans()), indent=data.draw(st.sampled_from([None, 1]))
    )
    if other.encode("utf-8", "surrogatepass") != profile.encode(value):
        with pytest.raises(ValueError):
            profile.decode(other.encode())


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":9007199254740992}',
        b'{"a": 1}',
        b'{"\xc3\xa9":1}',
        '"e\u0301"'.encode(),
        b'"\xff"',
        b'"\\u0041"',
        b"",
        b"nul",
    ],
)
def test_what_has_two_spellings_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        profile.decode(data)


@pytest.mark.parametrize("text", ["YWI", "YWJ=", "YWI=\n", "YW I=", "YWI=YWI=", "YW-_"])
def test_base64_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError):
        base64s.decode(text)
