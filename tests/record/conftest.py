"""A small record that holds."""

import pytest

from tests.record.memory import Writer, written_date


@pytest.fixture
def writer() -> Writer:
    """A record of a genesis, two authors and their entries."""
    written = Writer().begin()
    written.grant("observer", seat="peacekeepers")
    for n in range(3):
        written.date(n)
    written.write(written_date(7), "observer", seat="peacekeepers")
    return written
