"""Weapons with their calibre, and who fired at whom, from where to where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.reading import model
from holdfire.reading.parties import party_index
from holdfire.reading.places import PlaceIndex
from holdfire.reading.weapons import find_weapons, fire_of, weapon_of
from holdfire.theatre import load

THEATRE = load()


@pytest.mark.parametrize(
    ("text", "kind", "calibre"),
    [
        ("fired two 82mm mortar rounds", "mortar", 82),
        ("fired from 120 mm mortars", "mortar", 120),
        ("an impact of a mortar (60mm) round", "mortar", 60),
        ("fired from D-30 howitzers", "howitzer", 122),
        ("bursts of heavy-machine-gun fire", "heavy machine gun", None),
        ("opened fire with large-calibre machine guns", "heavy machine gun", None),
        ("shots of small-arms fire", "small arms", None),
        ("an infantry fighting vehicle (BMP-2) cannon", "infantry fighting vehicle cannon", 30),
        ("a rocket-propelled grenade", "grenade launcher", None),
        ("rockets of a multiple launch rocket system", "MLRS", None),
        ("an anti-tank guided missile", "anti-tank missile", None),
        ("killed by a sniper", "sniper rifle", None),
        ("огонь из крупнокалиберных пулемётов", "heavy machine gun", None),
    ],
)
def test_a_weapon_is_read_with_its_kind_and_calibre(text: str, kind: str, calibre: float | None) -> None:
    weapon = weapon_of(text)
    assert weapon is not None and (weapon.kind, weapon.calibre_mm) == (kind, calibre)


def test_the_weapon_fired_comes_before_the_one_hit() -> None:
    weapon = weapon_of("A tank was hit by fire from an 82mm mortar")
    assert weapon is not None and weapon.kind == "mortar"


@pytest.mark.parametrize(
    ("text", "by", "at"),
    [
        ("Azerbaijani units opened fire on Armenian positions near Sotk.", "azerbaijan", "armenia"),
        ("Armenian positions were shelled by Azerbaijani forces.", "azerbaijan", "armenia"),
        ("Fire was opened by Armenia at Azerbaijani posts.", "armenia", "azerbaijan"),
        ("The Azerbaijani army fired in the direction of Armenian posts.", "azerbaijan", "armenia"),
    ],
)
def test_who_fired_at_whom(text: str, by: str, at: str) -> None:
    fire = fire_of(text, 0, party_index(THEATRE).find(text), ())
    assert fire.by is not None and fire.at is not None
    assert (fire.by.party_id or "").startswith(by) and (fire.at.party_id or "").startswith(at)


def test_fire_comes_from_one_place_and_goes_to_another() -> None:
    text = "Units fired from positions near Vardenis in the direction of Zeylik in Kalbajar district."
    places = PlaceIndex(THEATRE).find(text, model.parse(text))
    fire = fire_of(text, 0, (), places)
    assert fire.from_place is not None and fire.from_place.place_id == "vardenis"
    assert fire.to_place is not None and fire.to_place.place_id == "zeylik"


@given(st.text(max_size=120))
def test_any_text_is_read_and_spans_are_its_own(text: str) -> None:
    assert all(text[w.start : w.end].strip() == w.text for w in find_weapons(text))
    fire_of(text, 0, (), ())
