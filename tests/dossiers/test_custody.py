"""The custody ledger balances or refuses; a file is read for a need that is on the record."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.dossiers import custody, ledger
from holdfire.dossiers.custody import PersonFile
from holdfire.dossiers.models import Missing, Movement, PersonReading
from holdfire.dossiers.projections import standing
from holdfire.errors import DossierError
from holdfire.record.dossier import Cited, Line, MissingClosed, MissingOpened, Moved
from holdfire.register.commands import write
from holdfire.register.models import Entry
from holdfire.register.rebuild import rebuild
from holdfire.register.writing import writing
from tests.dossiers.conftest import person

AT = datetime(2021, 11, 1, 9, tzinfo=UTC)
HELD = "held azerbaijan"


def line(side: Any, account: str, count: int, of: str = "armenia", persons: tuple[str, ...] = ()) -> Line:
    where, _, by = account.partition(" ")
    place: Any = where
    return Line(side=side, of=of, where=place, by=by, count=count, persons=persons)


def moved(kind: Any, on: str, out: str, into: str, count: int, /, received: int = 0, **named: Any) -> Moved:
    lines = (line("debit", out, count, **named), line("credit", into, received or count, **named))
    return Moved(movement="new", kind=kind, on=on, lines=lines)


def post(one: Moved, cited: tuple[Cited, ...], why: str = "") -> str:
    return custody.move(
        Moved(movement="new", kind=one.kind, on=one.on, lines=one.lines, evidence=cited),
        why, by=person("armenia"), at=AT,
    )  # fmt: skip


def left(account: str, on: date = date.max) -> int:
    found = {ledger.in_words(b.account).replace(" by ", " "): b.left for b in ledger.balances(standing(), on)}
    return found.get(account, 0)


@pytest.fixture
def captured(cited: tuple[Cited, ...]) -> tuple[Cited, ...]:
    """Ten of Armenia held since 10 November 2020."""
    post(moved("capture", "2020-11-10", "free", HELD, 10), cited)
    return cited


def test_every_movement_debits_one_account_and_credits_another(captured: tuple[Cited, ...]) -> None:
    number = post(moved("release", "2020-12-14", HELD, "returned", 4), captured)
    assert number == "2020-002"
    assert (left("free"), left(HELD), left("returned")) == (-10, 6, 4)
    assert left(HELD, date(2020, 12, 1)) == 10
    assert sum(b.left for b in ledger.balances(standing())) == 0


def test_where_the_hands_count_differently_it_is_refused(captured: tuple[Cited, ...]) -> None:
    before = Entry.objects.count()
    with pytest.raises(DossierError, match="debits 10 and credits 9 persons of armenia, 1 apart"):
        post(moved("release", "2021-01-01", HELD, "returned", 10, received=9), captured)
    assert Entry.objects.count() == before


def test_an_exchange_balances_for_each_party_by_itself(captured: tuple[Cited, ...]) -> None:
    post(moved("capture", "2020-11-10", "free", "held armenia", 3, of="azerbaijan"), captured)
    both = Moved(
        movement="new", kind="release", on="2020-12-14",
        lines=(
            line("debit", HELD, 3), line("credit", "returned", 2),
            line("debit", "held armenia", 2, of="azerbaijan"), line("credit", "returned", 3, of="azerbaijan"),
        ),
    )  # fmt: skip
    with pytest.raises(DossierError, match="debits 3 and credits 2 persons of armenia"):
        post(both, captured)


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (moved("release", "2021-01-01", HELD, "returned", 11), "holds 10 of armenia on 2021-01-01"),
        (moved("release", "2020-11-01", HELD, "returned", 1), "holds 0 of armenia on 2020-11-01"),
        (moved("release", "2021-01-01", "free", "returned", 1), "debits “held”, not “free”"),
        (moved("capture", "2021-01-01", HELD, "held armenia", 1), "A capture debits"),
        (moved("transfer", "2021-01-01", HELD, HELD, 1), "stands on both sides"),
        (moved("transfer", "2021-01-01", HELD, "held", 1), "say by whom"),
        (moved("release", "2031-01-01", HELD, "returned", 1), "has not come yet"),
        (moved("capture", "2021-01-01", "free", "held nobody-here", 1), "no party “nobody-here”"),
        (moved("correction", "2021-01-01", HELD, "free", 1), "says what it corrects"),
    ],
)
def test_what_the_ledger_cannot_hold_is_refused(
    one: Moved, sentence: str, captured: tuple[Cited, ...]
) -> None:
    with pytest.raises(DossierError, match=sentence):
        post(one, captured)
    assert Movement.objects.count() == 1


def test_a_movement_of_the_past_may_not_overdraw_what_came_after(captured: tuple[Cited, ...]) -> None:
    post(moved("release", "2021-06-01", HELD, "returned", 8), captured)
    with pytest.raises(DossierError, match="holds 7 of armenia on 2021-06-01 and cannot give 8"):
        post(moved("release", "2021-01-01", HELD, "returned", 3), captured)


PLACES = ("free", HELD, "held armenia", "returned", "died", "escaped")
MOVES = st.builds(
    moved,
    st.sampled_from(["capture", "transfer", "release", "escape", "death", "correction"]),
    st.sampled_from([f"2021-01-{day:02d}" for day in range(1, 9)]),
    st.sampled_from(PLACES),
    st.sampled_from(PLACES),
    st.integers(1, 6),
    received=st.integers(1, 6),
)


@given(st.lists(MOVES, max_size=25))
def test_whatever_is_posted_the_ledger_balances_and_no_custody_is_overdrawn(tried: list[Moved]) -> None:
    found: list[ledger.Posting] = []
    for number, one in enumerate(tried):
        if not ledger.refusal(one, found):
            found += ledger.postings(one, number)
    for day in range(1, 9):
        every = ledger.balances(found, date(2021, 1, day))
        assert sum(b.left for b in every) == 0
        assert all(b.left >= 0 for b in every if b.account.where != "free")


def test_a_movement_written_past_the_commands_counts_for_nothing(captured: tuple[Cited, ...]) -> None:
    with writing():
        wrong = moved("release", "2021-01-01", HELD, "returned", 50)
        write(wrong, person("armenia"), AT)
    assert Movement.objects.exclude(refused="").count() == 1
    assert left(HELD) == 10
    assert rebuild(check=True).differences == ()


# Persons.


def opened(seats: tuple[str, ...] = ()) -> str:
    file = PersonFile(name="Nobody Real", born="1999-01-01")
    return custody.open_person("armenia", file, seats, by=person("armenia"), at=AT)


def test_a_person_is_where_the_ledger_has_them_and_moves_once(captured: tuple[Cited, ...]) -> None:
    one = opened()
    post(moved("capture", "2021-01-01", "free", HELD, 1, persons=(one,)), captured)
    with pytest.raises(DossierError, match=f"{one} is “held by azerbaijan” in the ledger, not “free”"):
        post(moved("capture", "2021-01-02", "free", "held armenia", 1, persons=(one,)), captured)
    post(moved("release", "2021-02-01", HELD, "returned", 2, persons=(one,)), captured)
    with pytest.raises(DossierError, match="moved on 2021-02-01 already"):
        post(moved("capture", "2021-01-15", "returned", HELD, 1, persons=(one,)), captured)


def test_a_file_opens_for_a_need_and_the_reading_is_on_the_record_first(home: Any) -> None:
    one = opened(("peacekeepers",))
    reader = person("peacekeepers", "investigator")
    file = custody.read_person(one, "family", by=reader, at=AT)
    assert (file.name, file.salt) == ("Nobody Real", "")
    assert Entry.objects.filter(kind="person-read", subject=one, author=reader.id).count() == 1
    assert PersonReading.objects.get().need == "family"


def test_a_file_is_not_read_by_other_seats_nor_by_other_roles(home: Any) -> None:
    one = opened()
    for who in (
        person("azerbaijan"), person("armenia", "analyst"), person("armenia", "keeper"), person("", "head")
    ):  # fmt: skip
        with pytest.raises(DossierError):
            custody.read_person(one, "family", by=who, at=AT)
    assert not PersonReading.objects.exists()


def test_the_missing_are_opened_once_and_closed_by_what_became_of_them(cited: tuple[Cited, ...]) -> None:
    one, by = opened(), person("armenia")
    closed = MissingClosed(person=one, how="identified", on="2021-10-01", evidence=cited)
    with pytest.raises(DossierError, match="is not missing"):
        custody.close_missing(closed, by=by, at=AT)
    missing = MissingOpened(person=one, since="2020-10-27", evidence=cited)
    custody.open_missing(missing, by=by, at=AT)
    with pytest.raises(DossierError, match="is missing already"):
        custody.open_missing(missing, by=by, at=AT)
    with pytest.raises(DossierError, match="lies before 2020-10-27"):
        custody.close_missing(
            MissingClosed(person=one, how="found", on="2020-01-01", evidence=cited), by=by, at=AT
        )
    custody.close_missing(closed, by=by, at=AT)
    row = Missing.objects.get()
    assert (row.how, row.closed_on) == ("identified", date(2021, 10, 1))
    assert rebuild(check=True).differences == ()
