"""Many entries in one transaction: one checkpoint over all, and what is undone leaves no trace."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.errors import RecordError
from holdfire.record.entries import DateSet
from holdfire.record.verify import verify
from holdfire.register.instance import Instance
from holdfire.register.models import Checkpoint, Entry, Tile
from holdfire.register.writing import writing
from tests.register.people import ANALYST, OBSERVER

AT = datetime(2021, 10, 22, tzinfo=UTC)


def put(instance: Instance, n: int, who: object = ANALYST) -> None:
    for _ in instance.append(DateSet(report=f"{n:064x}", published="2021-10-21"), by=who, at=AT):  # type: ignore[arg-type]
        pass


def holds(instance: Instance, entries: int) -> None:
    """The record has so many entries, and each hash, signature and tile holds."""
    found = verify(instance.store, instance.vkey)
    assert (found.problem, found.size) == (None, entries)


def test_one_checkpoint_covers_what_one_transaction_appends(instance: Instance) -> None:
    with writing():
        for n in range(300):
            put(instance, n)
    holds(instance, 302)  # and the genesis, and a grant
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [302]
    put_alone = [put_one(instance, n) for n in (300, 301)]
    assert put_alone == [303, 304]
    holds(instance, 304)
    assert not Tile.objects.filter(level=0, width__lt=256).exists()


def put_one(instance: Instance, n: int) -> int:
    with writing():
        put(instance, n)
    return instance.store.size()


def test_what_is_undone_inside_is_not_on_the_record_and_the_rest_goes_on(instance: Instance) -> None:
    with writing():
        put(instance, 1)
        with pytest.raises(ValueError, match="no"), writing():
            put(instance, 2, OBSERVER)  # with the grant of a key that is undone as well
            raise ValueError("no")
        put(instance, 3, OBSERVER)
    holds(instance, 5)
    with pytest.raises(ValueError, match="no"), writing():
        put(instance, 4)
        raise ValueError("no")
    holds(instance, 5)
    assert put_one(instance, 5) == 6
    holds(instance, 6)


def test_nothing_is_appended_outside_a_transaction(instance: Instance) -> None:
    with pytest.raises(RuntimeError, match="write lock"):
        put(instance, 1)


def test_an_entry_that_vanished_before_the_end_stops_it(instance: Instance) -> None:
    with pytest.raises(RecordError, match="disagree"), writing():
        put(instance, 1)
        Entry.objects.order_by("-index")[0].delete()
    assert instance.store.size() == 0
    assert put_one(instance, 1) == 3
    holds(instance, 3)


STEPS = st.recursive(
    st.integers(0, 40), lambda inner: st.tuples(st.booleans(), st.lists(inner, max_size=4)), max_leaves=12
)


@given(st.lists(STEPS, max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_transactions_within_transactions(instance: Instance, steps: list[object]) -> None:
    def take(step: object) -> int:
        """How many of our entries a step leaves, inside the transaction that is open."""
        if isinstance(step, int):
            put(instance, step, ANALYST if step % 2 else OBSERVER)
            return 1
        kept, inner = step  # type: ignore[misc]
        count = 0
        try:
            with writing():
                count = sum(take(one) for one in inner)
                if not kept:
                    raise ValueError
        except ValueError:
            return 0
        return count

    before, count = Entry.objects.filter(kind="date-set").count(), 0
    for step in steps:
        with writing():
            count += take(step)
    assert Entry.objects.filter(kind="date-set").count() == before + count
    holds(instance, Entry.objects.count())
