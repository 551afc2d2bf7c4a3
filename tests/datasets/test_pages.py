"""The Incidents page with data sets: told apart, counted both ways, each row's way back to its table."""

from pathlib import Path

import mapbox_vector_tile
import pytest
from django.test import Client

from holdfire.datasets.commands import receive_table
from holdfire.register.instance import Instance
from holdfire.site.accounts import create_account
from tests.datasets.conftest import OPERATOR, write_ged


@pytest.fixture
def client(instance: Instance, ged: Path) -> Client:
    """Signed in, with a table of three events, of which a newer release lacks one."""
    receive_table(ged, by=OPERATOR, licence="CC-BY-4.0")
    newer = write_ged(
        ged.with_name("newer.csv"),
        ("1", "40.20", "46.20", "2021-10-14"),
        ("2", "40.10", "46.20", "2021-10-14"),
    )
    receive_table(newer, by=OPERATOR, whole=True)
    client = Client()
    client.force_login(create_account("ana", "a-long-enough-password", "peacekeepers", "analyst"))
    return client


def page(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_every_number_says_whether_duplicates_count(client: Client) -> None:
    seen = page(client, "/incidents/")
    assert "2 events of data sets, duplicates counted once, from 2 rows, every one counted" in seen
    assert "not counted: 1 rows gone from their source" in seen
    assert "Reports of one incident count once" not in seen  # there is no incident from claims


def test_filters_are_one_for_map_time_and_table(client: Client) -> None:
    assert "1 event of data sets" in page(client, "/incidents/?box=46,40.15,47,41")
    assert "No incident matches" in page(client, "/incidents/?from=2021-10-15")
    tile = client.get("/incidents/tiles/0/0/0.mvt?from=2021-10-01&to=2021-10-14").content
    assert sum(f["properties"]["events"] for f in mapbox_vector_tile.decode(tile)["bins"]["features"]) == 2
    assert client.get("/incidents/tiles/0/0/0.mvt?from=2021-10-15").content == b""
    assert client.get("/incidents/tiles/1/2/0.mvt").status_code == 404


@pytest.mark.parametrize("asked", ["side=armenia", "voices=denied", "of=claims", "id=incident-one"])
def test_what_only_claims_can_say_leaves_data_sets_out(client: Client, asked: str) -> None:
    assert "duplicates counted once" not in page(client, f"/incidents/?{asked}")
    assert client.get(f"/incidents/tiles/0/0/0.mvt?{asked}").content == b""


def test_a_row_leads_to_its_table_its_words_and_its_history(client: Client) -> None:
    seen = page(client, "/incidents/rows/ucdp/1/")
    assert "newer.csv" in seen and "The row as received" in seen and "where_prec" in seen
    assert "changed: lat, moved 11.12 km" in seen
    gone = page(client, "/incidents/rows/ucdp/3/")
    assert "counts as no incident" in gone and "gone from the source" in gone and "CC-BY-4.0" in gone
    assert client.get("/incidents/rows/ucdp/9/").status_code == 404


def test_without_its_file_the_page_says_what_to_run(client: Client, instance: Instance) -> None:
    for made in (instance.home / "datasets").glob("*.duckdb"):
        made.unlink()
    assert "run holdfire rebuild" in page(client, "/incidents/")
    assert client.get("/incidents/tiles/0/0/0.mvt").content == b""
