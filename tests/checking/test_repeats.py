"""Repetition is not corroboration."""

from holdfire.checking import check_report
from tests.checking.telling import claim, reading

TEXT = (
    "Minister accuses neighbour\n\n"
    "She accused the neighbour of blocking talks on the railway.\n"
    "She went on to accuse the neighbour of blocking the talks.\n"
    "She accused the neighbour of burning fields in the valley.\n"
)


def told(*spans: tuple[str, str]):  # type: ignore[no-untyped-def]
    out = []
    for words, target in spans:
        at = TEXT.index(words)
        out.append(claim(TEXT, at, at + len(words), stance="accuse", kind="position", target=target))
    return reading(TEXT, out)


def test_one_accusation_made_twice_is_one_check_that_lists_both() -> None:
    (found,) = check_report(
        told(
            ("accused the neighbour of blocking talks on the railway", "Neighbour"),
            ("accuse the neighbour of blocking the talks", "Neighbour"),
            ("accused the neighbour of burning fields in the valley", "Neighbour"),
        )
    )
    assert (found.kind, found.claims) == ("repeat", (0, 1))


def test_the_headline_is_no_second_time() -> None:
    found = check_report(
        told(
            ("Minister accuses neighbour", "Neighbour"),
            ("accused the neighbour of blocking talks on the railway", "Neighbour"),
        )
    )
    assert found == ()


def test_the_same_words_about_another_are_no_repetition() -> None:
    found = check_report(
        told(
            ("accused the neighbour of blocking talks on the railway", "Neighbour"),
            ("accuse the neighbour of blocking the talks", "Somebody else"),
        )
    )
    assert found == ()
