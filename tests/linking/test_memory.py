"""Linking with the memory of an earlier run gives exactly what linking without one gives."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from holdfire.linking import Memory, link
from holdfire.reading import read
from holdfire.reading.claim import FiledClaim
from holdfire.theatre import find, load
from holdfire.theatre.demo import demo_reports

THEATRE = load("south-caucasus")
REPORTS = 14


@cache
def filed() -> tuple[tuple[FiledClaim, ...], ...]:
    """The claims of the demonstration's first reports, a tuple for each report."""
    found = []
    for one in demo_reports(find("south-caucasus"))[:REPORTS]:
        reading = read(one.text, published=one.published, theatre=THEATRE)
        found.append(
            tuple(
                FiledClaim(
                    id=f"c{one.slug}-{n}", report=one.slug, published=one.published.isoformat(), claim=claim,
                    source=one.source, side=None, group=one.source,
                )
                for n, claim in enumerate(reading.claims)
            )
        )  # fmt: skip
    return tuple(found)


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "drop", "copy", "reject", "date"]), st.integers(0, REPORTS - 1)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_whatever_comes_and_goes_the_incidents_are_those_of_the_whole(steps: list[tuple[str, int]]) -> None:
    memory = Memory()
    stand = dict(enumerate(filed()[:8]))
    assert link(
        [f for c in stand.values() for f in c], THEATRE, memory=memory
    )  # there is something to remember
    for verb, n in steps:
        claims = filed()[n]
        match verb:
            case "add":
                stand[n] = claims
            case "drop":
                stand.pop(n, None)
            case "copy":  # another outlet prints it a day later
                stand[100 + n] = tuple(
                    replace(
                        f, id=f"{f.id}-copy", report=f"{f.report}-copy", source="a-copier", group="copier"
                    )
                    for f in claims
                )
            case "reject":
                stand[n] = claims[1:]
            case "date":
                stand[n] = tuple(replace(f, published="2021-10-01") for f in claims)
        given_now = [f for c in stand.values() for f in c]
        assert link(given_now, THEATRE, memory=memory) == link(given_now, THEATRE)


def test_another_theatre_is_not_remembered_as_this_one() -> None:
    memory = Memory()
    claims = [f for c in filed() for f in c]
    link(claims, THEATRE, memory=memory)
    nobody = replace(THEATRE, parties=(), digest="another")
    assert link(claims, nobody, memory=memory) == link(claims, nobody)


def test_what_is_gone_is_forgotten() -> None:
    memory = Memory()
    link([f for c in filed() for f in c], THEATRE, memory=memory)
    link(filed()[1], THEATRE, memory=memory)
    gone = filed()[0][0].report
    assert gone not in memory._told and gone not in memory._runs
    assert not [key for key in memory._pairs if gone in key]


@pytest.fixture(autouse=True, scope="module")
def read_once() -> None:
    """The reports are read before any property is tried."""
    filed()
