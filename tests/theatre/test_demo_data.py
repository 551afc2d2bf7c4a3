"""The demonstration's reports: short, cited, from every side, and showing what Holdfire is for."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from holdfire.errors import TheatreError
from holdfire.theatre.demo import DemoReport, demo_reports

THEATRE = Path(__file__).resolve().parents[2] / "theatres" / "south-caucasus"
REPORTS = demo_reports(THEATRE)
GOOD = """id = "one"
title = "A title"
source = "patrol"
published = 2021-10-21
received = 2021-10-21T16:30:00+04:00
url = "https://example.org/1"
basis = "facts"
text = "The ministry said that one post was fired at."
"""


def by_slug(slug: str) -> DemoReport:
    return next(r for r in REPORTS if r.slug == slug)


def language_of(report: DemoReport) -> str:
    for script, language in (("[\u0530-\u058f]", "hy"), ("[\u0400-\u04ff]", "ru")):
        if len(re.findall(script, report.text)) > len(report.text) / 3:
            return language
    return "en"


def sources() -> dict[str, dict[str, str]]:
    with (THEATRE / "sources.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_about_forty_reports_of_newsworthy_length() -> None:
    assert len(REPORTS) >= 40
    for report in REPORTS:
        assert 45 <= len(report.text.split()) <= 180, report.slug


def test_every_report_cites_a_public_source_and_its_facts() -> None:
    for report in REPORTS:
        assert report.url.startswith("https://") and report.basis, report.slug


def test_every_report_is_of_october_or_november_2021_and_came_in_on_its_day_or_later() -> None:
    for report in REPORTS:
        assert date(2021, 10, 1) <= report.published <= date(2021, 11, 30), report.slug
        assert report.received.date() >= report.published, report.slug


def test_every_source_is_known() -> None:
    assert {r.source for r in REPORTS} <= sources().keys()


def test_both_sides_and_the_mediator_speak() -> None:
    sides = {sources()[r.source]["side"] for r in REPORTS}
    assert sides >= {"armenia", "azerbaijan", "peacekeepers", ""}


def test_three_languages_are_present() -> None:
    assert {language_of(r) for r in REPORTS} == {"en", "ru", "hy"}


def test_some_claims_are_decided_and_some_still_wait() -> None:
    decided = [r for r in REPORTS if r.decisions]
    assert len(REPORTS) * 0.4 <= len(decided) <= len(REPORTS) * 0.7
    verbs = [d.verb for r in decided for d in r.decisions]
    assert {"confirm", "correct", "reject"} == set(verbs)
    assert verbs.count("confirm") > len(verbs) / 2
    assert {d.by for r in decided for d in r.decisions} == {"observer-arm", "observer-az", "monitor"}


def test_one_event_is_told_under_two_names() -> None:
    assert "Norshen" in by_slug("05-norshen-defence-army").text
    assert "Yenikend" in by_slug("06-yenikend-azerbaijan-mod").text
    assert "Norshen" not in by_slug("06-yenikend-azerbaijan-mod").text


def test_a_count_fails_and_a_later_one_holds() -> None:
    first, later = by_slug("14-ministry-briefing-sum"), by_slug("30-azerbaijan-pm-122")
    assert {"112", "105", "17"} <= set(re.findall(r"\d+", first.text)) and 105 + 17 != 112
    assert {"122", "105", "17"} <= set(re.findall(r"\d+", later.text)) and 105 + 17 == 122
    assert first.published < later.published


def test_a_running_total_falls() -> None:
    totals = [
        int(m[1]) for r in REPORTS if (m := re.search(r"ledger counts (\d+) detainees returned", r.text))
    ]
    assert totals == sorted(totals, reverse=True) and totals[0] > totals[-1]


def test_a_report_carries_a_day_after_its_publication() -> None:
    assert "December 8" in by_slug("23-armenpress-december").text


def test_a_reprint_repeats_its_ministry_nearly_word_for_word() -> None:
    origin, copy = (set(by_slug(s).text.split()) for s in ("32-azerbaijan-mod-kalbajar", "33-news-az-copy"))
    assert len(origin & copy) / len(copy) > 0.9


def test_what_was_constructed_says_so() -> None:
    for report in REPORTS:
        if report.source == "patrol":
            assert "constructed" in report.basis, report.slug


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("published = 2021-10-21", 'published = "soon"'), "published"),
        (("received = 2021-10-21T16:30:00+04:00", "received = 2021-10-21T16:30:00"), "received"),
        (('title = "A title"', 'title = ""'), "title"),
        (('source = "patrol"', ""), "source"),
        (("basis =", "basis"), "TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_field(
    tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "01-x.toml").write_text(GOOD.replace(*change), "utf-8")
    with pytest.raises(TheatreError, match=rf"demo/01-x\.toml.*{words}"):
        demo_reports(tmp_path)


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ('match = "two posts"\nverb = "confirm"\nby = "monitor"', "match"),
        ('match = "one post"\nverb = "agree"\nby = "monitor"', "verb"),
        ('match = "one post"\nverb = "reject"\nby = "monitor"', "reason"),
        ('match = "one post"\nverb = "correct"\nby = "monitor"', "changes"),
        ('match = "one post"\nverb = "confirm"', "by"),
    ],
)
def test_a_wrong_decision_is_named_with_its_number(tmp_path: Path, decision: str, words: str) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "01-x.toml").write_text(f"{GOOD}[[decisions]]\n{decision}\n", "utf-8")
    with pytest.raises(TheatreError, match=rf"decisions 1, {words}"):
        demo_reports(tmp_path)


def test_a_theatre_without_a_demonstration_has_no_reports(tmp_path: Path) -> None:
    assert demo_reports(tmp_path) == ()
