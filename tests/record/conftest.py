"""A small record that holds."""

import pytest
from memory import Writer


@pytest.fixture
def writer() -> Writer:
    """A record of a genesis, two authors and their entries."""
    written = Writer().begin()
    written.grant("observer", seat="peacekeepers")
    for n in range(3):
        written.date(n)
    written.write(written_date(7), "observer", seat="peacekeepers")
    return written


def written_date(n: int):  # type: ignore[no-untyped-def]
    """One small entry's content."""
    from holdfire.record.entries import DateSet

    return DateSet(report=f"{n:064x}", published="2021-10-21")
