"""A commission of its own for each test: fresh keys, an empty vault, an empty register."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfire.register.instance import Instance, open_instance


@pytest.fixture
def instance(db: None, settings: Any, tmp_path: Path) -> Iterator[Instance]:
    """An opened instance whose home is the test's folder."""
    settings.HOLDFIRE_HOME = tmp_path
    return open_instance()
