"""What a reader takes away: exactly what is filtered, where it stands, and no cell that runs."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from holdfire.register.models import Checkpoint, Decision, Incident, Report

FILES = ("incidents.csv", "claims.csv", "incidents.xlsx", "incidents.geojson")
ROOT = b"\x07" * 32


@pytest.fixture
def take(filed: Report, sign_in: Callable[[str], Client]) -> Callable[..., bytes]:
    """Takes a file as an observer, at a checkpoint over seven entries."""
    Checkpoint.objects.create(
        size=7, root=ROOT, note="a.record\n7\nBwcH\n", at=datetime(2021, 10, 22, tzinfo=UTC)
    )
    client = sign_in("observer")

    def taken(file: str, asked: str = "") -> bytes:
        answer = client.get(f"/publish/export/{file}?{asked}")
        assert answer.status_code == 200
        return answer.content

    return taken


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def cells(data: bytes) -> list[Any]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [c for n in book.sheet_names for row in book.get_sheet_by_name(n).to_python() for c in row]


@pytest.mark.parametrize(
    "asked",
    ["", "q=Mekhakavan", "from=2021-10-25", "side=armenia", "voices=both", "group=C", "voices=denied"],
)
def test_an_export_holds_what_the_page_shows(
    asked: str, take: Callable[..., bytes], sign_in: Callable[[str], Client]
) -> None:
    Incident.objects.create(id="incident-two", title="Elsewhere", group="C", time_start="2021-11-01")
    page = sign_in("analyst").get(f"/incidents/?{asked}").content.decode()
    shown = [i.id for i in Incident.objects.all() if f'<tr data-incident="{i.id}"' in page]
    features = json.loads(take("incidents.geojson", asked))["features"]
    rows = [row["incident"] for row in lines(take("incidents.csv", asked)) if row["incident"]]
    assert sorted(rows) == sorted(shown) == sorted(f["id"] for f in features)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("asked", ["", "group=G"])
def test_every_file_names_its_checkpoint_filter_and_worth(
    file: str, asked: str, take: Callable[..., bytes]
) -> None:
    data = take(file, asked)
    said = " ".join(map(str, cells(data))) if file.endswith("xlsx") else data.decode()
    filter = "group: G" if asked else "every incident"
    for word in ("a.record", "7", "BwcHBwcH", "+00:00", filter, "machine-read until confirmed"):
        assert word in said


def test_each_claim_keeps_its_words_side_state_and_why(take: Callable[..., bytes]) -> None:
    rows = lines(take("claims.csv"))
    assert {(r["side"], r["part"]) for r in rows} == {("Armenia", "asserts"), ("Azerbaijan", "denies")}
    assert all(r["words"] and r["state"] == "machine-read" for r in rows)
    assert {r["why_linked"] for r in rows} == {"The same days."}


def test_all_names_of_a_place_are_taken_along(take: Callable[..., bytes]) -> None:
    names = lines(take("incidents.csv"))[0]["place_names"]
    assert all(name in names for name in ("Jabrayil", "Cəbrayıl", "Mekhakavan"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_a_cell_that_would_run_is_text(start: str, take: Callable[..., bytes]) -> None:
    hostile = f'{start}HYPERLINK("http://x.example","y")'
    Incident.objects.update(title=hostile)
    assert lines(take("incidents.csv"))[0]["title"] == "'" + hostile
    assert "'" + hostile in [str(c) for c in cells(take("incidents.xlsx"))]
    features = json.loads(take("incidents.geojson"))["features"]
    assert features[0]["properties"]["title"] == hostile


@pytest.mark.parametrize("file", FILES)
def test_nothing_beside_the_claims_is_in_a_file(file: str, take: Callable[..., bytes], filed: Report) -> None:
    private = "canary-word"
    Decision.objects.create(
        entry=9, claim=filed.claims.get(ordinal=0), verb="confirm", author=private, reason=private,
        at=datetime(2021, 10, 22, tzinfo=UTC),
    )  # fmt: skip
    filed.notes = [private]
    filed.text += f"\n{private}\n"
    filed.save()
    data = take(file)
    assert private not in (" ".join(map(str, cells(data))) if file.endswith("xlsx") else data.decode())


@pytest.mark.parametrize(("role", "status"), [("", 302), ("public", 403), ("observer", 200)])
def test_only_who_may_read_takes_away(
    role: str, status: int, filed: Report, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in(role)
    assert {client.get(f"/publish/export/{file}").status_code for file in FILES} == {status}


def test_a_file_nobody_makes_is_not_found(filed: Report, sign_in: Callable[[str], Client]) -> None:
    assert sign_in("observer").get("/publish/export/passwords.csv").status_code == 404
