"""A register of its own with its data sets' folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfire.register.account import Account
from holdfire.register.instance import Instance, open_instance

OPERATOR = Account(id="operator", name="Operator")
HEAD = (
    "id,type_of_violence,side_a,side_b,where_prec,latitude,longitude,date_prec,date_start,date_end,"
    "low,best,high\n"
)


@pytest.fixture
def instance(db: None, settings: Any, tmp_path: Path) -> Iterator[Instance]:
    """An opened instance whose home is the test's folder."""
    settings.HOLDFIRE_HOME = tmp_path / "home"
    yield open_instance()


@pytest.fixture
def ged(tmp_path: Path) -> Path:
    """Three events as UCDP writes them."""
    return write_ged(
        tmp_path / "ged.csv",
        ("1", "40.10", "46.20", "2021-10-14"), ("2", "40.10", "46.20", "2021-10-14"),
        ("3", "39.40", "47.03", "2021-11-16"),
    )  # fmt: skip


def write_ged(path: Path, *rows: tuple[str, str, str, str]) -> Path:
    """A UCDP file of (id, latitude, longitude, day)."""
    lines = (f"{id},1,A,B,1,{lat},{lon},1,{day},{day},1,1,2\n" for id, lat, lon, day in rows)
    path.write_text(HEAD + "".join(lines))
    return path
