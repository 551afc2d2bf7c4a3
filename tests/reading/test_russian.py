"""Russian paragraphs: the same claims as from English ones, in the sentences ministries write."""
# ruff: noqa: E501

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.reading import read
from holdfire.reading.claim import Claim, TimeSpan
from holdfire.reading.russian import times
from holdfire.reading.russian.numerals import value_of
from holdfire.theatre import load

THURSDAY = date(2021, 10, 21)


def claims(text: str) -> tuple[Claim, ...]:
    return read(text, published=THURSDAY, theatre=load()).claims


def only(text: str) -> Claim:
    found = claims(text)
    assert len(found) == 1, [c.content for c in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "speaker", "stance", "content"),
    [
        ("В министерстве обороны России заявили, что передача состоялась в Баку.", "Ministry of Defence of the Russian Federation", "state", "передача состоялась в Баку"),
        ("Азербайджан передал Армении пятерых военнопленных, сообщил представитель МИД Армении.", "Ministry of Foreign Affairs of Armenia", "state", "Азербайджан передал Армении пятерых военнопленных"),
        ("По словам Захаровой, Россия готова участвовать в восстановлении дорог.", "Maria Zakharova", "state", "Россия готова участвовать в восстановлении дорог"),
        ("Как сообщили в Министерстве обороны России, миротворцы зафиксировали два нарушения.", "Ministry of Defence of the Russian Federation", "state", "миротворцы зафиксировали два нарушения"),
        ("Минобороны Азербайджана опровергло информацию об обстреле.", "Ministry of Defence of Azerbaijan", "deny", "информацию об обстреле"),
        ("Ереван потребовал вывода азербайджанских войск.", "Armenia", "demand", "потребовал вывода азербайджанских войск"),
        ("Премьер-министр Никол Пашинян предложил создать механизм расследования нарушений.", "Nikol Pashinyan", "propose", "предложил создать механизм расследования нарушений"),
        ("Баку заявляет, что удерживает только задержанных после подписания заявления.", "Azerbaijan", "state", "удерживает только задержанных после подписания заявления"),
    ],
)  # fmt: skip
def test_who_says_what(text: str, speaker: str, stance: str, content: str) -> None:
    claim = only(text)
    assert (claim.speaker, claim.stance, claim.content) == (speaker, stance, content)


def test_an_accusation_names_whom_it_is_about() -> None:
    claim = only(
        "Минобороны Азербайджана обвинило вооружённые силы Армении в обстреле позиций у села Зейлик."
    )
    assert (claim.stance, claim.target, claim.kind) == ("accuse", "Armenia", "violation")


def test_she_is_who_spoke_before() -> None:
    found = claims(
        "Мария Захарова сообщила, что переговоры продолжаются. Она обвинила США в препятствовании сотрудничеству."
    )
    assert [c.speaker for c in found] == ["Maria Zakharova", "Maria Zakharova"]
    assert (found[1].stance, found[1].target) == ("accuse", "United States")


def test_a_quotation_is_cut_around_its_cue_and_its_sentences_are_claims() -> None:
    found = claims(
        "«Азербайджанские подразделения обстреляли наши позиции в районе села Сотк, – сообщил представитель Минобороны Армении. – Есть двое раненых»."
    )
    assert [c.content for c in found] == [
        "Азербайджанские подразделения обстреляли наши позиции в районе села Сотк",
        "Есть двое раненых",
    ]
    assert {c.mode for c in found} == {"direct"}
    assert {c.speaker for c in found} == {"Ministry of Defence of Armenia"}
    assert [c.stance for c in found] == ["accuse", "state"]
    assert [p.name for p in found[0].places] == ["Sotk"]
    assert [(q.value, q.role) for q in found[1].quantities] == [(2, "wounded")]


def test_nobody_is_named_by_an_impersonal_report() -> None:
    claim = only(
        "Сообщается, что 14 октября в 22:20 подразделения открыли огонь из миномётов в направлении села Норшен."
    )
    assert (claim.speaker, claim.kind, claim.violation_type, claim.weapon) == (
        None,
        "violation",
        "mortar",
        "миномётов",
    )
    assert claim.time is not None and claim.time.start == "2021-10-14T22:20+04:00"


def test_a_total_with_its_parts_and_where_each_went() -> None:
    claim = only(
        "Захарова сообщила, что с декабря 2020 года обменяно 112 задержанных, из них 105 возвращены Армении и 17 – Азербайджану."
    )
    assert [(q.value, q.role, q.to) for q in claim.quantities] == [
        (112, "total", None),
        (105, "part", "Armenia"),
        (17, "part", "Azerbaijan"),
    ]
    assert claim.time is not None and (claim.time.start, claim.time.end) == ("2020-12-01", "2021-10-21")
    assert claim.kind == "detainees"


def test_the_failing_sum_is_raised_in_russian_too() -> None:
    from holdfire.checking import check_report

    reading = read(
        "Захарова сообщила, что с декабря 2020 года обменяно 112 задержанных, из них 105 возвращены Армении и 17 – Азербайджану.",
        published=THURSDAY,
        theatre=load(),
    )
    sums = [c for c in check_report(reading) if c.kind == "sum"]
    assert [(c.stated, c.computed) for c in sums] == [(112, 122)]


def test_of_this_points_back_to_the_sentence_before() -> None:
    claim = only("Российская сторона передала тела 13 военнослужащих. Об этом сообщило Минобороны России.")
    assert (claim.speaker, claim.content) == (
        "Ministry of Defence of the Russian Federation",
        "Российская сторона передала тела 13 военнослужащих",
    )


def test_a_body_shortened_is_the_one_named_before() -> None:
    found = claims(
        "МИД Армении выразил протест в связи с провокацией азербайджанской стороны. В заявлении МИД говорится, что Азербайджан нарушил соглашение."
    )
    assert [c.speaker for c in found] == ["Ministry of Foreign Affairs of Armenia"] * 2
    assert [c.stance for c in found] == ["condemn", "accuse"]


def test_a_role_nobody_was_given_is_nobody_known() -> None:
    assert (
        only("Если огонь не прекратится, страна обратится к союзникам, предупредил министр.").speaker
        == "министр"
    )


def test_planned_and_denied_are_not_done() -> None:
    found = claims(
        "Песков заявил, что встреча состоится 26 ноября. Лавров добавил, что Грузия не приняла приглашение. Лавров сообщил, что стороны подписали документ."
    )
    assert [c.modality for c in found] == ["planned", "denied", "done"]
    assert [c.polarity for c in found] == ["asserts", "denies", "asserts"]


def test_a_russian_paragraph_in_an_english_report_is_read_as_russian() -> None:
    reading = read(
        "Olga Petrova said on Monday that four men were returned.\n\nВ министерстве обороны России заявили, что 9 октября стрельбы не было.",
        published=THURSDAY,
        theatre=load(),
    )
    assert [c.speaker for c in reading.claims] == [
        "Olga Petrova",
        "Ministry of Defence of the Russian Federation",
    ]
    assert [t.value for t in reading.times] == ["2021-10-18", "2021-10-09"]
    assert reading.notes == ()
    assert "holdfire-ru/" in reading.reader


def when(text: str, published: date | None = THURSDAY) -> TimeSpan:
    found = times.find_times(text, [(0, len(text))], published=published, utc_offset="+04:00")
    assert len(found) == 1, [t.text for t in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "start", "end"),
    [
        ("Подписано 9 ноября 2020 года.", "2020-11-09", "2020-11-09", "2020-11-09"),
        ("Встреча прошла 14 октября.", "2021-10-14", "2021-10-14", "2021-10-14"),
        ("Они приедут с 17 по 18 ноября.", "2021-11-17/2021-11-18", "2021-11-17", "2021-11-18"),
        ("Это было вчера.", "2021-10-20", "2021-10-20", "2021-10-20"),
        ("Их вернули на этой неделе.", "2021-W42", "2021-10-18", "2021-10-24"),
        ("Их вернули в прошлом месяце.", "2021-09", "2021-09-01", "2021-09-30"),
        ("Миссия была в июле этого года.", "2021-07", "2021-07-01", "2021-07-31"),
        ("Огонь открыт в 09:00 мск 14 октября.", "2021-10-14T09:00", "2021-10-14T09:00+03:00", "2021-10-14T09:00+03:00"),
        ("Огонь вели с 22:20 11 августа до 00:05 12 августа.", "2021-08-11T22:20/2021-08-12T00:05", "2021-08-11T22:20+04:00", "2021-08-12T00:05+04:00"),
        ("Стреляли в ночь на 15 октября.", "2021-10-14TNI", "2021-10-14T20:00+04:00", "2021-10-15T05:59+04:00"),
        ("Стреляли вечером 14 октября.", "2021-10-14TEV", "2021-10-14T18:00+04:00", "2021-10-14T23:59+04:00"),
        ("Это было три дня назад.", "2021-10-18", "2021-10-18", "2021-10-18"),
        ("Обезврежено за сутки.", "P1D", "2021-10-20", "2021-10-21"),
        ("Он сказал это в понедельник.", "2021-10-18", "2021-10-18", "2021-10-18"),
        ("Встреча состоится в пятницу.", "2021-10-22", "2021-10-22", "2021-10-22"),
        ("Дата: 14.10.2021.", "2021-10-14", "2021-10-14", "2021-10-14"),
        ("Построено в 1990-х годах.", "199", "1990-01-01", "1999-12-31"),
    ],
)  # fmt: skip
def test_russian_times(text: str, value: str, start: str, end: str) -> None:
    found = when(text)
    assert (found.value, found.start, found.end) == (value, start, end)


def test_without_a_date_russian_days_stay_unresolved() -> None:
    assert when("Встреча прошла 14 октября.", None).start is None
    assert when("Встреча прошла вчера.", None).start is None


@pytest.mark.parametrize(
    ("said", "value"),
    [("пятерых", 5), ("двадцать пять", 25), ("1 960", 1960), ("1,2 млн", 1_200_000), ("двое", 2), ("сто двенадцать", 112), ("две тысячи", 2000), ("стол", None)],
)  # fmt: skip
def test_russian_numbers_in_any_case(said: str, value: Any) -> None:
    assert value_of(said) == value


PIECES = [
    "«", "»", " – ", "сообщил", "заявили", "что ", "по словам ", "Пашинян", "Россия ", ". ", ", ", "14 октября", "в 22:20", "с ", "до ", "пятеро ", "раненых", "\n\n",
    "(", ")", "из них ", "105", "обвинил ", "Армению ", "в обстреле", "сообщается, ", "как ", "\u202e", "ё", "№", "%", "said that ", "Ереван",
]  # fmt: skip


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=24).map("".join))
def test_no_text_breaks_it_and_no_span_lies_outside_it(text: str) -> None:
    text = "Президент заявил, что переговоры продолжаются. " + text
    reading = read(text, published=THURSDAY)
    for claim in reading.claims:
        assert text[claim.start : claim.end] == claim.content
        for start, end in (*claim.spans.source, *claim.spans.cue, *claim.spans.content):
            assert 0 <= start < end <= len(text)
        for q in claim.quantities:
            assert text[q.char_start : q.char_end] == q.text
    for t in reading.times:
        assert text[t.char_start : t.char_end] == t.text
        assert (t.start is None) == (t.end is None)
        assert t.start is None or t.end is None or t.start <= t.end
