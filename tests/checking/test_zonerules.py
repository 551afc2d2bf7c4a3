"""A weapon against a line: the distance with every uncertainty in it, and a theatre that is nothing but data.

The theatre here is made in the test: a line of contact with rules in the manner of a withdrawal agreement
(calibres at distances from a line, and no weapon nearer than it reaches).
"""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.checking.zonerules import Measured, Sighted, measure
from holdfire.theatre import Theatre, check, load

KM = 1 / 111.32  # degrees of longitude on the equator
PARTIES = """id,name,kind,part_of,side,names_en
north,North,state,,north,North
north-army,Army of the North,military,north,north,Army of the North
south,South,state,,south,South
"""
VOCABULARY = """
[[violation_types]]
code = "mortar"
label = "Mortar"
group = "A"
[[violation_types]]
code = "artillery"
label = "Artillery"
group = "A"
"""
RULES = """
[[rules]]
id = "mortars-back"
title = "Mortars 15 km from the line"
zone = "line"
types = ["mortar"]
nearer_than_km = 15
stated_by = "south"

[[rules]]
id = "out-of-reach"
title = "No gun within its own range of the line"
zone = "line"
types = ["artillery"]
own_range = true
parties = ["north-army"]
stated_by = "south"

[[rules]]
id = "area"
title = "No mortar in the area"
zone = "area"
types = ["mortar"]
stated_by = "south"

[[weapons]]
type = "mortar"
range_km = 7
[[weapons]]
type = "artillery"
range_km = 25
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second theatre, on the equator: the line runs north and south at 0°."""
    where = tmp_path_factory.mktemp("theatre") / "equator"
    where.mkdir()
    (where / "theatre.toml").write_text(
        'id = "equator"\nname = "Equator"\nbounds = [-2, -2, 2, 2]\n'
        '[[seats]]\nid = "north"\nname = "North"\nrole = "party"\nparty = "north"\n'
        '[[seats]]\nid = "south"\nname = "South"\nrole = "party"\nparty = "south"\n'
    )
    (where / "parties.csv").write_text(PARTIES)
    (where / "vocabulary.toml").write_text(VOCABULARY)
    (where / "zone-rules.toml").write_text(RULES)
    square = [[[0, -1], [10 * KM, -1], [10 * KM, 1], [0, 1], [0, -1]]]
    features = [
        ("line", "contact-line", {"type": "LineString", "coordinates": [[0, -1], [0, 1]]}),
        ("area", "other", {"type": "Polygon", "coordinates": square}),
    ]
    drawn = [
        {
            "type": "Feature",
            "properties": {
                "id": id, "name": id.capitalize(), "kind": kind, "stated_by": "south", "uncertainty_km": 1,
                "start": "2021-01-01", "end": "2021-12-31",
            },
            "geometry": geometry,
        }
        for id, kind, geometry in features
    ]  # fmt: skip
    (where / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": drawn}))
    return where


@pytest.fixture
def theatre(folder: Path) -> Theatre:
    return load(folder)


def seen(
    theatre: Theatre, type: str, km: float, radius: float, *, at: bool = True, party: str = "north-army",
    on: date = date(2021, 6, 1),
) -> dict[str, Measured]:  # fmt: skip
    one = Sighted(
        id="x", on=on, type=type, party=party, place="X", lat=0, lon=km * KM, radius_km=radius, at_weapon=at
    )
    return {m.rule: m for m in measure([one], theatre)}


def test_the_second_theatre_is_only_data(folder: Path) -> None:
    assert check(folder) == []


@pytest.mark.parametrize(
    ("km", "radius", "verdict"),
    [(10, 2, "certainly"), (13, 2, "possibly"), (17, 2, "possibly"), (18.5, 2, "not"), (14, 20, "possibly")],
)
def test_a_weapon_is_too_near_certainly_possibly_or_not(
    km: float, radius: float, verdict: str, theatre: Theatre
) -> None:
    found = seen(theatre, "mortar", km, radius)["mortars-back"]
    assert found.verdict == verdict
    assert found.distance_km == pytest.approx(km, abs=0.01)
    assert f"± {radius + 1:g} km ({radius:g} of the place + 1 of the drawing)" in found.arithmetic
    assert "against the rule’s limit of 15 km" in found.arithmetic


def test_a_weapon_is_measured_against_its_own_range(theatre: Theatre) -> None:
    assert seen(theatre, "artillery", 20, 2)["out-of-reach"].verdict == "certainly"
    assert seen(theatre, "artillery", 30, 2)["out-of-reach"].verdict == "not"
    assert (
        "against the weapon’s own range of 25 km"
        in seen(theatre, "artillery", 30, 2)["out-of-reach"].arithmetic
    )


def test_where_only_what_was_hit_is_known_the_reach_is_added(theatre: Theatre) -> None:
    found = seen(theatre, "mortar", 10, 1, at=False)["mortars-back"]
    assert (found.reach_km, found.verdict) == (7, "possibly")
    assert "7 that the weapon reaches" in found.arithmetic


def test_inside_an_area_is_how_deep_it_lies(theatre: Theatre) -> None:
    deep = seen(theatre, "mortar", 5, 1)["area"]
    assert deep.distance_km == pytest.approx(-5, abs=0.01) and deep.verdict == "certainly"
    assert "5.0 km inside “Area”" in deep.arithmetic
    assert seen(theatre, "mortar", 11, 1)["area"].verdict == "possibly"
    assert seen(theatre, "mortar", 13, 1)["area"].verdict == "not"


def test_a_rule_binds_whom_it_names_and_leaves_open_who_is_not_named(theatre: Theatre) -> None:
    assert seen(theatre, "artillery", 5, 1, party="south") == {}
    assert seen(theatre, "artillery", 5, 1, party="north")["out-of-reach"].verdict == "certainly"
    unknown = seen(theatre, "artillery", 5, 1, party="")["out-of-reach"]
    assert unknown.verdict == "possibly" and "whose it was is not said" in unknown.arithmetic


def test_a_line_counts_while_it_is_said_to_stand(theatre: Theatre) -> None:
    assert seen(theatre, "mortar", 5, 1, on=date(2022, 1, 1)) == {}


@given(st.floats(0, 60), st.floats(0, 40), st.floats(0, 40))
def test_more_uncertainty_never_makes_a_verdict_more_certain(km: float, less: float, more: float) -> None:
    theatre = _EQUATOR[0]
    ranks = {"not": 0, "possibly": 1, "certainly": 2}
    small, large = sorted((less, more))
    one, two = (ranks[seen(theatre, "mortar", km, r)["mortars-back"].verdict] for r in (small, large))
    assert two == 1 or two == one  # it can only fall towards “possibly”


_EQUATOR: list[Theatre] = []


@pytest.fixture(autouse=True)
def _known(folder: Path) -> None:
    _EQUATOR[:] = [load(folder)]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ('zone = "nowhere"', "“nowhere” is not the id of a zone"),
        ('types = ["cannon"]', "“cannon” is not the code of a violation type"),
        ('stated_by = ""', "say whose statement this rule is"),
    ],
)
def test_a_rule_that_names_what_is_not_there_is_told(change: str, problem: str, folder: Path) -> None:
    field = change.partition(" =")[0]
    rule = "\n".join(change if line.startswith(field) else line for line in RULES.splitlines())
    (folder / "zone-rules.toml").write_text(rule)
    try:
        assert any(problem in str(p) for p in check(folder))
    finally:
        (folder / "zone-rules.toml").write_text(RULES)
