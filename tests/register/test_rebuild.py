"""The register is what follows from the record, and nothing else."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.errors import RecordError, RegisterError
from holdfire.record.entries import DateSet
from holdfire.record.tiles import WIDTH
from holdfire.record.verify import verify
from holdfire.register import commands
from holdfire.register.instance import Instance
from holdfire.register.models import Check, Checkpoint, Claim, Decision, Entry, Incident, Report, Tile
from holdfire.register.rebuild import rebuild
from holdfire.register.writing import writing
from tests.register.people import ANALYST, OBSERVER

TEXTS = (
    b"The ministry said that 112 people were returned: 105 to one side and 17 to the other.",
    "The spokesperson said on Monday: “Two ceasefire violations were recorded near the village.”".encode(),
    b"The commander denied yesterday that his men had opened fire at a tractor.",
    b"\x00\x01\x02 no report at all",
)
LATER = datetime(2021, 10, 22, tzinfo=UTC)
DAYS = st.dates(date(2021, 9, 1), date(2021, 11, 30))
STEPS = st.one_of(
    st.tuples(st.just("receive"), st.integers(0, len(TEXTS) - 1), st.none() | DAYS),
    st.tuples(st.just("date"), st.integers(0, 5), DAYS),
    st.tuples(st.just("decide"), st.integers(0, 5), st.sampled_from(["confirm", "correct", "reject"])),
)


def take(step: tuple[str, int, object], who: commands.Account) -> None:
    """One step of a day's work, on whatever is there; what is refused writes nothing."""
    verb, n, value = step
    if verb == "receive":
        commands.receive(TEXTS[n], by=who, published=value, filename=f"{n}.txt")  # type: ignore[arg-type]
    elif verb == "date":
        reports = Report.objects.order_by("id")
        if reports:
            commands.set_date(reports[n % len(reports)].id, value, who)  # type: ignore[arg-type]
    else:
        claims = Claim.objects.order_by("id")
        if claims:
            changes = {"hedge": f"about {n}"} if value == "correct" else None
            try:
                commands.decide(claims[n % len(claims)].id, value, by=who, reason="so", changes=changes)  # type: ignore[arg-type]
            except RegisterError:
                pass


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(STEPS, st.sampled_from([ANALYST, OBSERVER])), min_size=1, max_size=9))
def test_whatever_was_done_a_rebuild_gives_exactly_the_live_register(
    steps: list[tuple[tuple[str, int, object], commands.Account]], instance: Instance
) -> None:
    with transaction.atomic():
        for step, who in steps:
            take(step, who)
        found = rebuild(check=True)
        assert found.differences == ()
        assert rebuild().ok
        assert verify(instance.store, instance.vkey).ok
        transaction.set_rollback(True)


@pytest.fixture
def filed(instance: Instance) -> Instance:
    for text in TEXTS[:2]:
        commands.receive(text, by=ANALYST, published=date(2021, 10, 21))
    claim = Claim.objects.order_by("id").first()
    assert claim is not None
    commands.decide(claim.id, "confirm", by=OBSERVER)
    return instance


TOUCHES = {
    "report changed": (lambda: Report.objects.filter(size__gt=50).update(title="else"), "report"),
    "claim changed": (lambda: Claim.objects.update(speaker="Somebody"), "claim"),
    "claim removed": (lambda: Claim.objects.filter(state="machine").first().delete(), "claim"),  # type: ignore[union-attr]
    "claim confirmed by nobody": (lambda: Claim.objects.update(state="confirmed"), "claim"),
    "decision forged": (lambda: Decision.objects.update(author="somebody"), "decision"),
    "decision removed": (lambda: Decision.objects.all().delete(), "decision"),
    "check put in": (lambda: Check.objects.create(id="x", kind="sum", sentence="x", data={}), "check x"),
    "incident put in": (lambda: Incident.objects.create(id="i", title="x"), "incident i"),
    "entry row changed": (lambda: Entry.objects.filter(index=2).update(author="x", seq=99), "entry 2"),
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_a_row_that_was_touched_is_named_and_mended(touch: str, filed: Instance) -> None:
    act, name = TOUCHES[touch]
    act()
    found = rebuild(check=True)
    assert not found.ok
    assert any(name in sentence for sentence in found.differences), found.differences
    assert not rebuild().ok, "a check leaves all as it was"
    assert rebuild(check=True).ok


def test_a_touched_record_is_not_rebuilt_over_and_not_written_on(filed: Instance) -> None:
    Checkpoint.objects.order_by("-size").first().delete()  # type: ignore[union-attr]
    assert not verify(filed.store, filed.vkey).ok
    with pytest.raises(RecordError, match="disagree"):
        commands.receive(b"More.", by=ANALYST)


def test_a_missing_tile_stops_writing_with_a_sentence(filed: Instance) -> None:
    with writing():
        for n in range(WIDTH):
            for _ in filed.append(DateSet(report=f"{n:064x}", published="2021-10-21"), by=ANALYST, at=LATER):
                pass
    Tile.objects.all().delete()
    started_anew = Instance(filed.home, filed.theatre_name)
    with pytest.raises(RecordError, match=r"tile/\d/000 is missing"), writing():
        next(started_anew.append(DateSet(report="0" * 64, published="2021-10-21"), by=ANALYST, at=LATER))


def test_lost_keys_are_never_replaced_behind_a_record(filed: Instance, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from holdfire.register.instance import open_instance

    settings.HOLDFIRE_HOME = tmp_path / "elsewhere"
    with pytest.raises(RecordError, match="restore them from a backup"):
        open_instance()


def test_migrations_are_in_step_with_the_models(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())
