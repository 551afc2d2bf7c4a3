"""What is linked and compared across reports entry by entry is what the whole gives at once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.errors import RegisterError
from holdfire.linking import Memory
from holdfire.register import commands, filed, rows
from holdfire.register.instance import Instance
from holdfire.register.models import Claim, Incident, IncidentClaim
from holdfire.register.rebuild import _rows
from holdfire.register.writing import writing
from holdfire.theatre import find
from holdfire.theatre.demo import demo_reports
from tests.register.people import ANALYST

pytestmark = pytest.mark.django_db
STEPS = st.lists(
    st.tuples(st.sampled_from(["confirm", "reject", "correct", "receive"]), st.integers(0, 200)),
    min_size=1,
    max_size=8,
)


def receive(n: int) -> None:
    """One of the demonstration's first reports."""
    one = demo_reports(find("south-caucasus"))[n]
    commands.receive(one.text.encode(), by=ANALYST, source_id=one.source, published=one.published)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_step_by_step_gives_the_rows_of_the_whole(
    steps: list[tuple[str, int]], instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(1, 6):
        receive(n)
    assert Incident.objects.exists()
    for verb, n in steps:
        if verb == "receive":
            receive(n % 12)
            continue
        claims = Claim.objects.order_by("id")
        claim = claims[n % len(claims)]
        try:
            changes = {"speaker": f"Speaker {n}"} if verb == "correct" else None
            commands.decide(claim.id, verb, by=ANALYST, reason="so", changes=changes)  # type: ignore[arg-type]
        except RegisterError:
            pass
    live = _rows()
    with writing():
        for model in (IncidentClaim, Incident):
            model._default_manager.all().delete()
        filed._known.clear()
        monkeypatch.setattr(rows, "_memory", Memory())
        rows.set_across(instance.theatre)
    assert _rows() == live


def test_what_is_as_it_was_is_not_written_again(instance: Instance) -> None:
    for n in range(1, 5):
        receive(n)
    with writing():
        before = set(IncidentClaim.objects.values_list("pk", flat=True))
        rows.set_across(instance.theatre)
        assert set(IncidentClaim.objects.values_list("pk", flat=True)) == before
