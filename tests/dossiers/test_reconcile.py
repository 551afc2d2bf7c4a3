"""Public totals against the custody ledger and the total before: the sums are shown, nobody is right."""

from datetime import date

from holdfire.dossiers import detainees, ledger, reconcile
from holdfire.site.templatetags.register_words import spelled
from holdfire.theatre import load
from tests.dossiers.test_custody import moved
from tests.dossiers.test_dossiers import first_figure, later_figure

THEATRE = load()
LATER = date(2021, 12, 31)


def posted() -> list[ledger.Posting]:
    moves = [
        moved("capture", "2020-11-10", "free", "held azerbaijan", 60),
        moved("release", "2020-11-25", "held azerbaijan", "returned", 1),  # before the count begins
        moved("release", "2020-12-14", "held azerbaijan", "returned", 44),
        moved("release", "2021-10-19", "held azerbaijan", "returned", 5),
        moved("release", "2021-11-05", "held azerbaijan", "returned", 2),
    ]
    return [p for n, one in enumerate(moves) for p in ledger.postings(one, n)]


def reconciled() -> tuple[reconcile.Reconciled, ...]:
    known = detainees.ledger(LATER, THEATRE, first_figure() + later_figure())
    return reconcile.reconcile(known.series, posted(), THEATRE)


def test_a_total_is_held_against_what_the_ledger_returned_in_its_time() -> None:
    first, _ = reconciled()
    whole, to_armenia, to_azerbaijan = first.ledger
    assert (whole.claimed, whole.against, whole.difference) == (112, 49, 63)
    assert whole.arithmetic == (
        "112 claimed in all; the ledger returns 44 + 5 = 49 from 2020-12-01 to 2021-10-21; "
        "63 more than the ledger"
    )
    assert (to_armenia.claimed, to_armenia.against) == (105, 49)
    assert (to_azerbaijan.claimed, to_azerbaijan.against) == (17, 0)


def test_a_later_total_is_held_against_the_one_before_and_what_moved_since() -> None:
    first, later = reconciled()
    assert first.earlier is None
    assert later.earlier is not None
    assert later.earlier.arithmetic == (
        "112 said on 2021-10-21 + 2 in the ledger since, 114 in all; 122 claimed; 8 more than that"
    )


def test_the_ledger_of_a_party_adds_up_by_account() -> None:
    (one,) = reconcile.party_ledgers(posted(), LATER, THEATRE)
    assert (one.name, one.balanced) == ("Armenia", True)
    assert {words: b.left for words, b in one.accounts} == {
        "Free, before capture": -60, "Held by Azerbaijan": 8, "Returned": 52
    }  # fmt: skip


def test_a_page_spells_the_days_of_a_sum() -> None:
    spoken = "44 + 5 = 49 from 2020-12-01 to 2021-10-21; at 2021-10-21T10:00 nothing"
    assert (
        spelled(spoken) == "44 + 5 = 49 from 1 December 2020 to 21 October 2021; at 2021-10-21T10:00 nothing"
    )
