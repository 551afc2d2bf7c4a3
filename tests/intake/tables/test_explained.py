"""docs/structured-reports.md: its mapping is one that loads, and it names every data set that is known."""

import re
from pathlib import Path

from holdfire.intake.tables import load_mapping
from holdfire.intake.tables.mapping import SHIPPED

PAGE = Path(__file__).resolve().parents[3] / "docs" / "structured-reports.md"


def test_the_mapping_shown_is_one_that_loads(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    (tmp_path / "m.toml").write_text(shown, "utf-8")
    mapping = load_mapping(tmp_path / "m.toml")
    assert mapping.place.radius_by["village"] == 3.0 and mapping.type.codes["HMG"] == "heavy-machine-gun"


def test_every_known_data_set_is_named() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), re.M)) == {
        p.stem for p in SHIPPED.glob("*.toml")
    }
