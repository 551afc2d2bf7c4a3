"""What people decided about incidents holds, whatever is merged, split, taken back or received afterwards."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.linking import LinkedIncident, link
from holdfire.linking.decided import Merged, Split, bind
from holdfire.reading.claim import Claim, ClaimSpans, FiledClaim, PlaceMention, TimeSpan
from holdfire.theatre import load

THEATRE = load()
PLACES = ("Northfield", "Southfield")


def told(n: int, report: int, day: int, place: int | None, kind: str = "violation") -> FiledClaim:
    """A claim of shooting, by its number: on a day of October 2021, near one of two places, or nowhere."""
    words = "Positions came under fire from small arms"
    when = TimeSpan(text="x", char_start=0, char_end=1, start=f"2021-10-{day:02}", end=f"2021-10-{day:02}")
    where = ()
    if place is not None:
        words += f" near {PLACES[place]}"
        where = (
            PlaceMention(
                text=PLACES[place], char_start=0, char_end=1, name=PLACES[place],
                lat=40.0 + place, lon=46.0, radius_km=3.0,
            ),
        )  # fmt: skip
    start = 100 * n
    return FiledClaim(
        id=f"c{n:02}", report=f"r{report}", published=f"2021-10-{day + 1:02}", source=f"s{report}", side=None,
        group=f"s{report}",
        claim=Claim(
            start=start, end=start + len(words), content=words,
            spans=ClaimSpans(content=((start, start + len(words)),)), mode="indirect",
            speaker=f"Voice {report}",
            stance="state", kind=kind, time=when if day % 3 else None, times=(when,) if day % 3 else (),
            places=where,
        ),
    )  # fmt: skip


CLAIMS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(11, 14),
        st.none() | st.integers(0, 1),
        st.sampled_from(["violation", "other"]),
    ),
    min_size=2,
    max_size=10,
).map(lambda rows: [told(n, *row) for n, row in enumerate(rows)])
STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "undo", "report"]), st.integers(0, 99), st.integers(1, 98)),
    max_size=10,
)


def where(incidents: tuple[LinkedIncident, ...]) -> dict[str, str]:
    return {m.claim: i.id for i in incidents for m in i.members}


def decide(
    step: tuple[str, int, int], number: int, incidents: tuple[LinkedIncident, ...], made: list[Merged | Split]
) -> None:
    """One decision on what the page shows, as a person would make it."""
    verb, a, b = step
    if verb == "undo":
        if made:
            made.pop(a % len(made))
        return
    if not incidents:
        return
    one, other = incidents[a % len(incidents)], incidents[(a + b) % len(incidents)]
    claims = sorted(m.claim for m in one.members)
    if verb == "merge" and one.id != other.id:
        made.append(Merged(entry=number, claims=tuple(sorted({*claims, *(m.claim for m in other.members)}))))
    elif verb == "split" and len(claims) > 1:
        out = claims[:: 2 + b % 2]
        made.append(Split(entry=number, out=tuple(out), rest=tuple(c for c in claims if c not in out)))


@settings(max_examples=200, deadline=None)
@given(claims=CLAIMS, steps=STEPS)
def test_no_merge_split_undo_or_new_report_violates_a_decision_that_stands(
    claims: list[FiledClaim], steps: list[tuple[str, int, int]]
) -> None:
    here = claims[: len(claims) // 2 + 1]
    made: list[Merged | Split] = []
    for number, step in enumerate(steps):
        if step[0] == "report":
            here = claims[: len(here) + 1]
        else:
            decide(step, number, link(here, THEATRE, made), made)
        incidents = link(here, THEATRE, made)
        at, bonds = where(incidents), bind(made)
        assert len(at) == sum(len(i.members) for i in incidents), "a claim belongs to one incident"
        assert link(here[::-1], THEATRE, made[::-1]) == incidents
        for claim in (c.id for c in here if c.id in bonds):
            assert claim in at
        for x, y in combinations(sorted(c.id for c in here if c.id in bonds), 2):
            if bonds.group(x) == bonds.group(y):
                assert at[x] == at[y]
            if bonds.are_apart(x, y):
                assert at[x] != at[y]
        latest = made[-1] if made else None
        if latest is not None:
            assert latest.entry not in bonds.overruled, "nothing is later than the latest"
            match latest:
                case Merged(claims=together):
                    assert len({at[c] for c in together}) == 1
                case Split(out=out, rest=rest):
                    assert len({at[c] for c in out}) == 1
                    assert not {at[c] for c in out} & {at[c] for c in rest}


@given(claims=CLAIMS)
def test_what_nobody_decided_the_machine_links_as_before(claims: list[FiledClaim]) -> None:
    before = link(claims, THEATRE)
    assert link(claims, THEATRE, [Merged(entry=1, claims=("elsewhere", "gone"))]) == before


def test_a_later_split_leaves_the_rest_of_an_earlier_merge() -> None:
    bonds = bind(
        [Merged(entry=1, claims=("a", "b", "c", "d")), Split(entry=2, out=("b",), rest=("a", "c", "d"))]
    )
    assert bonds.group("a") == bonds.group("c") == bonds.group("d")
    assert bonds.are_apart("a", "b")
    assert bonds.overruled == {1}


def test_a_claim_split_out_of_its_own_report_is_an_incident_of_its_own() -> None:
    filed = [told(0, 0, 14, 0), told(1, 0, 14, 0), told(2, 1, 14, 0)]
    (one,) = link(filed, THEATRE)
    assert {m.claim for m in one.members} == {"c00", "c01", "c02"}
    split = Split(entry=7, out=("c01",), rest=("c00", "c02"))
    at = where(link(filed, THEATRE, [split]))
    assert at["c00"] == at["c02"] != at["c01"]
    out = next(i for i in link(filed, THEATRE, [split]) if i.id == at["c01"])
    assert any("entry 7" in reason for reason in out.members[0].why)
