"""The whole reading: the briefing, determinism, other languages, odd and long input."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfire.reading import read, read_many, reader_version
from holdfire.theatre import load

SHARED = Path(__file__).resolve().parents[3] / "shared"
BRIEFING = SHARED / "acceptance" / "briefing.expected.json"
PIECES = [
    "“", "”", '"', "'", "‘", "’", "«", "»", " said ", "he ", "Olga Petrova ", "\n\n", "\n", ".", ",", "(",
    ")", " that ", "accused ",
    "105 men were returned", "according to", "\u200b", "\u202e", "😀", "e\u0301", "Ա", "я", "\x00", "\t",
    "\r\n", "''", ":", "?", ";",
]  # fmt: skip


def _iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    return max(min(a[1], b[1]) - max(a[0], b[0]), 0) / (max(a[1], b[1]) - min(a[0], b[0]))


@pytest.mark.shared
@pytest.mark.skipif(not BRIEFING.exists(), reason="needs ../shared/acceptance beside the checkout")
def test_the_briefing_yields_its_claims() -> None:
    expected = json.loads(BRIEFING.read_text("utf8"))
    text = (BRIEFING.parent / expected["source"]).read_text("utf8")
    reading = read(text, published=date.fromisoformat(expected["publication_date"]), theatre=load())
    right: Counter[str] = Counter()
    for want in expected["claims"]:
        got = next(
            (
                c
                for c in reading.claims
                if _iou((c.start, c.end), (want["start"], want["end"])) >= 0.6
                and (c.speaker or "").split()[-1:] == want["speaker"].split()[-1:]
            ),
            None,
        )
        if got is None:
            continue
        right["found"] += 1
        right["stance"] += got.stance == want["stance"]
        right["kind"] += got.kind == want["kind"]
        right["mode"] += got.mode == want["mode"]
        right["target"] += want.get("target") is not None and got.target == want["target"]
        right["through"] += (
            want.get("reported_through") is not None and got.reported_through == want["reported_through"]
        )
        right["contested"] += (
            "contested_terms" in want and list(got.contested_terms) == want["contested_terms"]
        )
        right["members"] += "members" in want and set(want["members"]) == set(got.members)
    assert right["found"] >= 23
    assert min(right["stance"], right["kind"], right["mode"]) >= 22
    assert (right["target"], right["through"], right["contested"], right["members"]) == (4, 1, 1, 1)


def test_the_same_text_gives_the_same_reading() -> None:
    text = "Olga Petrova said four men were returned to Baku on Monday. “We waited,” she said."
    a, b = (read(text, published=date(2021, 10, 21), theatre=load()) for _ in range(2))
    assert a == b
    assert a.reader == reader_version() and "sha256:" in a.reader


def test_many_texts_are_read_in_order() -> None:
    items = [(f"Olga Petrova said {n} men were returned.", date(2021, 10, 21)) for n in (3, 4, 5)]
    assert [r.claims[0].content for r in read_many(items)] == [f"{n} men were returned" for n in (3, 4, 5)]


def test_a_language_without_a_reader_is_named() -> None:
    reading = read("Ադրբեջանի զինված ուժերը կրակ են բացել Շուշիի մոտ։", theatre=load())
    assert reading.claims == ()
    assert reading.language == "hy"
    assert any(n.startswith("No reader for Armenian yet: kept, with ") for n in reading.notes)


def test_an_empty_text_reads_as_nothing() -> None:
    assert read("").claims == ()
    assert read(" \n\n\t").claims == ()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=30).map("".join))
def test_no_text_breaks_the_reader_and_no_span_lies_outside_it(text: str) -> None:
    for claim in read(text, published=date(2021, 10, 21)).claims:
        assert text[claim.start : claim.end] == claim.content
        for start, end in (*claim.spans.source, *claim.spans.cue, *claim.spans.content):
            assert 0 <= start < end <= len(text)


def test_a_long_text_without_a_paragraph_is_read() -> None:
    text = "Olga Petrova said the road was open and the market was full of people again that day. " * 900
    reading = read(text, published=date(2021, 10, 21))
    assert len(reading.claims) > 800
