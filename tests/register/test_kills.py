"""A writer that is killed, and eight that write at once: the short form of `bench/torture/kills.py`."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.register import postgres

KILLS = Path(__file__).parents[2] / "bench" / "torture" / "kills.py"


@pytest.mark.parametrize(
    "where",
    [
        pytest.param([], id="sqlite"),
        pytest.param(
            ["--postgres"],
            id="postgresql",
            marks=pytest.mark.skipif(postgres.programs() is None, reason=postgres.WHY_NOT),
        ),
    ],
)
def test_nothing_acknowledged_is_lost_by_a_kill_and_eight_writers_keep_one_order(where: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, KILLS, "2", "2", *where], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 kills" in done.stdout
    assert "8 writers at once" in done.stdout
