"""Marked text is the text: nothing lost, nothing added, overlaps kept."""

from hypothesis import given
from hypothesis import strategies as st

from holdfire.reading.claim import Claim, ClaimSpans
from holdfire.site.marking import mark
from holdfire.site.words import day, interval


@given(
    st.text(alphabet="ab \n<&é", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5),
)
def test_the_pieces_together_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    claims = [
        Claim(
            start=s,
            end=e,
            content="",
            spans=ClaimSpans(content=((s, e),)),
            speaker=None,
            mode="direct",
            stance="state",
            kind="other",
        )
        for s, e in spans
    ]
    shown = ["".join(piece.text for piece in paragraph.pieces) for paragraph in mark(text, claims)]
    assert shown == [line for line in text.split("\n") if line.strip()]


def test_intervals_read_as_people_write_them() -> None:
    assert interval("2021-10-18", "2021-10-24") == "18 to 24 October 2021"
    assert interval("2021-10-30", "2021-11-02") == "30 October to 2 November 2021"
    assert interval("2021-10-21", "2021-10-21") == "21 October 2021"
    evening, night = "2021-11-15T16:15:00+04:00", "2021-11-16T04:30:00+04:00"
    assert interval(evening, night) == "15 November 2021, 16:15 to 16 November 2021, 04:30 (+04:00)"
    assert interval(evening, evening[:11] + "17:00:00+04:00") == "15 November 2021, 16:15 to 17:00 (+04:00)"
    assert day("2021-10-21T14:30+04:00") == "21 October 2021, 14:30 (+04:00)"
