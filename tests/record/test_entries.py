"""Entries and envelopes: exact bytes, strict limits, no room for personal data."""

import msgspec
import pytest
from nacl.signing import SigningKey

from holdfire.errors import RecordError
from holdfire.record import entries, envelope, profile
from holdfire.record.entries import Entry
from tests.record.memory import DAY, Writer


def test_an_entry_is_one_string_of_bytes(writer: Writer) -> None:
    for data in writer.store.entries:
        opened = envelope.unseal(data)
        payload = entries.decode(opened.payload)
        assert entries.encode(payload) == opened.payload
        for other in (data + b" ", b" " + data, data.replace(b'","', b'", "')):
            with pytest.raises(RecordError):
                envelope.unseal(other)


def test_a_field_nobody_described_is_refused(writer: Writer) -> None:
    payload = profile.decode(envelope.unseal(writer.store.entries[2]).payload)
    for damaged in (
        payload | {"name": "x"},
        payload | {"entry": payload["entry"] | {"name": "x"}},
        payload | {"v": 2},
    ):
        with pytest.raises(RecordError, match="no entry"):
            entries.decode(profile.encode(damaged))


@pytest.mark.parametrize(
    "claimed", ["2021-02-30T00:00:00Z", "2021-10-21T25:00:00Z", "2021-10-21T00:00:00+04:00"]
)
def test_a_moment_that_does_not_exist_is_refused(claimed: str, writer: Writer) -> None:
    with pytest.raises(RecordError):
        writer.sealed(entries.DateSet(report="0" * 64, published="2021-10-21"), "analyst", claimed=claimed)


def test_an_entry_beyond_64_kib_is_refused() -> None:
    with pytest.raises(RecordError, match="shorten it"):
        envelope.seal(bytes(60_000), [envelope.sign_with(SigningKey.generate())])


def test_no_kind_has_room_for_free_text() -> None:
    """What a person could write in a sentence belongs in the vault: strings are short, or patterns."""

    def strings(kind: type) -> list[tuple[str, object]]:
        return [(f.name, f.type) for f in msgspec.structs.fields(kind) if "str" in str(f.type)]

    for kind in Entry.__args__:  # type: ignore[attr-defined]
        for name, type_ in strings(kind):
            assert "Meta" in str(type_) or "Literal" in str(type_), f"{kind.__name__}.{name} has no limit"


def test_moments_are_whole_seconds_of_utc() -> None:
    assert entries.spell(DAY) == "2021-10-21T12:00:00Z"
    assert entries.moment(entries.spell(DAY)) == DAY
