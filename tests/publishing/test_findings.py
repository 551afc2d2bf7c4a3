"""An export takes every published finding along, with its dissent, and says what it holds."""

import json
from pathlib import Path

import pytest

from holdfire.inquiry.versions import read
from holdfire.publishing import findings
from holdfire.record import bag
from holdfire.record.verify import verify
from holdfire.register.instance import open_instance
from tests.inquiry.conftest import home, staff  # noqa: F401
from tests.inquiry.staff import Staff


@pytest.fixture
def exported(staff: Staff, tmp_path: Path) -> Path:  # noqa: F811
    staff.all()
    instance = open_instance()
    bag.export(instance.store, tmp_path / "out", instance.store.latest(), instance.policy(), findings.files())
    return tmp_path / "out"


def test_a_published_finding_goes_with_its_dissent_and_its_proof(exported: Path, staff: Staff) -> None:  # noqa: F811
    place = exported / "data" / "findings" / staff.inquiry
    version = read((place / "finding.json").read_bytes())
    assert version is not None and "dissents" in {seat.word for seat in version.seats}
    assert "verif" in (place / "proof.html").read_text("utf-8")
    found = verify(bag.opened(exported), open_instance().vkey)
    assert found.ok


def test_the_crate_names_every_part_and_the_bag_holds_it_to_them(exported: Path) -> None:
    crate = json.loads((exported / "data" / "ro-crate-metadata.json").read_text("utf-8"))
    things = {one["@id"]: one for one in crate["@graph"]}
    assert things["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    for part in things["./"]["hasPart"]:
        assert (exported / "data" / part["@id"]).exists() and part["@id"] in things
    assert any("findings/" in name for name in things)
    manifest = (exported / "manifest-sha256.txt").read_text("utf-8")
    assert "data/ro-crate-metadata.json" in manifest and "data/findings/" in manifest
