"""Dates by name in Armenian and Azerbaijani: found, resolved, and nothing more is claimed."""
# ruff: noqa: E501

from datetime import date

import pytest

from holdfire.reading import read
from holdfire.theatre import load


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Պայմանագիրը ստորագրվել է 2020 թվականի նոյեմբերի 9-ին։", ["2020-11-09"]),
        ("ԵՐԵՎԱՆ, 17 նոյեմբերի։ Կրակը դադարեցվել է նոյեմբերի 16-ին, ժամը 18:30-ին։", ["2021-11-17", "2021-11-16", "2021-11-16T18:30"]),
        ("Bəyanat 9 noyabr 2020-ci il tarixində Azərbaycan tərəfindən imzalanıb.", ["2020-11-09"]),
        ("Noyabrın 16-da saat 11:00-da Azərbaycan mövqeləri atəşə tutulub, iki əsgər yaralanıb.", ["2021-11-16", "2021-11-16T11:00"]),
    ],
)  # fmt: skip
def test_dates_are_found_by_name(text: str, values: list[str]) -> None:
    reading = read(text, published=date(2021, 11, 17), theatre=load())
    assert [t.value for t in reading.times] == values
    assert reading.claims == ()
    assert all(text[t.char_start : t.char_end] == t.text for t in reading.times)


def test_without_a_date_they_stay_unresolved() -> None:
    (found,) = read("Կրակը դադարեցվել է նոյեմբերի 16-ին։").times
    assert (found.value, found.start) == ("XXXX-11-16", None)
