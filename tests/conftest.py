"""No test writes where a real register may stand: keys and vault go to a folder of the test run."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A property is about what holds, not about how fast a busy machine finds it.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@pytest.fixture(scope="session")
def run_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of this run."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def home(run_home: Path, settings: Any) -> Path:
    """Where an instance opened by a test keeps its keys and vault."""
    settings.HOLDFIRE_HOME = run_home
    return run_home
