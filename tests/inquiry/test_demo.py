"""The demonstration's inquiries: constructed, marked as such, each side alleging once, one dissent."""

import csv
from pathlib import Path

import pytest

from holdfire.errors import TheatreError
from holdfire.inquiry.demo import load
from holdfire.inquiry.models import Act, Call, FieldObservation, Inquiry, Patrol, PatrolLink
from holdfire.inquiry.projections import state_of
from holdfire.register.account import Account
from holdfire.register.commands import receive
from holdfire.register.rebuild import rebuild
from holdfire.theatre import find
from holdfire.theatre.demo import demo_reports


def people(folder: Path) -> dict[str, Account]:
    with (folder / "demo" / "accounts.csv").open(encoding="utf-8") as file:
        return {
            row["name"]: Account(id=row["name"], seat=row["seat"], role=row["role"])
            for row in csv.DictReader(file)
        }


def test_the_demonstrations_inquiries_are_carried_out_once_and_are_marked(home: Path) -> None:
    folder = Path(find("south-caucasus"))
    accounts = people(folder)
    for report in demo_reports(folder):
        if report.id in ("norshen-defence-army", "yenikend-azerbaijan-mod"):  # what the inquiries are about
            receive(report.text.encode(), by=Account(id="importer"), published=report.published)
    assert load(folder, accounts.__getitem__) == load(folder, accounts.__getitem__) == 2
    assert not Inquiry.objects.filter(demo=False).exists() and not Call.objects.filter(demo=False).exists()
    assert not Act.objects.exclude(refused="").exists()
    assert all(row.incidents.exists() for row in Inquiry.objects.all())
    states = [state_of(row) for row in Inquiry.objects.order_by("id")]
    done, waiting = (s for s in states if s)
    assert done.standing and sum(v.dissents for v in done.standing.voices) == 1
    assert waiting.stage == "signing" and waiting.unheard
    assert {p.outcome for p in Patrol.objects.filter(demo=True)} == {"carried-out", "changed", "refused"}
    assert PatrolLink.objects.count() == FieldObservation.objects.filter(demo=True).count() == 1
    assert {done.by.seat, waiting.by.seat} == {"armenia", "azerbaijan"}  # neither side only accuses
    assert rebuild(check=True).ok


def test_a_mistake_in_a_file_names_the_file_and_the_act(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "demo" / "inquiries"
    folder.mkdir(parents=True)
    (folder / "01-wrong.toml").write_text(
        '[[acts]]\nact = "alleged"\nby = "head"\nat = 2021-10-16T10:00:00+04:00\ntitle = "T"\ntext = "S"\n'
        '[[acts]]\nact = "judged"\nby = "head"\nat = 2021-10-16T11:00:00+04:00\nadmissible = true\n'
    )
    with pytest.raises(TheatreError, match=r"01-wrong\.toml, acts 2: The seat that alleges"):
        load(tmp_path, lambda name: Account(id=name, seat="armenia", role="head"))
