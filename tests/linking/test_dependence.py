"""The truth behind sources of which some copy: four copies of the worst neither win nor hide."""

import numpy as np
import pytest

from holdfire.linking import LinkedIncident, Member
from holdfire.linking.choruses import choruses
from holdfire.linking.dependence import UNKNOWN, estimate
from holdfire.reading.claim import Claim, ClaimSpans, FiledClaim, Quantity
from holdfire.theatre import load

FACTS = 400


def sources(accuracies: list[float], copiers: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Facts of three values, told by independent sources, the first of which is then copied."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, FACTS)
    columns = []
    for accuracy in accuracies:
        wrong = (truth + random.integers(1, 3, FACTS)) % 3
        columns.append(np.where(random.random(FACTS) < accuracy, truth, wrong))
    columns += [
        np.where(random.random(FACTS) < 0.9, columns[0], random.integers(0, 3, FACTS)) for _ in range(copiers)
    ]
    said = np.stack(columns, axis=1)
    return truth, np.where(random.random(said.shape) < 0.9, said, UNKNOWN)


def test_four_copies_of_the_worst_are_one_group_and_do_not_outvote_the_others() -> None:
    truth, said = sources([0.5, 0.7, 0.75, 0.8, 0.85], copiers=4)
    found = estimate(said, 3)
    (group,) = found.groups
    assert group.members == (0, 5, 6, 7, 8)
    assert group.accuracy < 0.6
    assert min(group.rates) > 0.7
    right = (found.value == truth).mean()
    alone = (estimate(said[:, :5], 3).value == truth).mean()
    assert right > alone - 0.02, "the copies take nothing from what the five say by themselves"
    votes = np.stack([(said == v).sum(axis=1) for v in range(3)], axis=1).argmax(axis=1)
    assert right > (votes == truth).mean() + 0.2


@pytest.mark.parametrize("seed", range(3))
def test_independent_sources_are_not_said_to_copy_however_good(seed: int) -> None:
    _, said = sources([0.6, 0.7, 0.8, 0.9, 0.95], copiers=0, seed=seed)
    assert estimate(said, 3).groups == ()


def test_few_facts_say_nothing_of_copying_and_silence_no_harm() -> None:
    said = np.array([[0, 0, 1, UNKNOWN], [1, 1, 1, UNKNOWN], [0, 0, 0, UNKNOWN]])
    found = estimate(said, 2)
    assert found.groups == ()
    assert list(found.value) == [0, 1, 0]
    assert np.allclose(found.probability.sum(axis=1), 1)


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(ValueError, match="values from 0"):
        estimate(np.array([[0, 2]]), 2)


def test_sources_that_say_the_same_of_many_incidents_are_named_with_the_figures() -> None:
    random = np.random.default_rng(5)
    incidents, filed = [], []
    for n in range(60):
        members = []
        truth, wrong = n % 7 + 2, n % 7 + 3
        shared = wrong if random.random() < 0.45 else truth
        for source in ("one", "two", "three", "copying", "copied"):
            own = truth if random.random() < 0.8 else wrong
            killed = shared if source.startswith("cop") else own
            members.append(told(f"c{n}-{source}", source, killed))
            filed.append(members[-1])
        roles = tuple(Member(claim=f.id, role="asserts", voice=f.group) for f in members)
        incidents.append(LinkedIncident(id=f"i{n}", title="x", members=roles))
    (chorus,) = choruses(incidents, filed, load())
    assert chorus.groups == ("copied", "copying")
    assert "agree on 100% of the" in chorus.sentence
    assert choruses(incidents[:3], filed, load()) == ()


def told(id: str, source: str, killed: int) -> FiledClaim:
    """A claim that so many Armenian soldiers were killed."""
    words = f"{killed} Armenian soldiers were killed"
    figure = Quantity(
        text=str(killed), char_start=0, char_end=1, value=killed, low=killed, high=killed, unit="soldiers",
        role="killed", of="Armenian",
    )  # fmt: skip
    claim = Claim(
        start=0, end=len(words), content=words, spans=ClaimSpans(content=((0, len(words)),)), mode="direct",
        speaker=source, stance="state", kind="casualty", quantities=(figure,),
    )  # fmt: skip
    return FiledClaim(
        id=id, report=f"r{id}", published="2021-10-15", source=source, side=None, group=source, claim=claim
    )
