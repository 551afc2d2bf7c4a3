"""Places: which words name one, which one they name, how surely, and what is no place at all."""

# ruff: noqa: E501

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.reading import model, read
from holdfire.reading.claim import PlaceMention
from holdfire.reading.places import PlaceIndex
from holdfire.theatre import load

SHARED = Path(__file__).parents[3] / "shared"
needs_shared = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="the data folder beside the checkout is missing"),
]
THEATRE = PlaceIndex(load())
WORLD = PlaceIndex(None)


def found(text: str, index: PlaceIndex = THEATRE) -> tuple[PlaceMention, ...]:
    return index.find(text, model.parse(text))


def located(text: str, index: PlaceIndex = THEATRE) -> dict[str, str | None]:
    return {p.text: p.place_id for p in found(text, index) if p.use == "location"}


# One place under several names


@pytest.mark.parametrize(
    "text",
    [
        "A plant will open in Mekhakavan (Jebrail).",
        "A plant will open in Jabrayil / Mekhakavan.",
        "A plant will open in Jebrail (also known as Mekhakavan).",
    ],
)
def test_a_second_name_in_brackets_or_behind_a_slash_is_the_same_place(text: str) -> None:
    assert set(located(text).values()) == {"jabrayil"} and len(located(text)) == 2


def test_a_second_name_nobody_knows_is_the_place_before_it() -> None:
    places = found("Shots were heard in the village of Norshen (Qwertaband) at night.")
    assert {p.place_id for p in places} == {"norshen"} and len(places) == 2


def test_a_country_in_brackets_is_no_second_name() -> None:
    assert len({p.name for p in found("The talks were held in Baku (Azerbaijan).")}) == 2


@pytest.mark.parametrize(
    "spelling",
    ["Mehakavan", "Stepanakerd", "Kelbadzhar", "Agdham", "Xocavend", "Hocavend", "Sarsank", "Karvatchar"],
)
def test_a_spelling_nobody_listed_is_found_through_its_transliteration_family(spelling: str) -> None:
    places = found(f"A patrol was stopped near the town of {spelling} on Monday.")
    assert next(p.place_id for p in places if p.text == spelling) is not None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Обстрел в районе Мартакерта продолжался час.", "aghdara"),
        ("Колонна прошла через Лачин к Степанакерту.", "khankendi"),
        ("Կրակոցներ են լսվել Շուշիի մոտ։", "shusha"),
        ("Ստեփանակերտում հանգիստ է։", "khankendi"),
        ("Ağdamda və Kəlbəcərdə atəş açılıb, ölən və yaralanan yoxdur.", "kalbajar"),
    ],
)
def test_case_endings_do_not_hide_a_place_in_its_own_languages(text: str, place: str) -> None:
    assert place in {p.place_id for p in THEATRE.find(text)}


# Homonyms


def test_the_district_named_decides_between_two_villages_of_one_name() -> None:
    assert located("In Tovuz district, Aghdam and Alibeyli came under fire.")["Aghdam"] == "aghdam-tovuz"
    assert located("The monitoring centre opened in Aghdam.")["Aghdam"] == "aghdam"


def test_the_other_places_of_the_report_decide_between_homonyms() -> None:
    british = "Police in Edmonton, Enfield and Tottenham, north London, were called."
    assert next(p for p in found(british, WORLD) if p.text == "Edmonton").lat == pytest.approx(51.6, abs=0.2)
    canadian = "The train left Winnipeg and reached Edmonton, in Alberta, Canada."
    assert next(p for p in found(canadian, WORLD) if p.text == "Edmonton").lat == pytest.approx(53.5, abs=0.2)


@pytest.mark.parametrize(
    ("text", "lat"),
    [
        ("EDMONTON, Ky. (AP) -- A man was hurt.", 36.98),
        ("He lives in Paris, Texas.", 33.66),
        ("He lives in Atlanta, Georgia.", 33.75),
        ("He lives in Batumi, Georgia.", 41.64),
    ],
)
def test_what_stands_beside_a_name_says_which_it_is(text: str, lat: float) -> None:
    assert found(text, WORLD)[0].lat == pytest.approx(lat, abs=0.1)


def test_a_town_nobody_knows_lies_somewhere_in_the_state_said_beside_it() -> None:
    place = found("QWERTYVILLE, Mo. — A man was hurt in Qwertyville, Missouri.", WORLD)[-1]
    assert place.name == "Missouri"


def test_a_county_lies_by_the_towns_of_its_state() -> None:
    places = found("A man from Edmonton, Kentucky, was arrested in Metcalfe County.", WORLD)
    county = next(p for p in places if p.text == "Metcalfe County")
    assert county.lat == pytest.approx(36.98, abs=0.1) and (county.radius_km or 0) >= 50


# Governments, states, peoples, bodies


@pytest.mark.parametrize(
    "text",
    [
        "The relations between Moscow and Baku are good.",
        "Baku and Yerevan agreed to meet.",
        "Baku has accused its neighbour again.",
        "The minister accused Baku of a provocation.",
        "Talks with Baku will resume.",
        "He described Baku's position as unacceptable.",
        "Official Baku denied it.",
        "The attack by Baku was condemned.",
    ],
)
def test_a_capital_that_acts_or_is_dealt_with_is_a_government(text: str) -> None:
    assert next(p for p in found(text) if p.text == "Baku").government


@pytest.mark.parametrize(
    "text",
    [
        "The mission was in Baku in July.",
        "He arrived in Baku on Monday.",
        "The plane flew from Baku to Ganja.",
        "The road between Baku and Ganja is closed.",
        "A conference opened in Baku and Sochi.",
        "The streets of Baku were empty.",
        "He visited Baku.",
    ],
)
def test_a_capital_that_somebody_is_in_or_travels_to_is_a_place(text: str) -> None:
    assert not next(p for p in found(text) if p.text == "Baku").government


def test_a_country_that_acts_is_no_location_of_the_claim() -> None:
    uses = {p.text: p.use for p in found("Armenia and Russia met in Georgia and left for Iran.")}
    assert (uses["Armenia"], uses["Georgia"]) == ("state", "location")


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton said hello.",
        "The OSCE Minsk Group met.",
        "The Washington Post reported it.",
        "The Boston Celtics won.",
        "Jack London wrote it.",
        "The White House denied it.",
    ],
)
def test_names_of_people_papers_teams_and_formats_are_no_places(text: str) -> None:
    assert not [p for p in found(text) if p.use == "location"]


def test_a_peoples_adjective_and_a_bodys_name_are_marked_and_kept_out_of_claims() -> None:
    text = "Turkish officials and Kentucky State Police met Turks who spoke in Turkish."
    assert [(p.text, p.use) for p in found(text, WORLD)] == [("Turkish", "people"), ("Kentucky", "body")]
    claims = read(
        "Olga Petrova said Turkish officials had opened a school in Izmir.", published=date(2021, 1, 1)
    ).claims
    assert [p.text for p in claims[0].places] == ["Izmir"]


# Properties


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from(
    ["Baku", "near", "3 km north-east of", "(", ")", "/", ", ", "Shushi", "Martakert's", "Paris", "Ky.", "Ստեփանակերտում", "\n",
     "в Шуше", "The", "Georgia", "“", "—", "villages of", "Laurel County", "ə", "İ", "\u0301", "and"]
), max_size=25).map(" ".join))  # fmt: skip
def test_no_text_breaks_the_reader_and_every_span_is_its_text(text: str) -> None:
    for index in (THEATRE, WORLD):
        end = 0
        for p in index.find(text):
            assert text[p.char_start : p.char_end] == p.text and p.text.strip()
            assert p.char_start >= end
            end = p.char_end
            assert (p.lat is None) == (p.lon is None) == (p.radius_km is None)


# Against gold


@pytest.mark.shared
@needs_shared[1]
def test_the_places_of_the_briefing_are_all_found_and_told_from_governments() -> None:
    folder = SHARED / "acceptance"
    expected = json.loads((folder / "briefing.expected.json").read_text("utf-8"))
    text = (folder / expected["source"]).read_text("utf-8")
    places = found(text)
    for gold in expected["places"]:
        named = [p for p in places if p.text == gold["mention"]]
        assert named and all(gold["canonical"] == p.name for p in named)
        assert abs((named[0].lat or 0) - gold["geonames_lat"]) < 0.05
    assert len({p.place_id for p in places if p.text in ("Mekhakavan", "Jebrail")}) == 1
    assert [p.government for p in places if p.text == "Baku"] == [False, True, True]


@pytest.mark.shared
@needs_shared[1]
def test_most_place_names_of_real_incidents_are_found_and_mean_one_place() -> None:
    with (SHARED / "data" / "karabakh_gold" / "incidents.csv").open(encoding="utf-8", newline="") as lines:
        said = [n.strip() for row in csv.DictReader(lines) for n in row["names_seen"].split("|") if n.strip()]
    ids = [{p.place_id for p in THEATRE.find(name)} - {None} for name in said]
    assert sum(len(i) == 1 for i in ids) / len(said) >= 0.9
