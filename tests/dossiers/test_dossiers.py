"""Dossiers over confirmed claims: figures that hold or not, plans that are not deeds, who stands where.

Each claim here is read from words by the reader itself, then taken as confirmed.
"""

from datetime import date
from functools import cache

import pytest

from holdfire.dossiers import agreement, detainees, formats, liaison, monitoring, restoration
from holdfire.dossiers.confirmed import Said
from holdfire.reading import read
from holdfire.theatre import load

THEATRE = load()
LATER = date(2021, 12, 31)


def said(text: str, on: date) -> list[Said]:
    """What a text claims, as confirmed by somebody."""
    return [
        Said(
            claim_id=f"{on}-{number}",
            report_id=f"report of {on}",
            report_title="",
            report_url="",
            published=on,
            source_id="",
            side="",
            state="confirmed",
            confirmed_by="monitor",
            claim=claim,
            paragraph=text,
        )
        for number, claim in enumerate(read(text, published=on, theatre=THEATRE).claims)
    ]


COUNT = (
    "Maria Zakharova said that {} detainees had been exchanged since December 2020, of whom 105 were "
    "returned to Armenia and 17 were returned to Azerbaijan."
)


@cache
def first_figure() -> list[Said]:
    return said(COUNT.format(112), date(2021, 10, 21))


@cache
def later_figure() -> list[Said]:
    return said(COUNT.format(122), date(2021, 11, 12))


def test_a_total_whose_parts_do_not_give_it_does_not_hold() -> None:
    (statement,) = detainees.ledger(LATER, THEATRE, first_figure()).failing
    assert (statement.stated, statement.computed, statement.difference) == (112, 122, 10)
    assert statement.arithmetic == "105 + 17 = 122, stated 112, difference 10"
    assert [(p.value, p.to) for p in statement.parts] == [(105, "Armenia"), (17, "Azerbaijan")]


def test_a_later_statement_is_a_dated_revision_of_the_earlier_one() -> None:
    (series,) = detainees.ledger(LATER, THEATRE, first_figure() + later_figure()).series
    first, later = series.statements
    assert (first.holds, later.holds) == (False, True)
    assert (later.stated, later.revises, later.revises_said_on) == (122, 112, date(2021, 10, 21))


def test_the_ledger_of_a_day_knows_nothing_that_was_said_later() -> None:
    (series,) = detainees.ledger(date(2021, 11, 1), THEATRE, first_figure() + later_figure()).series
    assert [s.stated for s in series.statements] == [112]


@cache
def planned() -> list[Said]:
    return said(
        "Maria Zakharova said that a group of companies plans to come to Azerbaijan on November 17 and 18.",
        date(2021, 10, 21),
    )


def test_planned_is_not_done_and_is_overdue_when_nobody_says_it_happened() -> None:
    (before,) = restoration.restoration(date(2021, 11, 10), THEATRE, planned()).undertakings
    (after,) = restoration.restoration(date(2021, 11, 30), THEATRE, planned()).undertakings
    assert (before.modality, before.overdue) == ("planned", False)
    assert (after.modality, after.overdue) == ("planned", True)
    assert after.status == "planned; no confirmation since"


def test_a_plan_is_kept_when_somebody_says_that_it_happened() -> None:
    held = said(
        "The ministry of economy said that Russian companies visited Azerbaijan on November 17 and 18 with a "
        "mission to restore roads.",
        date(2021, 11, 19),
    )
    plan = next(
        u
        for u in restoration.restoration(LATER, THEATRE, planned() + held).undertakings
        if u.said in planned()
    )
    assert not plan.overdue and plan.confirmed_by


@pytest.mark.parametrize(
    "nothing",
    [
        "it found no public report of a visit by Russian companies to Azerbaijan on November 17 and 18",
        "nobody saw a mission of Russian companies in Azerbaijan on November 17 and 18",
    ],
)
def test_finding_nothing_is_not_a_visit_made(nothing: str) -> None:
    dossier = restoration.restoration(
        LATER, THEATRE, planned() + said(f"The monitor said that {nothing}.", date(2021, 11, 20))
    )
    assert [u.overdue for u in dossier.undertakings if u.said in planned()] == [True]
    assert "held" not in {u.modality for u in dossier.undertakings}


def test_a_format_shows_who_supports_it_and_who_is_accused_with_who_accuses() -> None:
    talk = said(
        "Maria Zakharova said that Russia supports the 3+3 format. She accused the United States of "
        "obstructing the 3+3 format.",
        date(2021, 10, 21),
    )
    dossier = next(f for f in formats.formats(LATER, THEATRE, talk) if f.id == "3+3")
    assert "Russia" in {p.party for p in dossier.supporters}
    (accusation,) = dossier.accused
    assert (accusation.accused, accusation.by) == ("United States", "Russia")


def test_each_member_of_a_format_has_its_positions_over_time() -> None:
    talk = said("Maria Zakharova said that Russia supports the 3+3 format.", date(2021, 10, 21))
    earlier = said("Sergey Lavrov said that Russia proposes the 3+3 format.", date(2021, 10, 6))
    dossier = next(f for f in formats.formats(LATER, THEATRE, talk + earlier) if f.id == "3+3")
    lines = {m.member: m for m in dossier.by_member}
    assert set(dossier.members) <= set(lines) and lines["Georgia"].positions == ()
    days = [p.said_on for _, p in lines["Russia"].positions]
    assert days == sorted(days, key=lambda d: d or date.max) and lines["Russia"].now == "supports"
    assert lines["Russia"].positions[-1][1].quote in talk[0].quote


def test_who_only_supports_a_proposal_did_not_make_it_and_who_stays_away_declines() -> None:
    talk = said(
        "Mevlut Cavusoglu said that the 3+3 format was proposed by Azerbaijan and Turkey and that Russia and "
        "Iran support it.",
        date(2021, 11, 3),
    )
    later = said("Georgia will not take part in the 3+3 format, David Zalkaliani said.", date(2021, 11, 19))
    dossier = next(f for f in formats.formats(LATER, THEATRE, talk + later) if f.id == "3+3")
    verbs = {m.member: {verb for verb, _ in m.positions} for m in dossier.by_member}
    assert (verbs["Azerbaijan"], verbs["Turkey"], verbs["Georgia"]) == (
        {"proposes"},
        {"proposes"},
        {"declines"},
    )
    assert "proposes" not in verbs["Iran"] | verbs["Russia"]


def test_meetings_of_a_format_stand_in_its_dossier() -> None:
    talk = said(
        "Maria Zakharova said that the ministers met in the 3+3 format in Moscow on December 10.",
        date(2021, 12, 12),
    )
    found = [f for f in formats.formats(LATER, THEATRE, talk) if f.meetings]
    assert [f.id for f in found] == ["3+3"]
    assert found[0].meetings[0].happens[0] == date(2021, 12, 10)


def test_a_proposal_names_its_author_and_through_whom_it_is_known() -> None:
    talk = said(
        "Maria Zakharova said that Prime Minister Nikol Pashinyan had called for a mechanism to investigate "
        "ceasefire violations.",
        date(2021, 10, 21),
    )
    (proposal,) = monitoring.monitoring(LATER, THEATRE, talk).proposals
    assert (proposal.by, proposal.through) == ("Nikol Pashinyan", "Maria Zakharova")


def test_a_deadline_is_reckoned_by_the_calendar_and_nothing_more() -> None:
    (dossier,) = agreement.agreements(date(2020, 11, 23), THEATRE, [])
    aghdam = next(o for o in dossier.obligations if o.obligation.id == "2")
    assert aghdam.days == -3
    assert "passed" in aghdam.status and "breach" not in aghdam.status


def test_a_meeting_is_on_the_liaison_log_on_its_day() -> None:
    talk = said(
        "Maria Zakharova said that the incidents were discussed at a meeting of the foreign ministers of "
        "Armenia, Azerbaijan and Russia in Minsk on October 14.",
        date(2021, 10, 21),
    )
    (meeting,) = liaison.liaison(LATER, THEATRE, talk).meetings
    assert meeting.said.happens == (date(2021, 10, 14), date(2021, 10, 14))
