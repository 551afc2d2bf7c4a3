"""A newer release of a data set: what is new, changed, moved or gone; nothing doubled, nothing lost."""

from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.intake.tables import Observation, load_table
from holdfire.intake.tables.columns import read_observations
from holdfire.intake.tables.revision import revise
from tests.intake.tables.taking import take

UCDP = Path(__file__).resolve().parents[4] / "shared" / "data" / "ucdp_ukraine"
HEAD = "id,type_of_violence,where_prec,latitude,longitude,date_prec,date_start,date_end,low,best,high\n"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Observation], list[Observation]]:
    folder = tmp_path_factory.mktemp("releases")
    found = []
    for release in ("2021", "2023"):
        load_table(UCDP / f"conflict_data_ukr_{release}.csv.gz", folder / f"{release}.parquet")
        found.append(list(read_observations(folder / f"{release}.parquet")))
    return found[0], found[1]


@pytest.mark.shared
@pytest.mark.skipif(not UCDP.exists(), reason="needs ../shared/data beside the checkout")
def test_two_releases_of_ucdp_by_their_figures(releases: tuple[list[Observation], list[Observation]]) -> None:
    revision = revise(*releases)
    count = revision.count()
    assert (count["known"], count["gone"], count["new"]) == (907, 86, 2082)
    # 664 latitudes are written in other digits; most are the same number (48.0, 48.000000): 82 points moved.
    assert sum("latitude" in c.rewritten for c in revision.changes) == 664
    assert count["moved"] == 82
    assert len({o.id for o in revision.standing()}) == len(revision.standing()) == 2989


@pytest.mark.shared
@pytest.mark.skipif(not UCDP.exists(), reason="needs ../shared/data beside the checkout")
def test_the_same_release_again_changes_nothing(
    releases: tuple[list[Observation], list[Observation]],
) -> None:
    count = revise(releases[0], releases[0]).count()
    assert count == {"new": 0, "unchanged": 993, "changed": 0, "gone": 0, "known": 993, "moved": 0}


def test_a_change_says_which_field_and_how_far(tmp_path: Path) -> None:
    old = take(
        tmp_path / "a.csv",
        HEAD + "1,1,1,40.0,46,1,2021-10-14,2021-10-14,1,1,1\n2,1,1,40,46,1,2021-10-14,2021-10-14,1,1,1",
    )
    new = take(
        tmp_path / "b.csv",
        HEAD + "1,1,1,40.1,46,1,2021-10-14,2021-10-14,1,2,2\n3,1,1,40,46,1,2021-10-14,2021-10-14,1,1,1",
    )
    changed, fresh, gone = revise(old.rows, new.rows).changes
    assert (changed.status, changed.fields) == ("changed", ("lat", "killed", "killed_high"))
    assert changed.moved_km == pytest.approx(11.12, abs=0.01)
    assert (
        changed.before is not None
        and changed.before.killed == 1
        and changed.after is not None
        and changed.after.killed == 2
    )
    assert (fresh.id, fresh.status, gone.id, gone.status) == ("3", "new", "2", "gone")
    assert gone.before is not None and gone.before.lat == 40.0


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3))),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3))),
)
def test_every_id_stands_once_and_none_is_lost(
    old: list[tuple[int, int]], new: list[tuple[int, int]]
) -> None:
    def rows(pairs: list[tuple[int, int]]) -> list[Observation]:
        return [msgspec.structs.replace(ROW, id=str(id), killed=dead) for id, dead in pairs]

    changes = revise(rows(old), rows(new)).changes
    assert sorted(c.id for c in changes) == sorted({str(i) for i, _ in old + new})
    assert {c.id for c in changes if c.status == "gone"} == {str(i) for i, _ in old} - {
        str(i) for i, _ in new
    }
    assert all(c.status == "unchanged" for c in revise(rows(new), rows(new)).changes)


ROW = Observation(
    id="1",
    source="s",
    group="s",
    kind="event",
    at_start=datetime(2021, 10, 14),
    at_end=datetime(2021, 10, 15),
)
