"""Linking whole reports of any news: made-up events in several languages, told in each report's own words."""

import random
from datetime import date

from holdfire.linking.news import NewsLink, NewsReport, link_news

TOLD = {
    "ferry": (
        "Ferry burns off Vessin\nThe ferry Aurelia burned off Port Vessin; 214 passengers were saved.",
        "Fire on the Aurelia\nAll 214 passengers left the ferry Aurelia near Vessin, the coast guard said.",
        "Coast guard rescues 214\nLifeboats from Port Vessin took passengers off the ferry Aurelia.",
    ),
    "bank": (
        "Lorne Bank raises rates\nThe central bank under Ida Maurel raised rates to 4.75 percent.",
        "Maurel: rate at 4.75\nGovernor Ida Maurel said the Lorne central bank had to raise rates.",
    ),
    "vote": (
        "Ostrava wählt\nBei der Wahl in Ostrava gewann Jana Kubelik mit 53 Prozent der Stimmen.",
        "Kubelik gewinnt Ostrava\nJana Kubelik siegte bei der Wahl mit 53 Prozent, teilte Ostrava mit.",
    ),
    "quake": (
        "札幌北部で地震\n札幌北部で強い地震があり、三十人が軽傷を負った。",
        "地震で三十人軽傷\n札幌北部の強い地震で三十人が軽傷を負ったと発表された。",
    ),
}
REPORTS = [
    NewsReport(id=f"{event}-{n}", text=text, published=date(2024, 3, 1 + n % 2))
    for event, texts in TOLD.items()
    for n, text in enumerate(texts)
]


def _groups(links: tuple[NewsLink, ...]) -> set[frozenset[str]]:
    names = {one.incident for one in links}
    return {frozenset(one.id for one in links if one.incident == name) for name in names}


def test_reports_of_one_event_meet_and_others_do_not() -> None:
    found = _groups(link_news(REPORTS))
    assert found == {frozenset(f"{e}-{n}" for n in range(len(t))) for e, t in TOLD.items()}


def test_the_order_of_reports_decides_nothing() -> None:
    whole = {one.id: one for one in link_news(REPORTS)}
    for seed in range(3):
        mixed = random.Random(seed).sample(REPORTS, len(REPORTS))
        links = link_news(mixed)
        assert [one.id for one in links] == [one.id for one in mixed]
        assert {one.id: one for one in links} == whole


def test_nothing_one_report_or_no_words_make_no_trouble() -> None:
    assert link_news([]) == ()
    assert link_news([NewsReport(id="a", text="")]) == (NewsLink(id="a", incident="a"),)
    apart = link_news(
        [NewsReport(id="a", text=""), NewsReport(id="b", text=" \n"), NewsReport(id="c", text="12 %")]
    )
    assert len({one.incident for one in apart}) == 3


def test_a_text_printed_by_hundreds_is_one_event() -> None:
    text = TOLD["ferry"][0]
    found = link_news([NewsReport(id=f"{n:03}", text=text, published=date(2024, 3, 1)) for n in range(400)])
    assert {one.incident for one in found} == {"000"}
    assert found[7].why == ("the same words on the same day",)


def test_reports_without_dates_are_linked_by_their_words() -> None:
    bare = [NewsReport(id=one.id, text=one.text) for one in REPORTS]
    assert _groups(link_news(bare)) == _groups(link_news(REPORTS))


def test_the_same_story_a_year_later_is_another_event() -> None:
    one, other = (NewsReport(id=str(y), text=TOLD["ferry"][0], published=date(y, 3, 1)) for y in (2023, 2024))
    assert len(_groups(link_news([one, other]))) == 2
