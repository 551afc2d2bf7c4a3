"""What people decide again and again is what linking does of itself: it learns from merges and splits."""

from hypothesis import given
from hypothesis import strategies as st

from holdfire.linking import link
from holdfire.linking.decided import Merged, Split
from holdfire.linking.taught import LEAST
from holdfire.reading.claim import Claim, ClaimSpans, FiledClaim, PlaceMention, TimeSpan
from holdfire.theatre import load

THEATRE = load()
ENOUGH = LEAST + 2


def told(event: int, report: str, km: float, words: str = "came under fire from small arms") -> FiledClaim:
    """Shooting on a day of its own for each event, so many kilometres from the event's village."""
    day = f"{2021 - event // 150}-{1 + event % 150 // 14:02}-{1 + 2 * (event % 14):02}"
    when = TimeSpan(text="x", char_start=0, char_end=1, start=day, end=day)
    name = f"Village {report}{event}"
    place = PlaceMention(
        text=name, char_start=0, char_end=1, name=name, lat=40.0 + km / 111, lon=46.0, radius_km=4.0
    )
    return FiledClaim(
        id=f"c{event:03}{report}", report=f"{report}{event:03}", published=day, source=report, side=None,
        group=report,
        claim=Claim(
            start=0, end=len(words), content=words, spans=ClaimSpans(content=((0, len(words)),)),
            mode="indirect", speaker=f"Voice {report}", stance="state", kind="violation", time=when,
            times=(when,), places=(place,),
        ),
    )  # fmt: skip


def pairs(count: int, km: float, *words: str) -> list[FiledClaim]:
    return [f for n in range(count) for f in (told(n, "a", 0, *words[:1]), told(n, "b", km, *words[1:]))]


def together(claims: list[FiledClaim], decided: list[Merged | Split], event: int) -> bool:
    at = {m.claim: i.id for i in link(claims, THEATRE, decided) for m in i.members}
    return at[f"c{event:03}a"] == at[f"c{event:03}b"]


def split(n: int) -> Split:
    return Split(entry=100 + n, out=(f"c{n:03}b",), rest=(f"c{n:03}a",))


def merge(n: int) -> Merged:
    return Merged(entry=100 + n, claims=(f"c{n:03}a", f"c{n:03}b"))


def test_neighbours_that_people_keep_splitting_are_told_apart_afterwards() -> None:
    claims = pairs(ENOUGH + 1, 12)
    assert together(claims, [], ENOUGH)
    assert not together(claims, [split(n) for n in range(ENOUGH)], ENOUGH)


def test_what_people_keep_merging_is_one_afterwards() -> None:
    claims = pairs(ENOUGH + 1, 14, "came under mortar fire", "shells fell on its positions")
    assert not together(claims, [], ENOUGH)
    decided = [merge(n) for n in range(ENOUGH)]
    assert together(claims, decided, ENOUGH)
    (last,) = [i for i in link(claims, THEATRE, decided) if f"c{ENOUGH:03}a" in {m.claim for m in i.members}]
    assert any(
        "What people decided of others makes one event likelier" in w for m in last.members for w in m.why
    )


def test_a_few_decisions_bind_what_they_are_of_and_nothing_else() -> None:
    claims = pairs(ENOUGH + 1, 12)
    few: list[Merged | Split] = [split(n) for n in range(LEAST - 1)]
    assert not together(claims, few, 0)
    assert together(claims, few, ENOUGH)


def test_a_few_odd_cases_do_not_unsettle_hundreds_that_people_left_alone() -> None:
    claims = pairs(150, 12)
    found = link(claims, THEATRE, [split(n) for n in range(ENOUGH)])
    assert len(found) == 150 + ENOUGH


def test_a_lesson_taken_back_is_not_learned() -> None:
    claims = pairs(ENOUGH + 1, 12)
    first: list[Merged | Split] = [split(n) for n in range(ENOUGH)]
    later = [Merged(entry=500 + n, claims=one.claims) for n, one in enumerate(map(merge, range(ENOUGH)))]
    assert together(claims, [*first, *later], ENOUGH)


@given(st.permutations(range(ENOUGH)))
def test_the_order_of_claims_and_decisions_teaches_nothing(order: list[int]) -> None:
    claims = pairs(ENOUGH + 1, 12)
    decided = [split(n) for n in range(ENOUGH)]
    shuffled = link([claims[n] for n in order] + claims[ENOUGH:], THEATRE, [decided[n] for n in order])
    assert shuffled == link(claims, THEATRE, decided)
